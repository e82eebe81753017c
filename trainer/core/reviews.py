"""A review as the schedule reads it: its rating and its purpose, and why one missed.

Knows nothing of what was asked, nor of what the schedule makes of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum


class Rating(IntEnum):
    """How well a card was recalled, with Anki's numbers."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Purpose(StrEnum):
    """Why a card was answered; only study moves the schedule."""

    STUDY = "study"
    CRAM = "cram"
    MOCK = "mock"


class MissCause(StrEnum):
    """Why an answer was wrong, as the student sees it."""

    GAP = "gap"
    MISREAD = "misread"
    CONFUSED = "confused"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Review:
    """One answer to one card, as far as the schedule needs it.

    `effective_at` is aware UTC; `study_day` was stored with the answer and is never
    recomputed; reviews are ordered by (effective_at, sequence, uid).
    """

    uid: str
    rating: Rating
    effective_at: datetime
    study_day: date
    sequence: int = 0
    purpose: Purpose = Purpose.STUDY
