"""Which job a class answered for which: counts, and pairs by their shrunk rates.

Knows names and numbers; nothing of cards, rows or pages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations
from math import sqrt

from trainer.core.beta import beta_quantile, log_beta
from trainer.core.confusions import job_given
from trainer.core.questions import Response
from trainer.core.right_answers import NameKey
from trainer.core.sessions import Pair

ENOUGH_ASKED = 20  # answers to the cards of two jobs: fewer say nothing of them
ENOUGH_CONFUSED = 3  # once may be a slip
INTERVAL = 0.8
MOST_PAIRS = 12  # what comes after them is not worth a lesson
# How many answers the class's mean rate may weigh: 1 to 16,384.
_STRENGTHS = tuple(2 ** (step / 2) for step in range(29))
# Standard errors by which that may move a pair's own rate: in simulated classes the
# interval of a planted pair, far from all others, then holds in 74 % instead of 13 %.
_FARTHEST = 0.5


class NoJob(Enum):
    """What is given in place of a job of the deck."""

    OTHER = "other"  # words that name none
    NOTHING = "nothing"


Given = str | NoJob


@dataclass(frozen=True, slots=True)
class JobAnswers:
    """So many answers of one student: one job was asked for, this was given."""

    student_id: int
    asked: str
    given: Given
    answers: int = 1


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answers, and of how many people."""

    answers: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class ConfusionMatrix:
    """A row a job that was asked for, a column a job that was given, and two more.

    A row adds up to all answers to the cards of its job.
    """

    jobs: tuple[str, ...]
    cells: Mapping[tuple[str, Given], Tally]
    rows: Mapping[str, Tally]

    @property
    def columns(self) -> tuple[Given, ...]:
        """What may be given: each job, then what is none."""
        return (*self.jobs, *NoJob)

    @property
    def answers(self) -> int:
        """All answers."""
        return sum(row.answers for row in self.rows.values())

    def cell(self, asked: str, given: Given) -> Tally:
        """Return how often this was given when a job was asked for."""
        return self.cells.get((asked, given), _NONE)


@dataclass(frozen=True, slots=True)
class PairRate:
    """How often two jobs were taken for one another, either way round.

    `there` counts the second given for the first, `back` the first for the second;
    `rate` is shrunk, `low` and `high` hold it with a chance of 80 %. `people` are those
    who confused them.
    """

    pair: Pair
    there: int
    back: int
    asked: int
    rate: float
    low: float
    high: float
    people: int

    @property
    def confused(self) -> int:
        """How often they were confused."""
        return self.there + self.back


@dataclass(frozen=True, slots=True)
class Prior:
    """The Beta(a, b) that the rates of a class's pairs are taken to come from."""

    a: float
    b: float


_NONE = Tally()


def given_in(response: Response, key: NameKey, names: Mapping[str, str]) -> Given:
    """Say into which column an answer that was not passed belongs.

    Args:
        key: of a card that asks for a job.
        names: as `job_names` gives them.
    """
    if not (response.choice or response.text.strip()):
        return NoJob.NOTHING
    return job_given(response, key, names) or NoJob.OTHER


def matrix_of(answers: Iterable[JobAnswers], jobs: Sequence[str]) -> ConfusionMatrix:
    """Count answers in a matrix.

    Args:
        answers: none is counted twice.
        jobs: of the deck, in its order; others that were asked for come after them.
    """
    cells: dict[tuple[str, Given], _Count] = defaultdict(_Count)
    rows: dict[str, _Count] = defaultdict(_Count)
    for each in answers:
        cells[each.asked, each.given].add(each)
        rows[each.asked].add(each)
    return ConfusionMatrix(
        jobs=tuple(dict.fromkeys((*jobs, *rows))),
        cells={place: count.tally() for place, count in cells.items()},
        rows={asked: count.tally() for asked, count in rows.items()},
    )


def ranked_pairs(
    answers: Iterable[JobAnswers], most: int = MOST_PAIRS
) -> tuple[PairRate, ...]:
    """Return the first pairs of which enough is known, the one that costs most first.

    A pair that was confused x times in n answers to the cards of its two jobs has the
    rate (x + a) / (n + a + b), with the interval of Beta(x + a, n − x + b): a beta-
    binomial shrunk toward the mean m of all pairs of the class. There a = m s and
    b = (1 − m) s, with the strength s under which what was counted is the likeliest.
    Pairs are ranked by rate × n, the answers that a confusion is expected to spoil.
    What is said of a pair has a smaller s where it is far from all others, so that its
    rate is not farther from x / n than half the standard error of x / n.

    Source: empirical Bayes by a beta-binomial, Carlin and Louis, Bayesian Methods for
    Data Analysis (2009), 5.3; limited translation, Efron and Morris, Journal of the
    American Statistical Association 67 (1972), 130.
    """
    counted = _PairCounts(answers)
    prior = _prior(counted)
    found = [
        pair
        for pair in counted.pairs
        if counted.asked_of(pair) >= ENOUGH_ASKED
        and counted.confused(pair) >= ENOUGH_CONFUSED
    ]
    found.sort(key=lambda pair: (-counted.expected(pair, prior), pair))
    return tuple(_rate(counted, pair, prior) for pair in found[:most])


def prior_of(answers: Iterable[JobAnswers]) -> Prior:
    """Return what is known of a pair of a class before its own answers are counted."""
    return _prior(_PairCounts(answers))


class _Count:
    """Answers being counted, with who gave them."""

    __slots__ = ("answers", "people")

    def __init__(self) -> None:
        self.answers = 0
        self.people: set[int] = set()

    def add(self, each: JobAnswers) -> None:
        self.answers += each.answers
        self.people.add(each.student_id)

    def tally(self) -> Tally:
        return Tally(self.answers, len(self.people))


class _PairCounts:
    """How often jobs were asked for, and each taken for another."""

    def __init__(self, answers: Iterable[JobAnswers]) -> None:
        self.asked: Counter[str] = Counter()
        self.taken: Counter[Pair] = Counter()
        self.people: dict[Pair, set[int]] = defaultdict(set)
        for each in answers:
            self.asked[each.asked] += each.answers
            if isinstance(each.given, str) and each.given != each.asked:
                self.taken[each.asked, each.given] += each.answers
                self.people[each.asked, each.given].add(each.student_id)

    @property
    def pairs(self) -> Iterator[Pair]:
        """The pairs of jobs that could be confused: one of them was asked for."""
        jobs = dict.fromkeys((*self.asked, *(given for _, given in self.taken)))
        return combinations(sorted(jobs), 2)

    def asked_of(self, pair: Pair) -> int:
        return self.asked[pair[0]] + self.asked[pair[1]]

    def confused(self, pair: Pair) -> int:
        return self.taken[pair] + self.taken[_turned(pair)]

    def expected(self, pair: Pair, prior: Prior) -> float:
        """Give how many of its answers the shrunk rate of a pair makes wrong."""
        asked = self.asked_of(pair)
        a = self.confused(pair) + prior.a
        return asked * a / (asked + prior.a + prior.b)

    def who(self, pair: Pair) -> int:
        """Count who confused them."""
        return len(self.people[pair] | self.people[_turned(pair)])


def _turned(pair: Pair) -> Pair:
    return pair[1], pair[0]


def _rate(counted: _PairCounts, pair: Pair, prior: Prior) -> PairRate:
    confused, asked = counted.confused(pair), counted.asked_of(pair)
    drawn = _limited(prior, confused, asked)
    a, b = confused + drawn.a, asked - confused + drawn.b
    tail = (1 - INTERVAL) / 2
    return PairRate(
        pair=pair,
        there=counted.taken[pair],
        back=counted.taken[_turned(pair)],
        asked=asked,
        rate=a / (a + b),
        low=beta_quantile(tail, a, b),
        high=beta_quantile(1 - tail, a, b),
        people=counted.who(pair),
    )


def _limited(prior: Prior, confused: int, asked: int) -> Prior:
    """Weaken what would draw a pair too far away from its own rate."""
    weight, likely = prior.a + prior.b, (confused + 0.5) / (asked + 1)  # not 0 nor 1
    most = _FARTHEST * sqrt(likely * (1 - likely) / asked)
    gap = abs(confused / asked - prior.a / weight)
    if gap <= most:
        return prior
    share = min(1.0, asked * most / (gap - most) / weight)
    return Prior(prior.a * share, prior.b * share)


def _prior(counted: _PairCounts) -> Prior:
    """Give the mean rate of all pairs the weight that makes the counts likeliest."""
    seen = Counter(
        (counted.confused(pair), counted.asked_of(pair)) for pair in counted.pairs
    )
    confused = sum(x * pairs for (x, _), pairs in seen.items())
    asked = sum(n * pairs for (_, n), pairs in seen.items())
    mean = (confused + 0.5) / (asked + 1)  # never 0 nor 1
    priors = [Prior(mean * weight, (1 - mean) * weight) for weight in _STRENGTHS]
    return max(priors, key=lambda prior: _likelihood(seen, prior))


def _likelihood(seen: Mapping[tuple[int, int], int], prior: Prior) -> float:
    """Return the logarithm of the chance of counts, but for a term that is fixed.

    Args:
        seen: how many pairs were confused so often in so many answers.
    """
    before = log_beta(prior.a, prior.b)
    return sum(
        pairs * (log_beta(x + prior.a, n - x + prior.b) - before)
        for (x, n), pairs in seen.items()
    )
