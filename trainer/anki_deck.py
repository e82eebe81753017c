"""A whole deck for Anki: its notes, each with the jobs beside its own, and its names.

Knows the content as it was loaded; nothing of rows, files or genanki.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from trainer.anki_notes import AnkiNote, make_note
from trainer.content import LoadedDeck, LoadedItem
from trainer.core.cards import asked_by, make_cards
from trainer.core.items import Deck, Item
from trainer.core.questions import Card
from trainer.core.right_answers import RoleKey
from trainer.core.topics import jobs_of

# How often the making of notes itself has changed: raised so that Anki takes in what
# is new of notes whose items are what they were.
MAKING = 1

_DROPPED = re.compile(r'[\x00-\x1f\x7f"]')  # Anki leaves them out of names
_COLONS = re.compile("::+")


def notes_of(loaded: LoadedDeck) -> Iterator[AnkiNote]:
    """Make the notes of a deck, in the paper's order."""
    deck, roles = loaded.deck, _roles(loaded.items)
    for entry in loaded.items:
        for card in make_cards(entry.item):
            beside = [roles[job] for job in _jobs_beside(entry.item, card, deck, roles)]
            yield make_note(
                asked_by(deck, card),
                entry.item,
                deck,
                _modified_at([entry, *beside]),
                reminders=[role.item for role in beside],
            )


def top_name(deck: Deck) -> str:
    """Return the name that Anki knows a deck by."""
    return _plain(deck.title) or deck.slug


def subdeck_name(deck: Deck, subdeck: str) -> str:
    """Return the name that Anki knows a part of a deck by."""
    return f"{top_name(deck)}::{_plain(subdeck)}"


def _plain(title: str) -> str:
    """Keep a title from making decks below it."""
    words = " ".join(title.split())
    return _COLONS.sub(":", _DROPPED.sub("", words)).strip(": ")


def _roles(items: Iterable[LoadedItem]) -> dict[str, LoadedItem]:
    """Return the reminder of each job, by its one name."""
    return {
        entry.item.answer.job.text: entry
        for entry in items
        if isinstance(entry.item.answer, RoleKey)
    }


def _jobs_beside(
    item: Item, card: Card, deck: Deck, roles: Mapping[str, LoadedItem]
) -> list[str]:
    """Return the jobs that a card is about, then those that they are taken for.

    Only those that have a reminder. None if there is nothing to tell apart.
    """
    own = jobs_of(item, card)
    alike = [job for pair in deck.confusable if {*pair} & {*own} for job in pair]
    found = [job for job in dict.fromkeys((*own, *alike)) if job in roles]
    return found if {*found} - {*own} else []


def _modified_at(entries: Sequence[LoadedItem]) -> int:
    """Return a time in epoch seconds that rises whenever one of some items changes.

    The first entry is the note's own item. Two changes may fall into one second, and
    Anki knows no shorter time: each revision counts for one more.
    """
    items = {entry.item.key: entry for entry in entries}.values()
    last = max(int(entry.revised_at.timestamp()) for entry in items)
    return last + sum(entry.revision - 1 for entry in items) + MAKING
