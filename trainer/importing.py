"""The story of an import: a plan is applied, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from trainer.content import deck_to_json
from trainer.core.cards import make_cards
from trainer.core.messages import message
from trainer.errors import BadFiles, Refused
from trainer.given_texts import keep_version, last_version
from trainer.import_plan import ImportPlan, PlannedItem, StoredItem, stored_items
from trainer.tables import (
    CardRow,
    DeckRow,
    DeckVersionRow,
    ItemRevisionRow,
    ItemRow,
)


class PlanOutdated(Refused):
    """The deck has changed since the plan was made."""

    def __init__(self, title: str) -> None:
        super().__init__(
            message(
                "Le paquet « {title} » a changé entre-temps : refaire le plan.",
                title=title,
            )
        )


def apply_import(
    session: Session, plan: ImportPlan, now: datetime, by: int | None = None
) -> None:
    """Store a plan: all of it, in the transaction of the session.

    Args:
        by: the account of the teacher who imports; None: who runs the program.

    Raises:
        BadFiles: the paper has errors; nothing is written.
        PlanOutdated: the deck is no longer what the plan was made for.
    """
    if plan.has_errors:
        raise BadFiles(plan.parsed.problems)
    deck = store_items(session, plan, now)
    _keep_version(session, deck, plan, by, now)


def store_items(session: Session, plan: ImportPlan, now: datetime) -> DeckRow:
    """Store the deck of a plan with its items and cards, not the texts it came from.

    Raises:
        PlanOutdated: the deck is no longer what the plan was made for.
    """
    deck = _store_deck(session, plan, now)
    stored = stored_items(session, deck)
    _store_places(session, plan.moved, stored)
    _add_items(session, deck, plan.added, now)
    _add_revisions(session, plan.changed, stored, now)
    _retire(session, [stored[key].id for key in plan.retired], now)
    _sync_cards(session, deck, (*plan.added, *plan.changed, *plan.unchanged), now)
    return deck


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
    if row.content != content or touched or plan.changes_texts:
        row.content, row.updated_at = content, now
    if plan.changes_key:
        row.key_checked_at = row.key_checked_by = None
    row.retired_at = None
    try:
        session.flush()
    except IntegrityError as error:  # on PostgreSQL another import made it meanwhile
        raise PlanOutdated(deck.title) from error
    return row


def _store_places(
    session: Session, items: Iterable[PlannedItem], stored: Mapping[str, StoredItem]
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
    stored: Mapping[str, StoredItem],
    now: datetime,
) -> None:
    """Add a revision to each item whose content is new; bring retired ones back."""
    if not items:
        return
    updates, revisions = [], []
    for planned in items:
        old = stored[planned.item.key]
        number = old.revision + (not old.is_as(planned))
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


def _keep_version(
    session: Session, deck: DeckRow, plan: ImportPlan, by: int | None, now: datetime
) -> None:
    """Keep the texts of a plan, if it changes anything at all."""
    if not plan.has_work and last_version(session, deck):
        return
    version = DeckVersionRow(
        made_by=by,
        added=len(plan.added),
        changed=len(plan.changed),
        retired=len(plan.retired),
        restores=plan.restores,
    )
    keep_version(session, deck, plan.source, now, version)
