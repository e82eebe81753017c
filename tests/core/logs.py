"""Answers of a log, for tests of what is counted in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from trainer.core.history import Answer, LoggedAnswer, unfold
from trainer.core.questions import Format, Response
from trainer.core.reviews import Purpose, Rating, Review
from trainer.core.study_settings import StudySettings

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
FIRST_DAY = START.date()
SETTINGS = (StudySettings(since=START - timedelta(days=1), learning_steps=()),)
SEED = "lea a#b"


def logged(
    days: int,
    rating: Rating = Rating.GOOD,
    *,
    sequence: int = 0,
    purpose: Purpose = Purpose.STUDY,
    **other: Any,
) -> LoggedAnswer:
    """Give an answer so many days after the first day; no card has learning steps."""
    at = START + timedelta(days=days)
    review = Review(f"{days}-{sequence}", rating, at, at.date(), sequence, purpose)
    values: dict[str, Any] = {
        "format": Format.TYPED,
        "response": Response(),
        "shown": (),
        "duration_ms": 4000,
        "source": "web",
    }
    return LoggedAnswer(review=review, **values | other)


def unfolded(*log: LoggedAnswer) -> tuple[Answer, ...]:
    """Give the answers of one card with their states."""
    return tuple(unfold(log, SETTINGS, seed=SEED))
