"""Which rows of Anki's log are answers, and when they were given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.anki_values import row
from tests.studying import DAY, NOW
from trainer.core.anki_file import RowKind
from trainer.core.anki_log import Skipped, answered_at, why_skipped


@pytest.mark.parametrize("kind", [RowKind.LEARNING, RowKind.REVIEW, RowKind.RELEARNING])
@pytest.mark.parametrize("ease", [1, 2, 3, 4])
def test_an_answer_counts_whatever_its_button(kind: RowKind, ease: int) -> None:
    assert why_skipped(row(NOW, ease, kind=kind)) is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": RowKind.MANUAL, "factor": 0, "ease": 0}, Skipped.RESET),
        ({"kind": RowKind.MANUAL, "factor": 400, "ease": 0}, Skipped.DUE_DATE),
        ({"kind": RowKind.RESCHEDULED, "ease": 0}, Skipped.RESCHEDULED),
        ({"kind": RowKind.RESCHEDULED, "ease": 3}, Skipped.RESCHEDULED),
        ({"kind": RowKind.FILTERED, "factor": 0}, Skipped.CRAMMED),
        ({"ease": 0}, Skipped.NO_RATING),
        ({"ease": 5}, Skipped.NO_RATING),
        ({"id_ms": 1_795_428_000}, Skipped.NO_TIME),  # seconds
        ({"id_ms": -5}, Skipped.NO_TIME),
    ],
)
def test_a_row_that_is_no_answer_says_why(
    changes: dict[str, int], reason: Skipped
) -> None:
    assert why_skipped(row(NOW)._replace(**changes)) is reason


def test_a_card_that_was_asked_early_counts() -> None:
    assert why_skipped(row(NOW, kind=RowKind.FILTERED, factor=500)) is None


def test_an_answer_of_anki_without_fsrs_counts() -> None:
    assert why_skipped(row(NOW, factor=2500)) is None


@pytest.mark.parametrize("before", [timedelta(0), timedelta(milliseconds=1), 900 * DAY])
def test_an_answer_keeps_its_own_time(before: timedelta) -> None:
    assert answered_at(row(NOW - before), NOW) == NOW - before


@pytest.mark.parametrize("id_ms", [2_000_000_000_000, 2**62])
def test_an_answer_of_a_clock_that_is_ahead_was_given_now(id_ms: int) -> None:
    now = datetime(2026, 11, 23, 9, 0, 0, 999, UTC)  # beyond a whole millisecond

    assert answered_at(row(NOW)._replace(id_ms=id_ms), now) == now
