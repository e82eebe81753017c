"""What a class may be set to do, and how far somebody has come with it.

Spacing is worth more than cramming: the first session of a day counts whole, each later
one half. Five in one day are worth three.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import assert_never

from trainer.core.messages import Message, message

ANSWERS_OF_SESSION = 10
LATER_SESSION = 0.5  # of a day; the first one is worth 1


class Goal(StrEnum):
    """What an assignment asks for."""

    DAYS = "days"  # study on so many days
    MASTERY = "mastery"  # so many per cent of a part known
    SESSIONS = "sessions"  # so many points for sessions


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done with a deck from a day to another, both included.

    `target` counts days or points of sessions, or is the mastery to reach in per cent.
    `part` is as `topics.part_of` gives it; None: the whole deck.
    """

    goal: Goal
    target: int
    begins_on: date
    due_on: date
    part: str | None = None

    @property
    def length_days(self) -> int:
        """How many days there are for it."""
        return (self.due_on - self.begins_on).days + 1

    @property
    def most(self) -> int:
        """The highest target that makes sense."""
        match self.goal:
            case Goal.DAYS:
                return self.length_days
            case Goal.MASTERY:
                return 95  # who has not seen a card today never knows all for sure
            case Goal.SESSIONS:
                return 3 * self.length_days
            case _:
                assert_never(self.goal)

    @property
    def words(self) -> Message:
        """What is asked for, in words."""
        match self.goal:
            case Goal.DAYS:
                return message(
                    "Travailler {n} {n:jour|jours} {n:différent|différents}",
                    n=self.target,
                )
            case Goal.MASTERY:
                return message("Arriver à {n} % de maîtrise", n=self.target)
            case Goal.SESSIONS:
                return message("Gagner {n} {n:point|points} de séance", n=self.target)
            case _:
                assert_never(self.goal)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody has come: `done` of `target`, in the unit of the goal."""

    done: float
    target: int

    @property
    def is_reached(self) -> bool:
        """Whether the goal is reached."""
        return self.done >= self.target


def progress(task: Task, answers: Mapping[date, int], mastery: float = 0.0) -> Progress:
    """Say how far somebody has come with a task.

    Args:
        answers: how many there were on each study day, before and after the task too.
        mastery: of the task's part, 0 to 1.
    """
    within = [
        n for day, n in answers.items() if task.begins_on <= day <= task.due_on and n
    ]
    match task.goal:
        case Goal.DAYS:
            done: float = len(within)
        case Goal.MASTERY:
            done = int(100 * mastery + 1e-9)  # 0.29 is a little less in binary
        case Goal.SESSIONS:
            done = session_points(within)
        case _:
            assert_never(task.goal)
    return Progress(done, task.target)


def session_points(answers_of_days: Iterable[int]) -> float:
    """Count the points for sessions of ten answers: 1 a day, then a half each.

    Args:
        answers_of_days: how many answers each day has.
    """
    sessions = (n // ANSWERS_OF_SESSION for n in answers_of_days)
    return sum(1 + LATER_SESSION * (n - 1) for n in sessions if n)
