"""What piled up during days without study, and how it is cleared with so much a day.

Knows memories and days; nothing of rows, of the clock or of the student's plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random

from trainer.core.card_state import CardState, Phase
from trainer.core.pacing import cards_in
from trainer.core.reviews import Rating, Review
from trainer.core.schedule import advance, retrievability
from trainer.core.study_settings import StudySettings

ONE_DAY = timedelta(days=1)
MISSED_DAYS = 2  # in a row make a break
# A break is still one for a first day of return with a handful of cards.
RETURN_DAYS = 3
MINUTES_OFFERED = (10, 15, 20, 30, 45, 60)
CHOICES = 3
LONGEST_DAYS = 120  # a plan that takes longer is none
_STEP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The day on which a backlog is cleared, and how many more cards are forgotten.

    More than if all of it were reviewed on the first day.
    """

    cleared_on: date
    forgotten: float


@dataclass(frozen=True, slots=True)
class Choice:
    """So many minutes a day, and what comes of it."""

    minutes: int
    cards_per_day: int
    forecast: Forecast


def is_break(
    studied: Collection[date],
    day: date,
    *,
    first_due: date,
    planned: Iterable[tuple[date, date]],
) -> bool:
    """Say whether days in a row were missed just before a day, or a few days ago.

    Days on which nothing was due, and those of a planned break, are not missed.

    Args:
        studied: the days of study before.
        first_due: the day on which the first of the waiting cards fell due.
        planned: first and last days of planned breaks.
    """
    off = tuple(planned)
    days = [*sorted(studied), day]
    for last, back in pairwise(days):
        missed = [
            each
            for each in _between(last, back)
            if each >= first_due and not any(a <= each <= b for a, b in off)
        ]
        if len(missed) >= MISSED_DAYS and back > day - RETURN_DAYS * ONE_DAY:
            return True
    return False


def choices(
    states: Sequence[CardState],
    day: date,
    settings: StudySettings,
    *,
    seconds_per_card: float,
    most: int,
) -> tuple[Choice, ...]:
    """Give a few plans that clear what is due, each sooner than the one before.

    Args:
        states: of all the student's cards in review.
        most: reviews that a day may hold anyway.
    """
    due = sum(_is_due(state, day) for state in states)
    given: list[Choice] = []
    for minutes in MINUTES_OFFERED:
        cap = min(cards_in(minutes, seconds_per_card), most)
        is_news = cap < due and (not given or cap > given[-1].cards_per_day)
        found = forecast(states, cap, day, settings) if is_news else None
        if found and (not given or found.cleared_on < given[-1].forecast.cleared_on):
            given.append(Choice(minutes, cap, found))
        if len(given) == CHOICES:
            break
    return tuple(given)


def forecast(
    states: Sequence[CardState], cap: int, day: date, settings: StudySettings
) -> Forecast | None:
    """Play the days with at most so many reviews each, until what was due is done.

    Each answer is drawn by the chance of recall, with the same draws each time; a card
    comes back when FSRS says so, and what is best remembered comes first, as in a day.

    Returns:
        None: it takes longer than a plan may.
    """
    chance = Random(0)
    known = list(states)
    waiting = {n for n, state in enumerate(known) if _is_due(state, day)}
    forgotten = 0.0
    for number in range(LONGEST_DAYS):
        today = day + number * ONE_DAY
        recall = {
            n: retrievability(state, today)
            for n, state in enumerate(known)
            if _is_due(state, today)
        }
        for n in sorted(recall, key=lambda n: (-recall[n], n))[:cap]:
            if n in waiting:
                waiting.remove(n)
                forgotten += retrievability(known[n], day) - recall[n]
            is_recalled = chance.random() < recall[n]
            known[n] = _answered(known[n], today, settings, is_recalled=is_recalled)
        if not waiting:
            return Forecast(today, forgotten)
    return None


def _between(last: date, back: date) -> Iterator[date]:
    for number in range(1, (back - last).days):
        yield last + number * ONE_DAY


def _is_due(state: CardState, day: date) -> bool:
    return state.due_day is not None and state.due_day <= day


def _answered(
    state: CardState, day: date, settings: StudySettings, *, is_recalled: bool
) -> CardState:
    """Give a state after a review, and after its steps if it was forgotten."""
    now = datetime.combine(day, time(12), UTC)
    rating = Rating.GOOD if is_recalled else Rating.AGAIN
    after = _advanced(state, rating, now, settings)
    while after.phase is not Phase.REVIEW:
        now += _STEP
        after = _advanced(after, Rating.GOOD, now, settings)
    return after


def _advanced(
    state: CardState, rating: Rating, now: datetime, settings: StudySettings
) -> CardState:
    review = Review(uid="", rating=rating, effective_at=now, study_day=now.date())
    return advance(state, review, settings=(settings,), seed="")
