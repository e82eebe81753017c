"""Several processes start for the first time: one learner, each deck once."""

from __future__ import annotations

from contextlib import ExitStack

from sqlalchemy import func, select

from tests.faults.answering import prepare_at_once
from tests.faults.children import CONTEXT, LONG_S, started
from tests.studying import NOW
from trainer.config import Config
from trainer.daily_review import next_cards
from trainer.db import open_database
from trainer.learners import load_learner
from trainer.tables import DeckRow, EnrolmentRow, StudentRow

PROCESSES = 4


def test_four_first_starts_at_once_make_one_learner(empty_config: Config) -> None:
    db = open_database(empty_config)
    start = CONTEXT.Barrier(PROCESSES)
    with ExitStack() as stack:
        children = [
            stack.enter_context(started(prepare_at_once, empty_config, start))
            for _ in range(PROCESSES)
        ]
        for child in children:
            child.join(LONG_S)

    with db.reading() as session:
        hand = next_cards(session, load_learner(session), NOW)
        counts = [
            session.scalar(select(func.count(table.id)))
            for table in (StudentRow, EnrolmentRow, DeckRow)
        ]
    db.close()
    assert [child.exitcode for child in children] == [0] * PROCESSES
    assert len(hand.cards) == 10
    assert counts[0] == 1
    assert counts[1] == counts[2]
