"""The check-up of the data: each fault turns its check red, and nothing is changed."""

from __future__ import annotations

import shlex
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from tests.people import add_account, add_classroom
from tests.simulated_student import Habits, study
from tests.web.visiting import NOW, config_of
from trainer.automatic_backups import Occasion, keep_backup, kept_backups
from trainer.checkup_data import data_findings
from trainer.cli import trainer
from trainer.config import Config
from trainer.db import Database, open_database
from trainer.erased_people import mark_of, note_erased
from trainer.first_use import prepare
from trainer.learners import load_learner
from trainer.tables import ReviewRow


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with some days of answers and a backup, to be copied."""
    home = tmp_path_factory.mktemp("checked") / "home"
    database = open_database(config_of(home))
    prepare(database, NOW - timedelta(days=5))
    study(database, days=3, until=NOW - timedelta(days=1), habits=Habits())
    keep_backup(database, Occasion.START, NOW)
    database.close()
    return home


@pytest.fixture
def config(tmp_path: Path, studied: Path) -> Config:
    """A copy of it."""
    shutil.copytree(studied, tmp_path / "home")
    return config_of(tmp_path / "home")


@pytest.fixture
def database(config: Config) -> Iterator[Database]:
    """Its database, to put people into."""
    database = open_database(config)
    yield database
    database.close()


def not_green(config: Config, now: datetime = NOW) -> dict[str, str]:
    return {
        each.name: str(each.verdict)
        for each in data_findings(config, now)
        if each.advice and each.name != "keys"
    }


def verdicts(config: Config, now: datetime) -> dict[str, str]:
    return {each.name: str(each.verdict) for each in data_findings(config, now)}


def do(config: Config, *statements: str) -> None:
    with closing(sqlite3.connect(config.home / "trainer.db")) as connection:
        for each in statements:
            connection.execute(each)
        connection.commit()


def test_where_all_is_well_nothing_is_to_be_done(config: Config) -> None:
    assert not_green(config) == {}


def test_a_folder_without_a_database_is_well(tmp_path: Path) -> None:
    assert not_green(config_of(tmp_path)) == {}
    assert list(tmp_path.iterdir()) == []


def test_looking_changes_nothing(config: Config) -> None:
    with closing(sqlite3.connect(config.home / "trainer.db")) as connection:
        before = list(connection.iterdump())

    list(data_findings(config, NOW))

    with closing(sqlite3.connect(config.home / "trainer.db")) as connection:
        assert list(connection.iterdump()) == before


def test_a_file_that_is_no_database_is_red(config: Config) -> None:
    (config.home / "trainer.db").write_bytes(b"no database at all" * 1000)

    assert not_green(config) == {"database": "red"}


def test_a_database_of_an_older_release_is_red(config: Config) -> None:
    do(config, "UPDATE alembic_version SET version_num = '0001'")

    assert not_green(config) == {"database": "red"}


def test_a_row_that_points_to_nothing_is_red(config: Config) -> None:
    do(
        config,
        "INSERT INTO enrolments VALUES (999, 999, 999, '2026-11-23', NULL, NULL)",
    )

    assert not_green(config) == {"integrity": "red"}


def test_a_journal_that_is_no_wal_is_red(config: Config) -> None:
    do(config, "PRAGMA journal_mode = DELETE")

    assert not_green(config) == {"journal": "red"}


def test_a_database_that_does_not_wait_for_the_disk_is_red(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    pragmas = {"synchronous": 1}
    monkeypatch.setattr("trainer.db.PRAGMAS", pragmas)

    assert not_green(config) == {"durability": "red"}


def test_a_long_log_is_said(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.checkup_data.WAL_LIMIT", 1)
    with closing(sqlite3.connect(config.home / "trainer.db")) as connection:
        connection.execute("CREATE TABLE more (words)")
        connection.commit()

        assert not_green(config) == {"log_size": "yellow"}


@pytest.mark.parametrize("log", ["reviews", "retractions", "holds", "personal_reads"])
def test_a_log_that_could_be_changed_is_red(config: Config, log: str) -> None:
    do(config, f"DROP TRIGGER {log}_only_grow")

    assert not_green(config) == {"growing": "red"}


def test_a_state_that_the_answers_do_not_give_is_red(config: Config) -> None:
    do(config, "UPDATE card_states SET stability = stability + 1")

    assert not_green(config) == {"states": "red"}


def test_a_clock_behind_the_last_answer_is_red(config: Config) -> None:
    assert not_green(config, NOW - timedelta(days=10)) == {"answers": "red"}


def test_a_day_without_a_backup_is_red(config: Config) -> None:
    assert not_green(config, NOW + timedelta(hours=25)) == {}
    assert not_green(config, NOW + timedelta(hours=27)) == {"backups": "red"}


def test_on_the_first_day_of_answers_there_need_be_no_backup(
    config: Config, database: Database
) -> None:
    (kept,) = kept_backups(database)
    kept.path.unlink()
    with database.reading() as session:
        first = session.scalar(select(func.min(ReviewRow.received_at)))
    assert first is not None

    on_the_day = verdicts(config, first + timedelta(hours=25))
    after_it = verdicts(config, first + timedelta(hours=27))

    assert (on_the_day["backups"], after_it["backups"]) == ("green", "red")


def test_a_backup_that_cannot_be_restored_is_red(
    config: Config, database: Database
) -> None:
    (kept,) = kept_backups(database)
    kept.path.write_bytes(kept.path.read_bytes()[:9000])

    assert not_green(config) == {"backups": "red"}


def test_answers_that_no_teacher_has_read_are_said(config: Config) -> None:
    found = verdicts(config, NOW)

    assert found["keys"] == "yellow"


def test_a_class_without_a_teacher_is_red(config: Config) -> None:
    assert not_green(replace(config, is_class=True)) == {"teachers": "red"}


def test_a_teacher_without_a_password_is_red(
    config: Config, database: Database
) -> None:
    with database.writing() as session:
        vera = add_account(session, "Vera", is_teacher=True)
        carl = add_account(session, "Carl", is_teacher=True)
        vera.password_hash = "hash"
        carl.password_hash = None

    assert not_green(replace(config, is_class=True)) == {"teachers": "red"}


@pytest.mark.parametrize("has_account", [True, False])
def test_a_class_that_nobody_can_open_is_red_until_a_teacher_is_put_there(
    config: Config,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    *,
    has_account: bool,
) -> None:
    with database.writing() as session:
        paul = add_account(session, "Paul", is_teacher=True)
        paul.password_hash = "any"
        vera = add_account(session, "Vera", is_teacher=has_account)
        add_classroom(session, "10 A", teachers=(vera,) if has_account else ())
        vera.is_teacher = False  # so that the account without password is no finding
    monkeypatch.setenv("TRAINER_HOME", str(config.home))
    in_class = replace(config, is_class=True)

    found = {each.name: each for each in data_findings(in_class, NOW)}["looked_after"]
    command = str(found.advice).partition("trainer ")[2].replace("NOM", "Paul")
    done = CliRunner().invoke(trainer, shlex.split(command))

    assert command == "classroom teacher '10 A' Paul"
    assert (done.exit_code, done.stdout) == (0, "Paul enseigne dans la classe 10 A.\n")
    assert not_green(config) == not_green(in_class) == {}


def test_a_class_that_is_kept_too_long_is_red(
    config: Config, database: Database
) -> None:
    with database.writing() as session:
        day = (NOW - timedelta(days=32)).date()
        add_classroom(session, "10A", closes_on=day)

    assert not_green(config) == {"classes": "red"}


def test_somebody_erased_who_is_there_again_is_red(
    config: Config, database: Database
) -> None:
    with database.reading() as session:
        student = load_learner(session)
    with closing(sqlite3.connect(config.home / "trainer.db")) as connection:
        (begun,) = connection.execute("SELECT created_at FROM students").fetchone()
    moment = datetime.fromisoformat(begun).replace(tzinfo=UTC)
    note_erased(config.home, mark_of(student.uid, moment))

    assert not_green(config) == {"erasures": "red"}
