"""What a study day promises: one for each instant, never an earlier one later."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.core.study_day import UnknownZoneError, day_begins, study_day

PARIS = "Europe/Paris"
ONE_SECOND = timedelta(seconds=1)
ONE_DAY = timedelta(days=1)
START = datetime(2005, 1, 1, tzinfo=UTC)
END = datetime(2038, 1, 1, tzinfo=UTC)
SECONDS = (END - START) // ONE_SECOND - 1
# Clocks that change by other than an hour, at other than 2 o'clock, or across the
# date line.
ODD_ZONES = (
    "Africa/Casablanca",
    "America/Caracas",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Pyongyang",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Paris",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Fakaofo",
)


def at(text: str) -> datetime:
    """Read an instant with its offset, as it is written in these tests."""
    return datetime.fromisoformat(text).astimezone(UTC)


def paris_day(text: str) -> date:
    return study_day(at(text), PARIS, rollover_hour=4)


def test_day_begins_at_the_rollover_and_not_a_second_earlier() -> None:
    assert paris_day("2026-05-05T03:59:59+02:00") == date(2026, 5, 4)
    assert paris_day("2026-05-05T04:00:00+02:00") == date(2026, 5, 5)
    assert paris_day("2026-05-06T03:59:59+02:00") == date(2026, 5, 5)


def test_rollover_at_midnight_gives_the_calendar_date() -> None:
    instant = at("2026-05-05T00:00:00+02:00")

    assert study_day(instant, PARIS, rollover_hour=0) == date(2026, 5, 5)


def test_instant_may_be_given_in_any_offset() -> None:
    in_tokyo = datetime.fromisoformat("2026-05-05T11:00:00+09:00")

    assert study_day(in_tokyo, PARIS, rollover_hour=4) == date(2026, 5, 5)
    assert study_day(in_tokyo - ONE_SECOND, PARIS, rollover_hour=4) == date(2026, 5, 4)


def test_spring_day_in_paris_has_23_hours() -> None:
    begins = day_begins(date(2026, 3, 28), PARIS, rollover_hour=4)
    ends = day_begins(date(2026, 3, 29), PARIS, rollover_hour=4)

    assert begins == at("2026-03-28T04:00+01:00")
    assert ends == at("2026-03-29T04:00+02:00")
    assert ends - begins == timedelta(hours=23)
    assert paris_day("2026-03-29T01:59:59+01:00") == date(2026, 3, 28)
    assert paris_day("2026-03-29T03:00:00+02:00") == date(2026, 3, 28)
    assert paris_day("2026-03-29T04:00:00+02:00") == date(2026, 3, 29)


def test_autumn_day_in_paris_has_25_hours() -> None:
    begins = day_begins(date(2026, 10, 24), PARIS, rollover_hour=4)
    ends = day_begins(date(2026, 10, 25), PARIS, rollover_hour=4)

    assert ends - begins == timedelta(hours=25)
    assert paris_day("2026-10-25T02:30:00+02:00") == date(2026, 10, 24)
    assert paris_day("2026-10-25T02:30:00+01:00") == date(2026, 10, 24)
    assert paris_day("2026-10-25T03:59:59+01:00") == date(2026, 10, 24)
    assert paris_day("2026-10-25T04:00:00+01:00") == date(2026, 10, 25)


def test_missing_date_in_apia_is_the_four_hours_before_the_next_rollover() -> None:
    change = at("2011-12-30T10:00:00+00:00")

    days = [
        study_day(change + hours * timedelta(hours=1), "Pacific/Apia", rollover_hour=4)
        for hours in (-1, 0, 3, 4)
    ]

    assert days == [date(2011, 12, day) for day in (29, 30, 30, 31)]
    assert day_begins(date(2011, 12, 30), "Pacific/Apia", rollover_hour=4) == change


def test_missing_date_in_apia_has_no_instant_when_days_begin_at_midnight() -> None:
    change = at("2011-12-30T10:00:00+00:00")

    before = study_day(change - ONE_SECOND, "Pacific/Apia", rollover_hour=0)
    after = study_day(change, "Pacific/Apia", rollover_hour=0)

    assert (before, after) == (date(2011, 12, 29), date(2011, 12, 31))


def test_rollover_that_clocks_jump_over_begins_the_day_at_the_jump() -> None:
    # Troll goes from 01:00 to 03:00.
    jump = at("2026-03-29T01:00:00+00:00")

    begins = day_begins(date(2026, 3, 29), "Antarctica/Troll", rollover_hour=2)

    assert begins == jump
    assert study_day(jump, "Antarctica/Troll", rollover_hour=2) == date(2026, 3, 29)


def test_hour_that_comes_twice_does_not_bring_the_day_before_back() -> None:
    # Chatham goes from 03:45 back to 02:45.
    in_new_day = at("2026-04-05T03:30:00+13:45")
    set_back = at("2026-04-05T02:50:00+12:45")
    assert in_new_day < set_back

    days = [
        study_day(instant, "Pacific/Chatham", rollover_hour=3)
        for instant in (in_new_day, set_back)
    ]

    assert days == [date(2026, 4, 5), date(2026, 4, 5)]


def test_flight_from_paris_to_tokyo_loses_no_evening_and_doubles_no_day() -> None:
    # Answered in Paris, then eleven hours later after landing in Tokyo: each answer
    # has the day of the place where it was given.
    take_off = at("2026-05-05T20:00:00+02:00")
    landing = take_off + timedelta(hours=11)

    in_paris = study_day(take_off, PARIS, rollover_hour=4)
    in_tokyo = study_day(landing, "Asia/Tokyo", rollover_hour=4)

    assert (in_paris, in_tokyo) == (date(2026, 5, 5), date(2026, 5, 6))


def test_later_rollover_keeps_the_morning_in_the_day_before() -> None:
    morning = at("2026-05-05T08:00:00+02:00")

    assert study_day(morning, PARIS, rollover_hour=4) == date(2026, 5, 5)
    assert study_day(morning, PARIS, rollover_hour=10) == date(2026, 5, 4)


@pytest.mark.parametrize(
    "zone", ["", "Europe", "Europe/Nowhere", "../../etc/passwd", "a\0b", "\udc80"]
)
def test_unknown_zone_is_refused_by_name(zone: str) -> None:
    with pytest.raises(UnknownZoneError) as refusal:
        study_day(at("2026-05-05T12:00+00:00"), zone, rollover_hour=4)

    assert isinstance(refusal.value, ValueError)
    assert refusal.value.message.values == {"zone": zone}


@pytest.mark.parametrize("rollover_hour", [-1, 24])
def test_rollover_outside_the_day_is_refused(rollover_hour: int) -> None:
    with pytest.raises(ValueError, match="hour"):
        day_begins(date(2026, 5, 5), PARIS, rollover_hour=rollover_hour)


@given(
    zone=st.sampled_from(ODD_ZONES),
    rollover_hour=st.integers(0, 23),
    second=st.integers(0, SECONDS),
)
def test_every_instant_lies_between_the_begin_of_its_day_and_of_the_next(
    zone: str, rollover_hour: int, second: int
) -> None:
    instant = START + timedelta(seconds=second)

    day = study_day(instant, zone, rollover_hour=rollover_hour)

    assert day_begins(day, zone, rollover_hour=rollover_hour) <= instant
    assert instant < day_begins(day + ONE_DAY, zone, rollover_hour=rollover_hour)


def test_day_never_runs_backwards_where_clocks_are_odd() -> None:
    assert list(_steps_back(ODD_ZONES)) == []


def test_no_day_comes_twice_or_is_left_out_in_any_zone() -> None:
    zones = zoneinfo.available_timezones()
    changes = wrong = 0
    for zone in zones:
        for change in _offset_changes(ZoneInfo(zone)):
            around = [change + n * ONE_SECOND for n in (-1, 0, 1)]
            first, second, third = (
                study_day(at, zone, rollover_hour=4) for at in around
            )
            changes += 1
            wrong += not first <= second <= third <= first + ONE_DAY

    assert len(zones) > 400
    assert changes > 10_000
    assert wrong == 0


@pytest.mark.slow
def test_day_never_runs_backwards_anywhere() -> None:
    zones = zoneinfo.available_timezones()

    assert len(zones) > 400
    assert list(_steps_back(sorted(zones))) == []


def _steps_back(zones: Iterable[str]) -> Iterator[str]:
    """Name the changes of offset around which the study day runs backwards."""
    for zone in zones:
        for change in _offset_changes(ZoneInfo(zone)):
            around = (change - ONE_SECOND, change, change + ONE_SECOND)
            for hour in range(6):
                days = [study_day(at, zone, rollover_hour=hour) for at in around]
                if days != sorted(days):
                    yield f"{zone} {change} rollover {hour}"


def _offset_changes(zone: ZoneInfo) -> Iterator[datetime]:
    """Find the instants of change by looking once a day, then halving that day."""
    instant = START
    offset = instant.astimezone(zone).utcoffset()
    while instant < END:
        instant += ONE_DAY
        new_offset = instant.astimezone(zone).utcoffset()
        if new_offset != offset:
            yield _first_instant_of(zone, instant)
            offset = new_offset


def _first_instant_of(zone: ZoneInfo, instant: datetime) -> datetime:
    """Find when, in the day before an instant, its offset came into force."""
    new_offset = instant.astimezone(zone).utcoffset()
    old, new = -86_400, 0
    while new - old > 1:
        middle = (old + new) // 2
        seen = (instant + middle * ONE_SECOND).astimezone(zone).utcoffset()
        old, new = (old, middle) if seen == new_offset else (middle, new)
    return instant + new * ONE_SECOND
