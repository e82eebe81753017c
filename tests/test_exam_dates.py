"""The days of exams: set, changed and taken back, each for one's own decks alone."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.studying import DAY, NOW, add_deck, add_learner
from trainer.db import Database
from trainer.errors import NotFound
from trainer.exam_dates import ExamOutOfReach, exam_dates, set_exam
from trainer.learners import Learner
from trainer.tables import EnrolmentRow

EXAM = date(2026, 12, 18)
TODAY = NOW.date()


@pytest.fixture
def learner(db: Database) -> Learner:
    """A student of one deck."""
    with db.writing() as session:
        add_deck(session)
        return add_learner(session)


def stored(db: Database) -> list[tuple[date | None, date | None]]:
    with db.reading() as session:
        query = select(EnrolmentRow.exam_on, EnrolmentRow.exam_set_on)
        return [(on, set_on) for on, set_on in session.execute(query)]


def slug_of(db: Database, learner: Learner) -> str:
    with db.reading() as session:
        (deck,) = exam_dates(session, learner)
    return deck.slug


def test_an_exam_keeps_the_day_on_which_it_was_set(
    db: Database, learner: Learner
) -> None:
    slug = slug_of(db, learner)

    for now in (NOW, NOW + DAY):  # the same day again is no change
        with db.writing() as session:
            set_exam(session, learner, slug, EXAM, now)

    assert stored(db) == [(EXAM, TODAY)]
    with db.reading() as session:
        assert [deck.day for deck in exam_dates(session, learner)] == [EXAM]


def test_another_day_is_paced_from_the_day_on_which_it_was_set(
    db: Database, learner: Learner
) -> None:
    slug = slug_of(db, learner)

    with db.writing() as session:
        set_exam(session, learner, slug, EXAM, NOW)
        set_exam(session, learner, slug, EXAM + DAY, NOW + DAY)

    assert stored(db) == [(EXAM + DAY, TODAY + DAY)]


def test_an_exam_is_taken_back(db: Database, learner: Learner) -> None:
    slug = slug_of(db, learner)

    with db.writing() as session:
        set_exam(session, learner, slug, EXAM, NOW)
        set_exam(session, learner, slug, None, NOW)

    assert stored(db) == [(None, None)]


def test_a_deck_that_one_does_not_learn_has_no_exam(
    db: Database, learner: Learner
) -> None:
    with db.writing() as session, pytest.raises(NotFound):
        set_exam(session, learner, "unknown", EXAM, NOW)


@pytest.mark.parametrize("days", [-1, 0, 5 * 365 + 1])
def test_an_exam_that_cannot_be_prepared_for_is_refused(
    db: Database, learner: Learner, days: int
) -> None:
    slug = slug_of(db, learner)

    with pytest.raises(ExamOutOfReach), db.writing() as session:
        set_exam(session, learner, slug, TODAY + days * DAY, NOW)

    assert stored(db) == [(None, None)]


def test_an_exam_that_is_over_may_stay_as_it_is(db: Database, learner: Learner) -> None:
    slug = slug_of(db, learner)
    with db.writing() as session:
        set_exam(session, learner, slug, EXAM, NOW)

    with db.writing() as session:
        set_exam(session, learner, slug, EXAM, NOW + 60 * DAY)

    assert stored(db) == [(EXAM, TODAY)]
