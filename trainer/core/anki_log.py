"""Which rows of Anki's log are answers, and what each of them says.

Anki also writes down what it or the person did to a card without asking it. Knows
nothing of whose the card is, of rows of ours or of how the file was read.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from trainer.core.anki_file import AnkiReview, RowKind
from trainer.core.reviews import Rating

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
# Anki's first version is of October 2006. What is older has the id of a broken clock,
# or seconds in the place of milliseconds, and would be decades of forgetting.
_OLDEST_MS = 1_159_660_800_000


class Skipped(StrEnum):
    """Why a row is no answer that counts."""

    RESET = "reset"  # the card was made new again
    DUE_DATE = "due_date"  # its day was set by hand
    RESCHEDULED = "rescheduled"  # by a change of parameters
    CRAMMED = "crammed"  # asked without moving the schedule
    NO_RATING = "no_rating"  # of no button
    NO_TIME = "no_time"  # before Anki was made


def why_skipped(review: AnkiReview) -> Skipped | None:
    """Say why a row does not count; None: it is an answer.

    Source: rslib/src/revlog/mod.rs of Anki, `RevlogReviewKind` and what writes it.
    """
    if review.kind == RowKind.MANUAL:
        return Skipped.RESET if review.factor == 0 else Skipped.DUE_DATE
    if review.kind == RowKind.RESCHEDULED:
        return Skipped.RESCHEDULED
    if review.kind == RowKind.FILTERED and review.factor == 0:
        return Skipped.CRAMMED
    if not Rating.AGAIN <= review.ease <= Rating.EASY:
        return Skipped.NO_RATING
    return Skipped.NO_TIME if review.id_ms < _OLDEST_MS else None


def answered_at(review: AnkiReview, now: datetime) -> datetime:
    """Give when an answer was given: the row's own time, never one to come.

    A year that no calendar has is one to come too.
    """
    if review.id_ms > (now - _EPOCH) // _MILLISECOND:
        return now
    return _EPOCH + review.id_ms * _MILLISECOND
