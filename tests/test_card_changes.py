"""What is done with many cards at once, and undone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.samples import ITEMS
from tests.studying import DAY, NOW, add_deck, add_learner, everything
from trainer.card_changes import BulkAction, Change, Step, change_cards, undo_change
from trainer.core.holds import CardHold, HoldAction
from trainer.db import Database
from trainer.errors import BadTag
from trainer.holding import fold_cards, holds_of
from trainer.learners import Learner
from trainer.own_cards import import_cards, read_cards
from trainer.study_cards import StudyCard, study_cards
from trainer.tables import HoldRow
from trainer.tagging import tags_of


@pytest.fixture
def learner(db: Database) -> Learner:
    with db.writing() as session:
        add_deck(session, ITEMS)
        return add_learner(session)


def change(
    db: Database, learner: Learner, action: BulkAction, some: slice, tag: str = ""
) -> Change:
    with db.writing() as session:
        cards = study_cards(session, learner)[some]
        return change_cards(session, learner, cards, action, NOW, tag=tag)


def undo(db: Database, learner: Learner, done: Change) -> Change:
    with db.writing() as session:
        return undo_change(session, learner, done, NOW)


def cards_of(db: Database, learner: Learner) -> tuple[StudyCard, ...]:
    with db.reading() as session:
        return study_cards(session, learner)


def holds(db: Database, learner: Learner) -> list[CardHold]:
    return [card.hold for card in cards_of(db, learner)]


def set_aside_some(db: Database, learner: Learner) -> list[CardHold]:
    change(db, learner, BulkAction.SUSPEND, slice(0, 2))
    change(db, learner, BulkAction.BURY, slice(1, 3))
    change(db, learner, BulkAction.FLAG, slice(2, 4))
    return holds(db, learner)


HOLDING = [
    action
    for action in BulkAction
    if not action.endswith("tag") and action is not BulkAction.REMOVE
]


@pytest.mark.parametrize("action", HOLDING)
def test_a_change_of_all_cards_is_undone_exactly(
    db: Database, learner: Learner, action: BulkAction
) -> None:
    before = set_aside_some(db, learner)

    done = change(db, learner, action, slice(None))
    after = holds(db, learner)
    undone = undo(db, learner, done)

    assert after != before
    assert holds(db, learner) == before
    assert undone.count == done.count


@pytest.mark.parametrize("action", HOLDING)
def test_what_is_so_already_is_not_changed_again(
    db: Database, learner: Learner, action: BulkAction
) -> None:
    set_aside_some(db, learner)
    change(db, learner, action, slice(None))

    again = change(db, learner, action, slice(None))

    assert again.count == 0


def test_released_cards_are_neither_suspended_nor_buried(
    db: Database, learner: Learner
) -> None:
    set_aside_some(db, learner)

    done = change(db, learner, BulkAction.RELEASE, slice(None))

    day = learner.day_at(NOW)
    assert done.count == 3
    assert not any(hold.is_held(day) for hold in holds(db, learner))


def test_a_card_put_off_comes_back_the_next_day(db: Database, learner: Learner) -> None:
    change(db, learner, BulkAction.BURY, slice(0, 1))

    hold = holds(db, learner)[0]

    assert hold.is_held(learner.day_at(NOW))
    assert not hold.is_held(learner.day_at(NOW + DAY))


def test_tags_are_undone_where_they_were_put_alone(
    db: Database, learner: Learner
) -> None:
    change(db, learner, BulkAction.TAG, slice(0, 2), "api")
    done = change(db, learner, BulkAction.TAG, slice(0, 4), "API")
    removed = change(db, learner, BulkAction.UNTAG, slice(1, 3), "api")

    undo(db, learner, removed)
    undo(db, learner, done)

    with db.reading() as session:
        ids = [card.loaded.id for card in study_cards(session, learner)]
        assert tags_of(session, learner) == {ids[0]: ("api",), ids[1]: ("api",)}


def test_own_cards_alone_are_removed_and_that_is_undone(
    db: Database, learner: Learner
) -> None:
    with db.writing() as session:
        import_cards(session, learner, read_cards(b"a;b\nc;d\n", "x.csv"), NOW)
    before = cards_of(db, learner)

    done = change(db, learner, BulkAction.REMOVE, slice(None))
    after = cards_of(db, learner)
    undone = undo(db, learner, done)

    assert (done.count, undone.count) == (2, 2)
    assert after == before[:-2]
    assert cards_of(db, learner) == before


def test_a_bad_tag_changes_nothing(db: Database, learner: Learner) -> None:
    with pytest.raises(BadTag):
        change(db, learner, BulkAction.TAG, slice(0, 2), "?")


def test_no_answer_and_no_state_is_touched(db: Database, learner: Learner) -> None:
    before = everything(db)

    undo(db, learner, change(db, learner, BulkAction.SUSPEND, slice(None)))

    assert everything(db) == before


def test_the_log_of_holds_gives_the_same_again(db: Database, learner: Learner) -> None:
    undo(db, learner, change(db, learner, BulkAction.SUSPEND, slice(0, 5)))
    set_aside_some(db, learner)

    with db.writing() as session:
        before = holds_of(session, learner)
        ids = set(session.scalars(select(HoldRow.card_id)))
        fold_cards(session, learner, ids)

        assert holds_of(session, learner) == before


def test_cards_of_others_are_left_alone(db: Database, learner: Learner) -> None:
    with db.writing() as session:
        stranger = add_learner(session, uid="max")
    forged = Change(BulkAction.FLAG, steps=(Step(HoldAction.UNFLAG, (1, 2, 999_999)),))

    undone = undo(db, learner, forged)

    assert undone.count == 2
    assert not any(hold.is_flagged for hold in holds(db, stranger))
