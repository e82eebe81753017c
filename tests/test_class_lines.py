"""The line of each class in a teacher's list: the same figures, in few statements."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.schooling import (
    School,
    add_deck,
    add_person,
    make_learning_school,
    put_in,
)
from tests.simulated_class import ClassPlan, answer_as_class
from tests.statements import counted
from tests.studying import NOW
from trainer import access
from trainer.at_risk import students_to_see
from trainer.class_answers import members_of
from trainer.class_lines import ClassWeek, class_lines
from trainer.classrooms import make_classroom
from trainer.db import Database
from trainer.giving import Terms, give_deck
from trainer.retiring import retire_deck

TODAY = NOW.date()


@pytest.fixture
def school(db: Database) -> School:
    """10A has eight students, who have answered a deck for two weeks."""
    school = make_learning_school(db, more=6)
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        deck = access.deck_named(session, "exemple")
        students = [each.student_id for each in members_of(session, classroom)]
        yesterday = TODAY - timedelta(days=1)
        answer_as_class(session, students, deck, yesterday, ClassPlan())
    return school


def week(db: Database, school: School, *, hides_names: bool) -> ClassWeek | None:
    with db.reading() as session:
        (line,) = class_lines(session, school.vera.id, TODAY, hides_names=hides_names)
        return line.week


def test_a_line_says_what_the_pages_of_the_class_say(
    db: Database, school: School
) -> None:
    found = week(db, school, hides_names=False)

    with db.reading() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        deck = access.deck_of_class(session, classroom.id, "exemple")
        members = members_of(session, classroom)
        to_see = students_to_see(session, classroom, deck, members, TODAY)
    assert found is not None
    assert (found.students, found.active) == (8, 8)
    assert found.to_see == len(to_see)


def test_few_students_to_see_are_not_counted_while_names_are_hidden(
    db: Database, school: School
) -> None:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.carl.id, school.class_b)
        put_in(session, classroom, *(add_person(session, f"Z{n}") for n in range(7)))
        deck = access.deck_named(session, "exemple")
        give_deck(session, classroom, deck, Terms(), NOW - timedelta(days=30))
        students = [each.student_id for each in members_of(session, classroom)]
        plan = ClassPlan(is_here=lambda student, day: student > 0 or day < 2)
        answer_as_class(session, students, deck, TODAY, plan)

    with db.reading() as session:
        hidden, shown = (
            class_lines(session, school.carl.id, TODAY, hides_names=hides)[0].week
            for hides in (True, False)
        )

    assert shown is not None
    assert hidden is not None
    assert shown.active == 7
    assert shown.to_see in range(1, 5)
    assert (hidden.active, hidden.to_see) == (None, None)


def test_a_handful_is_not_spoken_of_while_names_are_hidden(
    db: Database, school: School
) -> None:
    with db.writing() as session:
        classroom = make_classroom(session, school.carl.id, "10C", NOW)
        put_in(session, classroom, school.max)
        deck = access.deck_named(session, "exemple")
        give_deck(session, classroom, deck, Terms(), NOW)

    with db.reading() as session:
        hidden, shown = (
            {
                line.classroom.name: line.week
                for line in class_lines(
                    session, school.carl.id, TODAY, hides_names=hides
                )
            }
            for hides in (True, False)
        )

    assert hidden == {"10B": None, "10C": None}
    assert shown["10B"] is None  # it learns nothing
    assert shown["10C"] is not None
    assert (shown["10C"].students, shown["10C"].active) == (1, 0)


def test_a_line_is_about_a_deck_that_is_asked(db: Database, school: School) -> None:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        other = add_deck(session, "ancien")
        give_deck(session, classroom, other, Terms(), NOW + timedelta(hours=1))
        retire_deck(session, other, NOW + timedelta(hours=2))

    found = week(db, school, hides_names=False)

    assert found is not None
    assert found.active == 8
    assert found.deck_title != "Ancien"


def test_who_teaches_nothing_has_no_line(db: Database, school: School) -> None:
    with db.reading() as session:
        assert class_lines(session, school.tom.id, TODAY, hides_names=True) == ()


def test_more_classes_take_no_more_statements(db: Database, school: School) -> None:
    with counted() as one:
        week(db, school, hides_names=True)
    with db.writing() as session:
        deck = access.deck_named(session, "exemple")
        for number in range(5):
            other = make_classroom(session, school.vera.id, f"10D{number}", NOW)
            put_in(session, other, school.tom)
            give_deck(session, other, deck, Terms(), NOW)
    with db.reading() as session, counted() as many:
        found = class_lines(session, school.vera.id, TODAY, hides_names=False)

    assert len(found) == 6
    assert len(many) <= len(one)
