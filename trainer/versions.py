"""The story of a deck's versions: who stored which, what differs, how to go back.

To go back is an import of the older texts, with its plan and all: what was retired
since comes back with its memory, and the texts of today stay a version, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer import access
from trainer.content import deck_from_json
from trainer.core.items import Deck
from trainer.core.messages import message
from trainer.core.text_changes import TextLine, text_changes
from trainer.errors import NotFound
from trainer.given_texts import source_text
from trainer.tables import (
    AccountRow,
    DeckRow,
    DeckVersionRow,
    GivenTextRow,
    TextPart,
)
from trainer.uploads import Upload


@dataclass(frozen=True, slots=True)
class Version:
    """One import of a deck; counts are None where they were not kept.

    `by` is the name of who stored it, "" if nobody is named; `parts` are the texts that
    it was the first to have.
    """

    number: int
    made_at: datetime
    by: str
    added: int | None
    changed: int | None
    retired: int | None
    restores: int | None
    parts: tuple[TextPart, ...]


@dataclass(frozen=True, slots=True)
class DeckVersions:
    """All versions of a deck, the newest first."""

    deck: Deck
    may_change: bool
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class TextComparison:
    """How one text of a deck became another; no lines: they are the same."""

    part: TextPart
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of a deck, and how the texts of the one became the other's."""

    deck: Deck
    may_change: bool
    before: Version
    after: Version
    texts: tuple[TextComparison, ...]


def deck_versions(
    session: Session, slug: str, account_id: int | None = None
) -> DeckVersions:
    """Return the versions of a deck.

    Args:
        account_id: the teacher who looks; None: who runs the program.

    Raises:
        NotFound: there is no such deck.
    """
    deck = access.deck_read_by(session, account_id, slug)
    return DeckVersions(
        deck=deck_from_json(deck.content),
        may_change=account_id in (None, deck.keeper_id),
        versions=_versions(session, deck)[::-1],
    )


def compare_versions(
    session: Session, slug: str, numbers: tuple[int, int], account_id: int | None = None
) -> Comparison:
    """Say what differs between two versions of a deck.

    Args:
        numbers: the one before, then the one after.
        account_id: the teacher who looks; None: who runs the program.

    Raises:
        NotFound: there is no such deck, or no such version of it.
    """
    deck = access.deck_read_by(session, account_id, slug)
    told = {version.number: version for version in _versions(session, deck)}
    before, after = (_version_row(session, deck, number) for number in numbers)
    old, new = (_texts(session, row) for row in (before, after))
    return Comparison(
        deck=deck_from_json(deck.content),
        may_change=account_id in (None, deck.keeper_id),
        before=told[before.number],
        after=told[after.number],
        texts=tuple(
            TextComparison(part, text_changes(_words(old, part), _words(new, part)))
            for part in TextPart
            if part in old or part in new
        ),
    )


def older_upload(
    session: Session, slug: str, number: int, account_id: int | None = None
) -> Upload:
    """Return the texts of an older version as an upload that goes back to it.

    A version that came without a key has none: its questions keep their answers.

    Args:
        account_id: the teacher who goes back; None: who runs the program.

    Raises:
        NotFound: there is no such deck for this teacher, or no such version of it.
    """
    deck = access.deck_changed_by(session, account_id, slug)
    texts = _texts(session, _version_row(session, deck, number))
    exam = source_text(texts[TextPart.EXAM])
    assert exam is not None
    return Upload(
        exam=exam,
        key=source_text(texts.get(TextPart.KEY)),
        settings=source_text(texts.get(TextPart.SETTINGS)),
        restores=number,
    )


def _versions(session: Session, deck: DeckRow) -> tuple[Version, ...]:
    """Return the versions of a deck, oldest first."""
    rows = session.execute(
        select(DeckVersionRow, AccountRow.name)
        .outerjoin(AccountRow, AccountRow.id == DeckVersionRow.made_by)
        .where(DeckVersionRow.deck_id == deck.id)
        .order_by(DeckVersionRow.number)
    )
    seen: set[int] = set()
    return tuple(_version(row, name or "", seen) for row, name in rows)


def _version(row: DeckVersionRow, name: str, seen: set[int]) -> Version:
    ids = _ids(row)
    parts = tuple(part for part, id_ in ids.items() if id_ not in seen)
    seen.update(ids.values())
    return Version(
        number=row.number,
        made_at=row.made_at,
        by=name,
        added=row.added,
        changed=row.changed,
        retired=row.retired,
        restores=row.restores,
        parts=parts,
    )


def _version_row(session: Session, deck: DeckRow, number: int) -> DeckVersionRow:
    row = session.scalar(
        select(DeckVersionRow).filter_by(deck_id=deck.id, number=number)
    )
    if row is None:
        raise NotFound(message("Cette version n’existe pas."))
    return row


def _ids(row: DeckVersionRow) -> dict[TextPart, int]:
    ids = zip(TextPart, (row.exam_id, row.key_id, row.settings_id), strict=True)
    return {part: id_ for part, id_ in ids if id_ is not None}


def _texts(session: Session, row: DeckVersionRow) -> dict[TextPart, GivenTextRow]:
    ids = _ids(row)
    rows: Iterable[GivenTextRow] = session.scalars(
        select(GivenTextRow).where(GivenTextRow.id.in_(ids.values()))
    )
    return {text.part: text for text in rows}


def _words(texts: dict[TextPart, GivenTextRow], part: TextPart) -> str:
    return texts[part].text if part in texts else ""
