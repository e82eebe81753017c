"""The texts that were given of a deck: those of today, and a version for each import.

A text that an import leaves as it was is kept once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.core.deck import Source, SourceText
from trainer.tables import DeckRow, DeckVersionRow, GivenTextRow, TextPart


def texts_of_today(session: Session, deck: DeckRow) -> dict[TextPart, GivenTextRow]:
    """Return the last text that was given of each part of a deck, the paper first."""
    last = (
        select(func.max(GivenTextRow.id))
        .where(GivenTextRow.deck_id == deck.id)
        .group_by(GivenTextRow.part)
    )
    rows = session.scalars(select(GivenTextRow).where(GivenTextRow.id.in_(last)))
    found = {row.part: row for row in rows}
    return {part: found[part] for part in TextPart if part in found}


def source_text(row: GivenTextRow | None) -> SourceText | None:
    """Return a kept text by the name of its file; None for none."""
    return SourceText(row.name, row.text) if row else None


def parts_of(source: Source) -> dict[TextPart, SourceText]:
    """Return the texts of a source that have words."""
    texts = {
        TextPart.EXAM: source.exam,
        TextPart.KEY: source.key,
        TextPart.SETTINGS: source.settings,
    }
    return {part: text for part, text in texts.items() if text and text.text}


def says_other(source: Source, today: Mapping[TextPart, GivenTextRow]) -> bool:
    """Say whether a source has a text that is not the one of today."""
    return any(
        part not in today or not _is_same(today[part].text, text.text)
        for part, text in parts_of(source).items()
    )


def _is_same(one: str, other: str) -> bool:
    """Say whether two texts have the same lines, however these end."""
    return one.splitlines() == other.splitlines()


def last_version(session: Session, deck: DeckRow) -> int:
    """Return the number of the newest version of a deck, 0 if there is none."""
    numbers = select(func.max(DeckVersionRow.number)).filter_by(deck_id=deck.id)
    return session.scalar(numbers) or 0


def keep_version(
    session: Session,
    deck: DeckRow,
    source: Source,
    now: datetime,
    version: DeckVersionRow,
) -> None:
    """Keep the texts of an import as the next version of a deck.

    A key that is not given this time stays the last one: nothing that a teacher wrote
    is lost.

    Args:
        version: says who imports, and how many items change.
    """
    today = texts_of_today(session, deck)
    ids: dict[TextPart, int] = {}
    for part, text in parts_of(source).items():
        ids[part] = _kept(session, deck, part, text, today.get(part), now)
    if TextPart.EXAM not in ids:  # a deck that is no paper
        return
    version.deck_id, version.number = deck.id, last_version(session, deck) + 1
    version.made_at, version.exam_id = now, ids[TextPart.EXAM]
    version.key_id = ids.get(TextPart.KEY)
    version.settings_id = ids.get(TextPart.SETTINGS)
    session.add(version)
    session.flush()


def _kept(
    session: Session,
    deck: DeckRow,
    part: TextPart,
    text: SourceText,
    last: GivenTextRow | None,
    now: datetime,
) -> int:
    """Return the id of a text, which is a new one unless it is that of today."""
    if last is not None and _is_same(last.text, text.text):
        return last.id
    name = text.path.replace("\\", "/").rpartition("/")[2]
    row = GivenTextRow(deck_id=deck.id, part=part, name=name, text=text.text)
    row.given_at = now
    session.add(row)
    session.flush()
    return row.id
