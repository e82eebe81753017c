"""The pages of a class's questions: figures, what to mend, what is reported."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.schooling import report_error
from tests.simulated_class import ClassPlan
from tests.statements import counted
from tests.web.in_class import (
    SchoolPages,
    answered_class,
    let_class_answer,
    open_learning_school,
    open_school,
)
from tests.web.uploading import words
from tests.web.visiting import DECK
from trainer.content import LoadedCard
from trainer.tables import AccountRow
from web.context import context_of

CARD = f"{DECK}/A3#job"
STUDENTS = 21


@pytest.fixture
def school(class_app: Flask) -> SchoolPages:
    """10A learns the deck that comes with the program."""
    return open_learning_school(class_app)


@pytest.fixture(scope="module")
def answered_once(
    tmp_path_factory: pytest.TempPathFactory, prepared_home: Path
) -> SchoolPages:
    """10A has 21 students, who have answered for two weeks; nobody knows A3.

    To be copied: to let them answer takes longer than any test of these.
    """
    home = tmp_path_factory.mktemp("answered") / "home"
    return answered_class(
        prepared_home, home, ClassPlan(harder=harder), students=STUDENTS
    )


def harder(loaded: LoadedCard) -> float:
    return 9.0 if loaded.card.key == CARD else 0.0


def report(school: SchoolPages, text: str) -> None:
    """Have Tom report an error of a card."""
    with context_of(school.app).database.writing() as session:
        student = session.scalars(
            select(AccountRow.student_id).filter_by(name="Tom")
        ).one()
        report_error(session, student, CARD, text)


def page_of(school: SchoolPages) -> str:
    return f"{school.class_a}/questions/{CARD.replace('#', '%23')}"


def test_a_class_without_a_deck_is_told_what_to_do(class_app: Flask) -> None:
    school = open_school(class_app)

    page = words(school.vera.get(f"{school.class_a}/questions"))

    assert "Donner un paquet" in page


def test_without_answers_there_is_no_figure(school: SchoolPages) -> None:
    page = words(school.vera.get(f"{school.class_a}/questions"))

    assert "il manque encore 10 élèves" in page
    assert "Pas assez de réponses" in page


def test_nine_students_are_too_few_for_a_figure(school: SchoolPages) -> None:
    let_class_answer(school, ClassPlan(days=3), students=9)
    school.vera.submit("/projector", names="shown")

    listed = school.vera.get(f"{school.class_a}/questions?paper=lists").text
    detail = school.vera.get(
        page_of(school).replace("A3%23job", "role-ml-engineer%23job")
    )

    assert ':students" value="9' in listed
    assert ":facility" not in listed
    assert "paper:" not in listed
    assert detail.status_code == 200
    assert "facility" not in detail.text
    assert "il manque encore" in words(detail)


def test_what_is_odd_comes_first_with_its_reason(answered: SchoolPages) -> None:
    page = words(answered.vera.get(f"{answered.class_a}/questions"))

    first = page[page.index("Questions à revoir") : page.index("L’ensemble")]
    assert "A3" in first
    assert "Presque personne ne réussit." in first
    assert str(STUDENTS) in page


def test_the_last_answers_and_the_lists_are_pages_of_their_own(
    answered: SchoolPages,
) -> None:
    last = words(answered.vera.get(f"{answered.class_a}/questions?attempt=last"))
    lists = words(answered.vera.get(f"{answered.class_a}/questions?paper=lists"))

    assert "Par la dernière réponse de chaque élève" in last
    assert "Par la première réponse de chaque élève" in lists
    assert "Quelle est sa mission ?" in lists


def test_a_question_shows_who_chose_what(answered: SchoolPages) -> None:
    page = words(answered.vera.get(page_of(answered)))

    assert "Qui a choisi quoi" in page
    assert "Juste :" in page
    assert "Aucune." in page


def test_what_few_chose_is_not_counted_on_a_screen(answered: SchoolPages) -> None:
    hidden = figures_of("chosen", answered.vera.get(page_of(answered)).text)
    answered.vera.submit("/projector", names="shown")
    shown = figures_of("chosen", answered.vera.get(page_of(answered)).text)

    assert any(0 < times < 5 for times in shown)
    assert hidden == [times for times in shown if times in hidden]
    assert not any(0 < times < 5 for times in hidden[1:])  # the first is right


def test_what_few_were_shown_is_not_told_on_a_screen(answered: SchoolPages) -> None:
    page = f"{answered.class_a}/questions/{DECK}/B1%23job"
    hidden = figures_of("shown", answered.vera.get(page).text)
    answered.vera.submit("/projector", names="shown")
    shown = figures_of("shown", answered.vera.get(page).text)

    assert any(times < 5 for times in shown)
    assert all(times >= 5 for times in hidden)


def figures_of(what: str, page: str) -> list[int]:
    """Give what is said of how often each option was shown or chosen."""
    found = re.findall(rf'data-figure="option:[^"]*:{what}" value="(\d+)"', page)
    return [int(times) for times in found]


def test_a_report_is_read_once_names_are_shown(school: SchoolPages) -> None:
    report(school, "Deux métiers conviennent.")

    hidden = words(school.vera.get(page_of(school)))
    school.vera.submit("/projector", names="shown")
    shown = words(school.vera.get(page_of(school)))

    assert "Montrer les noms pour lire" in hidden
    assert "Deux métiers conviennent." not in hidden
    assert "Deux métiers conviennent." in shown
    assert "Tom" not in shown


def test_an_answer_reaches_the_student(school: SchoolPages) -> None:
    report(school, "Deux métiers conviennent.")

    done = school.vera.submit(f"{page_of(school)}/answers", report="1", text="Corrigé.")

    assert done.status_code == 303
    page = words(school.tom.get("/"))
    assert "Deux métiers conviennent." in page
    assert "Corrigé." in page
    assert "Corrigé." not in words(school.max.get("/"))


@pytest.mark.parametrize("text", ["", "   ", "a" * 1001])
def test_an_answer_that_is_none_is_refused_with_its_text(
    school: SchoolPages, text: str
) -> None:
    report(school, "Deux métiers conviennent.")
    school.vera.submit("/projector", names="shown")

    refused = school.vera.submit(f"{page_of(school)}/answers", report="1", text=text)

    assert refused.status_code == 422
    assert "Répondre en quelques mots" in words(refused)
    assert text.strip() in refused.text


@pytest.mark.parametrize("number", ["2", "x", "", "99999999999999999999"])
def test_a_report_that_is_not_there_cannot_be_answered(
    school: SchoolPages, number: str
) -> None:
    refused = school.vera.submit(
        f"{page_of(school)}/answers", report=number, text="Corrigé."
    )

    assert refused.status_code == 404


def test_a_question_that_is_not_there_is_none(school: SchoolPages) -> None:
    for key in (f"{DECK}/Z9%23job", "nothing/A1%23job", "x"):
        answer = school.vera.get(f"{school.class_a}/questions/{key}")
        assert answer.status_code == 404


def test_a_teacher_is_told_that_answers_of_anki_are_no_marks(
    answered: SchoolPages,
) -> None:
    for page in (f"{answered.class_a}/questions", page_of(answered)):
        assert "donnée dans Anki ne compte pas" in answered.vera.get(page).text


def test_the_page_asks_the_database_a_fixed_number_of_times(
    answered: SchoolPages,
) -> None:
    with counted() as statements:
        answered.vera.get(f"{answered.class_a}/questions")

    assert len(statements) <= 12
