"""The story of an import: a paper is planned against the database, then applied.

The plan is made without a lock and changes nothing; applying it does all or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from trainer.content import (
    content_hash,
    deck_to_json,
    item_from_json,
    revision_json,
)
from trainer.core.audit import Finding, audit
from trainer.core.cards import make_cards
from trainer.core.deck import ParsedDeck, Source, identity_text, read_deck
from trainer.core.keys import KnownItem
from trainer.core.model import Item, message
from trainer.errors import BadFiles, Refused
from trainer.tables import CardRow, DeckRow, ItemRevisionRow, ItemRow


class PlanOutdated(Refused):
    """The deck has changed since the plan was made."""

    def __init__(self, title: str) -> None:
        super().__init__(
            message(
                "Le paquet « {title} » a changé entre-temps : refaire le plan.",
                title=title,
            )
        )


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """An item as it will be stored: its JSON, and where it will stand."""

    item: Item
    content: str
    hash: str
    position: int


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do: items added, changed, left as they are, retired.

    Those of `moved` are changed or left as they are, and stand elsewhere than before.
    `lost_cards` counts the cards that would no longer be asked: of items that are gone,
    or that have lost their answer (a paper sent without its key).
    """

    parsed: ParsedDeck
    findings: tuple[Finding, ...]
    added: tuple[PlannedItem, ...]
    changed: tuple[PlannedItem, ...]
    unchanged: tuple[PlannedItem, ...]
    moved: tuple[PlannedItem, ...]
    retired: tuple[str, ...]
    lost_cards: int
    base: datetime | None

    @property
    def has_errors(self) -> bool:
        """Whether the plan must not be applied."""
        return self.parsed.has_errors


@dataclass(frozen=True, slots=True)
class _Stored:
    """An item as the database has it."""

    id: int
    key: str
    revision: int
    hash: str
    content: str
    position: int
    place: str
    line: int
    is_retired: bool


def plan_import(
    session: Session, source: Source, decisions: Mapping[str, str] | None = None
) -> ImportPlan:
    """Say what importing a paper would change; change nothing.

    Args:
        source: the texts of the deck.
        decisions: by place, the key that a doubtful item keeps, or "new".
    """
    deck = session.scalar(select(DeckRow).where(DeckRow.slug == source.slug))
    stored = _stored(session, deck) if deck else {}
    parsed = read_deck(source, _known(source.slug, stored.values()), decisions)
    planned = [
        _planned(item, position) for position, item in enumerate(parsed.items, start=1)
    ]
    keys = {plan.item.key for plan in planned}
    return ImportPlan(
        parsed=parsed,
        findings=audit(parsed.deck, parsed.items, parsed.marked, parsed.printed),
        added=tuple(p for p in planned if p.item.key not in stored),
        changed=tuple(p for p in planned if _has_changed(p, stored)),
        unchanged=tuple(
            p for p in planned if p.item.key in stored and not _has_changed(p, stored)
        ),
        moved=tuple(p for p in planned if _has_moved(p, stored)),
        retired=tuple(
            k for k, s in stored.items() if k not in keys and not s.is_retired
        ),
        lost_cards=_lost_cards(session, deck, planned) if deck else 0,
        base=deck.updated_at if deck else None,
    )


def apply_import(session: Session, plan: ImportPlan, now: datetime) -> None:
    """Store a plan: all of it, in the transaction of the session.

    Raises:
        BadFiles: the paper has errors; nothing is written.
        PlanOutdated: the deck is no longer what the plan was made for.
    """
    if plan.has_errors:
        raise BadFiles(plan.parsed.problems)
    deck = _store_deck(session, plan, now)
    stored = _stored(session, deck)
    _store_places(session, plan.moved, stored)
    _add_items(session, deck, plan.added, now)
    _add_revisions(session, plan.changed, stored, now)
    _retire(session, [stored[key].id for key in plan.retired], now)
    _sync_cards(session, deck, (*plan.added, *plan.changed, *plan.unchanged), now)


def _lost_cards(session: Session, deck: DeckRow, planned: Iterable[PlannedItem]) -> int:
    asked = session.scalars(
        select(CardRow.key)
        .join(ItemRow, ItemRow.id == CardRow.item_id)
        .where(ItemRow.deck_id == deck.id, CardRow.retired_at.is_(None))
    )
    kept = {card.key for each in planned for card in make_cards(each.item)}
    return sum(key not in kept for key in asked)


def _stored(session: Session, deck: DeckRow) -> dict[str, _Stored]:
    rows = session.execute(
        select(
            ItemRow.id,
            ItemRow.key,
            ItemRow.revision,
            ItemRevisionRow.content_hash,
            ItemRevisionRow.content,
            ItemRow.position,
            ItemRow.place,
            ItemRow.line,
            ItemRow.retired_at.is_not(None),
        )
        .join(ItemRevisionRow, ItemRevisionRow.item_id == ItemRow.id)
        .where(ItemRow.deck_id == deck.id, ItemRevisionRow.number == ItemRow.revision)
    )
    return {row.key: _Stored(*row) for row in rows}


def _known(slug: str, stored: Iterable[_Stored]) -> tuple[KnownItem, ...]:
    return tuple(_known_item(slug, one) for one in stored)


def _known_item(slug: str, stored: _Stored) -> KnownItem:
    item = replace(item_from_json(stored.content), place=stored.place)
    return KnownItem(
        key=stored.key.removeprefix(f"{slug}/"),
        kind=item.kind,
        place=stored.place,
        texts=(identity_text(item),),
        retired=stored.is_retired,
    )


def _planned(item: Item, position: int) -> PlannedItem:
    content = revision_json(item)
    return PlannedItem(item, content, content_hash(content), position)


def _has_changed(planned: PlannedItem, stored: Mapping[str, _Stored]) -> bool:
    """Say whether a stored item has a new content, or is back from retirement."""
    old = stored.get(planned.item.key)
    return old is not None and (old.hash != planned.hash or old.is_retired)


def _has_moved(planned: PlannedItem, stored: Mapping[str, _Stored]) -> bool:
    """Say whether a stored item stands elsewhere in the paper now."""
    old, item = stored.get(planned.item.key), planned.item
    return old is not None and (planned.position, item.place, item.line) != (
        old.position,
        old.place,
        old.line,
    )


def _store_deck(session: Session, plan: ImportPlan, now: datetime) -> DeckRow:
    deck = plan.parsed.deck
    row = session.scalar(
        select(DeckRow).where(DeckRow.slug == deck.slug).with_for_update()
    )
    if (row.updated_at if row else None) != plan.base:
        raise PlanOutdated(deck.title)
    if row is None:
        row = DeckRow(slug=deck.slug, created_at=now)
        session.add(row)
    content = deck_to_json(deck)
    touched = (*plan.added, *plan.changed, *plan.moved, *plan.retired)
    if row.content != content or touched:
        row.content, row.updated_at = content, now
    try:
        session.flush()
    except IntegrityError as error:  # on PostgreSQL another import made it meanwhile
        raise PlanOutdated(deck.title) from error
    return row


def _store_places(
    session: Session, items: Iterable[PlannedItem], stored: Mapping[str, _Stored]
) -> None:
    """Note where the items that have moved stand in the paper now."""
    moved = [
        {
            "id": stored[planned.item.key].id,
            "position": planned.position,
            "place": planned.item.place,
            "line": planned.item.line,
        }
        for planned in items
    ]
    if moved:
        session.execute(update(ItemRow), moved)


def _add_items(
    session: Session, deck: DeckRow, items: Sequence[PlannedItem], now: datetime
) -> None:
    if not items:
        return
    rows = [
        {
            "deck_id": deck.id,
            "key": planned.item.key,
            "kind": planned.item.kind,
            "position": planned.position,
            "place": planned.item.place,
            "line": planned.item.line,
            "revision": 1,
        }
        for planned in items
    ]
    added = session.execute(insert(ItemRow).returning(ItemRow.key, ItemRow.id), rows)
    ids = {row.key: row.id for row in added}
    revisions = [_revision(ids[p.item.key], 1, p, now) for p in items]
    session.execute(insert(ItemRevisionRow), revisions)


def _add_revisions(
    session: Session,
    items: Sequence[PlannedItem],
    stored: Mapping[str, _Stored],
    now: datetime,
) -> None:
    """Add a revision to each item whose content is new; bring retired ones back."""
    if not items:
        return
    updates, revisions = [], []
    for planned in items:
        old = stored[planned.item.key]
        number = old.revision + (old.hash != planned.hash)
        updates.append({"id": old.id, "revision": number, "retired_at": None})
        if number > old.revision:
            revisions.append(_revision(old.id, number, planned, now))
    session.execute(update(ItemRow), updates)
    if revisions:
        session.execute(insert(ItemRevisionRow), revisions)


def _revision(
    item_id: int, number: int, planned: PlannedItem, now: datetime
) -> dict[str, object]:
    return {
        "item_id": item_id,
        "number": number,
        "content": planned.content,
        "content_hash": planned.hash,
        "created_at": now,
    }


def _retire(session: Session, ids: Sequence[int], now: datetime) -> None:
    if not ids:
        return
    session.execute(update(ItemRow), [{"id": id_, "retired_at": now} for id_ in ids])


def _sync_cards(
    session: Session, deck: DeckRow, items: Iterable[PlannedItem], now: datetime
) -> None:
    """Make the cards of the deck those of its items: add, revive, reorder, retire."""
    known = {
        row.key: row
        for row in session.execute(
            select(CardRow.id, CardRow.key, CardRow.position, CardRow.retired_at)
            .join(ItemRow, ItemRow.id == CardRow.item_id)
            .where(ItemRow.deck_id == deck.id)
        )
    }
    ids = dict(
        session.execute(
            select(ItemRow.key, ItemRow.id).where(ItemRow.deck_id == deck.id)
        ).all()
    )
    added, updates = [], []
    for planned in items:
        for position, card in enumerate(make_cards(planned.item)):
            row = known.pop(card.key, None)
            if row is None:
                item_id = ids[planned.item.key]
                new = {"item_id": item_id, "key": card.key, "position": position}
                added.append(new)
            elif row.position != position or row.retired_at is not None:
                values = {"position": position, "retired_at": None}
                updates.append({"id": row.id, **values})
    updates += [
        {"id": row.id, "position": row.position, "retired_at": now}
        for row in known.values()
        if row.retired_at is None
    ]
    if added:
        session.execute(insert(CardRow), added)
    if updates:
        session.execute(update(CardRow), updates)
