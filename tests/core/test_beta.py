"""The beta distribution against what is known of it in closed form."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.core.beta import beta_chance, beta_quantile

SIZES = st.integers(1, 60)
SHARES = st.floats(0.001, 0.999)


@given(SHARES, SIZES, SIZES)
def test_a_chance_is_the_tail_of_a_binomial_for_whole_numbers(
    share: float, a: int, b: int
) -> None:
    n = a + b - 1
    tail = sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(a, n + 1))

    assert beta_chance(share, a, b) == pytest.approx(tail, abs=1e-11)


@given(SHARES, st.floats(0.5, 900), st.floats(0.5, 900))
def test_a_quantile_is_where_that_much_lies_below(
    below: float, a: float, b: float
) -> None:
    share = beta_quantile(below, a, b)

    assert beta_chance(max(share - 1e-9, 0), a, b) <= below + 1e-9
    assert beta_chance(min(share + 1e-9, 1), a, b) >= below - 1e-9


def test_nothing_lies_below_none_and_all_below_one() -> None:
    assert beta_chance(0, 2, 3) == 0
    assert beta_chance(1, 2, 3) == 1


def test_of_nothing_known_every_share_is_as_likely() -> None:
    assert beta_quantile(0.9, 1, 1) == pytest.approx(0.9, abs=1e-12)
