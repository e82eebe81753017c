"""Answers under fire: eight at once, a fault at any statement, kill -9 at any time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count
from multiprocessing.connection import Connection
from random import Random

import pytest
from sqlalchemy import func, select, text

from tests.faults.answering import CARDS, card, study
from tests.faults.children import CONTEXT, LONG_S, kill, started
from tests.statements import Fault, failing_at, failing_at_commit
from tests.studying import (
    MINUTE,
    NOW,
    add_deck,
    add_learner,
    answer,
    everything,
    recall_items,
    send,
    take_back,
    undo,
)
from trainer.config import Config
from trainer.core.reviews import Rating
from trainer.db import Database
from trainer.learners import Learner, change_settings
from trainer.replaying import rebuild
from trainer.tables import (
    RetractionRow,
    ReviewRow,
)

THREADS = 8
SECOND = timedelta(seconds=1)


@pytest.fixture
def lea(db: Database) -> Learner:
    """The learner of this computer, with twenty cards."""
    with db.writing() as session:
        add_deck(session, recall_items(CARDS))
        return add_learner(session)


def check_states(db: Database, learner: Learner) -> None:
    """Every state is what the log gives, and the file is sound."""
    with db.reading() as session:
        assert rebuild(session, learner, check=True).different == 0
        if db.path is not None:
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"


def kept_uids(db: Database) -> list[str]:
    """Return the uids of all events that are stored."""
    with db.reading() as session:
        reviews = session.scalars(select(ReviewRow.uid)).all()
        return [*reviews, *session.scalars(select(RetractionRow.uid))]


# Many at once


def test_eight_threads_on_twenty_cards_lose_nothing(db: Database, lea: Learner) -> None:
    start = threading.Barrier(THREADS)

    def study_all(thread: int) -> None:
        chance = Random(thread)
        start.wait(LONG_S)
        for number in chance.sample(range(1, CARDS + 1), CARDS):
            uid, at = f"{thread}-{number}", NOW - chance.randint(0, 9999) * MINUTE
            send(db, lea, answer(uid, card(number), chance.choice(list(Rating)), at))
            if chance.random() < 0.2:
                take_back(db, lea, undo(uid))

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(study_all, range(THREADS)))

    with db.reading() as session:
        assert session.scalar(select(func.count(ReviewRow.id))) == THREADS * CARDS
    check_states(db, lea)


def test_eight_threads_sending_the_same_answers_store_each_once(
    db: Database, lea: Learner
) -> None:
    start = threading.Barrier(THREADS)
    answers = [answer(f"u{number}", card(number)) for number in range(1, CARDS + 1)]

    def send_all(thread: int) -> list[str]:
        start.wait(LONG_S)
        outcomes = send(db, lea, *Random(thread).sample(answers, CARDS))
        return [outcome.status.value for outcome in outcomes]

    with ThreadPoolExecutor(THREADS) as threads:
        told = [each for sent in threads.map(send_all, range(THREADS)) for each in sent]

    assert sorted(kept_uids(db)) == sorted(each.uid for each in answers)
    assert (told.count("new"), told.count("known")) == (CARDS, (THREADS - 1) * CARDS)
    check_states(db, lea)


def answer_often(db: Database, lea: Learner) -> None:
    """Answer cards, by a clock that is ahead of the others'."""
    chance = Random(1)
    for number in range(200):
        now = NOW + number * SECOND
        key, rating = card(chance.randint(1, CARDS)), chance.choice(list(Rating))
        send(db, lea, answer(f"u{number}", key, rating, now), now=now)


def change_retention(db: Database, lea: Learner, chance: Random) -> None:
    retention = chance.uniform(0.75, 0.97)
    with db.writing() as session:
        wanted = replace(lea.settings[0], desired_retention=retention)
        change_settings(session, lea, wanted, NOW)


def rebuild_all(db: Database, lea: Learner, _: Random) -> None:
    with db.writing() as session:
        rebuild(session, lea, check=False)


@pytest.mark.parametrize("other", [change_retention, rebuild_all])
def test_what_is_done_beside_answers_leaves_nothing_to_rebuild(
    db: Database, lea: Learner, other: Callable[[Database, Learner, Random], None]
) -> None:
    chance, times = Random(2), 0
    with ThreadPoolExecutor(1) as threads:
        answering = threads.submit(answer_often, db, lea)
        while not answering.done():
            other(db, lea, chance)
            times += 1
    answering.result()

    check_states(db, lea)
    assert times > 5


# A fault at every statement


def record_some(db: Database, lea: Learner) -> None:
    send(db, lea, *(answer(f"n{number}", card(number)) for number in (1, 2, 3)))


def retract_some(db: Database, lea: Learner) -> None:
    take_back(db, lea, undo("u1"), undo("u2"), undo("later"))


def change_some(db: Database, lea: Learner) -> None:
    with db.writing() as session:
        wanted = replace(lea.settings[0], new_per_day=3, zone="Asia/Tokyo")
        change_settings(session, lea, wanted, NOW)


def rebuild_some(db: Database, lea: Learner) -> None:
    with db.writing() as session:
        rebuild(session, lea, check=False)


def everything_and_settings(db: Database) -> list[object]:
    with db.reading() as session:
        settings = session.execute(text("SELECT * FROM study_settings ORDER BY id"))
        return [*everything(db), *(tuple(row)[2:] for row in settings)]


@pytest.mark.parametrize(
    "story", [record_some, retract_some, change_some, rebuild_some]
)
def test_a_fault_at_any_statement_leaves_everything_as_it_was(
    db: Database, lea: Learner, story: Callable[[Database, Learner], None]
) -> None:
    send(db, lea, answer("u1", card(1)), answer("u2", card(2), Rating.EASY))
    with db.writing() as session:  # so that there is something to rebuild
        session.execute(text("UPDATE card_states SET reps = 7"))
    before = everything_and_settings(db)

    for number in count(1):
        with failing_at(number) as statements:
            try:
                story(db, lea)
                break
            except Fault:
                pass
        assert everything_and_settings(db) == before
        with failing_at_commit(), pytest.raises(Fault):
            story(db, lea)
        assert everything_and_settings(db) == before

    assert len(statements) == number - 1 >= 4
    assert everything_and_settings(db) != before


# Kill -9


def received(acknowledged: Connection) -> list[str]:
    """Return all that was acknowledged until the other end was closed."""
    found = []
    try:
        while True:
            found.append(acknowledged.recv())
    except EOFError:
        return found


def killed_while_studying(config: Config, name: str, chance: Random) -> list[str]:
    """Let a child study, kill it, and return what it had acknowledged."""
    ours, theirs = CONTEXT.Pipe(duplex=False)
    with started(study, config, name, theirs) as child:
        theirs.close()
        first = ours.recv()
        time.sleep(chance.uniform(0, 0.06))
        kill(child)
    return [first, *received(ours)]


def run_kills(config: Config, db: Database, lea: Learner, cycles: int) -> None:
    chance, acknowledged = Random(20261123), set[str]()
    for cycle in range(1, cycles + 1):
        acknowledged.update(killed_while_studying(config, f"c{cycle}", chance))

        kept = kept_uids(db)
        assert acknowledged - set(kept) == set()
        assert len(kept) == len(set(kept))
        assert len(set(kept) - acknowledged) <= cycle
        check_states(db, lea)
    assert len(acknowledged) > cycles


def test_a_killed_student_loses_no_acknowledged_event(
    config: Config, db: Database, lea: Learner
) -> None:
    run_kills(config, db, lea, cycles=24)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_500_killed_students_lose_no_acknowledged_event(
    config: Config, db: Database, lea: Learner
) -> None:
    run_kills(config, db, lea, cycles=500)
