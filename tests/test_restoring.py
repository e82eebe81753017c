"""The restoration: every row comes back, and no file from outside is trusted."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import NullPool, text

from tests import unfit_backups as unfit
from tests.conftest import config_of, file_of
from tests.importing import Dump, dump, import_paper
from tests.studying import DAY, NOW, add_learner, answer, send
from tests.unfit_backups import execute
from trainer import restoring
from trainer.automatic_backups import kept_backups
from trainer.backup import backup
from trainer.backup_reading import Contents, UnfitBackup, contents_of, prepare
from trainer.config import Config
from trainer.db import SCHEMA, Database, journal_mode, migrate, open_database, serving
from trainer.engines import PRAGMAS, sqlite_engine
from trainer.errors import AlreadyServing, TrainerError
from trainer.learners import load_learner
from trainer.restoring import (
    NotReady,
    RestoreByServer,
    lay_ready,
    restore,
    restore_file,
    restore_ready,
)

CARD = "metiers-data/A3#job"


@pytest.fixture(scope="module")
def saved(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a database with the built-in deck and some answers; to be copied."""
    home = tmp_path_factory.mktemp("saved")
    shutil.copy(migrated_file, file_of(config_of(home)))
    db = open_database(config_of(home))
    import_paper(db)
    with db.writing() as session:
        learner = add_learner(session)
    for number in range(5):
        send(db, learner, answer(f"u{number}", CARD))
    made = backup(db, home / "saved.db")
    db.close()
    return made.path


@pytest.fixture
def studied(saved: Path, tmp_path: Path) -> Iterator[Database]:
    """That database, open."""
    config = config_of(tmp_path / "home")
    config.home.mkdir()
    shutil.copy(saved, file_of(config))
    db = open_database(config)
    yield db
    db.close()


@pytest.fixture
def file(saved: Path, tmp_path: Path) -> Path:
    """Its backup, in a folder of its own."""
    folder = tmp_path / "outside"
    folder.mkdir()
    return Path(shutil.copy(saved, folder / "saved.db"))


def prepared(file: Path) -> Path:
    target = file.with_name("prepared.db")
    prepare(file, target)
    return target


def test_a_restored_database_has_equal_rows(studied: Database, file: Path) -> None:
    before = dump(studied)
    with studied.writing() as session:
        learner = load_learner(session)
    send(studied, learner, answer("later", CARD))
    assert dump(studied) != before

    restore(studied, prepared(file), NOW)

    assert dump(studied) == before


def test_who_has_the_database_open_goes_on_with_what_is_restored(
    studied: Database, file: Path
) -> None:
    target = prepared(file)
    with studied.reading() as session:
        learner = load_learner(session)  # a reading that began before
        restore(studied, target, NOW)
        assert load_learner(session) == learner

    send(studied, learner, answer("after", CARD))

    with studied.reading() as session:
        assert journal_mode(session.connection()) == "wal"
        rows = session.execute(text("SELECT uid FROM reviews ORDER BY id")).scalars()
        assert list(rows)[-1] == "after"
        assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"


def test_the_log_still_only_grows_afterwards(studied: Database, file: Path) -> None:
    restore(studied, prepared(file), NOW)

    with pytest.raises(Exception, match="only grow"), studied.writing() as session:
        session.execute(text("UPDATE reviews SET rating = 1"))


def test_a_prepared_backup_says_what_it_holds(file: Path) -> None:
    found = contents_of(prepared(file))

    assert isinstance(found, Contents)
    assert (found.reviews, found.cards > 100) == (5, True)
    assert found.last_review_at is not None


def test_the_database_as_it_lies_in_its_folder_is_restored_too(
    studied: Database, file: Path
) -> None:
    before = dump(studied)
    studied.close()
    assert studied.path is not None
    shutil.copy(studied.path, file)

    target = prepared(file)

    assert contents_of(target).reviews == len(before["reviews"])


def test_an_older_backup_is_brought_up_to_date(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    engine = sqlite_engine(
        old, "BEGIN IMMEDIATE", {**PRAGMAS, "foreign_keys": 0}, poolclass=NullPool
    )
    with engine.begin() as connection:
        migrate(connection, "0001")
    execute(
        old,
        "INSERT INTO students (id, uid, name, created_at)"
        " VALUES (1, 'local', 'Léa', '2026-11-23 09:00:00.000000')",
    )

    target = tmp_path / "prepared.db"
    prepare(old, target)

    config = config_of(tmp_path / "home")
    config.home.mkdir()
    shutil.copy(target, file_of(config))
    db = open_database(config)
    with db.reading() as session:
        found = session.execute(text("SELECT name, counts_streak FROM students")).all()
        schema = session.scalar(text("SELECT version_num FROM alembic_version"))
    db.close()
    assert [tuple(row) for row in found] == [("Léa", 0)]
    assert schema == SCHEMA


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (unfit.truncated, "abîmé"),
        (unfit.damaged, "abîmé"),
        (unfit.only_a_header, "abîmé"),
        (unfit.plain_text, "n’est pas une sauvegarde"),
        (unfit.empty, "n’est pas une sauvegarde"),
        (unfit.of_another_program, "n’est pas une sauvegarde"),
        (unfit.of_another_alembic, "n’est pas une sauvegarde"),
        (unfit.without_version, "n’est pas une sauvegarde"),
        (unfit.without_a_table, "n’est pas une sauvegarde"),
        (unfit.newer, "plus récente"),
        (unfit.with_trigger, "autre chose"),
        (unfit.with_view, "autre chose"),
        (unfit.with_view_for_a_table, "autre chose"),
        (unfit.with_table, "autre chose"),
        (unfit.with_computed_column, "autre chose"),
        (unfit.with_broken_reference, "abîmé"),
        (unfit.with_impossible_values, "abîmé"),
        (unfit.with_impossible_content, "abîmé"),
        (unfit.with_bytes_for_text, "abîmé"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_an_unfit_file_is_refused_and_leaves_nothing_behind(
    file: Path, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(file)

    with pytest.raises(UnfitBackup, match=said):
        prepared(file)

    left = {path.name.removeprefix(file.name) for path in file.parent.iterdir()}
    assert left <= {"", "-wal", "-shm"}


def test_a_restoration_that_fails_midway_changes_nothing(
    studied: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = prepared(file)
    with studied.writing() as session:
        learner = load_learner(session)
    send(studied, learner, answer("later", CARD))
    before = dump(studied)

    class CutError(Exception):
        pass

    def cut(_status: int, remaining: int, total: int) -> None:
        if remaining < total / 2:
            raise CutError

    def overwrite_and_stop(source: object, connection: object) -> None:
        driver = source.connection.driver_connection  # type: ignore[attr-defined]
        driver.backup(connection, pages=5, progress=cut)

    monkeypatch.setattr(restoring, "overwrite", overwrite_and_stop)

    with pytest.raises(CutError):
        restore(studied, target, NOW)

    assert dump(studied) == before


def test_postgresql_restores_by_its_own_means(
    postgresql_config: Config, file: Path
) -> None:
    target = prepared(file)
    db = open_database(postgresql_config)

    with pytest.raises(RestoreByServer, match="pg_restore"):
        restore(db, target, NOW)

    db.close()


def test_what_is_there_is_kept_before_it_is_replaced(
    studied: Database, file: Path
) -> None:
    with studied.reading() as session:
        learner = load_learner(session)
    send(studied, learner, answer("later", CARD))
    before = dump(studied)
    restore(studied, prepared(file), NOW)

    (kept,) = kept_backups(studied)
    ready = lay_ready(studied, kept.path)
    restore_ready(studied, ready.token, NOW + DAY)

    assert dump(studied) == before
    assert len(kept_backups(studied)) == 2


def test_what_is_prepared_is_restored_once_and_by_its_name_alone(
    studied: Database, file: Path
) -> None:
    first = lay_ready(studied, file)
    second = lay_ready(studied, file)

    for token in (first.token, "", "*", "../x"):
        with pytest.raises(NotReady):
            restore_ready(studied, token, NOW)
    restore_ready(studied, second.token, NOW)

    with pytest.raises(NotReady):
        restore_ready(studied, second.token, NOW)


# While no server runs


def test_a_file_is_restored_and_what_was_there_is_kept(
    studied: Database, file: Path
) -> None:
    saved = dump(studied)
    with studied.reading() as session:
        learner = load_learner(session)
    send(studied, learner, answer("later", CARD))
    before, config = dump(studied), config_at(studied)
    studied.close()

    restored = restore_file(config, file, NOW)

    assert restored.contents.reviews == 5
    assert dump_of(config) == saved
    assert restored.before is not None
    restore_file(config, restored.before, NOW + DAY)
    assert dump_of(config) == before


def test_a_file_is_restored_where_nothing_is(file: Path, tmp_path: Path) -> None:
    config = config_of(tmp_path / "new")

    restored = restore_file(config, file, NOW)

    assert restored.before is None
    assert len(dump_of(config)["reviews"]) == 5


@pytest.mark.parametrize(
    "spoil", [unfit.truncated, unfit.plain_text, unfit.of_another_program]
)
def test_a_database_beyond_use_is_put_aside(
    studied: Database, file: Path, spoil: Callable[[Path], None]
) -> None:
    config = config_at(studied)
    studied.close()
    spoil(file_of(config))
    spoilt = file_of(config).read_bytes()

    restored = restore_file(config, file, NOW)

    assert restored.before is not None
    assert restored.before.read_bytes() == spoilt
    assert len(dump_of(config)["reviews"]) == 5


def test_a_running_server_keeps_its_database(studied: Database, file: Path) -> None:
    config, before = config_at(studied), dump(studied)

    with serving(config), pytest.raises(AlreadyServing):
        restore_file(config, file, NOW)

    assert dump(studied) == before


def test_an_unfit_file_changes_nothing_here(studied: Database, file: Path) -> None:
    config, before = config_at(studied), dump(studied)
    unfit.truncated(file)

    with pytest.raises(UnfitBackup):
        restore_file(config, file, NOW)
    with pytest.raises(UnfitBackup, match="n’existe pas"):
        restore_file(config, file.with_name("missing.db"), NOW)

    assert dump(studied) == before
    assert list(file_of(config).parent.glob(".restore-*")) == []


def test_a_kill_while_restoring_leaves_what_was_there(
    studied: Database, file: Path
) -> None:
    config = config_at(studied)
    with studied.reading() as session:
        learner = load_learner(session)
    send(studied, learner, answer("later", CARD))
    before = dump(studied)
    studied.close()

    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(config.home), str(file)], check=False
    )

    assert done.returncode == -signal.SIGKILL
    assert dump_of(config) == before


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from trainer import restoring
from trainer.config import Config, sqlite_url

def cut(status, remaining, total):
    if remaining < total / 2:
        os.kill(os.getpid(), signal.SIGKILL)

def overwrite(source, target):
    source.connection.driver_connection.backup(target, pages=5, progress=cut)

restoring.overwrite = overwrite
home, file = map(Path, sys.argv[1:])
restoring.restore_file(Config(home, sqlite_url(home)), file, datetime.now(UTC))
"""


def config_at(database: Database) -> Config:
    assert database.path is not None
    return config_of(database.path.parent)


def dump_of(config: Config) -> Dump:
    db = open_database(config)
    found = dump(db)
    db.close()
    return found


def test_every_refusal_is_a_sentence() -> None:
    assert issubclass(UnfitBackup, TrainerError)
