"""The beta distribution: what a share may be, after so many answers.

Pure arithmetic: no library for it is worth its size here.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, lgamma, log, log1p

_TINY = 1e-300
_CLOSE = 1e-14


def beta_quantile(below: float, a: float, b: float) -> float:
    """Return the share that a Beta(a, b) is under with a chance.

    Args:
        below: the chance, 0 to 1.
        a: more than 0, as is b.
    """
    low, high = 0.0, 1.0
    share, before = a / (a + b), -1.0
    while abs(share - before) > _CLOSE * share and low < share < high:
        before = share
        gap = beta_chance(share, a, b) - below
        low, high = (low, share) if gap > 0 else (share, high)
        share -= gap / _density(
            share, a, b
        )  # Newton's step, where it does not go astray
        if not low < share < high:
            share = (low + high) / 2
    return share


def beta_chance(share: float, a: float, b: float) -> float:
    """Return the chance that a Beta(a, b) is under a share.

    Source: the regularised incomplete beta function by its continued fraction, DLMF
    8.17.22, where that converges fast, else by its symmetry, DLMF 8.17.4.
    """
    if share <= 0 or share >= 1:
        return float(share >= 1)
    if share > (a + 1) / (a + b + 2):
        return 1 - beta_chance(1 - share, b, a)
    front = a * log(share) + b * log1p(-share) - log_beta(a, b)
    return exp(front) * _fraction(share, a, b) / a


def log_beta(a: float, b: float) -> float:
    """Return the logarithm of the beta function."""
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _density(share: float, a: float, b: float) -> float:
    exponent = (a - 1) * log(share) + (b - 1) * log1p(-share) - log_beta(a, b)
    return max(exp(exponent), _TINY)


def _fraction(x: float, a: float, b: float) -> float:
    """Work out 1 / (1 + d1 / (1 + d2 / …)), by the modified method of Lentz.

    Source: Thompson and Barnett, Journal of Computational Physics 64 (1986), 490.
    """
    value = above = 1.0
    below = change = 0.0
    steps = _steps(x, a, b)
    while abs(change - 1) > _CLOSE:
        step = next(steps)
        below = 1 / _not_zero(1 + step * below)
        above = _not_zero(1 + step / above)
        change = above * below
        value *= change
    return 1 / value


def _steps(x: float, a: float, b: float) -> Iterator[float]:
    """Give d1, d2, … of the fraction of the incomplete beta function."""
    m = 0
    while True:
        yield -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        m += 1
        yield m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
