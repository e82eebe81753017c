"""The story of exam dates: on which day a student sits the exam of a deck.

A date changes no state: it is looked at when a day is planned (`core.pacing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Integer, bindparam, select, update
from sqlalchemy.orm import Session

from trainer import access
from trainer.content import deck_from_json
from trainer.core.messages import message
from trainer.core.pacing import Exam
from trainer.errors import Invalid
from trainer.learners import Learner
from trainer.tables import DeckRow, EnrolmentRow

FARTHEST = timedelta(days=5 * 365)


class ExamOutOfReach(Invalid):
    """The day set for an exam is over, is today, or is years away."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(
            message("La date de l’examen est à choisir entre demain et dans cinq ans.")
        )


@dataclass(frozen=True, slots=True)
class ExamDate:
    """A deck that a student learns, and the day of its exam if there is one."""

    slug: str
    title: str
    day: date | None


def set_exam(
    session: Session,
    learner: Learner,
    deck_slug: str,
    day: date | None,
    now: datetime,
) -> None:
    """Set the day of a deck's exam, or None: there is no exam (any more).

    The same day once more changes nothing: new cards go on at the pace that was begun.

    Raises:
        NotFound: there is no such deck for this student.
        ExamOutOfReach: it is not a day to prepare for.
    """
    deck = access.deck_of(session, learner.id, deck_slug)
    today = learner.day_at(now)
    changed = session.scalars(
        update(EnrolmentRow)
        .where(
            EnrolmentRow.student_id == learner.id,
            EnrolmentRow.deck_id == deck.id,
            EnrolmentRow.exam_on.is_distinct_from(day),
        )
        .values(exam_on=day, exam_set_on=today if day else None)
        .returning(EnrolmentRow.id)
    ).all()
    if changed and day and not today < day <= today + FARTHEST:
        raise ExamOutOfReach(deck_slug)


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


def exams_of(session: Session, learner: Learner, day: date) -> dict[int, Exam]:
    """Return the exams that are still to come on a study day, by the id of the deck."""
    rows = session.connection().execute(_EXAMS, {"student_id": learner.id})
    exams = {id_: Exam(on, set_on or on) for id_, on, set_on in rows if on}
    return {id_: exam for id_, exam in exams.items() if day < exam.on}


# Made once, because to make it takes longer than to run it.
_EXAMS = select(
    EnrolmentRow.deck_id, EnrolmentRow.exam_on, EnrolmentRow.exam_set_on
).where(
    EnrolmentRow.student_id == bindparam("student_id", type_=Integer),
    EnrolmentRow.exam_on.is_not(None),
)
