"""The backup: what it holds, and what it refuses to leave behind."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import NullPool, select

from tests.conftest import config_of, file_of
from tests.rows import add_card, add_student, review
from trainer import backup as backup_module
from trainer.backup import Backup, backup
from trainer.config import Config
from trainer.db import Database, open_database
from trainer.engines import sqlite_engine
from trainer.errors import (
    BackupByServer,
    BackupFailed,
    FolderMissing,
    TargetExists,
)
from trainer.tables import ReviewRow, StudentRow

PAGE_BYTES = 4096


def restored(path: Path, home: Path) -> Config:
    """Put a backup into a new data folder."""
    config = config_of(home)
    home.mkdir()
    shutil.copy(path, file_of(config))
    return config


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the backup shall go: a folder of its own."""
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder / "today.db"


def test_a_restored_backup_holds_every_review(
    sqlite_db: Database, target: Path, tmp_path: Path
) -> None:
    with sqlite_db.writing() as session:
        ids = add_card(session)
        session.add_all([review(ids, uid=f"u{n}") for n in range(100)])

    made = backup(sqlite_db, target)

    again = open_database(restored(target, tmp_path / "restored"))
    with again.reading() as session:
        assert len(session.scalars(select(ReviewRow.uid)).all()) == 100
    again.close()
    assert made == Backup(target, rows=105, size_bytes=target.stat().st_size)


def test_a_backup_is_one_file_for_its_owner_alone(
    sqlite_db: Database, target: Path
) -> None:
    backup(sqlite_db, target)

    assert names_in(target.parent) == ["today.db"]
    assert target.stat().st_mode & 0o777 == 0o600


def test_answers_go_on_while_a_backup_is_made(
    sqlite_db: Database, target: Path, tmp_path: Path
) -> None:
    with sqlite_db.writing() as session:
        ids = add_card(session)
    stop, saved = Event(), list[str]()

    def answer() -> None:
        while not stop.is_set():
            with sqlite_db.writing() as session:
                session.add(review(ids, uid=f"u{len(saved)}"))
            saved.append(f"u{len(saved)}")

    with ThreadPoolExecutor(1) as threads:
        answering = threads.submit(answer)
        while not saved:
            pass
        before = list(saved)
        backup(sqlite_db, target)
        after = len(saved)
        stop.set()
        answering.result()

    again = open_database(restored(target, tmp_path / "restored"))
    with again.reading() as session:
        kept = list(session.scalars(select(ReviewRow.uid).order_by(ReviewRow.id)))
    again.close()
    assert kept[: len(before)] == before
    assert len(before) < after <= len(saved)


def test_an_existing_file_is_never_replaced(sqlite_db: Database, target: Path) -> None:
    target.write_text("mine")

    with pytest.raises(TargetExists, match=r"today\.db"):
        backup(sqlite_db, target)

    assert target.read_text() == "mine"


def test_a_backup_needs_its_folder(sqlite_db: Database, tmp_path: Path) -> None:
    with pytest.raises(FolderMissing, match="nowhere"):
        backup(sqlite_db, tmp_path / "nowhere" / "today.db")


def test_postgresql_makes_its_own_backups(
    postgresql_config: Config, target: Path
) -> None:
    db = open_database(postgresql_config)

    with pytest.raises(BackupByServer, match="pg_dump"):
        backup(db, target)

    db.close()


def test_a_copy_that_lacks_rows_is_thrown_away(
    sqlite_db: Database, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_db.writing() as session:
        add_student(session)
    copy = backup_module.vacuum_into

    def copy_and_lose(source: Path, path: Path) -> None:
        copy(source, path)
        engine = sqlite_engine(path, "BEGIN", poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(StudentRow.__table__.delete())  # type: ignore[attr-defined]

    monkeypatch.setattr(backup_module, "vacuum_into", copy_and_lose)

    with pytest.raises(BackupFailed, match="students: 0 < 1"):
        backup(sqlite_db, target)

    assert names_in(target.parent) == []


def test_a_copy_that_is_damaged_is_thrown_away(
    sqlite_db: Database, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_db.writing() as session:
        ids = add_card(session)
        session.add_all([review(ids, uid=f"u{n}") for n in range(1000)])
    copy = backup_module.vacuum_into

    def copy_and_damage(source: Path, path: Path) -> None:
        copy(source, path)
        with path.open("r+b") as file:
            pages = path.stat().st_size // PAGE_BYTES
            file.seek(pages // 2 * PAGE_BYTES)  # of a table or an index with rows
            file.write(b"\xff" * PAGE_BYTES)

    monkeypatch.setattr(backup_module, "vacuum_into", copy_and_damage)

    with pytest.raises(BackupFailed):
        backup(sqlite_db, target)

    assert names_in(target.parent) == []


def test_a_copy_that_cannot_be_read_is_thrown_away(
    sqlite_db: Database, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_nonsense(_source: Path, path: Path) -> None:
        path.write_bytes(b"nonsense" * 1000)

    monkeypatch.setattr(backup_module, "vacuum_into", write_nonsense)

    with pytest.raises(BackupFailed):
        backup(sqlite_db, target)

    assert names_in(target.parent) == []
