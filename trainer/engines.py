"""How SQLAlchemy talks to SQLite and to PostgreSQL; knows no transaction of a story.

We say ourselves when a SQLite transaction begins, and how: the driver's own habit is to
begin one late, so that two writers read the same row and one of them loses its change.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.exc import ArgumentError

from trainer.config import Config
from trainer.errors import DriverMissing, InvalidDatabaseUrl

WAIT_S = 10.0
"""How long to wait for a lock, a connection or a server."""

POOL_SIZE = 8
"""Connections kept open for reading, one for each thread of the server."""

# On every connection to SQLite; what it answers when asked is the same number. FULL: an
# answer that was shown as saved outlives a power cut (NORMAL loses the last ones).
PRAGMAS: Mapping[str, int] = {
    "busy_timeout": int(WAIT_S * 1000),
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "secure_delete": 1,
    "mmap_size": 0,
}


def sqlite_path(config: Config) -> Path | None:
    """Return the file of a SQLite database; None: the database is on a server.

    Raises:
        InvalidDatabaseUrl: the address is neither a file of SQLite nor PostgreSQL's.
    """
    url = parse_url(config.database_url)
    if url.drivername == "postgresql":
        return None
    name = url.database or ":memory:"
    if url.drivername != "sqlite" or url.host or url.query or name == ":memory:":
        raise InvalidDatabaseUrl
    return Path(name).resolve()


def parse_url(text: str) -> URL:
    """Take the address of a database apart.

    Raises:
        InvalidDatabaseUrl: it is not one.
    """
    try:
        return make_url(text)
    except (ArgumentError, ValueError):
        raise InvalidDatabaseUrl from None


def sqlite_engine(
    path: Path, begin: str, pragmas: Mapping[str, int] = PRAGMAS, **pool: Any
) -> Engine:
    """Return an engine whose transactions begin by the statement `begin`; "": none do.

    Args:
        path: the file.
        begin: BEGIN to read, BEGIN IMMEDIATE to write.
        pragmas: set on each connection.
        pool: what `create_engine` takes about its connections.
    """
    url = URL.create("sqlite", database=str(path))
    arguments = {"isolation_level": None, "check_same_thread": False}
    engine = create_engine(url, connect_args=arguments, **pool)

    def set_up(connection: Any, _record: object) -> None:
        set_pragmas(connection, pragmas)

    def begin_transaction(connection: Any) -> None:
        connection.execute(begin)

    event.listen(engine, "connect", set_up)
    if begin:
        # The "begin" event would do too, at a third more for each transaction.
        dialect: Any = engine.dialect
        dialect.do_begin = begin_transaction
    return engine


def set_pragmas(connection: Any, pragmas: Mapping[str, int]) -> None:
    """Set the pragmas of a driver's connection and make sure that they hold.

    SQLite answers nothing for what it was built without, which is the same as 0.
    """
    for name, value in pragmas.items():
        connection.execute(f"PRAGMA {name}={value}")
        told = connection.execute(f"PRAGMA {name}").fetchone() or (0,)
        if told[0] != value:
            raise RuntimeError(f"SQLite: PRAGMA {name} is {told[0]}, not {value}")


def sqlite_version() -> tuple[int, ...]:
    """Return the version of SQLite that Python has brought along."""
    return tuple(pysqlite.dialect.import_dbapi().sqlite_version_info)


def server_engine(config: Config, **options: Any) -> Engine:
    """Return an engine for a PostgreSQL server; a lost connection is opened again.

    Raises:
        DriverMissing: psycopg is not installed.
    """
    url = parse_url(config.database_url)
    try:
        return create_engine(url, pool_pre_ping=True, pool_timeout=WAIT_S, **options)
    except ImportError as error:
        raise DriverMissing from error
