"""Days on which a student means not to study, and whether a streak is counted.

A planned break freezes the streak: nobody loses one for a holiday.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from trainer.core.messages import message
from trainer.errors import Invalid, NotFound
from trainer.learners import Learner, lock
from trainer.tables import PlannedBreakRow, StudentRow

LONGEST_DAYS = 366


class BreakBackwards(Invalid):
    """The last day of a break comes before its first."""

    def __init__(self) -> None:
        super().__init__(
            message("Le dernier jour d’une pause ne vient pas avant le premier.")
        )


class BreakTooLong(Invalid):
    """A break of more than a year."""

    def __init__(self) -> None:
        super().__init__(message("Une pause dure un an au plus."))


class BreakOver(Invalid):
    """A break that is over before it is planned: a past day is not changed."""

    def __init__(self) -> None:
        super().__init__(
            message("Cette pause est déjà passée : seule une pause à venir se prévoit.")
        )


@dataclass(frozen=True, slots=True)
class PlannedBreak:
    """A break, both days included."""

    id: int
    first_day: date
    last_day: date

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.last_day - self.first_day).days + 1


def plan_break(
    session: Session, learner: Learner, first: date, last: date, *, today: date
) -> None:
    """Plan a break, both days included; the same one again is no change.

    Raises:
        BreakBackwards, BreakTooLong, BreakOver: it cannot be.
    """
    if last < first:
        raise BreakBackwards
    if (last - first).days >= LONGEST_DAYS:
        raise BreakTooLong
    if last < today:
        raise BreakOver
    lock(session, learner)
    planned = [(b.first_day, b.last_day) for b in breaks_of(session, learner)]
    if (first, last) not in planned:
        row = PlannedBreakRow(student_id=learner.id, first_day=first, last_day=last)
        session.add(row)
        session.flush()


def cancel_break(session: Session, learner: Learner, id_: int) -> None:
    """Take a planned break back.

    Raises:
        NotFound: the student has planned no such break.
    """
    cancelled = session.execute(
        delete(PlannedBreakRow)
        .where(PlannedBreakRow.id == id_, PlannedBreakRow.student_id == learner.id)
        .returning(PlannedBreakRow.id)
    ).all()
    if not cancelled:
        raise NotFound(message("Cette pause n’est plus prévue."))


def breaks_of(
    session: Session, learner: Learner, *, since: date = date.min
) -> tuple[PlannedBreak, ...]:
    """Return the breaks that are not over before a day, in their order."""
    rows = session.execute(
        select(PlannedBreakRow.id, PlannedBreakRow.first_day, PlannedBreakRow.last_day)
        .where(
            PlannedBreakRow.student_id == learner.id, PlannedBreakRow.last_day >= since
        )
        .order_by(PlannedBreakRow.first_day, PlannedBreakRow.last_day)
    )
    return tuple(PlannedBreak(*row) for row in rows)


def counts_streak(session: Session, learner: Learner) -> bool:
    """Say whether the student has asked for a streak of days."""
    return session.scalars(
        select(StudentRow.counts_streak).where(StudentRow.id == learner.id)
    ).one()


def count_streak(session: Session, learner: Learner, *, wanted: bool) -> None:
    """Count a streak of days for the student from now on, or no longer."""
    session.execute(
        update(StudentRow)
        .where(StudentRow.id == learner.id, StudentRow.counts_streak.is_not(wanted))
        .values(counts_streak=wanted)
    )
