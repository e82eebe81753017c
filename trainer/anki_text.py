"""A deck as a text file of notes for Anki, where packages are not allowed in.

Anki knows the note types by their names: they must be there, by one import of a
package, or the notes are left out. A text brings no templates and no schedule.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO

from sqlalchemy.orm import Session

from trainer.anki_deck import notes_of, subdeck_name, top_name
from trainer.anki_notes import NOTE_TYPES, AnkiNote
from trainer.content import load_deck
from trainer.core.items import Deck
from trainer.core.messages import message
from trainer.errors import Invalid
from trainer.tables import DeckRow

# Before the fields come the guid, the note type and the deck; after them the tags.
_BEFORE = 3
_TAGS = _BEFORE + max(len(note_type.fields) for note_type in NOTE_TYPES) + 1
_HEADER = f"""#separator:tab
#html:true
#guid column:1
#notetype column:2
#deck column:3
#tags column:{_TAGS}
"""


class TextWithProgress(Invalid):
    """A text of notes is to take along what a student has learnt."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Un fichier .txt n’emporte pas les progrès : donner un nom qui finit"
                " par .apkg, ou retirer --student."
            )
        )


@dataclass(frozen=True, slots=True)
class TextExport:
    """A text file of notes, and whose they are."""

    title: str
    notes: int
    data: bytes


def export_text(session: Session, deck: DeckRow) -> TextExport:
    """Write the notes of a deck as text."""
    loaded = load_deck(session, deck)
    notes = tuple(notes_of(loaded))
    text = text_of(loaded.deck, notes)
    return TextExport(top_name(loaded.deck), len(notes), text.encode())


def text_of(deck: Deck, notes: Iterable[AnkiNote]) -> str:
    """Write notes as text: one a line, but for the lines of a code block."""
    file = StringIO()
    file.write(_HEADER)
    rows = csv.writer(file, delimiter="\t", lineterminator="\n")
    for note in notes:
        rows.writerow(
            (
                note.guid,
                note.note_type.name,
                subdeck_name(deck, note.subdeck),
                *note.fields,
                " ".join(note.tags),
            )
        )
    return file.getvalue()
