"""Every table of the database, as typed rows; knows no story and no page.

`reviews` and `retractions` only grow: the database itself refuses to change a row of
theirs (migration 0001). A `content`, `response` or `shown` is JSON text of values of
`trainer.core.model`. Rows point to each other by id; only keys, slugs and uids go out.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Dialect,
    Double,
    Enum,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from trainer.core.model import Kind, Phase, Purpose, Rating

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class ReviewSource(StrEnum):
    """By what way a review came in."""

    WEB = "web"
    CLI = "cli"
    ANKI = "anki"


# Types of columns


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in, aware UTC out, to the microsecond, on every database.

    SQLite keeps no zone with a time, so that a naive one would silently be taken for
    UTC: it is refused.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a datetime without a zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class RatingNumber(TypeDecorator[Rating]):
    """A rating, stored as its number."""

    impl = SmallInteger
    cache_ok = True

    def process_bind_param(self, value: Rating | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(
        self, value: int | None, dialect: Dialect
    ) -> Rating | None:
        return None if value is None else Rating(value)


class Minutes(TypeDecorator[tuple[int, ...]]):
    """Learning steps in minutes, stored as a JSON list."""

    impl = Text
    cache_ok = True

    def process_bind_param(
        self, value: tuple[int, ...] | None, dialect: Dialect
    ) -> str | None:
        return None if value is None else json.dumps(value)

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> tuple[int, ...] | None:
        return None if value is None else tuple(json.loads(value))


def words(kind: type[StrEnum], name: str) -> Enum:
    """Return the column type of an enumeration: its values as text, and checked."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=16,
        values_callable=lambda members: [member.value for member in members],
    )


# SQLite numbers rows by itself only in a column of type INTEGER.
LONG_ID = BigInteger().with_variant(Integer, "sqlite")


class Row(DeclarativeBase):
    """A row of a table."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)
    type_annotation_map = {  # noqa: RUF012 – SQLAlchemy wants a plain dictionary
        str: Text,
        float: Double,
        date: Date,
        datetime: UtcDateTime,
        tuple[int, ...]: Minutes,
        Rating: RatingNumber,
        Kind: words(Kind, "kind"),
        Phase: words(Phase, "phase"),
        Purpose: words(Purpose, "purpose"),
        ReviewSource: words(ReviewSource, "source"),
    }


# Content


class DeckRow(Row):
    """One exam's material; `content` is JSON of a Deck."""

    __tablename__ = "decks"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    content: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ItemRow(Row):
    """One exam question or fact; `revision` is the number of the current one.

    Where it stands in the paper (`place`, `line`) is no part of its content: an item
    that only moves has no new revision.
    """

    __tablename__ = "items"
    __table_args__ = (Index(None, "deck_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deck_id: Mapped[int] = mapped_column(ForeignKey("decks.id"))
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[Kind]
    position: Mapped[int]
    place: Mapped[str]
    line: Mapped[int]
    revision: Mapped[int]
    retired_at: Mapped[datetime | None]


class ItemRevisionRow(Row):
    """One version of an item's content, JSON of an Item; numbers count from 1."""

    __tablename__ = "item_revisions"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    number: Mapped[int]
    content: Mapped[str]
    content_hash: Mapped[str]
    created_at: Mapped[datetime]


class CardRow(Row):
    """One prompt to recall; the cards of one item are a family."""

    __tablename__ = "cards"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    retired_at: Mapped[datetime | None]


# Students


class StudentRow(Row):
    """A person who learns."""

    __tablename__ = "students"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[datetime]


class StudySettingsRow(Row):
    """How a student studies from `since` on, until the next row of theirs."""

    __tablename__ = "study_settings"
    __table_args__ = (UniqueConstraint("student_id", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"))
    since: Mapped[datetime]
    desired_retention: Mapped[float]
    learning_steps: Mapped[tuple[int, ...]]
    relearning_steps: Mapped[tuple[int, ...]]
    zone: Mapped[str]
    rollover_hour: Mapped[int]
    new_per_day: Mapped[int]
    reviews_per_day: Mapped[int]


class EnrolmentRow(Row):
    """A student learns a deck."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("student_id", "deck_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"))
    deck_id: Mapped[int] = mapped_column(ForeignKey("decks.id"), index=True)
    created_at: Mapped[datetime]


# Reviews and memory


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
        Index(None, "student_id", "study_day"),
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
