"""The database: its transactions, and who writes after whom."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from tests.conftest import file_of
from tests.rows import add_student
from trainer import engines
from trainer.config import Config
from trainer.core.messages import message
from trainer.db import Database, open_database
from trainer.errors import DatabaseBusy, TrainerError
from trainer.tables import StudentRow


def uids(db: Database) -> list[str]:
    """Return the uids of all students, in the order in which they were added."""
    with db.reading() as session:
        return list(session.scalars(select(StudentRow.uid).order_by(StudentRow.id)))


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
