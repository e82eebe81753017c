"""How long one has to wait after wrong guesses: nothing at first, then ever longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

NO_WAIT = timedelta(0)
_MOST_DOUBLINGS = 20  # beyond it every limit has reached its longest wait


@dataclass(frozen=True, slots=True)
class Limit:
    """How many guesses are free; the wait that follows doubles with each more."""

    free: int
    first: timedelta
    longest: timedelta
    forgotten_after: timedelta


# At most 25 guesses an hour and 150 a day at one name, whoever makes them.
NAME = Limit(10, timedelta(seconds=5), timedelta(minutes=15), timedelta(days=1))
# A whole school has one address: it is slowed down, never shut out.
ADDRESS = Limit(100, timedelta(seconds=1), timedelta(seconds=10), timedelta(hours=1))


def wait(limit: Limit, failures: int, idle: timedelta) -> timedelta:
    """Return how long the next guess has to wait still.

    Args:
        failures: how many guesses were wrong.
        idle: the time since the last of them.
    """
    if failures < limit.free or idle >= limit.forgotten_after:
        return NO_WAIT
    doublings = min(failures - limit.free, _MOST_DOUBLINGS)
    asked = min(limit.longest, limit.first * (1 << doublings))
    return max(NO_WAIT, asked - idle)
