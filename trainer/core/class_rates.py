"""What the answers of a class tell of its topics, for students who answer unequally.

The rate that is sought is the chance of the class: the mean over all its students and
all the cards of a topic, whoever answered however often. What is counted differs:

- Who knows more answers more. A student's strength is learnt over all topics (drawn
  towards what is usual for so many answers), and each rate is moved by how far the
  students who answered to it are stronger than the class.
- Answers of one student, to one card, or of one student to one card are alike. How much
  so is measured over all topics; the design effect says how many single answers those
  of a topic are worth. It counts the class as whole, not as a sample of others: a topic
  that all have answered equally often is known better than single answers would tell.

Votes of a spaced schedule are not drawn at random, either: what was missed comes back
sooner, so that cards that are hard have more votes. Knows nothing of rows or pages.

Source: Kish, "Survey Sampling", 1965 (design effect, finite population); Searle,
Casella and McCulloch, "Variance Components", 1992 (moments from pairs; shrinkage).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p, sqrt
from typing import TypeVar

from trainer.core.weak_topics import Evidence

# What is usual, and how many pairs of answers it is worth until the class has more.
_USUAL_STUDENT, _USUAL_CARD, _USUAL_CELL = 0.10, 0.05, 0.05
_USUAL_PAIRS = 200
_USUAL_STRENGTH, _STRENGTH_ANSWERS = 0.10, 50
_SLOPE_PENALTY = 1.0  # beside the spread of log answers: few students tell no slope
_LEAST_NOISE = 0.3  # of the variance of a single answer

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


@dataclass(frozen=True, slots=True)
class Likeness:
    """The share of the variance that answers have in common.

    Of one student within a topic, to one card, of one student to one card beyond both;
    and of one student over all topics: strength, a part of the first.
    """

    student: float
    card: float
    cell: float
    strength: float


@dataclass(frozen=True, slots=True)
class ClassEvidence:
    """What is known of each topic, and how sure is what they have in common.

    `doubt` is the standard error of the level of the class beside those who answered.
    """

    topics: tuple[Evidence, ...]
    doubt: float


@dataclass(frozen=True, slots=True)
class _Strengths:
    """How far each student is above the answers' mean, and how well that is known."""

    values: Mapping[int, float]
    sureness: Mapping[int, float]  # 0 (as good as unknown) to 1
    doubt: float


def class_evidence(
    topics: Sequence[TopicVotes], students: Collection[int]
) -> ClassEvidence:
    """Say what the votes of a class tell of the rate of each topic.

    Args:
        topics: of one kind; a card may be in several.
        students: all of the class, also those without an answer.
    """
    answered = [topic for topic in topics if topic.tallies]
    if not answered:
        return ClassEvidence(tuple(Evidence(0.0, 0.5) for _ in topics), 0.0)
    likeness = likeness_of(answered)
    strengths = _strengths(answered, students, likeness.strength)
    found = (_evidence(topic, strengths, likeness) for topic in topics)
    return ClassEvidence(tuple(found), strengths.doubt)


def _evidence(topic: TopicVotes, strengths: _Strengths, likeness: Likeness) -> Evidence:
    if not topic.tallies:
        return Evidence(0.0, 0.5)
    values, asked = strengths.values, topic.asked
    of_class = sum(values.values()) / len(values)
    of_answers = sum(t.asked * values[t.student] for t in topic.tallies) / asked
    rate = min(max(topic.share - of_answers + of_class, 0.0), 1.0)
    return Evidence(asked / design_effect(topic, strengths.sureness, likeness), rate)


# --- Answers that are alike ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of answers of some sort: how much they vary together, and how many."""

    together: float = 0.0
    count: float = 0.0

    def __add__(self, other: _Pairs) -> _Pairs:
        return _Pairs(self.together + other.together, self.count + other.count)

    def likeness(self, usual: float, base: float = 0.0) -> float:
        """Give their likeness above a base, drawn to what is usual."""
        above = self.together - base * self.count + usual * _USUAL_PAIRS
        return above / (self.count + _USUAL_PAIRS)


def likeness_of(topics: Iterable[TopicVotes]) -> Likeness:
    """Measure how alike the answers of a student and to a card are, over topics.

    By moments: pairs of answers of one sort, against pairs that share neither student
    nor card. Those would be no likeness but for the rate of the topic, which is counted
    from the same answers.

    Args:
        topics: with answers.
    """
    some = tuple(topics)
    cells, students, cards, others = (
        sum(each, _Pairs()) for each in zip(*map(_pairs, some), strict=True)
    )
    base = others.together / others.count if others.count else 0.0
    student = max(0.0, students.likeness(_USUAL_STUDENT, base))
    card = max(0.0, cards.likeness(_USUAL_CARD, base))
    cell = max(0.0, cells.likeness(_USUAL_CELL, base + student + card))
    return Likeness(student, card, cell, min(student, _strength_likeness(some)))


def design_effect(
    topic: TopicVotes, sureness: Mapping[int, float], likeness: Likeness
) -> float:
    """Say how many answers of a topic are worth one single answer.

    Args:
        sureness: how well the strength of each student of the class is known: what is
            known of it is not left to chance.
    """
    asked = topic.asked
    by_student = _counts(topic.tallies, _student_of)
    students, cards = len(sureness), topic.cards
    of_known = sum(
        sure * (by_student[student] / asked - 1 / students) ** 2
        for student, sure in sureness.items()
    )
    uneven = (
        likeness.student * _unevenness(by_student.values(), students)
        - likeness.strength * of_known
        + likeness.card * _unevenness(_counts(topic.tallies, _card_of).values(), cards)
        + likeness.cell
        * _unevenness([t.asked for t in topic.tallies], students * cards)
    )
    alone = 1 - likeness.student - likeness.card - likeness.cell
    return max(_LEAST_NOISE, alone) + asked * max(0.0, uneven)


def _unevenness(counts: Collection[int], of: int) -> float:
    """Give the squared distance of shares from equal ones: 0 if all are equal."""
    total = sum(counts)
    return max(0.0, sum(count**2 for count in counts) / total**2 - 1 / of)


def _pairs(topic: TopicVotes) -> tuple[_Pairs, _Pairs, _Pairs, _Pairs]:
    """Give the pairs of one student and card, one student, one card, and neither."""
    share, asked = topic.share, topic.asked
    cells = _Sums.of(topic, share, lambda tally: (tally.student, tally.card))
    students = _Sums.of(topic, share, _student_of)
    cards = _Sums.of(topic, share, _card_of)
    own = sum(
        t.passed * (1 - share) ** 2 + (t.asked - t.passed) * share**2
        for t in topic.tallies
    )
    variance = _variance(topic)
    sums = (
        (cells.squares - own, cells.pairs - asked),
        (students.squares - cells.squares, students.pairs - cells.pairs),
        (cards.squares - cells.squares, cards.pairs - cells.pairs),
        (
            cells.squares - students.squares - cards.squares,
            asked**2 - students.pairs - cards.pairs + cells.pairs,
        ),
    )
    one, two, three, four = (_Pairs(both / variance, n) for both, n in sums)
    return one, two, three, four


@dataclass(frozen=True, slots=True)
class _Sums:
    """Over the groups of some answers: squares of what is above the rate, and pairs."""

    squares: float
    pairs: int

    @classmethod
    def of(
        cls, topic: TopicVotes, share: float, group: Callable[[Tally], Hashable]
    ) -> _Sums:
        """Sum up by the groups that tallies belong to."""
        above = _above(topic.tallies, share, group)
        counts = _counts(topic.tallies, group)
        squares = sum(value**2 for value in above.values())
        return cls(squares, sum(count**2 for count in counts.values()))


# --- Students who are not alike -----------------------------------------------------


def _strength_likeness(topics: Sequence[TopicVotes]) -> float:
    """Measure how alike the answers of a student to different topics are.

    Each student counts by the answers and not by the pairs of them, else the few who
    answer most would decide.
    """
    above: dict[int, list[float]] = {}
    counts: dict[int, list[int]] = {}
    for topic in topics:
        unit = sqrt(_variance(topic))
        of_topic = _counts(topic.tallies, _student_of)
        for student, value in _above(topic.tallies, topic.share, _student_of).items():
            above.setdefault(student, []).append(value / unit)
            counts.setdefault(student, []).append(of_topic[student])
    asked = {student: sum(each) for student, each in counts.items()}
    together = sum(_products(above[s]) / asked[s] for s in above)
    pairs = sum(_products(counts[s]) / asked[s] for s in above)
    # Strengths are measured from a mean to which each student adds its own part.
    pairs *= 1 - sum(n**2 for n in asked.values()) / sum(asked.values()) ** 2
    usual = _USUAL_STRENGTH * _STRENGTH_ANSWERS
    return max(0.0, (together + usual) / (pairs + _STRENGTH_ANSWERS))


def _strengths(
    topics: Sequence[TopicVotes], students: Collection[int], likeness: float
) -> _Strengths:
    """Learn how strong each student is from all answers, as far as they tell."""
    above: Counter[int] = Counter()
    asked: Counter[int] = Counter()
    for topic in topics:
        above.update(_above(topic.tallies, topic.share, _student_of))
        asked.update(_counts(topic.tallies, _student_of))
    total = sum(asked.values())
    variance = sum(topic.asked * _variance(topic) for topic in topics) / total
    spread, noise = likeness * variance, (1 - likeness) * variance
    means = {s: above[s] / asked[s] for s in students if asked[s]}
    weights = {s: 1 / (spread + noise / asked[s]) for s in means}
    line = _Line.through({s: log1p(asked[s]) for s in students}, means, weights)
    sureness = {s: asked[s] * spread / (noise + asked[s] * spread) for s in students}
    values = {
        s: (1 - sureness[s]) * line.at(log1p(asked[s]))
        + sureness[s] * means.get(s, 0.0)
        for s in students
    }
    return _Strengths(values, sureness, _doubt(asked, sureness, spread, line))


def _doubt(
    asked: Counter[int], sureness: Mapping[int, float], spread: float, line: _Line
) -> float:
    """Give the standard error of the class's level beside that of the answers."""
    total, students = sum(asked.values()), len(sureness)
    # How far the weights of the answers are from one for each student.
    odd = {s: asked[s] / total - 1 / students for s in sureness}
    left = {s: odd[s] * (1 - sureness[s]) for s in sureness}
    of_line = sum(left[s] * line.from_middle(log1p(asked[s])) for s in sureness)
    variance = (
        spread * sum(odd[s] * left[s] for s in sureness)
        + sum(left.values()) ** 2 / line.weight
        + of_line**2 / line.steadiness
    )
    return sqrt(max(0.0, variance))


@dataclass(frozen=True, slots=True)
class _Line:
    """What is usual for so many answers: a weighted line, drawn to a level one.

    It says nothing below its first place: who has no answers is taken to be like those
    who have fewest. A line through numbers of answers that are close together, drawn
    on, would take the silent for better or worse than anybody can be.
    """

    first: float
    middle: float
    level: float
    slope: float
    weight: float
    steadiness: float

    @classmethod
    def through(
        cls,
        places: Mapping[int, float],
        means: Mapping[int, float],
        weights: Mapping[int, float],
    ) -> _Line:
        """Fit it to the students who answered."""
        weight = sum(weights.values())
        middle = sum(w * places[s] for s, w in weights.items()) / weight
        level = sum(w * means[s] for s, w in weights.items()) / weight
        steadiness = _SLOPE_PENALTY + sum(
            w * (places[s] - middle) ** 2 for s, w in weights.items()
        )
        rise = sum(
            w * (places[s] - middle) * (means[s] - level) for s, w in weights.items()
        )
        first = min(places[s] for s in weights)
        return cls(first, middle, level, rise / steadiness, weight, steadiness)

    def at(self, place: float) -> float:
        """Give what is usual at a place."""
        return self.level + self.slope * self.from_middle(place)

    def from_middle(self, place: float) -> float:
        """Say how far a place is from the middle of the line."""
        return max(place, self.first) - self.middle


# --- Sums ---------------------------------------------------------------------------


def _variance(topic: TopicVotes) -> float:
    """Give the variance of a single answer, never 0."""
    asked = topic.asked
    share = (topic.share * asked + 0.5) / (asked + 1)
    return share * (1 - share)


def _above(
    tallies: Iterable[Tally], share: float, group: Callable[[Tally], _Group]
) -> dict[_Group, float]:
    """Sum, by groups, how many more were known than the rate of the topic tells."""
    sums: dict[_Group, float] = {}
    for tally in tallies:
        key = group(tally)
        sums[key] = sums.get(key, 0.0) + tally.passed - tally.asked * share
    return sums


def _counts(
    tallies: Iterable[Tally], group: Callable[[Tally], _Group]
) -> Counter[_Group]:
    counts: Counter[_Group] = Counter()
    for tally in tallies:
        counts[group(tally)] += tally.asked
    return counts


def _products(values: Sequence[float]) -> float:
    """Sum the products of each two different values, both ways."""
    return sum(values) ** 2 - sum(value**2 for value in values)


def _student_of(tally: Tally) -> int:
    return tally.student


def _card_of(tally: Tally) -> int:
    return tally.card
