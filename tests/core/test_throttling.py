"""How long wrong guesses make wait."""

from __future__ import annotations

from datetime import timedelta

import pytest

from trainer.core.throttling import ADDRESS, NAME, NO_WAIT, Limit, wait

SECOND = timedelta(seconds=1)
AT_ONCE = timedelta(0)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (9, 0), (10, 5), (11, 10), (12, 20), (99, 900)]
)
def test_ten_guesses_at_a_name_are_free_then_each_waits_twice_as_long(
    failures: int, seconds: int
) -> None:
    assert wait(NAME, failures, AT_ONCE) == seconds * SECOND


def test_what_one_has_waited_counts() -> None:
    assert wait(NAME, 11, 4 * SECOND) == 6 * SECOND
    assert wait(NAME, 11, 10 * SECOND) == NO_WAIT
    assert wait(NAME, 11, timedelta(hours=2)) == NO_WAIT


def test_guesses_of_yesterday_are_forgotten() -> None:
    assert wait(NAME, 10**9, timedelta(days=1)) == NO_WAIT


def test_an_address_is_slowed_down_and_never_shut_out() -> None:
    assert wait(ADDRESS, 99, AT_ONCE) == NO_WAIT
    assert wait(ADDRESS, 10**9, AT_ONCE) == 10 * SECOND


@pytest.mark.parametrize("hours", [1, 24])
def test_who_never_tires_makes_few_guesses_at_a_name(hours: int) -> None:
    now = last = timedelta(0)
    failures = 0

    while now < timedelta(hours=hours):
        now += wait(NAME, failures, now - last)
        failures, last = failures + 1, now

    assert failures <= {1: 25, 24: 150}[hours]


def test_a_limit_of_no_free_guess_waits_at_once() -> None:
    strict = Limit(0, SECOND, 60 * SECOND, timedelta(days=1))

    assert wait(strict, 0, AT_ONCE) == SECOND
