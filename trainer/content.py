"""The content in the database: decks, items and cards, read back as values.

Knows rows and the JSON inside them; nothing of students, files or pages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy import Row as SqlRow
from sqlalchemy.orm import Session

from trainer.core.cards import asked_by, make_cards
from trainer.core.items import Deck, Item
from trainer.core.questions import Card
from trainer.tables import CardRow, DeckRow, ItemRevisionRow, ItemRow

_ITEM = TypeAdapter(Item)
_DECK = TypeAdapter(Deck)
_ITEMS = 32_768  # kept in memory, about 3 kB each


@dataclass(frozen=True, slots=True)
class LoadedItem:
    """An item that is not retired, with the revision that is current."""

    item: Item
    revision: int
    revised_at: datetime


@dataclass(frozen=True, slots=True)
class LoadedDeck:
    """A deck with the items that are not retired, in the paper's order."""

    deck: Deck
    items: tuple[LoadedItem, ...]


@dataclass(frozen=True, slots=True)
class LoadedCard:
    """A card of the database with all that is needed to ask it."""

    id: int
    item_id: int
    position: int
    card: Card
    item: Item
    deck: Deck
    revision: int


def item_to_json(item: Item) -> str:
    """Write an item as the JSON that a revision keeps."""
    return _ITEM.dump_json(item, exclude_defaults=True).decode()


def content_hash(content: str) -> str:
    """Return the fingerprint of a revision's JSON."""
    return hashlib.sha256(content.encode()).hexdigest()


def revision_json(item: Item) -> str:
    """Write what makes a revision: what an item asks, and its answer.

    Not where it stands in the paper, nor its points: where a part has a total alone,
    another item would change those of all.
    """
    return item_to_json(replace(item, place="", line=0, points=0.0))


def deck_to_json(deck: Deck) -> str:
    """Write a deck as JSON."""
    return _DECK.dump_json(deck, exclude_defaults=True).decode()


# Keyed by the text itself: a revision never changes, so that nothing can be stale. Room
# for 10,000 items and more: a look over all cards goes through them in order, so that a
# cache that is just too small holds nothing.
@lru_cache(maxsize=_ITEMS)
def item_from_json(content: str) -> Item:
    """Read an item back."""
    return _ITEM.validate_json(content)


@lru_cache(maxsize=64)
def deck_from_json(content: str) -> Deck:
    """Read a deck back."""
    return _DECK.validate_json(content)


@lru_cache(maxsize=_ITEMS)
def cards_from_json(content: str) -> dict[str, Card]:
    """Return the cards of an item by their keys; not to be changed."""
    return {card.key: card for card in make_cards(item_from_json(content))}


def load_deck(session: Session, deck: DeckRow) -> LoadedDeck:
    """Load a deck with its items."""
    rows = session.execute(
        select(ItemRow.place, ItemRow.line, ItemRevisionRow)
        .join(ItemRevisionRow, _is_current())
        .where(ItemRow.deck_id == deck.id, ItemRow.retired_at.is_(None))
        .order_by(ItemRow.position)
    )
    loaded = deck_from_json(deck.content)
    points = {part.letter: part.points_each for part in loaded.parts}
    items = (
        LoadedItem(
            _placed(item_from_json(revision.content), place, line, points),
            revision.number,
            revision.created_at,
        )
        for place, line, revision in rows
    )
    return LoadedDeck(loaded, tuple(items))


def _placed(item: Item, place: str, line: int, points: Mapping[str, float]) -> Item:
    worth = points.get(item.part, 0.0)
    return replace(item, place=place, line=line, points=worth)


def select_cards() -> Select[int, str, int, int, str, int, str, int, str]:
    """Return the query that `loaded_card` understands; add your own conditions."""
    return (
        select(
            CardRow.id,
            CardRow.key,
            CardRow.position,
            ItemRow.id,
            ItemRow.place,
            ItemRow.line,
            ItemRevisionRow.content,
            ItemRow.revision,
            DeckRow.content,
        )
        .join(ItemRow, ItemRow.id == CardRow.item_id)
        .join(ItemRevisionRow, _is_current())
        .join(DeckRow, DeckRow.id == ItemRow.deck_id)
    )


def loaded_card(
    row: SqlRow[int, str, int, int, str, int, str, int, str],
    version: tuple[int, str] | None = None,
) -> LoadedCard:
    """Make a card of a row of `select_cards`.

    Args:
        row: of a card that the current revision of its item has.
        version: the number and the content of another revision, that has it.
    """
    id_, key, position, item_id, place, line, content, revision, deck_content = row
    if version:
        revision, content = version
    deck = deck_from_json(deck_content)
    return LoadedCard(
        id=id_,
        item_id=item_id,
        position=position,
        card=asked_by(deck, cards_from_json(content)[key]),
        item=_item_at(content, place, line),
        deck=deck,
        revision=revision,
    )


def last_loaded_card(
    session: Session, row: SqlRow[int, str, int, int, str, int, str, int, str]
) -> LoadedCard:
    """Make a card of a row of `select_cards`: as it was last, if its item lost it.

    An answer may come in after the key was changed so that the card is no more.
    """
    _, key, _, item_id, _, _, content, _, _ = row
    if key in cards_from_json(content):
        return loaded_card(row)
    versions = session.execute(
        select(ItemRevisionRow.number, ItemRevisionRow.content)
        .where(ItemRevisionRow.item_id == item_id)
        .order_by(ItemRevisionRow.number.desc())
    )
    return loaded_card(
        row, next((n, text) for n, text in versions if key in cards_from_json(text))
    )


@lru_cache(maxsize=_ITEMS)
def _item_at(content: str, place: str, line: int) -> Item:
    return replace(item_from_json(content), place=place, line=line)


def _is_current() -> ColumnElement[bool]:
    """Join an item to its current revision."""
    return and_(
        ItemRevisionRow.item_id == ItemRow.id,
        ItemRevisionRow.number == ItemRow.revision,
    )
