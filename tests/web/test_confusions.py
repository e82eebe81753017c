"""The pages of the jobs that a class confuses, and of cards to tell them apart."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.schooling import add_person, put_in
from tests.simulated_class import ClassPlan, answer_as_class
from tests.statements import counted
from tests.web.in_class import (
    SchoolPages,
    answered_class,
    open_learning_school,
    open_school,
    room,
)
from tests.web.uploading import words
from tests.web.visiting import (
    DECK,
    NOW,
    Browser,
    review_event,
    reviews,
)
from trainer import access
from trainer.class_answers import members_of
from trainer.class_confusions import confusions_of
from trainer.content import deck_from_json, deck_to_json
from trainer.contrasts import PRACTISED
from trainer.core.confusion_matrix import ConfusionMatrix
from trainer.tables import ContrastRow, PersonalReadRow
from web.context import context_of

PAIR = ("ML Engineer", "MLOps / Platform")
STUDENTS = 12
OF_PAIR = {"first": PAIR[1], "second": PAIR[0], "deck": DECK}


@pytest.fixture
def school(class_app: Flask) -> SchoolPages:
    """10A learns the deck that comes with the program."""
    return open_learning_school(class_app)


@pytest.fixture(scope="module")
def answered_once(
    tmp_path_factory: pytest.TempPathFactory, prepared_home: Path
) -> SchoolPages:
    """Twelve students of 10A have answered for two weeks, and confuse two jobs.

    To be copied: to let them answer takes longer than any test of these.
    """
    home = tmp_path_factory.mktemp("answered") / "home"
    confused = {PAIR[0]: (PAIR[1], 0.5), PAIR[1]: (PAIR[0], 0.5)}
    plan = ClassPlan(confused=confused, new_per_day=30, days=8)
    return answered_class(prepared_home, home, plan, students=STUDENTS)


def place(school: SchoolPages) -> str:
    return f"{school.class_a}/confusions"


def matrix(school: SchoolPages) -> ConfusionMatrix:
    with context_of(school.app).database.reading() as session:
        deck = access.deck_named(session, DECK)
        return confusions_of(session, room(session), deck).matrix


def show_names(browser: Browser) -> None:
    browser.submit("/projector", names="shown", next="/classrooms")


def table(school: SchoolPages) -> list[list[str]]:
    response = school.vera.get(f"{place(school)}.csv")
    assert response.headers["Content-Disposition"].startswith("attachment")
    text = response.text.lstrip("\ufeff")
    return list(csv.reader(StringIO(text), delimiter=";"))


def give(school: SchoolPages) -> None:
    response = school.vera.submit(f"{school.class_a}/contrasts", **OF_PAIR)
    assert response.status_code == 303, response.text


def test_a_class_without_a_deck_is_told_what_to_do(class_app: Flask) -> None:
    school = open_school(class_app)

    assert "Donner un paquet" in words(school.vera.get(place(school)))
    assert school.vera.get(f"{place(school)}.csv").status_code == 404
    assert school.vera.get(f"{place(school)}/cell").status_code == 404


def test_a_deck_that_is_not_about_jobs_is_shown_without_the_word(
    school: SchoolPages,
) -> None:
    with context_of(school.app).database.writing() as session:
        row = access.deck_named(session, DECK)
        deck = replace(deck_from_json(row.content), has_jobs=False, subjects="Acteurs")
        row.content = deck_to_json(replace(deck, title="La Révolution"))

    told = [
        words(school.vera.get(f"{school.class_a}/{each}"))
        for each in ("confusions", "monday", "topics")
    ]

    assert "Réponses confondues" in told[0]
    assert [page for page in told if re.search("(?i)métier", page)] == []
    assert "Acteurs" in told[-1]


def test_without_answers_there_is_no_figure(school: SchoolPages) -> None:
    page = words(school.vera.get(place(school)))

    assert "Pas assez de réponses" in page
    assert "<table" not in page


def test_the_pair_that_is_confused_comes_first(answered: SchoolPages) -> None:
    page = words(answered.vera.get(place(answered)))

    first = page[page.index('<ol class="pairs">') :]
    assert first.index(f"{PAIR[0]} et {PAIR[1]}") < first.index("</li>")
    assert re.search(r"Confondus \d+ fois sur \d+ réponses : environ \d+", first)


def test_the_table_and_its_file_are_the_matrix(answered: SchoolPages) -> None:
    show_names(answered.vera)
    found = matrix(answered)

    heading, *rows = table(answered)

    assert heading == [
        "Réponse juste",
        *found.jobs,
        *("Autre réponse", "Sans réponse", "Réponses"),
    ]
    for job, *numbers, total in rows:
        cells = [found.cell(job, given).answers for given in found.columns]
        assert [int(number) for number in numbers] == cells
        assert int(total) == sum(cells) == found.rows[job].answers
    page = words(answered.vera.get(place(answered)))
    linked = re.findall(r'<td class="number[^"]*"><a [^>]*>([^<]+)</a>', page)
    shown = [int(each.replace("\u202f", "")) for each in linked]
    assert sum(shown) == found.answers


def test_on_a_projector_no_figure_is_about_fewer_than_five(
    answered: SchoolPages,
) -> None:
    found = matrix(answered)
    few = [cell for cell in found.cells.values() if cell.people < 5]

    heading, *rows = table(answered)
    page = answered.vera.get(place(answered)).text

    assert few
    assert "Réponses" not in heading  # the sum would tell what was left out
    for job, *numbers in rows:
        for given, number in zip(found.columns, numbers, strict=True):
            cell = found.cell(job, given)
            hidden = "" if cell.answers else "0"
            is_shown = cell.people >= 5
            assert number == (str(cell.answers) if is_shown else hidden)
    assert page.count('aria-label="moins de cinq élèves"') == len(few)
    for name in ("Tom", "Élève 1"):
        assert name not in page


def test_behind_a_cell_are_questions_and_with_names_the_students(
    answered: SchoolPages,
) -> None:
    cell = f"{place(answered)}/cell?asked={PAIR[0]}&given=MLOps+%2F+Platform"
    without = words(answered.vera.get(cell))
    show_names(answered.vera)

    page = words(answered.vera.get(cell))

    assert f"Pour {PAIR[0]} : {PAIR[1]}" in page
    assert '/questions/metiers-data/B5%23job?deck=metiers-data">' in page
    assert "Quel métier ?" in page
    named = set(re.findall(r">(Tom|Élève \d+)<", page))
    assert named
    assert not re.findall(r">(Tom|Élève \d+)<", without)
    with context_of(answered.app).database.reading() as session:
        reads = session.scalars(select(PersonalReadRow)).all()
    assert len(reads) == len({read.account_id for read in reads}) == len(named)
    assert {read.what for read in reads} == {"answers"}


@pytest.mark.parametrize("column", ["none=nothing", "none=other", "given=ML+Engineer"])
def test_every_column_has_its_page(answered: SchoolPages, column: str) -> None:
    show_names(answered.vera)

    page = answered.vera.get(f"{place(answered)}/cell?asked=ML+Engineer&{column}")

    assert page.status_code == 200


def test_a_cell_of_few_shows_nothing_on_a_projector(answered: SchoolPages) -> None:
    found = matrix(answered)
    asked, given = next(
        (asked, given)
        for (asked, given), cell in found.cells.items()
        if cell.people < 5 and isinstance(given, str)
    )

    page = answered.vera.get(f"{place(answered)}/cell", asked=asked, given=given)

    assert "Moins de cinq élèves" in words(page)
    assert "Quel métier" not in words(page)


@pytest.mark.parametrize("query", ["", "?asked=x&given=y", "?asked=ML+Engineer"])
def test_a_cell_that_there_is_not_is_not_found(
    answered: SchoolPages, query: str
) -> None:
    assert answered.vera.get(f"{place(answered)}/cell{query}").status_code == 404


def test_a_pair_is_given_practised_and_taken_back(answered: SchoolPages) -> None:
    give(answered)
    give(answered)  # again changes nothing

    page = words(answered.vera.get(place(answered)))
    today = words(answered.tom.get("/"))
    others = words(answered.max.get("/"))

    assert "Personne ne s’y est encore entraîné." in page
    assert "Effet" not in page
    assert f"{PAIR[0]} ou {PAIR[1]} ?" in today
    assert "Donné par la classe" in today
    assert "Donné par la classe" not in others
    (uid,) = re.findall(r'name="contrast" value="(\w+)"', page)
    response = answered.vera.submit(
        f"{answered.class_a}/withdrawn-contrasts", contrast=uid
    )
    assert response.status_code == 303
    assert "Donné par la classe" not in words(answered.tom.get("/"))
    assert not [line for line in answered.rows("contrasts") if uid in line]


def test_what_was_practised_waits_no_more(answered: SchoolPages) -> None:
    give(answered)
    apart = f"confused:{PAIR[0]}|{PAIR[1]}"
    cards = answered.tom.json("/api/queue", session=apart, deck=DECK)["cards"]

    answered.tom.sent("/api/reviews", crammed(cards[:PRACTISED]))

    assert "Donné par la classe" not in words(answered.tom.get("/"))
    on_wall = words(answered.vera.get(place(answered)))
    assert "Des élèves s’y sont entraînés." in on_wall
    assert "1 élève sur" not in on_wall
    show_names(answered.vera)
    told = words(answered.vera.get(place(answered)))
    assert f"1 élève sur {STUDENTS} s’y est entraîné." in told
    assert "Effet : trop tôt pour le dire." in told


def crammed(cards: list[dict[str, Any]]) -> dict[str, Any]:
    """Answer cards of a session as its page does, all of them rightly or not."""
    return reviews(
        *(
            review_event(
                number,
                card=card["card"],
                rating=3,
                overridden=True,
                purpose="cram",
                format="choice",
                shown=[option["value"] for option in card["options"]],
            )
            for number, card in enumerate(cards, 1)
        )
    )


@pytest.mark.parametrize(
    "other", [{"first": "x"}, {"second": PAIR[1]}, {"deck": "nothing"}, {"deck": "\0"}]
)
def test_what_are_no_two_jobs_of_the_deck_cannot_be_given(
    school: SchoolPages, other: dict[str, str]
) -> None:
    response = school.vera.submit(f"{school.class_a}/contrasts", **OF_PAIR | other)

    assert response.status_code == 404
    with context_of(school.app).database.reading() as session:
        assert session.scalars(select(ContrastRow)).all() == []


def test_the_statements_of_the_page_do_not_grow_with_the_answers(
    school: SchoolPages,
) -> None:
    school.vera.get(place(school))
    with counted() as before:
        school.vera.get(place(school))
    with context_of(school.app).database.writing() as session:
        classroom = room(session)
        put_in(session, classroom, *(add_person(session, f"E{n}") for n in range(8)))
        students = [each.student_id for each in members_of(session, classroom)]
        deck = access.deck_named(session, DECK)
        answer_as_class(session, students, deck, NOW.date(), ClassPlan(days=3))
    with counted() as after:
        school.vera.get(place(school))

    assert len(after) == len(before) <= 12
