"""What an Anki file says, as plain values; must not know how such a file is read.

Nothing here is ours before it was compared with our cards: a file may say anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NamedTuple

from trainer.core.anki_wire import LOG_ROW


class AnkiLayout(StrEnum):
    """How a file is laid out: as Anki writes since 2.1.50, or for older versions."""

    NEW = "new"
    LEGACY = "legacy"


class RowKind(IntEnum):
    """Why a row stands in Anki's log.

    FILTERED with a factor is a real answer given early, without one it is cramming.
    MANUAL and RESCHEDULED are no answers.
    """

    LEARNING = 0
    REVIEW = 1
    RELEARNING = 2
    FILTERED = 3
    MANUAL = 4
    RESCHEDULED = 5


# A tuple: a frozen dataclass takes five times as long to make, for 100,000 rows.
class AnkiReview(NamedTuple):
    """A row of Anki's log.

    Attributes:
        id_ms: when the answer was given, in ms since 1970; unique in a collection.
        ease: the button, 1–4; 0 in rows that are no answer.
        kind: a `RowKind`.
        interval: the one that was given: days, or seconds as a negative number.
        last_interval: the one before.
        factor: with FSRS ((difficulty − 1) / 9 + 0.1) · 1000; else the ease, ≥ 1300; 0.
        duration_ms: cut by Anki at 60 s, or what the deck says.
    """

    id_ms: int
    ease: int
    kind: int
    interval: int
    last_interval: int
    factor: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class AnkiCard:
    """A card of a note, with its log.

    Attributes:
        ord: which card of its note, from 0.
        deck: its home deck (not the filtered one that it may be in), parts joined by
            "::"; empty if the file names no such deck.
        flag: the colour, 0 (none) to 7.
        log: its reviews as the file gives them, oldest first (see `reviews`).
    """

    ord: int
    deck: str
    is_suspended: bool
    is_buried: bool
    flag: int
    log: bytes

    @property
    def reviews(self) -> Iterator[AnkiReview]:
        """Give its rows, oldest first."""
        return map(AnkiReview._make, LOG_ROW.iter_unpack(self.log))

    @property
    def review_count(self) -> int:
        """Say how many rows there are."""
        return len(self.log) // LOG_ROW.size


@dataclass(frozen=True, slots=True)
class AnkiNote:
    """A note, with its cards by ord; two notes of a file may have one guid.

    Attributes:
        note_type: the name of its note type, empty if the file names none.
        fields: as HTML. A note whose guid is not one of ours has its first field alone,
            cut short: enough to say which it is.
        tags: in Anki's order.
    """

    guid: str
    note_type: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    modified_at: datetime
    cards: tuple[AnkiCard, ...]


@dataclass(frozen=True, slots=True)
class AnkiFile:
    """All that was read of a file.

    Attributes:
        is_collection: a whole collection (.colpkg), not a package of decks (.apkg).
        rollover_hour: when the day begins there, 0–23; None: the file does not say it.
        uses_fsrs: None: the file does not say it.
        notes: in the order in which they were made.
        orphans: rows of the log whose card is no longer there.
    """

    layout: AnkiLayout
    is_collection: bool
    rollover_hour: int | None
    uses_fsrs: bool | None
    notes: tuple[AnkiNote, ...]
    orphans: int

    @property
    def review_count(self) -> int:
        """Say how many rows of the log there are; 0: exported without scheduling."""
        cards = (card for note in self.notes for card in note.cards)
        return self.orphans + sum(card.review_count for card in cards)
