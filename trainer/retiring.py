"""The story of a deck that is asked no more, until it comes back.

Nothing is deleted: its items and cards are retired, what was learnt of them stays, and
so does which class it was given to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from trainer.core.messages import message
from trainer.errors import Refused
from trainer.tables import (
    CardRow,
    ClassroomDeckRow,
    ClassroomRow,
    ClassroomTeacherRow,
    DeckRow,
    EnrolmentRow,
    ItemRow,
)


class NothingToBringBack(Refused):
    """The deck is not retired."""

    def __init__(self) -> None:
        super().__init__(message("Ce paquet n’est pas retiré."))


@dataclass(frozen=True, slots=True)
class Retirement:
    """What it means to retire a deck.

    `classes` are those of the teacher's own that learn it, by name, `other_classes`
    counts the others; `learners` is how many people learn it.
    """

    classes: tuple[str, ...]
    other_classes: int
    learners: int
    cards: int


def retirement_of(
    session: Session, deck: DeckRow, account_id: int | None
) -> Retirement:
    """Say what it means to retire a deck.

    Args:
        account_id: the teacher who asks; None: who runs the program.
    """
    given = select(ClassroomDeckRow.classroom_id).filter_by(deck_id=deck.id)
    taught = select(ClassroomTeacherRow.classroom_id).filter_by(account_id=account_id)
    classes = session.scalars(
        select(ClassroomRow.name)
        .where(ClassroomRow.id.in_(given), ClassroomRow.id.in_(taught))
        .order_by(ClassroomRow.name)
    ).all()
    everywhere = session.scalars(given).all()
    return Retirement(
        classes=tuple(classes),
        other_classes=len(everywhere) - len(classes),
        learners=_count(session, EnrolmentRow.id, EnrolmentRow.deck_id == deck.id),
        cards=_count(
            session,
            CardRow.id,
            CardRow.item_id.in_(select(ItemRow.id).filter_by(deck_id=deck.id)),
            CardRow.retired_at.is_(None),
        ),
    )


def retire_deck(session: Session, deck: DeckRow, now: datetime) -> None:
    """Ask the cards of a deck no more; one that is retired stays as it is."""
    if deck.retired_at is not None:
        return
    _set_retired(session, deck, before=None, after=now)
    deck.retired_at = deck.updated_at = now
    session.flush()


def bring_deck_back(session: Session, deck: DeckRow, now: datetime) -> None:
    """Ask the cards of a deck again, but those that were retired before it was.

    Raises:
        NothingToBringBack: the deck is not retired.
    """
    if deck.retired_at is None:
        raise NothingToBringBack
    _set_retired(session, deck, before=deck.retired_at, after=None)
    deck.retired_at, deck.updated_at = None, now
    session.flush()


def _set_retired(
    session: Session, deck: DeckRow, *, before: datetime | None, after: datetime | None
) -> None:
    """Give the items and cards of a deck that were retired then another time."""
    items = select(ItemRow.id).where(ItemRow.deck_id == deck.id)
    for table, is_of_deck in (
        (CardRow, CardRow.item_id.in_(items)),
        (ItemRow, ItemRow.deck_id == deck.id),
    ):
        was_then = table.retired_at.is_not_distinct_from(before)
        session.execute(
            update(table).where(is_of_deck, was_then).values(retired_at=after)
        )


def _count(session: Session, column: object, *where: object) -> int:
    rows = select(func.count(column)).where(*where)  # type: ignore[arg-type]  # columns
    return session.scalars(rows).one()
