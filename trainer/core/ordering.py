"""The rules for putting steps in order: which orders are right, and what one is worth.

A key is a graph of precedence ("this step before that one"), so that several orders
can be right. An order is a tuple of step names. Knows nothing of pages or points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import permutations
from random import Random

from trainer.core.right_answers import Constraint, OrderKey

ENUMERATED_STEPS = 8  # 8! = 40,320 orders; above, a sample stands for all of them
SAMPLED_ORDERS = 10_000  # standard error of the mean share: under 0.005

Pair = tuple[str, str]


@lru_cache(maxsize=256)
def closure(constraints: tuple[Constraint, ...]) -> frozenset[Pair]:
    """Give every pair (before, after) that follows from the constraints."""
    after: dict[str, set[str]] = {}
    for constraint in constraints:
        after.setdefault(constraint.before, set()).add(constraint.after)
    return frozenset((name, later) for name in after for later in _reach(name, after))


def find_cycle(constraints: tuple[Constraint, ...]) -> tuple[str, ...]:
    """Give the names of the steps that would have to come before themselves."""
    pairs = closure(constraints)
    return tuple(sorted(before for before, after in pairs if before == after))


def kept_pairs(order: tuple[str, ...], key: OrderKey) -> int:
    """Count the pairs of the closure that an order keeps (missing steps keep none)."""
    return _kept(_places(order), closure(key.constraints))


def is_valid(order: tuple[str, ...], key: OrderKey) -> bool:
    """Say whether an order holds each step once and breaks no constraint."""
    names = sorted(step.name for step in key.steps)
    return sorted(order) == names and not broken(order, key)


def order_share(order: tuple[str, ...], key: OrderKey) -> float:
    """Give the share of a right answer, corrected for chance: max(0, 2·kept/all − 1).

    A random order keeps half of the pairs in the mean, which is worth nothing.
    """
    return _share(_places(order), closure(key.constraints))


@lru_cache(maxsize=256)
def guess_share(key: OrderKey) -> float:
    """Give the mean share of a random order: exact up to 8 steps, else a fixed sample.

    It is not 0: the orders worse than chance count 0 and do not pull the mean down.
    """
    pairs = closure(key.constraints)
    shares = [_share(_places(order), pairs) for order in _all_orders(key)]
    return sum(shares) / len(shares)


def broken(order: tuple[str, ...], key: OrderKey) -> tuple[Constraint, ...]:
    """Give the constraints that an order breaks, in the key's order."""
    places = _places(order)
    return tuple(
        constraint
        for constraint in key.constraints
        if not _keeps(places, (constraint.before, constraint.after))
    )


def follower(name: str, key: OrderKey) -> str | None:
    """Give the step that comes right after `name` in every valid order, if any does.

    That is so when every other step is comparable to `name` and one of those after it
    comes before all the others.
    """
    pairs = closure(key.constraints)
    later = {after for before, after in pairs if before == name}
    earlier = {before for before, after in pairs if after == name}
    if len(later) + len(earlier) + 1 < len(key.steps):
        return None
    first = [a for a in later if not any((b, a) in pairs for b in later)]
    return first[0] if len(first) == 1 else None


def _reach(name: str, after: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(after[name])
    while waiting:
        later = waiting.pop()
        if later not in found:
            found.add(later)
            waiting.extend(after.get(later, ()))
    return found


def _places(order: Iterable[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(order)}


def _share(places: Mapping[str, int], pairs: frozenset[Pair]) -> float:
    if not pairs:
        return 1.0
    return max(0.0, 2 * _kept(places, pairs) / len(pairs) - 1)


def _kept(places: Mapping[str, int], pairs: frozenset[Pair]) -> int:
    return sum(_keeps(places, pair) for pair in pairs)


def _keeps(places: Mapping[str, int], pair: Pair) -> bool:
    before, after = pair
    return before in places and after in places and places[before] < places[after]


def _all_orders(key: OrderKey) -> Iterable[tuple[str, ...]]:
    names = tuple(step.name for step in key.steps)
    if len(names) <= ENUMERATED_STEPS:
        return permutations(names)
    rng = Random(0)
    return (tuple(rng.sample(names, len(names))) for _ in range(SAMPLED_ORDERS))
