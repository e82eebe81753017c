"""The pages of the jobs that a class confuses, and of cards to tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from flask import Blueprint, flash, redirect, render_template, request
from flask import url_for as address
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from trainer import access
from trainer.class_confusions import (
    ClassConfusions,
    cell_of,
    confusions_of,
)
from trainer.contrasts import (
    GivenContrast,
    give_contrast,
    given_contrasts,
    withdraw_contrast,
)
from trainer.core.confusion_matrix import (
    ENOUGH_ASKED,
    ENOUGH_CONFUSED,
    ConfusionMatrix,
    Given,
    NoJob,
    Tally,
)
from trainer.core.contrast_effect import ENOUGH_ANSWERS, Verdict
from trainer.core.messages import Message, message
from trainer.core.sessions import Pair
from trainer.core.small_groups import may_show
from trainer.core.spreadsheet import csv_lines
from trainer.errors import NotFound
from trainer.personal_reads import Look
from web.addresses import deck_slug, uid_of_address
from web.classrooms import classroom_here, teacher_id
from web.context import database, now
from web.preferences import translate
from web.projector import hides_names, note_shown
from web.teaching import ClassDeck, ClassView, class_view

confusions = Blueprint("confusions", __name__)

MOST_SHOWN = 5
SHADES = (0.02, 0.05, 0.1, 0.2)  # of the answers of a row, from which it is darker
NAMES = {NoJob.OTHER: message("Autre réponse"), NoJob.NOTHING: message("Sans réponse")}
_KINDS = {NoJob.OTHER: "other", NoJob.NOTHING: "nothing"}


@confusions.get("/classrooms/<uid>/confusions")
def show(uid: str) -> str:
    """Show which jobs a class confuses, what it was given, and the whole matrix."""
    with database().reading() as session:
        view = class_view(session, uid)
        if view.deck is None:
            return render_template("teaching/confusions.html", view=view, found=None)
        found = _confusions(session, view, view.deck)
        given = given_contrasts(
            session,
            view.classroom,
            view.deck.row,
            found.students,
            cards=found.cards,
        )
    pairs = [each for each in found.pairs if _may_show(each.people)]
    return render_template(
        "teaching/confusions.html",
        view=view,
        found=found,
        pairs=pairs[:MOST_SHOWN],
        hidden=len(found.pairs) - len(pairs),
        widest=max((each.high for each in pairs), default=1),
        given=given,
        given_pairs={each.pair for each in given},
        can_give={each.pair for each in pairs if _can_give(found, each.pair)},
        may_show=_may_show,
        may_tell=_may_tell,
        columns=tuple(_columns(found.matrix)),
        shade=_shade,
        verdicts=Verdict,
        enough=(ENOUGH_ASKED, ENOUGH_CONFUSED, ENOUGH_ANSWERS),
    )


@confusions.get("/classrooms/<uid>/confusions/cell")
def cell(uid: str) -> str:
    """Show the cards behind a cell of the matrix and, where names are, the students."""
    asked, given = request.args.get("asked", ""), _given()
    with database().reading() as session:
        view = class_view(session, uid)
        if view.deck is None:
            raise _no_cell()
        found = cell_of(
            session, view.classroom, view.deck.row, (asked, given), since=view.since
        )
    students = () if view.hides_names else found.students
    note_shown((each.member.account_id for each in students), Look.ANSWERS)
    cards = [each for each in found.cards if _may_show(each.people)]
    return render_template(
        "teaching/confusion.html",
        view=view,
        found=found,
        given=_name(given),
        is_right=given == asked,
        is_shown=_may_show(found.people),
        cards=cards,
        hidden=len(found.cards) - len(cards),
        students=students,
    )


@confusions.get("/classrooms/<uid>/confusions.csv")
def sheet(uid: str) -> Response:
    """Send the matrix, as the page shows it, as a table."""
    with database().reading() as session:
        view = class_view(session, uid)
        if view.deck is None:
            raise _no_cell()
        found = _confusions(session, view, view.deck)
    lines = csv_lines(_rows(found.matrix))
    response = Response("".join(lines), mimetype="text/csv")
    name = f"confusions-{view.slug}-{view.today}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@confusions.post("/classrooms/<uid>/contrasts")
def give(uid: str) -> Response:
    """Give a class cards to tell two jobs apart."""
    form = request.form
    slug = deck_slug(form.get("deck", ""))
    jobs = form.get("first", ""), form.get("second", "")
    with database().writing() as session:
        classroom = classroom_here(session, uid)
        deck = access.deck_of_class(session, classroom.id, slug)
        give_contrast(
            session, classroom, deck, jobs, account_id=teacher_id(), now=now()
        )
    done = message("C’est donné : la classe le trouve sur Aujourd’hui.")
    return _back(uid, done, slug)


@confusions.post("/classrooms/<uid>/withdrawn-contrasts")
def withdraw(uid: str) -> Response:
    """Take back what a class was to tell apart."""
    contrast = uid_of_address(request.form.get("contrast", ""))
    with database().writing() as session:
        row = access.contrast_of(session, teacher_id(), uid_of_address(uid), contrast)
        withdraw_contrast(session, row)
    return _back(uid, message("Ces cartes ne sont plus données."))


def _confusions(session: Session, view: ClassView, deck: ClassDeck) -> ClassConfusions:
    return confusions_of(session, view.classroom, deck.row, since=view.since)


def _can_give(found: ClassConfusions, pair: Pair) -> bool:
    return set(found.cards.jobs).issuperset(pair)


def _may_show(people: int) -> bool:
    """Say whether a figure about so many may be on this screen."""
    return not people or not hides_names() or may_show(people)


def _may_tell(each: GivenContrast) -> bool:
    """Say whether it may be told how many have practised."""
    some = each.practised not in (0, each.students)
    return not (some and hides_names()) or may_show(each.practised, each.students)


def _shade(cell: Tally, row: Tally) -> int:
    """Give the shade of a cell, 0 to 4; its number says the same."""
    share = cell.answers / row.answers if row.answers else 0
    return sum(share >= step for step in SHADES) if _may_show(cell.people) else 0


# Columns: jobs, then what is none


def _columns(
    matrix: ConfusionMatrix,
) -> Iterator[tuple[Given, Message, dict[str, str]]]:
    """Give each column with its heading, and how an address names it."""
    for given in matrix.columns:
        named = {"given": given} if isinstance(given, str) else {"none": _KINDS[given]}
        yield given, _name(given), named


def _name(given: Given) -> Message:
    if isinstance(given, NoJob):
        return NAMES[given]
    return message("{job}", job=given)


def _given() -> Given:
    kinds = {kind: given for given, kind in _KINDS.items()}
    return kinds.get(request.args.get("none", "")) or request.args.get("given", "")


def _rows(matrix: ConfusionMatrix) -> Iterator[Sequence[str]]:
    names = [translate(name) for _, name, _ in _columns(matrix)]
    yield (
        translate(message("Réponse juste")),
        *names,
        *([] if hides_names() else [translate(message("Réponses"))]),
    )
    for job in matrix.jobs:
        yield job, *_cells(matrix, job)


def _cells(matrix: ConfusionMatrix, job: str) -> Iterable[str]:
    """Give a row; without a sum where cells are left out, which it would tell."""
    tallies = [matrix.cell(job, given) for given in matrix.columns]
    cells = [str(each.answers) if _may_show(each.people) else "" for each in tallies]
    return cells if hides_names() else [*cells, str(sum(t.answers for t in tallies))]


def _no_cell() -> NotFound:
    return NotFound(message("Cette case n’est pas dans le tableau."))


def _back(uid: str, done: Message, slug: str | None = None) -> Response:
    flash(translate(done), "done")
    place = address("confusions.show", uid=uid, deck=slug, _anchor="given")
    return redirect(place, 303)
