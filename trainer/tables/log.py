"""The log of answers, which only grows, and the card states made from it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from trainer.columns import LONG_ID
from trainer.core.card_state import Phase
from trainer.core.questions import Format
from trainer.core.reviews import Purpose, Rating
from trainer.tables.base import ReviewSource, Row


class ReviewRow(Row):
    """One answer to one card; only ever added.

    `uid` is the device's, unique for a student alone: a classmate who learns one can
    not make another's answer look already known. `device_at`, `sequence` and `zone` are
    the device's too; `effective_at` and `study_day` were set once, on arrival.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("student_id", "uid"),
        Index(None, "student_id", "card_id"),
        # The reviews of a week are counted from the index alone.
        Index(None, "student_id", "study_day", "card_id", "purpose"),
        CheckConstraint("length(uid) BETWEEN 1 AND 64", name="uid"),
        CheckConstraint("rating BETWEEN 1 AND 4", name="rating"),
        CheckConstraint("score BETWEEN 0 AND 1", name="score"),
    )

    id: Mapped[int] = mapped_column(LONG_ID, primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"))
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"))
    revision: Mapped[int]
    uid: Mapped[str] = mapped_column(String(64))
    rating: Mapped[Rating]
    response: Mapped[str]
    shown: Mapped[str]
    score: Mapped[float | None]
    duration_ms: Mapped[int]
    source: Mapped[ReviewSource]
    purpose: Mapped[Purpose]
    device_at: Mapped[datetime]
    sequence: Mapped[int] = mapped_column(BigInteger)
    zone: Mapped[str]
    received_at: Mapped[datetime]
    effective_at: Mapped[datetime]
    study_day: Mapped[date]
    format: Mapped[Format | None]


class RetractionRow(Row):
    """An undone review; it may arrive before the review does; only ever added."""

    __tablename__ = "retractions"
    __table_args__ = (
        UniqueConstraint("student_id", "uid"),
        Index(None, "student_id", "review_uid"),
        CheckConstraint("length(uid) BETWEEN 1 AND 64", name="uid"),
    )

    id: Mapped[int] = mapped_column(LONG_ID, primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"))
    uid: Mapped[str] = mapped_column(String(64))
    review_uid: Mapped[str] = mapped_column(String(64))
    device_at: Mapped[datetime]
    received_at: Mapped[datetime]


class CardStateRow(Row):
    """What replaying a card's reviews gave: a cache, written only from replay.

    The primary key is also the order on disk in SQLite, so that all states of one
    student lie together.
    """

    __tablename__ = "card_states"
    __table_args__ = (
        Index(None, "student_id", "due_day"),
        Index(None, "student_id", "due_at"),
        Index(None, "student_id", "last_study_day"),
        {"sqlite_with_rowid": False},
    )

    student_id: Mapped[int] = mapped_column(
        ForeignKey("students.id"), primary_key=True, autoincrement=False
    )
    card_id: Mapped[int] = mapped_column(
        ForeignKey("cards.id"), primary_key=True, autoincrement=False
    )
    phase: Mapped[Phase]
    step: Mapped[int | None]
    stability: Mapped[float | None]
    difficulty: Mapped[float | None]
    due_at: Mapped[datetime | None]
    due_day: Mapped[date | None]
    earliest_day: Mapped[date | None]
    latest_day: Mapped[date | None]
    last_reviewed_at: Mapped[datetime | None]
    introduced_on: Mapped[date | None]
    last_study_day: Mapped[date | None]
    reps: Mapped[int]
    lapses: Mapped[int]
