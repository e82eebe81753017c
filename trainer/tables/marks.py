"""What a student does with a card beside answering it."""

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
from trainer.core.holds import HoldAction
from trainer.core.reviews import MissCause
from trainer.tables.base import Row


class HoldRow(Row):
    """A card set aside, taken back, or flagged; only ever added.

    Times and uid are as those of a review.
    """

    __tablename__ = "holds"
    __table_args__ = (
        UniqueConstraint("student_id", "uid"),
        Index(None, "student_id", "card_id"),
        CheckConstraint("length(uid) BETWEEN 1 AND 64", name="uid"),
    )

    id: Mapped[int] = mapped_column(LONG_ID, primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"))
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"))
    uid: Mapped[str] = mapped_column(String(64))
    action: Mapped[HoldAction]
    device_at: Mapped[datetime]
    sequence: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime]
    effective_at: Mapped[datetime]
    study_day: Mapped[date]


class CardHoldRow(Row):
    """What a card's holds come to: a cache, written only from `holding`."""

    __tablename__ = "card_holds"
    __table_args__ = ({"sqlite_with_rowid": False},)

    student_id: Mapped[int] = mapped_column(
        ForeignKey("students.id"), primary_key=True, autoincrement=False
    )
    card_id: Mapped[int] = mapped_column(
        ForeignKey("cards.id"), primary_key=True, autoincrement=False
    )
    is_suspended: Mapped[bool]
    buried_on: Mapped[date | None]
    is_flagged: Mapped[bool]


class CardNoteRow(Row):
    """A student's own words on a card; of two notes the later one holds."""

    __tablename__ = "card_notes"

    student_id: Mapped[int] = mapped_column(
        ForeignKey("students.id"), primary_key=True, autoincrement=False
    )
    card_id: Mapped[int] = mapped_column(
        ForeignKey("cards.id"), primary_key=True, autoincrement=False
    )
    uid: Mapped[str] = mapped_column(String(64))
    text: Mapped[str]
    written_at: Mapped[datetime]


class CardTagRow(Row):
    """A word that a student has put on a card."""

    __tablename__ = "card_tags"

    student_id: Mapped[int] = mapped_column(
        ForeignKey("students.id"), primary_key=True, autoincrement=False
    )
    card_id: Mapped[int] = mapped_column(
        ForeignKey("cards.id"), primary_key=True, autoincrement=False
    )
    tag: Mapped[str] = mapped_column(primary_key=True)


class ErrorReportRow(Row):
    """A student says what is wrong with a card."""

    __tablename__ = "error_reports"
    __table_args__ = (UniqueConstraint("student_id", "uid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"))
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"), index=True)
    uid: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int]
    text: Mapped[str]
    device_at: Mapped[datetime]
    received_at: Mapped[datetime]


class MissRow(Row):
    """Why a student thinks that an answer was wrong; it may come before the answer."""

    __tablename__ = "misses"
    __table_args__ = (
        UniqueConstraint("student_id", "uid"),
        Index(None, "student_id", "review_uid"),
    )

    id: Mapped[int] = mapped_column(LONG_ID, primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"))
    uid: Mapped[str] = mapped_column(String(64))
    review_uid: Mapped[str] = mapped_column(String(64))
    cause: Mapped[MissCause]
    device_at: Mapped[datetime]
    received_at: Mapped[datetime]
