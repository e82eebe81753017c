"""How likely chance alone is to do as much."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt

EXACT_UP_TO = 200  # trials; above, the normal curve is as good and far quicker


def at_least(count: int, chances: Sequence[float]) -> float:
    """Give the probability of at least `count` successes in trials of these chances."""
    if count <= 0:
        return 1.0
    if len(chances) > EXACT_UP_TO:
        return _normal_tail(count, chances)
    so_many = [1.0]  # the probability of 0, 1, 2 … successes in the trials so far
    for chance in chances:
        failed = [share * (1 - chance) for share in so_many]
        succeeded = [share * chance for share in so_many]
        so_many = [
            a + b for a, b in zip([*failed, 0.0], [0.0, *succeeded], strict=True)
        ]
    return min(1.0, sum(so_many[count:]))


def _normal_tail(count: int, chances: Sequence[float]) -> float:
    deviation = sqrt(sum(chance * (1 - chance) for chance in chances))
    above = count - 0.5 - sum(chances)
    if not deviation:
        return float(above < 0)
    return erfc(above / deviation / sqrt(2)) / 2
