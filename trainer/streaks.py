"""The story of a streak: how many days in a row a student kept, for who wants to know.

Only reads, and only the logs: answers with their replay, holds, planned breaks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.breaks import breaks_of, counts_streak
from trainer.core.habits import Span, due_and_left, held_days, streak
from trainer.core.history import Answer
from trainer.core.holds import Hold
from trainer.due_days import due_day
from trainer.learners import Learner
from trainer.study_cards import StudyCard
from trainer.tables import HoldRow


def days_in_a_row(
    session: Session,
    learner: Learner,
    cards: Iterable[StudyCard],
    log: Mapping[int, tuple[Answer, ...]],
    today: date,
) -> int | None:
    """Count the days kept in a row up to today; None: the student wants no count.

    Cards that are no longer learnt ask for nothing, on no past day either.

    Args:
        cards: all that the student learns.
        log: as `histories` gives it, of all cards.
        today: the study day.
    """
    if not counts_streak(session, learner):
        return None
    answered = {
        answer.review.study_day
        for answers in log.values()
        for answer in answers
        if not answer.logged.is_retracted
    }
    holds = _holds(session, learner)
    due: set[date] = set()
    for card in cards:
        id_ = card.loaded.id
        left = due_and_left(
            log.get(id_, ()), due_day=partial(due_day, learner), today=today
        )
        due.update(set(left) - held_days(holds.get(id_, ()), today))
    breaks = [
        Span(each.first_day, each.last_day) for each in breaks_of(session, learner)
    ]
    return streak(answered, due, breaks, today)


def _holds(session: Session, learner: Learner) -> Mapping[int, list[Hold]]:
    columns = (getattr(HoldRow, field.name) for field in fields(Hold))
    rows = session.execute(
        select(HoldRow.card_id, *columns).where(HoldRow.student_id == learner.id)
    )
    holds: defaultdict[int, list[Hold]] = defaultdict(list)
    for card_id, *values in rows:
        holds[card_id].append(Hold(*values))
    return holds
