"""Whether two jobs are confused less since a class was given cards to tell them apart.

Knows counts; nothing of cards, rows or pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from enum import StrEnum
from math import exp, log, sqrt
from statistics import fmean

from trainer.core.confusion_matrix import JobAnswers, Prior, prior_of
from trainer.core.sessions import Pair

ENOUGH_ANSWERS = 40  # to the cards of the two jobs, before and since, each
ENOUGH_CONFUSED = 5  # before, by this pair and by all others, each
ENOUGH_PEOPLE = 5

_AS_COUNTED = Prior(0.5, 0.5)  # half an answer more: a logarithm of 0 is none
_NINE_TENTHS = 1.2815515655446004  # of a normal distribution: leaves 80 % in the middle


class Verdict(StrEnum):
    """What can be said of a pair since."""

    TOO_EARLY = "too_early"
    FELL = "fell"
    ROSE = "rose"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True, slots=True)
class Share:
    """How many answers were confused, of how many."""

    confused: int
    asked: int

    @property
    def rate(self) -> float:
        """The share of them, 0 of none."""
        return self.confused / self.asked if self.asked else 0.0


@dataclass(frozen=True, slots=True)
class ContrastEffect:
    """A pair and all other pairs, before and since.

    `ratio` is the rate of the pair since, as a multiple of what it would be had it gone
    the way of the others; `low` and `high` hold it with a chance of 80 %. All three are
    None when it is too early.
    """

    verdict: Verdict
    before: Share
    after: Share
    others_before: Share
    others_after: Share
    ratio: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class _Counts:
    """Confused and asked: of the pair, before and since, then of all others."""

    confused: int = 0
    asked: int = 0
    confused_since: int = 0
    asked_since: int = 0
    others: int = 0
    all_asked: int = 0
    others_since: int = 0
    all_asked_since: int = 0

    def without(self, other: _Counts) -> _Counts:
        pairs = zip(astuple(self), astuple(other), strict=True)
        return _Counts(*(mine - its for mine, its in pairs))


def effect_of(
    before: Sequence[JobAnswers],
    after: Sequence[JobAnswers],
    pair: Pair,
    *,
    apart: Collection[Pair] = (),
) -> ContrastEffect:
    """Compare a pair with the other pairs of a class in the same weeks.

    What is compared are logarithms of rates, so that a class that learns, and halves
    all its confusions, shows no effect: D = (log p2 − log p1) − (log q2 − log q1), with
    p of the pair among the answers to its jobs, q of all other pairs among all answers,
    1 before and 2 since. The standard error s is the jackknife's, a student left out at
    a time, because a student's answers go together; the interval is D ± t s, with n − 1
    degrees of freedom.

    A pair is chosen because its rate was high, in part by chance, and then it falls by
    itself. So the upper end, by which it is said to have fallen, is reckoned with a p1
    shrunk toward all pairs as in `ranked_pairs`.

    Args:
        before: of the class, without what was practised apart, as is `after`.
        apart: other pairs that were given such cards: no measure for this one.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 11.
    """
    left_out = {frozenset(pair), *map(frozenset, apart)}
    people = _counts(before, after, frozenset(pair), left_out)
    total = _Counts(*map(sum, zip(*map(astuple, people.values()), strict=True)))
    shares = (
        Share(total.confused, total.asked),
        Share(total.confused_since, total.asked_since),
        Share(total.others, total.all_asked),
        Share(total.others_since, total.all_asked_since),
    )
    if not _is_enough(people, total):
        return ContrastEffect(Verdict.TOO_EARLY, *shares)
    low, _ = _interval(people.values(), total, _AS_COUNTED)
    _, high = _interval(people.values(), total, prior_of(before))
    ratio = _difference(total, _AS_COUNTED)
    return ContrastEffect(_verdict(low, high), *shares, exp(ratio), exp(low), exp(high))


def _counts(
    before: Iterable[JobAnswers],
    after: Iterable[JobAnswers],
    pair: frozenset[str],
    left_out: set[frozenset[str]],
) -> Mapping[int, _Counts]:
    """Count the answers of each student."""
    people: dict[int, list[int]] = defaultdict(lambda: [0] * len(fields(_Counts)))
    for since, answers in ((0, before), (2, after)):
        for each in answers:
            counts = people[each.student_id]
            both = frozenset((each.asked, each.given))
            is_confused = each.given != each.asked and isinstance(each.given, str)
            counts[since] += each.answers * (is_confused and both == pair)
            counts[since + 1] += each.answers * (each.asked in pair)
            counts[since + 4] += each.answers * (is_confused and both not in left_out)
            counts[since + 5] += each.answers
    return {student_id: _Counts(*counts) for student_id, counts in people.items()}


def _is_enough(people: Mapping[int, _Counts], total: _Counts) -> bool:
    in_both = sum(
        bool(each.all_asked and each.all_asked_since) for each in people.values()
    )
    return (
        min(total.asked, total.asked_since) >= ENOUGH_ANSWERS
        and min(total.confused, total.others) >= ENOUGH_CONFUSED
        and in_both >= ENOUGH_PEOPLE
    )


def _difference(counts: _Counts, prior: Prior) -> float:
    """Give D."""
    p1 = (counts.confused + prior.a) / (counts.asked + prior.a + prior.b)
    p2 = (counts.confused_since + 0.5) / (counts.asked_since + 1)
    q1 = (counts.others + 0.5) / (counts.all_asked + 1)
    q2 = (counts.others_since + 0.5) / (counts.all_asked_since + 1)
    return log(p2 / p1) - log(q2 / q1)


def _interval(
    people: Collection[_Counts], total: _Counts, prior: Prior
) -> tuple[float, float]:
    """Give what holds D with a chance of 80 %."""
    without = [_difference(total.without(each), prior) for each in people]
    n, middle = len(without), fmean(without)
    error = sqrt((n - 1) / n * sum((value - middle) ** 2 for value in without))
    difference, margin = _difference(total, prior), _student(n - 1) * error
    return difference - margin, difference + margin


def _student(degrees: int) -> float:
    """Give the nine tenths of Student's t, by two terms of its series.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5.
    """
    z = _NINE_TENTHS
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + first / degrees + second / degrees**2


def _verdict(low: float, high: float) -> Verdict:
    if high < 0:
        return Verdict.FELL
    return Verdict.ROSE if low > 0 else Verdict.NOT_SHOWN
