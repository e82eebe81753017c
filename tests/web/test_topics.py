"""The pages of a class's topics: what is weak, who knows what, how it went."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.schooling import add_person, put_in
from tests.simulated_class import ClassPlan
from tests.statements import counted
from tests.web.in_class import (
    SchoolPages,
    answered_class,
    let_class_answer,
    open_learning_school,
    open_school,
    room,
)
from tests.web.uploading import words
from tests.web.visiting import DECK, NOW
from trainer import access
from trainer.content import LoadedCard
from trainer.core.assignments import Goal
from trainer.core.topics import jobs_of
from trainer.tables import (
    AccountRow,
    AssignmentRow,
    PersonalReadRow,
)
from web.context import context_of

JOB = "Data Engineer (Big Data)"
STUDENTS = 12
MOST_STATEMENTS = 12


@pytest.fixture
def school(class_app: Flask) -> SchoolPages:
    """10A learns the deck that comes with the program."""
    return open_learning_school(class_app)


@pytest.fixture(scope="module")
def answered_once(
    tmp_path_factory: pytest.TempPathFactory, prepared_home: Path
) -> SchoolPages:
    """10A has 12 students, who have answered for two weeks; one job is hard for all.

    To be copied: to let them answer takes longer than any test of these.
    """
    home = tmp_path_factory.mktemp("answered") / "home"
    return answered_class(
        prepared_home, home, ClassPlan(harder=harder), students=STUDENTS
    )


def harder(loaded: LoadedCard) -> float:
    return 4.0 if JOB in jobs_of(loaded.item, loaded.card) else 0.0


def page(school: SchoolPages, path: str) -> str:
    response = school.vera.get(f"{school.class_a}/{path}")
    assert response.status_code == 200
    return words(response)


def reads(school: SchoolPages) -> list[str]:
    with context_of(school.app).database.reading() as session:
        rows = session.scalars(
            select(AccountRow.name).join(
                PersonalReadRow, PersonalReadRow.account_id == AccountRow.id
            )
        )
        return sorted(rows)


TOPIC = f"topic?by=job&name={JOB.replace(' ', '+')}"
PAGES = ("topics", "topics/grid", "topics/trend")


@pytest.mark.parametrize("path", PAGES)
def test_a_class_without_a_deck_is_told_what_to_do(class_app: Flask, path: str) -> None:
    assert "Donner un paquet" in page(open_school(class_app), path)


def test_without_answers_no_topic_has_a_figure(school: SchoolPages) -> None:
    found = page(school, "topics")

    assert "Pas assez de réponses pour dire quoi que ce soit" in found
    assert "Points perdus" not in found[: found.index("Comment lire")]


def test_the_topic_that_costs_most_comes_first(answered: SchoolPages) -> None:
    found = page(answered, "topics")

    weak = re.sub("<[^>]*>", "", found[found.index("Ce qui coûte le plus à la") :])
    assert weak.index(JOB) < weak.index("ML Engineer")
    assert "12 élèves" in weak
    assert "sur 9" in weak


@pytest.mark.parametrize(
    ("by", "topic"),
    [("part", "C — Vrai/Faux expliqué"), ("tool", "Airflow"), ("tag", "Marketing")],
)
def test_topics_are_parts_tools_and_tags_too(
    answered: SchoolPages, by: str, topic: str
) -> None:
    assert topic in page(answered, f"topics?by={by}")


def test_what_nobody_groups_by_is_grouped_as_usual(answered: SchoolPages) -> None:
    assert JOB in page(answered, "topics?by=colour")


def test_a_topic_leads_to_its_questions(answered: SchoolPages) -> None:
    found = page(answered, TOPIC)

    assert "Spark" in found
    assert found.count('aria-current="page"') == 2  # in the menu, and of the tabs
    assert "Les noms sont masqués" in found
    assert "Élève 3" not in found


def test_a_topic_that_the_deck_does_not_have_is_not_there(school: SchoolPages) -> None:
    unknown = school.vera.get(f"{school.class_a}/topic?by=job&name=Boulanger")
    no_kind = school.vera.get(f"{school.class_a}/topic?by=colour&name={JOB}")

    assert (unknown.status_code, no_kind.status_code) == (404, 404)


@pytest.mark.parametrize("path", [TOPIC, "topics/grid"])
def test_names_are_noted_once_for_each_student(
    answered: SchoolPages, path: str
) -> None:
    hidden = page(answered, path)
    before = reads(answered)
    answered.vera.submit("/projector", names="shown")
    shown = page(answered, path)

    assert "Élève 3" not in hidden
    assert before == []
    assert "Élève 3" in shown
    assert reads(answered) == sorted(
        ["Tom", *(f"Élève {n}" for n in range(STUDENTS - 1))]
    )


def test_the_grid_counts_what_was_never_seen(school: SchoolPages) -> None:
    school.vera.submit("/projector", names="shown")

    found = page(school, "topics/grid?by=part")

    # True or false is right by chance in a half, a choice of five in a fifth.
    assert "50 %" in found
    assert "20 %" in found
    assert "jamais vu" in found


def test_a_small_class_has_no_figures_on_a_projector(school: SchoolPages) -> None:
    let_class_answer(school, ClassPlan(harder=harder))

    on_wall = page(school, "topics/grid")
    topics = page(school, "topics")
    trend = page(school, "topics/trend")
    school.vera.submit("/projector", names="shown")
    alone = page(school, "topics/grid")

    assert "Pas assez d’élèves" in on_wall
    assert "Pas assez de réponses pour dire" in topics
    assert "à 1" not in trend
    assert "Tom" in alone


@pytest.mark.parametrize(
    ("path", "figure", "idle"), [("trend", "week:", 0), ("grid", "class:", 2)]
)
def test_what_four_have_answered_is_on_no_wall(
    school: SchoolPages, path: str, figure: str, idle: int
) -> None:
    let_class_answer(school, ClassPlan(harder=harder), students=4)
    with context_of(school.app).database.writing() as session:
        people = (add_person(session, f"Idle {n}") for n in range(idle))
        put_in(session, room(session), *people)

    on_wall = school.vera.get(f"{school.class_a}/topics/{path}").text
    school.vera.submit("/projector", names="shown")
    alone = school.vera.get(f"{school.class_a}/topics/{path}").text

    assert f'data-figure="{figure}' not in on_wall
    assert f'data-figure="{figure}' in alone


def test_the_trend_shows_weeks_and_what_happened(answered: SchoolPages) -> None:
    with context_of(answered.app).database.writing() as session:
        session.add(
            AssignmentRow(
                uid="a1",
                classroom_id=room(session).id,
                deck_id=access.deck_named(session, DECK).id,
                title="Revoir les rappels",
                goal=Goal.DAYS,
                target=3,
                begins_on=NOW.date() - timedelta(days=5),
                due_on=NOW.date(),
                created_at=NOW,
            )
        )

    found = page(answered, "topics/trend")

    assert "Devoir : Revoir les rappels" in found
    assert "Semaine du" in found
    assert "n =" in found


@pytest.mark.parametrize("path", [*PAGES, TOPIC])
def test_a_page_needs_few_statements_however_many_answer(
    answered: SchoolPages, path: str
) -> None:
    page(answered, path)  # once for what is kept in memory

    with counted() as statements:
        page(answered, path)

    assert len(statements) <= MOST_STATEMENTS


@pytest.mark.parametrize("path", [*PAGES, TOPIC])
def test_another_teacher_sees_nothing(answered: SchoolPages, path: str) -> None:
    assert answered.carl.get(f"{answered.class_a}/{path}").status_code == 404
