"""What the answers of a class tell of its topics, for students who answer unequally.

The rate that is sought is the chance of the class: the mean over all its students and
all the cards of a topic, whoever answered however often. What is counted differs:

- Who knows more answers more. A student's strength is learnt over all topics (drawn
  towards what is usual for so many answers), and each rate is moved by how far the
  students who answered to it are stronger than the class.
- Answers are alike: those of a topic are worth fewer single ones (`core.likeness`).

Votes of a spaced schedule are not drawn at random, either: what was missed comes back
sooner, so that cards that are hard have more votes. Knows nothing of rows or pages.

Source: Searle, Casella and McCulloch, "Variance Components", 1992 (shrinkage).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log1p, sqrt

from trainer.core.likeness import Likeness, design_effect, likeness_of
from trainer.core.topic_votes import (
    TopicVotes,
    above_rate,
    counts_by,
    student_of,
    variance_of,
)
from trainer.core.weak_topics import Evidence

_SLOPE_PENALTY = 1.0  # beside the spread of log answers: few students tell no slope


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


# Students who are not alike


def _strengths(
    topics: Sequence[TopicVotes], students: Collection[int], likeness: float
) -> _Strengths:
    """Learn how strong each student is from all answers, as far as they tell."""
    above: Counter[int] = Counter()
    asked: Counter[int] = Counter()
    for topic in topics:
        above.update(above_rate(topic.tallies, topic.share, student_of))
        asked.update(counts_by(topic.tallies, student_of))
    total = sum(asked.values())
    variance = sum(topic.asked * variance_of(topic) for topic in topics) / total
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
