"""Signing in: who is let in, what guessing costs, and what it gets."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from tests.entering import (
    NOW,
    PASSWORD,
    Counting,
    add,
    attempt,
    cheap,
    enter,
    kept,
)
from tests.statements import counted
from trainer import sign_ins
from trainer.accounts import account_named, close_account, give_password
from trainer.core.throttling import NAME
from trainer.db import Database
from trainer.errors import TooMany
from trainer.passwords import AT_ONCE, WAITING, Busy, Passwords
from trainer.phrases import new_phrase
from trainer.signing_in import NotLetIn, sign_in
from trainer.tables import FailedTriesRow, SignInRow

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def test_the_right_password_begins_a_device_with_a_token_of_its_own(
    db: Database,
) -> None:
    lea = add(db, "Léa")

    tokens = [enter(db, "lea").token for _ in range(2)]

    with db.reading() as session:
        found = [sign_ins.find(session, token, NOW) for token in tokens]
        stored = session.scalars(select(SignInRow.token_hash)).all()
    assert tokens[0] != tokens[1]
    assert [each and each.account_id for each in found] == [lea.id, lea.id]
    assert not set(tokens) & set(stored)


@pytest.mark.parametrize("name", ["Léa", "Nobody", "", "\x00", "x" * 5000])
@pytest.mark.parametrize("password", ["", "wrong", f"{PASSWORD} ", "x" * 5000])
def test_all_else_is_refused_with_the_same_words(
    db: Database, name: str, password: str
) -> None:
    add(db, "Léa")

    with pytest.raises(NotLetIn) as told:
        enter(db, name, password)

    assert str(told.value) == str(NotLetIn())
    with db.reading() as session:
        assert session.scalar(select(func.count(SignInRow.id))) == 0


def test_a_known_and_an_unknown_name_cost_the_same_hashes_and_statements(
    db: Database,
) -> None:
    for name in ("Léa", "Closed"):
        add(db, name)
    with db.writing() as session:
        close_account(session, account_named(session, "Closed"))
    hashes, statements = {}, {}

    for name in ("Léa", "Nobody", "Closed"):
        hasher = Counting()
        with counted() as seen:
            for _ in range(12):
                with suppress(NotLetIn, TooMany):
                    sign_in(db, Passwords(hasher), attempt(name, "wrong"), NOW)
        hashes[name], statements[name] = hasher.hashes, len(seen)

    assert set(hashes.values()) == {NAME.free}
    assert len(set(statements.values())) == 1


@pytest.mark.parametrize("students", [6, pytest.param(30, marks=pytest.mark.slow)])
def test_10000_seconds_of_guesses_at_a_class_list_get_into_no_account(
    sqlite_db: Database, students: int
) -> None:
    names = [f"Élève {number}" for number in range(students)]
    pause = timedelta(seconds=30) / students  # each name is tried every half minute
    tablets = {}
    for name in names:
        add(sqlite_db, name, phrase := new_phrase())
        tablets[name] = (phrase, kept(enter(sqlite_db, name, phrase)))
    hasher = Counting()
    passwords = Passwords(hasher)
    checked: Counter[tuple[str, int]] = Counter()

    for number in range(10_000 * SECOND // pause):
        guess = attempt(
            names[number % students], f"{number}", address=f"192.0.2.{number % 200}"
        )
        before = hasher.hashes
        with suppress(NotLetIn, TooMany):
            sign_in(sqlite_db, passwords, guess, NOW + number * pause)
            pytest.fail("somebody was let in")
        checked[guess.name, number * pause // HOUR] += hasher.hashes - before

    assert set(checked) == {(name, hour) for name in names for hour in range(3)}
    assert max(checked.values()) <= 25  # of 100 that are allowed
    at = NOW + 10_000 * SECOND
    for name, (phrase, tablet) in tablets.items():
        enter(sqlite_db, name, phrase, device=tablet, now=at)


def test_spraying_from_one_address_is_slowed_down(sqlite_db: Database) -> None:
    passed = 0

    for second in range(1000):
        with suppress(TooMany):
            with pytest.raises(NotLetIn):
                enter(sqlite_db, f"pupil {second}", "123456", now=NOW + second * SECOND)
            passed += 1

    assert passed <= 100 + 10 + 1000 // 10


def test_a_classmate_who_guesses_does_not_lock_the_owner_out(db: Database) -> None:
    add(db, "Léa")
    tablet = kept(enter(db, "Léa"))
    for _ in range(NAME.free):
        with pytest.raises(NotLetIn):
            enter(db, "Léa", "guess")

    with pytest.raises(TooMany):
        enter(db, "Léa")
    enter(db, "Léa", device=tablet)


def test_a_known_device_has_guesses_of_its_own_and_no_more(db: Database) -> None:
    add(db, "Léa")
    tablet = kept(enter(db, "Léa"))
    for _ in range(NAME.free):
        with pytest.raises(NotLetIn):
            enter(db, "Léa", "guess", device=tablet)

    with pytest.raises(TooMany):
        enter(db, "Léa", device=tablet)
    enter(db, "Léa")


def test_a_device_is_known_to_who_was_signed_in_on_it_alone(db: Database) -> None:
    for name in ("Léa", "Tom"):
        add(db, name)
    tablet = kept(enter(db, "Tom"))
    for _ in range(NAME.free):
        with pytest.raises(NotLetIn):
            enter(db, "Léa", "guess")

    with pytest.raises(TooMany):
        enter(db, "Léa", device=tablet)


def test_the_right_password_forgets_the_wrong_ones(db: Database) -> None:
    add(db, "Léa")
    for _ in range(NAME.free - 1):
        with pytest.raises(NotLetIn):
            enter(db, "Léa", "typo")

    enter(db, "Léa")

    with pytest.raises(NotLetIn):
        enter(db, "Léa", "typo")
    with pytest.raises(NotLetIn):
        enter(db, "Léa", "typo")


def test_nobody_waits_after_a_reset(db: Database) -> None:
    add(db, "Léa")
    for _ in range(NAME.free):
        with pytest.raises(NotLetIn):
            enter(db, "Léa", "forgotten")

    with db.writing() as session:
        lea = account_named(session, "Léa")
        give_password(session, lea, cheap().hash("tulipe-bateau-girafe"))

    enter(db, "Léa", "tulipe bateau girafe")


def test_guesses_at_the_same_moment_are_counted_before_they_are_checked(
    db: Database,
) -> None:
    add(db, "Léa")
    hasher = Counting()
    passwords = Passwords(hasher)

    def guess(number: int) -> None:
        with suppress(NotLetIn, TooMany):
            sign_in(db, passwords, attempt("Léa", f"{number}"), NOW)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(guess, range(40)))

    assert hasher.hashes == NAME.free


def test_when_too_many_wait_no_guess_is_counted(db: Database) -> None:
    add(db, "Léa")
    passwords = cheap()

    with ExitStack() as places:
        for _ in range(AT_ONCE + WAITING):
            places.enter_context(passwords.place())
        with pytest.raises(Busy):
            sign_in(db, passwords, attempt("Léa"), NOW)

    with db.reading() as session:
        assert session.scalars(select(FailedTriesRow)).all() == []


@pytest.mark.parametrize("name", ["Léa", "Nobody"])
def test_what_is_longer_than_any_password_is_not_even_hashed(
    db: Database, name: str
) -> None:
    add(db, "Léa")
    hasher = Counting()

    with pytest.raises(NotLetIn):
        sign_in(db, Passwords(hasher), attempt(name, "x" * 257), NOW)

    assert hasher.hashes == 0


def test_an_outdated_hash_is_made_anew_at_the_next_sign_in(db: Database) -> None:
    add(db, "Léa")
    dearer = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))

    sign_in(db, dearer, attempt("Léa"), NOW)

    with db.reading() as session:
        hashed = account_named(session, "Léa").password_hash
    assert hashed is not None
    assert "m=16,t=2" in hashed
    enter(db, "Léa")


def test_a_password_that_changes_while_it_is_checked_lets_nobody_in(
    db: Database,
) -> None:
    add(db, "Léa")

    class Slow(Counting):
        def verify(self, hash: str | bytes, password: str | bytes) -> Any:
            with db.writing() as session:
                give_password(session, account_named(session, "Léa"), "another")
            return super().verify(hash, password)

    with pytest.raises(NotLetIn):
        sign_in(db, Passwords(Slow()), attempt("Léa"), NOW)


def test_what_has_ended_is_cleared_by_the_next_sign_in(db: Database) -> None:
    add(db, "Léa")
    enter(db, "Léa")
    with pytest.raises(NotLetIn):
        enter(db, "Nobody", "guess", address="192.0.2.9")

    enter(db, "Léa", now=NOW + timedelta(days=31))

    with db.reading() as session:
        assert session.scalar(select(func.count(SignInRow.id))) == 1
        left = session.scalars(select(FailedTriesRow.failures)).all()
    assert [count for count in left if count] == []
