"""The log of a student with the states that replay gives each answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.simulated_student import study
from tests.statements import counted
from tests.studying import (
    DAY,
    MINUTE,
    NOW,
    add_deck,
    add_learner,
    add_settings,
    answer,
    recall_items,
    send,
    stored_states,
    take_back,
    undo,
)
from trainer.core.card_state import CardState
from trainer.core.questions import Format, Response
from trainer.core.reviews import Purpose, Rating
from trainer.db import Database
from trainer.learners import Learner, load_learner
from trainer.review_history import answers_on, histories
from trainer.tables import ReviewSource

CARD = "exemple/F1#rule"
OTHER = "exemple/F2#rule"
JOB = "exemple/A1#job"


def learner_of(db: Database) -> Learner:
    with db.writing() as session:
        add_deck(session, recall_items(2))
        return add_learner(session)


def test_the_last_state_is_the_stored_one(db: Database) -> None:
    with db.writing() as session:
        add_deck(session)
        add_learner(session)
    study(db, days=20, until=NOW)
    with db.reading() as session:
        learner = load_learner(session)
        log = histories(session, learner)

    last = {answers[-1].after for answers in log.values() if answers[-1].after.reps}

    assert last == set(stored_states(db, learner).values())
    assert sum(len(answers) for answers in log.values()) > 100


def test_each_answer_begins_where_the_one_before_ended(db: Database) -> None:
    learner = learner_of(db)
    send(db, learner, answer("b", CARD, at=NOW - DAY))
    send(db, learner, answer("c", CARD, Rating.AGAIN))
    send(db, learner, answer("a", CARD, at=NOW - 5 * DAY))  # it comes late

    with db.reading() as session:
        (answers,) = histories(session, learner).values()

    assert [each.review.uid for each in answers] == ["a", "b", "c"]
    assert answers[0].before == CardState()
    assert answers[1].before == answers[0].after
    assert answers[2].before == answers[1].after


def test_an_undone_answer_is_told_and_moves_nothing(db: Database) -> None:
    learner = learner_of(db)
    send(db, learner, answer("a", CARD, at=NOW - DAY), answer("b", CARD))
    take_back(db, learner, undo("b"))

    with db.reading() as session:
        (answers,) = histories(session, learner).values()

    assert [each.logged.is_retracted for each in answers] == [False, True]
    assert answers[1].before == answers[1].after == answers[0].after


def test_each_answer_is_replayed_by_the_settings_of_its_time(db: Database) -> None:
    learner = learner_of(db)
    send(db, learner, answer("a", CARD, Rating.EASY, NOW - 9 * DAY))
    with db.writing() as session:
        since = NOW - 5 * DAY
        stricter = replace(learner.settings[0], since=since, desired_retention=0.97)
        learner = add_settings(session, learner, stricter)
    send(db, learner, answer("b", CARD, Rating.EASY))

    with db.reading() as session:
        (answers,) = histories(session, learner).values()

    assert answers[-1].after == stored_states(db, learner)[CARD]


def test_one_card_alone_can_be_asked_for(db: Database) -> None:
    learner = learner_of(db)
    send(db, learner, answer("a", CARD), answer("b", OTHER))
    with db.reading() as session:
        (first, _) = sorted(histories(session, learner))

        log = histories(session, learner, card_id=first)

    assert list(log) == [first]


def test_what_was_answered_is_told_as_it_was_stored(db: Database) -> None:
    with db.writing() as session:
        add_deck(session)
        learner = add_learner(session)
    response = Response(choice="Data Scientist")
    given = answer(
        "a",
        JOB,
        Rating.GOOD,
        response=response,
        shown=("ML Engineer", "Data Scientist"),
        duration_ms=4200,
        source=ReviewSource.CLI,
        overridden=True,
    )
    send(db, learner, given)

    with db.reading() as session:
        ((told,),) = histories(session, learner).values()

    assert told.logged.response == response
    assert told.logged.format is Format.CHOICE
    assert told.logged.shown == ("ML Engineer", "Data Scientist")
    assert told.logged.duration_ms == 4200
    assert told.logged.source == "cli"
    assert told.logged.is_overridden


def test_the_answers_of_a_day_come_in_their_order(db: Database) -> None:
    learner = learner_of(db)
    send(
        db,
        learner,
        answer("late", OTHER, at=NOW),
        answer("early", CARD, at=NOW - MINUTE, purpose=Purpose.CRAM),
        answer("yesterday", CARD, at=NOW - DAY),
    )

    with db.reading() as session:
        told = answers_on(session, learner, NOW.date())

    assert [(key, each.review.uid) for key, each in told] == [
        (CARD, "early"),
        (OTHER, "late"),
    ]


def test_another_students_answers_are_not_told(db: Database) -> None:
    learner = learner_of(db)
    with db.writing() as session:
        other = add_learner(session, "max")
    send(db, other, answer("a", CARD))

    with db.reading() as session:
        assert histories(session, learner) == {}
        assert answers_on(session, learner, NOW.date()) == ()


def test_the_whole_log_is_one_statement(db: Database) -> None:
    learner = learner_of(db)
    later = NOW + timedelta(days=1)
    send(db, learner, answer("a", CARD), answer("b", OTHER), now=later)

    with db.reading() as session, counted() as statements:
        histories(session, learner)

    assert len(statements) == 1
