"""A deck as an Anki package (.apkg); the only import of genanki.

The content, and if asked for, what a student has learnt of it. The same deck gives the
same ids in every export, and a note's time of change rises with its revision alone, so
that Anki updates what changed in place and leaves all else, with its reviews there.
"""

from __future__ import annotations

import gc
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import genanki
from sqlalchemy.orm import Session

from trainer import access
from trainer.anki_deck import notes_of, subdeck_name, top_name
from trainer.anki_memory import AnkiMemory, Preset, memory_of
from trainer.anki_notes import (
    CHANGED_AT,
    NOTE_TYPES,
    AnkiNote,
    NoteType,
    lasting_id,
    lasting_ids,
)
from trainer.anki_rows import (
    ADD_ANSWER,
    ADD_CARD,
    ADD_NOTE,
    answer_rows,
    card_rows,
    note_rows,
    preset_values,
)
from trainer.content import load_deck
from trainer.core.anki_schedule import FIRST_DAY
from trainer.core.items import Deck
from trainer.core.messages import message
from trainer.db_errors import explain_disk_error
from trainer.errors import DiskFull, FolderMissing, NotAnkiFile, ReadOnlyPlace
from trainer.learners import Learner
from trainer.resources import PACKAGE

_CREATED_AT = int(datetime.combine(FIRST_DAY, time(12), UTC).timestamp())
_COLLECTION = {"schedVer": 2, "sched2021": True, "creationOffset": 0, "rollover": 4}
_UNSTUDIED = dict.fromkeys(("newToday", "revToday", "lrnToday", "timeToday"), (0, 0))


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What went into a package.

    `studied` is how many cards have a memory (None: content only), `answers` how many
    answers are in the log.
    """

    title: str
    path: Path
    notes: int
    subdecks: tuple[str, ...]
    studied: int | None = None
    answers: int = 0


def export_deck(
    session: Session,
    slug: str,
    path: Path,
    now: datetime,
    learner: Learner | None = None,
) -> ExportReport:
    """Write the cards of a deck as an Anki package; a file of that name is replaced.

    Args:
        learner: whose learning progress goes with them (default: content only). The
            deck must be one that this student learns.

    Raises:
        NotFound: there is no such deck.
        TrainerError: the file cannot be written there; nothing is left half written.
    """
    _check_target(path)
    with _without_garbage():
        if learner is None:
            row, memory = access.deck_named(session, slug), None
        else:
            row = access.deck_of(session, learner.id, slug)
            memory = memory_of(session, learner, row, now)
        loaded = load_deck(session, row)
        return write_package(loaded.deck, tuple(notes_of(loaded)), path, now, memory)


@contextmanager
def _without_garbage() -> Iterator[None]:
    """Have no garbage looked for: a quarter of the time of a long log, for none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def write_package(
    deck: Deck,
    notes: Sequence[AnkiNote],
    path: Path,
    now: datetime,
    memory: AnkiMemory | None = None,
) -> ExportReport:
    """Write notes as a package: first under another name beside it, then renamed."""
    package = _Package(deck, notes, now, memory)
    with _replacing(path) as scratch:
        package.write_to_file(scratch, CHANGED_AT)
    subdecks = tuple(dict.fromkeys(note.subdeck for note in notes))
    if memory is None:
        return ExportReport(deck.title, path, len(notes), subdecks)
    told = memory.studied, memory.answers
    return ExportReport(deck.title, path, len(notes), subdecks, *told)


class _Package(genanki.Package):  # type: ignore[misc]  # genanki has no types
    """A package whose notes bring their own ids and times of change.

    genanki takes both from the clock, so that no later export could update a note.
    """

    def __init__(
        self,
        deck: Deck,
        notes: Sequence[AnkiNote],
        now: datetime,
        memory: AnkiMemory | None,
    ) -> None:
        self.models = {note_type.id: _model(note_type) for note_type in NOTE_TYPES}
        self.notes = notes
        self.subdecks = _subdecks(deck, notes)
        self.now = now
        self.memory = memory
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
            self._write_rows(cursor)
            self._write_collection(cursor)
            if self.memory is not None:
                self._write_preset(cursor, self.memory.preset)
            cursor.connection.commit()
        except cursor.connection.OperationalError as error:
            raise DiskFull(Path(tempfile.gettempdir())) from error

    def _write_rows(self, cursor: Any) -> None:
        """Write all rows of a table at once."""
        ids = lasting_ids(note.key for note in self.notes)
        decks = {name: deck.deck_id for name, deck in self.subdecks.items()}
        cursor.executemany(ADD_NOTE, note_rows(self.notes, ids))
        cursor.executemany(ADD_CARD, card_rows(self.notes, ids, decks, self.memory))
        if self.memory is not None:
            cursor.executemany(ADD_ANSWER, answer_rows(self.notes, ids, self.memory))

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

    def _write_preset(self, cursor: Any, preset: Preset) -> None:
        """Give the decks a preset, that above them too: Anki heeds its limits first."""
        decks, presets = map(
            json.loads, *cursor.execute("SELECT decks, dconf FROM col")
        )
        values = preset_values(preset, int(self.now.timestamp()))
        presets[str(values["id"])] = values
        for deck in self.decks:
            decks[str(deck.deck_id)]["conf"] = values["id"]
        cursor.execute(
            "UPDATE col SET decks = ?, dconf = ?",
            (json.dumps(decks), json.dumps(presets)),
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
