"""The pace of a student: measured on days that are over, so that it stays for a day."""

from __future__ import annotations

from datetime import date

import pytest

from tests.studying import (
    DAY,
    MINUTE,
    NOW,
    add_deck,
    add_learner,
    answer,
    recall_items,
    send,
)
from trainer.core.reviews import Purpose
from trainer.db import Database
from trainer.learners import Learner
from trainer.pace import SECONDS_PER_CARD, reviews_done, seconds_per_card

TODAY = date(2026, 11, 23)
YESTERDAY = NOW - DAY


@pytest.fixture
def lea(db: Database) -> Learner:
    """A student of cards rated by oneself."""
    with db.writing() as session:
        add_deck(session, recall_items(9))
        return add_learner(session, "lea")


def card(number: int) -> str:
    return f"exemple/F{number}#rule"


def pace_of(db: Database, lea: Learner) -> float:
    with db.reading() as session:
        return seconds_per_card(session, lea, TODAY)


def done(db: Database, lea: Learner) -> dict[date, int]:
    with db.reading() as session:
        return dict(reviews_done(session, lea, TODAY))


def test_answers_of_today_do_not_move_the_pace(db: Database, lea: Learner) -> None:
    send(db, lea, answer("u1", card(1), at=NOW, duration_ms=60_000))

    assert pace_of(db, lea) == SECONDS_PER_CARD


def test_one_long_pause_does_not_move_the_pace(db: Database, lea: Learner) -> None:
    for number, seconds in enumerate((8, 10, 600), start=1):
        uid, ms = f"u{number}", seconds * 1000
        send(db, lea, answer(uid, card(number), at=YESTERDAY, duration_ms=ms))

    assert pace_of(db, lea) == 10


def test_a_card_takes_the_time_of_all_its_answers_of_a_day(
    db: Database, lea: Learner
) -> None:
    for number in range(3):
        at = YESTERDAY + number * 10 * MINUTE
        send(db, lea, answer(f"u{number}", card(1), at=at, duration_ms=5000))

    assert pace_of(db, lea) == 15


def test_reviews_are_counted_by_day_without_the_new_cards(
    db: Database, lea: Learner
) -> None:
    before = NOW - 8 * DAY
    send(db, lea, answer("a", card(1), at=before), answer("b", card(2), at=before))
    send(db, lea, answer("c", card(1), at=NOW - 3 * DAY))
    send(db, lea, answer("d", card(1), at=NOW - 3 * DAY + 10 * MINUTE))
    send(db, lea, answer("e", card(2), at=YESTERDAY, purpose=Purpose.CRAM))
    send(db, lea, answer("f", card(3), at=YESTERDAY))
    send(db, lea, answer("g", card(2), at=NOW))

    assert done(db, lea) == {TODAY - 3 * DAY: 1}
