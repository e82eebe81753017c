"""How fast a student answers, and how many reviews their days have: from the log.

Days before a given one only, so that nothing that follows from it moves during the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from statistics import median

from sqlalchemy import Date, Integer, bindparam, func, select
from sqlalchemy.orm import Session

from trainer.core.reviews import Purpose
from trainer.learners import Learner
from trainer.tables import CardStateRow, ReviewRow

SECONDS_PER_CARD = 12.0  # until the student's own pace is known
_PACE_REVIEWS = 300
_WEEK = timedelta(days=7)


def seconds_per_card(session: Session, learner: Learner, day: date) -> float:
    """Return how long a card takes on a day, with all its answers of that day.

    That is the median of an answer, which one long pause does not move, times the
    answers that a card needed, over the last 300 answers before the day.
    """
    parameters = {"student_id": learner.id, "day": day}
    rows = session.connection().execute(_LAST_ANSWERS, parameters).all()
    if not rows:
        return SECONDS_PER_CARD
    cards = {(card_id, study_day) for card_id, study_day, _ in rows}
    answer_ms = median(duration_ms for _, _, duration_ms in rows)
    return answer_ms / 1000 * len(rows) / len(cards)


def reviews_done(session: Session, learner: Learner, day: date) -> Mapping[date, int]:
    """Return how many cards were reviewed on each day of the week before, if any were.

    Cards that were new on that day are no reviews.
    """
    parameters = {"student_id": learner.id, "day": day, "week_ago": day - _WEEK}
    rows = session.connection().execute(_REVIEWS_DONE, parameters)
    return {each: cards - (begun or 0) for each, cards, begun in rows if cards != begun}


# Statements: made once, because to make one takes longer than to run it.

_DAY = bindparam("day", type_=Date)
_IS_MINE = ReviewRow.student_id == bindparam("student_id", type_=Integer)
_IS_STUDY = ReviewRow.purpose == Purpose.STUDY
# By the day first: there is an index of the reviews of a student by day.
_LAST_ANSWERS = (
    select(ReviewRow.card_id, ReviewRow.study_day, ReviewRow.duration_ms)
    .where(_IS_MINE, ReviewRow.study_day < _DAY)
    .where(_IS_STUDY, ReviewRow.duration_ms > 0)
    .order_by(ReviewRow.study_day.desc(), ReviewRow.id.desc())
    .limit(_PACE_REVIEWS)
)
# Two counts: to look up the state of the card of each review takes twice as long.
_WEEK_AGO = bindparam("week_ago", type_=Date)
_ANSWERED = (
    select(ReviewRow.study_day, func.count(ReviewRow.card_id.distinct()).label("cards"))
    .where(_IS_MINE, _IS_STUDY)
    .where(ReviewRow.study_day >= _WEEK_AGO, ReviewRow.study_day < _DAY)
    .group_by(ReviewRow.study_day)
    .subquery()
)
_BEGUN = (
    select(CardStateRow.introduced_on, func.count().label("cards"))
    .where(CardStateRow.student_id == bindparam("student_id", type_=Integer))
    .where(CardStateRow.introduced_on >= _WEEK_AGO)
    .group_by(CardStateRow.introduced_on)
    .subquery()
)
_REVIEWS_DONE = select(_ANSWERED.c.study_day, _ANSWERED.c.cards, _BEGUN.c.cards).join(
    _BEGUN, _BEGUN.c.introduced_on == _ANSWERED.c.study_day, isouter=True
)
