"""What SQLite may do while it reads a stranger's database, and how much is read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.anki_files import OURS, database
from trainer import anki_database
from trainer.anki_database import Piece, open_database, read_database
from trainer.core.anki_wire import LOG_ROW, CannotRead, Fault


def pieces_of(folder: Path, *changes: str, stated: int | None = 2) -> list[Piece]:
    """Read a database as the child does, in this process."""
    path = folder / "collection"
    path.write_bytes(database(*changes))
    with closing(open_database(str(path))) as connection:
        return list(read_database(connection, stated, "trainer:"))


def fault_of(folder: Path, *changes: str) -> Fault:
    with pytest.raises(CannotRead) as caught:
        pieces_of(folder, *changes)
    return caught.value.fault


@pytest.fixture
def confined(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection from which all was taken that reading does not need."""
    path = tmp_path / "confined"
    path.write_bytes(database())
    with closing(open_database(str(path))) as connection:
        next(read_database(connection, 2, "trainer:"))
        yield connection


def test_each_note_comes_with_its_cards_and_their_log(tmp_path: Path) -> None:
    about, ours, other, end = pieces_of(tmp_path)

    assert about[0] == {
        "new": False,
        "stated": True,
        "rollover": 4,
        "fsrs": None,
        "decks": {"1": "Default", "5": "Métiers::A"},
        "types": {"7": "Trainer"},
    }
    fields = ["Qui ?", "Elle"]
    card = [0, 5, 1, 0, 3, 2]
    assert ours[0] == [OURS, 7, 1_795_000_000, ["a", "b"], fields, [card]]
    assert [row[0] for row in LOG_ROW.iter_unpack(ours[1])] == [
        1_795_000_000_001,
        1_795_000_000_003,
    ]
    assert other[0] == ["own", 8, 1_795_000_000, [], ["À moi"], [[0, 5, 0, 1, 0, 1]]]
    assert end == ({"notes": 2, "orphans": 1}, b"")


def test_long_texts_are_cut(tmp_path: Path) -> None:
    long = (
        "UPDATE notes SET flds = hex(zeroblob(50000)) || char(31) || 'b'",
        'UPDATE col SET decks = \'{"5": {"name": "\' || hex(zeroblob(900)) || \'"}}\'',
    )

    about, ours, other, _ = pieces_of(tmp_path, *long)

    assert isinstance(about[0], dict)
    assert isinstance(ours[0], list)
    assert isinstance(other[0], list)
    # What was read is JSON: mypy knows of it only that it is an object.
    assert [len(name) for name in about[0]["decks"].values()] == [500]  # type: ignore[attr-defined]
    assert [len(field) for field in ours[0][4]] == [65_536, 1]  # type: ignore[attr-defined]
    assert [len(field) for field in other[0][4]] == [200]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "most"), [("MOST_CARDS", 1), ("MOST_NOTES", 1), ("MOST_LOG_ROWS", 3)]
)
def test_more_than_a_life_of_learning_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, most: int
) -> None:
    monkeypatch.setattr(anki_database, name, most)

    assert fault_of(tmp_path) is Fault.TOO_BIG


@pytest.mark.parametrize(
    "change",
    [
        "cards SET ord = 'first'",
        "cards SET ord = 70000",
        "cards SET queue = 0.5",
        "cards SET flags = 1 << 40",
        "revlog SET factor = 9e999",
        "revlog SET time = 1 << 40",
        "notes SET guid = x'00'",
        "notes SET mid = 'seven'",
        "notes SET mod = 0.5",
        "notes SET tags = x'00'",
        "notes SET flds = x'00'",
    ],
)
def test_each_cell_has_its_type_and_range(tmp_path: Path, change: str) -> None:
    assert fault_of(tmp_path, f"UPDATE {change}") is Fault.STRANGE


def test_reading_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anki_database, "DEADLINE_S", -1)
    monkeypatch.setattr(anki_database, "_STEPS", 1)

    assert fault_of(tmp_path) is Fault.TOO_SLOW


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO notes SELECT * FROM notes",
        "UPDATE notes SET flds = ''",
        "DELETE FROM revlog",
        "DROP TABLE notes",
        "CREATE TEMP TABLE t (a)",
        "CREATE VIEW v AS SELECT 1",
        "ATTACH 'other' AS other",
        "SELECT load_extension('x')",
        "SELECT hex(zeroblob(9)) FROM notes",
        "PRAGMA writable_schema = ON",
        "PRAGMA trusted_schema = ON",
        "PRAGMA journal_mode = WAL",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n FROM r) SELECT n FROM r",
        "BEGIN IMMEDIATE",
        "VACUUM INTO 'other'",
    ],
)
def test_nothing_but_reading_is_allowed(
    confined: sqlite3.Connection, statement: str
) -> None:
    with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|denied"):
        confined.execute(statement).fetchall()


def test_the_database_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "collection"
    path.write_bytes(database())

    with (
        closing(open_database(str(path))) as connection,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        connection.execute("DELETE FROM notes")


def test_a_collection_in_use_leaves_no_file_beside_it(tmp_path: Path) -> None:
    """A write-ahead log would be made, or one that was put there would be read."""
    pieces_of(tmp_path, "PRAGMA user_version = 3")
    path = tmp_path / "collection"
    content = bytearray(path.read_bytes())
    content[18:20] = b"\2\2"
    path.write_bytes(content)

    with closing(open_database(str(path))) as connection:
        list(read_database(connection, 2, "trainer:"))

    assert [each.name for each in tmp_path.iterdir()] == ["collection"]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("ignore_check_constraints", 1),
        ("mmap_size", 0),
        ("temp_store", 2),
        ("hard_heap_limit", 64 << 20),
    ],
)
def test_sqlite_is_told_to_be_careful(
    confined: sqlite3.Connection, setting: str, value: int
) -> None:
    confined.set_authorizer(None)

    assert confined.execute(f"PRAGMA {setting}").fetchone() == (value,)


def test_sqlite_is_given_little_room(confined: sqlite3.Connection) -> None:
    limits = [
        confined.getlimit(limit)
        for limit in (
            sqlite3.SQLITE_LIMIT_LENGTH,
            sqlite3.SQLITE_LIMIT_ATTACHED,
            sqlite3.SQLITE_LIMIT_WORKER_THREADS,
            sqlite3.SQLITE_LIMIT_EXPR_DEPTH,
        )
    ]

    assert limits == [8 << 20, 0, 0, 20]
