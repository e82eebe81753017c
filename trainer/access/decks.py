"""Which decks and cards somebody may see, learn, change or give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import Session

from trainer.content import LoadedCard, last_loaded_card, select_cards
from trainer.core.messages import message
from trainer.errors import NotFound
from trainer.tables import (
    CardRow,
    ClassroomDeckRow,
    ClassroomTeacherRow,
    DeckRow,
    EnrolmentRow,
    ItemRevisionRow,
    ItemRow,
)


@dataclass(frozen=True, slots=True)
class CardName:
    """A card as far as it can be told without its content.

    `revised_at` is when the current revision of its item was made.
    """

    id: int
    item_id: int
    revision: int
    revised_at: datetime
    is_retired: bool


def deck_of(session: Session, student_id: int, slug: str) -> DeckRow:
    """Return a deck that the student learns.

    Raises:
        NotFound: there is no such deck for this student.
    """
    row = session.scalar(_decks(student_id).where(DeckRow.slug == slug))
    if row is None:
        raise NotFound(message("Ce paquet n’existe pas."))
    return row


def learns(session: Session, student_id: int, slug: str) -> bool:
    """Say whether a student learns a deck."""
    return session.scalar(_decks(student_id).where(DeckRow.slug == slug)) is not None


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


def card_names_of(session: Session, student_id: int) -> dict[str, CardName]:
    """Return, by key, all cards that the student learns, also retired."""
    rows = session.connection().execute(_CARD_NAMES, {"student_id": student_id})
    return {key: CardName(*values) for key, *values in rows}


# Decks, as a teacher sees them: `account_id` is the teacher's, or None for who runs the
# program on a computer of one's own.


def deck_read_by(session: Session, account_id: int | None, slug: str) -> DeckRow:
    """Return a deck that a teacher may see whole: kept, the school's, or of a class.

    Raises:
        NotFound: there is no such deck for this teacher.
    """
    if account_id is None:
        return deck_named(session, slug)
    return _deck_where(session, slug, _is_read_by(account_id))


def decks_read_by(session: Session, account_id: int) -> Sequence[DeckRow]:
    """Return the decks that a teacher may see whole, oldest first."""
    return session.scalars(
        select(DeckRow).where(_is_read_by(account_id)).order_by(DeckRow.id)
    ).all()


def deck_changed_by(session: Session, account_id: int | None, slug: str) -> DeckRow:
    """Return a deck that a paper of this teacher may change, that is, a kept one.

    Raises:
        NotFound: there is no such deck for this teacher.
    """
    if account_id is None:
        return deck_named(session, slug)
    return _deck_where(session, slug, DeckRow.keeper_id == account_id)


def deck_vouched_for_by(session: Session, account_id: int | None, slug: str) -> DeckRow:
    """Return a deck whose key this teacher may call checked: kept, or the school's.

    Raises:
        NotFound: there is no such deck for this teacher.
    """
    if account_id is None:
        return deck_named(session, slug)
    return _deck_where(session, slug, _is_given_by(account_id))


def deck_given_to(
    session: Session, account_id: int, classroom_id: int, slug: str
) -> DeckRow:
    """Return a deck that a teacher may give to a class, or that it learns already.

    Args:
        classroom_id: a class that the teacher teaches.

    Raises:
        NotFound: there is no such deck for this teacher.
    """
    is_given = exists().where(
        ClassroomDeckRow.deck_id == DeckRow.id,
        ClassroomDeckRow.classroom_id == classroom_id,
    )
    return _deck_where(session, slug, or_(_is_given_by(account_id), is_given))


def decks_given_by(session: Session, account_id: int) -> Sequence[DeckRow]:
    """Return the decks that a teacher may give to a class, oldest first."""
    return session.scalars(
        select(DeckRow)
        .where(_is_given_by(account_id), DeckRow.retired_at.is_(None))
        .order_by(DeckRow.id)
    ).all()


def decks_changed_by(session: Session, account_id: int | None) -> Sequence[DeckRow]:
    """Return the decks that a paper of this teacher may change, oldest first."""
    if account_id is None:
        return all_decks(session)
    return session.scalars(
        select(DeckRow).where(DeckRow.keeper_id == account_id).order_by(DeckRow.id)
    ).all()


# Decks of a class: `classroom_id` is one that the visitor teaches, or is in.


def decks_of_class(session: Session, classroom_id: int) -> Sequence[DeckRow]:
    """Return what a class learns, the one given last first.

    Args:
        classroom_id: a class that the visitor teaches, or is in.
    """
    return session.scalars(_of_class(classroom_id)).all()


def deck_of_class(session: Session, classroom_id: int, slug: str) -> DeckRow:
    """Return a deck that a class learns.

    Args:
        classroom_id: a class that the visitor teaches, or is in.

    Raises:
        NotFound: the class learns no such deck.
    """
    row = session.scalar(_of_class(classroom_id).where(DeckRow.slug == slug))
    if row is None:
        raise NotFound(message("Ce paquet n’existe pas."))
    return row


def _of_class(classroom_id: int) -> Select[DeckRow]:
    return (
        select(DeckRow)
        .join(ClassroomDeckRow, ClassroomDeckRow.deck_id == DeckRow.id)
        .where(
            ClassroomDeckRow.classroom_id == classroom_id, DeckRow.retired_at.is_(None)
        )
        .order_by(ClassroomDeckRow.given_at.desc(), DeckRow.id.desc())
    )


def _deck_where(session: Session, slug: str, may: ColumnElement[bool]) -> DeckRow:
    row = session.scalar(select(DeckRow).where(DeckRow.slug == slug, may))
    if row is None:
        raise NotFound(message("Ce paquet n’existe pas."))
    return row


def _is_given_by(account_id: int) -> ColumnElement[bool]:
    is_schools = DeckRow.keeper_id.is_(None) & DeckRow.owner_id.is_(None)
    return or_(DeckRow.keeper_id == account_id, is_schools)


def _is_read_by(account_id: int) -> ColumnElement[bool]:
    is_in_class = exists().where(
        ClassroomDeckRow.deck_id == DeckRow.id,
        ClassroomDeckRow.classroom_id == ClassroomTeacherRow.classroom_id,
        ClassroomTeacherRow.account_id == account_id,
    )
    return or_(_is_given_by(account_id), is_in_class)


def _decks(student_id: int) -> Select[DeckRow]:
    return (
        select(DeckRow)
        .join(EnrolmentRow, EnrolmentRow.deck_id == DeckRow.id)
        .where(EnrolmentRow.student_id == student_id, DeckRow.retired_at.is_(None))
    )


# Made once, because to make it takes longer than to run it.
_KEYS: BindParameter[Sequence[str]] = bindparam("keys", expanding=True)
_CARDS = (
    select_cards()
    .join(EnrolmentRow, EnrolmentRow.deck_id == ItemRow.deck_id)
    .where(EnrolmentRow.student_id == bindparam("student_id"), CardRow.key.in_(_KEYS))
)
_CARD_NAMES: Select[*tuple[Any, ...]] = (
    select(
        CardRow.key,
        CardRow.id,
        CardRow.item_id,
        ItemRow.revision,
        ItemRevisionRow.created_at,
        CardRow.retired_at.is_not(None),
    )
    .join(ItemRow, ItemRow.id == CardRow.item_id)
    .join(
        ItemRevisionRow,
        (ItemRevisionRow.item_id == ItemRow.id)
        & (ItemRevisionRow.number == ItemRow.revision),
    )
    .join(EnrolmentRow, EnrolmentRow.deck_id == ItemRow.deck_id)
    .where(EnrolmentRow.student_id == bindparam("student_id", type_=Integer))
)
