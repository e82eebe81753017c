"""The rules of trainer.core.chance."""

from __future__ import annotations

from math import comb

import pytest

from trainer.core.chance import EXACT_UP_TO, at_least


@pytest.mark.parametrize("count", range(13))
def test_equal_chances_follow_the_binomial_law(count: int) -> None:
    tail = sum(comb(12, n) * 0.4**n * 0.6 ** (12 - n) for n in range(count, 13))

    assert at_least(count, [0.4] * 12) == pytest.approx(tail)


def test_unequal_chances_are_counted_each() -> None:
    assert at_least(2, [0.5, 0.2]) == pytest.approx(0.1)
    assert at_least(1, [0.5, 0.2]) == pytest.approx(0.6)


def test_nothing_asked_is_certain_and_too_much_impossible() -> None:
    assert at_least(0, []) == 1
    assert at_least(1, []) == 0
    assert at_least(3, [0.9, 0.9]) == 0


def test_many_trials_follow_the_normal_curve() -> None:
    trials = EXACT_UP_TO + 1
    exact = sum(
        comb(trials, n) * 0.2**n * 0.8 ** (trials - n) for n in range(50, trials + 1)
    )

    assert at_least(50, [0.2] * trials) == pytest.approx(exact, abs=0.01)


def test_many_certain_trials_leave_nothing_to_chance() -> None:
    assert at_least(300, [1.0] * 300) == 1
    assert at_least(301, [1.0] * 300) == 0
