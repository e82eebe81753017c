"""The limits in force on a student's study day, and other ones for today only.

How the settings, the minutes, an exam, a plan to catch up and a wish for today come
together is decided in `core.pacing`; here they are read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Date, Integer, bindparam, delete, func, or_, select
from sqlalchemy.orm import Session

from trainer.catching_up import CatchUp, in_force
from trainer.core.daily import DayLimits
from trainer.core.leveling import usual_reviews
from trainer.core.messages import message
from trainer.core.pacing import Exam, limits_of_day, new_before_exam
from trainer.errors import Invalid
from trainer.learners import Learner, lock
from trainer.pace import reviews_done, seconds_per_card
from trainer.tables import (
    CardHoldRow,
    CardRow,
    CardStateRow,
    CatchUpRow,
    DayLimitsRow,
    EnrolmentRow,
    ItemRow,
)

MOST_PER_DAY = 9999
MORE = 10


class BadLimits(Invalid):
    """Limits of a day that are no numbers of cards."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Les deux limites vont de 0 à {most} cartes.",
                most=MOST_PER_DAY,
            )
        )


@dataclass(frozen=True, slots=True)
class DayRules:
    """What a day may hold, and why: the exams to come by deck, a plan to catch up.

    The limits are without the load that is usual on such a day; see `usual_load`.
    """

    limits: DayLimits
    exams: Mapping[int, Exam]
    catch_up: CatchUp | None
    is_today_only: bool

    @property
    def is_levelled(self) -> bool:
        """Whether the day's load is to be near the usual one.

        Who asks for more gets what was put off; a backlog is cleared and not levelled.
        """
        return not (self.is_today_only or self.catch_up)


def rules_of(session: Session, learner: Learner, now: datetime) -> DayRules:
    """Return the rules of the study day: all of them hold from its begin to its end."""
    day, settings = learner.day_at(now), learner.settings_at(now)
    decks, today_only, has_plan = _wishes(session, learner, day)
    catch_up = in_force(session, learner, day) if has_plan else None
    exams = {id_: exam for id_, exam in decks.items() if exam and day < exam.on}
    paces: dict[int, int] = {}
    if settings.new_per_day and not today_only and not catch_up:
        paces = _paces(session, learner, exams, day)
    pace = seconds_per_card(session, learner, day) if settings.minutes_per_day else 1
    limits = limits_of_day(
        settings,
        seconds_per_card=pace,
        new_before_exams=_new_before_exams(paces, decks, settings.new_per_day),
        today_only=today_only,
        catch_up=catch_up.cards_per_day if catch_up else None,
    )
    limits = replace(limits, new_of_deck=paces)
    return DayRules(limits, exams, catch_up, today_only is not None)


def usual_load(session: Session, learner: Learner, now: datetime) -> float:
    """Return how many reviews are usual on such a study day; 0: not known yet."""
    day = learner.day_at(now)
    done = reviews_done(session, learner, day)
    return usual_reviews(done, day, learner.settings_at(now).easy_days)


def change_today(
    session: Session,
    learner: Learner,
    now: datetime,
    *,
    new_per_day: int,
    reviews_per_day: int,
) -> None:
    """Let other limits be in force for the rest of the study day.

    Raises:
        BadLimits: not numbers of cards.
    """
    if not all(0 <= n <= MOST_PER_DAY for n in (new_per_day, reviews_per_day)):
        raise BadLimits
    reset_today(session, learner, now)
    session.add(
        DayLimitsRow(
            student_id=learner.id,
            study_day=learner.day_at(now),
            new_per_day=new_per_day,
            reviews_per_day=reviews_per_day,
        )
    )
    session.flush()


def more_today(session: Session, learner: Learner, now: datetime) -> None:
    """Let the day hold ten cards more, new or not."""
    limits = rules_of(session, learner, now).limits
    change_today(
        session,
        learner,
        now,
        new_per_day=min(limits.new_per_day + MORE, MOST_PER_DAY),
        reviews_per_day=min(limits.reviews_per_day + MORE, MOST_PER_DAY),
    )


def reset_today(session: Session, learner: Learner, now: datetime) -> None:
    """Let the limits of the settings be in force again."""
    lock(session, learner)
    session.execute(
        delete(DayLimitsRow).where(
            DayLimitsRow.student_id == learner.id,
            DayLimitsRow.study_day == learner.day_at(now),
        )
    )


def _wishes(
    session: Session, learner: Learner, day: date
) -> tuple[dict[int, Exam | None], DayLimits | None, bool]:
    """Return the decks with their exams, limits of today only, whether there is a plan.

    All by one statement, since it is run for each plan of a day.
    """
    parameters = {"student_id": learner.id, "day": day}
    rows = session.connection().execute(_WISHES, parameters).all()
    exams = {
        deck_id: Exam(on, set_on or on) if on else None
        for deck_id, on, set_on, *_ in rows
    }
    if not rows:
        return {}, None, False
    *_, new, reviews, plan_id = rows[0]
    today_only = None if new is None else DayLimits(new, reviews)
    return exams, today_only, plan_id is not None


def _paces(
    session: Session, learner: Learner, exams: Mapping[int, Exam], day: date
) -> dict[int, int]:
    """Return how many new cards each deck with an exam needs on this day."""
    connection = session.connection()
    parameters = {"student_id": learner.id, "day": day}
    paces = {}
    for deck_id, exam in exams.items():
        some = parameters | {"deck_id": deck_id}
        unseen = connection.execute(_UNSEEN, some).scalar() or 0
        paces[deck_id] = new_before_exam(exam, unseen, day)
    return paces


def _new_before_exams(
    paces: Mapping[int, int], decks: Collection[int], new_per_day: int
) -> int | None:
    """Return how many new cards the day needs; decks without an exam take the rest."""
    if not paces:
        return None
    needed = sum(paces.values())
    return needed if len(paces) == len(decks) else max(needed, new_per_day)


# Statements: made once, because to make one takes longer than to run it.

_STUDENT = bindparam("student_id", type_=Integer)
_DAY = bindparam("day", type_=Date)
_WISHES = (
    select(
        EnrolmentRow.deck_id,
        EnrolmentRow.exam_on,
        EnrolmentRow.exam_set_on,
        DayLimitsRow.new_per_day,
        DayLimitsRow.reviews_per_day,
        select(func.max(CatchUpRow.id))
        .where(CatchUpRow.student_id == _STUDENT, CatchUpRow.withdrawn_at.is_(None))
        .scalar_subquery(),
    )
    .outerjoin(
        DayLimitsRow,
        (DayLimitsRow.student_id == _STUDENT) & (DayLimitsRow.study_day == _DAY),
    )
    .where(EnrolmentRow.student_id == _STUDENT)
)
_SUSPENDED = select(CardHoldRow.card_id).where(
    CardHoldRow.student_id == _STUDENT, CardHoldRow.is_suspended
)
# New when the day began.
_UNSEEN = (
    select(func.count())
    .select_from(CardRow)
    .join(ItemRow, ItemRow.id == CardRow.item_id)
    .outerjoin(
        CardStateRow,
        (CardStateRow.student_id == _STUDENT) & (CardStateRow.card_id == CardRow.id),
    )
    .where(ItemRow.deck_id == bindparam("deck_id", type_=Integer))
    .where(CardRow.retired_at.is_(None), CardRow.id.not_in(_SUSPENDED))
    .where(or_(CardStateRow.card_id.is_(None), CardStateRow.introduced_on >= _DAY))
)
