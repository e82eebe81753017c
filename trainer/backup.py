"""A backup of a SQLite database that is known to be good, because it was restored.

Writers go on meanwhile: the copy is of one moment. PostgreSQL has its own means.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, NullPool, func, inspect, select, table
from sqlalchemy.exc import DatabaseError

from trainer.db import Database
from trainer.db_errors import clear_database_errors, clear_disk_errors
from trainer.engines import sqlite_engine
from trainer.errors import BackupByServer, BackupFailed, FolderMissing, TargetExists


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made: where, how many rows of all tables, how large."""

    path: Path
    rows: int
    size_bytes: int


def backup(database: Database, path: Path) -> Backup:
    """Copy the database to a new file, after restoring that copy and comparing it.

    Raises:
        BackupByServer: the database is on a PostgreSQL server.
        TargetExists: there is such a file.
        FolderMissing: there is no folder to put it in.
        BackupFailed: the copy is not sound, or lacks rows.
        Unavailable: the disk is full or read-only.
    """
    source = database.path
    if source is None:
        raise BackupByServer(database.place, path)
    with clear_disk_errors(path.parent):
        refuse_target(path)
    with (
        clear_disk_errors(path.parent),
        tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder,
    ):
        copy = Path(folder) / "copy.db"
        rows = copy_and_compare(database, source, copy, path)
        size_bytes = copy.stat().st_size
        write_through(copy)
        refuse_target(path)
        copy.rename(path)
        write_through(path.parent)
    return Backup(path, rows, size_bytes)


def refuse_target(path: Path) -> None:
    """Refuse a path at which no new file can be made.

    Raises:
        TargetExists: there is such a file.
        FolderMissing: there is no folder to put it in.
    """
    if path.exists():
        raise TargetExists(path)
    if not path.parent.is_dir():
        raise FolderMissing(path.parent)


def copy_and_compare(database: Database, source: Path, copy: Path, path: Path) -> int:
    """Copy a database, restore the copy, compare the two, and return the copy's rows.

    Rows may come or go while the copy is made: it must have a number of them between
    the one before and the one after.

    Raises:
        BackupFailed: the copy, which shall become `path`, is not good.
    """
    before = rows_of(database)
    with clear_database_errors(path):
        vacuum_into(source, copy)
    after = rows_of(database)
    copy.chmod(0o600)
    found = rows_of_sound(Path(shutil.copy(copy, f"{copy}-restored")), path)
    for name in before:
        low, high = sorted((before[name], after[name]))
        if not low <= found.get(name, -1) <= high:
            raise BackupFailed(path, f"{name}: {found.get(name)} < {high}")
    return sum(found.values())


def rows_of(database: Database) -> dict[str, int]:
    """Count the rows of each table, all at one moment."""
    with database.reading() as session:
        return count_rows(session.connection())


def rows_of_sound(file: Path, path: Path) -> dict[str, int]:
    """Count the rows of a restored file.

    Raises:
        BackupFailed: the file is not sound; `path` is what it should have become.
    """
    try:
        with sqlite_engine(file, "BEGIN", poolclass=NullPool).connect() as connection:
            told = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
            rows = count_rows(connection)
    except DatabaseError as error:
        raise BackupFailed(path, str(error.orig)) from error
    if told != "ok":
        raise BackupFailed(path, str(told))
    return rows


def count_rows(connection: Connection) -> dict[str, int]:
    """Count the rows of each table."""
    return {
        name: connection.execute(
            select(func.count()).select_from(table(name))
        ).scalar_one()
        for name in inspect(connection).get_table_names()
    }


def vacuum_into(source: Path, copy: Path) -> None:
    """Write one moment of a database to a new file, while others go on writing."""
    with sqlite_engine(source, begin="", poolclass=NullPool).connect() as connection:
        connection.exec_driver_sql("VACUUM INTO ?", (str(copy),))


def write_through(path: Path) -> None:
    """Have the disk keep a file, or the names in a folder, before going on."""
    if path.is_dir() and sys.platform == "win32":
        return  # Windows keeps names by itself, and opens no folder
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
