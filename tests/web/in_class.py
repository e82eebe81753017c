"""A school in front of the pages: Vera teaches 10A with Tom, Carl 10B with Max."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import schooling
from tests.simulated_class import ClassPlan, answer_as_class
from tests.web.visiting import (
    DECK,
    NOW,
    Browser,
    add_person,
    class_opened,
    signed_in,
)
from trainer import access, joining
from trainer.class_answers import members_of
from trainer.classrooms import make_classroom
from trainer.giving import Terms, give_deck
from trainer.tables import AccountRow, ClassroomRow
from web.context import context_of

TODAY = NOW.date()

_TABLE = re.compile(r'name="table" value="([^"]*)"')
_PHRASE = re.compile(r'slip-phrase">([^<]+)')


@dataclass(frozen=True, slots=True)
class SchoolPages:
    """Who looks at the pages, each signed in, and where the classes are."""

    app: Flask
    vera: Browser
    carl: Browser
    tom: Browser
    max: Browser
    stranger: Browser
    class_a: str
    class_b: str
    uids: dict[str, str]

    def student_page(self, name: str = "tom") -> str:
        """Give the address of a student of 10A."""
        return f"{self.class_a}/students/{self.uids[name]}"

    def rows(self, query: str) -> list[str]:
        """Give the lines of a dump that hold a text."""
        return [line for line in self.vera.dump() if query in line]


def open_school(app: Flask) -> SchoolPages:
    """Make the people and their classes, and sign them in."""
    people = {
        name: add_person(app, name.title(), is_teacher=name in ("vera", "carl"))
        for name in ("vera", "carl", "tom", "max")
    }
    uids = {name: row.uid for name, row in people.items()}
    context = context_of(app)
    places = []
    with context.database.writing() as session:
        for teacher, name, student in (("vera", "10A", "tom"), ("carl", "10B", "max")):
            now = context.clock()
            classroom = make_classroom(session, people[teacher].id, name, now)
            classroom.needs_approval = False
            row = session.get_one(AccountRow, people[student].id)
            joining.join(session, classroom, row, now)
            classroom.needs_approval = True
            places.append(f"/classrooms/{classroom.uid}")
    vera, carl, tom, max_ = (signed_in(app, name) for name in people)
    stranger = Browser(app, app.test_client())
    class_a, class_b = places
    return SchoolPages(
        app,
        vera,
        carl,
        tom,
        max_,
        stranger,
        class_a=class_a,
        class_b=class_b,
        uids=uids,
    )


def room(session: Session) -> ClassroomRow:
    """Give the row of 10A."""
    return session.scalars(select(ClassroomRow).filter_by(name="10A")).one()


def open_learning_school(app: Flask) -> SchoolPages:
    """Make the school; 10A learns the deck that comes with the program."""
    school = open_school(app)
    with context_of(app).database.writing() as session:
        deck = access.deck_named(session, DECK)
        give_deck(session, room(session), deck, Terms(), NOW)
    return school


def let_class_answer(
    school: SchoolPages, plan: ClassPlan, *, students: int = 1, until: date = TODAY
) -> tuple[int, ...]:
    """Let 10A answer; return its students.

    Args:
        students: how many there are to be, with Tom.
        until: the last day on which they answer.
    """
    with context_of(school.app).database.writing() as session:
        classroom = room(session)
        names = (f"Élève {number}" for number in range(students - 1))
        schooling.put_in(
            session, classroom, *(schooling.add_person(session, n) for n in names)
        )
        ids = tuple(each.student_id for each in members_of(session, classroom))
        deck = access.deck_named(session, DECK)
        answer_as_class(session, ids, deck, until, plan)
    return ids


def answered_class(
    prepared: Path, home: Path, plan: ClassPlan, *, students: int
) -> SchoolPages:
    """Let a class answer in a data folder that is then closed: see `copy_of`."""
    with class_opened(prepared, home) as app:
        school = open_learning_school(app)
        let_class_answer(school, plan, students=students)
    return school


@contextmanager
def copy_of(school: SchoolPages, home: Path) -> Iterator[SchoolPages]:
    """Open a copy of a school whose app is closed; all are signed in again."""
    with class_opened(context_of(school.app).config.home, home) as app:
        vera, carl, tom, max_ = (
            signed_in(app, name) for name in ("vera", "carl", "tom", "max")
        )
        yield replace(
            school,
            app=app,
            vera=vera,
            carl=carl,
            tom=tom,
            max=max_,
            stranger=Browser(app, app.test_client()),
        )


def open_code(school: SchoolPages, *, approval: bool = True) -> str:
    """Have Vera open a code of 10A."""
    school.vera.submit(
        f"{school.class_a}/codes", days="7", approval="1" if approval else ""
    )
    uid = school.class_a.rpartition("/")[2]
    context = context_of(school.app)
    with context.database.reading() as session:
        teacher = session.scalars(select(AccountRow).filter_by(name="Vera")).one()
        code = access.classroom_of(session, teacher.id, uid).join_code
    assert code is not None
    return code


def read_list(school: SchoolPages, text: str) -> TestResponse:
    """Have Vera read a class list into 10A: plan it, then apply it."""
    planned = school.vera.submit(f"{school.class_a}/roster-plans", pasted=text)
    assert planned.status_code == 200, planned.text
    (table,) = _TABLE.findall(planned.text)
    return school.vera.submit(f"{school.class_a}/rosters", table=html.unescape(table))


def phrases(response: TestResponse) -> list[str]:
    """Give the phrases of a sheet of slips."""
    return _PHRASE.findall(response.text)
