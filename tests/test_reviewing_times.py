"""When an answer counts, whatever the clock of its device says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.reviewing import EASY, RULE
from tests.reviewing import lea as lea  # a fixture, used by its name
from tests.studying import (
    BEGINNING,
    DAY,
    MINUTE,
    NOW,
    add_deck,
    add_learner,
    add_settings,
    answer,
    reviews_of,
    send,
    stored_states,
)
from trainer.core.reviews import Review
from trainer.core.schedule import replay
from trainer.core.study_settings import StudySettings
from trainer.db import Database
from trainer.learners import Learner
from trainer.reviewing import Status, record


def effective_at(
    db: Database, lea: Learner, device_at: datetime, sent_at: datetime, now: datetime
) -> datetime:
    """Store an answer, and return when it counts."""
    with db.writing() as session:
        given = answer("u1", RULE, at=device_at)
        (outcome,) = record(session, lea, [given], sent_at=sent_at, now=now)
    (row,) = reviews_of(db, lea)
    assert outcome.status is Status.NEW
    assert (row.device_at, row.received_at) == (device_at, now)
    return row.effective_at


@pytest.mark.parametrize("error", [timedelta(hours=-3), DAY * 400, timedelta()])
def test_a_wrong_clock_is_corrected(
    db: Database, lea: Learner, error: timedelta
) -> None:
    answered, sent = NOW - 2 * DAY + error, NOW + error

    assert effective_at(db, lea, answered, sent, NOW) == NOW - 2 * DAY


@pytest.mark.parametrize(
    ("device_at", "sent_at", "counts_at"),
    [
        (NOW + MINUTE, NOW, NOW),
        (datetime.max.replace(tzinfo=UTC), NOW, NOW),
        (datetime(1970, 1, 1, tzinfo=UTC), NOW, BEGINNING),
        (datetime.min.replace(tzinfo=UTC), NOW, BEGINNING),
        (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), BEGINNING),
        (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC), NOW),
        (
            datetime(1970, 1, 1, tzinfo=UTC),
            datetime(1970, 1, 1, 0, 1, tzinfo=UTC),
            NOW - MINUTE,
        ),
        (BEGINNING - DAY, NOW, BEGINNING),
    ],
)
def test_no_clock_moves_an_answer_out_of_the_log(
    db: Database,
    lea: Learner,
    device_at: datetime,
    sent_at: datetime,
    counts_at: datetime,
) -> None:
    assert effective_at(db, lea, device_at, sent_at, NOW) == counts_at


def test_an_answer_counts_to_the_microsecond(db: Database, lea: Learner) -> None:
    tick = timedelta(microseconds=1)

    assert effective_at(db, lea, NOW - tick, NOW, NOW + DAY) == NOW + DAY - tick


def test_no_answer_counts_later_than_now(db: Database, lea: Learner) -> None:
    """A server's clock may be set back to before the student's beginning."""
    now = BEGINNING - DAY

    assert effective_at(db, lea, now - MINUTE, now, now) == now


@pytest.mark.parametrize(
    ("hour", "day"), [(2, date(2026, 11, 22)), (3, date(2026, 11, 23))]
)
def test_the_study_day_begins_at_four_in_paris(
    db: Database, lea: Learner, hour: int, day: date
) -> None:
    at = NOW.replace(hour=hour)

    send(db, lea, answer("u1", RULE, at=at))

    assert [row.study_day for row in reviews_of(db, lea)] == [day]


def test_the_study_day_is_that_of_the_settings_in_force_then(
    db: Database,
) -> None:
    with db.writing() as session:
        add_deck(session)
        lea = add_learner(session, "lea", zone="America/Los_Angeles")
        moved = StudySettings(since=NOW - 2 * DAY, zone="Pacific/Auckland")
        lea = add_settings(session, lea, moved)

    at = (NOW - 3 * DAY, NOW)
    send(db, lea, answer("u1", RULE, at=at[0]), answer("u2", RULE, at=at[1]))

    days = [row.study_day for row in reviews_of(db, lea)]
    assert days == [date(2026, 11, 19), date(2026, 11, 23)]


def test_settings_that_the_caller_does_not_know_of_count(
    db: Database, lea: Learner
) -> None:
    """The terminal stays open while the settings are changed in the browser."""
    with db.writing() as session:
        strict = StudySettings(since=NOW - DAY, desired_retention=0.97)
        changed = add_settings(session, lea, strict)

    send(db, lea, answer("u1", RULE, EASY))

    seed = lea.schedule_seed(RULE)
    review = Review("u1", EASY, NOW, date(2026, 11, 23))
    assert stored_states(db, lea)[RULE] == replay([review], changed.settings, seed=seed)
