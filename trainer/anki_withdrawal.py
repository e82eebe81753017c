"""The story of taking back what came home from Anki: all answers of one import at once.

They are undone like any other answer, by retractions: the log keeps them, and the same
file, brought again, does not bring them back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, insert, select
from sqlalchemy.orm import Session

from trainer.core.messages import message
from trainer.errors import NotFound
from trainer.learners import Learner, lock
from trainer.replaying import replay_cards
from trainer.tables import RetractionRow, ReviewRow, ReviewSource

MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class AnkiImport:
    """Answers that came in together and count; `id` is that of the first of them."""

    id: int
    imported_at: datetime
    answers: int


class NoSuchImport(NotFound):
    """No answer of such an import counts any more, or ever did."""

    def __init__(self) -> None:
        super().__init__(message("Ces réponses sont déjà retirées."))


def imports_of(session: Session, learner: Learner) -> tuple[AnkiImport, ...]:
    """Return the last imports of a student whose answers count, the newest first."""
    rows = session.execute(
        select(func.min(ReviewRow.id), ReviewRow.received_at, func.count())
        .where(*_counting(learner))
        .group_by(ReviewRow.received_at)
        .order_by(ReviewRow.received_at.desc())
        .limit(MOST_SHOWN)
    )
    return tuple(AnkiImport(*row) for row in rows)


def withdraw_import(
    session: Session, learner: Learner, import_id: int, now: datetime
) -> int:
    """Undo the answers of an import, and return how many they are.

    Raises:
        NoSuchImport: the student has no such import, or it is withdrawn.
    """
    learner = lock(session, learner)
    imported_at = select(ReviewRow.received_at).where(
        ReviewRow.id == import_id, *_counting(learner)
    )
    its_own = (
        *_counting(learner),
        ReviewRow.received_at == imported_at.scalar_subquery(),
    )
    rows = session.execute(
        select(ReviewRow.card_id, ReviewRow.uid).where(*its_own)
    ).all()
    if not rows:
        raise NoSuchImport
    values = {"student_id": learner.id, "device_at": now, "received_at": now}
    session.connection().execute(
        insert(RetractionRow),
        [values | {"uid": uid, "review_uid": uid} for _, uid in rows],
    )
    replay_cards(session, learner, {card_id for card_id, _ in rows})
    return len(rows)


def _counting(learner: Learner) -> tuple[ColumnElement[bool], ...]:
    """Say which answers came from Anki and are not undone."""
    is_undone = exists().where(
        RetractionRow.student_id == ReviewRow.student_id,
        RetractionRow.review_uid == ReviewRow.uid,
    )
    return (
        ReviewRow.student_id == learner.id,
        ReviewRow.source == ReviewSource.ANKI,
        ~is_undone,
    )
