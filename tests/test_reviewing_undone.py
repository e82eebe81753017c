"""Undoings: what they leave, which come twice or too early, which are refused."""

from __future__ import annotations

from tests.reviewing import AGAIN, EASY, JOB, RIGHT, RULE
from tests.reviewing import lea as lea  # a fixture, used by its name
from tests.statements import counted
from tests.studying import (
    DAY,
    MINUTE,
    NOW,
    add_deck,
    add_learner,
    answer,
    everything,
    recall_items,
    reviews_of,
    send,
    stored_states,
    take_back,
    undo,
    values_of,
)
from trainer.core.daily import DayQueue
from trainer.day_plan import plan
from trainer.db import Database
from trainer.learners import Learner
from trainer.reviewing import Status


def test_an_undone_answer_leaves_no_state(db: Database, lea: Learner) -> None:
    send(db, lea, answer("u1", RULE))

    outcomes = take_back(db, lea, undo("u1"))

    assert values_of(outcomes) == [("undo-u1", "new")]
    assert stored_states(db, lea) == {}
    assert len(reviews_of(db, lea)) == 1


def test_undoing_brings_back_the_state_before(db: Database, lea: Learner) -> None:
    send(db, lea, answer("u1", RULE, at=NOW - DAY), answer("u2", RULE, at=NOW - MINUTE))
    before = stored_states(db, lea)
    send(db, lea, answer("u3", RULE, AGAIN))

    take_back(db, lea, undo("u3"))

    assert stored_states(db, lea) == before


def test_an_answer_in_the_middle_can_be_undone(db: Database, lea: Learner) -> None:
    days = [NOW - 3 * DAY, NOW - 2 * DAY, NOW - DAY]
    first, second, third = (
        answer(f"u{number}", RULE, at=day) for number, day in enumerate(days)
    )
    send(db, lea, first, third)
    before = stored_states(db, lea)
    send(db, lea, second)

    take_back(db, lea, undo("u1"))

    assert stored_states(db, lea) == before


def test_an_answer_may_be_undone_before_it_comes(db: Database, lea: Learner) -> None:
    undone = take_back(db, lea, undo("u1"))

    answered = send(db, lea, answer("u1", RULE), answer("u2", JOB, response=RIGHT))

    assert values_of((*undone, *answered)) == [
        ("undo-u1", "new"),
        ("u1", "new"),
        ("u2", "new"),
    ]
    assert stored_states(db, lea).keys() == {JOB}


def test_undoing_twice_is_undoing_once(db: Database, lea: Learner) -> None:
    send(db, lea, answer("u1", RULE))
    take_back(db, lea, undo("u1"))
    before = everything(db)

    outcomes = take_back(db, lea, undo("u1"), undo("u1"))

    assert values_of(outcomes) == [("undo-u1", "known")] * 2
    assert everything(db) == before


def test_two_devices_may_undo_one_answer(db: Database, lea: Learner) -> None:
    send(db, lea, answer("u1", RULE))

    outcomes = take_back(db, lea, undo("u1", uid="r1"), undo("u1", uid="r2"))

    assert values_of(outcomes) == [("r1", "new"), ("r2", "new")]
    assert stored_states(db, lea) == {}


def test_the_uid_of_another_undoing_is_refused(db: Database, lea: Learner) -> None:
    send(db, lea, answer("u1", RULE), answer("u2", JOB, response=RIGHT))
    take_back(db, lea, undo("u1", uid="r1"))

    (outcome,) = take_back(db, lea, undo("u2", uid="r1"))

    assert outcome.status is Status.REJECTED
    assert stored_states(db, lea).keys() == {JOB}


def test_20_answers_and_20_undoings_bring_back_the_start(db: Database) -> None:
    with db.writing() as session:
        add_deck(session, recall_items(30))
        lea = add_learner(session, "lea")
    seen = (answer(f"s{n}", f"exemple/F{n}#rule", at=NOW - DAY) for n in range(1, 9))
    send(db, lea, *seen)
    start = (stored_states(db, lea), queue(db, lea))

    for number in range(1, 21):
        send(db, lea, answer(f"u{number}", f"exemple/F{number}#rule", EASY))
    end = queue(db, lea)
    for number in range(20, 0, -1):
        take_back(db, lea, undo(f"u{number}"))

    assert end != start[1]
    assert (stored_states(db, lea), queue(db, lea)) == start


def queue(db: Database, learner: Learner) -> DayQueue:
    """Return what is left of today."""
    with db.reading() as session:
        return plan(session, learner, NOW).queue


def test_undoing_takes_as_many_statements_for_50_as_for_one(db: Database) -> None:
    with db.writing() as session:
        add_deck(session, recall_items(50))
        lea = add_learner(session, "lea")
    cards = [f"exemple/F{number}#rule" for number in range(1, 51)]
    send(db, lea, *(answer(card, card) for card in cards))
    with counted() as one:
        take_back(db, lea, undo(cards[0]))

    with counted() as many:
        take_back(db, lea, *(undo(card) for card in cards[1:]))

    assert len(many) <= len(one) + 1 <= 8  # one card has no state to store any more
