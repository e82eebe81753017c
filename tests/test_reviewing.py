"""Answers: what is stored, and what is known already."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from tests.reviewing import AGAIN, EASY, GOOD, JOB, RIGHT, RULE
from tests.reviewing import lea as lea  # a fixture, used by its name
from tests.reviewing import tom as tom  # a fixture, used by its name
from tests.samples import CHOICE, OPEN, ORDERING, TRUE_FALSE, card_named
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
from trainer.core.card_state import Phase
from trainer.core.items import Item
from trainer.core.questions import Format, Response
from trainer.core.reviews import Purpose
from trainer.core.right_answers import NameKey, ShortAnswer
from trainer.db import Database
from trainer.learners import Learner
from trainer.reviewing import Status, format_answered
from trainer.tables import EnrolmentRow, ReviewSource

# One answer


def test_an_answer_is_kept_as_it_was_given(db: Database, lea: Learner) -> None:
    given = answer(
        "u1",
        JOB,
        at=NOW - MINUTE,
        response=RIGHT,
        shown=("ML Engineer", "Data Scientist"),
        duration_ms=4200,
        sequence=2**40,
        zone="America/Lima",
        source=ReviewSource.CLI,
    )

    (outcome,) = send(db, lea, given)

    (row,) = reviews_of(db, lea)
    assert (outcome.status, outcome.score, outcome.reason) == (Status.NEW, 1.0, None)
    assert (row.uid, row.rating, row.score, row.revision) == ("u1", GOOD, 1.0, 1)
    assert json.loads(row.response) == {"choice": "ML Engineer"}
    assert json.loads(row.shown) == ["ML Engineer", "Data Scientist"]
    assert (row.duration_ms, row.sequence, row.zone) == (4200, 2**40, "America/Lima")
    assert (row.source, row.purpose) == (ReviewSource.CLI, Purpose.STUDY)
    assert (row.device_at, row.received_at) == (NOW - MINUTE, NOW)


def test_an_answer_moves_its_card_on(db: Database, lea: Learner) -> None:
    send(db, lea, answer("u1", RULE))

    state = stored_states(db, lea)[RULE]
    assert (state.phase, state.reps, state.step) == (Phase.LEARNING, 1, 1)
    assert state.due_at == NOW + 10 * MINUTE


def test_an_answer_tells_the_phase_of_its_card_after_the_batch(
    db: Database, lea: Learner
) -> None:
    take_back(db, lea, undo("u5"))

    outcomes = send(
        db,
        lea,
        answer("u1", RULE, at=NOW - MINUTE),
        answer("u2", RULE, EASY),
        answer("u3", JOB, response=RIGHT),
        answer("u4", "exemple/F1#point-complets", purpose=Purpose.CRAM),
        answer("u5", "exemple/F1#point-doublons"),
        answer("u6", "nowhere#rule"),
    )

    review, learning, new = Phase.REVIEW, Phase.LEARNING, Phase.NEW
    phases = [outcome.phase for outcome in outcomes]
    assert phases == [review, review, learning, new, new, None]


@pytest.mark.parametrize("purpose", [Purpose.CRAM, Purpose.MOCK])
def test_what_is_not_study_is_kept_and_moves_no_card(
    db: Database, lea: Learner, purpose: Purpose
) -> None:
    send(db, lea, answer("u1", RULE, purpose=purpose))

    assert [row.purpose for row in reviews_of(db, lea)] == [purpose]
    assert stored_states(db, lea) == {}


@pytest.mark.parametrize(("given", "kept"), [(-5, 0), (86_400_000, 600_000)])
def test_a_duration_is_kept_within_bounds(
    db: Database, lea: Learner, given: int, kept: int
) -> None:
    send(db, lea, answer("u1", RULE, duration_ms=given))

    assert [row.duration_ms for row in reviews_of(db, lea)] == [kept]


# Twice is once


def test_the_same_answer_twice_is_one_review(db: Database, lea: Learner) -> None:
    given = answer("u1", JOB, response=RIGHT)
    send(db, lea, given)
    before = everything(db)

    outcomes = send(db, lea, given, now=NOW + DAY)

    assert values_of(outcomes) == [("u1", "known")]
    assert everything(db) == before


def test_the_same_answer_twice_in_one_batch_is_one_review(
    db: Database, lea: Learner
) -> None:
    given = answer("u1", RULE)

    outcomes = send(db, lea, given, given)

    assert values_of(outcomes) == [("u1", "new"), ("u1", "known")]
    assert len(reviews_of(db, lea)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"rating": AGAIN},
        {"card": "exemple/F1#point-complets"},
        {"response": Response(text="autre")},
        {"purpose": Purpose.CRAM},
    ],
)
def test_a_known_uid_with_another_content_is_refused(
    db: Database, lea: Learner, other: dict[str, Any]
) -> None:
    send(db, lea, answer("u1", RULE))
    before = everything(db)

    (outcome,) = send(db, lea, answer("u1", **{"card": RULE, **other}))

    assert outcome.status is Status.REJECTED
    assert "identifiant" in str(outcome.reason)
    assert everything(db) == before


def test_a_uid_of_another_content_in_one_batch_is_refused(
    db: Database, lea: Learner
) -> None:
    outcomes = send(db, lea, answer("u1", RULE), answer("u1", RULE, AGAIN))

    assert values_of(outcomes) == [("u1", "new"), ("u1", "rejected")]
    assert [row.rating for row in reviews_of(db, lea)] == [GOOD]


def test_the_uid_of_another_student_does_not_collide(
    db: Database, lea: Learner, tom: Learner
) -> None:
    send(db, lea, answer("u1", RULE))
    take_back(db, lea, undo("u1", uid="r1"))

    answered = send(db, tom, answer("u1", RULE, AGAIN))
    undone = take_back(db, tom, undo("u2", uid="r1"))

    assert values_of((*answered, *undone)) == [("u1", "new"), ("r1", "new")]
    assert stored_states(db, lea) == {}
    assert stored_states(db, tom)[RULE].reps == 1


def test_an_answer_is_known_even_when_its_deck_is_no_longer_learnt(
    db: Database, lea: Learner
) -> None:
    given = answer("u1", RULE)
    send(db, lea, given)
    with db.writing() as session:
        session.delete(session.scalars(select(EnrolmentRow)).one())

    outcomes = send(db, lea, given)

    assert values_of(outcomes) == [("u1", "known")]


# How it was asked, and what it costs


@pytest.mark.parametrize(
    ("item", "name", "response", "asked_as"),
    [
        (CHOICE, "job", RIGHT, Format.CHOICE),
        (CHOICE, "job", Response(text="MLE"), Format.TYPED),
        (CHOICE, "job", Response(), Format.TYPED),
        (TRUE_FALSE, "verdict", Response(is_true=False), Format.TRUE_FALSE),
        (ORDERING, "order", Response(), Format.ORDERING),
        (OPEN, "rule", Response(text="…"), Format.SELF_MARKED),
    ],
)
def test_what_was_answered_says_how_the_card_was_asked(
    item: Item, name: str, response: Response, asked_as: Format
) -> None:
    assert format_answered(response, card_named(item, name).answer) is asked_as


def test_a_name_of_signs_alone_was_asked_to_be_rated_by_oneself() -> None:
    key = NameKey((ShortAnswer("==", ("égal",)),))

    assert format_answered(Response(), key) is Format.SELF_MARKED
    assert format_answered(Response(choice="=="), key) is Format.CHOICE


def test_a_batch_takes_as_many_statements_as_one_answer(db: Database) -> None:
    with db.writing() as session:
        add_deck(session, recall_items(50))
        lea = add_learner(session, "lea")
    send(db, lea, answer("u0", "exemple/F1#rule"))
    with counted() as one:
        send(db, lea, answer("u1", "exemple/F1#rule"))

    with counted() as many:
        cards = [f"exemple/F{number}#rule" for number in range(1, 51)]
        send(db, lea, *(answer(f"v{card}", card) for card in cards))

    assert len(many) == len(one) <= 8
