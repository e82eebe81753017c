"""The archive of a person: the JSON, the tables and every deck, whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.canaries import fill
from tests.people import add_account
from tests.studying import NOW
from trainer import person_export
from trainer.core.spreadsheet import read_table
from trainer.db import Database
from trainer.errors import DiskFull, TargetExists
from trainer.learners import Learner, load_learner
from trainer.person_export import export_person


@pytest.fixture
def tom(db: Database) -> Learner:
    with db.writing() as session:
        fill(session, add_account(session, "Tom"))
        return load_learner(session, "student-tom")


def test_the_archive_holds_all_of_it(
    db: Database, tom: Learner, tmp_path: Path
) -> None:
    path = tmp_path / "out" / "tom.zip"
    path.parent.mkdir()

    with db.reading() as session:
        export_person(session, tom, path, NOW)

    with ZipFile(path) as archive:
        names = archive.namelist()
        data = json.loads(archive.read("mes-donnees.json"))
        reviews = read_table(archive.read("mes-revisions.csv"))
        package = archive.open(names[-1])
        assert ZipFile(package).testzip() is None
        package.close()
    assert names[:3] == ["mes-donnees.json", "mes-revisions.csv", "mes-cartes.csv"]
    assert names[3:] == [f"paquets/{deck['slug']}.apkg" for deck in data["decks"]]
    assert data["student"]["uid"] == "student-tom"
    assert len(list(reviews)) == 1 + len(data["reviews"])
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_no_file_is_replaced(db: Database, tom: Learner, tmp_path: Path) -> None:
    path = tmp_path / "tom.zip"
    path.write_bytes(b"mine")

    with pytest.raises(TargetExists), db.reading() as session:
        export_person(session, tom, path, NOW)

    assert path.read_bytes() == b"mine"


def test_half_an_archive_is_none(
    db: Database, tom: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull(tmp_path)

    monkeypatch.setattr(person_export, "export_deck", full)

    with pytest.raises(DiskFull), db.reading() as session:
        export_person(session, tom, tmp_path / "tom.zip", NOW)

    assert [each.name for each in tmp_path.iterdir() if "tom" in each.name] == []
