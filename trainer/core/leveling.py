"""Level the load of the days: how many reviews to take today, for days much alike.

Knows only numbers. A card may be taken anywhere between its earliest and its latest
day, so that a full day can put some off to tomorrow, and an empty one take some of
tomorrow's. Nothing is stored, and the number holds all day long, whatever is answered:

- `due` and `due_by_tomorrow` count what was answered today with what is left. Of a day
  that takes some of tomorrow's, `due` grows with each of these; but only up to what
  that day takes, which does not depend on it.
- `usual` is made of earlier days only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

# Found by simulation (tests/simulations): 20 students, 60 days, the load without its
# trend. Of what a full day has above the usual, this share is taken nevertheless: with
# 0 what is put off piles up when the load grows, with 1 nothing is levelled.
SHARE_OF_SURPLUS = 0.5
# A day is filled up to this share of what is due in two days, at most. Half of it would
# be levelled if all of tomorrow's were known; a fifth more comes from today's answers.
SHARE_OF_TWO_DAYS = 0.6
EASY_DAY = 0.5
FEWEST_DAYS = 3  # with so many days of study there is a usual load


def reviews_to_take(*, due: int, due_by_tomorrow: int, usual: float) -> int:
    """Give how many reviews a day is to have, with those that were answered.

    Args:
        due: by today, with those answered today.
        due_by_tomorrow: those and tomorrow's.
        usual: how many there are to be on such a day; see `usual_reviews`.
    """
    if due == 0:
        return 0  # a day without cards stays free
    if due > usual:
        return round(usual + SHARE_OF_SURPLUS * (due - usual))
    return round(max(due, min(usual, SHARE_OF_TWO_DAYS * due_by_tomorrow)))


def usual_reviews(
    done: Mapping[date, int], day: date, easy_days: Collection[int]
) -> float:
    """Give the usual number of reviews for a day; 0: there is none yet.

    Args:
        done: how many reviews there were on the days of the last week with any.
        easy_days: days of the week, Monday 0, with half the load of the others.
    """
    if len(done) < FEWEST_DAYS:
        return 0
    weights = sum(weight_of(each, easy_days) for each in done)
    return sum(done.values()) / weights * weight_of(day, easy_days)


def weight_of(day: date, easy_days: Collection[int]) -> float:
    """Give a day's share of the load; the mean of a week is 1."""
    easy = len(set(easy_days))
    if easy in (0, 7):
        return 1
    if day.weekday() in easy_days:
        return EASY_DAY
    return (7 - EASY_DAY * easy) / (7 - easy)
