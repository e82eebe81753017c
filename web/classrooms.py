"""The pages of a class for who teaches it: who is in, what is learnt, how one joins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
from trainer.class_lines import class_lines
from trainer.classrooms import (
    NoSuchTeacher,
    add_teacher,
    change_classroom,
    make_classroom,
    refuse_all,
    remove_student,
    remove_teacher,
    students_of,
    teachers_of,
)
from trainer.config import LOOPBACK_HOSTS
from trainer.content import deck_from_json
from trainer.core.join_codes import grouped
from trainer.core.messages import Message, message
from trainer.core.school_year import closing_day, is_closed
from trainer.errors import Invalid
from trainer.giving import (
    RETENTIONS,
    BadTerms,
    Terms,
    give_deck,
    given_decks,
    withdraw_deck,
)
from trainer.joining import DAYS, BadCodeDays, admit, close_code, code_of, open_code
from trainer.retention import STUDENTS_STAY
from trainer.rosters import waiting_for_first_time
from trainer.student_results import results_of
from trainer.tables import AccountRow, ClassroomRow, MembershipStatus
from web.addresses import deck_slug, uid_of_address
from web.context import database, now
from web.preferences import translate
from web.projector import hides_names
from web.qr_codes import qr_code
from web.visitor import current_learner, visitor

classrooms = Blueprint("classrooms", __name__)


@dataclass(frozen=True, slots=True)
class DeckChoice:
    """A deck that can be given to a class."""

    slug: str
    title: str


@classrooms.get("/classrooms")
def index() -> str:
    """Show the classes that one teaches, and the form for another one."""
    return _index_page()


@classrooms.post("/classrooms")
def make() -> Response:
    """Make a class."""
    name = request.form.get("name", "")
    try:
        with database().writing() as session:
            uid = make_classroom(session, teacher_id(), name, now()).uid
    except Invalid as error:
        return make_response(_index_page(name, error.message), 422)
    return redirect(address("classrooms.show", uid=uid), 303)


@classrooms.get("/classrooms/<uid>")
def show(uid: str) -> str:
    """Show a class: its students, how it is joined, its decks, its teachers."""
    with database().reading() as session:
        return class_page(session, classroom_here(session, uid))


@classrooms.post("/classrooms/<uid>")
def change(uid: str) -> Response:
    """Give a class another name or closing day, or let in with or without approval."""
    with database().writing() as session:
        classroom = classroom_here(session, uid)
        change_classroom(
            classroom,
            name=_field("name"),
            closes_on=_date("closes_on") or classroom.closes_on,
            now=now(),
        )
    return back(uid, message("Réglages de la classe enregistrés."))


# How it is joined


@classrooms.get("/classrooms/<uid>/code")
def code(uid: str) -> str:
    """Show the code of a class, large, for a whole room."""
    with database().reading() as session:
        classroom = classroom_here(session, uid)
        found = code_of(classroom, now())
        # By the name under which this page was asked for: the room knows no other.
        there = address("joining.ask_code", code=found, _external=True)
        return render_template(
            "classrooms/code.html",
            classroom=classroom,
            code=grouped(found) if found else None,
            days=DAYS,
            zone=_zone(session),
            place=address("joining.ask_code", _external=True),
            drawing=qr_code(there) if found else None,
            is_only_here=request.host.partition(":")[0] in LOOPBACK_HOSTS,
            is_closed=is_closed(classroom.closes_on, now().date()),
        )


@classrooms.post("/classrooms/<uid>/codes")
def renew_code(uid: str) -> Response:
    """Give a class a new code; an old one opens nothing any more."""
    days = _field("days")
    if days not in map(str, DAYS):
        raise BadCodeDays
    with database().writing() as session:
        classroom = classroom_here(session, uid)
        classroom.needs_approval = _field("approval") == "1"
        open_code(session, classroom, now(), days=int(days))
    return redirect(address("classrooms.code", uid=uid), 303)


@classrooms.post("/classrooms/<uid>/closed-codes")
def end_code(uid: str) -> Response:
    """Let nobody join a class any more."""
    with database().writing() as session:
        close_code(session, classroom_here(session, uid))
    return back(uid, message("Le code n’ouvre plus la classe."), "joining")


# Students


@classrooms.post("/classrooms/<uid>/members")
def let_in(uid: str) -> Response:
    """Let somebody who waits into a class."""
    with database().writing() as session:
        classroom, membership, _ = access.student_of(
            session, teacher_id(), uid_of_address(uid), _person()
        )
        if membership.status is MembershipStatus.WAITING:
            admit(session, classroom, membership, now())
    return back(uid, message("Accepté dans la classe."), "students")


@classrooms.post("/classrooms/<uid>/removed-members")
def remove_member(uid: str) -> Response:
    """Take somebody out of a class, or off its waiting list, or all who wait."""
    if _field("person") == "waiting":
        with database().writing() as session:
            refuse_all(session, classroom_here(session, uid))
        return back(uid, message("Les demandes sont refusées."), "students")
    with database().writing() as session:
        _, membership, _ = access.student_of(
            session, teacher_id(), uid_of_address(uid), _person()
        )
        remove_student(session, membership)
    return back(uid, message("Retiré de la classe."), "students")


@classrooms.get("/classrooms/<uid>/students/<person>")
def student(uid: str, person: str) -> str:
    """Show how well a student knows what the class learns; the student sees it."""
    with database().writing() as session:  # the look is noted
        classroom, membership, account = access.student_of(
            session, teacher_id(), uid_of_address(uid), uid_of_address(person)
        )
        is_member = membership.status is MembershipStatus.MEMBER
        reader = session.get_one(AccountRow, teacher_id())
        return render_template(
            "classrooms/student.html",
            classroom=classroom,
            membership=membership,
            account=account,
            is_member=is_member,
            results=results_of(session, reader.uid, classroom, account, now())
            if is_member
            else (),
        )


# Teachers


@classrooms.post("/classrooms/<uid>/teachers")
def let_teach(uid: str) -> Response:
    """Let another teacher teach a class."""
    with database().writing() as session:
        classroom = classroom_here(session, uid)
        try:
            name = add_teacher(session, classroom, _field("name"), now()).name
        except NoSuchTeacher as error:
            flash(translate(error.message), "error")
            return redirect(address("classrooms.show", uid=uid, _anchor="team"), 303)
    return back(uid, message("C’est fait : {name} enseigne ici.", name=name), "team")


@classrooms.post("/classrooms/<uid>/removed-teachers")
def remove_from_team(uid: str) -> Response:
    """Let a teacher, maybe oneself, teach a class no longer."""
    with database().writing() as session:
        classroom, account = access.teacher_of(
            session, teacher_id(), uid_of_address(uid), _person()
        )
        remove_teacher(session, classroom, account)
        goes = account.id == teacher_id()
    if goes:
        return redirect(address("classrooms.index"), 303)
    return back(uid, message("Cette personne n’enseigne plus dans la classe."), "team")


# Decks


@classrooms.post("/classrooms/<uid>/decks")
def give(uid: str) -> Response:
    """Give a class a deck, or go on with it by other terms."""
    slug, terms = deck_slug(_field("deck")), _terms()
    with database().writing() as session:
        classroom = classroom_here(session, uid)
        deck = access.deck_given_to(session, teacher_id(), classroom.id, slug)
        give_deck(session, classroom, deck, terms, now())
    return back(uid, message("La classe apprend ce paquet."), "decks")


@classrooms.post("/classrooms/<uid>/withdrawn-decks")
def withdraw(uid: str) -> Response:
    """Have a class learn a deck no longer."""
    with database().writing() as session:
        classroom = classroom_here(session, uid)
        slug = deck_slug(_field("deck"))
        deck = access.deck_given_to(session, teacher_id(), classroom.id, slug)
        withdraw_deck(session, classroom, deck)
    done = message("Ce paquet n’est plus donné ; qui l’a commencé peut continuer.")
    return back(uid, done, "decks")


# What these pages and those of the class lists share


def teacher_id() -> int:
    """Give who asks, as an account."""
    account_id = visitor().account_id
    assert account_id is not None, "only in a class"
    return account_id


def classroom_here(session: Session, uid: str) -> ClassroomRow:
    """Give the class of an address, if it is one that the visitor teaches."""
    return access.classroom_of(session, teacher_id(), uid_of_address(uid))


def class_page(
    session: Session, classroom: ClassroomRow, list_error: Message | None = None
) -> str:
    """Give the page of a class.

    Args:
        list_error: why the class list that was sent is none.
    """
    found = code_of(classroom, now())
    given = given_decks(session, classroom)
    can_give = access.decks_given_by(session, teacher_id())
    known = {each.slug for each in given}
    return render_template(
        "classrooms/classroom.html",
        classroom=classroom,
        students=students_of(session, classroom),
        to_come=len(waiting_for_first_time(session, classroom)),
        teachers=teachers_of(session, classroom),
        decks=given,
        can_give=[
            DeckChoice(row.slug, deck_from_json(row.content).title)
            for row in can_give
            if row.slug not in known
        ],
        code=grouped(found) if found else None,
        days=DAYS,
        zone=_zone(session),
        list_error=list_error,
        is_closed=is_closed(classroom.closes_on, now().date()),
        leaves_on=classroom.closes_on + STUDENTS_STAY,
    )


def back(uid: str, done: Message, anchor: str | None = None) -> Response:
    """Go back to the page of a class, and say what was done."""
    flash(translate(done), "done")
    return redirect(address("classrooms.show", uid=uid, _anchor=anchor), 303)


def _index_page(name: str = "", error: Message | None = None) -> str:
    with database().reading() as session:
        today = current_learner(session).day_at(now())
        found = class_lines(session, teacher_id(), today, hides_names=hides_names())
    return render_template(
        "classrooms/index.html",
        lines=found,
        name=name,
        error=error,
        closes_on=closing_day(now().date()),
        today=now().date(),
        is_closed=is_closed,
    )


def _zone(session: Session) -> str:
    return current_learner(session).settings_at(now()).zone


def _field(name: str) -> str:
    return request.form.get(name, "")


def _person() -> str:
    return uid_of_address(_field("person"))


def _date(name: str) -> date | None:
    try:
        return date.fromisoformat(_field(name))
    except ValueError:
        return None


def _terms() -> Terms:
    """Read what a class begins with; an empty field says nothing.

    Raises:
        BadTerms: what stands there is no day, no number, or none of the choices.
    """
    exam, new, retention = (_field(n) for n in ("exam_on", "new_per_day", "retention"))
    is_number = new.isascii() and new.isdigit() and len(new) < 6
    known = {str(each): each for each in RETENTIONS}
    if (
        (exam and _date("exam_on") is None)
        or (new and not is_number)
        or (retention and retention not in known)
    ):
        raise BadTerms
    return Terms(_date("exam_on"), int(new) if new else None, known.get(retention))
