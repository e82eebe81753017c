"""The story of a restoration: a backup takes the place of what is there.

What is there is kept as a backup first, so that a restoration can be undone.
"""

from __future__ import annotations

import secrets
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from trainer.automatic_backups import (
    Occasion,
    folder_of,
    keep_backup,
    kept_backups,
)
from trainer.backup import write_through
from trainer.backup_reading import Contents, contents_of, opened, prepare
from trainer.config import Config
from trainer.core.messages import message
from trainer.db import Database, make_folder, open_database, serving
from trainer.db_errors import clear_disk_errors
from trainer.engines import sqlite_path
from trainer.erasing import erase_again
from trainer.errors import (
    BackupFailed,
    DatabaseDamaged,
    ForeignDatabase,
    NotADatabase,
    Refused,
)

_READY = "ready-"


class RestoreByServer(Refused):
    """A PostgreSQL server has its own means to restore."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "La base est sur un serveur PostgreSQL : la sauvegarde se fait par"
                " « pg_dump », la restauration par « pg_restore »."
            )
        )


class NotReady(Refused):
    """What was prepared is no longer there: another was, or it was restored."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Cette sauvegarde n’est plus prête : la choisir de nouveau. Rien n’a"
                " été changé."
            )
        )


@dataclass(frozen=True, slots=True)
class Ready:
    """A prepared backup: what it goes by, and what it holds."""

    token: str
    contents: Contents


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and where that is which was there before (None: nothing)."""

    contents: Contents
    before: Path | None


def restore(database: Database, prepared: Path, now: datetime) -> None:
    """Put a prepared backup in the place of what is there, at once or not at all.

    What is there is kept as a backup first. The server goes on: who reads meanwhile
    sees what was there before.

    Raises:
        RestoreByServer: the database is on a PostgreSQL server.
        BackupFailed: what is there could not be kept; nothing is changed.
    """
    if database.path is None:
        raise RestoreByServer
    with database.replacing() as target, opened(prepared) as source:
        keep_backup(database, Occasion.RESTORE, now)
        overwrite(source, target)


def lay_ready(database: Database, file: Path) -> Ready:
    """Prepare a backup for a person to look at before it is restored; one at a time.

    Raises:
        RestoreByServer: the database is on a PostgreSQL server.
        UnfitBackup: the file is no sound backup of this program.
    """
    folder = _backups(database)
    make_folder(folder)
    forget_ready(database)
    token = secrets.token_hex(16)
    path = folder / f"{_READY}{token}.db"
    prepare(file, path)
    return Ready(token, contents_of(path))


def restore_ready(database: Database, token: str, now: datetime) -> None:
    """Restore what was prepared, after a backup of what is there.

    Raises:
        RestoreByServer: the database is on a PostgreSQL server.
        NotReady: nothing of this name is prepared any more.
    """
    folder = _backups(database)
    ready = folder.glob(f"{_READY}*.db")
    path = next((each for each in ready if each.stem == f"{_READY}{token}"), None)
    if path is None:
        raise NotReady
    restore(database, path, now)
    forget_ready(database)


def forget_ready(database: Database) -> None:
    """Throw away what was prepared and not restored."""
    folder = folder_of(database)
    if folder:
        for path in folder.glob(f"{_READY}*"):
            path.unlink(missing_ok=True)


def _backups(database: Database) -> Path:
    folder = folder_of(database)
    if folder is None:
        raise RestoreByServer
    return folder


def restore_file(config: Config, file: Path, now: datetime) -> Restored:
    """Restore a file while no server runs, also where the database is beyond use.

    Returns:
        What is there now, and where that is which was there before.

    Raises:
        AlreadyServing: a server runs on the database.
        RestoreByServer: the database is on a PostgreSQL server.
        UnfitBackup: the file is no sound backup of this program.
        Unavailable: the disk is full or read-only, or the file cannot be read.
    """
    path = sqlite_path(config)
    if path is None:
        raise RestoreByServer
    with (
        serving(config),
        clear_disk_errors(path.parent),
        tempfile.TemporaryDirectory(prefix=".restore-", dir=path.parent) as folder,
    ):
        prepared = Path(folder) / "prepared.db"
        prepare(file, prepared)
        found = contents_of(prepared)
        before = _put_in_place(config, path, prepared, now)
        _erase_again(config)
        return Restored(found, before)


def _put_in_place(
    config: Config, path: Path, prepared: Path, now: datetime
) -> Path | None:
    """Restore over a database that can be used, else move it out of the way."""
    if not path.exists():
        prepared.replace(path)
        write_through(path.parent)
        return None
    try:
        database = open_database(config)
        try:
            restore(database, prepared, now)
            return kept_backups(database)[0].path
        finally:
            database.close()
    except (NotADatabase, DatabaseDamaged, ForeignDatabase, BackupFailed):
        return _replace_unusable(path, prepared, now)


def _erase_again(config: Config) -> None:
    """Keep a backup from bringing back who was erased since."""
    database = open_database(config)
    try:
        erase_again(database, config.home)
    finally:
        database.close()


def _replace_unusable(path: Path, prepared: Path, now: datetime) -> Path:
    """Put a database in the place of one that cannot be read, which is kept aside."""
    aside = path.with_name(f"{path.stem}-abandoned-{now:%Y%m%dT%H%M%SZ}.db")
    for ending in ("-wal", "-shm", ""):  # the log first: it belongs to that file alone
        old = path.with_name(path.name + ending)
        if old.exists():
            old.replace(aside.with_name(aside.name + ending))
    prepared.replace(path)
    write_through(path.parent)
    return aside


def overwrite(source: Connection, target: object) -> None:
    """Copy every page of a database over another one, in one transaction of SQLite."""
    driver = source.connection.driver_connection
    assert driver is not None
    driver.backup(target)
