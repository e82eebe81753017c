"""The database: its transactions, its opening, and the one server on a file."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from tests.conftest import config_of, file_of
from tests.rows import add_student
from trainer import engines
from trainer.config import Config
from trainer.core.messages import message
from trainer.db import Database, connect, open_database, serving
from trainer.errors import (
    AlreadyServing,
    DatabaseBusy,
    DatabaseUnavailable,
    ForeignDatabase,
    NewerSchema,
    NotADatabase,
    TrainerError,
    UnsuitableDisk,
)
from trainer.tables import StudentRow


def uids(db: Database) -> list[str]:
    """Return the uids of all students, in the order in which they were added."""
    with db.reading() as session:
        return list(session.scalars(select(StudentRow.uid).order_by(StudentRow.id)))


# Transactions


def test_what_is_written_is_there_afterwards(db: Database) -> None:
    with db.writing() as session:
        add_student(session, "lea")

    assert uids(db) == ["lea"]


@pytest.mark.parametrize("error", [ValueError(), TrainerError(message("Non."))])
def test_a_block_that_raises_writes_nothing(db: Database, error: Exception) -> None:
    def write_and_raise() -> None:
        with db.writing() as session:
            add_student(session, "lea")
            raise error

    with pytest.raises(type(error)):
        write_and_raise()

    assert uids(db) == []


def test_after_a_failure_the_next_can_write(db: Database) -> None:
    with pytest.raises(DBAPIError), db.writing() as session:
        session.execute(text("INSERT INTO nowhere VALUES (1)"))

    with db.writing() as session:
        add_student(session, "lea")

    assert uids(db) == ["lea"]


def test_rows_can_be_used_after_their_transaction(db: Database) -> None:
    with db.writing() as session:
        row = StudentRow(uid="lea", name="Léa", created_at=func.current_timestamp())
        session.add(row)

    assert row.name == "Léa"


def test_a_reading_transaction_cannot_write(db: Database) -> None:
    with pytest.raises(DBAPIError), db.reading() as session:
        add_student(session, "lea")

    assert uids(db) == []


def test_a_reading_transaction_sees_one_moment(db: Database) -> None:
    with db.reading() as session:
        before = session.scalar(select(func.count(StudentRow.id)))
        with db.writing() as writing:
            add_student(writing, "lea")
        after = session.scalar(select(func.count(StudentRow.id)))

    assert (before, after) == (0, 0)
    assert uids(db) == ["lea"]


def test_a_reading_transaction_waits_for_no_writer(db: Database) -> None:
    with db.writing() as session:
        add_student(session, "lea")

        assert uids(db) == []


def test_many_can_read_at_once(db: Database) -> None:
    everyone_reads = threading.Barrier(8)

    def read() -> None:
        with db.reading() as session:
            session.scalars(select(StudentRow.uid)).all()
            everyone_reads.wait(timeout=30)

    with ThreadPoolExecutor(8) as threads:
        results = [threads.submit(read) for _ in range(8)]

    assert [result.exception() for result in results] == [None] * 8


def test_no_change_is_lost_between_reading_and_writing(db: Database) -> None:
    with db.writing() as session:
        lea = add_student(session, "lea")
        session.get_one(StudentRow, lea).name = "0"

    def add_one(_: int) -> None:
        with db.writing() as session:
            row = session.get_one(StudentRow, lea, with_for_update=True)
            row.name = str(int(row.name) + 1)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add_one, range(200)))

    with db.reading() as session:
        assert session.get_one(StudentRow, lea).name == "200"


def test_two_databases_on_one_file_lose_no_change(sqlite_config: Config) -> None:
    """The server and the command line beside it."""
    databases = [open_database(sqlite_config) for _ in range(2)]
    with databases[0].writing() as session:
        lea = add_student(session, "lea")
        session.get_one(StudentRow, lea).name = "0"

    def add_ones(db: Database) -> None:
        for _ in range(50):
            with db.writing() as session:
                row = session.get_one(StudentRow, lea)
                row.name = str(int(row.name) + 1)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(add_ones, databases))

    with databases[0].reading() as session:
        assert session.get_one(StudentRow, lea).name == "100"
    for database in databases:
        database.close()


def test_threads_write_in_the_order_in_which_they_came(sqlite_db: Database) -> None:
    lock = sqlite_db._lock
    assert lock is not None

    def write(number: int) -> None:
        with sqlite_db.writing() as session:
            add_student(session, str(number))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(10)]
    with sqlite_db.writing() as session:
        session.connection()
        for number, thread in enumerate(threads, start=1):
            thread.start()
            while lock.waiting < number:
                pass
    for thread in threads:
        thread.join()

    assert uids(sqlite_db) == [str(number) for number in range(10)]


def test_a_writer_inside_a_writer_is_a_loud_error(sqlite_db: Database) -> None:
    with (
        sqlite_db.writing(),
        pytest.raises(RuntimeError, match="inside"),
        sqlite_db.writing(),
    ):
        pass


def test_who_waits_too_long_to_write_is_told_so(
    sqlite_config: Config, sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.db.WAIT_S", 0.01)
    other = open_database(sqlite_config)

    with (
        sqlite_db.writing(),
        pytest.raises(DatabaseBusy, match=r"trainer\.db"),
        other.writing(),
    ):
        pass

    other.close()


def test_a_file_that_another_program_keeps_is_busy(sqlite_config: Config) -> None:
    path = file_of(sqlite_config)
    impatient = {**engines.PRAGMAS, "busy_timeout": 1}
    db = Database(
        path,
        engines.sqlite_engine(path, "BEGIN", impatient),
        engines.sqlite_engine(path, "BEGIN IMMEDIATE", impatient),
    )
    other = engines.sqlite_engine(path, "BEGIN EXCLUSIVE")

    with other.begin(), pytest.raises(DatabaseBusy), db.writing() as session:
        add_student(session, "lea")

    other.dispose()
    db.close()


@pytest.mark.parametrize("kind", ["reading", "writing"])
def test_every_connection_to_sqlite_is_set_to_be_safe(
    sqlite_db: Database, kind: str
) -> None:
    names = [*engines.PRAGMAS, "journal_mode", "query_only"]

    with getattr(sqlite_db, kind)() as session:
        told = [session.scalar(text(f"PRAGMA {name}")) for name in names]

    assert dict(zip(names, told, strict=True)) == {
        "busy_timeout": 10_000,
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "mmap_size": 0,
        "journal_mode": "wal",
        "query_only": int(kind == "reading"),
    }


# Opening


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
