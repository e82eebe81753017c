"""What a day may hold, and what the days before an exam are like."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.core.card_state import CardState, Phase
from trainer.core.daily import Candidate, DayLimits
from trainer.core.pacing import (
    Exam,
    before_exam,
    cards_in,
    effective_due_day,
    limits_of_day,
    new_before_exam,
    seen_by,
)
from trainer.core.study_settings import StudySettings

TODAY = date(2026, 5, 5)
DAY = timedelta(days=1)
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
SETTINGS = StudySettings(since=SINCE, new_per_day=20, reviews_per_day=200)


def in_review(due_in: int, *, answered: int = 0) -> CardState:
    """Give a card answered some days ago, due in some days."""
    return CardState(
        phase=Phase.REVIEW,
        due_day=TODAY + due_in * DAY,
        last_study_day=TODAY - answered * DAY,
    )


# Days before an exam


def test_an_interval_is_at_most_half_of_the_time_left() -> None:
    exam_on = TODAY + 20 * DAY

    assert effective_due_day(in_review(30), exam_on) == TODAY + 10 * DAY
    assert effective_due_day(in_review(7), exam_on) == TODAY + 7 * DAY


def test_two_days_before_an_exam_a_card_comes_once_more() -> None:
    assert effective_due_day(in_review(30), TODAY + 2 * DAY) == TODAY + DAY


def test_what_is_answered_the_day_before_is_for_after_the_exam() -> None:
    assert effective_due_day(in_review(30), TODAY + DAY) == TODAY + 30 * DAY


def test_without_an_exam_the_due_day_stays() -> None:
    assert effective_due_day(in_review(30), None) == TODAY + 30 * DAY
    assert effective_due_day(CardState(), TODAY + DAY) is None


@given(interval=st.integers(1, 400), left=st.integers(2, 200))
def test_nothing_is_due_later_than_the_day_before_the_exam(
    interval: int, left: int
) -> None:
    due_day = effective_due_day(in_review(interval), TODAY + left * DAY)

    assert due_day is not None
    assert TODAY < due_day <= TODAY + (left - 1) * DAY


@given(left=st.integers(1, 60), answered=st.integers(1, 90))
def test_cards_are_found_by_the_day_of_their_last_answer(
    left: int, answered: int
) -> None:
    exam_on = TODAY + left * DAY
    state = in_review(500, answered=answered)

    due_day = effective_due_day(state, exam_on)

    assert due_day is not None
    assert state.last_study_day is not None
    is_due = due_day <= TODAY
    assert is_due == (state.last_study_day <= seen_by(exam_on, TODAY))


def test_the_range_of_a_card_ends_with_the_time_left() -> None:
    card = Candidate(
        1,
        1,
        1,
        Phase.REVIEW,
        due_day=TODAY + 30 * DAY,
        last_study_day=TODAY,
        earliest_day=TODAY + 27 * DAY,
        latest_day=TODAY + 33 * DAY,
    )

    found = before_exam(card, TODAY + 20 * DAY)

    latest = TODAY + 10 * DAY
    assert (found.earliest_day, found.due_day, found.latest_day) == (latest,) * 3
    assert before_exam(card, TODAY + DAY) == card
    assert before_exam(Candidate(1, 1, 1), TODAY + DAY) == Candidate(1, 1, 1)


# New cards before an exam


@given(unseen=st.integers(0, 500), length=st.integers(1, 200))
def test_all_cards_are_seen_by_seventy_percent_of_the_time(
    unseen: int, length: int
) -> None:
    exam = Exam(on=TODAY + length * DAY, set_on=TODAY)
    last_day = TODAY + (7 * length // 10) * DAY

    paces = []
    day = TODAY
    while day <= last_day:
        paces.append(new_before_exam(exam, unseen, day))
        unseen -= paces[-1]
        day += DAY

    assert unseen == 0
    assert max(paces) - min(paces) <= 1 or min(paces) == 0


def test_what_is_left_after_that_is_shared_out_over_the_last_days() -> None:
    exam = Exam(on=TODAY + 3 * DAY, set_on=TODAY - 7 * DAY)

    assert new_before_exam(exam, 9, TODAY + DAY) == 5
    assert new_before_exam(exam, 4, TODAY + 2 * DAY) == 4


# Limits


def limits(
    settings: StudySettings = SETTINGS,
    *,
    exams: int | None = None,
    today_only: DayLimits | None = None,
    catch_up: int | None = None,
) -> tuple[int, int]:
    found = limits_of_day(
        settings,
        seconds_per_card=12,
        new_before_exams=exams,
        today_only=today_only,
        catch_up=catch_up,
    )
    return found.new_per_day, found.reviews_per_day


def test_the_settings_are_the_limits() -> None:
    assert limits() == (20, 200)


def test_minutes_bound_the_cards_of_a_day() -> None:
    minutes = StudySettings(since=SINCE, minutes_per_day=15)

    assert limits(minutes) == (20, 75)


@pytest.mark.parametrize("needed", [3, 45])
def test_an_exam_sets_the_number_of_new_cards(needed: int) -> None:
    assert limits(exams=needed) == (needed, 200)


def test_who_wants_no_new_cards_has_none_before_an_exam() -> None:
    assert limits(StudySettings(since=SINCE, new_per_day=0), exams=9) == (0, 200)


def test_a_wish_for_today_goes_before_settings_and_exam() -> None:
    assert limits(exams=9, today_only=DayLimits(30, 300)) == (30, 300)


def test_a_plan_to_catch_up_bounds_everything() -> None:
    assert limits(exams=9, catch_up=50) == (0, 50)
    assert limits(today_only=DayLimits(30, 300), catch_up=50) == (0, 50)
    assert limits(today_only=DayLimits(30, 10), catch_up=50) == (0, 10)


def test_a_minute_is_one_card_at_least() -> None:
    assert cards_in(10, 12) == 50
    assert cards_in(1, 300) == 1
