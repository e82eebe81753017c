"""How many reviews a day takes: near the usual, and the same all day long."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.core.leveling import reviews_to_take, usual_reviews, weight_of

MONDAY = date(2026, 5, 4)
WEEK = [MONDAY - timedelta(days=n) for n in range(1, 8)]


def test_a_day_without_anything_due_stays_free() -> None:
    assert reviews_to_take(due=0, due_by_tomorrow=50, usual=20) == 0


def test_a_full_day_puts_half_of_its_surplus_off() -> None:
    assert reviews_to_take(due=30, due_by_tomorrow=40, usual=20) == 25


def test_an_empty_day_is_filled_up_to_the_usual() -> None:
    assert reviews_to_take(due=12, due_by_tomorrow=60, usual=20) == 20


def test_an_empty_day_does_not_empty_the_next() -> None:
    assert reviews_to_take(due=12, due_by_tomorrow=25, usual=20) == 15
    assert reviews_to_take(due=12, due_by_tomorrow=12, usual=20) == 12


counts = st.integers(0, 60)


@given(due=counts, tomorrow=counts, usual=st.floats(0, 80))
def test_answers_of_the_day_do_not_move_what_it_takes(
    due: int, tomorrow: int, usual: float
) -> None:
    both = due + tomorrow
    wanted = reviews_to_take(due=due, due_by_tomorrow=both, usual=usual)

    # Each of tomorrow's cards that was answered counts as due today.
    for early in range(max(0, wanted - due) + 1):
        again = reviews_to_take(due=due + early, due_by_tomorrow=both, usual=usual)
        assert again == wanted


def test_there_is_no_usual_load_before_three_days() -> None:
    assert usual_reviews({WEEK[0]: 9, WEEK[1]: 9}, MONDAY, ()) == 0


def test_the_usual_load_is_the_mean_of_the_days_with_reviews() -> None:
    assert usual_reviews(dict(zip(WEEK, (9, 12, 15), strict=False)), MONDAY, ()) == 12


def test_an_easy_day_has_half_a_share() -> None:
    even = dict.fromkeys(WEEK, 10)
    sunday = MONDAY + timedelta(days=6)

    assert usual_reviews(even, sunday, (6,)) == pytest.approx(5)
    assert usual_reviews(even, MONDAY, (6,)) == pytest.approx(65 / 6)


@given(easy_days=st.sets(st.integers(0, 6)))
def test_the_shares_of_a_week_are_one_on_the_mean(easy_days: set[int]) -> None:
    assert sum(weight_of(day, tuple(easy_days)) for day in WEEK) == pytest.approx(7)
