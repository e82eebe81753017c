"""Votes of a class on the cards of a topic, and the sums that rates are made of.

Knows nothing of rows or pages, nor what a rate is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

_Group = TypeVar("_Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a student was asked a card, and how often it was known."""

    student: int
    card: int
    asked: int
    passed: int


@dataclass(frozen=True, slots=True)
class TopicVotes:
    """What was answered to a topic that has so many cards."""

    cards: int
    tallies: Sequence[Tally]

    @property
    def asked(self) -> int:
        """How many answers there are."""
        return sum(tally.asked for tally in self.tallies)

    @property
    def share(self) -> float:
        """The share that was known; a half of nothing."""
        asked = self.asked
        return sum(tally.passed for tally in self.tallies) / asked if asked else 0.5


def variance_of(topic: TopicVotes) -> float:
    """Give the variance of a single answer, never 0."""
    asked = topic.asked
    share = (topic.share * asked + 0.5) / (asked + 1)
    return share * (1 - share)


def above_rate(
    tallies: Iterable[Tally], share: float, group: Callable[[Tally], _Group]
) -> dict[_Group, float]:
    """Sum, by groups, how many more were known than the rate of the topic tells."""
    sums: dict[_Group, float] = {}
    for tally in tallies:
        key = group(tally)
        sums[key] = sums.get(key, 0.0) + tally.passed - tally.asked * share
    return sums


def counts_by(
    tallies: Iterable[Tally], group: Callable[[Tally], _Group]
) -> Counter[_Group]:
    """Count the answers by groups."""
    counts: Counter[_Group] = Counter()
    for tally in tallies:
        counts[group(tally)] += tally.asked
    return counts


def student_of(tally: Tally) -> int:
    return tally.student


def card_of(tally: Tally) -> int:
    return tally.card
