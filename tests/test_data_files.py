"""One's data in a file: what the ending asks for, and nothing half written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.studying import NOW, add_learner
from trainer import data_files
from trainer.core.spreadsheet import read_table
from trainer.data_files import UnknownEnding, write_data
from trainer.db import Database
from trainer.errors import FolderMissing, TargetExists, TrainerError


def write(db: Database, path: Path) -> bytes:
    with db.writing() as session:
        learner = add_learner(session)
        write_data(session, learner, path, NOW)
    return path.read_bytes()


def test_the_ending_says_what_is_written(sqlite_db: Database, tmp_path: Path) -> None:
    written = write(sqlite_db, tmp_path / "all.json")

    assert json.loads(written)["format"] == "trainer-data"


@pytest.mark.parametrize(("name", "heading"), [("x.csv", 14), ("my.cartes.csv", 3)])
def test_a_table_is_written_as_a_spreadsheet_wants_it(
    sqlite_db: Database, tmp_path: Path, name: str, heading: int
) -> None:
    written = write(sqlite_db, tmp_path / name)

    assert written.startswith(b"\xef\xbb\xbf")
    assert written.endswith(b"\r\n")
    (row,) = read_table(written)
    assert len(row.cells) == heading


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("x.txt", UnknownEnding),
        ("x", UnknownEnding),
        ("there.json", TargetExists),
        ("nowhere/x.json", FolderMissing),
    ],
)
def test_a_place_that_cannot_be_is_refused(
    sqlite_db: Database, tmp_path: Path, name: str, refusal: type[TrainerError]
) -> None:
    (tmp_path / "there.json").write_text("mine")

    with pytest.raises(refusal):
        write(sqlite_db, tmp_path / name)

    assert (tmp_path / "there.json").read_text() == "mine"


def test_a_file_is_written_whole_or_not_at_all(
    sqlite_db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Iterator[str]:
        yield "half"
        raise ValueError

    monkeypatch.setattr(data_files, "export_json", broken)

    with pytest.raises(ValueError, match=r"^$"):
        write(sqlite_db, tmp_path / "x.json")

    assert [path.name for path in tmp_path.iterdir()] == ["home"]
