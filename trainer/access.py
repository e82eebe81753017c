"""Who may see what: the only lookups by a slug or key that came from outside.

What is not there and what is not for this person look the same: NotFound.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session

from trainer.content import LoadedCard, last_loaded_card, select_cards
from trainer.core.model import message
from trainer.errors import NotFound
from trainer.tables import CardRow, DeckRow, EnrolmentRow, ItemRow


def deck_of(session: Session, student_id: int, slug: str) -> DeckRow:
    """Return a deck that the student learns.

    Raises:
        NotFound: there is no such deck for this student.
    """
    row = session.scalar(_decks(student_id).where(DeckRow.slug == slug))
    if row is None:
        raise NotFound(message("Ce paquet n’existe pas."))
    return row


def deck_named(session: Session, slug: str) -> DeckRow:
    """Return a deck for who runs the program, whoever learns it.

    Raises:
        NotFound: there is no such deck.
    """
    row = session.scalar(select(DeckRow).where(DeckRow.slug == slug))
    if row is None:
        raise NotFound(message("Ce paquet n’existe pas."))
    return row


def all_decks(session: Session) -> Sequence[DeckRow]:
    """Return every deck for who runs the program, oldest first."""
    return session.scalars(select(DeckRow).order_by(DeckRow.id)).all()


def decks_of(session: Session, student_id: int) -> Sequence[DeckRow]:
    """Return the decks that the student learns, oldest first."""
    return session.scalars(_decks(student_id).order_by(DeckRow.id)).all()


def card_of(session: Session, student_id: int, key: str) -> LoadedCard:
    """Return a card of a deck that the student learns.

    Raises:
        NotFound: there is no such card for this student.
    """
    found = cards_of(session, student_id, [key])
    if key not in found:
        raise NotFound(message("Cette carte n’existe pas."))
    return found[key]


def cards_of(
    session: Session, student_id: int, keys: Sequence[str]
) -> dict[str, LoadedCard]:
    """Return, by key, those of these cards that the student learns, also retired."""
    parameters = {"student_id": student_id, "keys": keys}
    rows = session.connection().execute(_CARDS, parameters).all()
    cards = [last_loaded_card(session, row) for row in rows]
    return {loaded.card.key: loaded for loaded in cards}


def _decks(student_id: int) -> Select[DeckRow]:
    return (
        select(DeckRow)
        .join(EnrolmentRow, EnrolmentRow.deck_id == DeckRow.id)
        .where(EnrolmentRow.student_id == student_id)
    )


# Made once, because to make it takes longer than to run it.
_KEYS: BindParameter[Sequence[str]] = bindparam("keys", expanding=True)
_CARDS = (
    select_cards()
    .join(EnrolmentRow, EnrolmentRow.deck_id == ItemRow.deck_id)
    .where(EnrolmentRow.student_id == bindparam("student_id"), CardRow.key.in_(_KEYS))
)
