"""How well a class knows its topics: rates drawn together, with honest intervals.

Beta-binomial empirical Bayes: the true rates of the topics of a class are taken to
come from one beta distribution, but for a few that may be anything. Which one is
learnt from all the topics, and a topic with few answers is drawn towards the others.
Topics are ranked by the marks that they are expected to cost, most first; of equals
the surely weak one comes first.

The intervals hold the true rate in 80 % of topics on average, not of each sort: a topic
far below all others is drawn towards them, and its interval holds the truth less often
(`benchmarks/weak_topics.py`). Knows nothing of students, cards, rows or pages.

Source: Morris, "Parametric empirical Bayes inference", 1983 (a prior uniform in the
variance between topics); Gelman et al., "Bayesian Data Analysis", 5.3 (the grid).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import exp, log, sqrt
from operator import mul

from trainer.core.beta import log_beta
from trainer.core.small_groups import may_show

FEWEST_ANSWERS = 5
WIDEST = 0.30  # an interval that is wider says nothing to teach by
INTERVAL = 0.80
WELL_KNOWN = 0.9  # what the schedule itself aims at, unless a student wants more
SHOWN = 1  # decimals of the marks, as they are shown

_POINTS = 100
_VALUES = tuple((place + 0.5) / _POINTS for place in range(_POINTS))
_LOGS = tuple((log(value), log(1 - value)) for value in _VALUES)
_MEANS = tuple(place / 20 for place in range(1, 20))
# The spread of the rates around their mean, as a share of the widest there can be. All
# variances are as likely at first: else topics would be drawn together too much.
_SPREADS = tuple(place / 20 for place in range(1, 12))
_UNLIKE = 0.05  # of the topics may have any rate, whatever the others have
_NEGLIGIBLE = exp(-6)
# Gauss and Hermite's three points: a normal doubt, by how much and how likely.
_DOUBTS = ((-sqrt(3), 1 / 6), (0.0, 2 / 3), (sqrt(3), 1 / 6))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one topic: a measured rate, worth so many single answers.

    `answers` is no whole number: answers of one student tell less than as many of
    different ones (`core.class_rates`).
    """

    answers: float
    rate: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """The rate to show (0 to 1) and the ends of its 80 % interval."""

    rate: float
    low: float
    high: float

    @property
    def width(self) -> float:
        """How far the ends are apart."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class _Prior:
    """A beta distribution that rates may come from, and its share at each value."""

    a: float
    b: float
    spread: float
    log_total: float
    shares: tuple[float, ...]


def estimates(
    topics: Sequence[Evidence], *, doubt: float = 0.0
) -> tuple[Estimate, ...]:
    """Give the rate of each topic, drawn towards the others as far as it is unsure.

    Which prior holds is not picked but integrated over, each as likely as it makes what
    was answered to all topics, so that the intervals are honest with few topics too.

    Args:
        topics: of one kind: parts among parts, jobs among jobs.
        doubt: the standard error of what all the rates have in common.
    """
    if not topics:
        return ()
    steps = _DOUBTS if doubt else ((0.0, 1.0),)
    tries = [
        [[share * p for p in posterior] for posterior in _posteriors(moved)]
        for step, share in steps
        for moved in [[_moved(topic, step * doubt) for topic in topics]]
    ]
    return tuple(
        _estimate([sum(each) for each in zip(*of_topic, strict=True)])
        for of_topic in zip(*tries, strict=True)
    )


def has_enough(answers: int, estimate: Estimate) -> bool:
    """Say whether there are enough answers to show the rate of a topic at all."""
    return answers >= FEWEST_ANSWERS and estimate.width <= WIDEST


def may_tell(
    answers: int, students: int, estimate: Estimate, *, in_public: bool
) -> bool:
    """Say whether a rate is sure enough to be shown, and about enough people.

    Args:
        in_public: on a page that may be projected.
    """
    is_group = not in_public or may_show(students)
    return is_group and has_enough(answers, estimate)


def marks_lost(weight: float, estimate: Estimate) -> float:
    """Give the marks of an exam that a topic is expected to cost.

    Args:
        weight: the marks that the exam gives for the topic.
    """
    return weight * (1 - estimate.rate)


def weakness(weight: float, estimate: Estimate) -> tuple[float, float]:
    """Give the key that sorts topics: the most marks lost first.

    Of topics that are expected to cost the same, as it is shown, the one that is surely
    weak comes first: whose interval ends lowest.
    """
    return -round(marks_lost(weight, estimate), SHOWN), estimate.high


def _moved(topic: Evidence, step: float) -> Evidence:
    return Evidence(topic.answers, min(max(topic.rate + step, 0.0), 1.0))


def _posteriors(topics: Sequence[Evidence]) -> list[list[float]]:
    """Give, for each topic, how likely each value of its rate is."""
    priors = _priors()
    by_topic = [_log_marginals(topic, priors) for topic in topics]
    of_all = [
        sum(each, start=log(prior.spread))
        for prior, each in zip(priors, zip(*by_topic, strict=True), strict=True)
    ]
    top = max(of_all)
    kept = [n for n, each in enumerate(of_all) if exp(each - top) > _NEGLIGIBLE]
    by_value = list(zip(*(priors[n].shares for n in kept), strict=True))
    return [
        _posterior(topic, by_value, [of_all[n] - own[n] for n in kept])
        for topic, own in zip(topics, by_topic, strict=True)
    ]


def _posterior(
    topic: Evidence, by_value: Sequence[Sequence[float]], by_others: Sequence[float]
) -> list[float]:
    """Weigh the values of a rate by its answers, and by what the others say of it.

    Args:
        by_value: the share of each value in each prior.
        by_others: the logarithm of how likely each prior makes the other topics.
    """
    top = max(by_others)
    weights = [exp(other - top) for other in by_others]
    expected = [sum(map(mul, weights, shares)) for shares in by_value]
    right, wrong = topic.answers * topic.rate, topic.answers * (1 - topic.rate)
    logs = [right * yes + wrong * no for yes, no in _LOGS]
    best = max(logs)
    found = [e * exp(each - best) for e, each in zip(expected, logs, strict=True)]
    total = sum(found)
    return [each / total for each in found]


def _log_marginals(topic: Evidence, priors: Sequence[_Prior]) -> list[float]:
    """Say how likely each prior makes the answers to a topic, as a logarithm."""
    right, wrong = topic.answers * topic.rate, topic.answers * (1 - topic.rate)
    unlike = log_beta(1 + right, 1 + wrong)
    found = []
    for prior in priors:
        like_others = log_beta(prior.a + right, prior.b + wrong) - prior.log_total
        most = max(like_others, unlike)
        shares = (1 - _UNLIKE) * exp(like_others - most) + _UNLIKE * exp(unlike - most)
        found.append(most + log(shares))
    return found


@lru_cache(maxsize=1)
def _priors() -> tuple[_Prior, ...]:
    return tuple(_prior(mean, spread) for mean in _MEANS for spread in _SPREADS)


def _prior(mean: float, spread: float) -> _Prior:
    strength = 1 / spread**2 - 1  # a + b
    a, b = mean * strength, (1 - mean) * strength
    log_total = log_beta(a, b)
    shares = [exp((a - 1) * yes + (b - 1) * no - log_total) for yes, no in _LOGS]
    total = sum(shares)
    common = tuple(
        (1 - _UNLIKE) * share / total + _UNLIKE / _POINTS for share in shares
    )
    return _Prior(a, b, spread, log_total, common)


def _estimate(posterior: Sequence[float]) -> Estimate:
    mean = sum(map(mul, _VALUES, posterior))
    tail = (1 - INTERVAL) / 2
    low, high = _quantile(posterior, tail), _quantile(posterior, 1 - tail)
    return Estimate(mean, min(low, mean), max(high, mean))


def _quantile(posterior: Sequence[float], share: float) -> float:
    """Give the value below which this share lies, within its step as on a line."""
    sums = list(accumulate(posterior))
    place = next((n for n, total in enumerate(sums) if total >= share), _POINTS - 1)
    within = (sums[place] - share) / posterior[place] if posterior[place] else 0.0
    return (place + 1 - within) / _POINTS
