"""The link by which the first teacher is made."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.entering import NOW, add, enter
from tests.rows import add_card
from trainer.accounts import NameTaken, account_named, close_account
from trainer.db import Database
from trainer.errors import NotFound
from trainer.first_teacher import LASTS, check_link, make_first_teacher, offer_link
from trainer.first_use import prepare
from trainer.learners import LOCAL_UID
from trainer.tables import OneTimeLinkRow, StudentRow

SECOND = timedelta(seconds=1)


def test_the_link_makes_a_teacher_who_keeps_what_was_learnt_before(
    db: Database,
) -> None:
    learner = prepare(db, NOW)
    token = offer(db)

    with db.writing() as session:
        vera = make_first_teacher(session, token, "Vera", "hash", NOW)

    assert (vera.is_teacher, vera.must_change) == (True, False)
    assert vera.student_id == learner.id
    with db.reading() as session:
        student = session.get(StudentRow, vera.student_id)
    assert student is not None
    assert (student.uid, student.name) == (LOCAL_UID, "Vera")


def test_the_link_works_once(db: Database) -> None:
    token = offer(db)
    with db.writing() as session:
        make_first_teacher(session, token, "Vera", "hash", NOW)

    with pytest.raises(NotFound), db.writing() as session:
        make_first_teacher(session, token, "Max", "hash", NOW)


def test_the_link_works_for_a_day(db: Database) -> None:
    token = offer(db)

    with db.reading() as session:
        check_link(session, token, NOW + LASTS - SECOND)
        with pytest.raises(NotFound):
            check_link(session, token, NOW + LASTS)


def test_another_start_makes_another_link_and_the_first_ends(db: Database) -> None:
    first, second = offer(db), offer(db)

    with db.reading() as session:
        check_link(session, second, NOW)
        with pytest.raises(NotFound):
            check_link(session, first, NOW)


def test_a_mistake_does_not_use_the_link_up(db: Database) -> None:
    add(db, "Léa")
    token = offer(db)

    with pytest.raises(NameTaken), db.writing() as session:
        make_first_teacher(session, token, "lea", "hash", NOW)

    with db.reading() as session:
        check_link(session, token, NOW)


def test_a_teacher_from_elsewhere_ends_the_link(db: Database) -> None:
    token = offer(db)

    add(db, "Vera", is_teacher=True)

    with db.reading() as session, pytest.raises(NotFound):
        check_link(session, token, NOW)
    with db.writing() as session:
        assert offer_link(session, NOW) is None


def test_a_school_whose_only_teacher_is_gone_gets_a_link_again(db: Database) -> None:
    add(db, "Vera", is_teacher=True)
    with db.writing() as session:
        close_account(session, account_named(session, "Vera"))

    token = offer(db)

    with db.reading() as session:
        check_link(session, token, NOW)


@pytest.mark.parametrize("token", ["", "x", "\x00", "é" * 500])
def test_a_link_that_was_made_up_does_not_work(db: Database, token: str) -> None:
    offer(db)

    with db.reading() as session, pytest.raises(NotFound):
        check_link(session, token, NOW)


def test_the_database_does_not_hold_the_token(db: Database) -> None:
    token = offer(db)

    with db.reading() as session:
        stored = session.scalars(select(OneTimeLinkRow.token_hash)).one()

    assert token not in stored
    assert len(token) >= 43


def test_who_comes_second_takes_nothing_over(db: Database) -> None:
    prepare(db, NOW)
    with db.writing() as session:
        add_card(session, "somebody")
    add(db, "Vera", is_teacher=True)
    paul = add(db, "Paul", is_teacher=True)

    enter(db, "Paul")

    with db.reading() as session:
        student = session.get(StudentRow, paul.student_id)
    assert student is not None
    assert student.uid != LOCAL_UID


def offer(db: Database) -> str:
    with db.writing() as session:
        token = offer_link(session, NOW)
    assert token is not None
    return token
