"""The story of the errors that students report: read by who teaches them, and answered.

The teacher reads what was said and not who said it; the answer goes to the student.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from trainer.core.messages import message
from trainer.errors import Invalid, NotFound
from trainer.learners import Learner
from trainer.tables import (
    CardRow,
    DeckRow,
    ErrorReportRow,
    ItemRow,
    ReportAnswerRow,
)

LONGEST_ANSWER = 1000  # signs
NEWS = timedelta(days=14)  # for so long an answer is news


class NoAnswer(Invalid):
    """An answer says nothing, or too much."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Répondre en quelques mots, {longest} signes au plus.",
                longest=LONGEST_ANSWER,
            )
        )


class NoSuchReport(NotFound):
    """No student of the class has reported this, or it is gone."""

    def __init__(self) -> None:
        super().__init__(message("Ce signalement n’existe pas."))


@dataclass(frozen=True, slots=True)
class Report:
    """What a student says of a card, and what was answered; of whom is not told."""

    id: int
    card_key: str
    text: str
    revision: int
    day: datetime
    answer: str | None


@dataclass(frozen=True, slots=True)
class AnsweredReport:
    """What a student reported, and the answer."""

    card_key: str
    text: str
    answer: str
    answered_at: datetime


def count_open(
    session: Session, student_ids: Collection[int], deck: DeckRow
) -> Counter[int]:
    """Count by card the reports of some students that nobody has answered."""
    rows = session.execute(
        select(ErrorReportRow.card_id, func.count())
        .join(CardRow, CardRow.id == ErrorReportRow.card_id)
        .join(ItemRow, ItemRow.id == CardRow.item_id)
        .outerjoin(ReportAnswerRow, ReportAnswerRow.report_id == ErrorReportRow.id)
        .where(*_of_class(student_ids, deck), ReportAnswerRow.report_id.is_(None))
        .group_by(ErrorReportRow.card_id)
    )
    return Counter(dict(rows.all()))


def reports_on(
    session: Session, student_ids: Collection[int], deck: DeckRow, card_id: int
) -> tuple[Report, ...]:
    """Return what some students say of a card, what is not answered yet first."""
    rows = session.execute(
        select(
            ErrorReportRow.id,
            CardRow.key,
            ErrorReportRow.text,
            ErrorReportRow.revision,
            ErrorReportRow.received_at,
            ReportAnswerRow.text,
        )
        .join(CardRow, CardRow.id == ErrorReportRow.card_id)
        .join(ItemRow, ItemRow.id == CardRow.item_id)
        .outerjoin(ReportAnswerRow, ReportAnswerRow.report_id == ErrorReportRow.id)
        .where(*_of_class(student_ids, deck), ErrorReportRow.card_id == card_id)
        .order_by(ErrorReportRow.id.desc())
    )
    found = (Report(*row) for row in rows)
    return tuple(sorted(found, key=lambda each: each.answer is not None))


def answer_report(
    session: Session,
    student_ids: Collection[int],
    report_id: int,
    text: str,
    *,
    account_id: int,
    now: datetime,
) -> None:
    """Answer what one of some students has reported; a later answer takes its place.

    Raises:
        NoAnswer: it says nothing, or too much.
        NoSuchReport: none of them has reported this.
    """
    said = text.strip()
    if not said or len(said) > LONGEST_ANSWER:
        raise NoAnswer
    is_theirs = ErrorReportRow.student_id.in_(student_ids)
    query = select(ErrorReportRow.id).where(ErrorReportRow.id == report_id, is_theirs)
    if session.scalar(query) is None:
        raise NoSuchReport
    row = ReportAnswerRow(report_id=report_id, made_by=account_id)
    row.text, row.answered_at = said, now
    session.merge(row)
    session.flush()


def answered_reports(
    session: Session, learner: Learner, now: datetime
) -> tuple[AnsweredReport, ...]:
    """Return what was answered of late to what a student has reported, newest first."""
    rows = session.execute(
        select(
            CardRow.key,
            ErrorReportRow.text,
            ReportAnswerRow.text,
            ReportAnswerRow.answered_at,
        )
        .join(ErrorReportRow, ErrorReportRow.id == ReportAnswerRow.report_id)
        .join(CardRow, CardRow.id == ErrorReportRow.card_id)
        .where(
            ErrorReportRow.student_id == learner.id,
            ReportAnswerRow.answered_at > now - NEWS,
        )
        .order_by(ReportAnswerRow.answered_at.desc(), ErrorReportRow.id)
    )
    return tuple(AnsweredReport(*row) for row in rows)


def _of_class(
    student_ids: Collection[int], deck: DeckRow
) -> tuple[ColumnElement[bool], ...]:
    return (
        ErrorReportRow.student_id.in_(student_ids),
        ItemRow.deck_id == deck.id,
    )
