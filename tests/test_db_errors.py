"""What databases and disks say, and the sentence that a person gets for it."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from trainer import db_errors, errors
from trainer.db_errors import clear_database_errors, clear_disk_errors
from trainer.errors import TrainerError
from trainer.locks import TooLong

SERVER = "postgresql://lea:***@db/trainer"


def from_sqlite(name: str) -> DBAPIError:
    """Return what SQLAlchemy raises for a result code of SQLite."""
    said = sqlite3.OperationalError("in SQLite's words")
    said.sqlite_errorname = name
    return DBAPIError("SELECT 1", None, said)


def from_postgresql(state: str | None) -> DBAPIError:
    """Return what SQLAlchemy raises for an SQLSTATE; None: there was no answer."""
    if state is None:
        return DBAPIError("", None, psycopg.OperationalError("refused\nIs it running?"))
    return DBAPIError("", None, psycopg.errors.lookup(state)("in its words"))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SQLITE_FULL", errors.DiskFull),
        ("SQLITE_BUSY", errors.DatabaseBusy),
        ("SQLITE_BUSY_SNAPSHOT", errors.DatabaseBusy),
        ("SQLITE_LOCKED", errors.DatabaseBusy),
        ("SQLITE_NOTADB", errors.NotADatabase),
        ("SQLITE_CORRUPT", errors.DatabaseDamaged),
        ("SQLITE_CORRUPT_INDEX", errors.DatabaseDamaged),
        ("SQLITE_IOERR_FSYNC", errors.DatabaseUnavailable),
        ("SQLITE_CANTOPEN", errors.DatabaseUnavailable),
        ("SQLITE_CANTOPEN_ISDIR", errors.DatabaseUnavailable),
    ],
)
def test_a_code_of_sqlite_becomes_a_sentence_about_the_file(
    tmp_path: Path, name: str, kind: type[TrainerError]
) -> None:
    path = tmp_path / "trainer.db"

    with pytest.raises(kind, match=r"trainer\.db"), clear_database_errors(path):
        raise from_sqlite(name)


@pytest.mark.parametrize("name", ["SQLITE_CONSTRAINT_UNIQUE", "SQLITE_ERROR", ""])
def test_a_mistake_of_ours_stays_loud(tmp_path: Path, name: str) -> None:
    with pytest.raises(DBAPIError), clear_database_errors(tmp_path / "trainer.db"):
        raise from_sqlite(name)


def test_a_reading_transaction_that_writes_is_a_mistake_of_ours(tmp_path: Path) -> None:
    with pytest.raises(DBAPIError), clear_database_errors(tmp_path / "trainer.db"):
        raise from_sqlite("SQLITE_READONLY")


def test_an_input_or_output_error_on_a_full_disk_is_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db_errors, "NO_ROOM_BYTES", 2**80)

    with pytest.raises(errors.DiskFull), clear_database_errors(tmp_path / "trainer.db"):
        raise from_sqlite("SQLITE_IOERR_SHMSIZE")


@pytest.mark.parametrize("error", [TooLong(), PoolTimeout()])
def test_a_wait_that_is_too_long_says_that_others_write(
    tmp_path: Path, error: Exception
) -> None:
    with pytest.raises(errors.DatabaseBusy), clear_database_errors(tmp_path / "x.db"):
        raise error


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (None, errors.DatabaseUnavailable),
        ("57P01", errors.DatabaseUnavailable),
        ("53300", errors.DatabaseUnavailable),
        ("3D000", errors.DatabaseUnavailable),
        ("28P01", errors.DatabaseUnavailable),
        ("53100", errors.DiskFull),
        ("40P01", errors.DatabaseBusy),
        ("55P03", errors.DatabaseBusy),
    ],
)
def test_a_state_of_postgresql_becomes_a_sentence_about_the_server(
    state: str | None, kind: type[TrainerError]
) -> None:
    with pytest.raises(kind, match="@db/trainer") as raised:
        raise_in_block(from_postgresql(state))

    assert "\n" not in str(raised.value)


def raise_in_block(error: Exception) -> None:
    with clear_database_errors(SERVER):
        raise error


@pytest.mark.parametrize("state", ["23505", "25006", "42P01"])
def test_a_mistake_of_ours_on_postgresql_stays_loud(state: str) -> None:
    with pytest.raises(DBAPIError):
        raise_in_block(from_postgresql(state))


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.EACCES, errors.ReadOnlyPlace),
        (errno.EROFS, errors.ReadOnlyPlace),
        (errno.ENOSPC, errors.DiskFull),
        (errno.ENOTDIR, errors.DatabaseUnavailable),
    ],
)
def test_what_the_disk_says_becomes_a_sentence(
    tmp_path: Path, number: int, kind: type[TrainerError]
) -> None:
    with pytest.raises(kind, match=tmp_path.name), clear_disk_errors(tmp_path):
        raise OSError(number, "in the system's words")
