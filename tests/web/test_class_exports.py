"""What a teacher takes along of a class, and that who is named there can see it."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from tests.simulated_class import ClassPlan, answer_as_class
from tests.web.in_class import SchoolPages, open_school
from tests.web.uploading import words
from tests.web.visiting import DECK, NOW
from trainer import access
from trainer.class_answers import members_of
from trainer.giving import Terms, give_deck
from trainer.tables import ClassroomRow
from web.context import context_of


@pytest.fixture
def school(class_app: Flask) -> SchoolPages:
    """10A learns a deck; Tom has answered for three days."""
    school = open_school(class_app)
    with context_of(class_app).database.writing() as session:
        classroom = session.scalars(select(ClassroomRow).filter_by(name="10A")).one()
        deck = access.deck_named(session, DECK)
        give_deck(session, classroom, deck, Terms(), NOW)
        students = [each.student_id for each in members_of(session, classroom)]
        plan = ClassPlan(days=3, new_per_day=5)
        answer_as_class(session, students, deck, NOW.date(), plan)
    return school


def reads(school: SchoolPages) -> str:
    return words(school.tom.get("/my-data/reads"))


def test_a_table_without_names_names_nobody(school: SchoolPages) -> None:
    sent = school.vera.submit(
        f"{school.class_a}/answer-sheets", format="csv", names="0"
    )

    assert sent.status_code == 200
    assert sent.text.startswith("\ufeffélève;jour;rang;")
    assert "Tom" not in sent.text
    assert sent.text.count("\r\n") > 15
    assert "Vera" not in reads(school)


def test_who_is_named_sees_that_the_answers_were_taken_along(
    school: SchoolPages,
) -> None:
    sent = school.vera.submit(
        f"{school.class_a}/answer-sheets", format="csv", names="1"
    )

    assert "\r\nTom;2026-11-21;1;" in sent.text
    assert "Vera" in reads(school)


def test_a_workbook_is_one(school: SchoolPages) -> None:
    sent = school.vera.submit(
        f"{school.class_a}/answer-sheets", format="xlsx", names="0"
    )

    assert "10A" in sent.headers["Content-Disposition"]
    with zipfile.ZipFile(BytesIO(sent.data)) as book:
        assert "xl/worksheets/sheet2.xml" in book.namelist()


def test_the_page_says_what_each_column_means(school: SchoolPages) -> None:
    page = words(school.vera.get(f"{school.class_a}/exports"))

    assert "métier donné" in page
    assert "le métier répondu, autre réponse, sans réponse" in page


def test_a_class_that_learns_nothing_has_nothing_to_take_along(
    school: SchoolPages,
) -> None:
    sent = school.carl.submit(f"{school.class_b}/answer-sheets", format="csv")

    assert sent.status_code == 404
    assert "Donner un paquet" in words(school.carl.get(f"{school.class_b}/exports"))


def test_a_deck_that_the_class_does_not_learn_is_none(school: SchoolPages) -> None:
    for deck in ("nothing", "../etc", "x" * 300):
        sent = school.vera.submit(f"{school.class_a}/answer-sheets", deck=deck)
        assert sent.status_code == 404
