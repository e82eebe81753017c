"""What the first page says of the last two days."""

from __future__ import annotations

from datetime import date, timedelta

from tests.studying import (
    DAY,
    MINUTE,
    NOW,
    add_deck,
    add_learner,
    answer,
    recall_items,
    send,
    take_back,
    undo,
)
from trainer.core.reviews import Purpose, Rating
from trainer.db import Database
from trainer.one_day import DayScore, last_days

TODAY = date(2026, 11, 23)
F1, F2 = "exemple/F1#rule", "exemple/F2#rule"


def test_today_and_yesterday_say_what_was_done(db: Database) -> None:
    with db.writing() as session:
        add_deck(session, recall_items(2))
        lea = add_learner(session)
    yesterday = NOW - DAY
    send(db, lea, answer("a", F1, Rating.AGAIN, yesterday - DAY), now=yesterday - DAY)
    send(db, lea, answer("b", F1, Rating.AGAIN, yesterday), now=yesterday)
    send(db, lea, answer("c", F1, at=yesterday + MINUTE), now=yesterday + MINUTE)
    send(db, lea, answer("d", F2), answer("e", F1, purpose=Purpose.CRAM), now=NOW)

    with db.reading() as session:
        assert last_days(session, lea, NOW) == (
            DayScore(TODAY, answers=1, passed=1),
            DayScore(TODAY - timedelta(days=1), answers=2, passed=1),
        )

    take_back(db, lea, undo("d"))
    with db.reading() as session:
        (score,) = last_days(session, lea, NOW)
        assert score.day == TODAY - timedelta(days=1)
        assert last_days(session, lea, NOW + 2 * DAY) == ()
