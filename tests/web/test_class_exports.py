"""What a teacher takes along of a class, and that who is named there can see it."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.simulated_class import ClassPlan
from tests.web.in_class import (
    SchoolPages,
    let_class_answer,
    open_learning_school,
)
from tests.web.uploading import words
from tests.web.visiting import PASSWORD


@pytest.fixture
def school(class_app: Flask) -> SchoolPages:
    """10A learns a deck; Tom has answered for three days."""
    school = open_learning_school(class_app)
    let_class_answer(school, ClassPlan(days=3, new_per_day=5))
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
    sent = names_sent(school)

    assert "\r\nTom;2026-11-21;1;" in sent.text
    assert "Vera" in reads(school)


def names_sent(school: SchoolPages, password: str = PASSWORD) -> TestResponse:
    """Have Vera take the names along, who types a password."""
    path = f"{school.class_a}/answer-sheets"
    return school.vera.submit(path, format="csv", names="1", password=password)


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD.upper(), "x" * 5000])
def test_no_name_is_taken_along_without_the_password(
    school: SchoolPages, password: str
) -> None:
    refused = names_sent(school, password)

    assert refused.status_code == 422
    assert "Le mot de passe actuel n’est pas celui-là" in words(refused)
    assert "élève;jour" not in refused.text
    assert "Vera" not in reads(school)


def test_who_guesses_at_the_password_has_to_wait(school: SchoolPages) -> None:
    statuses = [names_sent(school, f"{n}").status_code for n in range(11)]

    assert statuses == [422] * 10 + [429]
    assert names_sent(school).status_code == 429


def test_names_are_taken_along_five_times_an_hour_and_the_page_says_when(
    school: SchoolPages,
) -> None:
    before = words(school.vera.get(f"{school.class_a}/exports"))
    answers = [names_sent(school) for _ in range(6)]
    after = words(school.vera.get(f"{school.class_a}/exports"))

    assert [each.status_code for each in answers] == [200] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) == 3600
    assert "la dernière fois" not in before
    assert "Noms emportés de ce compte la dernière fois : 23 nov" in after


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
