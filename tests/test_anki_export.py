"""The Anki package as a file, and the story of its export."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from anki.collection import (
    Collection,
)

from tests.real_anki import NOW, Outcome, assert_renders, loaded, package, take_in
from tests.samples import DECK, ITEMS, cards_of
from tests.studying import add_deck
from trainer.anki_deck import notes_of
from trainer.anki_export import export_deck, write_package
from trainer.anki_notes import (
    CHANGED_AT,
)
from trainer.content import (
    LoadedDeck,
)
from trainer.core.messages import Message
from trainer.db import Database
from trainer.errors import (
    FolderMissing,
    NotAnkiFile,
    NotFound,
    ReadOnlyPlace,
    TrainerError,
)


def test_the_parts_are_sub_decks_and_what_a_note_is_about_its_tags(
    anki: Collection, tmp_path: Path
) -> None:
    take_in(anki, package(tmp_path / "a.apkg"))

    names = {deck.name for deck in anki.decks.all_names_and_ids()}
    note = anki.get_note(anki.find_notes('"guid:x" or Clé:exemple/A1#job')[0])

    assert names == {
        "Default",
        "Exemple",
        "Exemple::A — Identifier le bon métier",
        "Exemple::B — Associer",
        "Exemple::C — Vrai/Faux",
        "Exemple::D — Mini-cas",
        "Exemple::E — Ordre des étapes",
        "Exemple::F — Règles simples",
        "Exemple::Rappels — métiers",
        "Exemple::Rappels — vocabulaire",
        "Exemple::Rappels — aide-mémoire",
    }
    assert sorted(note.tags) == ["job::ml-engineer", "kind::choice", "part::A"]


def test_new_cards_come_in_the_order_of_the_paper(
    anki: Collection, tmp_path: Path
) -> None:
    take_in(anki, package(tmp_path / "a.apkg"))

    by_position = anki.db.list("select nid from cards order by due") if anki.db else []
    keys = [anki.get_note(id_)["Clé"] for id_ in by_position]

    assert keys == [card.key for card in cards_of()]


def test_the_collection_says_what_a_later_scheduling_import_needs(
    tmp_path: Path,
) -> None:
    """Anki looks at these only when it imports progress too."""
    with ZipFile(package(tmp_path / "a.apkg")) as archive:
        archive.extract("collection.anki2", tmp_path)
    with closing(sqlite3.connect(tmp_path / "collection.anki2")) as connection:
        row = connection.execute("select crt, conf, decks, models from col").fetchone()
    created_at, (conf, decks, models) = row[0], map(json.loads, row[1:])

    assert created_at == datetime(2014, 9, 19, 12, tzinfo=UTC).timestamp()
    assert (conf["schedVer"], conf["sched2021"], conf["creationOffset"]) == (2, True, 0)
    assert {tuple(deck["newToday"]) for deck in decks.values()} == {(0, 0)}
    assert {model["mod"] for model in models.values()} == {CHANGED_AT}


@pytest.mark.parametrize("checked", [False, True])
def test_a_key_that_no_teacher_has_read_says_so(
    anki: Collection, tmp_path: Path, checked: bool
) -> None:
    deck = replace(loaded(), deck=replace(DECK, checked=checked))

    take_in(anki, package(tmp_path / "a.apkg", deck))

    top = anki.decks.by_name("Exemple")
    assert top
    assert ("pas encore relu" in top["desc"]) is not checked


def test_ids_are_the_same_in_every_export(tmp_path: Path) -> None:
    found = []
    reordered = loaded([*reversed(ITEMS)])
    for name, deck in (("a", loaded()), ("b", reordered), ("c", loaded(ITEMS[3:]))):
        collection = Collection(str(tmp_path / f"{name}.anki2"))
        take_in(collection, package(tmp_path / f"{name}.apkg", deck))
        assert collection.db
        query = "select guid, n.id, c.id from notes n join cards c on c.nid = n.id"
        found.append({row[0]: row[1:] for row in collection.db.all(query)})
        collection.close()

    assert found[0] == found[1]
    assert found[2].items() <= found[0].items()
    assert all(14e11 <= id_ < 17e11 for ids in found[0].values() for id_ in ids)


def test_a_written_package_replaces_the_old_one_and_leaves_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch, target = tmp_path / "scratch", tmp_path / "out" / "a.apkg"
    scratch.mkdir()
    target.parent.mkdir()
    target.write_bytes(b"old")
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))

    package(target)

    assert target.read_bytes()[:2] == b"PK"
    assert list(scratch.iterdir()) == []
    assert list(target.parent.iterdir()) == [target]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch, target = tmp_path / "scratch", tmp_path / "out" / "a.apkg"
    scratch.mkdir()
    target.parent.mkdir()
    target.write_bytes(b"old")
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    good = tuple(notes_of(loaded()))
    broken = replace(good[5], tags=("a space",))

    with pytest.raises(ValueError, match="contains a space"):
        write_package(DECK, (*good, broken), target, NOW)

    assert target.read_bytes() == b"old"
    assert list(scratch.iterdir()) == []
    assert list(target.parent.iterdir()) == [target]


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file of this process grow over a size, as on a disk that is full."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.parametrize("is_for_target", [False, True])
def test_without_room_the_old_file_stays_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_for_target: bool
) -> None:
    scratch, target = tmp_path / "scratch", tmp_path / "out" / "a.apkg"
    scratch.mkdir()
    target.parent.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    size = package(target).stat().st_size
    target.write_bytes(b"old")

    # The package is a little larger than the collection in it.
    with pytest.raises(TrainerError), largest_file(size - 9 if is_for_target else 9999):
        package(target)

    assert target.read_bytes() == b"old"
    assert list(scratch.iterdir()) == []
    assert list(target.parent.iterdir()) == [target]


@contextmanager
def without_rights_of_root() -> Iterator[None]:
    """Let the permissions of files hold for root too."""
    user = os.geteuid()
    os.seteuid(65_534 if user == 0 else user)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.parametrize("mode", [0o555, 0o000], ids=["read-only", "closed"])
def test_a_folder_without_the_right_to_write_is_named(
    sqlite_db: Database, mode: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, sqlite_db.writing() as session:
        add_deck(session)
        Path(folder).chmod(mode)

        with without_rights_of_root(), pytest.raises(ReadOnlyPlace) as refusal:
            export_deck(session, "exemple", Path(folder) / "a.apkg", NOW)

        Path(folder).chmod(0o700)
        assert folder in str(refusal.value)
        assert list(Path(folder).iterdir()) == []


def test_without_a_temporary_folder_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    with pytest.raises(TrainerError):
        package(tmp_path / "a.apkg")

    assert list(tmp_path.iterdir()) == []


def test_an_empty_deck_is_a_package_without_notes(
    anki: Collection, tmp_path: Path
) -> None:
    outcome = take_in(anki, package(tmp_path / "a.apkg", LoadedDeck(DECK, ())))

    assert outcome == Outcome(0, 0, 0, 0)


# --- The story ----------------------------------------------------------------------


def test_a_deck_of_the_database_is_exported(
    db: Database, anki: Collection, tmp_path: Path
) -> None:
    with db.writing() as session:
        add_deck(session)

    with db.reading() as session:
        report = export_deck(session, "exemple", tmp_path / "a.apkg", NOW)

    assert (report.title, report.notes, len(report.subdecks)) == ("Exemple", 22, 9)
    assert take_in(anki, report.path).new == 22
    assert_renders(anki)


def test_an_unknown_deck_is_not_found(sqlite_db: Database, tmp_path: Path) -> None:
    with sqlite_db.reading() as session, pytest.raises(NotFound):
        export_deck(session, "nulle-part", tmp_path / "a.apkg", NOW)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("deck.zip", NotAnkiFile),
        ("folder.apkg", NotAnkiFile),
        ("x" * 300 + ".apkg", NotAnkiFile),
        ("no/where/a.apkg", FolderMissing),
    ],
)
def test_a_place_where_no_package_can_go_is_named(
    sqlite_db: Database, tmp_path: Path, name: str, error: type[Exception]
) -> None:
    (tmp_path / "folder.apkg").mkdir()

    with sqlite_db.reading() as session, pytest.raises(error) as refusal:
        export_deck(session, "exemple", tmp_path / name, NOW)

    assert isinstance(refusal.value.args[0], Message)
    assert str(tmp_path) in str(refusal.value)
