"""Days on which something was due, and how many days in a row were kept.

Everything is told by the logs: the days that were stored with answers and holds, and
the due days that replay gives. Knows nothing of rows, of the clock or of pages.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from operator import attrgetter
from typing import assert_never

from trainer.core.card_state import CardState
from trainer.core.history import Answer
from trainer.core.holds import Hold, HoldAction

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def due_and_left(
    answers: Iterable[Answer], *, due_day: Callable[[CardState], date], today: date
) -> Iterator[date]:
    """Give the days up to today on which one card was due and was not answered.

    On a day it is due if the answers of the days before left it with a due day that has
    come, or in a step. A card that was never answered is not due.

    Args:
        answers: of one card, in the order of replay.
        due_day: gives the study day on which a card with a state is due.
        today: the last day of interest.
    """
    study = [answer for answer in answers if answer.is_study]
    following_days = [answer.review.study_day for answer in study[1:]]
    for answer, following in zip_longest(study, following_days):
        day, following = answer.review.study_day, following or today + ONE_DAY
        if following - day > ONE_DAY:
            first = max(due_day(answer.after), day + ONE_DAY)
            yield from _days(first, following - ONE_DAY)


def held_days(holds: Iterable[Hold], today: date) -> set[date]:
    """Give the days up to today on which one card was not to be asked.

    Suspended it is from the day of its suspension to the day before it is taken back.
    """
    held: set[date] = set()
    since: date | None = None
    for hold in sorted(holds, key=attrgetter("effective_at", "sequence", "uid")):
        match hold.action:
            case HoldAction.SUSPEND:
                since = since or hold.study_day
            case HoldAction.RESUME:
                held.update(_days(since, hold.study_day - ONE_DAY) if since else ())
                since = None
            case HoldAction.BURY:
                held.add(hold.study_day)
            case HoldAction.UNBURY:
                held.discard(hold.study_day)
            case HoldAction.FLAG | HoldAction.UNFLAG:
                pass
            case _:
                assert_never(hold.action)
    held.update(_days(since, today) if since else ())
    return held


def streak(
    answered: Collection[date],
    due: Collection[date],
    breaks: Sequence[Span],
    today: date,
) -> int:
    """Count the days kept in a row up to today, from the first answer on.

    A day is kept by an answer, and when nothing was due. A planned break neither counts
    nor ends the row, and as long as it lasts, today does not either.

    Args:
        answered: days with an answer that was not undone.
        due: days on which a card was due and not answered (see `due_and_left`).
        breaks: planned breaks.
        today: the study day.
    """
    kept = 0
    for day in _days_back(today, min(answered, default=today)):
        if day in answered:
            kept += 1
        elif any(day in span for span in breaks):
            continue
        elif day not in due:
            kept += bool(answered)
        elif day != today:
            break
    return kept


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _days_back(last: date, first: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield last - timedelta(days=number)
