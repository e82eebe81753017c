"""Erasure: no row and no byte is left, also after an old backup; others stay whole."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Enum, String, func, insert, select, text, update

from tests.canaries import CANARY, canaries, canaries_in, fill
from tests.conftest import file_of
from tests.people import add_account, add_classroom
from tests.rows import add_card
from tests.studying import DAY, NOW, add_deck, answer, recall_items, send
from trainer import sign_ins
from trainer.backup import backup
from trainer.config import Config
from trainer.db import Database, open_database
from trainer.erased_people import NAME, erased_marks
from trainer.erasing import (
    LastTeacher,
    LeftClass,
    ask_to_erase,
    erase_again,
    erase_due,
    erase_now,
    outcome,
    take_back,
)
from trainer.learners import load_learner
from trainer.person_rows import Person, personal_tables
from trainer.restoring import restore_file
from trainer.retention import notices_of
from trainer.tables import (
    AccountRow,
    CardNoteRow,
    CardRow,
    ClassroomRow,
    ClassroomTeacherRow,
    DeckRow,
    EnrolmentRow,
    Row,
    SignInRow,
    StudentRow,
)

FAR = 400 * DAY


@pytest.fixture
def tom(db: Database) -> int:
    """Tom has a canary in every text; Lea is in his class, and has answered once."""
    with db.writing() as session:
        add_deck(session, recall_items(2))
        vera = add_account(session, "Vera", is_teacher=True)
        tom, lea = add_account(session, "Tom"), add_account(session, "Lea")
        add_classroom(session, "10A", teachers=(vera,), pupils=(tom, lea))
        deck_id = session.scalars(select(DeckRow.id)).one()
        for each in (tom, lea):
            session.add(
                EnrolmentRow(
                    student_id=each.student_id, deck_id=deck_id, created_at=NOW
                )
            )
        key = session.scalars(select(CardRow.key)).first()
        assert key is not None
        session.flush()
        learner = load_learner(session, "student-lea")
    send(db, learner, answer("u1", key))
    with db.writing() as session:
        fill(session, session.get_one(AccountRow, tom.id))
    return tom.id


def rows_of_others(db: Database, gone: Person) -> dict[str, set[str]]:
    """Return all rows but those of a person, as they are."""
    with db.reading() as session:
        mine = {table.name: which for table, which in personal_tables(gone)}
        return {
            table.name: {
                repr(row)
                for row in session.execute(
                    select(table).where(~mine[table.name])
                    if table.name in mine
                    else select(table)
                )
            }
            for table in Row.metadata.sorted_tables
        }


def test_every_table_about_people_has_a_canary_before(db: Database, tom: int) -> None:
    texts = {
        table.name
        for table, _ in personal_tables(Person(0, 0))
        for column in table.columns
        if isinstance(column.type, String) and not isinstance(column.type, Enum)
    }

    with_canary = set(canaries_in(db))

    # Their only texts are made from the name of the deck, or name a time zone.
    assert texts - with_canary == {"decks", "items", "cards", "study_settings"}


def test_no_row_is_left_and_those_of_others_are_as_before(
    db: Database, tom: int, tmp_path: Path
) -> None:
    with db.reading() as session:
        person = Person(session.get_one(AccountRow, tom).student_id, tom)
    before = rows_of_others(db, person)

    erase_now(db, tmp_path / "list", tom)

    with db.reading() as session:
        left = [
            table.name
            for table, mine in personal_tables(person)
            if session.scalar(select(func.count()).select_from(table).where(mine))
        ]
    assert left == []
    assert canaries_in(db) == []
    assert rows_of_others(db, person) == before


def test_no_byte_is_left_in_the_files(
    sqlite_config: Config, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = open_database(sqlite_config)
    tom = add_tom(database)
    held = canaries(sqlite_config.home)

    erase_now(database, sqlite_config.home, tom)

    assert held
    assert canaries(sqlite_config.home) == []
    assert CANARY not in caplog.text
    database.close()
    assert canaries(sqlite_config.home) == []


def test_nor_in_pages_whose_rows_were_moved_about(
    sqlite_db: Database, tmp_path: Path
) -> None:
    """`secure_delete` leaves copies of rows behind where pages were split."""
    assert sqlite_db.path is not None
    chance = random.Random(1)
    with sqlite_db.writing() as session:
        ids = add_card(session, "nobody")
        keys = [{"item_id": 1, "key": f"x/A{n}#n", "position": n} for n in range(400)]
        session.execute(insert(CardRow), keys)
        people = [add_account(session, f"P{n}") for n in range(10)]
        students = [each.student_id for each in people]
        pairs = [
            (s, card) for s in students for card in range(ids.card, ids.card + 400)
        ]
        chance.shuffle(pairs)
        for student, card in pairs:
            who = CANARY if student == students[3] else "other"
            session.execute(
                insert(CardNoteRow),
                {
                    **{"student_id": student, "card_id": card, "uid": f"u{card}"},
                    **{"text": f"{who} " + "x" * chance.randint(1, 400)},
                    "written_at": NOW,
                },
            )
    with sqlite_db.writing() as session:
        for card in range(ids.card, ids.card + 400):
            session.execute(
                update(CardNoteRow)
                .where(CardNoteRow.student_id == students[3])
                .where(CardNoteRow.card_id == card)
                .values(text=f"{CANARY} " + "y" * chance.randint(1, 900))
            )

    erase_now(sqlite_db, tmp_path / "list", people[3].id)

    assert canaries(sqlite_db.path.parent) == []


def test_nor_in_the_files_of_a_server(
    postgresql_config: Config, tmp_path: Path
) -> None:
    database = open_database(postgresql_config)
    tom = add_tom(database)
    files = files_of_server(database)
    held = [path.name for path in files.iterdir() if has_canary(path)]

    erase_now(database, tmp_path, tom)

    files_of_server(database)
    assert held
    assert [path.name for path in files.iterdir() if has_canary(path)] == []
    database.close()


def test_an_old_backup_brings_nobody_back(
    sqlite_config: Config, tmp_path: Path
) -> None:
    database = open_database(sqlite_config)
    tom = add_tom(database)
    old = backup(database, tmp_path / "old.db").path
    erase_now(database, sqlite_config.home, tom)
    database.close()
    assert CANARY.encode() in old.read_bytes()

    restore_file(sqlite_config, old, NOW)

    assert canaries(sqlite_config.home) == []
    assert names(sqlite_config) == ["Vera", "Zoe"]


def test_nor_does_a_file_that_was_put_in_place_by_hand(
    sqlite_config: Config, tmp_path: Path
) -> None:
    database = open_database(sqlite_config)
    tom = add_tom(database)
    old = backup(database, tmp_path / "old.db").path
    erase_now(database, sqlite_config.home, tom)
    database.close()
    old.replace(file_of(sqlite_config))

    database = open_database(sqlite_config)
    again = erase_again(database, sqlite_config.home)

    assert again == 1
    assert canaries(sqlite_config.home) == []
    assert erase_again(database, sqlite_config.home) == 0
    database.close()


def test_the_list_names_nobody(db: Database, tom: int, tmp_path: Path) -> None:
    erase_now(db, tmp_path, tom)

    text = (tmp_path / NAME).read_text(encoding="ascii")

    assert len(erased_marks(tmp_path)) == 1
    assert "tom" not in text
    assert CANARY not in text
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


def test_who_asks_has_seven_days_and_is_signed_out_at_once(
    db: Database, tom: int, tmp_path: Path
) -> None:
    late = NOW.replace(hour=23, minute=59)
    with db.writing() as session:
        account = session.get_one(AccountRow, tom)
        sign_ins.begin(session, account, "a tablet", NOW)
        ask_to_erase(session, tom, late)
        devices = session.scalars(
            select(SignInRow.id).where(SignInRow.account_id == tom)
        ).all()

    assert devices == []
    assert erase_due(db, tmp_path, late + 7 * DAY) == 0
    assert erase_due(db, tmp_path, late + 8 * DAY) == 1
    assert canaries_in(db) == []


def test_who_thinks_better_of_it_stays(db: Database, tom: int, tmp_path: Path) -> None:
    with db.writing() as session:
        ask_to_erase(session, tom, NOW)
    with db.writing() as session:
        take_back(session, tom)

    assert erase_due(db, tmp_path, NOW + FAR) == 0
    assert canaries_in(db) != []


def test_the_last_teacher_of_students_cannot_go(
    db: Database, tom: int, tmp_path: Path
) -> None:
    with db.writing() as session:
        vera = session.scalars(
            select(AccountRow).where(AccountRow.name == "Vera")
        ).one()
        vera.erase_on = NOW.date()

    with pytest.raises(LastTeacher, match="10A"):
        erase_now(db, tmp_path, vera.id)
    with pytest.raises(LastTeacher, match="10A"), db.writing() as session:
        ask_to_erase(session, vera.id, NOW)

    assert erase_due(db, tmp_path, NOW) == 0
    assert erased_marks(tmp_path) == frozenset()


def test_an_erasure_says_what_it_waits_for_and_is_done_after_all(
    db: Database, tom: int, tmp_path: Path
) -> None:
    with db.writing() as session:
        vera = session.scalars(select(AccountRow).filter_by(name="Vera")).one()
        room = session.scalars(select(ClassroomRow).filter_by(name="10A")).one()
        asked_nothing = notices_of(session, vera.id, NOW).waits_for
        vera.erase_on = NOW.date()
        waits = notices_of(session, vera.id, NOW).waits_for
        paul = add_account(session, "Paul", is_teacher=True)
        session.add(
            ClassroomTeacherRow(classroom_id=room.id, account_id=paul.id, since=NOW)
        )
        session.flush()
        waits_no_more = notices_of(session, vera.id, NOW).waits_for

    assert waits == (LeftClass(room.uid, "10A"),)
    assert asked_nothing == waits_no_more == ()
    assert erase_due(db, tmp_path, NOW) == 1


def test_a_teacher_leaves_decks_to_the_school_and_no_empty_class(
    db: Database, tmp_path: Path
) -> None:
    with db.writing() as session:
        add_deck(session, recall_items(1))
        vera = add_account(session, "Vera", is_teacher=True)
        paul = add_account(session, "Paul", is_teacher=True)
        session.scalars(select(DeckRow)).one().keeper_id = vera.id
        add_classroom(session, "Vide", teachers=(vera,))
        shared = add_classroom(session, "10B", teachers=(vera, paul), pupils=(paul,))
        told = outcome(session, vera.id)

    erase_now(db, tmp_path, vera.id)

    with db.reading() as session:
        assert session.scalars(select(DeckRow)).one().keeper_id is None
        assert session.scalars(select(ClassroomRow.id)).all() == [shared.id]
        teachers = session.scalars(select(ClassroomTeacherRow.account_id)).all()
    assert (told.decks, told.classes) == (1, 1)
    assert teachers == [paul.id]


def test_who_learnt_here_before_accounts_can_begin_again(
    db: Database, tmp_path: Path
) -> None:
    with db.writing() as session:
        account = add_account(session, "Vera", is_teacher=True)
        session.get_one(StudentRow, account.student_id).uid = "local"
    erase_now(db, tmp_path, account.id)
    with db.writing() as session:
        later = add_account(session, "Lea", now=NOW + DAY)
        session.get_one(StudentRow, later.student_id).uid = "local"

    assert erase_again(db, tmp_path) == 0


def add_tom(database: Database) -> int:
    """Add Vera, and Tom with his canaries, in a class."""
    with database.writing() as session:
        vera, tom = (
            add_account(session, "Vera", is_teacher=True),
            add_account(session, "Tom"),
        )
        add_classroom(session, "10A", teachers=(vera,), pupils=(tom,))
        tom_id = tom.id
        fill(session, tom)
    return tom_id


def names(config: Config) -> list[str]:
    """Return who has an account."""
    connection = sqlite3.connect(file_of(config))
    try:
        return [name for (name,) in connection.execute("SELECT name FROM accounts")]
    finally:
        connection.close()


def files_of_server(database: Database) -> Path:
    """Have a server write all that it holds, and return where the database lies."""
    with database.writing() as session:
        session.execute(text("CHECKPOINT"))
        folder = session.scalar(text("SHOW data_directory"))
        number = session.scalar(
            text("SELECT oid FROM pg_database WHERE datname = current_database()")
        )
    return Path(str(folder), "base", str(number))


def has_canary(path: Path) -> bool:
    return CANARY.encode() in path.read_bytes()
