"""A card's memory and log in Anki's own columns.

Anki takes them over only if they are exactly as it would have written them. Knows
nothing of rows, files or the notes that the cards belong to. Every number here was
tried with the package `anki` 26.9.3.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import NamedTuple, assert_never

from trainer.core.anki_file import AnkiReview, RowKind
from trainer.core.card_state import CardState, Phase
from trainer.core.history import interval_days
from trainer.core.holds import CardHold
from trainer.core.reviews import Review
from trainer.core.schedule import DECAY, counts, interval_at, states_after
from trainer.core.study_day import study_day
from trainer.core.study_settings import StudySettings

# Due days are counted from this one. It begins at noon UTC: so the number of a day is
# right in every time zone.
FIRST_DAY = date(2014, 9, 19)

_EASE = 2500  # what Anki falls back on when FSRS is switched off
_RED = 1
_DECAY = round(-DECAY, 3)


class CardType(IntEnum):
    """What a card is."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


class Queue(IntEnum):
    """Where a card waits; what is due there is a place, an instant or a day."""

    SUSPENDED = -1
    NEW = 0
    LEARNING = 1
    REVIEW = 2
    DAY_LEARNING = 3


# Tuples: a frozen dataclass takes five times as long to make, for 100,000 rows.
class Logged(NamedTuple):
    """An answer with the id that it has in Anki's log."""

    id_ms: int
    review: Review
    duration_ms: int


class CardColumns(NamedTuple):
    """The columns of a card; `due` is None where its place among the new ones counts.

    `interval` is in days, `left` are the steps to go, `data` is the memory as JSON.
    """

    type: CardType
    queue: Queue
    due: int | None
    interval: int
    factor: int
    reps: int
    lapses: int
    left: int
    flags: int
    data: str


@dataclass(frozen=True, slots=True)
class CardInAnki:
    """All that Anki is told of one card's past."""

    columns: CardColumns
    log: tuple[AnkiReview, ...]


def card_in_anki(
    answers: Iterable[Logged],
    settings: Sequence[StudySettings],
    *,
    seed: str,
    today: StudySettings,
    hold: CardHold,
) -> CardInAnki:
    """Give a card's columns and its rows of the log, all from one replay.

    A burial is left out: it holds for one day, which may be over when the package is
    imported. Answers that did not move the schedule are rows of cramming there.

    Args:
        answers: of one card, in any order, without the retracted ones.
        settings: as `replay` takes them.
        seed: as `replay` takes it.
        today: the settings that the card goes on with.
        hold: what the student has set aside or flagged.
    """
    study, rows = list[Logged](), list[AnkiReview]()
    for logged in sorted(answers, key=_in_order):
        if counts(logged.review.purpose):
            study.append(logged)
        else:
            rows.append(_cram_row(logged))
    state, phase, interval = CardState(), Phase.NEW, 0
    states = states_after((each.review for each in study), settings, seed=seed)
    for logged, state in zip(study, states, strict=True):
        last_interval, interval = interval, _interval(state)
        rows.append(_row(logged, phase, (last_interval, interval), state))
        phase = state.phase
    last_ms = max((logged.id_ms for logged in study), default=0)
    return CardInAnki(_columns(state, last_ms, today, hold), _begun(rows))


def day_number(day: date) -> int:
    """Give a day as Anki counts it in our packages."""
    return (day - FIRST_DAY).days


def _in_order(logged: Logged) -> tuple[datetime, int, str]:
    review = logged.review
    return review.effective_at, review.sequence, review.uid


# --- The log ------------------------------------------------------------------------


def _row(
    logged: Logged, before: Phase, intervals: tuple[int, int], after: CardState
) -> AnkiReview:
    last_interval, interval = intervals
    return AnkiReview(
        logged.id_ms,
        logged.review.rating,
        _KINDS[before],
        interval,
        last_interval,
        _factor(after),
        logged.duration_ms,
    )


def _cram_row(logged: Logged) -> AnkiReview:
    """Make what Anki writes of an answer that moves nothing: it has no factor."""
    rating, duration_ms = logged.review.rating, logged.duration_ms
    return AnkiReview(logged.id_ms, rating, RowKind.FILTERED, 0, 0, 0, duration_ms)


def _begun(rows: list[AnkiReview]) -> tuple[AnkiReview, ...]:
    """Put the rows into Anki's order, that of their ids; the first is one of learning.

    Answers of one millisecond may have ids in the order in which they came in. Anki's
    optimiser passes over a card that does not begin by learning.
    """
    rows.sort()
    for place, row in enumerate(rows):
        if row.kind != RowKind.FILTERED:
            rows[place] = row._replace(kind=RowKind.LEARNING)
            break
    return tuple(rows)


def _interval(state: CardState) -> int:
    """Give the wait that a state began with: in days, or in seconds below zero."""
    days = interval_days(state)
    if days is not None:
        return days
    assert state.due_at
    assert state.last_reviewed_at
    return -int((state.due_at - state.last_reviewed_at).total_seconds())


def _factor(state: CardState) -> int:
    """Give the difficulty as FSRS writes it into the log: 100 for 1, 1100 for 10."""
    assert state.difficulty is not None
    return round(((state.difficulty - 1) / 9 + 0.1) * 1000)


_KINDS = {
    Phase.NEW: RowKind.LEARNING,
    Phase.LEARNING: RowKind.LEARNING,
    Phase.REVIEW: RowKind.REVIEW,
    Phase.RELEARNING: RowKind.RELEARNING,
}


# --- The card -----------------------------------------------------------------------


def _columns(
    state: CardState, last_ms: int, today: StudySettings, hold: CardHold
) -> CardColumns:
    type_ = _TYPES[state.phase]
    queue, due = _place(state, today)
    return CardColumns(
        type_,
        Queue.SUSPENDED if hold.is_suspended else queue,
        due,
        _days(state, today),
        _EASE if type_ in (CardType.REVIEW, CardType.RELEARNING) else 0,
        state.reps,
        state.lapses,
        _steps_left(state, today),
        _RED if hold.is_flagged else 0,
        _memory(state, last_ms, today),
    )


def _place(state: CardState, today: StudySettings) -> tuple[Queue, int | None]:
    """Say where a card waits, and until when; a step of another day waits for it."""
    match state.phase:
        case Phase.NEW:
            return Queue.NEW, None
        case Phase.REVIEW:
            assert state.due_day
            return Queue.REVIEW, day_number(state.due_day)
        case Phase.LEARNING | Phase.RELEARNING:
            assert state.due_at
            assert state.last_study_day
            hour = today.rollover_hour
            day = study_day(state.due_at, today.zone, rollover_hour=hour)
            if day > state.last_study_day:
                return Queue.DAY_LEARNING, day_number(day)
            return Queue.LEARNING, int(state.due_at.timestamp())
        case _:
            assert_never(state.phase)


def _days(state: CardState, today: StudySettings) -> int:
    """Give the interval: for a forgotten card that which it will get."""
    if state.phase is Phase.RELEARNING:
        assert state.stability is not None
        return interval_at(state.stability, today.desired_retention)
    return interval_days(state) or 0


def _steps_left(state: CardState, today: StudySettings) -> int:
    """Say how many steps there are to go, the one that it waits in with them."""
    match state.phase:
        case Phase.LEARNING:
            steps = today.learning_steps
        case Phase.RELEARNING:
            steps = today.relearning_steps
        case Phase.NEW | Phase.REVIEW:
            return 0
        case _:
            assert_never(state.phase)
    return max(1, len(steps) - (state.step or 0))


def _memory(state: CardState, last_ms: int, today: StudySettings) -> str:
    """Give the memory as Anki reads it; `lrt` must be the last answer's very second."""
    if state.stability is None or state.difficulty is None:
        return "{}"
    data = {
        "s": round(state.stability, 4),
        "d": round(state.difficulty, 3),
        "dr": round(today.desired_retention, 2),
        "decay": _DECAY,
        "lrt": last_ms // 1000,
    }
    return json.dumps(data, separators=(",", ":"))


_TYPES = {
    Phase.NEW: CardType.NEW,
    Phase.LEARNING: CardType.LEARNING,
    Phase.REVIEW: CardType.REVIEW,
    Phase.RELEARNING: CardType.RELEARNING,
}
