"""What comes before the first card."""

from __future__ import annotations

from tests.statements import counted
from tests.studying import NOW
from trainer.daily_review import next_cards
from trainer.db import Database
from trainer.first_use import prepare, warm_up
from trainer.learners import load_learner


def test_the_first_hand_needs_no_statement_that_is_not_warm(db: Database) -> None:
    prepare(db, NOW)

    with counted() as warm:
        warm_up(db, NOW)

    with counted() as asked, db.reading() as session:
        next_cards(session, load_learner(session), NOW)
    assert asked == warm != []
