"""Whether a clock that moved on a lot is believed yet: what is erased never comes back.

A battery that is empty or a year that is wrong would close every class at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST = timedelta(days=4)
"""A long weekend is no jump; the seven days in which to think better of it are one."""

SETTLES = timedelta(hours=12)
"""So that a jump just before midnight is not believed just after it."""


@dataclass(frozen=True, slots=True)
class Jump:
    """A clock that moved on by more than some days since it was looked at.

    `since` is when it was believed last; None: never, it is looked at for the first
    time.
    """

    since: datetime | None
    to: datetime


@dataclass(frozen=True, slots=True)
class Care:
    """When a server cared for its data, and the jump that is not believed yet."""

    at: datetime
    jump: Jump | None = None


def next_care(last: Care | None, now: datetime) -> Care:
    """Return the care that begins now; what cannot be undone waits while it has a jump.

    A jump is believed on a later day. After a longer one yet it waits anew; not after
    one as long, else who starts a server once a month would never come to the end.

    Args:
        last: the one before; None: there was none.
    """
    if last is None:
        return Care(now, Jump(None, now))
    if last.jump is None:
        return Care(now, _jump(last.at, now, MOST))
    since, to = last.jump.since, last.jump.to
    if now < to:  # somebody has set the clock right
        return next_care(Care(since) if since else None, now)
    longest = max(MOST, to - since) if since else MOST
    if again := _jump(last.at, now, longest):
        return Care(now, Jump(since or again.since, now))
    is_settled = now.date() > to.date() and now - to >= SETTLES
    return Care(now, None if is_settled else last.jump)


def _jump(since: datetime, to: datetime, longest: timedelta) -> Jump | None:
    return Jump(since, to) if to - since > longest else None
