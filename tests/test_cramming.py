"""Sessions apart: which cards they ask, and that their answers move nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.samples import ANALYST, BI, DECK, ITEMS, MLE
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
from trainer.card_changes import BulkAction, change_cards
from trainer.core.questions import Format, Response
from trainer.core.reviews import Purpose, Rating
from trainer.core.sessions import SessionKind, contrast_of
from trainer.cramming import load_material, session_cards, session_hand, session_named
from trainer.daily_review import next_cards, today
from trainer.db import Database
from trainer.errors import NotFound
from trainer.learners import Learner
from trainer.reviewing import AnswerIn
from trainer.study_cards import study_cards
from trainer.tagging import add_tag

CHOICE = "exemple/A1#job"
ROLE = "exemple/role-data-analyst#job"
RULES = [f"exemple/F{n}#rule" for n in range(1, 7)]
MLOPS = "MLOps / Platform"


@pytest.fixture
def learner(db: Database) -> Learner:
    with db.writing() as session:
        add_deck(session, ITEMS)
        return add_learner(session)


@pytest.fixture
def studied(db: Database) -> Learner:
    """A student of six cards: passed, missed today, missed before, undone, two new."""
    with db.writing() as session:
        add_deck(session, recall_items(6))
        learner = add_learner(session)
    passed, missed, before, undone, *_ = RULES
    send(
        db,
        learner,
        answer("u1", passed, Rating.EASY, at=NOW - 20 * DAY),
        answer("u2", missed, Rating.AGAIN, at=NOW - MINUTE),
        answer("u3", before, Rating.AGAIN, at=NOW - 10 * DAY),
        answer("u4", undone, Rating.AGAIN, at=NOW - MINUTE),
    )
    take_back(db, learner, undo("u4"))
    return learner


def keys(
    db: Database, learner: Learner, address: str, now: datetime = NOW, deck: str = ""
) -> list[str]:
    with db.reading() as session:
        request = session_named(address, deck=deck)
        cards = session_cards(session, learner, request, now)
    return [card.loaded.card.key for card in cards]


def raw_states(db: Database) -> list[tuple[object, ...]]:
    """Give every row of the states, as the database has it."""
    with db.reading() as session:
        rows = session.execute(
            text("SELECT * FROM card_states ORDER BY student_id, card_id")
        )
        return [tuple(row) for row in rows]


def crammed(cards: Iterable[str], rating: Rating = Rating.GOOD) -> list[AnswerIn]:
    return [
        answer(f"cram-{rating}-{n}", key, rating, purpose=Purpose.CRAM, overridden=True)
        for n, key in enumerate(cards)
    ]


def test_errors_are_those_of_some_days_without_the_undone(
    db: Database, studied: Learner
) -> None:
    _, missed, before, *_ = RULES

    assert keys(db, studied, "forgotten") == [missed]
    assert keys(db, studied, "errors:7") == [missed]
    assert set(keys(db, studied, "errors:30")) == {missed, before}
    assert keys(db, studied, "forgotten", NOW + DAY) == []


def test_before_the_exam_the_weakest_come_first(db: Database, studied: Learner) -> None:
    passed, missed, before, *new = RULES

    asked = keys(db, studied, "exam")

    assert asked.index(before) < asked.index(missed) < asked.index(new[0])
    assert asked.index(passed) < asked.index(missed)
    assert keys(db, studied, "exam.2") == asked[:2]


def test_a_session_is_the_same_all_day(db: Database, studied: Learner) -> None:
    first = keys(db, studied, "part:F")

    again = keys(db, studied, "part:F", NOW + timedelta(hours=5))

    assert first == again
    assert sorted(first) == RULES


def test_cram_changes_no_session(db: Database, studied: Learner) -> None:
    addresses = ("forgotten", "errors:30", "exam", "part:F")
    before = [keys(db, studied, address) for address in addresses]

    send(db, studied, *crammed(RULES, Rating.AGAIN))

    assert [keys(db, studied, address) for address in addresses] == before


def test_cards_of_a_tag_marked_ones_and_a_part(db: Database, learner: Learner) -> None:
    with db.writing() as session:
        cards = study_cards(session, learner)
        add_tag(session, learner, "api", [cards[0].loaded.id])
        change_cards(session, learner, cards[1:3], BulkAction.FLAG, NOW)
        change_cards(session, learner, cards[2:3], BulkAction.SUSPEND, NOW)

    listed = [card.loaded.card.key for card in cards]
    assert keys(db, learner, "tag:api") == listed[:1]
    assert keys(db, learner, "marked") == listed[1:2]
    assert keys(db, learner, "part:C") == ["exemple/C1#verdict"]
    assert ROLE in keys(db, learner, "job:Data Analyst", deck="exemple")


def test_a_list_is_asked_in_its_order_whatever_is_suspended(
    db: Database, learner: Learner
) -> None:
    with db.writing() as session:
        cards = study_cards(session, learner)
        change_cards(session, learner, cards[:2], BulkAction.SUSPEND, NOW)

    asked = keys(db, learner, "list.5:status=suspended")

    assert asked == [card.loaded.card.key for card in cards[:2]]


def test_confused_jobs_are_asked_in_turns(db: Database, learner: Learner) -> None:
    with db.reading() as session:
        jobs = {
            c.loaded.card.key: c.jobs
            for c in session_cards(session, learner, session_named("confused"), NOW)
        }

    first, second = list(jobs.values())[:2]
    assert {*first, *second} == {MLE.text, MLOPS}
    assert all({MLE.text, MLOPS, "Data Scientist"} & {*j} for j in jobs.values())


def test_two_jobs_are_told_apart_by_every_card_of_one_of_them_in_turns(
    db: Database, learner: Learner
) -> None:
    request = contrast_of((ANALYST.text, MLE.text), deck="exemple")

    with db.reading() as session:
        hand = session_hand(session, learner, request, NOW)
        jobs = [c.jobs for c in session_cards(session, learner, request, NOW)]

    assert sorted(card.question.card_key for card in hand.cards) == [
        "exemple/A1#job",
        "exemple/B1#job",
        "exemple/memo-tableau-de-bord#job",
        "exemple/role-data-analyst#job",
        "exemple/role-data-analyst#tools",
    ]
    assert [MLE.text in some for some in jobs[:4]] == [False, True, False, True]
    questions = [card.question for card in hand.cards]
    assert {q.format for q in questions} == {Format.CHOICE}
    assert {frozenset(q.options) for q in questions} == {
        frozenset((ANALYST.text, MLE.text))
    }
    assert len({q.options for q in questions}) == 2  # not always in the same order


def test_an_answer_of_two_jobs_is_marked_and_moves_nothing(
    db: Database, learner: Learner
) -> None:
    given: dict[str, Any] = {
        "purpose": Purpose.CRAM,
        "shown": (ANALYST.text, MLE.text),
    }
    right, wrong = (Response(choice=job.text) for job in (MLE, ANALYST))

    outcomes = send(
        db,
        learner,
        answer("r", CHOICE, response=right, format=Format.CHOICE, **given),
        answer("w", CHOICE, Rating.AGAIN, response=wrong, **given),
    )

    assert [(each.status, each.score) for each in outcomes] == [("new", 1), ("new", 0)]
    assert raw_states(db) == []


@pytest.mark.parametrize(("times", "is_pair"), [(1, False), (2, True)])
def test_jobs_confused_twice_are_to_tell_apart(
    db: Database, learner: Learner, times: int, is_pair: bool
) -> None:
    wrong = Response(choice=ANALYST.text)
    for n in range(times):
        send(
            db,
            learner,
            answer(f"u{n}", CHOICE, Rating.AGAIN, NOW - MINUTE, response=wrong),
        )

    with db.reading() as session:
        pairs = load_material(session, learner, NOW).pairs

    assert (pairs.get((ANALYST.text, MLE.text)) == 2) is is_pair
    assert pairs[MLE.text, MLOPS] == 0  # the deck says so
    assert (BI.text, MLE.text) not in pairs


def test_a_hard_card_confused_once_is_worth_a_contrast(
    db: Database, learner: Learner
) -> None:
    wrong = Response(choice=BI.text)
    right = Response(choice=MLE.text)
    send(db, learner, answer("e", CHOICE, Rating.EASY, NOW - 99 * DAY, response=right))
    for n in range(4):
        given = wrong if n == 0 else Response()
        at = NOW - (90 - 20 * n) * DAY
        send(
            db,
            learner,
            answer(f"a{n}", CHOICE, Rating.AGAIN, at, response=given),
            answer(f"g{n}", CHOICE, Rating.GOOD, at + DAY, response=right),
        )

    with db.reading() as session:
        material = load_material(session, learner, NOW)

    assert material.pairs[BI.text, MLE.text] == 1


def test_a_session_is_dealt_whole_without_delays(
    db: Database, studied: Learner
) -> None:
    with db.reading() as session:
        whole = session_hand(session, studied, session_named("part:F"), NOW)
        first = whole.cards[0].question.card_key
        rest = session_hand(
            session, studied, session_named("part:F"), NOW, exclude=[first]
        )

    assert (whole.new, whole.learning, whole.review) == (3, 2, 1)
    assert {len(card.intervals) for card in whole.cards} == {0}
    assert [c.question for c in rest.cards] == [c.question for c in whole.cards[1:]]


EVERY_KIND = {
    SessionKind.PART: "part:A",
    SessionKind.JOB: "job:Data Analyst",
    SessionKind.TAG: "tag:api",
    SessionKind.MARKED: "marked",
    SessionKind.ERRORS: "errors:30",
    SessionKind.CONFUSED: f"confused:{MLE.text}|{MLOPS}",
    SessionKind.FORGOTTEN: "forgotten",
    SessionKind.EXAM: "exam",
    SessionKind.LIST: "list:deck=exemple",
}


@pytest.fixture
def answered(db: Database, learner: Learner) -> Learner:
    """A student of all kinds of items, who answered each card twice or once today."""
    with db.writing() as session:
        cards = study_cards(session, learner)
        add_tag(session, learner, "api", [cards[0].loaded.id])
        change_cards(session, learner, cards[1:3], BulkAction.FLAG, NOW)
    given = [card.loaded.card.key for card in cards]
    early = [answer(f"e{n}", key, at=NOW - 9 * DAY) for n, key in enumerate(given)]
    late = [answer(f"l{n}", key, Rating(1 + n % 4)) for n, key in enumerate(given[::2])]
    send(db, learner, *(replace(each, overridden=True) for each in [*early, *late]))
    return learner


@pytest.mark.parametrize("kind", SessionKind)
def test_after_a_session_every_state_is_the_same_to_the_last_byte(
    db: Database, answered: Learner, kind: SessionKind
) -> None:
    before = raw_states(db)

    asked = keys(db, answered, EVERY_KIND[kind], deck="exemple")
    answers = [each for rating in Rating for each in crammed(asked, rating)]
    outcomes = send(db, answered, *answers)
    take_back(db, answered, *(undo(each.uid) for each in answers[:1]))

    assert raw_states(db) == before != []
    assert {outcome.status for outcome in outcomes} == {"new"}


def test_a_session_takes_nothing_from_the_day_nor_from_the_next(
    db: Database, studied: Learner
) -> None:
    def days() -> list[object]:
        with db.reading() as session:
            return [
                (
                    next_cards(session, studied, now, limit=50),
                    replace(today(session, studied, now), seconds_per_card=0),
                )
                for now in (NOW, NOW + DAY, NOW + 3 * DAY)
            ]

    before = days()

    send(db, studied, *crammed(RULES, Rating.AGAIN))
    send(db, studied, *crammed(RULES, Rating.EASY))

    assert days() == before


@pytest.mark.parametrize("address", ["", "nothing:A", "part", "errors:x"])
def test_what_is_no_session_is_not_found(address: str) -> None:
    with pytest.raises(NotFound):
        session_named(address)


def test_a_deck_of_others_is_not_found(db: Database, learner: Learner) -> None:
    with db.writing() as session:
        add_deck(session, (), replace(DECK, slug="autre"))

    with pytest.raises(NotFound):
        keys(db, learner, "part:A", deck="autre")
