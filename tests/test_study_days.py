"""The days of a student who travels, or gets up later: each once, and none left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tests.studying import (
    DAY,
    add_deck,
    add_learner,
    answer,
    recall_items,
    reviews_of,
    send,
)
from trainer.breaks import count_streak
from trainer.db import Database
from trainer.learners import Learner, change_settings, load_learner
from trainer.progress import progress

MONDAY = date(2026, 11, 23)
HOUR = timedelta(hours=1)
PARIS, TOKYO, LIMA = "Europe/Paris", "Asia/Tokyo", "America/Lima"


@pytest.fixture
def lea(db: Database) -> Learner:
    """The learner of this computer, in Paris."""
    with db.writing() as session:
        add_deck(session, recall_items(30))
        return add_learner(session)


def evening(day: date, zone: str) -> datetime:
    """Give nine o'clock in the evening of a place."""
    return datetime.combine(day, time(21), ZoneInfo(zone)).astimezone(UTC)


def study(db: Database, day: date, zone: str) -> None:
    """Answer a card in the evening."""
    now = evening(day, zone)
    with db.reading() as session:
        learner = load_learner(session)
    number = (day - MONDAY).days + 10
    send(db, learner, answer(f"{day}", f"exemple/F{number}#rule", at=now), now=now)


def days_kept(db: Database, now: datetime) -> int | None:
    """Give the days in a row of a learner who wants them counted."""
    with db.writing() as session:
        count_streak(session, load_learner(session), wanted=True)
    with db.reading() as session:
        return progress(session, load_learner(session), now).streak


def change(db: Database, now: datetime, zone: str, rollover_hour: int) -> Learner:
    with db.writing() as session:
        learner = load_learner(session)
        wanted = replace(learner.settings[-1], zone=zone, rollover_hour=rollover_hour)
        change_settings(session, learner, wanted, now)
    with db.reading() as session:
        return load_learner(session)


CHANGES = [(TOKYO, 4), (PARIS, 10), (TOKYO, 10), (LIMA, 4), (PARIS, 0)]


@pytest.mark.parametrize(("zone", "rollover_hour"), CHANGES)
def test_a_streak_goes_on_through_a_journey_and_other_hours(
    db: Database, lea: Learner, zone: str, rollover_hour: int
) -> None:
    for number in range(5):
        study(db, MONDAY + number * DAY, PARIS)
    before = [row.study_day for row in reviews_of(db, lea)]

    change(db, evening(MONDAY + 4 * DAY, PARIS) + HOUR, zone, rollover_hour)
    for number in range(5, 10):
        study(db, MONDAY + number * DAY, zone)

    days = [row.study_day for row in reviews_of(db, lea)]
    assert days[:5] == before
    assert days == [MONDAY + number * DAY for number in range(10)]
    assert days_kept(db, evening(MONDAY + 9 * DAY, zone)) == 10


@pytest.mark.parametrize(("zone", "rollover_hour"), CHANGES)
def test_every_hour_has_its_day_and_no_day_is_lost(
    db: Database, lea: Learner, zone: str, rollover_hour: int
) -> None:
    now = evening(MONDAY, PARIS)

    after = change(db, now, zone, rollover_hour)

    hours = [now + number * HOUR for number in range(-72, 120)]
    days = [after.day_at(hour) for hour in hours]
    steps = {(later - day).days for day, later in pairwise(days)}
    assert steps == {0, 1}
    end = lea.day_begins(MONDAY + DAY)
    until_then = [hour for hour in hours if hour < end]
    assert [after.day_at(hour) for hour in until_then] == [
        lea.day_at(hour) for hour in until_then
    ]


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 28), 23), (date(2026, 10, 24), 25)]
)
def test_a_day_on_which_clocks_change_in_paris_is_one_day(
    lea: Learner, day: date, hours: int
) -> None:
    begin, end = lea.day_begins(day), lea.day_begins(day + DAY)

    quarters = int((end - begin) / (HOUR / 4))
    days = {lea.day_at(begin + number * HOUR / 4) for number in range(quarters)}
    assert end - begin == hours * HOUR
    assert days == {day}
    assert lea.day_at(begin - timedelta(seconds=1)) == day - DAY
    assert lea.day_at(end) == day + DAY
