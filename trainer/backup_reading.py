"""A backup is read, and made into a database that can take the place of another.

A file that comes from outside is never trusted: its rows are copied, one by one, into
tables of our own making, so that nothing of it but values ever goes to work.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnClause,
    Connection,
    NullPool,
    column,
    func,
    insert,
    inspect,
    select,
    table,
)
from sqlalchemy.exc import DBAPIError

from trainer.backup import write_through
from trainer.content import cards_from_json, deck_from_json
from trainer.core.messages import Message, message
from trainer.db import SCHEMA, migrate
from trainer.db_errors import (
    clear_database_errors,
    clear_disk_errors,
    explain_database_error,
)
from trainer.engines import PRAGMAS, sqlite_engine
from trainer.errors import DiskFull, Invalid, ReadOnlyPlace
from trainer.tables import CardRow, DeckRow, ItemRevisionRow, ReviewRow, Row

_HEADER = b"SQLite format 3\0"
_AT_ONCE = 1000  # rows copied at a time
# No function or table that the file defines may do anything, and nothing is written.
_UNTRUSTED = {
    "trusted_schema": 0,
    "query_only": 1,
    "cell_size_check": 1,
    "mmap_size": 0,
}
_SCRATCH = {**PRAGMAS, "foreign_keys": 0, "synchronous": 0}


class UnfitBackup(Invalid):
    """The file cannot be restored; the sentence says why."""

    def __init__(self, why: Message) -> None:
        super().__init__(
            message("{why} Rien n’a été changé ici.", why=why),
        )


_NO_FILE = message("Ce fichier n’existe pas.")
_NO_DATABASE = message("Ce fichier n’est pas une sauvegarde de ce programme.")
_DAMAGED = message("Ce fichier est abîmé ou incomplet.")
_NEWER = message(
    "Cette sauvegarde vient d’une version plus récente du programme : le mettre à jour"
    " d’abord."
)
_STRANGE = message(
    "Ce fichier contient autre chose que les données de ce programme : par prudence, il"
    " n’est pas restauré."
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds, in a few figures."""

    cards: int
    reviews: int
    last_review_at: datetime | None


def contents(connection: Connection) -> Contents:
    """Count what a person would miss."""
    cards = (
        select(func.count()).select_from(CardRow).where(CardRow.retired_at.is_(None))
    )
    return Contents(
        cards=connection.execute(cards).scalar_one(),
        reviews=connection.execute(
            select(func.count()).select_from(ReviewRow)
        ).scalar_one(),
        last_review_at=connection.execute(
            select(func.max(ReviewRow.effective_at))
        ).scalar_one(),
    )


def contents_of(prepared: Path) -> Contents:
    """Count what a prepared backup holds."""
    with opened(prepared) as connection:
        return contents(connection)


def prepare(file: Path, prepared: Path) -> None:
    """Copy the rows of a backup into a new database of the schema of today.

    Args:
        file: anything at all; it is read and left as it is.
        prepared: where the new database goes; there is no such file yet.

    Raises:
        UnfitBackup: the file is no sound backup of this program.
        Unavailable: there is no room for the copy.
    """
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=prepared.parent) as folder:
        draft = Path(folder) / "draft.db"
        with clear_disk_errors(prepared), clear_database_errors(draft):
            schema = _schema_of(file)
            _make(draft, schema)
            _copy_rows(file, draft)
            _make(draft, "head")
            _check_values(draft)
            draft.chmod(0o600)
            write_through(draft)
            draft.replace(prepared)


# The file from outside


@dataclass(frozen=True, slots=True)
class _Object:
    """A table, index, view or trigger."""

    type: str
    name: str


def _schema_of(file: Path) -> str:
    """Look a file over, and return the schema that it has."""
    if not file.is_file():
        raise UnfitBackup(_NO_FILE)
    with file.open("rb") as data:
        if data.read(len(_HEADER)) != _HEADER:
            raise UnfitBackup(_NO_DATABASE)
    with _untrusted(file) as connection:
        told = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        if told != "ok":
            raise UnfitBackup(_DAMAGED)
        names = {row.name for row in _objects(connection)}
        if "alembic_version" not in names:
            raise UnfitBackup(_NO_DATABASE)
        version = table("alembic_version", column("version_num"))
        found = connection.execute(select(version)).scalars().all()
    schema = str(found[0]) if len(found) == 1 else ""
    if schema.isdigit() and len(schema) == len(SCHEMA) and schema > SCHEMA:
        raise UnfitBackup(_NEWER)
    if schema not in {f"{number:04}" for number in range(1, int(SCHEMA) + 1)}:
        raise UnfitBackup(_NO_DATABASE)
    return schema


def _copy_rows(file: Path, draft: Path) -> None:
    with _untrusted(file) as source, opened(draft, _SCRATCH) as target:
        _compare_objects(source, target)
        for name in inspect(target).get_table_names():
            if name != "alembic_version":
                _copy_table(name, source, target)
        if target.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise UnfitBackup(_DAMAGED)
        target.commit()


def _compare_objects(source: Connection, target: Connection) -> None:
    """Refuse a file with views, triggers or tables that we have not made."""
    ours = {(row.type, row.name) for row in _objects(target)}
    theirs = {(row.type, row.name) for row in _objects(source)}
    if theirs - ours:
        raise UnfitBackup(_STRANGE)
    if {name for kind, name in ours - theirs if kind == "table"}:
        raise UnfitBackup(_NO_DATABASE)
    for kind, name in theirs:
        if kind == "table" and _columns(source, name) != _columns(target, name):
            raise UnfitBackup(_STRANGE)


def _objects(connection: Connection) -> Iterator[_Object]:
    rows = connection.exec_driver_sql("SELECT type, name FROM sqlite_master")
    for kind, name in rows:
        if not str(name).startswith("sqlite_"):
            yield _Object(str(kind), str(name))


def _columns(connection: Connection, name: str) -> set[tuple[str, int]]:
    """Return the names of columns; those that are computed or hidden have a number."""
    rows = connection.exec_driver_sql(
        "SELECT name, hidden FROM pragma_table_xinfo(?)", (name,)
    )
    return {(str(column_name), int(hidden)) for column_name, hidden in rows}


def _copy_table(name: str, source: Connection, target: Connection) -> None:
    columns: list[ColumnClause[Any]] = [
        column(each) for each, _ in sorted(_columns(target, name))
    ]
    place = table(name, *columns)
    rows = source.execute(select(place)).mappings()
    for some in rows.partitions(_AT_ONCE):
        target.execute(insert(place), [dict(row) for row in some])


def _check_values(draft: Path) -> None:
    """Read everything once as the program will, so that no page stumbles over it."""
    try:
        with opened(draft) as connection:
            for each in Row.metadata.sorted_tables:
                for _ in connection.execute(select(each)):
                    pass
            for content in connection.scalars(select(DeckRow.content)):
                deck_from_json(content)
            for content in connection.scalars(select(ItemRevisionRow.content)):
                cards_from_json(content)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise UnfitBackup(_DAMAGED) from error


# Connections


def _make(path: Path, schema: str) -> None:
    """Bring a database to a schema, from nothing or from an older one."""
    engine = sqlite_engine(path, "BEGIN IMMEDIATE", _SCRATCH, poolclass=NullPool)
    with engine.begin() as connection:
        migrate(connection, schema)


@contextmanager
def _untrusted(file: Path) -> Iterator[Connection]:
    try:
        with opened(file, _UNTRUSTED) as connection:
            yield connection
    except DBAPIError as error:
        clear = explain_database_error(error, file)
        if isinstance(clear, DiskFull | ReadOnlyPlace):
            raise clear from error
        raise UnfitBackup(_DAMAGED) from error


@contextmanager
def opened(path: Path, pragmas: Mapping[str, int] = PRAGMAS) -> Iterator[Connection]:
    """Connect to a file for the block, and to nothing else."""
    engine = sqlite_engine(path, "BEGIN", pragmas, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
