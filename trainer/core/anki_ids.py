"""The ids of a student's answers in Anki's log: milliseconds, each given once.

The log only grows, so an id once given stays, whatever arrives later: no table keeps
them. Knows nothing of rows or files.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

IMPORTED_UID = "anki:"  # and the id that the answer has in the student's collection

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LONGEST = 13  # digits: up to the year 2286; a device may send any uid


def review_ids(reviews: Iterable[tuple[str, datetime]]) -> list[int]:
    """Give each answer its time in epoch milliseconds, or the next one still free.

    Anki drops a row whose id is taken, without a word. An answer that came from Anki
    keeps the id that it has there, as long as that is free.

    Args:
        reviews: uid and effective time of all answers of one student, in the order of
            their arrival; the undone ones too, so that no other takes over their id.
    """
    next_free: dict[int, int] = {}
    return [
        _take(next_free, imported_id(uid) or epoch_ms(effective_at))
        for uid, effective_at in reviews
    ]


def imported_uid(id_ms: int) -> str:
    """Give the uid of an answer that Anki knows by this id."""
    return f"{IMPORTED_UID}{id_ms}"


def imported_id(uid: str) -> int | None:
    """Give the id in Anki of an answer that came from there, else None."""
    digits = uid.removeprefix(IMPORTED_UID)
    is_id = digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST
    return int(digits) if is_id and digits != uid else None


def epoch_ms(instant: datetime) -> int:
    """Give an instant in whole milliseconds since 1970."""
    return (instant - _EPOCH) // _MILLISECOND


def _take(next_free: dict[int, int], wish: int) -> int:
    """Take the first free id from `wish` on.

    Each taken id points further on, and the ids passed on the way then point to the
    end: a day's answers all given one time, by a clock that was wrong, cost no more
    than others.
    """
    passed = []
    found = wish
    while (further := next_free.get(found)) is not None:
        passed.append(found)
        found = further
    for id_ in (*passed, found):
        next_free[id_] = found + 1
    return found
