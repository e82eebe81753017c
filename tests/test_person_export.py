"""The archive of a person: the JSON, the tables and every deck, whole or not at all."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import ForeignKey, MetaData, Row, select, text

from tests.canaries import CANARY, fill
from tests.people import add_account
from tests.studying import NOW
from trainer import person_export
from trainer.anki_reading import read_anki_file
from trainer.core.personal_register import MENTIONS, withheld
from trainer.core.spreadsheet import read_table
from trainer.data_sections import SECTIONS
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
        packages = [Path(archive.extract(name, tmp_path)) for name in names[3:]]
    assert names[:3] == ["mes-donnees.json", "mes-revisions.csv", "mes-cartes.csv"]
    assert names[3:] == [f"paquets/{deck['slug']}.apkg" for deck in data["decks"]]
    taken_along = sum(read_anki_file(package).review_count for package in packages)
    assert taken_along == sum(not each["retracted"] for each in data["reviews"]) > 0
    assert data["student"]["uid"] == "student-tom"
    assert len(list(reviews)) == 1 + len(data["reviews"])
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_every_row_that_leads_to_the_person_is_in_the_archive(
    db: Database, tom: Learner, tmp_path: Path
) -> None:
    with db.reading() as session:
        export_person(session, tom, tmp_path / "tom.zip", NOW)

    assert forgotten(db, tom, tmp_path / "tom.zip") == []


def test_a_new_table_is_missed_in_the_archive(
    db: Database, tom: Learner, tmp_path: Path
) -> None:
    with db.writing() as session:
        for statement in (
            "CREATE TABLE diaries (id INTEGER PRIMARY KEY,"
            " student_id INTEGER REFERENCES students(id))",
            "CREATE TABLE diary_pages (diary_id INTEGER REFERENCES diaries(id),"
            " words VARCHAR(9))",
            f"INSERT INTO diaries VALUES (7, {tom.id})",
            f"INSERT INTO diary_pages VALUES (7, '{CANARY} 0')",
        ):
            session.execute(text(statement))

    with db.reading() as session:
        export_person(session, tom, tmp_path / "tom.zip", NOW)

    assert forgotten(db, tom, tmp_path / "tom.zip") == [
        "diaries",
        "diary_pages",
        f"{CANARY} 0",
    ]


def forgotten(db: Database, learner: Learner, archive: Path) -> list[str]:
    """Give the tables with another number of rows than their list, and lost words."""
    with ZipFile(archive) as opened:
        told = json.loads(opened.read("mes-donnees.json"))
    lists = {section.table.__tablename__: section.name for section in SECTIONS}
    lists |= {"enrolments": "decks", "decks": "decks", "cards": "cards"}
    told["students"] = [told["student"]]
    lists["students"] = "students"
    rows = rows_leading_to(db, learner)
    fewer = [
        table
        for table, found in rows.items()
        if len(told.get(lists.get(table, ""), ())) != len(found)
    ]
    held = {
        word
        for table, found in rows.items()
        for row in found
        for column, value in row._mapping.items()
        if (table, column) not in withheld()
        for word in words_in(str(value))
    }
    assert len(held) > 10
    return sorted(fewer) + sorted(held - words_in(json.dumps(told, ensure_ascii=False)))


def words_in(value: str) -> set[str]:
    return set(re.findall(rf"{CANARY} \w+", value))


def rows_leading_to(db: Database, learner: Learner) -> dict[str, set[Row[Any]]]:
    """Follow the foreign keys that the database itself has, row by row.

    It knows nothing of how the program looks for them, but for the columns that name a
    person on what is not the person's.
    """
    with db.reading() as session:
        found: dict[str, set[Row[Any]]] = {}
        schema = MetaData()
        schema.reflect(session.connection())
        own = select(schema.tables["students"]).filter_by(id=learner.id)
        found["students"] = set(session.execute(own))
        while True:
            before = {name: len(rows) for name, rows in found.items()}
            for key in keys_of(schema):
                there = found.get(key.column.table.name, set())
                ids = {row._mapping[key.column.name] for row in there}
                rows = session.execute(
                    select(key.parent.table).where(key.parent.in_(ids))
                ).all()
                if rows:
                    found.setdefault(key.parent.table.name, set()).update(rows)
            if before == {name: len(rows) for name, rows in found.items()}:
                return found


def keys_of(schema: MetaData) -> list[ForeignKey]:
    return [
        key
        for table in schema.tables.values()
        for key in table.foreign_keys
        if (table.name, key.parent.name) not in MENTIONS
    ]


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
