"""Monday, the list of classes, and names on a screen: what is shown, and to whom."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.schooling import add_person, put_in
from tests.simulated_class import ClassPlan, answer_as_class
from tests.statements import counted
from tests.web.in_class import (
    SchoolPages,
    open_learning_school,
    room,
)
from tests.web.uploading import words
from tests.web.visiting import DECK, NOW, class_opened
from trainer import access
from trainer.class_answers import members_of
from trainer.classrooms import make_classroom
from trainer.tables import (
    AccountRow,
    ClassroomDeckRow,
    MembershipRow,
    PersonalReadRow,
)
from web.context import context_of

STUDENTS = 12
GONE = "Élève 3"
COOKIE = "trainer_names"


@pytest.fixture
def school(class_app: Flask) -> SchoolPages:
    """10A has learnt the deck that comes with the program for forty days."""
    return open_old_school(class_app)


def open_old_school(app: Flask) -> SchoolPages:
    school = open_learning_school(app)
    with context_of(app).database.writing() as session:
        long_ago = NOW - timedelta(days=40)
        session.execute(update(MembershipRow).values(since=long_ago))
        session.execute(update(ClassroomDeckRow).values(given_at=long_ago))
    return school


@pytest.fixture(scope="module")
def answered_once(
    tmp_path_factory: pytest.TempPathFactory, prepared_home: Path
) -> SchoolPages:
    """Twelve students have answered for two weeks; one of them has stopped.

    To be copied: to let them answer takes longer than any test of these.
    """
    home = tmp_path_factory.mktemp("answered") / "home"
    with class_opened(prepared_home, home) as app:
        school = open_old_school(app)
        let_all_but_one_answer(school)
    return school


def let_all_but_one_answer(school: SchoolPages) -> None:
    with context_of(school.app).database.writing() as session:
        classroom = room(session)
        names = [f"Élève {n}" for n in range(STUDENTS - 1)]
        put_in(session, classroom, *(add_person(session, name) for name in names))
        session.execute(update(MembershipRow).values(since=NOW - timedelta(days=40)))
        members = members_of(session, classroom)
        gone = [member.name for member in members].index(GONE)
        plan = ClassPlan(
            confused={"ML Engineer": ("MLOps / Platform", 0.6)},
            is_here=lambda place, day: place != gone or day < 4,
        )
        students = [member.student_id for member in members]
        deck = access.deck_named(session, DECK)
        answer_as_class(session, students, deck, NOW.date() - timedelta(days=1), plan)


def said(page: TestResponse) -> str:
    """Give what a page says, without its marks and with plain spaces."""
    return " ".join(re.sub(r"<[^>]+>", "", words(page)).split())


def monday(school: SchoolPages, **query: str) -> str:
    return said(school.vera.get(f"{school.class_a}/monday", **query))


def show_names(school: SchoolPages) -> None:
    school.vera.submit("/projector", names="shown", next=f"{school.class_a}/monday")


def reads(school: SchoolPages) -> int:
    """Count the looks that were noted."""
    with context_of(school.app).database.reading() as session:
        return session.scalar(select(func.count()).select_from(PersonalReadRow)) or 0


def test_monday_says_what_to_teach_and_that_some_are_to_be_seen(
    answered: SchoolPages,
) -> None:
    page = monday(answered)

    assert "ML Engineer réussi à" in page
    assert "ML Engineer ou MLOps / Platform ?" in page
    assert "donner des cartes pour les distinguer" in page
    assert "Combien d’élèves, et lesquels : seulement avec les noms." in page
    assert "élèves à voir sur" not in page  # one: all would know who
    assert GONE not in page
    assert reads(answered) == 0


def test_names_are_shown_with_their_rule_once_the_device_may(
    answered: SchoolPages,
) -> None:
    show_names(answered)
    page = monday(answered)

    assert GONE in page
    assert "10 jours sans aucune séance (signalé dès 7)." in page
    assert reads(answered) == 1  # only who is named


def test_names_are_hidden_again(answered: SchoolPages) -> None:
    show_names(answered)
    answered.vera.submit("/projector", names="hidden")

    assert GONE not in monday(answered)


def test_names_that_another_teacher_showed_stay_hidden(answered: SchoolPages) -> None:
    answered.vera.client.set_cookie(COOKIE, answered.uids["carl"])

    assert GONE not in monday(answered)


@pytest.mark.parametrize("place", ["https://elsewhere.example/", "//elsewhere", ""])
def test_the_switch_leads_to_no_other_site(school: SchoolPages, place: str) -> None:
    response = school.vera.submit("/projector", names="shown", next=place)

    assert (response.status_code, response.location) == (303, "/")


def test_without_answers_monday_says_how_many_are_missing(school: SchoolPages) -> None:
    page = monday(school)

    assert "Pas assez de réponses pour nommer un sujet : encore 5 environ." in page
    assert "il manque encore 10 élèves" in page
    # One student alone would be known by the figure.
    assert "Moins de cinq élèves" in page


def test_nothing_is_said_to_be_fine_that_a_handful_answered(
    school: SchoolPages,
) -> None:
    with context_of(school.app).database.writing() as session:
        names = ("Lea", "Ida", "Ugo")
        put_in(session, room(session), *(add_person(session, name) for name in names))
        deck = access.deck_named(session, DECK)
        students = [each.student_id for each in members_of(session, room(session))]
        plan = ClassPlan(confused={"ML Engineer": ("MLOps / Platform", 0.6)})
        answer_as_class(session, students, deck, NOW.date(), plan)

    hidden = monday(school)
    show_names(school)
    shown = monday(school)

    assert hidden.count("Moins de cinq élèves : les chiffres ne sont montrés") == 2
    assert "Aucun sujet fragile" not in hidden
    assert "Aucune paire" not in hidden
    assert "MLOps" not in hidden
    assert "ML Engineer ou MLOps / Platform ?" in shown


def test_a_class_that_learns_nothing_is_told_to_begin(school: SchoolPages) -> None:
    page = said(school.carl.get(f"{school.class_b}/monday"))

    assert "donner un premier paquet" in page


def test_monday_is_about_one_deck_of_the_class(school: SchoolPages) -> None:
    there = f"{school.class_a}/monday"

    assert school.vera.get(there, deck=DECK, since="all").status_code == 200
    assert school.vera.get(there, deck="nothing").status_code == 404


def test_monday_takes_few_statements_however_many_students(
    answered: SchoolPages,
) -> None:
    show_names(answered)
    monday(answered)
    with counted() as statements:
        monday(answered)

    assert len(statements) <= 25


def test_the_list_says_how_each_class_does(answered: SchoolPages) -> None:
    hidden = said(answered.vera.get("/classrooms"))
    show_names(answered)
    page = said(answered.vera.get("/classrooms"))

    assert "au travail" not in hidden  # the one who is not would be known
    assert "à voir" not in hidden
    assert "12 élèves · 11 au travail ces 7 jours · 1 à voir" in page


def test_the_list_is_silent_about_a_handful_on_a_screen(school: SchoolPages) -> None:
    hidden = said(school.vera.get("/classrooms"))
    show_names(school)
    shown = said(school.vera.get("/classrooms"))

    assert "à voir" not in hidden
    assert "0 au travail ces 7 jours · 1 à voir" in shown


def test_twenty_classes_take_as_many_statements_as_one(answered: SchoolPages) -> None:
    show_names(answered)
    answered.vera.get("/classrooms")
    with counted() as one:
        answered.vera.get("/classrooms")
    with context_of(answered.app).database.writing() as session:
        (vera,) = session.scalars(select(AccountRow.id).filter_by(name="Vera"))
        add_classes(session, vera)
    with counted() as many:
        page = answered.vera.get("/classrooms").text

    assert page.count("à voir") == 20
    assert len(many) == len(one)


def add_classes(session: Session, teacher_id: int) -> None:
    """Have a teacher teach the students of 10A in nineteen other classes, too."""

    first = room(session)
    members = session.scalars(select(MembershipRow).filter_by(classroom_id=first.id))
    accounts = [member.account_id for member in members]
    deck = access.deck_named(session, DECK)
    for number in range(19):
        other = make_classroom(session, teacher_id, f"Classe {number}", NOW)
        session.add(
            ClassroomDeckRow(
                classroom_id=other.id,
                deck_id=deck.id,
                given_at=NOW,
                exam_on=None,
                new_per_day=None,
                desired_retention=None,
            )
        )
        for account_id in accounts:
            member = session.get_one(MembershipRow, (first.id, account_id))
            session.add(
                MembershipRow(
                    classroom_id=other.id,
                    account_id=account_id,
                    status=member.status,
                    roster_name=member.roster_name,
                    roster_id=None,
                    since=member.since,
                )
            )


def test_the_deck_that_was_chosen_stays_chosen_on_the_other_pages(
    school: SchoolPages,
) -> None:
    page = school.vera.get(f"{school.class_a}/monday", deck=DECK).text

    for other in ("topics", "confusions", "questions", "assignments"):
        assert f'href="{school.class_a}/{other}?deck={DECK}"' in page
