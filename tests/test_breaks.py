"""Planned breaks and the streak that is counted on request."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.studying import NOW, add_learner
from trainer.breaks import (
    BreakBackwards,
    BreakOver,
    BreakTooLong,
    breaks_of,
    cancel_break,
    count_streak,
    counts_streak,
    plan_break,
)
from trainer.db import Database
from trainer.errors import Invalid, NotFound
from trainer.learners import Learner

TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def learner(db: Database) -> Learner:
    """A student."""
    with db.writing() as session:
        return add_learner(session)


def plan(db: Database, learner: Learner, first: date, last: date) -> None:
    with db.writing() as session:
        plan_break(session, learner, first, last, today=TODAY)


def planned(db: Database, learner: Learner) -> list[tuple[date, date]]:
    with db.reading() as session:
        found = breaks_of(session, learner)
    return [(each.first_day, each.last_day) for each in found]


def test_breaks_are_kept_in_the_order_of_their_days(
    db: Database, learner: Learner
) -> None:
    plan(db, learner, TODAY + 10 * DAY, TODAY + 16 * DAY)
    plan(db, learner, TODAY, TODAY)

    assert planned(db, learner) == [
        (TODAY, TODAY),
        (TODAY + 10 * DAY, TODAY + 16 * DAY),
    ]


def test_the_same_break_twice_is_one(db: Database, learner: Learner) -> None:
    plan(db, learner, TODAY, TODAY + DAY)
    plan(db, learner, TODAY, TODAY + DAY)

    assert len(planned(db, learner)) == 1


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (TODAY + DAY, TODAY, BreakBackwards),
        (TODAY, TODAY + 366 * DAY, BreakTooLong),
        (TODAY - 2 * DAY, TODAY - DAY, BreakOver),
    ],
)
def test_a_break_that_cannot_be_is_refused(
    db: Database, learner: Learner, first: date, last: date, refusal: type[Invalid]
) -> None:
    with pytest.raises(refusal):
        plan(db, learner, first, last)

    assert planned(db, learner) == []


def test_a_break_is_taken_back_by_its_student_alone(
    db: Database, learner: Learner
) -> None:
    plan(db, learner, TODAY, TODAY + DAY)
    with db.writing() as session:
        other = add_learner(session, "max")
        (found,) = breaks_of(session, learner)
        with pytest.raises(NotFound):
            cancel_break(session, other, found.id)

    with db.writing() as session:
        cancel_break(session, learner, found.id)

    assert found.days == 2
    assert planned(db, learner) == []


def test_breaks_that_are_over_can_be_left_out(db: Database, learner: Learner) -> None:
    plan(db, learner, TODAY, TODAY + DAY)

    with db.reading() as session:
        assert breaks_of(session, learner, since=TODAY + 2 * DAY) == ()


def test_a_streak_is_counted_for_who_asks_for_it(
    db: Database, learner: Learner
) -> None:
    with db.reading() as session:
        assert not counts_streak(session, learner)

    with db.writing() as session:
        count_streak(session, learner, wanted=True)

    with db.reading() as session:
        assert counts_streak(session, learner)
