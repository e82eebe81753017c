"""Classes whose confusions are known, because they were planted.

Students differ in how much they know and in what they confuse, cards in how hard they
are, and pairs of jobs in how alike they are; all learn as days go by. One pair may be
confused by more students than the others, and may be practised apart from a day on.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from math import exp
from random import Random

from trainer.core.confusion_matrix import Given, JobAnswers, NoJob
from trainer.core.sessions import Pair

PLANTED: Pair = ("ML Engineer", "MLOps / Platform")
OTHERS = 17
NO_JOB = 0.3  # of the other mistakes name none
CARDS = (2, 3, 3, 4, 4, 5)  # that ask for a job: each job has one of these numbers


@dataclass(frozen=True, slots=True)
class SimulatedClass:
    """How a class is: `planted` is how often who confuses the pair does so.

    `daily` is how many cards that ask for a job a student answers on a day;
    `confusing` the share of students who confuse the planted pair.
    """

    students: int = 25
    daily: int = 10
    planted: float = 0.25
    confusing: float = 0.6
    learning: float = 0.04  # a day: the share of mistakes that is unlearnt


class Simulation:
    """A class that answers, day after day."""

    def __init__(self, rng: Random, traits: SimulatedClass) -> None:
        self.jobs = (*PLANTED, *(f"Métier {n}" for n in range(1, OTHERS + 1)))
        self._rng = rng
        self._traits = traits
        self._cards = [
            (job, rng.gauss(0, 0.7))
            for job in self.jobs
            for _ in range(rng.choice(CARDS))
        ]
        self._likeness = {  # cumulated, as `choices` wants it
            job: list(accumulate(rng.gammavariate(0.5, 1) for _ in self.jobs))
            for job in self.jobs
        }
        self._weakness = [rng.gauss(-1.9, 0.6) for _ in range(traits.students)]
        self._mixes_up = [rng.random() < traits.confusing for _ in self._weakness]
        self._unlearnt = 1.0
        self.planted = traits.planted

    def days(self, count: int) -> list[JobAnswers]:
        """Let all answer for some days more."""
        answers: Counter[tuple[int, str, Given]] = Counter()
        for _ in range(count):
            for student in range(self._traits.students):
                for card in self._rng.choices(self._cards, k=self._traits.daily):
                    answers[student, card[0], self._answer(student, *card)] += 1
            self._unlearnt *= 1 - self._traits.learning
        return [JobAnswers(*who_and_what, n) for who_and_what, n in answers.items()]

    def _answer(self, student: int, job: str, hardness: float) -> Given:
        rng = self._rng
        is_mixed_up = job in PLANTED and self._mixes_up[student]
        if is_mixed_up and rng.random() < self.planted * self._unlearnt:
            return PLANTED[PLANTED.index(job) - 1]
        wrong = self._unlearnt / (1 + exp(-self._weakness[student] - hardness))
        if rng.random() >= wrong:
            return job
        if rng.random() < NO_JOB:
            return rng.choice((NoJob.NOTHING, NoJob.NOTHING, NoJob.OTHER))
        (given,) = rng.choices(self.jobs, cum_weights=self._likeness[job])
        return given
