"""The pages of what a class is to do: made, changed, withdrawn, and how far all are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
)
from flask import url_for as address
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from trainer import access
from trainer.assignments import (
    LONGEST_TITLE,
    Draft,
    Part,
    assignment_progress,
    assignments_of,
    change_assignment,
    make_assignment,
    parts_of,
    withdraw_assignment,
)
from trainer.class_answers import members_of
from trainer.core.assignments import ANSWERS_OF_SESSION, Goal, Task
from trainer.core.messages import Message, message
from trainer.core.small_groups import may_show
from trainer.errors import Invalid
from trainer.tables import AssignmentRow, DeckRow
from web.addresses import uid_of_address
from web.classrooms import teacher_id
from web.context import database, now
from web.preferences import translate
from web.projector import note_shown
from web.teaching import ClassView, class_view

assignments = Blueprint("assignments", __name__)

_WEEK = timedelta(days=7)
_MOST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form."""

    title: str
    goal: Goal
    target: int
    part: str
    begins_on: date
    due_on: date
    error: Message | None = None
    parts: tuple[Part, ...] = field(default=())

    @property
    def draft(self) -> Draft:
        """Return it as an assignment."""
        part = self.part if self.part and self.goal is Goal.MASTERY else None
        task = Task(self.goal, self.target, self.begins_on, self.due_on, part)
        return Draft(self.title, task)


@assignments.get("/classrooms/<uid>/assignments")
def index(uid: str) -> str:
    """Show what a class is to do, how many have done it, and the form for more."""
    return _index_page(uid)


@assignments.post("/classrooms/<uid>/assignments")
def make(uid: str) -> Response:
    """Set a class something to do."""
    typed = _typed()
    try:
        with database().writing() as session:
            view = class_view(session, uid)
            deck = access.deck_of_class(
                session, view.classroom.id, view.slug or "nothing"
            )
            make_assignment(
                session,
                view.classroom,
                deck,
                typed.draft,
                account_id=teacher_id(),
                now=now(),
            )
    except Invalid as error:
        return make_response(_index_page(uid, typed, error.message), 422)
    return _back(uid, message("La classe a un nouveau devoir."))


@assignments.get("/classrooms/<uid>/assignments/<assignment>")
def show(uid: str, assignment: str) -> str:
    """Show how far each student is, or how many are done, and the form to change it."""
    return _page(uid, assignment)


@assignments.post("/classrooms/<uid>/assignments/<assignment>")
def change(uid: str, assignment: str) -> Response:
    """Change what a class is to do."""
    typed = _typed()
    try:
        with database().writing() as session:
            row = _row(session, uid, assignment)
            change_assignment(
                session, row, typed.draft, account_id=teacher_id(), now=now()
            )
    except Invalid as error:
        return make_response(_page(uid, assignment, typed, error.message), 422)
    flash(translate(message("Devoir enregistré.")), "done")
    place = address("assignments.show", uid=uid, assignment=assignment)
    return redirect(place, 303)


@assignments.post("/classrooms/<uid>/withdrawn-assignments")
def withdraw(uid: str) -> Response:
    """Take back what a class was to do."""
    with database().writing() as session:
        row = _row(session, uid, request.form.get("assignment", ""))
        withdraw_assignment(session, row)
    return _back(uid, message("Devoir retiré : plus aucun élève ne le voit."))


def _index_page(
    uid: str, typed: Typed | None = None, error: Message | None = None
) -> str:
    with database().reading() as session:
        view = class_view(session, uid)
        members = members_of(session, view.classroom)
        found = assignments_of(session, view.classroom, members, view.today)
        parts = parts_of(session, view.deck.row) if view.deck else ()
        return render_template(
            "teaching/assignments.html",
            view=view,
            running=[
                each for each in found if each.assignment.task.due_on >= view.today
            ],
            over=[
                each
                for each in reversed(found)
                if each.assignment.task.due_on < view.today
            ],
            typed=typed or _suggested(view),
            error=error,
            parts=parts,
            **_words(),
        )


def _page(
    uid: str,
    assignment: str,
    typed: Typed | None = None,
    error: Message | None = None,
) -> str:
    with database().reading() as session:
        view = class_view(session, uid)
        row = _row(session, uid, assignment)
        members = members_of(session, view.classroom)
        found = assignment_progress(session, row, members, view.today)
        parts = parts_of(session, session.get_one(DeckRow, row.deck_id))
        page = render_template(
            "teaching/assignment.html",
            view=view,
            found=found,
            may_count=not view.hides_names or may_show(len(members)),
            typed=typed or _stored(row),
            error=error,
            parts=parts,
            **_words(),
        )
    if not view.hides_names:
        note_shown(each.account_id for each in members)
    return page


def _row(session: Session, uid: str, assignment: str) -> AssignmentRow:
    _, row = access.assignment_of(
        session, teacher_id(), uid_of_address(uid), uid_of_address(assignment)
    )
    return row


def _words() -> dict[str, object]:
    return {
        "goals": tuple(Goal),
        "longest": LONGEST_TITLE,
        "answers_of_session": ANSWERS_OF_SESSION,
    }


def _suggested(view: ClassView) -> Typed:
    return Typed("", Goal.DAYS, 4, "", view.today, view.today + _WEEK)


def _stored(row: AssignmentRow) -> Typed:
    return Typed(
        row.title, row.goal, row.target, row.part or "", row.begins_on, row.due_on
    )


def _typed() -> Typed:
    """Read the form; what is no number and no day is none that could be reached."""
    asked, target = request.form.get("goal", ""), request.form.get("target", "")
    is_number = target.isascii() and target.isdigit() and len(target) <= _MOST_DIGITS
    return Typed(
        title=request.form.get("title", ""),
        goal=Goal(asked) if asked in {*Goal} else Goal.DAYS,
        target=int(target) if is_number else 0,
        part=request.form.get("part", ""),
        begins_on=_date("begins_on"),
        due_on=_date("due_on"),
    )


def _date(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return date.min


def _back(uid: str, done: Message) -> Response:
    flash(translate(done), "done")
    return redirect(address("assignments.index", uid=uid), 303)
