"""The story of holds: events of a device, and what they come to."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from tests.samples import ITEMS
from tests.studying import DAY, MINUTE, NOW, add_deck, add_learner, values_of
from trainer.core.holds import CardHold, HoldAction
from trainer.db import Database
from trainer.holding import HoldIn, fold_cards, holds_of, record_holds
from trainer.learners import Learner
from trainer.reviewing import Outcome
from trainer.tables import CardHoldRow, CardRow, HoldRow

CARD = "exemple/A1#job"
OTHER = "exemple/C1#verdict"


@pytest.fixture
def learner(db: Database) -> Learner:
    """A student of the example deck."""
    with db.writing() as session:
        add_deck(session, ITEMS)
        return add_learner(session)


def hold(uid: str, action: HoldAction, card: str = CARD, minutes: int = 0) -> HoldIn:
    return HoldIn(uid, card, action, NOW + minutes * MINUTE)


def send(db: Database, learner: Learner, *holds: HoldIn) -> tuple[Outcome, ...]:
    now = NOW + DAY / 24
    with db.writing() as session:
        return record_holds(session, learner, holds, sent_at=now, now=now)


def held(db: Database, learner: Learner) -> dict[str, CardHold]:
    with db.reading() as session:
        keys = dict(session.execute(select(CardRow.id, CardRow.key)).all())
        return {keys[id_]: hold for id_, hold in holds_of(session, learner).items()}


def test_a_hold_is_stored_and_holds(db: Database, learner: Learner) -> None:
    outcomes = send(db, learner, hold("h1", HoldAction.SUSPEND))

    assert values_of(outcomes) == [("h1", "new")]
    assert held(db, learner) == {CARD: CardHold(is_suspended=True)}


def test_the_same_hold_twice_is_one(db: Database, learner: Learner) -> None:
    send(db, learner, hold("h1", HoldAction.SUSPEND))
    send(db, learner, hold("h2", HoldAction.RESUME, minutes=1))

    again = send(db, learner, hold("h1", HoldAction.SUSPEND))

    assert values_of(again) == [("h1", "known")]
    assert held(db, learner) == {}


def test_the_same_hold_twice_in_one_batch_is_one(
    db: Database, learner: Learner
) -> None:
    flag = hold("h1", HoldAction.FLAG)

    outcomes = send(db, learner, flag, flag)

    assert values_of(outcomes) == [("h1", "new"), ("h1", "known")]


def test_a_uid_of_another_hold_is_refused(db: Database, learner: Learner) -> None:
    send(db, learner, hold("h1", HoldAction.SUSPEND))

    outcomes = send(
        db,
        learner,
        hold("h1", HoldAction.FLAG),
        hold("h1", HoldAction.SUSPEND, OTHER),
        hold("h2", HoldAction.FLAG, OTHER),
    )

    assert [status for _, status in values_of(outcomes)] == [
        "rejected",
        "rejected",
        "new",
    ]
    assert held(db, learner) == {
        CARD: CardHold(is_suspended=True),
        OTHER: CardHold(is_flagged=True),
    }


def test_a_card_that_is_not_there_cannot_be_held(
    db: Database, learner: Learner
) -> None:
    (outcome,) = send(db, learner, hold("h1", HoldAction.FLAG, "exemple/Z9#job"))

    assert str(outcome.reason) == "Cette carte n’existe pas."
    assert held(db, learner) == {}


def test_a_hold_that_comes_late_does_not_win(db: Database, learner: Learner) -> None:
    send(db, learner, hold("h2", HoldAction.RESUME, minutes=5))

    send(db, learner, hold("h1", HoldAction.SUSPEND))

    assert held(db, learner) == {}


def test_a_card_is_buried_for_the_study_day_of_the_device(
    db: Database, learner: Learner
) -> None:
    send(db, learner, hold("h1", HoldAction.BURY))

    assert held(db, learner) == {CARD: CardHold(buried_on=date(2026, 11, 23))}


def test_folding_again_gives_what_is_stored(db: Database, learner: Learner) -> None:
    send(db, learner, hold("h1", HoldAction.BURY), hold("h2", HoldAction.FLAG, OTHER))
    before = held(db, learner)

    with db.writing() as session:
        card_ids = session.scalars(select(HoldRow.card_id)).all()
        session.execute(delete(CardHoldRow))
        fold_cards(session, learner, card_ids)

    assert held(db, learner) == before


def test_the_log_of_holds_cannot_be_changed(db: Database, learner: Learner) -> None:
    send(db, learner, hold("h1", HoldAction.BURY))

    with pytest.raises(DBAPIError, match="only grow"), db.writing() as session:
        session.execute(update(HoldRow).values(action=HoldAction.FLAG))
