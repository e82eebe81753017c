"""Students: what they learn, and how much of it on which day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from trainer.tables.base import Row


class StudentRow(Row):
    """A person who learns; a streak is counted for who asks for it."""

    __tablename__ = "students"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[datetime]
    counts_streak: Mapped[bool] = mapped_column(server_default="0")


class StudySettingsRow(Row):
    """How a student studies from `since` on, until the next row of theirs.

    `minutes_per_day` is 0 for no limit; `easy_days` are days of the week, Monday 0.
    """

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
    minutes_per_day: Mapped[int] = mapped_column(server_default="0")
    easy_days: Mapped[tuple[int, ...]] = mapped_column(server_default="[]")


class EnrolmentRow(Row):
    """A student learns a deck, maybe for an exam: its day, and when that was set."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("student_id", "deck_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"))
    deck_id: Mapped[int] = mapped_column(ForeignKey("decks.id"), index=True)
    created_at: Mapped[datetime]
    exam_on: Mapped[date | None]
    exam_set_on: Mapped[date | None]


class PlannedBreakRow(Row):
    """Days, both included, on which a student means not to study."""

    __tablename__ = "planned_breaks"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]


class DayLimitsRow(Row):
    """Other limits than the settings' for one study day."""

    __tablename__ = "day_limits"

    student_id: Mapped[int] = mapped_column(
        ForeignKey("students.id"), primary_key=True, autoincrement=False
    )
    study_day: Mapped[date] = mapped_column(primary_key=True)
    new_per_day: Mapped[int]
    reviews_per_day: Mapped[int]


class CatchUpRow(Row):
    """A plan to clear what piled up: so many cards a day, until it is or is taken back.

    `due` is how many cards were due when it was made.
    """

    __tablename__ = "catch_ups"

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), index=True)
    started_on: Mapped[date]
    cards_per_day: Mapped[int]
    due: Mapped[int]
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
