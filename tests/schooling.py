"""A school for tests: Vera teaches 10A with Tom and Lea in it, Max is in another class.

Their passwords are no hashes: who signs in is tested elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import studying
from tests.samples import DECK
from trainer import access, classrooms, joining
from trainer.accounts import add_account, choose_password
from trainer.content import deck_to_json
from trainer.core.items import Deck
from trainer.db import Database
from trainer.giving import Terms, give_deck
from trainer.tables import (
    AccountRow,
    CardRow,
    ClassroomRow,
    DeckRow,
    ErrorReportRow,
    StudentRow,
)

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Person:
    """An account, by what names it."""

    id: int
    uid: str
    student_id: int
    student_uid: str


@dataclass(frozen=True, slots=True)
class School:
    """Who is there; `carl` teaches 10B, where Max is."""

    vera: Person
    carl: Person
    tom: Person
    lea: Person
    max: Person
    class_a: str
    class_b: str


def make_school(database: Database) -> School:
    """Make two classes with their teachers and students."""
    with database.writing() as session:
        vera, carl = (add_person(session, n, is_teacher=True) for n in ("Vera", "Carl"))
        tom, lea, max_ = (add_person(session, name) for name in ("Tom", "Lea", "Max"))
        class_a, class_b = (
            classrooms.make_classroom(session, teacher.id, name, NOW)
            for teacher, name in ((vera, "10A"), (carl, "10B"))
        )
        put_in(session, class_a, tom, lea)
        put_in(session, class_b, max_)
        return School(vera, carl, tom, lea, max_, class_a.uid, class_b.uid)


def make_learning_school(database: Database, *, more: int = 0) -> School:
    """Make a school whose 10A learns the deck of `studying`.

    Args:
        more: students of 10A beside Tom and Lea.
    """
    school = make_school(database)
    with database.writing() as session:
        studying.add_deck(session)
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        people = (add_person(session, f"S{number}") for number in range(more))
        put_in(session, classroom, *people)
        deck = access.deck_given_to(session, school.vera.id, classroom.id, DECK.slug)
        give_deck(session, classroom, deck, Terms(), studying.NOW)
    return school


def add_person(session: Session, name: str, *, is_teacher: bool = False) -> Person:
    """Make an account that has come once already."""
    row = add_account(session, name, "no hash", NOW, is_teacher=is_teacher)
    choose_password(session, row, "no hash")
    return person(session, row)


def person(session: Session, row: AccountRow) -> Person:
    """Give the account of a row."""
    student = session.get_one(StudentRow, row.student_id)
    return Person(row.id, row.uid, student.id, student.uid)


def put_in(session: Session, classroom: ClassroomRow, *people: Person) -> None:
    """Let people into a class."""
    classroom.needs_approval = False
    for each in people:
        row = session.get_one(AccountRow, each.id)
        joining.join(session, classroom, row, NOW)
    classroom.needs_approval = True
    session.flush()


def report_error(
    session: Session, student_id: int, key: str, text: str = "Faux ?"
) -> str:
    """Have a student report an error of a card; return what names the report."""
    card = session.scalars(select(CardRow.id).filter_by(key=key)).one()
    row = ErrorReportRow(
        student_id=student_id, card_id=card, uid="r1", revision=1, text=text
    )
    row.device_at = row.received_at = NOW
    session.add(row)
    session.flush()
    return str(row.id)


def add_deck(session: Session, slug: str, keeper: Person | None = None) -> DeckRow:
    """Add a deck without cards; without a keeper it is the school's."""
    content = deck_to_json(Deck(slug=slug, title=slug.title()))
    row = DeckRow(slug=slug, content=content, created_at=NOW, updated_at=NOW)
    row.keeper_id = keeper.id if keeper else None
    session.add(row)
    session.flush()
    return row
