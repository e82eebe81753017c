"""Turn the reviews of a card into what is known of its memory, and when it is due.

The only import of fsrs (FSRS-6, default parameters). Knows nothing of rows, of the
clock or of the day's other cards. FSRS is given study days, each as its date at 00:00
UTC: it counts whole spans of 24 hours, so that to clock times an evening and the next
morning would be no day apart (which costs 0.04 to 0.17 of log loss on real logs). Steps
of learning are real minutes.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from operator import attrgetter
from typing import Protocol

import fsrs
from fsrs.scheduler import DEFAULT_PARAMETERS

from trainer.core.card_state import CardState, Phase
from trainer.core.reviews import Purpose, Rating, Review
from trainer.core.study_settings import StudySettings

MAXIMUM_INTERVAL_DAYS = 36_500
# Days of an interval from … to …, and the share of them by which it may be moved either
# way, beside one day. Source: rslib/src/scheduler/states/fuzz.rs of Anki; the ranges
# are those that its package 26.9.3 gives.
FUZZ_BANDS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, math.inf, 0.05))
# FSRS-6: R(t) = (1 + FACTOR · t / S) ^ DECAY, where DECAY is -w20 and R(S) is 0.9.
PARAMETERS: tuple[float, ...] = tuple(DEFAULT_PARAMETERS)
DECAY = -PARAMETERS[20]
FACTOR: float = 0.9 ** (1 / DECAY) - 1

# fsrs has no state of its own for a new card: it is learning, and never reviewed.
_FSRS_STATES = {
    Phase.NEW: fsrs.State.Learning,
    Phase.LEARNING: fsrs.State.Learning,
    Phase.REVIEW: fsrs.State.Review,
    Phase.RELEARNING: fsrs.State.Relearning,
}
_RATINGS = {rating: fsrs.Rating(rating) for rating in Rating}
_NOT_READ = datetime.min.replace(tzinfo=UTC)
_PHASES = {
    fsrs.State.Learning: Phase.LEARNING,
    fsrs.State.Review: Phase.REVIEW,
    fsrs.State.Relearning: Phase.RELEARNING,
}


class _Card(fsrs.Card):
    """A card that fsrs changes in place: the copies that it makes have no reader."""

    def __copy__(self) -> _Card:
        return self


class Memory(Protocol):
    """What retrievability needs to know of a card."""

    @property
    def stability(self) -> float | None: ...
    @property
    def last_study_day(self) -> date | None: ...


def counts(purpose: Purpose) -> bool:
    """Tell whether reviews of this purpose move the schedule."""
    return purpose is Purpose.STUDY


def replay(
    reviews: Iterable[Review], settings: Sequence[StudySettings], *, seed: str
) -> CardState:
    """Give the state of a card from all its reviews, whatever order they come in.

    Args:
        reviews: of one card, without the retracted ones.
        settings: at least one, oldest first; each review is scheduled by those in
            force at its time, one from before them all by the first.
        seed: names the student and the card; it moves the due day inside its range.
    """
    in_order = sorted(reviews, key=attrgetter("effective_at", "sequence", "uid"))
    return _fold(CardState(), in_order, settings, seed)


def advance(
    state: CardState, review: Review, *, settings: Sequence[StudySettings], seed: str
) -> CardState:
    """Give the state after one more review: the step that `replay` repeats."""
    return _fold(state, (review,), settings, seed)


def states_after(
    reviews: Iterable[Review], settings: Sequence[StudySettings], *, seed: str
) -> Iterator[CardState]:
    """Give the states after each review, as `advance` does one by one, but sooner.

    Args:
        reviews: of one card, all counting, in the order of `replay`.
        settings: as `replay` takes them.
        seed: as `replay` takes it.
    """
    card, state = _to_fsrs(CardState()), CardState()
    for review in reviews:
        state = _answer(card, state, (review,), settings, seed)
        yield state


def interval_at(stability: float, desired_retention: float) -> int:
    """Give the days after which recall has fallen to a retention: whole, one at least.

    Source: FSRS-6, the inverse of R(t, S).
    """
    days = stability / FACTOR * (math.pow(desired_retention, 1 / DECAY) - 1)
    return min(max(round(days), 1), MAXIMUM_INTERVAL_DAYS)


def preview(
    state: CardState,
    settings: Sequence[StudySettings],
    *,
    seed: str,
    now: datetime,
    day: date,
) -> dict[Rating, CardState]:
    """Give the state after each rating, were the card answered now, on this day."""
    return {
        rating: advance(
            state,
            Review(uid="", rating=rating, effective_at=now, study_day=day),
            settings=settings,
            seed=seed,
        )
        for rating in Rating
    }


def retrievability(memory: Memory, day: date) -> float:
    """Give the probability of recall on a study day; 0 for a new card, as fsrs does."""
    if memory.stability is None or memory.last_study_day is None:
        return 0.0
    elapsed_days = max(0, (day - memory.last_study_day).days)
    return math.pow(1 + FACTOR * elapsed_days / memory.stability, DECAY)


@lru_cache(maxsize=8192)
def fuzz_range(interval_days: int) -> tuple[int, int]:
    """Give the shortest and the longest interval that may stand for this one."""
    if interval_days < FUZZ_BANDS[0][0]:
        return interval_days, interval_days
    delta = 1 + sum(
        share * max(0.0, min(interval_days, end) - start)
        for start, end, share in FUZZ_BANDS
    )
    longest = min(round(interval_days + delta), MAXIMUM_INTERVAL_DAYS)
    return round(interval_days - delta), longest


def _fold(
    start: CardState,
    reviews: Sequence[Review],
    settings: Sequence[StudySettings],
    seed: str,
) -> CardState:
    """Take a state through reviews in order; only the last one needs a due day."""
    counting = [review for review in reviews if counts(review.purpose)]
    if not counting:
        return start
    return _answer(_to_fsrs(start), start, counting, settings, seed)


def _answer(
    card: _Card,
    start: CardState,
    counting: Sequence[Review],
    settings: Sequence[StudySettings],
    seed: str,
) -> CardState:
    """Answer the card of a state, at least once; the card goes on with the new one."""
    day = start.last_study_day or counting[0].study_day
    lapses = start.lapses
    for review in counting:
        # After a flight west, or a change of the rollover, a later answer can have an
        # earlier study day: no day has gone by then, and never less than none.
        day = max(day, review.study_day)
        is_lapse = card.state is fsrs.State.Review and review.rating is Rating.AGAIN
        lapses += is_lapse
        scheduler = _scheduler_at(review.effective_at, settings)
        rating = _RATINGS[review.rating]
        scheduler.review_card(card, rating, _midnight(day))
    reps = start.reps + len(counting)
    last_at = counting[-1].effective_at
    return CardState(
        _PHASES[card.state],
        card.step,
        card.stability,
        card.difficulty,
        *_due(card, last_at, day, _draw(seed, reps)),
        last_reviewed_at=last_at,
        introduced_on=start.introduced_on or counting[0].study_day,
        last_study_day=day,
        reps=reps,
        lapses=lapses,
    )


def _to_fsrs(state: CardState) -> _Card:
    last_day = state.last_study_day
    return _Card(
        # Neither is read here; without them fsrs would ask the clock, and sleep.
        card_id=0,
        due=_NOT_READ,
        state=_FSRS_STATES[state.phase],
        step=state.step,
        stability=state.stability,
        difficulty=state.difficulty,
        last_review=_midnight(last_day) if last_day else None,
    )


@lru_cache(maxsize=8192)
def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _scheduler_at(
    instant: datetime, settings: Sequence[StudySettings]
) -> fsrs.Scheduler:
    """Give the scheduler of the settings in force at an instant."""
    later = bisect_right(settings, instant, key=attrgetter("since"))
    in_force = settings[max(0, later - 1)]
    return _scheduler(
        in_force.desired_retention, in_force.learning_steps, in_force.relearning_steps
    )


@lru_cache(maxsize=256)
def _scheduler(
    desired_retention: float,
    learning_steps: tuple[int, ...],
    relearning_steps: tuple[int, ...],
) -> fsrs.Scheduler:
    return fsrs.Scheduler(
        desired_retention=desired_retention,
        learning_steps=[timedelta(minutes=minutes) for minutes in learning_steps],
        relearning_steps=[timedelta(minutes=minutes) for minutes in relearning_steps],
        maximum_interval=MAXIMUM_INTERVAL_DAYS,
        # Its fuzz draws from the global random and overruns its own range by a day.
        enable_fuzzing=False,
    )


def _due(
    card: fsrs.Card, reviewed_at: datetime, day: date, chance: float
) -> tuple[datetime | None, date | None, date | None, date | None]:
    """Give when a step is due, or the day of a review, its earliest and its latest."""
    wait = card.due - _midnight(day)
    if card.state is not fsrs.State.Review:
        return reviewed_at + wait, None, None, None
    shortest, longest = fuzz_range(wait.days)
    # One draw for all four ratings, as in Anki: it keeps their intervals in order.
    interval = shortest + int(chance * (longest - shortest + 1))
    due, earliest, latest = (
        day + timedelta(days=days) for days in (interval, shortest, longest)
    )
    return None, due, earliest, latest


def _draw(seed: str, reps: int) -> float:
    """Draw from [0, 1), always the same for a card and its repetition.

    A hash and not `random.Random`: a due day must be the same in all versions of
    Python, and seeding a generator costs more than the rest of a replay's step.
    """
    digest = blake2b(f"{seed}/{reps}".encode(), digest_size=6).digest()
    return int.from_bytes(digest) / 2**48
