"""The story of what is otherwise in Anki and does not come here: told, not lost.

Only reads. Cards that were edited in Anki, notes of the student's own there, cards that
are suspended or flagged there alone.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from trainer import access
from trainer.anki_deck import MAKING, notes_of
from trainer.anki_notes import GUID_PREFIX
from trainer.anki_notes import AnkiNote as OwnNote
from trainer.content import load_deck
from trainer.core.anki_file import AnkiFile, AnkiNote
from trainer.core.holds import NOT_HELD
from trainer.core.markup import show_traps
from trainer.holding import holds_of
from trainer.learners import Learner

NAMED = 20  # of each kind of card, by name
_READ = 1000  # signs of a field, to make a title of
_TITLE = 80
_LONGEST = 300  # signs of a key: a stranger's may have millions
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"[\t\r\n\u0085\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Listed:
    """How many cards or notes, and the names of the first of them."""

    count: int = 0
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """What is otherwise in Anki; cards by their keys, `own` notes by a title."""

    edited: Listed
    own: Listed
    suspended: Listed
    flagged: Listed


def listed(names: Iterable[str]) -> Listed:
    """Count names, and keep the first of them, each once."""
    each = tuple(dict.fromkeys(names))
    return Listed(len(each), tuple(_line(name[:_LONGEST]) for name in each[:NAMED]))


def differences_of(
    session: Session,
    learner: Learner,
    file: AnkiFile,
    cards: Mapping[str, access.CardName],
) -> Differences:
    """Say what is otherwise in an Anki file.

    Args:
        cards: those of the file that the student learns, by key.
    """
    ours = [
        (key, note)
        for note in file.notes
        if (key := note.guid.removeprefix(GUID_PREFIX)) in cards
    ]
    holds = holds_of(session, learner)
    here = {key: holds.get(card.id, NOT_HELD) for key, card in cards.items()}
    own = [note for note in file.notes if not note.guid.startswith(GUID_PREFIX)]
    return Differences(
        edited=listed(_edited(session, learner, ours, cards)),
        own=Listed(len(own), tuple(_title(note) for note in own[:NAMED])),
        suspended=listed(
            key
            for key, note in ours
            if not here[key].is_suspended
            and any(card.is_suspended for card in note.cards)
        ),
        flagged=listed(
            key
            for key, note in ours
            if not here[key].is_flagged and any(card.flag for card in note.cards)
        ),
    )


def _edited(
    session: Session,
    learner: Learner,
    notes: Collection[tuple[str, AnkiNote]],
    cards: Mapping[str, access.CardName],
) -> Iterator[str]:
    """Give the cards whose note has other fields than ours, and was changed later.

    The notes of a deck are made only if one of it may have been edited.
    """
    changed = [(key, note) for key, note in notes if _is_later(note, cards[key])]
    ours = _notes_of(session, learner, {key.partition("/")[0] for key, _ in changed})
    for key, note in changed:
        own = ours.get(key)
        if own is None or note.modified_at.timestamp() <= own.modified_at:
            continue
        if _plain(note.fields) != _plain(own.fields):
            yield key


def _is_later(note: AnkiNote, card: access.CardName) -> bool:
    """Say whether a note was changed after its own item was, at the earliest."""
    earliest = int(card.revised_at.timestamp()) + card.revision - 1 + MAKING
    return note.modified_at.timestamp() > earliest


def _notes_of(
    session: Session, learner: Learner, slugs: Collection[str]
) -> dict[str, OwnNote]:
    if not slugs:
        return {}
    return {
        note.key: note
        for row in access.decks_of(session, learner.id)
        if row.slug in slugs
        for note in notes_of(load_deck(session, row))
    }


def _plain(fields: Iterable[str]) -> list[str]:
    """Give fields in the form in which Anki stores what was typed."""
    return [unicodedata.normalize("NFC", field) for field in fields]


def _line(name: str) -> str:
    """Make a line of a stranger's words that deceives no reader and no terminal."""
    return show_traps(_BREAK.sub(" ", name))


def _title(note: AnkiNote) -> str:
    """Make a line of a note's first field, without its HTML."""
    words = html.unescape(_TAG.sub(" ", note.fields[0][:_READ] if note.fields else ""))
    line = _line(" ".join(words.split()))
    return line if len(line) <= _TITLE else line[: _TITLE - 1].rstrip() + "…"
