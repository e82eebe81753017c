"""Who looked: one row a look, seen by the person alone, named while the account is."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError

from tests.people import add_account
from tests.studying import MINUTE, NOW
from trainer.db import Database
from trainer.personal_reads import Look, PersonalRead, note_reads, reads_of
from trainer.tables import AccountRow, PersonalReadRow


@pytest.fixture
def tom(db: Database) -> int:
    """Tom, whom Vera has looked at twice; nobody looked at Lea."""
    with db.writing() as session:
        vera = add_account(session, "Vera", is_teacher=True)
        tom, _lea = add_account(session, "Tom"), add_account(session, "Lea")
        note_reads(session, vera.uid, [tom.id], Look.RESULTS, NOW)
        note_reads(session, vera.uid, [tom.id], Look.ANSWERS, NOW + MINUTE)
    return tom.id


def test_each_look_leaves_one_row_that_the_person_sees(db: Database, tom: int) -> None:
    with db.reading() as session:
        found = reads_of(session, tom)
        rows = session.scalar(select(func.count()).select_from(PersonalReadRow))

    assert found == (
        PersonalRead("Vera", "answers", NOW + MINUTE),
        PersonalRead("Vera", "results", NOW),
    )
    assert rows == 2


def test_who_was_not_looked_at_sees_nobody(db: Database, tom: int) -> None:
    with db.reading() as session:
        assert reads_of(session, tom + 1) == ()


def test_a_reader_without_an_account_has_no_name_any_more(
    db: Database, tom: int
) -> None:
    with db.writing() as session:
        session.execute(delete(AccountRow).where(AccountRow.name == "Vera"))
        found = reads_of(session, tom, limit=1)

    assert found == (PersonalRead(None, "answers", NOW + MINUTE),)


def test_a_look_cannot_be_changed(db: Database, tom: int) -> None:
    with (
        pytest.raises(DatabaseError, match="only grow"),
        db.writing() as session,
    ):
        session.execute(update(PersonalReadRow).values(what="nothing"))
