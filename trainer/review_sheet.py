"""The story of the log as a table for Excel in French: one row a review.

It is described in docs/data-format.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import TypeAdapter
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from trainer.content import cards_from_json, deck_from_json, item_from_json
from trainer.core.markup import to_text
from trainer.core.questions import Format, Response
from trainer.core.reviews import Purpose, Rating
from trainer.core.spreadsheet import csv_lines
from trainer.core.topics import part_of
from trainer.learners import Learner
from trainer.tables import (
    CardRow,
    DeckRow,
    ItemRevisionRow,
    ItemRow,
    RetractionRow,
    ReviewRow,
    ReviewSource,
)

COLUMNS = (
    *("jour", "heure", "paquet", "partie", "question", "réponse donnée", "note"),
    *("points (0 à 1)", "durée (s)", "sorte", "façon", "annulée", "carte"),
    "identifiant",
)
_AT_ONCE = 1000  # rows read from the database at a time
RATINGS = {
    Rating.AGAIN: "À revoir",
    Rating.HARD: "Difficile",
    Rating.GOOD: "Correct",
    Rating.EASY: "Facile",
}
PURPOSES = {
    Purpose.STUDY: "révision",
    Purpose.CRAM: "entraînement",
    Purpose.MOCK: "examen blanc",
}
FORMATS = {
    Format.CHOICE: "choix",
    Format.TRUE_FALSE: "vrai ou faux",
    Format.ORDERING: "mise en ordre",
    Format.TYPED: "réponse écrite",
    Format.SENTENCE: "phrase",
    Format.SELF_MARKED: "corrigée soi-même",
}
_RESPONSE = TypeAdapter(Response)


def export_csv(session: Session, learner: Learner) -> Iterator[str]:
    """Write a student's reviews, oldest first, line by line."""
    return csv_lines(_rows(session, learner))


def way_of(asked_as: Format | None, source: ReviewSource) -> str:
    """Say how a card was asked: in Anki it says nothing of how, and marks nothing."""
    if source is ReviewSource.ANKI:
        return "dans Anki"
    return FORMATS[asked_as] if asked_as else ""


def _rows(session: Session, learner: Learner) -> Iterator[Sequence[str]]:
    yield COLUMNS
    cards = _cards(session, learner)
    is_retracted = exists().where(
        RetractionRow.student_id == learner.id,
        RetractionRow.review_uid == ReviewRow.uid,
    )
    rows = session.execute(
        select(ReviewRow, is_retracted)
        .where(ReviewRow.student_id == learner.id)
        .order_by(ReviewRow.effective_at, ReviewRow.sequence, ReviewRow.uid)
        .execution_options(yield_per=_AT_ONCE)
    )
    for review, retracted in rows:
        title, part, question, key = cards[review.card_id]
        yield (
            review.study_day.isoformat(),
            _clock(review.effective_at, review.zone, learner),
            *(title, part, question),
            said(_RESPONSE.validate_json(review.response)),
            RATINGS[review.rating],
            "" if review.score is None else decimal(review.score),
            decimal(review.duration_ms / 1000),
            PURPOSES[review.purpose],
            way_of(review.format, review.source),
            "oui" if retracted else "non",
            *(key, review.uid),
        )


def _cards(session: Session, learner: Learner) -> dict[int, tuple[str, str, str, str]]:
    """Return title of the deck, part, question and key of the answered cards, by id."""
    is_answered = exists().where(
        ReviewRow.card_id == CardRow.id, ReviewRow.student_id == learner.id
    )
    rows = session.execute(
        select(CardRow.id, CardRow.key, DeckRow.content, ItemRevisionRow.content)
        .join(ItemRow, ItemRow.id == CardRow.item_id)
        .join(DeckRow, DeckRow.id == ItemRow.deck_id)
        .join(ItemRevisionRow, ItemRevisionRow.item_id == ItemRow.id)
        .where(ItemRevisionRow.number == ItemRow.revision, is_answered)
    )
    found = {}
    for id_, key, deck, content in rows:
        item = item_from_json(content)
        card = cards_from_json(content).get(key)
        question = to_text(card.text if card else item.text)
        found[id_] = (deck_from_json(deck).title, part_of(item), question, key)
    return found


def _clock(instant: datetime, zone: str, learner: Learner) -> str:
    """Say what the student's clock showed."""
    place = _place(zone) or _place(learner.settings_at(instant).zone)
    return f"{instant.astimezone(place):%H:%M:%S}"


@lru_cache(maxsize=64)
def _place(zone: str) -> ZoneInfo | None:
    # A device says any name for its zone, one that nobody else knows too.
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def said(response: Response) -> str:
    """Say what was answered, in one cell."""
    if response.is_true is not None:
        return "vrai" if response.is_true else "faux"
    return response.choice or response.text or " → ".join(response.order)


def decimal(value: float, places: int = 3) -> str:
    """Write a number as a spreadsheet in French reads it."""
    return f"{value:.{places}f}".rstrip("0").rstrip(".").replace(".", ",")
