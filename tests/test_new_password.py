"""A new password: who may choose it, and what ends by it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.entering import NOW, PASSWORD, SECRET, Counting, add, cheap, enter
from trainer import sign_ins
from trainer.accounts import account_named, close_account
from trainer.core.throttling import NAME
from trainer.db import Database
from trainer.errors import NotFound, TooMany
from trainer.new_password import SamePassword, Wish, WrongPassword, change_password
from trainer.password_strength import WeakPassword
from trainer.passwords import Passwords
from trainer.signing_in import NotLetIn
from trainer.tables import AccountRow

NEW = "gare lente du matin 4"


def test_a_new_password_lets_in_and_the_old_one_no_more(db: Database) -> None:
    lea = add(db, "Léa")

    change(db, lea)

    enter(db, "Léa", NEW)
    with pytest.raises(NotLetIn):
        enter(db, "Léa", PASSWORD)


def test_every_device_signs_out_but_this_one_which_gets_a_new_token(
    db: Database,
) -> None:
    lea = add(db, "Léa")
    tom = add(db, "Tom")
    others = [enter(db, "Léa").token for _ in range(2)]
    toms = enter(db, "Tom").token

    token = change(db, lea)

    with db.reading() as session:
        found = [sign_ins.find(session, each, NOW) for each in (*others, token, toms)]
    ids = [each and each.account_id for each in found]
    assert ids == [None, None, lea.id, tom.id]


def test_nothing_changes_without_the_password_of_so_far(db: Database) -> None:
    lea = add(db, "Léa")

    with pytest.raises(WrongPassword):
        change(db, lea, current="guess")

    enter(db, "Léa", PASSWORD)


def test_who_found_an_open_device_cannot_guess_on(db: Database) -> None:
    lea = add(db, "Léa")
    for _ in range(NAME.free):
        with pytest.raises(WrongPassword):
            change(db, lea, current="guess")

    with pytest.raises(TooMany):
        change(db, lea)


def test_who_was_given_a_password_is_not_asked_for_it_but_cannot_keep_it(
    db: Database,
) -> None:
    lea = add(db, "Léa", "tulipe-bateau-girafe", must_change=True)

    with pytest.raises(SamePassword):
        change(db, lea, current="", new="Tulipe bateau girafe")
    token = change(db, lea, current="")

    with db.reading() as session:
        found = sign_ins.find(session, token, NOW)
    assert found is not None
    assert not found.must_change


def test_the_same_password_is_no_new_one(db: Database) -> None:
    lea = add(db, "Léa")

    with pytest.raises(SamePassword):
        change(db, lea, new=PASSWORD)


@pytest.mark.parametrize("is_teacher", [True, False])
def test_teachers_need_a_longer_one(db: Database, is_teacher: bool) -> None:
    somebody = add(db, "Vera", is_teacher=is_teacher)
    hasher = Counting()

    for new in ("court", "Vera2026", "velo-rouge"):
        if is_teacher or new != "velo-rouge":
            with pytest.raises(WeakPassword):
                change(db, somebody, Passwords(hasher), new=new)
        else:
            change(db, somebody, new=new)

    assert hasher.hashes == 0


def test_a_closed_account_gets_no_new_password(db: Database) -> None:
    lea = add(db, "Léa")
    with db.writing() as session:
        close_account(session, account_named(session, "Léa"))

    with pytest.raises(NotFound):
        change(db, lea)


def change(
    db: Database, account: AccountRow, passwords: Passwords | None = None, **other: Any
) -> str:
    values: dict[str, Any] = {
        "current": PASSWORD,
        "new": NEW,
        "device": "Firefox",
        "secret": SECRET,
    }
    wish = Wish(account.id, **values | other)
    return change_password(db, passwords or cheap(), wish, NOW)
