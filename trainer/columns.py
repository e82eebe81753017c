"""The types of columns: what they take and give back, on every database.

Knows no table.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Enum,
    Integer,
    SmallInteger,
    Text,
    TypeDecorator,
)

from trainer.core.reviews import Rating


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


class Numbers(TypeDecorator[tuple[int, ...]]):
    """Whole numbers (minutes of steps, days of the week), stored as a JSON list."""

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
