"""The story of a student's log: every answer, with the states that replay gives it.

Only reads. What was known of a card before an answer is stored nowhere; the figures and
the history of a card both take it from here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Date, Integer, Select, bindparam, exists, select
from sqlalchemy.orm import Session

from trainer.core.history import Answer, LoggedAnswer, in_order, unfold
from trainer.core.questions import Format, Response
from trainer.core.reviews import Review
from trainer.learners import Learner
from trainer.tables import CardRow, RetractionRow, ReviewRow, ReviewSource


def histories(
    session: Session, learner: Learner, *, card_id: int | None = None
) -> dict[int, tuple[Answer, ...]]:
    """Return the answers of each card that has some, in the order of replay.

    Args:
        card_id: of the one card that is wanted (default: all of them).
    """
    parameters = {"student_id": learner.id, "card_id": card_id}
    query = _LOG if card_id is None else _LOG_OF_CARD
    rows = session.connection().execute(query, parameters)
    return {
        id_: tuple(
            unfold(
                _logged_answers(log),
                learner.settings,
                seed=learner.schedule_seed(key),
            )
        )
        for (id_, key), log in groupby(rows, itemgetter(0, 1))
    }


def answers_on(
    session: Session, learner: Learner, day: date
) -> tuple[tuple[str, LoggedAnswer], ...]:
    """Return what was answered on a study day, each with the key of its card."""
    parameters = {"student_id": learner.id, "day": day}
    rows = session.connection().execute(_LOG_OF_DAY, parameters).all()
    answers = zip((row[1] for row in rows), _logged_answers(rows), strict=True)
    return tuple(sorted(answers, key=lambda each: in_order(each[1])))


def _logged_answers(rows: Iterable[Any]) -> Iterator[LoggedAnswer]:
    for row in rows:
        _, _, is_retracted, asked_as, response, shown, duration_ms, source, *rest = row
        given = json.loads(response)
        answered = Response(
            choice=given.get("choice"),
            is_true=given.get("is_true"),
            order=tuple(given.get("order", ())),
            text=given.get("text", ""),
        )
        yield LoggedAnswer(
            review=Review(*rest),
            format=asked_as or _format_of(answered),
            response=answered,
            shown=tuple(json.loads(shown)),
            duration_ms=duration_ms,
            source=ReviewSource(source).value,
            is_overridden=given.get("overridden", False),
            is_retracted=is_retracted,
        )


def _format_of(response: Response) -> Format:
    """Say how a card was asked before that was stored, by what was answered."""
    if response.choice is not None:
        return Format.CHOICE
    if response.is_true is not None:
        return Format.TRUE_FALSE
    if response.order:
        return Format.ORDERING
    return Format.TYPED if response.text else Format.SELF_MARKED


# Statements: made once, because to make one takes longer than to run it.

_STUDENT = bindparam("student_id", type_=Integer)
_IS_RETRACTED = exists().where(
    RetractionRow.student_id == _STUDENT, RetractionRow.review_uid == ReviewRow.uid
)
_LOG: Select[*tuple[Any, ...]] = (
    select(
        ReviewRow.card_id,
        CardRow.key,
        _IS_RETRACTED,
        ReviewRow.format,
        ReviewRow.response,
        ReviewRow.shown,
        ReviewRow.duration_ms,
        ReviewRow.source,
        *(getattr(ReviewRow, field.name) for field in fields(Review)),
    )
    .join(CardRow, CardRow.id == ReviewRow.card_id)
    .where(ReviewRow.student_id == _STUDENT)
    .order_by(ReviewRow.card_id)
)
_LOG_OF_CARD = _LOG.where(ReviewRow.card_id == bindparam("card_id", type_=Integer))
_LOG_OF_DAY = _LOG.where(ReviewRow.study_day == bindparam("day", type_=Date))
