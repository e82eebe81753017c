"""The story of a return after a break: what is due, a plan to clear it, or none.

A plan is a row that is only ever withdrawn. It is in force for as long as a card waits
that was due when it was made: that follows from the log, so that the plan ends by
itself, and the days after it are as if there had been none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import mean
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.orm import Session

from trainer.core.backlog import Choice, choices, is_break
from trainer.core.card_state import CardState
from trainer.core.messages import message
from trainer.core.pacing import cards_in, effective_due_day, limits_of_day
from trainer.core.reviews import Purpose
from trainer.errors import Invalid
from trainer.exam_dates import exams_of
from trainer.learners import Learner, lock
from trainer.pace import seconds_per_card
from trainer.replaying import state_columns
from trainer.review_history import histories
from trainer.tables import (
    CardHoldRow,
    CardRow,
    CardStateRow,
    CatchUpRow,
    EnrolmentRow,
    ItemRow,
    PlannedBreakRow,
    ReviewRow,
)

MOST_CARDS = 9999
_FEW_MINUTES = 10  # what is done in so many is no backlog
_USUAL_DAYS = 7
_LOOK_BACK = timedelta(days=400)


class NoSuchPlan(Invalid):
    """A plan of no cards a day, or of too many."""

    def __init__(self) -> None:
        super().__init__(message("Choisir un nombre de cartes par jour."))


@dataclass(frozen=True, slots=True)
class Offer:
    """So many cards are due after a break, and some ways to clear them."""

    due: int
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class CatchUp:
    """The plan in force: so many cards a day until those that wait are done."""

    started_on: date
    cards_per_day: int
    due: int
    waiting: int


def after_break(session: Session, learner: Learner, now: datetime) -> Offer | None:
    """Offer plans after a break with more due than a normal day holds; else None."""
    day, settings = learner.day_at(now), learner.settings_at(now)
    studied = _study_days(session, learner, day)
    if not studied or in_force(session, learner, day):
        return None
    states = list(_states_in_review(session, learner, day))
    due_days = [s.due_day for s in states if s.due_day and s.due_day <= day]
    pace = seconds_per_card(session, learner, day)
    most = limits_of_day(settings, seconds_per_card=pace).reviews_per_day
    usual = mean(list(studied.values())[:_USUAL_DAYS])
    if len(due_days) <= max(min(most, usual), cards_in(_FEW_MINUTES, pace)):
        return None
    planned = _planned_breaks(session, learner)
    if not is_break(studied, day, first_due=min(due_days), planned=planned):
        return None
    found = choices(states, day, settings, seconds_per_card=pace, most=most)
    return Offer(len(due_days), found) if found else None


def accept(
    session: Session, learner: Learner, cards_per_day: int, now: datetime
) -> None:
    """Let a plan be in force from today on, unless there is one already.

    Raises:
        NoSuchPlan: not a number of cards for a day.
    """
    if not 0 < cards_per_day <= MOST_CARDS:
        raise NoSuchPlan
    lock(session, learner)
    day = learner.day_at(now)
    if in_force(session, learner, day):
        return
    due = sum(
        state.due_day is not None and state.due_day <= day
        for state in _states_in_review(session, learner, day)
    )
    if due:
        withdraw(session, learner, now)
        session.add(
            CatchUpRow(
                student_id=learner.id,
                started_on=day,
                cards_per_day=cards_per_day,
                due=due,
                created_at=now,
            )
        )
        session.flush()


def withdraw(session: Session, learner: Learner, now: datetime) -> None:
    """Take the plan back: the day is planned as if it had never been."""
    session.execute(
        update(CatchUpRow)
        .where(CatchUpRow.student_id == learner.id, CatchUpRow.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )


def in_force(session: Session, learner: Learner, day: date) -> CatchUp | None:
    """Return the plan in force on a study day, from its beginning to its end."""
    connection = session.connection()
    plan = connection.execute(_OPEN_PLAN, {"student_id": learner.id}).first()
    if plan is None or plan.started_on > day:
        return None
    some = {"student_id": learner.id, "started_on": plan.started_on, "day": day}
    waiting = connection.execute(_WAITING, some).scalar() or 0
    if not waiting and not _was_done_today(session, learner, some):
        return None
    return CatchUp(plan.started_on, plan.cards_per_day, plan.due, waiting)


def _was_done_today(session: Session, learner: Learner, some: dict[str, Any]) -> bool:
    """Say whether the last cards that waited were answered on this very day.

    The plan then holds for the rest of it. What a card was this morning is replayed:
    no row tells it any more.
    """
    answered = session.connection().execute(_FIRST_SINCE, some).scalars()
    for card_id in answered:
        for answer in histories(session, learner, card_id=card_id)[card_id]:
            if answer.is_study and answer.review.study_day >= some["day"]:
                due_day = answer.before.due_day
                if due_day is not None and due_day <= some["started_on"]:
                    return True
                break
    return False


def _study_days(session: Session, learner: Learner, day: date) -> dict[date, int]:
    """Return the days of study before a day, newest first: how many cards on each."""
    parameters = {"student_id": learner.id, "day": day, "since": day - _LOOK_BACK}
    return dict(session.connection().execute(_STUDY_DAYS, parameters).all())


def _planned_breaks(session: Session, learner: Learner) -> list[tuple[date, date]]:
    rows = session.execute(
        select(PlannedBreakRow.first_day, PlannedBreakRow.last_day).where(
            PlannedBreakRow.student_id == learner.id
        )
    )
    return [(first, last) for first, last in rows]


def _states_in_review(
    session: Session, learner: Learner, day: date
) -> Iterator[CardState]:
    """Give the states of the cards in review, due when an exam wants them."""
    exams = exams_of(session, learner, day)
    rows = session.connection().execute(_IN_REVIEW, {"student_id": learner.id})
    for deck_id, *values in rows:
        state = CardState(*values)
        exam_on = exams[deck_id].on if deck_id in exams else None
        yield replace(state, due_day=effective_due_day(state, exam_on))


# Statements: made once, because to make one takes longer than to run it.

_STUDENT = bindparam("student_id", type_=Integer)
_DAY = bindparam("day", type_=Date)
_STARTED_ON = bindparam("started_on", type_=Date)
_OPEN_PLAN = (
    select(CatchUpRow.started_on, CatchUpRow.cards_per_day, CatchUpRow.due)
    .where(CatchUpRow.student_id == _STUDENT, CatchUpRow.withdrawn_at.is_(None))
    .order_by(CatchUpRow.id.desc())
    .limit(1)
)


def _of_asked_cards(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Select from the states of cards that the student learns and has not suspended."""
    suspended = select(CardHoldRow.card_id).where(
        CardHoldRow.student_id == _STUDENT, CardHoldRow.is_suspended
    )
    return (
        select(*columns)
        .select_from(CardStateRow)
        .join(CardRow, CardRow.id == CardStateRow.card_id)
        .join(ItemRow, ItemRow.id == CardRow.item_id)
        .join(EnrolmentRow, EnrolmentRow.deck_id == ItemRow.deck_id)
        .where(CardStateRow.student_id == _STUDENT, EnrolmentRow.student_id == _STUDENT)
        .where(CardRow.retired_at.is_(None), CardRow.id.not_in(suspended))
    )


def _was_reviewed() -> ColumnElement[bool]:
    """Say whether a card was reviewed in the days of the plan before this one."""
    return exists().where(
        ReviewRow.student_id == _STUDENT,
        ReviewRow.card_id == CardStateRow.card_id,
        ReviewRow.purpose == Purpose.STUDY,
        ReviewRow.study_day >= _STARTED_ON,
        ReviewRow.study_day < _DAY,
    )


_IN_REVIEW = _of_asked_cards(ItemRow.deck_id, *state_columns()).where(
    CardStateRow.due_day.is_not(None)
)
_WAITING = _of_asked_cards(func.count()).where(
    CardStateRow.due_day <= _STARTED_ON, CardStateRow.last_study_day < _STARTED_ON
)
_FIRST_SINCE = _of_asked_cards(CardStateRow.card_id).where(
    and_(
        CardStateRow.last_study_day >= _DAY,
        CardStateRow.introduced_on < _STARTED_ON,
        ~_was_reviewed(),
    )
)
_STUDY_DAYS = (
    select(ReviewRow.study_day, func.count(ReviewRow.card_id.distinct()))
    .where(ReviewRow.student_id == _STUDENT, ReviewRow.purpose == Purpose.STUDY)
    .where(ReviewRow.study_day >= bindparam("since", type_=Date))
    .where(ReviewRow.study_day < _DAY)
    .group_by(ReviewRow.study_day)
    .order_by(ReviewRow.study_day.desc())
)
