"""What an Anki file may say, as the values that its reading gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.studying import DAY, NOW
from trainer.anki_differences import Differences, Listed
from trainer.anki_import import AnkiReport
from trainer.core.anki_file import (
    AnkiCard,
    AnkiFile,
    AnkiLayout,
    AnkiNote,
    AnkiReview,
    RowKind,
)
from trainer.core.anki_ids import epoch_ms
from trainer.core.anki_wire import LOG_ROW


def row(at: datetime, ease: int = 3, **other: Any) -> AnkiReview:
    """Give a row of Anki's log: an answer, unless another kind is said."""
    values = {"kind": RowKind.REVIEW, "factor": 500, "duration_ms": 4000} | other
    return AnkiReview(epoch_ms(at), ease, interval=3, last_interval=1, **values)


def note(key: str, *rows: AnkiReview, **other: Any) -> AnkiNote:
    """Give the note of a card of ours, with its log."""
    return foreign_note(f"trainer:{key}", *rows, **other)


def foreign_note(guid: str, *rows: AnkiReview, **other: Any) -> AnkiNote:
    """Give a note of any guid, with one card."""
    of_card = {"is_suspended": False, "flag": 0, "ord": 0} | other.pop("card", {})
    card = AnkiCard(
        deck="Exemple",
        is_buried=False,
        log=b"".join(LOG_ROW.pack(*each) for each in rows),
        **of_card,
    )
    values: dict[str, Any] = {"fields": ("",), "modified_at": NOW - 300 * DAY} | other
    return AnkiNote(
        guid=guid, note_type="Trainer — réponse", tags=(), cards=(card,), **values
    )


def anki_file(*notes: AnkiNote, orphans: int = 0) -> AnkiFile:
    """Give a file with these notes."""
    return AnkiFile(AnkiLayout.NEW, False, None, None, notes, orphans)


def report_of(file: AnkiFile) -> AnkiReport:
    """Give the report of a file in which there is nothing of ours."""
    return AnkiReport(
        added=0,
        known=0,
        skipped={},
        foreign_cards=len(file.notes),
        foreign_reviews=file.review_count,
        orphans=file.orphans,
        unknown=Listed(),
        unknown_reviews=0,
        retired=Listed(),
        differences=Differences(Listed(), Listed(), Listed(), Listed()),
        has_log=file.review_count > 0,
    )
