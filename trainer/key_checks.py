"""The story of a key that a teacher calls checked, or no longer.

A key that changes is unchecked again by its import. Who may say so: whoever keeps the
deck; of the school's decks, which nobody keeps, any teacher. It stands there by name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from trainer.content import deck_from_json, deck_to_json
from trainer.tables import AccountRow, DeckRow


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """When a key was called checked here, and by whom; "" if nobody is named."""

    at: datetime
    by: str


def key_check_of(session: Session, deck: DeckRow) -> KeyCheck | None:
    """Return when and by whom a key was called checked; None: not here."""
    if deck.key_checked_at is None:
        return None
    account = (
        session.get(AccountRow, deck.key_checked_by) if deck.key_checked_by else None
    )
    return KeyCheck(deck.key_checked_at, account.name if account else "")


def check_key(
    session: Session, deck: DeckRow, account_id: int | None, now: datetime
) -> None:
    """Note that a teacher has checked the key of a deck as it is now.

    Args:
        account_id: the teacher; None: who runs the program.
    """
    _say_checked(deck, now, is_checked=True)
    deck.key_checked_at, deck.key_checked_by = now, account_id
    session.flush()


def take_check_back(session: Session, deck: DeckRow, now: datetime) -> None:
    """Have the key of a deck be unchecked again."""
    _say_checked(deck, now, is_checked=False)
    deck.key_checked_at = deck.key_checked_by = None
    session.flush()


def _say_checked(deck: DeckRow, now: datetime, *, is_checked: bool) -> None:
    content = replace(deck_from_json(deck.content), checked=is_checked)
    # A plan that was made before would undo it.
    deck.content, deck.updated_at = deck_to_json(content), now
