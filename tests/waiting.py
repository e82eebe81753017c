"""A student who was away for ten days: what then waits, as rows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from trainer.core.card_state import Phase
from trainer.tables import CardStateRow, ReviewRow, ReviewSource, StudentRow

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LEFT = date(2026, 11, 13)
CARDS = 120


def come_back_after_ten_days(session: Session) -> None:
    """Let the first student have reviewed 12 cards ten days ago, and 120 be due."""
    session.execute(update(StudentRow).values(created_at=NOW - 90 * DAY))
    at = NOW - 10 * DAY
    reviews = [
        {
            "student_id": 1,
            "card_id": card_id,
            "uid": f"u{card_id}",
            "revision": 1,
            "rating": 3,
            "response": "{}",
            "shown": "[]",
            "duration_ms": 12_000,
            "source": ReviewSource.WEB,
            "purpose": "study",
            "device_at": at,
            "sequence": card_id,
            "zone": "Europe/Paris",
            "received_at": at,
            "effective_at": at,
            "study_day": LEFT,
        }
        for card_id in range(1, 13)
    ]
    session.execute(insert(ReviewRow), reviews)
    states = [
        {
            "student_id": 1,
            "card_id": card_id,
            "phase": Phase.REVIEW,
            "stability": 5.0,
            "difficulty": 5.0,
            "due_day": LEFT + 2 * DAY,
            "earliest_day": LEFT + DAY,
            "latest_day": LEFT + 3 * DAY,
            "last_reviewed_at": at,
            "introduced_on": LEFT - 9 * DAY,
            "last_study_day": LEFT,
            "reps": 3,
            "lapses": 0,
        }
        for card_id in range(1, CARDS + 1)
    ]
    session.execute(insert(CardStateRow), states)
