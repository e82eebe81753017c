"""The story of exam dates: on which day a student sits the exam of a deck.

A date changes no state: it is looked at when a day is planned (`core.pacing`).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Integer, bindparam, select, update
from sqlalchemy.orm import Session

from trainer import access
from trainer.core.pacing import Exam
from trainer.learners import Learner
from trainer.tables import EnrolmentRow


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
    """
    deck = access.deck_of(session, learner.id, deck_slug)
    session.execute(
        update(EnrolmentRow)
        .where(
            EnrolmentRow.student_id == learner.id,
            EnrolmentRow.deck_id == deck.id,
            EnrolmentRow.exam_on.is_distinct_from(day),
        )
        .values(exam_on=day, exam_set_on=learner.day_at(now) if day else None)
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
