"""How often each page of a class asks the database: no more for more students."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import delete, select

from tests.simulated_class import ClassPlan
from tests.statements import counted
from tests.web.in_class import (
    TODAY,
    SchoolPages,
    let_class_answer,
    open_learning_school,
)
from tests.web.visiting import CARD, DECK, Browser
from trainer.tables import AccountRow, MembershipRow
from web.context import context_of
from web.doors import DOORS, Door

FEW, MANY = 6, 13
TASK = {
    "title": "Lire",
    "goal": "days",
    "target": "2",
    "part": "",
    "begins_on": TODAY.isoformat(),
    "due_on": (TODAY + timedelta(days=6)).isoformat(),
}
PLAN = ClassPlan(new_per_day=12, days=3)
JOBS = f"deck={DECK}&asked=ML+Engineer&given=ML+Engineer"
# The most statements of each page, with what is noted when it names students.
PAGES = {
    "classrooms.index": ("/classrooms", 10),
    "classrooms.show": ("{room}", 8),
    "classrooms.code": ("{room}/code", 3),
    "classrooms.student": ("{student}", 23),
    "monday.show": ("{room}/monday", 25),
    "topics.show": ("{room}/topics?by=job", 8),
    "topics.detail": ("{room}/topic?by=job&name=ML+Engineer", 11),
    "topics.grid": ("{room}/topics/grid?by=part", 11),
    "topics.over_time": ("{room}/topics/trend", 12),
    "confusions.show": ("{room}/confusions", 12),
    "confusions.cell": (f"{{room}}/confusions/cell?{JOBS}", 12),
    "confusions.sheet": ("{room}/confusions.csv", 10),
    "questions.show": ("{room}/questions", 10),
    "questions.detail": (f"{{room}}/questions/{quote(CARD)}", 12),
    "assignments.index": ("{room}/assignments", 9),
    "assignments.show": ("{task}", 9),
    "privacy.student_erasure": ("{student}/erasure", 6),
    "class_exports.show": ("{room}/exports", 7),
}


@pytest.fixture
def school(class_app: Flask) -> SchoolPages:
    """A class has studied for three days, and is to do something."""
    school = open_learning_school(class_app)
    let_class_answer(school, PLAN, students=MANY)
    return school


def statements(school: SchoolPages, names: str) -> dict[str, int]:
    """Count what each page takes that was opened before."""
    school.vera.submit("/projector", names=names)
    task = school.vera.submit(f"{school.class_a}/assignments", **TASK).location
    return {
        page: statements_of(
            school.vera,
            path.format(room=school.class_a, student=school.student_page(), task=task),
        )
        for page, (path, _) in PAGES.items()
    }


def statements_of(browser: Browser, path: str) -> int:
    assert browser.get(path).status_code == 200, path
    with counted() as statements:
        browser.get(path)
    return len(statements)


def take_out(school: SchoolPages, number: int) -> None:
    """Take some students out of the class."""
    gone = (
        select(AccountRow.id).where(AccountRow.name.startswith("Élève")).limit(number)
    )
    with context_of(school.app).database.writing() as session:
        session.execute(delete(MembershipRow).where(MembershipRow.account_id.in_(gone)))


def test_no_page_of_a_class_asks_more_for_more_students(school: SchoolPages) -> None:
    many = statements(school, "hidden")
    take_out(school, MANY - FEW)

    assert statements(school, "hidden") == many


def test_no_page_of_a_class_asks_often(school: SchoolPages) -> None:
    named = statements(school, "shown")

    assert {
        page: (named[page], most)
        for page, (_, most) in PAGES.items()
        if named[page] > most
    } == {}


def test_every_page_of_a_class_is_counted(class_app: Flask) -> None:
    pages = {
        rule.endpoint
        for rule in class_app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and DOORS[rule.endpoint] is Door.CLASS_TEACHER
    }

    assert pages == set(PAGES)
