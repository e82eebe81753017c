"""The day of the exam of each deck, as the student has set it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer import access
from trainer.content import deck_from_json
from trainer.learners import Learner, lock
from trainer.tables import DeckRow, EnrolmentRow


@dataclass(frozen=True, slots=True)
class ExamDate:
    """A deck that a student learns, and the day of its exam if there is one."""

    slug: str
    title: str
    day: date | None


def set_exam(
    session: Session, learner: Learner, slug: str, day: date | None, now: datetime
) -> None:
    """Set the day of a deck's exam (None: no exam); the same day again is no change.

    The study day on which it was set is kept, since new cards are paced from there.

    Raises:
        NotFound: there is no such deck for this student.
    """
    learner = lock(session, learner)
    deck = access.deck_of(session, learner.id, slug)
    enrolment = session.scalars(
        select(EnrolmentRow).where(
            EnrolmentRow.student_id == learner.id, EnrolmentRow.deck_id == deck.id
        )
    ).one()
    if enrolment.exam_on != day:
        enrolment.exam_on = day
        enrolment.exam_set_on = learner.day_at(now) if day else None


def exam_dates(session: Session, learner: Learner) -> tuple[ExamDate, ...]:
    """Return the decks of a student with the days of their exams, oldest deck first."""
    rows = session.execute(
        select(DeckRow.slug, DeckRow.content, EnrolmentRow.exam_on)
        .join(EnrolmentRow, EnrolmentRow.deck_id == DeckRow.id)
        .where(EnrolmentRow.student_id == learner.id, DeckRow.owner_id.is_(None))
        .order_by(DeckRow.id)
    )
    return tuple(
        ExamDate(slug, deck_from_json(content).title, day)
        for slug, content, day in rows
    )
