"""Rows to put into a database, for tests that need some and do not care which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from trainer.core.items import Kind
from trainer.core.reviews import Purpose, Rating
from trainer.tables import (
    CardRow,
    DeckRow,
    ItemRow,
    RetractionRow,
    ReviewRow,
    ReviewSource,
    StudentRow,
)

NOW = datetime(2026, 11, 23, 8, 0, 0, 123456, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of a student and of a card to answer."""

    student: int
    card: int


def add_student(session: Session, uid: str = "lea") -> int:
    """Add a student and return the id."""
    student = StudentRow(uid=uid, name=uid.title(), created_at=NOW)
    session.add(student)
    session.flush()
    return student.id


def add_card(session: Session, student_uid: str = "lea") -> Ids:
    """Add a student, and a card in a deck."""
    deck = DeckRow(slug="x", content="{}", created_at=NOW, updated_at=NOW)
    session.add(deck)
    session.flush()
    item = ItemRow(
        deck_id=deck.id,
        key="x/A1",
        kind=Kind.CHOICE,
        position=1,
        place="A1",
        line=12,
        revision=1,
    )
    session.add(item)
    session.flush()
    card = CardRow(item_id=item.id, key="x/A1#job", position=1)
    session.add(card)
    session.flush()
    return Ids(student=add_student(session, student_uid), card=card.id)


def review(ids: Ids, **other: object) -> ReviewRow:
    """Return a review, not yet added."""
    values: dict[str, object] = {
        "student_id": ids.student,
        "card_id": ids.card,
        "revision": 1,
        "uid": "u1",
        "rating": Rating.GOOD,
        "response": "{}",
        "shown": "{}",
        "score": 1.0,
        "duration_ms": 1500,
        "source": ReviewSource.WEB,
        "purpose": Purpose.STUDY,
        "device_at": NOW,
        "sequence": 2**40,
        "zone": "Europe/Paris",
        "received_at": NOW,
        "effective_at": NOW,
        "study_day": date(2026, 11, 23),
    }
    return ReviewRow(**values | other)


def retraction(ids: Ids) -> RetractionRow:
    """Return a retraction of that review, not yet added."""
    return RetractionRow(
        student_id=ids.student,
        uid="r1",
        review_uid="u1",
        device_at=NOW,
        received_at=NOW,
    )
