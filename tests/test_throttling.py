"""Wrong guesses are counted, and slowed down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from trainer.core.throttling import Limit
from trainer.db import Database
from trainer.errors import TooMany
from trainer.tables import FailedTriesRow
from trainer.throttling import (
    Counter,
    claim,
    clear_old,
    forgive,
    key_of,
    neighbourhood,
    take_back,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LIMIT = Limit(2, 8 * SECOND, 60 * SECOND, timedelta(hours=1))
ONE, OTHER = Counter("one", LIMIT), Counter("other", LIMIT)


def test_free_guesses_pass_then_one_has_to_wait(db: Database) -> None:
    for _ in range(2):
        guess(db, NOW, ONE)

    with pytest.raises(TooMany) as told:
        guess(db, NOW + 3 * SECOND, ONE)
    guess(db, NOW + 8 * SECOND, ONE)

    assert told.value.retry_after_s == 5
    assert failures(db) == {"one": 3}


def test_the_longest_of_several_waits_holds_and_nothing_is_counted(
    db: Database,
) -> None:
    for _ in range(2):
        guess(db, NOW, ONE)

    with pytest.raises(TooMany):
        guess(db, NOW, ONE, OTHER)

    assert failures(db) == {"one": 2}


def test_what_was_long_ago_begins_anew(db: Database) -> None:
    for _ in range(2):
        guess(db, NOW, ONE)

    guess(db, NOW + timedelta(hours=1), ONE)

    assert failures(db) == {"one": 1}


def test_a_right_guess_forgets_the_wrong_ones(db: Database) -> None:
    guess(db, NOW, ONE, OTHER)
    guess(db, NOW, ONE, OTHER)

    with db.writing() as session:
        forgive(session, [ONE])
        take_back(session, OTHER)
        take_back(session, Counter("nobody", LIMIT))

    assert failures(db) == {"other": 1}


def test_rows_are_cleared_after_a_day(db: Database) -> None:
    guess(db, NOW, ONE)
    guess(db, NOW + 2 * SECOND, OTHER)

    with db.writing() as session:
        clear_old(session, NOW + timedelta(days=1) + SECOND)

    assert failures(db) == {"other": 1}


def test_a_clock_that_was_put_back_makes_nobody_wait_longer(db: Database) -> None:
    for _ in range(2):
        guess(db, NOW, ONE)

    with pytest.raises(TooMany) as told:
        guess(db, NOW - timedelta(days=9), ONE)

    assert told.value.retry_after_s == 8


def test_keys_tell_neither_names_nor_addresses(db: Database) -> None:
    keys = {
        key_of(secret, *words)
        for secret in (b"ours", b"another")
        for words in (("name", "lea"), ("address", "lea"), ("name", "le", "a"))
    }

    assert len(keys) == 6
    assert all(len(key) == 64 and "lea" not in key for key in keys)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_addresses_that_one_guesser_can_choose_from_count_as_one(
    one: str, other: str
) -> None:
    assert neighbourhood(one) == neighbourhood(other)


def test_addresses_of_two_networks_count_apart() -> None:
    found = ("192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8:0:1::1", "", "no")

    assert len({neighbourhood(address) for address in found}) == 5


def guess(db: Database, now: datetime, *counters: Counter) -> None:
    with db.writing() as session:
        claim(session, counters, now)


def failures(db: Database) -> dict[str, int]:
    with db.reading() as session:
        return {
            row.key: row.failures for row in session.scalars(select(FailedTriesRow))
        }
