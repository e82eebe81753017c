"""Students with a deck to study, for tests of the stories of answers and of days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.samples import DECK, ITEMS
from trainer.content import content_hash, deck_to_json, revision_json
from trainer.core.card_state import CardState
from trainer.core.cards import make_cards
from trainer.core.items import Deck, Item, Kind
from trainer.core.reviews import Rating
from trainer.core.right_answers import OpenKey
from trainer.core.study_settings import StudySettings
from trainer.db import Database
from trainer.learners import LOCAL_UID, Learner
from trainer.reviewing import AnswerIn, Outcome, RetractionIn, record, retract
from trainer.tables import (
    CardRow,
    CardStateRow,
    DeckRow,
    EnrolmentRow,
    ItemRevisionRow,
    ItemRow,
    RetractionRow,
    ReviewRow,
    StudentRow,
    StudySettingsRow,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BEGINNING = NOW - timedelta(days=100)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


# Rows


def add_deck(
    session: Session, items: Sequence[Item] = ITEMS, deck: Deck = DECK
) -> None:
    """Add a deck with its items and their cards."""
    row = DeckRow(
        slug=deck.slug,
        content=deck_to_json(deck),
        created_at=BEGINNING,
        updated_at=BEGINNING,
    )
    session.add(row)
    session.flush()
    for position, item in enumerate(items, start=1):
        add_item(session, row.id, item, position)


def add_item(session: Session, deck_id: int, item: Item, position: int) -> None:
    """Add an item with its cards."""
    row = ItemRow(
        deck_id=deck_id,
        key=item.key,
        kind=item.kind,
        position=position,
        place=item.place,
        line=item.line,
        revision=1,
    )
    session.add(row)
    session.flush()
    add_revision(session, row, item)
    session.add_all(
        CardRow(item_id=row.id, key=card.key, position=number)
        for number, card in enumerate(make_cards(item))
    )


def add_revision(session: Session, row: ItemRow, item: Item, number: int = 1) -> None:
    """Add a version of an item, and make it the current one."""
    content = revision_json(item)
    revision = ItemRevisionRow(
        item_id=row.id,
        number=number,
        content=content,
        content_hash=content_hash(content),
        created_at=BEGINNING,
    )
    session.add(revision)
    row.revision = number


def add_learner(session: Session, uid: str = LOCAL_UID, **settings: Any) -> Learner:
    """Add a student who learns every deck there is."""
    student = StudentRow(uid=uid, name="", created_at=BEGINNING)
    session.add(student)
    session.flush()
    first = StudySettings(since=BEGINNING - DAY, **settings)
    session.add(StudySettingsRow(student_id=student.id, **asdict(first)))
    session.add_all(
        EnrolmentRow(student_id=student.id, deck_id=deck_id, created_at=BEGINNING)
        for deck_id in session.scalars(select(DeckRow.id))
    )
    session.flush()
    return Learner(student.id, uid, BEGINNING, (first,))


def add_settings(
    session: Session, learner: Learner, settings: StudySettings
) -> Learner:
    """Add settings to a student's, and return the student with them."""
    session.add(StudySettingsRow(student_id=learner.id, **asdict(settings)))
    session.flush()
    return replace(learner, settings=(*learner.settings, settings))


def recall_items(count: int, slug: str = DECK.slug) -> tuple[Item, ...]:
    """Return items of one card each, "<slug>/F1#rule" and so on, rated by oneself."""
    return tuple(
        Item(
            key=f"{slug}/F{number}",
            kind=Kind.OPEN,
            place=f"F{number}",
            line=number,
            text=f"Question {number}",
            part="F",
            answer=OpenKey("Réponse."),
        )
        for number in range(1, count + 1)
    )


# Events


def answer(
    uid: str, card: str, rating: Rating = Rating.GOOD, at: datetime = NOW, **other: Any
) -> AnswerIn:
    """Return an answer as a device sends it."""
    return AnswerIn(uid=uid, card=card, rating=rating, device_at=at, **other)


def undo(review_uid: str, at: datetime = NOW, uid: str = "") -> RetractionIn:
    """Return the undoing of an answer."""
    return RetractionIn(uid or f"undo-{review_uid}", review_uid, at)


def send(
    db: Database, learner: Learner, *answers: AnswerIn, now: datetime = NOW
) -> tuple[Outcome, ...]:
    """Store a batch of answers that a device with the right time sends now."""
    with db.writing() as session:
        return record(session, learner, answers, sent_at=now, now=now)


def take_back(
    db: Database, learner: Learner, *retractions: RetractionIn, now: datetime = NOW
) -> tuple[Outcome, ...]:
    """Store a batch of retractions."""
    with db.writing() as session:
        return retract(session, learner, retractions, now)


# What there is afterwards


def states_of(session: Session, learner: Learner) -> dict[str, CardState]:
    """Return the stored states of a student, by the keys of the cards."""
    rows = session.execute(
        select(CardRow.key, CardStateRow)
        .join(CardRow, CardRow.id == CardStateRow.card_id)
        .where(CardStateRow.student_id == learner.id)
    )
    return {key: card_state(row) for key, row in rows}


def card_state(row: CardStateRow) -> CardState:
    """Return the state that a row holds."""
    return CardState(
        phase=row.phase,
        step=row.step,
        stability=row.stability,
        difficulty=row.difficulty,
        due_at=row.due_at,
        due_day=row.due_day,
        earliest_day=row.earliest_day,
        latest_day=row.latest_day,
        last_reviewed_at=row.last_reviewed_at,
        introduced_on=row.introduced_on,
        last_study_day=row.last_study_day,
        reps=row.reps,
        lapses=row.lapses,
    )


def stored_states(db: Database, learner: Learner) -> dict[str, CardState]:
    """Return the stored states of a student, by the keys of the cards."""
    with db.reading() as session:
        return states_of(session, learner)


def reviews_of(db: Database, learner: Learner) -> list[ReviewRow]:
    """Return a student's reviews, in the order in which they came in."""
    with db.reading() as session:
        query = select(ReviewRow).where(ReviewRow.student_id == learner.id)
        return list(session.scalars(query.order_by(ReviewRow.id)))


def everything(db: Database) -> list[tuple[object, ...]]:
    """Return all that answers and undoings write, of all students."""
    with db.reading() as session:
        tables = (ReviewRow, RetractionRow, CardStateRow)
        return [
            (table.__tablename__, *row)
            for table in tables
            for row in sorted_rows(session.execute(select(*table.__table__.columns)))
        ]


def sorted_rows(rows: Iterable[Sequence[object]]) -> list[Sequence[object]]:
    """Return rows in an order that does not depend on the database."""
    return sorted(rows, key=lambda row: [str(value) for value in row])


def values_of(outcomes: Iterable[Outcome]) -> list[tuple[str, str]]:
    """Return what became of each event, by its uid."""
    return [(uid, str(status)) for uid, status, *_ in map(astuple, outcomes)]
