"""A deck given to a class is learnt by who is in it, and by who comes later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.schooling import NOW, Person, School, add_deck, make_school
from trainer import access
from trainer.db import Database
from trainer.exam_dates import exam_dates, set_exam
from trainer.giving import BadTerms, Terms, give_deck, given_decks, withdraw_deck
from trainer.joining import join
from trainer.learners import change_settings, load_learner, planned_settings
from trainer.tables import AccountRow

EXAM = date(2027, 6, 14)
TERMS = Terms(exam_on=EXAM, new_per_day=8, desired_retention=0.93)
LATER = NOW + timedelta(days=3)


@pytest.fixture
def school(db: Database) -> School:
    """Vera keeps the deck "x"; nobody learns it yet."""
    school = make_school(db)
    with db.writing() as session:
        add_deck(session, "x", school.vera)
    return school


def give(db: Database, school: School, terms: Terms = TERMS) -> None:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        deck = access.deck_given_to(session, school.vera.id, classroom.id, "x")
        give_deck(session, classroom, deck, terms, NOW)


def begun(db: Database, who: Person) -> Terms | None:
    """Return by what terms somebody learns the deck; None: not at all."""
    with db.reading() as session:
        if not access.learns(session, who.student_id, "x"):
            return None
        learner = load_learner(session, who.student_uid)
        settings = planned_settings(learner)
        (exam,) = exam_dates(session, learner)
        return Terms(exam.day, settings.new_per_day, settings.desired_retention)


def choose(db: Database, who: Person, new_per_day: int) -> None:
    with db.writing() as session:
        learner = load_learner(session, who.student_uid)
        wanted = replace(planned_settings(learner), new_per_day=new_per_day)
        change_settings(session, learner, wanted, LATER)


def test_members_learn_the_deck_by_the_terms_of_the_class(
    db: Database, school: School
) -> None:
    give(db, school)

    assert begun(db, school.tom) == begun(db, school.lea) == TERMS
    assert begun(db, school.max) is None
    assert begun(db, school.vera) is None


def test_without_terms_they_begin_as_they_would_anyway(
    db: Database, school: School
) -> None:
    give(db, school, Terms())

    assert begun(db, school.tom) == Terms(None, 20, 0.9)


def test_who_comes_later_has_the_same_deck_and_terms(
    db: Database, school: School
) -> None:
    give(db, school)

    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        classroom.needs_approval = False
        join(session, classroom, session.get_one(AccountRow, school.max.id), LATER)

    assert begun(db, school.max) == TERMS


def test_who_comes_after_the_exam_has_none(db: Database, school: School) -> None:
    give(db, school)
    after = NOW + timedelta(days=300)

    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        classroom.needs_approval = False
        join(session, classroom, session.get_one(AccountRow, school.max.id), after)

    assert begun(db, school.max) == Terms(None, 8, 0.93)


def test_what_a_student_has_chosen_wins_before_and_after(
    db: Database, school: School
) -> None:
    choose(db, school.tom, 5)
    give(db, school)
    choose(db, school.lea, 20)

    give(db, school, Terms(EXAM, new_per_day=12, desired_retention=0.93))

    assert begun(db, school.tom) == Terms(EXAM, 5, 0.93)
    assert begun(db, school.lea) == Terms(EXAM, 20, 0.93)


def test_other_terms_reach_who_has_chosen_nothing(db: Database, school: School) -> None:
    give(db, school)
    moved = Terms(date(2027, 6, 20), new_per_day=12, desired_retention=0.85)

    give(db, school, moved)

    assert begun(db, school.tom) == moved


def test_an_exam_date_of_ones_own_stays(db: Database, school: School) -> None:
    own = date(2027, 5, 1)
    give(db, school)
    with db.writing() as session:
        tom, lea = (
            load_learner(session, each.student_uid) for each in (school.tom, school.lea)
        )
        set_exam(session, tom, "x", own, LATER)
        set_exam(session, lea, "x", None, LATER)

    give(db, school, Terms(exam_on=date(2027, 6, 20)))

    assert (tom_terms := begun(db, school.tom)) is not None
    assert (lea_terms := begun(db, school.lea)) is not None
    assert (tom_terms.exam_on, lea_terms.exam_on) == (own, None)


def test_giving_twice_equals_once(db: Database, school: School) -> None:
    give(db, school)
    give(db, school)

    with db.reading() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        (given,) = given_decks(session, classroom)
        settings = load_learner(session, school.tom.student_uid).settings
    assert (given.slug, given.terms) == ("x", TERMS)
    assert len(settings) == 2


def test_a_deck_that_is_withdrawn_goes_on_for_who_has_begun(
    db: Database, school: School
) -> None:
    give(db, school)

    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        withdraw_deck(
            session,
            classroom,
            access.deck_given_to(session, school.vera.id, classroom.id, "x"),
        )
        assert given_decks(session, classroom) == ()

    assert begun(db, school.tom) == TERMS


@pytest.mark.parametrize(
    "terms",
    [
        Terms(exam_on=NOW.date()),
        Terms(exam_on=date(2040, 1, 1)),
        Terms(new_per_day=-1),
        Terms(new_per_day=10_000),
        Terms(desired_retention=0.5),
        Terms(desired_retention=0.99),
    ],
)
def test_terms_are_such_that_one_can_begin(
    db: Database, school: School, terms: Terms
) -> None:
    with pytest.raises(BadTerms):
        give(db, school, terms)

    assert begun(db, school.tom) is None
