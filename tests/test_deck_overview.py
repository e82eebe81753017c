"""What a deck's page says to be known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.samples import ITEMS
from tests.studying import (
    DAY,
    NOW,
    add_deck,
    add_learner,
    answer,
    send,
    take_back,
    undo,
)
from trainer.core.questions import Format, Response
from trainer.core.reviews import Purpose
from trainer.db import Database
from trainer.deck_overview import Group, overview
from trainer.learners import Learner

CARD = "exemple/A1#job"
CHOSEN: dict[str, Any] = {
    "format": Format.CHOICE,
    "response": Response(choice="ML Engineer"),
}
TYPED: dict[str, Any] = {"format": Format.TYPED, "response": Response(text="MLE")}


@pytest.fixture
def learner(sqlite_db: Database) -> Learner:
    """Someone for whom a card holds for more than a week, by choosing alone."""
    with sqlite_db.writing() as session:
        add_deck(session, [item for item in ITEMS if item.key == "exemple/A1"])
        learner = add_learner(session)
    for number, days in enumerate((12, 12, 8)):
        at = NOW - days * DAY + timedelta(minutes=20 * number)
        send(sqlite_db, learner, answer(f"u{number}", CARD, at=at, **CHOSEN), now=at)
    return learner


def total(db: Database, learner: Learner) -> Group:
    with db.reading() as session:
        return overview(session, learner, "exemple").total


def test_what_was_only_chosen_is_not_known_after_a_week(
    sqlite_db: Database, learner: Learner
) -> None:
    assert (total(sqlite_db, learner).seen, total(sqlite_db, learner).known) == (1, 0)


def test_what_was_typed_rightly_once_is_known(
    sqlite_db: Database, learner: Learner
) -> None:
    send(sqlite_db, learner, answer("typed", CARD, **TYPED))
    assert total(sqlite_db, learner).known == 1

    take_back(sqlite_db, learner, undo("typed"))
    assert total(sqlite_db, learner).known == 0


def test_an_answer_that_moves_no_schedule_makes_nothing_known(
    sqlite_db: Database, learner: Learner
) -> None:
    send(sqlite_db, learner, answer("typed", CARD, purpose=Purpose.CRAM, **TYPED))
    assert total(sqlite_db, learner).known == 0
