"""The door to the database: connections, transactions, the schema and its upgrade.

Knows no table of ours but Alembic's, and no story. SQLite is one file for one server
process, with the command line beside it; PostgreSQL is a server for many. What they
answer when something is wrong becomes a sentence here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, inspect, text
from sqlalchemy.orm import Session, sessionmaker

from trainer.config import Config
from trainer.db_errors import clear_database_errors, clear_disk_errors
from trainer.engines import (
    POOL_SIZE,
    PRAGMAS,
    WAIT_S,
    parse_url,
    server_engine,
    sqlite_engine,
    sqlite_path,
)
from trainer.errors import AlreadyServing, ForeignDatabase, NewerSchema, UnsuitableDisk
from trainer.locks import ProcessLock, TooLong, WriteLock
from trainer.resources import migrations_folder

SCHEMA = "0005"
"""The number of the newest migration: the schema that this program knows."""

# Any number will do that no other program takes in the same PostgreSQL database.
UPGRADE_LOCK = 0x747261696E6572


class Database:
    """A database that is open: its connections, and the right to write."""

    def __init__(self, place: Path | str, reader: Engine, writer: Engine) -> None:
        """Join two ways to the same database: one to read, one to write.

        Args:
            place: the file of a SQLite database, or the address of a PostgreSQL one
                as it may be shown to a person.
        """
        self.place = place
        self._reader = reader
        self._writer = writer
        self._lock = WriteLock(place) if isinstance(place, Path) else None
        self._read_session = sessionmaker(reader, expire_on_commit=False)
        self._write_session = sessionmaker(writer, expire_on_commit=False)

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database; None: PostgreSQL."""
        return self.place if isinstance(self.place, Path) else None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one moment and can change nothing; waits for nobody.

        Raises:
            Unavailable: the database does not answer, its disk or file is not sound.
        """
        with clear_database_errors(self.place), self._read_session() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose changes are all kept at the end, or none if it raises.

        On SQLite it is the only writer while it lasts, so that what it reads holds
        until it has written. On PostgreSQL, lock the rows first (`with_for_update`).

        Raises:
            Unavailable: the database does not answer, its disk is full or read-only, or
                others write for too long.
        """
        with (
            clear_database_errors(self.place),
            self._turn_to_write(),
            self._write_session.begin() as session,
        ):
            yield session

    @contextmanager
    def replacing(self) -> Iterator[Any]:
        """Give the driver's own connection to a SQLite file that nobody else writes to.

        For who puts another content in its place, all at once; readers go on.

        Raises:
            Unavailable: as for `writing`.
        """
        with clear_database_errors(self.place), self._turn_to_write():
            connection = self._writer.raw_connection()
            try:
                yield connection.driver_connection
            finally:
                connection.close()

    def rewrite(self, tables: Iterable[str]) -> None:
        """Write tables anew, so that no byte is left of rows that were deleted.

        SQLite writes the whole file, and empties its log; a reader that does not finish
        keeps the log until the next start. On PostgreSQL nobody uses a table meanwhile.

        Raises:
            Unavailable: as for `writing`.
        """
        if self.path is not None:
            with self.replacing() as connection:
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return
        engine = self._writer.execution_options(isolation_level="AUTOCOMMIT")
        with clear_database_errors(self.place), engine.connect() as connection:
            for table in tables:
                # New statistics too: they hold the most frequent values.
                connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{table}"')

    def upgrade(self) -> None:
        """Bring the tables to this program's schema; a killed upgrade is no upgrade.

        Raises:
            NewerSchema: a newer version of the program made the database.
            ForeignDatabase: another program made it.
            Unavailable: the database cannot be read or changed.
        """
        with clear_database_errors(self.place):
            if self._is_ready():
                return
            with self._turn_to_write(), self._engine_to_upgrade().begin() as connection:
                upgrade_schema(connection, self.place)

    def check(self) -> None:
        """See whether the database answers, by the smallest thing that it holds.

        Raises:
            Unavailable: it does not.
        """
        with self.reading() as session:
            is_current(session.connection(), self.place)

    def close(self) -> None:
        """Close every connection; SQLite then folds its log into the file."""
        self._reader.dispose()
        self._writer.dispose()
        if self._lock is not None:
            self._lock.close()

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        if self._lock is None:
            yield
            return
        with clear_disk_errors(self.place):
            self._lock.acquire(WAIT_S)
        try:
            yield
        finally:
            self._lock.release()

    def _is_ready(self) -> bool:
        with self._reader.connect() as connection:
            ready = is_current(connection, self.place)
            return ready and (self.path is None or journal_mode(connection) == "wal")

    def _engine_to_upgrade(self) -> Engine:
        """Return an engine that does not check foreign keys, for SQLite.

        To change a table SQLite needs a copy of it under its name, and dropping the
        first one would break the rows that point to it.
        """
        if self.path is None:
            return self._writer
        use_wal(self.path)
        pragmas = {**PRAGMAS, "foreign_keys": 0}
        return sqlite_engine(self.path, "BEGIN IMMEDIATE", pragmas, poolclass=NullPool)


# Opening


def open_database(config: Config) -> Database:
    """Open the database, made or brought up to date if need be.

    Raises:
        InvalidDatabaseUrl: the address is not one of SQLite or PostgreSQL.
        DriverMissing: PostgreSQL's driver is not installed.
        NewerSchema: a newer version of the program made the database.
        ForeignDatabase: another program made it.
        NotADatabase: the file is something else.
        Unavailable: it cannot be opened.
    """
    with ExitStack() as undo:
        database = connect(config)
        undo.callback(database.close)
        database.upgrade()
        undo.pop_all()
    return database


@contextmanager
def serving(config: Config) -> Iterator[None]:
    """Be the only server on a SQLite file for the block; PostgreSQL takes many.

    Raises:
        AlreadyServing: another server is.
        Unavailable: the folder cannot be written to.
    """
    path = sqlite_path(config)
    if path is None:
        yield
        return
    make_folder(path.parent)
    lock = ProcessLock(path.with_name(path.name + "-server.lock"))
    try:
        with clear_disk_errors(path):
            lock.acquire(timeout_s=0)
    except TooLong:
        raise AlreadyServing(path) from None
    try:
        yield
    finally:
        lock.close()


def connect(config: Config) -> Database:
    """Return the database as it is; nothing is read before the first transaction."""
    path = sqlite_path(config)
    return connect_to_server(config) if path is None else connect_to_file(path)


def connect_to_file(path: Path) -> Database:
    """Return a SQLite database, its folder made if need be.

    One connection writes, whoever has the lock; many read, and are kept from writing.
    """
    make_folder(path.parent)
    reader = sqlite_engine(
        path,
        "BEGIN",
        {**PRAGMAS, "query_only": 1},
        pool_size=POOL_SIZE,
        max_overflow=2 * POOL_SIZE,
        pool_timeout=WAIT_S,
        pool_use_lifo=True,
    )
    writer = sqlite_engine(path, "BEGIN IMMEDIATE", pool_size=1, max_overflow=0)
    return Database(path, reader, writer)


def connect_to_server(config: Config) -> Database:
    """Return a PostgreSQL database.

    A reading transaction sees one moment, as on SQLite, and never waits for a lock.
    """
    reader = server_engine(
        config,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )
    shown = parse_url(config.database_url).render_as_string(hide_password=True)
    return Database(shown, reader, server_engine(config))


def make_folder(folder: Path) -> None:
    """Make the data folder, for its owner alone, unless it is there."""
    with clear_disk_errors(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


# The schema


def is_current(connection: Connection, place: Path | str) -> bool:
    """Say whether the tables are as this program knows them; False: older, or none.

    Raises:
        NewerSchema: they are those of a newer version.
        ForeignDatabase: they are those of another program.
    """
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise ForeignDatabase(place)
        return False
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if found is not None and found > SCHEMA:
        raise NewerSchema(place, found, SCHEMA)
    return bool(found == SCHEMA)


def upgrade_schema(connection: Connection, place: Path | str) -> None:
    """Run the missing migrations in the transaction that `connection` is in."""
    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(:number)")
        connection.execute(lock, {"number": UPGRADE_LOCK})
    if not is_current(connection, place):
        migrate(connection)


def migrate(connection: Connection, schema: str = "head") -> None:
    """Run Alembic, which is imported only here: it costs more than all else."""
    from alembic import command
    from alembic.config import Config as AlembicConfig

    alembic = AlembicConfig()
    folder = str(migrations_folder()).replace("%", "%%")
    alembic.set_main_option("script_location", folder)
    alembic.set_main_option("path_separator", "os")
    alembic.attributes["connection"] = connection
    command.upgrade(alembic, schema)


def journal_mode(connection: Connection) -> str:
    """Return how SQLite keeps its file sound: "wal" once we have set it."""
    return str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())


def use_wal(path: Path) -> None:
    """Let readers and a writer of a SQLite file work side by side; the file keeps it.

    Raises:
        UnsuitableDisk: the disk cannot, as a folder over a network.
    """
    engine = sqlite_engine(path, begin="", poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        if journal_mode(connection) != "wal":
            raise UnsuitableDisk(path)
