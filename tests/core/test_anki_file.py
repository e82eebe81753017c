"""The values that an Anki file gives."""

from __future__ import annotations

from datetime import UTC, datetime

from trainer.core.anki_file import (
    AnkiCard,
    AnkiFile,
    AnkiLayout,
    AnkiNote,
    AnkiReview,
    RowKind,
)
from trainer.core.anki_wire import LOG_ROW

ROWS = (
    AnkiReview(1_795_000_000_001, 3, RowKind.LEARNING, 1, -600, 500, 4000),
    AnkiReview(1_795_000_000_003, 4, RowKind.REVIEW, 9, 1, 600, -1),
)


def card(*rows: AnkiReview) -> AnkiCard:
    log = b"".join(LOG_ROW.pack(*row) for row in rows)
    return AnkiCard(0, "Métiers::A", False, False, 0, log)


def file_of(*cards: AnkiCard, orphans: int) -> AnkiFile:
    changed_at = datetime(2026, 11, 23, tzinfo=UTC)
    note = AnkiNote("trainer:a/A1#job", "Trainer", ("Q",), (), changed_at, cards)
    return AnkiFile(AnkiLayout.NEW, False, None, None, (note,), orphans)


def test_a_card_gives_its_rows_as_they_were_packed() -> None:
    assert tuple(card(*ROWS).reviews) == ROWS
    assert card(*ROWS).review_count == 2


def test_a_file_counts_the_rows_of_cards_and_of_none() -> None:
    assert file_of(card(*ROWS), card(), orphans=3).review_count == 5


def test_a_file_without_scheduling_has_no_rows() -> None:
    assert file_of(card(), orphans=0).review_count == 0
