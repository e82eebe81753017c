"""The story of a deck as a teacher sees it: its questions, and the texts it is from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer import access
from trainer.content import load_deck
from trainer.core.cards import make_cards
from trainer.core.deck import SourceText
from trainer.core.model import Deck, Item, message
from trainer.errors import NotFound
from trainer.tables import DeckTextRow, TextPart


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A question of a deck, with how many cards it makes."""

    item: Item
    cards: int


@dataclass(frozen=True, slots=True)
class GivenText:
    """A text that was given of a deck: the name of its file, and when."""

    part: TextPart
    name: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class DeckContents:
    """All that a deck asks, in the paper's order, and the texts that were given."""

    deck: Deck
    items: tuple[ListedItem, ...]
    texts: tuple[GivenText, ...]

    @property
    def cards(self) -> int:
        """How many cards there are."""
        return sum(listed.cards for listed in self.items)

    @property
    def unanswered(self) -> int:
        """How many questions have no answer, and so no card."""
        return sum(listed.item.answer is None for listed in self.items)


def deck_contents(session: Session, slug: str) -> DeckContents:
    """Say what a deck asks.

    Raises:
        NotFound: there is no such deck.
    """
    row = access.deck_named(session, slug)
    loaded = load_deck(session, row)
    texts = session.execute(
        select(DeckTextRow.part, DeckTextRow.name, DeckTextRow.given_at).where(
            DeckTextRow.deck_id == row.id
        )
    )
    given = {text.part: GivenText(*text) for text in texts}
    return DeckContents(
        deck=loaded.deck,
        items=tuple(
            ListedItem(each.item, len(make_cards(each.item))) for each in loaded.items
        ),
        texts=tuple(given[part] for part in TextPart if part in given),
    )


def given_text(session: Session, slug: str, part: str) -> SourceText:
    """Return a text that was given of a deck, by the name of its file.

    Raises:
        NotFound: there is no such deck, or no such text of it.
    """
    row = access.deck_named(session, slug)
    text = None
    if part in set(TextPart):
        text = session.get(DeckTextRow, (row.id, TextPart(part)))
    if text is None:
        raise NotFound(message("Ce texte n’a pas été gardé."))
    return SourceText(text.name, text.text)
