"""The pages of assignments: for a teacher, and for the students of the class."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.statements import counted
from tests.web.in_class import SchoolPages, open_learning_school
from tests.web.uploading import words
from tests.web.visiting import NOW, review_event, reviews
from trainer.tables import AssignmentRow, PersonalReadRow
from web.context import context_of

TODAY = NOW.date()
WEEK = {
    "title": "Avant les vacances",
    "goal": "days",
    "target": "3",
    "part": "",
    "begins_on": TODAY.isoformat(),
    "due_on": (TODAY + timedelta(days=6)).isoformat(),
}


@pytest.fixture
def school(class_app: Flask) -> SchoolPages:
    """10A learns the deck that comes with the program."""
    return open_learning_school(class_app)


def said(page: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", words(page)).split())


def rows(school: SchoolPages) -> list[AssignmentRow]:
    with context_of(school.app).database.reading() as session:
        return list(session.scalars(select(AssignmentRow)))


def reads(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(PersonalReadRow)) or 0


def give(school: SchoolPages, **changed: str) -> TestResponse:
    return school.vera.submit(f"{school.class_a}/assignments", **WEEK | changed)


def page_of(school: SchoolPages) -> str:
    (row,) = rows(school)
    return f"{school.class_a}/assignments/{row.uid}"


def test_what_a_class_is_set_its_students_see_with_their_own_progress(
    school: SchoolPages,
) -> None:
    assert give(school).status_code == 303
    school.tom.sent("/api/reviews", reviews(review_event()))

    today, classes = said(school.tom.get("/")), said(school.tom.get("/my-classes"))

    for page in (today, classes):
        assert "Avant les vacances" in page
        assert "Travailler 3 jours différents" in page
        assert "jusqu’au dimanche 29 novembre, dans 6 jours" in page
        assert "1 jour sur 3" in page
    assert "Avant les vacances" not in said(school.max.get("/"))


def test_the_teacher_sees_how_many_and_with_names_who(school: SchoolPages) -> None:
    give(school)

    all_hidden = said(school.vera.get(f"{school.class_a}/assignments"))
    hidden = said(school.vera.get(page_of(school)))
    school.vera.submit("/projector", names="shown")
    all_shown = said(school.vera.get(f"{school.class_a}/assignments"))
    shown = said(school.vera.get(page_of(school)))

    assert "0 sur 1 ont atteint" not in all_hidden
    assert "Montrer les noms" in all_hidden
    assert "0 sur 1 ont atteint" in all_shown
    assert "Masquer les noms" not in all_shown  # none is there
    assert "Moins de cinq élèves" in hidden
    assert "Tom" not in hidden
    assert "0 élève sur 1 a atteint l’objectif" in shown
    assert "Tom 0 jour sur 3" in shown
    with context_of(school.app).database.reading() as session:
        assert reads(session) == 1


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("title", " ", "Le titre d’un devoir"),
        ("target", "8", "l’objectif va de 1 à 7"),
        ("target", "many", "l’objectif va de 1 à 7"),
        ("due_on", "2026-11-01", "Un devoir finit"),
        ("due_on", "soon", "Un devoir finit"),
        ("begins_on", "", "Un devoir finit"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_set(
    school: SchoolPages, field: str, value: str, reason: str
) -> None:
    answer = give(school, **{field: value})

    assert answer.status_code == 422
    assert answer.mimetype == "text/html"
    assert reason in said(answer)
    assert rows(school) == []


def test_a_part_is_only_asked_for_with_mastery(school: SchoolPages) -> None:
    give(school, goal="mastery", target="60", part="A")
    give(school, goal="days", part="A", title="Sans partie")
    wrong = give(school, goal="mastery", target="60", part="Z")

    page = said(school.vera.get(f"{school.class_a}/assignments"))

    assert [row.part for row in rows(school)] == ["A", None]
    assert "Arriver à 60 % de maîtrise · A — " in page
    assert "Ce paquet n’a pas cette partie." in said(wrong)


def test_an_assignment_is_changed_and_withdrawn(school: SchoolPages) -> None:
    give(school)
    place = page_of(school)

    wrong = school.vera.submit(place, **WEEK | {"target": "99"})
    school.vera.submit(place, **WEEK | {"title": "Deux jours", "target": "2"})
    changed = rows(school)[0]
    school.vera.submit(
        f"{school.class_a}/withdrawn-assignments", assignment=changed.uid
    )

    assert wrong.status_code == 422
    assert (changed.title, changed.target) == ("Deux jours", 2)
    assert rows(school) == []
    assert school.vera.get(place).status_code == 404


def test_a_class_without_a_deck_is_told_to_begin(school: SchoolPages) -> None:
    page = said(school.carl.get(f"{school.class_b}/assignments"))
    made = school.carl.submit(f"{school.class_b}/assignments", **WEEK)

    assert "donner un premier paquet" in page
    assert made.status_code == 404


def test_the_pages_take_as_many_statements_for_many_assignments(
    school: SchoolPages,
) -> None:
    give(school)
    school.vera.get(f"{school.class_a}/assignments")
    with counted() as one:
        school.vera.get(f"{school.class_a}/assignments")
    for number in range(9):
        give(school, title=f"Devoir {number}")
    with counted() as many:
        school.vera.get(f"{school.class_a}/assignments")

    assert len(many) == len(one)
