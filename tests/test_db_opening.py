"""Opening a database: what is made, what is refused, and the one server on a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.conftest import config_of, file_of
from tests.rows import add_student
from trainer import engines
from trainer.config import Config
from trainer.db import connect, open_database, serving
from trainer.errors import (
    AlreadyServing,
    DatabaseUnavailable,
    ForeignDatabase,
    NewerSchema,
    NotADatabase,
    UnsuitableDisk,
)


def test_the_data_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    config = config_of(tmp_path / "a" / "b")

    open_database(config).close()

    assert config.home.stat().st_mode & 0o777 == 0o700


def test_closing_leaves_one_file_and_its_lock(sqlite_config: Config) -> None:
    db = open_database(sqlite_config)
    with db.writing() as session:
        add_student(session, "lea")

    db.close()

    names = {path.name for path in sqlite_config.home.iterdir()}
    assert names == {"trainer.db", "trainer.db-write.lock"}


def test_opening_what_is_up_to_date_does_without_alembic(sqlite_config: Config) -> None:
    code = (
        "import sys; from trainer.config import load_config;"
        "from trainer.db import open_database;"
        f"open_database(load_config({{'TRAINER_HOME': {str(sqlite_config.home)!r}}}));"
        "print('alembic' in sys.modules, 'trainer.tables' in sys.modules)"
    )

    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == "False False"


def test_opening_twice_changes_nothing(sqlite_config: Config) -> None:
    before = file_of(sqlite_config).read_bytes()

    open_database(sqlite_config).close()

    assert file_of(sqlite_config).read_bytes() == before


def test_a_copy_without_wal_gets_it_back(sqlite_config: Config) -> None:
    rewrite(sqlite_config, "PRAGMA journal_mode=DELETE")

    open_database(sqlite_config).close()

    db = open_database(sqlite_config)
    with db.reading() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
    db.close()


def rewrite(config: Config, statement: str) -> None:
    """Change a SQLite file outside of any transaction."""
    engine = engines.sqlite_engine(file_of(config), begin="")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_a_disk_that_cannot_have_wal_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.db.journal_mode", lambda connection: "delete")

    with pytest.raises(UnsuitableDisk):
        open_database(config_of(tmp_path))


def test_a_newer_schema_is_refused_and_left_alone(config: Config) -> None:
    db = open_database(config)
    with db.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    db.close()

    with pytest.raises(NewerSchema, match="9999"):
        open_database(config)

    assert version_of(config) == "9999"


def version_of(config: Config) -> object:
    db = connect(config)
    with db.reading() as session:
        found = session.scalar(text("SELECT version_num FROM alembic_version"))
    db.close()
    return found


def test_the_database_of_another_program_is_refused(empty_config: Config) -> None:
    db = connect(empty_config)
    with db.writing() as session:
        session.execute(text("CREATE TABLE notes (id INTEGER)"))
    db.close()

    with pytest.raises(ForeignDatabase):
        open_database(empty_config)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    path.write_text("Ceci n’est pas une base." * 100, encoding="utf-8")

    with pytest.raises(NotADatabase, match=r"trainer\.db"):
        open_database(config_of(tmp_path))

    assert path.read_text(encoding="utf-8").startswith("Ceci")


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "trainer.db").mkdir()

    with pytest.raises(DatabaseUnavailable, match=r"trainer\.db"):
        open_database(config_of(tmp_path))


def test_a_file_in_the_place_of_the_data_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").touch()

    with pytest.raises(DatabaseUnavailable, match="home"):
        open_database(config_of(tmp_path / "home"))


def test_a_server_that_is_not_there_is_refused_without_its_password() -> None:
    url = "postgresql://lea:secret@/trainer?host=/nowhere"

    with pytest.raises(DatabaseUnavailable, match=r"lea:\*\*\*@") as refused:
        open_database(Config(home=Path(), database_url=url))

    assert "secret" not in str(refused.value)


# Serving


def test_a_second_server_on_a_file_is_refused(sqlite_config: Config) -> None:
    with serving(sqlite_config):
        with (
            pytest.raises(AlreadyServing, match=r"trainer\.db"),
            serving(sqlite_config),
        ):
            pass

        with pytest.raises(AlreadyServing), serving(sqlite_config):
            pass

    with serving(sqlite_config):
        pass


def test_the_command_line_writes_beside_the_server(sqlite_config: Config) -> None:
    with serving(sqlite_config):
        db = open_database(sqlite_config)
        with db.writing() as session:
            add_student(session, "lea")
        db.close()


def test_postgresql_takes_many_servers(postgresql_config: Config) -> None:
    with serving(postgresql_config), serving(postgresql_config):
        pass
