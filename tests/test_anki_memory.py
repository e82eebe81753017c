"""What a student has learnt of a deck, read for Anki and written into a package."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import genanki
import pytest
from genanki.apkg_schema import APKG_SCHEMA
from sqlalchemy import select

from tests.real_anki import loaded, package
from tests.samples import DECK
from tests.simulated_student import study
from tests.studying import (
    DAY,
    NOW,
    add_deck,
    add_learner,
    answer,
    recall_items,
    send,
    states_of,
    take_back,
    undo,
)
from trainer.anki_deck import notes_of
from trainer.anki_export import export_deck
from trainer.anki_memory import AnkiMemory, memory_of, preset_of
from trainer.anki_notes import lasting_ids
from trainer.anki_rows import preset_id
from trainer.core.anki_ids import epoch_ms, imported_uid
from trainer.core.holds import HoldAction
from trainer.core.reviews import Purpose, Rating
from trainer.core.study_settings import StudySettings
from trainer.db import Database
from trainer.errors import NotFound
from trainer.holding import HoldIn, record_holds
from trainer.learners import Learner, load_learner
from trainer.tables import DeckRow

CARD, OTHER = "exemple/F1#rule", "exemple/F2#rule"
NOW_MS = epoch_ms(NOW)


def learner_of(db: Database) -> Learner:
    with db.writing() as session:
        add_deck(session, recall_items(3))
        add_deck(session, recall_items(1, "autre"), replace(DECK, slug="autre"))
        return add_learner(session)


def memory(db: Database, learner: Learner, slug: str = DECK.slug) -> AnkiMemory:
    with db.reading() as session:
        deck = session.scalars(select(DeckRow).where(DeckRow.slug == slug)).one()
        return memory_of(session, learner, deck, NOW)


def ids_of(db: Database, learner: Learner, card: str = CARD) -> list[int]:
    return [row.id_ms - NOW_MS for row in memory(db, learner).cards[card].log]


def test_the_states_and_the_log_are_those_of_the_database(sqlite_db: Database) -> None:
    with sqlite_db.writing() as session:
        add_deck(session)
        add_learner(session)
    study(sqlite_db, days=12, until=NOW)
    with sqlite_db.reading() as session:
        learner = load_learner(session)
        states = states_of(session, learner)

    told = memory(sqlite_db, learner)

    studied = {key: c for key, c in told.cards.items() if c.columns.reps}
    assert studied.keys() == states.keys()
    assert told.studied == len(states)
    for key, state in states.items():
        data = json.loads(studied[key].columns.data)
        assert data["s"] == pytest.approx(state.stability, abs=5.1e-5)
        assert studied[key].columns.reps == state.reps
    ids = [row.id_ms for card in told.cards.values() for row in card.log]
    assert len({*ids}) == len(ids) == told.answers > 100


def test_an_answer_keeps_its_id_whatever_comes_later(db: Database) -> None:
    learner = learner_of(db)
    send(db, learner, answer("a", CARD), answer("b", OTHER), answer("c", CARD))
    before = ids_of(db, learner)

    send(db, learner, answer("late", CARD, at=NOW - DAY))
    send(db, learner, answer("same", CARD))
    take_back(db, learner, undo("a"))

    assert before == [0, 2]
    assert ids_of(db, learner) == [-86_400_000, 2, 3]


def test_an_answer_to_another_deck_takes_an_id_and_is_not_told(db: Database) -> None:
    learner = learner_of(db)
    send(db, learner, answer("a", "autre/F1#rule"), answer("b", CARD))

    told = memory(db, learner)

    assert ids_of(db, learner) == [1]
    assert told.cards.keys() == {CARD}
    assert (told.studied, told.answers) == (1, 1)


def test_an_answer_that_came_from_anki_goes_back_under_its_id(db: Database) -> None:
    learner = learner_of(db)
    send(db, learner, answer(imported_uid(NOW_MS - 5), CARD))

    assert ids_of(db, learner) == [-5]


def test_a_card_that_is_only_held_is_told_of(db: Database) -> None:
    learner = learner_of(db)
    hold = HoldIn("h", CARD, HoldAction.SUSPEND, NOW)
    with db.writing() as session:
        record_holds(session, learner, [hold], sent_at=NOW, now=NOW)

    told = memory(db, learner)

    assert (told.studied, told.answers) == (0, 0)
    assert told.cards[CARD].columns[:2] == (0, -1)


def test_another_preset_has_another_id_and_the_same_one_the_same() -> None:
    """Anki never updates a preset that it has."""
    one = preset_of(StudySettings(NOW))
    ids = {
        preset_id(replace(one, **change))
        for change in (
            {},
            {"desired_retention": 0.8},
            {"new_per_day": 5},
            {"reviews_per_day": 5},
            {"learning_steps": (5,)},
            {"relearning_steps": ()},
            {"easy_days": (6,)},
            {"parameters": (*one.parameters[:-1], 0.2)},
        )
    }

    assert len(ids) == 8
    assert preset_id(one) == preset_id(preset_of(StudySettings(NOW - DAY)))


def test_a_deck_goes_out_with_what_its_student_has_learnt(
    db: Database, tmp_path: Path
) -> None:
    learner = learner_of(db)
    cram = answer("c", CARD, purpose=Purpose.CRAM)
    send(db, learner, answer("a", CARD, Rating.EASY), answer("b", OTHER), cram)

    with db.reading() as session:
        path = tmp_path / "a.apkg"
        report = export_deck(session, "exemple", path, NOW, learner)

    assert (report.notes, report.studied, report.answers) == (3, 2, 3)
    rows = [(row[0] - NOW_MS, row[3], row[8]) for row in rows_of(path, "revlog")]
    assert rows == [(0, 4, 0), (1, 3, 0), (2, 3, 3)]


def test_a_deck_that_a_student_does_not_learn_is_not_found(
    db: Database, tmp_path: Path
) -> None:
    learner_of(db)
    with db.writing() as session:
        stranger = add_learner(session, "max")
        add_deck(session, recall_items(1, "neuf"), replace(DECK, slug="neuf"))

    with db.reading() as session, pytest.raises(NotFound):
        export_deck(session, "neuf", tmp_path / "a.apkg", NOW, stranger)

    assert list(tmp_path.glob("*.apkg")) == []


# Content only


def test_without_a_student_the_rows_are_those_that_genanki_writes(
    tmp_path: Path,
) -> None:
    notes, path = tuple(notes_of(loaded())), package(tmp_path / "a.apkg")
    ids = lasting_ids(note.key for note in notes)
    with collection_of(path) as made:
        decks = dict(made.execute("select id, did from cards").fetchall())
        types = json.loads(made.execute("select models from col").fetchone()[0])
    models = {int(id_): model_of(values) for id_, values in types.items()}

    with closing(sqlite3.connect(":memory:")) as peer:
        peer.executescript(APKG_SCHEMA)
        for place, note in enumerate(notes):
            id_ = ids[note.key]
            genanki.Note(
                models[note.note_type.id],
                list(note.fields),
                tags=note.tags,
                guid=note.guid,
                due=place,
            ).write_to_db(peer.cursor(), note.modified_at, decks[id_], iter((id_, id_)))

        for table in ("notes", "cards", "revlog"):
            assert rows_of(path, table) == table_of(peer, table)


def test_without_a_student_there_is_no_preset(tmp_path: Path) -> None:
    with collection_of(package(tmp_path / "a.apkg")) as made:
        decks, presets = made.execute("select decks, dconf from col").fetchone()

    assert json.loads(presets).keys() == {"1"}
    assert {deck["conf"] for deck in json.loads(decks).values()} == {1}


def model_of(values: dict[str, Any]) -> genanki.Model:
    fields, templates = values["flds"], values["tmpls"]
    return genanki.Model(
        int(values["id"]), values["name"], fields, templates, sort_field_index=1
    )


@contextmanager
def collection_of(path: Path) -> Iterator[sqlite3.Connection]:
    with ZipFile(path) as archive:
        archive.extract("collection.anki2", path.parent)
    with closing(sqlite3.connect(path.parent / "collection.anki2")) as connection:
        yield connection


def rows_of(path: Path, table: str) -> list[Any]:
    with collection_of(path) as made:
        return table_of(made, table)


def table_of(connection: sqlite3.Connection, table: str) -> list[Any]:
    return connection.execute(f"select * from {table} order by id").fetchall()
