"""The state of a card in memory, as replaying its reviews gives it.

Knows nothing of how it is reckoned.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Phase(StrEnum):
    """Where a card is on its way into memory."""

    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


@dataclass(frozen=True, slots=True)
class CardState:
    """What replaying a card's reviews gives.

    A card in a step is due at an instant (`due_at`), a card in review on a study day
    (`due_day`, which may be taken anywhere in `earliest_day`…`latest_day`).
    `stability` is in days, `difficulty` 1 to 10; both are None for a new card.
    """

    phase: Phase = Phase.NEW
    step: int | None = None
    stability: float | None = None
    difficulty: float | None = None
    due_at: datetime | None = None
    due_day: date | None = None
    earliest_day: date | None = None
    latest_day: date | None = None
    last_reviewed_at: datetime | None = None
    introduced_on: date | None = None
    last_study_day: date | None = None
    reps: int = 0
    lapses: int = 0
