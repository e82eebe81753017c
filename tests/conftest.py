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
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.made_once import kept
from tests.postgresql import Migrated, Server, started_server
from tests.studying import NOW
from trainer.config import Config, sqlite_url
from trainer.db import Database, open_database
from trainer.engines import sqlite_path
from trainer.first_use import prepare

if TYPE_CHECKING:
    from anki.collection import Collection


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


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A real PostgreSQL server, reached by a socket file in its own folder.

    As root it runs as another user, for whom every folder above its own is opened; the
    next pytest to start closes its own again. So the folder is not below pytest's.
    """
    with tempfile.TemporaryDirectory(prefix="trainer-postgresql-") as folder:
        yield from started_server(Path(folder))


@pytest.fixture(scope="session")
def postgresql_databases(postgresql_server: Server) -> Migrated:
    """The migrated databases of the server."""
    return Migrated.on(postgresql_server)


@pytest.fixture
def postgresql_config(postgresql_databases: Migrated) -> Iterator[Config]:
    """The configuration of an empty, migrated PostgreSQL database."""
    config = postgresql_databases.take()
    yield config
    postgresql_databases.give_back(config)


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


# Anki


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Collection]:
    """An empty collection of the real Anki."""
    from anki.collection import Collection

    collection = Collection(str(tmp_path / "collection.anki2"))
    yield collection
    collection.close()
