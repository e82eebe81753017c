"""A class that answers for two weeks, whose true chance at each card is known.

Students are unequally able and answer unequally, more the stronger ones; cards are
unequally hard; some topics suit a student more than others. Played by chance alone,
without a database: what is true is known exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, sqrt
from random import Random
from statistics import fmean

from trainer.core.topic_votes import Tally, TopicVotes

STUDENTS = 25
DAYS = 14
CARDS = 6  # of a topic


@dataclass(frozen=True, slots=True)
class World:
    """How classes are; spreads are standard deviations of logits.

    `gap` sets the first topic so far below the mean of the others (0: not at all).
    `eagerness` says how much more the stronger answer: a correlation, 0 to 1. With a
    `schedule` what was missed comes back the next day and the rest when it is due, and
    each answer teaches.
    """

    answers: int  # of a topic, on average
    topics: int = 12
    spread: tuple[float, float] = (0.2, 1.0)  # of the topics: drawn for each class
    ability: float = 0.8
    taste: float = 0.4
    hardness: float = 0.5
    luck: float = 0.5  # of one student with one card
    activity: float = 0.7
    eagerness: float = 0.3
    gap: float = 0.0
    schedule: bool = False


@dataclass(frozen=True, slots=True)
class PlayedClass:
    """What is true of each topic, and what was answered to it.

    `truth` is the mean chance over students, cards and days, `when_asked` that over
    students of what they were asked, when they were.
    """

    truth: tuple[float, ...]
    when_asked: tuple[float, ...]
    topics: tuple[TopicVotes, ...]


@dataclass(slots=True)
class _Memory:
    """One student with one card: the logit of the chance, and when it is due."""

    logit: float
    due: int = 0
    interval: int = 0
    seen: int = 0


class _Class:
    """A class that is being played."""

    def __init__(self, world: World, rng: Random) -> None:
        self.world, self.rng = world, rng
        strengths = [rng.gauss(0, 1) for _ in range(STUDENTS)]
        mixed = sqrt(1 - world.eagerness**2)
        self.weights = [
            exp(world.activity * (world.eagerness * each + mixed * rng.gauss(0, 1)))
            for each in strengths
        ]
        self.memories = self._memories(strengths)
        if world.gap:
            self._plant(world.gap)
        self.tallies: Counter[tuple[int, int, bool]] = Counter()
        self.chances: list[list[float]] = [[] for _ in range(world.topics)]
        self.asked: dict[tuple[int, int], list[float]] = {}

    def _memories(self, strengths: list[float]) -> list[list[_Memory]]:
        """Draw how well each student knows each card of each topic, topic by topic."""
        world, gauss = self.world, self.rng.gauss
        spread = self.rng.uniform(*world.spread)
        levels = [1.0 + gauss(0, spread) for _ in range(world.topics)]
        hard = [gauss(0, world.hardness) for _ in range(world.topics * CARDS)]
        rows = []
        for strength in strengths:
            tastes = [gauss(0, world.taste) for _ in levels]
            rows.append(
                [
                    _Memory(
                        levels[card // CARDS]
                        + world.ability * strength
                        + tastes[card // CARDS]
                        + hard[card]
                        + gauss(0, world.luck)
                    )
                    for card in range(len(hard))
                ]
            )
        return rows

    def _plant(self, gap: float) -> None:
        """Make the first topic harder for all, until its rate is so far below."""
        of_first = [memory for row in self.memories for memory in row[:CARDS]]
        others = range(1, self.world.topics)
        goal = max(0.02, fmean(map(self._true_rate, others)) - gap)
        while self._true_rate(0) > goal:
            for memory in of_first:
                memory.logit -= 0.05

    def play(self) -> PlayedClass:
        """Let everybody answer for two weeks."""
        sittings = Counter(
            (self.rng.randrange(DAYS), student)
            for student in self.rng.choices(
                range(STUDENTS), self.weights, k=self.world.answers * self.world.topics
            )
        )
        for day in range(DAYS):
            if self.world.schedule or day == 0:  # else nothing changes
                for topic, of_topic in enumerate(self.chances):
                    of_topic.append(self._true_rate(topic))
            for student in range(STUDENTS):
                for card in self._asked(student, day, sittings[day, student]):
                    self._answer(student, card, day)
        truth = tuple(map(fmean, self.chances))
        topics = range(len(truth))
        return PlayedClass(
            truth, tuple(map(self._when_asked, topics)), tuple(map(self._votes, topics))
        )

    def _when_asked(self, topic: int) -> float:
        asked = [fmean(c) for (of, _), c in self.asked.items() if of == topic]
        return fmean(asked) if asked else self._true_rate(topic)

    def _true_rate(self, topic: int) -> float:
        cards = range(topic * CARDS, (topic + 1) * CARDS)
        return fmean(_chance(row[c].logit) for row in self.memories for c in cards)

    def _asked(self, student: int, day: int, how_many: int) -> list[int]:
        """Choose different cards for a day: by chance, or those that are due first."""
        row = self.memories[student]
        if not self.world.schedule:
            return self.rng.sample(range(len(row)), min(how_many, len(row)))
        due = [card for card in range(len(row)) if row[card].due <= day]
        self.rng.shuffle(due)
        due.sort(key=lambda card: (not row[card].seen, row[card].due))
        return due[:how_many]

    def _answer(self, student: int, card: int, day: int) -> None:
        memory = self.memories[student][card]
        chance = _chance(memory.logit)
        self.asked.setdefault((card // CARDS, student), []).append(chance)
        passed = self.rng.random() < chance
        self.tallies[student, card, passed] += 1
        if self.world.schedule:
            memory.seen += 1
            memory.interval = max(2, 2 * memory.interval) if passed else 1
            memory.due = day + memory.interval
            memory.logit += 0.3

    def _votes(self, topic: int) -> TopicVotes:
        return TopicVotes(CARDS, tuple(self._tallies_of(topic)))

    def _tallies_of(self, topic: int) -> Iterator[Tally]:
        cells = {(s, c) for s, c, _ in self.tallies if c // CARDS == topic}
        for student, card in sorted(cells):
            passed = self.tallies[student, card, True]
            missed = self.tallies[student, card, False]
            yield Tally(student, card, passed + missed, passed)


def play(world: World, rng: Random) -> PlayedClass:
    """Play one class of a world."""
    return _Class(world, rng).play()


def _chance(logit: float) -> float:
    return 1 / (1 + exp(-logit))
