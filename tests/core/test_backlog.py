"""What piled up: whether it was a break, and the days that clear it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from trainer.core.backlog import (
    LONGEST_DAYS,
    MINUTES_OFFERED,
    choices,
    forecast,
    is_break,
)
from trainer.core.card_state import CardState, Phase
from trainer.core.schedule import retrievability
from trainer.core.study_settings import StudySettings

TODAY = date(2026, 5, 5)
DAY = timedelta(days=1)
SETTINGS = StudySettings(since=datetime(2026, 1, 1, tzinfo=UTC))
LONG_AGO = TODAY - 100 * DAY


def waiting(count: int, *, stability: float = 8.0) -> list[CardState]:
    """Give cards last seen twenty days ago and due ten days ago."""
    return [
        CardState(
            phase=Phase.REVIEW,
            stability=stability + number / 10,
            difficulty=5.0,
            due_day=TODAY - 10 * DAY,
            last_study_day=TODAY - 20 * DAY,
            reps=3,
        )
        for number in range(count)
    ]


# Breaks


def was_break(
    *days_ago: int,
    first_due: date = LONG_AGO,
    planned: tuple[tuple[date, date], ...] = (),
) -> bool:
    studied = {TODAY - days * DAY for days in days_ago}
    return is_break(studied, TODAY, first_due=first_due, planned=planned)


def test_two_days_in_a_row_are_a_break_and_one_is_none() -> None:
    assert was_break(3, 4, 5)
    assert not was_break(2, 4, 6, 8)
    assert not was_break(1, 2)


@pytest.mark.parametrize(("back", "is_near"), [(1, True), (2, True), (3, False)])
def test_a_break_counts_on_the_first_days_back(back: int, *, is_near: bool) -> None:
    assert was_break(*range(1, back + 1), 20) is is_near


def test_days_with_nothing_due_are_not_missed() -> None:
    assert not was_break(9, first_due=TODAY - DAY)
    assert was_break(9, first_due=TODAY - 2 * DAY)


def test_days_of_a_planned_break_are_not_missed() -> None:
    holidays = (TODAY - 8 * DAY, TODAY - 2 * DAY)

    assert not was_break(9, planned=(holidays,))
    assert was_break(10, 11, planned=((TODAY - 8 * DAY, TODAY - 3 * DAY),))


# Forecasts


def test_a_backlog_is_cleared_at_so_many_a_day() -> None:
    found = forecast(waiting(60, stability=40), 20, TODAY, SETTINGS)

    assert found is not None
    assert found.cleared_on == TODAY + 2 * DAY


def test_what_comes_back_meanwhile_takes_places_too() -> None:
    found = forecast(waiting(60, stability=2), 20, TODAY, SETTINGS)

    assert found is not None
    assert found.cleared_on > TODAY + 2 * DAY


def test_the_loss_is_the_recall_that_fades_until_a_card_comes() -> None:
    states = waiting(2, stability=40)
    states[1:] = [states[0]]

    found = forecast(states, 1, TODAY, SETTINGS)

    assert found is not None
    faded = retrievability(states[0], TODAY) - retrievability(states[0], TODAY + DAY)
    assert found.forgotten == pytest.approx(faded)


def test_all_at_once_loses_nothing() -> None:
    found = forecast(waiting(30), 30, TODAY, SETTINGS)

    assert found is not None
    assert (found.cleared_on, found.forgotten) == (TODAY, 0)


def test_what_takes_too_long_has_no_forecast() -> None:
    assert forecast(waiting(LONGEST_DAYS + 1), 1, TODAY, SETTINGS) is None


# Choices


def plans(count: int, *, most: int = 1000, seconds: int = 12) -> list[tuple[int, int]]:
    found = choices(
        waiting(count), TODAY, SETTINGS, seconds_per_card=seconds, most=most
    )
    return [(choice.minutes, choice.cards_per_day) for choice in found]


def test_plans_go_by_the_pace_and_clear_sooner_and_sooner() -> None:
    assert plans(200) == [(10, 50), (15, 75), (20, 100)]


def test_a_big_backlog_gets_longer_days() -> None:
    minutes = [minutes for minutes, _ in plans(300, seconds=240)]

    assert minutes
    assert minutes[0] > MINUTES_OFFERED[0]


def test_no_plan_is_for_more_than_a_day_may_hold() -> None:
    assert plans(200, most=60) == [(10, 50), (15, 60)]


def test_what_is_done_today_anyway_needs_no_plan() -> None:
    assert plans(40) == []
