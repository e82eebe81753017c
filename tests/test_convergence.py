"""Devices that send in any order end in one state: answers, undoings and holds.

A history of two devices over some days is delivered twice: once as it happened, once
permuted, repeated and split. What the logs come to has to be the same to the last byte.
Both deliveries are rolled back, since the logs take nothing out again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from random import Random
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

import trainer.core.holds
import trainer.core.schedule
from tests.studying import (
    DAY,
    NOW,
    add_deck,
    add_learner,
    answer,
    recall_items,
    undo,
)
from trainer.core.holds import HoldAction
from trainer.core.reviews import Rating
from trainer.db import Database
from trainer.holding import HoldIn, record_holds
from trainer.learners import Learner
from trainer.reviewing import AnswerIn, RetractionIn, record, retract
from trainer.tables import CardHoldRow, CardStateRow

CARDS = tuple(f"exemple/F{number}#rule" for number in (1, 2))
HISTORIES = 2_000
# Minutes between events: the same second on two devices, learning steps, days.
GAPS = (0, 0, 1, 9, 60, 24 * 60, 5 * 24 * 60)
ARRIVAL = NOW + 90 * DAY

Event = AnswerIn | RetractionIn | HoldIn


@dataclass(frozen=True, slots=True)
class Student:
    """A student in a transaction that is never committed."""

    session: Session
    learner: Learner


@pytest.fixture
def student(sqlite_db: Database) -> Iterator[Student]:
    """A student with two cards."""
    with sqlite_db.writing() as session:
        add_deck(session, recall_items(len(CARDS)))
        yield Student(session, add_learner(session))
        session.rollback()


# Histories

STEP = st.tuples(
    st.sampled_from("aaaaurh"),
    st.integers(0, 1),
    st.sampled_from(CARDS),
    st.sampled_from(GAPS),
    st.integers(0, 5),
)


def history_of(steps: Sequence[tuple[str, int, str, int, int]]) -> list[Event]:
    """Make the events of two devices; a device undoes what either has answered."""
    at, sequences = NOW, [0, 0]
    events: list[Event] = []
    for number, (kind, device, card, gap, choice) in enumerate(steps):
        at += timedelta(minutes=gap)
        sequences[device] += 1
        # The later device has the smaller names, so that no order of names is time's.
        uid = f"{9 - device}-{number:03d}"
        answers = [each.uid for each in events if isinstance(each, AnswerIn)]
        if kind == "h":
            action = list(HoldAction)[choice]
            events.append(HoldIn(uid, card, action, at, sequences[device]))
        elif kind in "ur" and answers:
            events.append(undo(answers[choice % len(answers)], at, uid))
        else:
            rating = Rating(1 + choice % 4)
            events.append(answer(uid, card, rating, at, sequence=sequences[device]))
    return events


HISTORY = st.lists(STEP, min_size=2, max_size=12).map(history_of)


# Deliveries


def scrambled(events: Sequence[Event], rng: Random) -> list[list[Event]]:
    """Repeat some events, mix all of them, and cut them into batches."""
    sent = [*events, *rng.sample(events, rng.randint(0, len(events)))]
    rng.shuffle(sent)
    cuts = sorted(
        rng.sample(range(1, len(sent)), rng.randint(0, min(4, len(sent) - 1)))
    )
    starts = [0, *cuts]
    return [sent[a:b] for a, b in zip(starts, [*cuts, len(sent)], strict=True)]


def deliver(student: Student, batches: Sequence[Sequence[Event]]) -> bytes:
    """Send batches, the right time on each; give what they come to, and forget it."""
    nested = student.session.begin_nested()
    for number, batch in enumerate(batches):
        now = ARRIVAL + timedelta(minutes=number)
        for kind, run in groupby(batch, type):
            SEND[kind](student, list(run), now)
    outcome = what_it_comes_to(student.session)
    nested.rollback()
    return outcome


SEND: dict[type[Event], Callable[[Student, list[Event], datetime], object]] = {
    AnswerIn: lambda student, events, now: record(
        student.session,
        student.learner,
        [each for each in events if isinstance(each, AnswerIn)],
        sent_at=now,
        now=now,
    ),
    RetractionIn: lambda student, events, now: retract(
        student.session,
        student.learner,
        [each for each in events if isinstance(each, RetractionIn)],
        now,
    ),
    HoldIn: lambda student, events, now: record_holds(
        student.session,
        student.learner,
        [each for each in events if isinstance(each, HoldIn)],
        sent_at=now,
        now=now,
    ),
}


def what_it_comes_to(session: Session) -> bytes:
    """Give every byte of the states and the holds of cards."""
    connection = session.connection()
    return repr([connection.execute(rows).all() for rows in OUTCOME]).encode()


OUTCOME = [
    select(table).order_by(table.c.card_id)
    for table in (CardStateRow.__table__, CardHoldRow.__table__)
]


# Promises


@settings(
    max_examples=HISTORIES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(events=HISTORY, seed=st.integers(0, 2**32))
def test_any_order_and_any_batches_give_one_state(
    student: Student, events: list[Event], seed: int
) -> None:
    in_order = deliver(student, [events])

    mixed = deliver(student, scrambled(events, Random(seed)))

    assert mixed == in_order


@pytest.mark.parametrize(
    ("module", "kind"), [(trainer.core.schedule, "a"), (trainer.core.holds, "h")]
)
def test_in_the_order_of_arrival_the_states_would_differ(
    student: Student, monkeypatch: pytest.MonkeyPatch, module: ModuleType, kind: str
) -> None:
    """Switch the protection off: the check above has to find it out."""
    monkeypatch.setattr(module, "sorted", in_order_of_arrival, raising=False)
    rng = Random(1)
    events = history_of([(kind, n % 2, CARDS[0], 0, n) for n in range(6)])

    outcomes = {deliver(student, scrambled(events, rng)) for _ in range(20)}

    assert len(outcomes) > 1


def in_order_of_arrival(log: Iterable[object], *, key: object) -> list[object]:
    return list(log)
