"""What is kept no longer: after each period, by the clock, nothing older exists."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.people import add_account, add_classroom
from tests.studying import DAY, NOW, add_deck, answer, recall_items, send
from trainer import sign_ins
from trainer.automatic_backups import Occasion, keep_backup, kept_backups
from trainer.db import Database
from trainer.erased_people import erased_marks
from trainer.learners import load_learner
from trainer.personal_reads import Look, note_reads
from trainer.retention import Closing, closings_of, drop_half_done, keep_no_longer
from trainer.tables import (
    AccountRow,
    CardRow,
    DeckRow,
    EnrolmentRow,
    FailedTriesRow,
    MembershipRow,
    OneTimeLinkRow,
    PersonalReadRow,
    Row,
    SignInRow,
    StudentRow,
)

CLOSES = (NOW + 10 * DAY).date()
OPEN = (NOW + 300 * DAY).date()
MONTH = 30 * DAY


@pytest.fixture
def school(db: Database) -> Database:
    """Tom and Lea are in a class that closes in ten days, Lea in another one too."""
    with db.writing() as session:
        vera = add_account(session, "Vera", is_teacher=True)
        tom, lea = add_account(session, "Tom"), add_account(session, "Lea")
        add_classroom(
            session, "10A", teachers=(vera,), pupils=(tom, lea, vera), closes_on=CLOSES
        )
        add_classroom(session, "Chorale", pupils=(lea,), closes_on=OPEN)
    return db


def people(db: Database) -> list[str]:
    with db.reading() as session:
        found = session.scalars(select(AccountRow.name).order_by(AccountRow.id))
        return list(found)


def count(db: Database, table: type[Row]) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def told(db: Database, name: str, now: datetime) -> tuple[Closing, ...]:
    with db.reading() as session:
        id_ = session.scalars(
            select(AccountRow.id).where(AccountRow.name == name)
        ).one()
        return closings_of(session, id_, now)


def test_a_closed_class_tells_its_students_a_month_ahead(school: Database) -> None:
    before, after = told(school, "Tom", NOW), told(school, "Tom", NOW + 10 * DAY)

    leaves_on = (NOW + 40 * DAY).date()
    assert before == ()
    assert after == (Closing("10A", leaves_on, is_last=True),)
    assert told(school, "Lea", NOW + 10 * DAY) == (
        Closing("10A", leaves_on, is_last=False),
    )
    assert not told(school, "Vera", NOW + 10 * DAY)[0].is_last


def test_a_month_after_who_is_in_no_other_class_is_erased(
    school: Database, tmp_path: Path
) -> None:
    keep_no_longer(school, tmp_path, NOW + 39 * DAY)
    day_before = people(school)

    keep_no_longer(school, tmp_path, NOW + 40 * DAY)

    assert day_before == ["Vera", "Tom", "Lea"]
    assert people(school) == ["Vera", "Lea"]
    assert count(school, MembershipRow) == 1
    assert count(school, StudentRow) == 2
    assert len(erased_marks(tmp_path)) == 1


def test_nothing_older_than_its_period_exists(school: Database, tmp_path: Path) -> None:
    with school.writing() as session:
        vera = session.scalars(select(AccountRow)).first()
        assert vera is not None
        for days in range(0, 401, 50):
            at = NOW - days * DAY
            sign_ins.begin(session, vera, "a browser", at)
            note_reads(session, vera.uid, [vera.id], Look.RESULTS, at)
            session.add(FailedTriesRow(key=f"k{days}", failures=1, last_at=at))
            session.add(
                OneTimeLinkRow(
                    token_hash=f"t{days}",
                    account_id=vera.id,
                    ends_at=at + DAY / 2,
                )
            )
        in_use = session.scalars(
            select(SignInRow).where(SignInRow.created_at == NOW - 350 * DAY)
        ).one()
        in_use.ends_at = NOW + MONTH

    keep_no_longer(school, tmp_path, NOW)
    with school.reading() as session:
        now_there = [
            min(session.scalars(select(column)))
            for column in (PersonalReadRow.read_at, SignInRow.created_at)
        ]
    keep_no_longer(school, tmp_path, NOW + 16 * DAY)

    assert now_there == [NOW - 350 * DAY, NOW - 350 * DAY]
    assert count(school, FailedTriesRow) == 0
    assert count(school, OneTimeLinkRow) == 0
    assert count(school, SignInRow) == 0
    with school.reading() as session:
        oldest = min(session.scalars(select(PersonalReadRow.read_at)))
    assert oldest > NOW + 16 * DAY - 365 * DAY


def test_tries_and_links_of_today_are_still_there(
    school: Database, tmp_path: Path
) -> None:
    with school.writing() as session:
        session.add(FailedTriesRow(key="k", failures=1, last_at=NOW))
        session.add(
            OneTimeLinkRow(
                token_hash="t",
                account_id=None,
                ends_at=NOW + DAY / 2,
            )
        )

    keep_no_longer(school, tmp_path, NOW + DAY / 4)

    assert (count(school, FailedTriesRow), count(school, OneTimeLinkRow)) == (1, 1)


def test_no_backup_is_older_than_thirty_five_days(
    sqlite_db: Database, tmp_path: Path
) -> None:
    assert sqlite_db.path is not None
    for days in (40, 36, 34, 0):
        keep_backup(sqlite_db, Occasion.START, NOW - days * DAY)
    aside = sqlite_db.path.with_name("trainer-abandoned-20260101T000000Z.db")
    aside.write_bytes(b"old")
    os.utime(aside, ((NOW - 36 * DAY).timestamp(),) * 2)

    keep_no_longer(sqlite_db, tmp_path, NOW)

    left = [each.made_at.date() for each in kept_backups(sqlite_db)]
    assert left == [NOW.date(), (NOW - 34 * DAY).date()]
    assert not aside.exists()


def test_what_a_killed_process_left_goes_at_the_start(sqlite_db: Database) -> None:
    assert sqlite_db.path is not None
    home = sqlite_db.path.parent
    left = [home / ".restore-x" / "draft.db", home / "backups" / ".upload-y" / "a.db"]
    left.append(home / "backups" / "ready-z.db")
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")

    drop_half_done(sqlite_db)

    assert [path for path in left if path.exists()] == []
    assert sqlite_db.path.exists()


def test_a_student_of_no_class_goes_after_a_year_away(
    db: Database, tmp_path: Path
) -> None:
    begun = NOW - 365 * DAY
    with db.writing() as session:
        add_deck(session, recall_items(1))
        key = session.scalars(select(CardRow.key)).one()
        vera = add_account(session, "Vera", is_teacher=True, now=begun)
        for name in ("Tom", "Lea", "Ida", "Max"):
            add_account(session, name, now=begun)
        lea, ida = (find(session, name) for name in ("Lea", "Ida"))
        sign_ins.begin(session, ida, "a tablet", NOW - 20 * DAY)
        add_classroom(session, "10A", teachers=(vera,), pupils=(find(session, "Max"),))
        session.add(
            EnrolmentRow(
                student_id=lea.student_id,
                deck_id=session.scalars(select(DeckRow.id)).one(),
                created_at=begun,
            )
        )
        learner = load_learner(session, "student-lea")
    send(db, learner, answer("u1", key))

    keep_no_longer(db, tmp_path, NOW - DAY)
    before = people(db)
    keep_no_longer(db, tmp_path, NOW)

    assert before == ["Vera", "Tom", "Lea", "Ida", "Max"]
    assert people(db) == ["Vera", "Lea", "Ida", "Max"]


def find(session: Session, name: str) -> AccountRow:
    return session.scalars(select(AccountRow).where(AccountRow.name == name)).one()
