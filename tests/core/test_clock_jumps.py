"""A clock that moved on a lot is believed on a later day, not before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from trainer.core.clock_jumps import Care, Jump, next_care

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATER = NOW + 1000 * DAY


def believed_at(*moments: datetime, first: datetime = NOW) -> list[datetime]:
    """Care at some moments after a first one that is believed; say when it was."""
    care, found = Care(first), []
    for moment in moments:
        care = next_care(care, moment)
        if care.jump is None:
            found.append(moment)
    return found


def test_days_that_go_by_are_believed() -> None:
    moments = [NOW + DAY, NOW + 2 * DAY, NOW + 6 * DAY]  # Friday to Tuesday at most

    assert believed_at(*moments) == moments


def test_the_first_care_of_all_is_not_believed_and_the_next_day_is() -> None:
    first = next_care(None, NOW)
    again = next_care(first, NOW + HOUR)

    assert first == Care(NOW, Jump(None, NOW))
    assert again.jump is not None
    assert next_care(again, NOW + DAY) == Care(NOW + DAY)


def test_a_jump_is_not_believed_before_another_day() -> None:
    same_day = [LATER, LATER + HOUR, LATER + 14 * HOUR]

    assert believed_at(*same_day) == []
    assert believed_at(*same_day, LATER + DAY) == [LATER + DAY]


def test_a_jump_before_midnight_is_not_believed_after_it() -> None:
    evening = LATER.replace(hour=23, minute=59)

    assert believed_at(evening, evening + HOUR) == []
    assert believed_at(evening, evening + DAY) == [evening + DAY]


def test_a_clock_that_is_set_right_again_is_believed() -> None:
    assert believed_at(LATER, NOW + HOUR, NOW + DAY) == [NOW + HOUR, NOW + DAY]


def test_a_first_clock_that_is_set_right_is_not_believed_at_once() -> None:
    wrong = next_care(None, LATER)

    assert next_care(wrong, NOW) == Care(NOW, Jump(None, NOW))


def test_a_clock_that_was_behind_and_is_set_right_waits_a_day() -> None:
    behind = NOW - 9000 * DAY

    assert believed_at(behind, NOW, NOW + DAY) == [behind, NOW + DAY]


def test_a_longer_jump_after_a_jump_waits_anew() -> None:
    holidays = NOW + 15 * DAY

    assert believed_at(holidays, LATER, LATER + HOUR) == []
    assert believed_at(holidays, LATER, LATER + DAY) == [LATER + DAY]


def test_a_longer_jump_after_the_first_care_waits_anew() -> None:
    again = next_care(next_care(None, NOW), LATER)

    assert again == Care(LATER, Jump(NOW, LATER))


@pytest.mark.parametrize("every", [7, 14, 30])
def test_who_starts_a_server_seldom_is_believed_every_other_time(every: int) -> None:
    starts = [NOW + n * every * DAY for n in range(1, 5)]

    assert believed_at(*starts) == starts[1::2]
