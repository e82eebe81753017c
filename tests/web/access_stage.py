"""A school with what its people can have, and a visitor in front of it."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.anki_values import anki_file, note, report_of, row
from tests.schooling import School, add_deck, add_person, report_error
from tests.web.access_things import CARD, KEPT, LATER, Kind
from tests.web.uploading import PAPER
from tests.web.visiting import DECK, NOW, Browser
from trainer import access, giving, joining, sign_ins
from trainer.anki_import import import_reviews
from trainer.anki_reports import keep_report
from trainer.anki_withdrawal import imports_of
from trainer.assignments import Draft, make_assignment
from trainer.classrooms import add_teacher, remove_student, remove_teacher
from trainer.contrasts import give_contrast
from trainer.core.assignments import Goal, Task
from trainer.learners import load_learner
from trainer.tables import (
    AccountRow,
    ClassroomRow,
    DeckRow,
    DeckVersionRow,
    GivenTextRow,
    MembershipRow,
    PlannedBreakRow,
    SignInRow,
    StudentRow,
    TextPart,
)
from web.context import context_of
from web.cookies import SIGN_IN

FREE_NUMBER = 5000  # SQLite gives the number of the last row, once deleted, again
MADE = ("upload", "anki", "brought", "device", "break", "task", "report", "contrast")


@dataclass(frozen=True, slots=True)
class Stage:
    """An app with somebody in front of it; each request comes with a fresh cookie."""

    app: Flask
    kind: Kind
    account_id: int | None
    cookie: str
    names: dict[str, str]

    def browser(self) -> Browser:
        """Give a browser of the visitor."""
        client = self.app.test_client()
        cookie = self.cookie
        if self.account_id is not None:
            with context_of(self.app).database.writing() as session:
                account = session.get_one(AccountRow, self.account_id)
                cookie = sign_ins.begin(session, account, "test", NOW)
        if cookie:
            client.set_cookie(SIGN_IN, cookie)
        return Browser(self.app, client)


def put_more(session: Session, school: School) -> dict[str, Any]:
    """Add who has left, a deck of Vera's own, and one that her class learns."""
    room = session.scalars(
        select(ClassroomRow).where(ClassroomRow.uid == school.class_a)
    ).one()
    deck = access.deck_named(session, DECK)
    giving.give_deck(session, room, deck, giving.Terms(), NOW)
    lou, eve = (add_person(session, name) for name in ("Lou", "Eve"))
    rita, jo = (add_person(session, name, is_teacher=True) for name in ("Rita", "Jo"))
    kept = add_kept_deck(session, school)
    giving.give_deck(session, room, kept, giving.Terms(), NOW)
    giving.study_deck(session, kept, school.vera.id, NOW)
    room.needs_approval = False
    for each in (lou, eve):
        joining.join(session, room, session.get_one(AccountRow, each.id), NOW)
    remove_student(session, session.get_one(MembershipRow, (room.id, lou.id)))
    for name in ("Rita", "Jo"):
        add_teacher(session, room, name, NOW)
    remove_teacher(session, room, session.get_one(AccountRow, rita.id))
    old = sign_ins.begin(session, session.get_one(AccountRow, eve.id), "old", NOW)
    stale = sign_ins.begin(session, session.get_one(AccountRow, rita.id), "old", NOW)
    sign_ins.end_all(session, rita.id)
    tom = session.get_one(AccountRow, school.tom.id)
    sign_ins.begin(session, tom, "tablet", NOW)
    device = session.scalars(select(SignInRow).filter_by(account_id=tom.id)).one()
    device.id = FREE_NUMBER
    rest = PlannedBreakRow(student_id=tom.student_id, first_day=LATER, last_day=LATER)
    session.add(rest)
    session.flush()
    found = {
        "device": str(FREE_NUMBER),
        "break": str(rest.id),
        "task": add_task(session, room),
        "contrast": add_contrast(session, room),
        "report": report_error(session, tom.student_id, CARD),
        "anki": add_anki_report(session, tom),
        "brought": add_anki_import(session, tom),
    }
    return found | {
        "lou": lou,
        "eve": eve,
        "rita": rita,
        "jo": jo,
        "old": old,
        "stale": stale,
    }


def add_kept_deck(session: Session, school: School) -> DeckRow:
    """Add a deck of Vera's with two versions of its text."""
    kept = add_deck(session, KEPT, school.vera)
    text = GivenTextRow(deck_id=kept.id, part=TextPart.EXAM, name="exam.md", text=PAPER)
    text.given_at = NOW
    session.add(text)
    session.flush()
    for number in (1, 2):
        version = DeckVersionRow(deck_id=kept.id, number=number, exam_id=text.id)
        version.made_at = NOW
        session.add(version)
    return kept


def add_task(session: Session, room: ClassroomRow) -> str:
    """Set a class something to do with the deck of the school."""
    deck = access.deck_named(session, DECK)
    task = Task(Goal.DAYS, 2, NOW.date(), LATER)
    draft = Draft("Avant les vacances", task)
    (vera,) = session.scalars(select(AccountRow.id).filter_by(name="Vera"))
    row = make_assignment(session, room, deck, draft, account_id=vera, now=NOW)
    return row.uid


def add_anki_report(session: Session, account: AccountRow) -> str:
    """Keep the report of what a student has brought home from Anki."""
    student = session.get_one(StudentRow, account.student_id)
    keep_report(session, report_of(anki_file()), student.uid, "of-tom", NOW)
    return "of-tom"


def add_anki_import(session: Session, account: AccountRow) -> str:
    """Bring an answer of a student home from Anki."""
    student = session.get_one(StudentRow, account.student_id)
    learner = load_learner(session, student.uid)
    import_reviews(session, learner, anki_file(note(CARD, row(NOW))), NOW)
    (brought,) = imports_of(session, learner)
    return str(brought.id)


def add_contrast(session: Session, room: ClassroomRow) -> str:
    """Give a class two jobs of the deck of the school to tell apart."""
    deck = access.deck_named(session, DECK)
    jobs = ("ML Engineer", "MLOps / Platform")
    (vera,) = session.scalars(select(AccountRow.id).filter_by(name="Vera"))
    row = give_contrast(session, room, deck, jobs, account_id=vera, now=NOW)
    return row.uid


def exam_file() -> tuple[Any, str]:
    return BytesIO(PAPER.encode()), "cuisine.md"
