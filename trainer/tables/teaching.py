"""What a teacher sets a class to do with a deck, and answers to its students."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from trainer.columns import words
from trainer.core.assignments import Goal
from trainer.tables.base import Row


class AssignmentRow(Row):
    """Something that a class is to do with a deck, until a day.

    `target` counts days or sessions, or is the mastery to reach in per cent. `part` is
    as `core.topics.part_of` gives it; None: the whole deck.
    """

    __tablename__ = "assignments"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(64), unique=True)
    classroom_id: Mapped[int] = mapped_column(ForeignKey("classrooms.id"), index=True)
    deck_id: Mapped[int] = mapped_column(ForeignKey("decks.id"), index=True)
    title: Mapped[str]
    goal: Mapped[Goal] = mapped_column(words(Goal, "goal"))
    target: Mapped[int]
    part: Mapped[str | None]
    begins_on: Mapped[date]
    due_on: Mapped[date]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]


class ContrastRow(Row):
    """Two jobs of a deck that a class was given cards for, to tell them apart."""

    __tablename__ = "contrasts"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(64), unique=True)
    classroom_id: Mapped[int] = mapped_column(ForeignKey("classrooms.id"), index=True)
    deck_id: Mapped[int] = mapped_column(ForeignKey("decks.id"), index=True)
    first: Mapped[str]
    second: Mapped[str]
    given_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class ReportAnswerRow(Row):
    """What a teacher answers to an error that a student has reported."""

    __tablename__ = "report_answers"

    report_id: Mapped[int] = mapped_column(
        ForeignKey("error_reports.id"), primary_key=True, autoincrement=False
    )
    text: Mapped[str]
    answered_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
