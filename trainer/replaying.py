"""The one way to a card's state: its reviews in the log, replayed.

An answer, an undoing, an answer that comes late and a rebuild all end here, and nothing
else writes `card_states`. Knows nothing of how answers come in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    BindParameter,
    Insert,
    Integer,
    Row,
    Select,
    bindparam,
    delete,
    exists,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from trainer.core.card_state import CardState
from trainer.core.reviews import Review
from trainer.core.schedule import replay
from trainer.learners import Learner, lock, with_settings_now
from trainer.tables import CardRow, CardStateRow, RetractionRow, ReviewRow

_CHUNK = 500  # bound parameters of one statement, well under any database's limit


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """How many states there are, and how many of them the log gives otherwise."""

    cards: int
    different: int


def replay_cards(
    session: Session, learner: Learner, card_ids: Iterable[int]
) -> dict[int, CardState]:
    """Replay the whole log of these cards; store and return the states that it gives.

    Args:
        learner: locked, with the settings that the session sees.
    """
    states: dict[int, CardState] = {}
    connection = session.connection()
    for chunk in _chunks(sorted(card_ids)):
        cards = {"student_id": learner.id, "card_ids": chunk}
        log = connection.execute(_LOG_OF_CARDS, cards).all()
        found = dict(_replayed(learner, log))
        _store(session, learner, {card_id: found.get(card_id) for card_id in chunk})
        states |= found
    return states


def rebuild(session: Session, learner: Learner, *, check: bool) -> RebuildReport:
    """Replay every card of the student's log; say how many states were different.

    Args:
        check: only look, store nothing.
    """
    learner = (with_settings_now if check else lock)(session, learner)
    connection, student = session.connection(), {"student_id": learner.id}
    stored = {
        card_id: CardState(*values)
        for card_id, *values in connection.execute(_STATES, student)
    }
    cards = 0
    different: dict[int, CardState | None] = {}
    for card_id, state in _replayed(learner, connection.execute(_WHOLE_LOG, student)):
        cards += 1
        if stored.pop(card_id, None) != state:
            different[card_id] = state
    different |= dict.fromkeys(stored)  # states without a review
    if not check:
        _store(session, learner, different)
    return RebuildReport(cards, len(different))


def state_columns() -> tuple[InstrumentedAttribute[Any], ...]:
    """Return the columns that make a CardState, in the order of its fields."""
    return tuple(getattr(CardStateRow, name) for name in _STATE_FIELDS)


def state_values(state: CardState) -> dict[str, object]:
    """Return a state as the values of its row."""
    return {name: getattr(state, name) for name in _STATE_FIELDS}


def _replayed(
    learner: Learner, log: Iterable[Row[*tuple[Any, ...]]]
) -> Iterator[tuple[int, CardState]]:
    """Give the cards that have counting reviews, each with its state."""
    for (card_id, key), rows in groupby(log, itemgetter(0, 1)):
        reviews = [Review(*row[3:]) for row in rows if not row[2]]
        seed = learner.schedule_seed(key)
        state = replay(reviews, learner.settings, seed=seed)
        if state.reps:
            yield card_id, state


def _store(
    session: Session, learner: Learner, states: Mapping[int, CardState | None]
) -> None:
    """Store the states of cards in the place of those that they have, if any."""
    connection = session.connection()
    for chunk in _chunks(list(states)):
        rows = [
            {"student_id": learner.id, "card_id": card_id, **state_values(state)}
            for card_id in chunk
            if (state := states[card_id]) is not None
        ]
        if rows:
            connection.execute(_STORE[connection.dialect.name], rows)
        if new := [card_id for card_id in chunk if states[card_id] is None]:
            connection.execute(_FORGET, {"student_id": learner.id, "card_ids": new})


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


# Statements: made once, because to make one takes longer than to run it.

_STATE_FIELDS = tuple(field.name for field in fields(CardState))
_STUDENT = bindparam("student_id", type_=Integer)
_IS_RETRACTED = exists().where(
    RetractionRow.student_id == _STUDENT, RetractionRow.review_uid == ReviewRow.uid
)
# Card by card; within a card `replay` puts them in order. Whether one is retracted is a
# column and not a condition: of a condition PostgreSQL makes a join, and before it has
# statistics it compares every review of a card with every retraction of the student.
_WHOLE_LOG: Select[*tuple[Any, ...]] = (
    select(
        ReviewRow.card_id,
        CardRow.key,
        _IS_RETRACTED.label("is_retracted"),
        *(getattr(ReviewRow, field.name) for field in fields(Review)),
    )
    .join(CardRow, CardRow.id == ReviewRow.card_id)
    .where(ReviewRow.student_id == _STUDENT)
    .order_by(ReviewRow.card_id)
)
_SOME_CARDS: BindParameter[Sequence[int]] = bindparam("card_ids", expanding=True)
_LOG_OF_CARDS = _WHOLE_LOG.where(ReviewRow.card_id.in_(_SOME_CARDS))
_STATES = select(CardStateRow.card_id, *state_columns()).where(
    CardStateRow.student_id == _STUDENT
)
_FORGET = delete(CardStateRow).where(
    CardStateRow.student_id == _STUDENT,
    CardStateRow.card_id.in_(_SOME_CARDS),
)


def _upsert(insertion: sqlite.Insert | postgresql.Insert) -> Insert:
    given = {name: insertion.excluded[name] for name in _STATE_FIELDS}
    key = ("student_id", "card_id")
    return insertion.on_conflict_do_update(index_elements=key, set_=given)


_STORE = {
    "sqlite": _upsert(sqlite.insert(CardStateRow)),
    "postgresql": _upsert(postgresql.insert(CardStateRow)),
}
