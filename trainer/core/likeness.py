"""How alike the answers of a class are, and how many single ones they are worth.

Answers of one student, to one card, or of one student to one card are alike. How much
so is measured over all topics; the design effect says how many single answers those of
a topic are worth. It counts the class as whole, not as a sample of others: a topic that
all have answered equally often is known better than single answers would tell.

Source: Kish, "Survey Sampling", 1965 (design effect, finite population); Searle,
Casella and McCulloch, "Variance Components", 1992 (moments from pairs).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from trainer.core.topic_votes import (
    Tally,
    TopicVotes,
    above_rate,
    card_of,
    counts_by,
    student_of,
    variance_of,
)

# What is usual, and how many pairs of answers it is worth until the class has more.
_USUAL_STUDENT, _USUAL_CARD, _USUAL_CELL = 0.10, 0.05, 0.05
_USUAL_PAIRS = 200
_USUAL_STRENGTH, _STRENGTH_ANSWERS = 0.10, 50
_LEAST_NOISE = 0.3  # of the variance of a single answer


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
    by_student = counts_by(topic.tallies, student_of)
    students, cards = len(sureness), topic.cards
    of_known = sum(
        sure * (by_student[student] / asked - 1 / students) ** 2
        for student, sure in sureness.items()
    )
    uneven = (
        likeness.student * _unevenness(by_student.values(), students)
        - likeness.strength * of_known
        + likeness.card * _unevenness(counts_by(topic.tallies, card_of).values(), cards)
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
    students = _Sums.of(topic, share, student_of)
    cards = _Sums.of(topic, share, card_of)
    own = sum(
        t.passed * (1 - share) ** 2 + (t.asked - t.passed) * share**2
        for t in topic.tallies
    )
    variance = variance_of(topic)
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
        above = above_rate(topic.tallies, share, group)
        counts = counts_by(topic.tallies, group)
        squares = sum(value**2 for value in above.values())
        return cls(squares, sum(count**2 for count in counts.values()))


def _strength_likeness(topics: Sequence[TopicVotes]) -> float:
    """Measure how alike the answers of a student to different topics are.

    Each student counts by the answers and not by the pairs of them, else the few who
    answer most would decide.
    """
    above: dict[int, list[float]] = {}
    counts: dict[int, list[int]] = {}
    for topic in topics:
        unit = sqrt(variance_of(topic))
        of_topic = counts_by(topic.tallies, student_of)
        for student, value in above_rate(
            topic.tallies, topic.share, student_of
        ).items():
            above.setdefault(student, []).append(value / unit)
            counts.setdefault(student, []).append(of_topic[student])
    asked = {student: sum(each) for student, each in counts.items()}
    together = sum(_products(above[s]) / asked[s] for s in above)
    pairs = sum(_products(counts[s]) / asked[s] for s in above)
    # Strengths are measured from a mean to which each student adds its own part.
    pairs *= 1 - sum(n**2 for n in asked.values()) / sum(asked.values()) ** 2
    usual = _USUAL_STRENGTH * _STRENGTH_ANSWERS
    return max(0.0, (together + usual) / (pairs + _STRENGTH_ANSWERS))


def _products(values: Sequence[float]) -> float:
    """Sum the products of each two different values, both ways."""
    return sum(values) ** 2 - sum(value**2 for value in values)
