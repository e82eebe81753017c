"""Kill -9 while answers are written: each acknowledged one is kept, and once."""

from __future__ import annotations

import time
from multiprocessing.connection import Connection
from random import Random

import pytest
from sqlalchemy import func, select, text

from tests.faults.children import (
    CONTEXT,
    LONG_S,
    THREADS,
    answer,
    kill,
    started,
    write_half,
)
from tests.rows import Ids, add_card, add_student
from trainer.config import Config
from trainer.core.card_state import Phase
from trainer.db import Database, open_database
from trainer.tables import CardStateRow, ReviewRow, StudentRow


@pytest.fixture
def ids(db: Database) -> Ids:
    """A student with a card that has a state."""
    with db.writing() as session:
        ids = add_card(session)
        session.add(
            CardStateRow(
                student_id=ids.student,
                card_id=ids.card,
                phase=Phase.LEARNING,
                reps=0,
                lapses=0,
            )
        )
    return ids


def received(acknowledged: Connection) -> list[str]:
    """Return all that was acknowledged until the other end was closed."""
    found = []
    try:
        while True:
            found.append(acknowledged.recv())
    except EOFError:
        return found


def killed_while_answering(
    config: Config, ids: Ids, name: str, chance: Random
) -> list[str]:
    """Let a child answer, kill it, and return what it had acknowledged."""
    ours, theirs = CONTEXT.Pipe(duplex=False)
    with started(answer, config, ids, name, theirs) as child:
        theirs.close()
        first = ours.recv()
        time.sleep(chance.uniform(0, 0.05))
        kill(child)
    return [first, *received(ours)]


def check(db: Database, acknowledged: set[str], kills: int) -> None:
    """Nothing lost, nothing doubled, no state without its reviews, a sound file."""
    with db.reading() as session:
        kept = list(session.scalars(select(ReviewRow.uid)))
        reps = session.scalar(select(CardStateRow.reps))
        is_sqlite = db.path is not None
        sound = session.scalar(text("PRAGMA integrity_check")) if is_sqlite else "ok"

    assert acknowledged - set(kept) == set()
    assert len(kept) == len(set(kept)) == reps
    assert len(set(kept) - acknowledged) <= kills * THREADS
    assert sound == "ok"


def run_cycles(config: Config, db: Database, ids: Ids, cycles: int) -> None:
    chance = Random(20261123)
    acknowledged: set[str] = set()
    for cycle in range(cycles):
        uids = killed_while_answering(config, ids, f"c{cycle}", chance)
        acknowledged.update(uids)
        check(db, acknowledged, kills=cycle + 1)

    assert len(acknowledged) >= cycles


def test_a_killed_writer_loses_no_acknowledged_answer(
    config: Config, db: Database, ids: Ids
) -> None:
    run_cycles(config, db, ids, cycles=24)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_500_killed_writers_lose_no_acknowledged_answer(
    config: Config, db: Database, ids: Ids
) -> None:
    run_cycles(config, db, ids, cycles=500)


def test_two_writers_of_which_one_is_killed_lose_nothing(
    config: Config, db: Database, ids: Ids
) -> None:
    chance = Random(1)
    ours, theirs = CONTEXT.Pipe(duplex=False)

    with started(answer, config, ids, "other", theirs) as other:
        theirs.close()
        uids = [
            uid
            for cycle in range(4)
            for uid in killed_while_answering(config, ids, f"c{cycle}", chance)
        ]
        kill(other)
    others = received(ours)

    check(db, {*uids, *others}, kills=5)


def test_a_writer_killed_in_the_middle_leaves_nothing_and_bars_nobody(
    config: Config,
) -> None:
    ours, theirs = CONTEXT.Pipe(duplex=False)
    with started(write_half, config, theirs) as child:
        assert ours.poll(LONG_S)
        kill(child)
    db = open_database(config)

    with db.writing() as session:
        add_student(session, "next")
        count = session.scalar(select(func.count(StudentRow.id)))

    assert count == 1
    db.close()
