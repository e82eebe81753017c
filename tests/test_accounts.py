"""Accounts: made with a student, found by name, closed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.entering import NOW, PASSWORD, add, enter
from tests.rows import add_card
from trainer import sign_ins
from trainer.accounts import (
    BadName,
    NameTaken,
    account_named,
    all_accounts,
    choose_password,
    close_account,
    find_account,
    give_password,
)
from trainer.db import Database
from trainer.errors import NotFound
from trainer.first_use import prepare
from trainer.learners import LOCAL_UID, load_learner
from trainer.signing_in import NotLetIn
from trainer.tables import (
    ClassroomRow,
    ClassroomTeacherRow,
    DeckRow,
    MembershipRow,
    MembershipStatus,
    StudentRow,
)


def test_everybody_with_an_account_is_somebody_who_learns(db: Database) -> None:
    vera = add(db, "Vera", is_teacher=True)
    lea = add(db, "  Léa  Dupont ")

    with db.reading() as session:
        student = session.get(StudentRow, lea.student_id)
        assert student is not None
        assert load_learner(session, student.uid).settings

    assert (lea.name, student.name) == ("Léa Dupont", "Léa Dupont")
    assert len(student.uid) == len(lea.uid) == 32
    assert len({lea.uid, vera.uid, student.uid}) == 3


@pytest.mark.parametrize("name", ["", "  ", "…", "\u202e", "\ufc60", "x" * 61])
def test_a_name_can_be_read(db: Database, name: str) -> None:
    with pytest.raises(BadName):
        add(db, name)


def test_a_name_belongs_to_one_person_however_it_is_spelt(db: Database) -> None:
    add(db, "Léa")

    with pytest.raises(NameTaken):
        add(db, "LEA")

    with db.reading() as session:
        found = find_account(session, " lea ")
        assert found is not None
        assert found.name == "Léa"
        assert find_account(session, "leo") is None
        with pytest.raises(NotFound):
            account_named(session, "leo")


def test_teachers_are_listed_first_then_by_name(db: Database) -> None:
    for name in ("Tom", "Émile", "Lea"):
        add(db, name)
    add(db, "Vera", is_teacher=True)

    with db.reading() as session:
        names = [account.name for account in all_accounts(session)]

    assert names == ["Vera", "Émile", "Lea", "Tom"]


def test_first_teacher_takes_over_what_was_learnt_without_accounts(
    db: Database,
) -> None:
    learner = prepare(db, NOW)
    with db.writing() as session:
        add_card(session, "somebody")  # with a deck "x"

    lea = add(db, "Léa")
    vera = add(db, "Vera", is_teacher=True)
    paul = add(db, "Paul", is_teacher=True)

    with db.reading() as session:
        keepers = dict(session.execute(select(DeckRow.slug, DeckRow.keeper_id)).all())
        uids = dict(session.execute(select(StudentRow.id, StudentRow.uid)).all())
    assert uids[vera.student_id] == LOCAL_UID
    assert vera.student_id == learner.id
    assert LOCAL_UID not in (uids[lea.student_id], uids[paul.student_id])
    assert keepers == {"metiers-data": None, "x": vera.id}


def test_a_password_of_ones_own_ends_every_device(db: Database) -> None:
    lea = add(db, "Léa", must_change=True)
    token = enter(db, "Léa").token

    with db.writing() as session:
        account = account_named(session, "lea")
        choose_password(session, account, "another hash")

    with db.reading() as session:
        assert sign_ins.find(session, token, NOW) is None
        account = account_named(session, "lea")
    assert account.id == lea.id
    assert not account.must_change


def test_a_password_that_is_given_ends_every_device_and_has_to_be_changed(
    db: Database,
) -> None:
    add(db, "Léa")
    token = enter(db, "Léa").token

    with db.writing() as session:
        give_password(session, account_named(session, "lea"), "another hash")

    with db.reading() as session:
        assert sign_ins.find(session, token, NOW) is None
        assert account_named(session, "lea").must_change


def test_who_is_removed_is_let_in_no_more_and_is_in_no_class(db: Database) -> None:
    vera = add(db, "Vera", is_teacher=True)
    lea = add(db, "Léa")
    token = enter(db, "Léa").token
    with db.writing() as session:
        classroom = ClassroomRow(
            uid="c", name="10A", created_at=NOW, closes_on=NOW.date()
        )
        classroom.needs_approval = False
        session.add(classroom)
        session.flush()
        key = {"classroom_id": classroom.id, "since": NOW}
        member = {"status": MembershipStatus.MEMBER, "roster_name": "Léa"}
        session.add(MembershipRow(account_id=lea.id, **key, **member))
        session.add(ClassroomTeacherRow(account_id=vera.id, **key))

    with db.writing() as session:
        close_account(session, account_named(session, "lea"))

    with db.reading() as session:
        assert sign_ins.find(session, token, NOW) is None
        assert session.scalars(select(MembershipRow)).all() == []
        assert len(session.scalars(select(ClassroomTeacherRow)).all()) == 1
        assert session.get(StudentRow, lea.student_id) is not None
    for password in (PASSWORD, ""):
        with pytest.raises(NotLetIn):
            enter(db, "Léa", password)
