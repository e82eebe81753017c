"""A deck as an Anki package (.apkg); the only import of genanki.

Content only: the schedule is Anki's own. The same deck gives the same ids in every
export, and a note's time of change rises with its revision alone, so that Anki updates
what changed in place and leaves all else, with the reviews made there.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import genanki
from sqlalchemy.orm import Session

from trainer import access
from trainer.anki_deck import notes_of, subdeck_name, top_name
from trainer.anki_notes import (
    CHANGED_AT,
    NOTE_TYPES,
    AnkiNote,
    NoteType,
    lasting_id,
    lasting_ids,
)
from trainer.content import load_deck
from trainer.core.model import Deck, message
from trainer.db_errors import explain_disk_error
from trainer.errors import DiskFull, FolderMissing, NotAnkiFile, ReadOnlyPlace
from trainer.resources import PACKAGE

# Noon UTC of a fixed day, with no offset: the day numbers of a package are then right
# in every time zone.
_CREATED_AT = 1_411_128_000  # 2014-09-19
_COLLECTION = {"schedVer": 2, "sched2021": True, "creationOffset": 0, "rollover": 4}
_UNSTUDIED = dict.fromkeys(("newToday", "revToday", "lrnToday", "timeToday"), (0, 0))


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What went into a package."""

    title: str
    path: Path
    notes: int
    subdecks: tuple[str, ...]


def export_deck(session: Session, slug: str, path: Path, now: datetime) -> ExportReport:
    """Write the cards of a deck as an Anki package; a file of that name is replaced.

    Raises:
        NotFound: there is no such deck.
        TrainerError: the file cannot be written there; nothing is left half written.
    """
    _check_target(path)
    loaded = load_deck(session, access.deck_named(session, slug))
    return write_package(loaded.deck, tuple(notes_of(loaded)), path, now)


def write_package(
    deck: Deck, notes: Sequence[AnkiNote], path: Path, now: datetime
) -> ExportReport:
    """Write notes as a package: first under another name beside it, then renamed."""
    package = _Package(deck, notes, now)
    with _replacing(path) as scratch:
        package.write_to_file(scratch, CHANGED_AT)
    subdecks = tuple(dict.fromkeys(note.subdeck for note in notes))
    return ExportReport(deck.title, path, len(notes), subdecks)


class _Package(genanki.Package):  # type: ignore[misc]  # genanki has no types
    """A package whose notes bring their own ids and times of change.

    genanki takes both from the clock, so that no later export could update a note.
    """

    def __init__(self, deck: Deck, notes: Sequence[AnkiNote], now: datetime) -> None:
        self.models = {note_type.id: _model(note_type) for note_type in NOTE_TYPES}
        self.notes = notes
        self.subdecks = _subdecks(deck, notes)
        self.now = now
        self.cursor: Any = None
        super().__init__([_top_deck(deck, self.models), *self.subdecks.values()])

    def write_to_file(self, file: Path, timestamp: float | None = None) -> None:
        """Write the file, and throw away the database that genanki leaves behind."""
        try:
            super().write_to_file(file, timestamp)
        finally:
            if self.cursor is not None:
                self.cursor.connection.close()
                Path(self.scratch).unlink(missing_ok=True)

    def write_to_db(self, cursor: Any, timestamp: float, id_gen: Iterator[int]) -> None:
        """Write the collection; it needs room in the temporary folder."""
        self.cursor = cursor
        self.scratch = cursor.execute("PRAGMA database_list").fetchone()[2]
        try:
            super().write_to_db(cursor, timestamp, id_gen)
            self._write_notes(cursor)
            self._write_collection(cursor)
            cursor.connection.commit()
        except cursor.connection.OperationalError as error:
            raise DiskFull(Path(tempfile.gettempdir())) from error

    def _write_notes(self, cursor: Any) -> None:
        """Write the rows by their ids: that is quick and leaves no gaps in the file."""
        ids = lasting_ids(note.key for note in self.notes)
        places = enumerate(self.notes)
        for place, note in sorted(places, key=lambda pair: ids[pair[1].key]):
            row = genanki.Note(
                model=self.models[note.note_type.id],
                fields=list(note.fields),
                tags=note.tags,
                guid=note.guid,
                due=place,
            )
            deck_id = self.subdecks[note.subdeck].deck_id
            note_and_card = iter((ids[note.key], ids[note.key]))
            row.write_to_db(cursor, note.modified_at, deck_id, note_and_card)

    def _write_collection(self, cursor: Any) -> None:
        """Say what genanki does not: the scheduler's version, decks not studied yet."""
        conf, decks = map(json.loads, *cursor.execute("SELECT conf, decks FROM col"))
        decks = {id_: values | _UNSTUDIED for id_, values in decks.items()}
        cursor.execute(
            "UPDATE col SET crt = ?, mod = ?, conf = ?, decks = ?",
            (
                _CREATED_AT,
                int(self.now.timestamp() * 1000),
                json.dumps(conf | _COLLECTION),
                json.dumps(decks),
            ),
        )


def _model(note_type: NoteType) -> genanki.Model:
    fields = [
        {"name": name, "id": note_type.field_id(place)}
        for place, name in enumerate(note_type.fields)
    ]
    template = {
        "name": note_type.name,
        "id": note_type.template_id,
        "qfmt": _template(note_type, "front"),
        "afmt": _template(note_type, "back"),
    }
    css = _read("style.css")
    return genanki.Model(
        note_type.id, note_type.name, fields, [template], css, sort_field_index=1
    )


def _template(note_type: NoteType, side: str) -> str:
    """Give one side of the cards: its HTML, then the script that both sides run."""
    html = _read(f"{note_type.stem}_{side}.html")
    if not note_type.has_script:
        return html
    script = _read("common.js") + _read(f"{note_type.stem}.js")
    return f"{html}<script>\n(() => {{\n{script}}})();\n</script>\n"


def _read(name: str) -> str:
    return (PACKAGE / "anki_templates" / name).read_text("utf-8")


def _top_deck(deck: Deck, models: dict[int, genanki.Model]) -> genanki.Deck:
    """Make the deck above the parts; it brings the note types and a warning."""
    top = genanki.Deck(lasting_id(f"deck {deck.slug}"), top_name(deck))
    if not deck.checked:
        top.description = str(message("Corrigé pas encore relu par un enseignant."))
    for model in models.values():
        top.add_model(model)
    return top


def _subdecks(deck: Deck, notes: Sequence[AnkiNote]) -> dict[str, genanki.Deck]:
    return {
        name: genanki.Deck(
            lasting_id(f"deck {deck.slug} {name}"),
            subdeck_name(deck, name),
        )
        for name in dict.fromkeys(note.subdeck for note in notes)
    }


def _check_target(path: Path) -> None:
    try:
        if path.suffix != ".apkg" or path.is_dir():
            raise NotAnkiFile(path)
        if not path.parent.is_dir():
            raise FolderMissing(path.parent)
    except PermissionError as error:
        raise ReadOnlyPlace(path.parent) from error
    except OSError as error:  # a name that is too long
        raise NotAnkiFile(path) from error


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Give a new name beside `path` to write to; rename it once all is on the disk."""
    scratch = path.with_name(f".{os.getpid()}-{lasting_id(path.name)}.part")
    try:
        try:
            yield scratch
            with scratch.open("rb") as file:
                os.fsync(file.fileno())
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)
    except OSError as error:
        raise explain_disk_error(error, path) from error
