"""The connections: which addresses are good, and what is set on each connection."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from sqlalchemy import NullPool

from tests.conftest import config_of
from trainer.config import Config
from trainer.engines import server_engine, sqlite_engine, sqlite_path
from trainer.errors import DriverMissing, InvalidDatabaseUrl

POSTGRESQL = Config(home=Path(), database_url="postgresql://lea:secret@db/trainer")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "trainer.db",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite://host/trainer.db",
        "sqlite:///trainer.db?mode=ro",
        "sqlite+aiosqlite:///trainer.db",
        "mysql://lea@db/trainer",
        "postgres://lea:secret@db/trainer",
        "postgresql+psycopg2://lea:secret@db/trainer",
        "postgresql://lea:secret@db:port/trainer",
    ],
)
def test_an_address_of_something_else_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(InvalidDatabaseUrl) as refused:
        sqlite_path(Config(home=Path(), database_url=url))

    assert "secret" not in str(refused.value)


def test_a_relative_address_is_one_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    found = sqlite_path(Config(home=Path(), database_url="sqlite:///a%20b.db"))

    assert found == tmp_path / "a b.db"


def test_two_names_of_one_file_are_one_database(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "home")

    by_link = sqlite_path(config_of(tmp_path / "link"))

    assert by_link == sqlite_path(config_of(tmp_path / "home"))


def test_postgresql_has_no_file() -> None:
    assert sqlite_path(POSTGRESQL) is None


def test_without_its_driver_postgresql_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(DriverMissing):
        server_engine(POSTGRESQL)


def test_a_pragma_that_does_not_hold_is_a_loud_error(tmp_path: Path) -> None:
    pragmas = {"no_such_pragma": 1}
    engine = sqlite_engine(tmp_path / "x.db", "BEGIN", pragmas, poolclass=NullPool)

    with pytest.raises(RuntimeError, match="no_such_pragma is 0, not 1"):
        engine.connect()
