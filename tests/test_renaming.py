"""Another name to sign in with: what follows it, and what stays as it was."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.entering import NOW, PASSWORD, SECRET, add, cheap, enter
from tests.people import add_classroom
from trainer import sign_ins
from trainer.accounts import BadName
from trainer.asking_again import Proof
from trainer.core.person_names import LONGEST_NAME
from trainer.core.throttling import NAME
from trainer.db import Database
from trainer.errors import TooMany
from trainer.namesakes import rename
from trainer.new_password import WrongPassword
from trainer.renaming import AN_HOUR, change_name
from trainer.signing_in import NotLetIn
from trainer.tables import AccountRow, MembershipRow, StudentRow


def change(
    db: Database, account: AccountRow, name: str, password: str = PASSWORD
) -> str:
    proof = Proof(account.id, password, SECRET)
    return change_name(db, cheap(), proof, name, NOW)


def test_the_new_name_opens_the_account_and_the_old_one_no_more(db: Database) -> None:
    lea = add(db, "Léa")

    shown = change(db, lea, "  Léa\u200b  Martin ")

    assert shown == "Léa Martin"
    enter(db, "lea martin")
    with pytest.raises(NotLetIn):
        enter(db, "Léa")


def test_devices_stay_and_the_student_and_the_class_list_keep_what_is_theirs(
    db: Database,
) -> None:
    lea = add(db, "Léa")
    token = enter(db, "Léa").token
    with db.writing() as session:
        add_classroom(session, "10A", pupils=(session.get_one(AccountRow, lea.id),))

    change(db, lea, "Zoé")

    with db.reading() as session:
        found = sign_ins.find(session, token, NOW)
        student = session.get_one(StudentRow, lea.student_id)
        of_list = session.scalars(select(MembershipRow.roster_name)).one()
    assert found is not None
    assert (found.name, student.name) == ("Zoé", "Zoé")
    assert of_list == "Léa"  # the teacher's, who reads the list anew


def test_the_own_name_may_be_spelt_otherwise(db: Database) -> None:
    lea = add(db, "lea")

    assert change(db, lea, "Léa") == "Léa"


def test_a_namesake_gets_a_number_even_of_the_longest_name(db: Database) -> None:
    long = "x" * LONGEST_NAME
    add(db, long)
    lea = add(db, "Léa")

    assert change(db, lea, long) == "x" * (LONGEST_NAME - 2) + " 2"


def test_a_name_that_another_process_takes_meanwhile_gets_a_number(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(db, "Tom")
    lea = add(db, "Léa")
    monkeypatch.setattr("trainer.namesakes.find_account", lambda *_: None)

    with db.writing() as session:
        account = session.get_one(AccountRow, lea.id)
        rename(session, account, "Tom")

        assert (account.name, account.sign_in_name) == ("Tom 2", "tom 2")
        assert session.get_one(StudentRow, lea.student_id).name == "Tom 2"


def test_who_found_an_open_device_cannot_guess_on(db: Database) -> None:
    lea = add(db, "Léa")

    for _ in range(NAME.free):
        with pytest.raises(WrongPassword):
            change(db, lea, "Zoé", "guess")
    with pytest.raises(TooMany):
        change(db, lea, "Zoé")

    enter(db, "Léa")


def test_nobody_tries_out_many_names(db: Database) -> None:
    lea = add(db, "Léa")
    for number in range(AN_HOUR.free):
        change(db, lea, f"Léa {number + 2}")

    with pytest.raises(TooMany):
        change(db, lea, "Zoé")


def test_a_name_that_nobody_can_have_costs_no_guess(db: Database) -> None:
    lea = add(db, "Léa")

    for _ in range(2 * NAME.free):
        with pytest.raises(BadName):
            change(db, lea, " — ")

    assert change(db, lea, "Zoé") == "Zoé"
