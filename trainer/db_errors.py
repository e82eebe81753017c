"""What a database and its disk say when something is wrong, as sentences for a person.

The one place where the codes of SQLite, of PostgreSQL and of the operating system are
read. A code that tells of a mistake of ours (a broken constraint, say) is left alone.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from trainer.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseUnavailable,
    DiskFull,
    NotADatabase,
    ReadOnlyPlace,
    TrainerError,
)
from trainer.locks import TooLong

NO_ROOM_BYTES = 64 * 1024
"""Less room than this, and an input or output error is one of a full disk."""


@contextmanager
def clear_database_errors(place: Path | str) -> Iterator[None]:
    """Raise what the database says in the block as a sentence about `place`.

    Args:
        place: a SQLite file, or the address of a server without its password.
    """
    try:
        yield
    except (TooLong, PoolTimeout) as error:
        raise DatabaseBusy(place) from error
    except DBAPIError as error:
        clear = explain_database_error(error, place)
        if clear is None:
            raise
        raise clear from error


@contextmanager
def clear_disk_errors(place: Path | str) -> Iterator[None]:
    """Raise what the operating system says in the block as a sentence about `place`."""
    try:
        yield
    except OSError as error:
        raise explain_disk_error(error, place) from error


def explain_disk_error(error: OSError, place: Path | str) -> TrainerError:
    """Return the sentence for an error of the operating system."""
    match error.errno:
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return ReadOnlyPlace(place)
        case errno.ENOSPC | errno.EDQUOT:
            return DiskFull(place)
        case _:
            return DatabaseUnavailable(place, error.strerror or str(error))


def explain_database_error(error: DBAPIError, place: Path | str) -> TrainerError | None:
    """Return the sentence for an error of the database; None: a mistake of ours."""
    reason = str(error.orig).partition("\n")[0].strip()
    if isinstance(place, Path):
        name = getattr(error.orig, "sqlite_errorname", "")
        return _explain_sqlite(name, place, reason)
    return _explain_postgresql(error, place, reason)


def _explain_sqlite(name: str, path: Path, reason: str) -> TrainerError | None:
    """Explain a result code, by its first word: SQLITE_IOERR_WRITE is an IOERR."""
    clear: TrainerError | None = None
    match name.removeprefix("SQLITE_").partition("_")[0]:
        case "FULL":
            clear = DiskFull(path)
        case "READONLY":
            clear = _explain_read_only(path)
        case "CANTOPEN" | "PERM":
            clear = _explain_read_only(path) or DatabaseUnavailable(path, reason)
        case "IOERR":
            clear = _explain_no_room(path) or DatabaseUnavailable(path, reason)
        case "BUSY" | "LOCKED":
            clear = DatabaseBusy(path)
        case "NOTADB":
            clear = NotADatabase(path)
        case "CORRUPT":
            clear = DatabaseDamaged(path, reason)
    return clear


def _explain_read_only(path: Path) -> TrainerError | None:
    """SQLite writes to the folder too, even to read: the log and its index are there.

    A place that can be written to means that a reading transaction tried to write.
    """
    for place in (path, path.parent):
        if place.exists() and not os.access(place, os.W_OK):
            return ReadOnlyPlace(place)
    return None


def _explain_no_room(path: Path) -> TrainerError | None:
    """SQLite reports a full disk as such only when it is the file that has no room."""
    if shutil.disk_usage(path.parent).free < NO_ROOM_BYTES:
        return DiskFull(path)
    return None


def _explain_postgresql(
    error: DBAPIError, place: str, reason: str
) -> TrainerError | None:
    """Explain a SQLSTATE by its class; a server that is not there has none."""
    state = getattr(error.orig, "sqlstate", None)
    match state and state[:2]:
        case "53" if state == "53100":
            return DiskFull(place)
        case "53" | "57" | "58" | "08" | "28" | "3D":
            return DatabaseUnavailable(place, reason)
        case "40" | "55":
            return DatabaseBusy(place)
        case None if error.connection_invalidated or _is_no_answer(error):
            return DatabaseUnavailable(place, reason)
        case _:
            return None


def _is_no_answer(error: DBAPIError) -> bool:
    return type(error.orig).__name__ in {"OperationalError", "ConnectionTimeout"}
