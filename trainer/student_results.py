"""The story of what a teacher sees of a student: the decks of the class, and days.

Never an hour, a note, an answer or another's deck; each look is noted for the student.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from trainer import access
from trainer.at_risk import work_of_classes
from trainer.core.at_risk import Flag
from trainer.deck_overview import overview
from trainer.giving import given_decks
from trainer.learners import Learner, load_learner
from trainer.personal_reads import Look, note_reads
from trainer.tables import (
    AccountRow,
    CardRow,
    ClassroomRow,
    ItemRow,
    RetractionRow,
    ReviewRow,
    ReviewSource,
    StudentRow,
)

RECENT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class DeckResult:
    """How well a student knows a deck of the class, and when it was studied: days.

    On `anki_days` of the recent days answers were given in Anki, where they are the
    student's own word. `flags` are the rules of `core.at_risk` that hold: why a
    teacher is to see the student.
    """

    slug: str
    title: str
    cards: int
    seen: int
    known: int
    recent_days: int
    anki_days: int
    last_day: date | None
    flags: tuple[Flag, ...]


def results_of(
    session: Session,
    reader_uid: str,
    classroom: ClassroomRow,
    account: AccountRow,
    now: datetime,
) -> tuple[DeckResult, ...]:
    """Return how well a student knows what the class learns, and note the look."""
    note_reads(session, reader_uid, [account.id], Look.RESULTS, now)
    uid = session.scalars(select(StudentRow.uid).filter_by(id=account.student_id)).one()
    learner = load_learner(session, uid)
    return tuple(
        _result(session, learner, classroom, given.slug, now)
        for given in given_decks(session, classroom)
        if access.learns(session, learner.id, given.slug)
    )


def _result(
    session: Session,
    learner: Learner,
    classroom: ClassroomRow,
    slug: str,
    now: datetime,
) -> DeckResult:
    found = overview(session, learner, slug)
    today = learner.day_at(now)
    deck_id = access.deck_of(session, learner.id, slug).id
    days, anki_days, last_day = _days(session, learner, deck_id, today)
    (work,) = work_of_classes(session, {classroom.id: deck_id}, today)
    return DeckResult(
        slug=slug,
        title=found.deck.title,
        cards=found.total.cards,
        seen=found.total.seen,
        known=found.total.known,
        recent_days=days,
        anki_days=anki_days,
        last_day=last_day,
        flags=work.to_see(today).get(learner.id, ()),
    )


def _days(
    session: Session, learner: Learner, deck_id: int, today: date
) -> tuple[int, int, date | None]:
    """Return how many recent days it was studied, how many in Anki, the last day."""
    of_deck = (
        select(
            ReviewRow.study_day,
            func.count().filter(ReviewRow.source == ReviewSource.ANKI).label("in_anki"),
        )
        .join(CardRow, CardRow.id == ReviewRow.card_id)
        .join(ItemRow, ItemRow.id == CardRow.item_id)
        .where(ReviewRow.student_id == learner.id, ItemRow.deck_id == deck_id)
        .where(
            ~exists().where(
                RetractionRow.student_id == ReviewRow.student_id,
                RetractionRow.review_uid == ReviewRow.uid,
            )
        )
        .group_by(ReviewRow.study_day)
    ).subquery()
    day = of_deck.c.study_day
    is_recent = day > today - RECENT
    row = session.execute(
        select(
            func.count(day).filter(is_recent),
            func.count(day).filter(is_recent, of_deck.c.in_anki > 0),
            func.max(day),
        )
    ).one()
    days, anki_days, last_day = row
    return days, anki_days, last_day
