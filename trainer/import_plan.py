"""The plan of an import: what a paper would change in the database.

Made without a lock, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.content import (
    content_hash,
    deck_from_json,
    item_from_json,
    revision_json,
)
from trainer.core.audit import Finding, audit
from trainer.core.cards import make_cards
from trainer.core.deck import ParsedDeck, Source, identity_text, read_deck
from trainer.core.items import Item
from trainer.core.kept_answers import keep_answers
from trainer.core.keys import KnownItem
from trainer.given_texts import says_other, texts_of_today
from trainer.tables import CardRow, DeckRow, ItemRevisionRow, ItemRow


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
    or that have lost their answer (a paper sent without its key). `known` are the items
    of the deck as they are now, by key, `kept` the places of those that keep their
    answer because no key was given. `title` is the deck's title now, `changes_deck`
    says whether its parts or settings are others, `changes_key` whether an answer is,
    `changes_texts` whether anything is written otherwise than before. `restores` is the
    number of the older version that this goes back to.
    """

    source: Source
    parsed: ParsedDeck
    findings: tuple[Finding, ...]
    added: tuple[PlannedItem, ...]
    changed: tuple[PlannedItem, ...]
    unchanged: tuple[PlannedItem, ...]
    moved: tuple[PlannedItem, ...]
    retired: tuple[str, ...]
    lost_cards: int
    base: datetime | None
    title: str
    known: Mapping[str, Item]
    kept: tuple[str, ...]
    changes_deck: bool
    changes_key: bool
    changes_texts: bool = False
    restores: int | None = None

    @property
    def has_work(self) -> bool:
        """Whether there is anything to store."""
        items = self.added or self.changed or self.moved or self.retired
        return bool(items or self.changes_deck or self.changes_texts)

    @property
    def has_errors(self) -> bool:
        """Whether the plan must not be applied."""
        return self.parsed.has_errors


@dataclass(frozen=True, slots=True)
class StoredItem:
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

    def is_as(self, planned: PlannedItem) -> bool:
        """Say whether its content is the planned one; old ones have points, too."""
        if self.hash == planned.hash:
            return True
        return revision_json(item_from_json(self.content)) == planned.content


def plan_import(
    session: Session,
    source: Source,
    decisions: Mapping[str, str] | None = None,
    *,
    keeps_answers: bool = False,
) -> ImportPlan:
    """Say what importing a paper would change; change nothing.

    Args:
        source: the texts of the deck.
        decisions: by place, the key that a doubtful item keeps, or "new".
        keeps_answers: whether an item that is the same as before keeps its answer, for
            a paper that comes without its key.
    """
    deck = session.scalar(select(DeckRow).where(DeckRow.slug == source.slug))
    stored = stored_items(session, deck) if deck else {}
    past = _past_texts(session, deck) if deck else {}
    known = tuple(_known_item(source.slug, one, past) for one in stored.values())
    parsed = read_deck(source, known, decisions)
    before = {key: _item(one) for key, one in stored.items()}
    old = deck_from_json(deck.content) if deck else None
    kept: tuple[str, ...] = ()
    if keeps_answers and old:
        parsed, kept = keep_answers(parsed, before)
    if deck and old and old.checked and not changes_key(parsed, before):
        stays = keeps_answers or deck.key_checked_at is not None
        is_checked = stays or parsed.deck.checked
        parsed = replace(parsed, deck=replace(parsed.deck, checked=is_checked))
    plan = compare(session, source, parsed)
    today = texts_of_today(session, deck) if deck else {}
    is_rewritten = deck is not None and says_other(source, today)
    return replace(plan, kept=kept, changes_texts=is_rewritten)


def changes_key(parsed: ParsedDeck, before: Mapping[str, Item]) -> bool:
    """Say whether a deck has an answer that it did not have before."""
    return any(
        item.answer is not None
        and (item.key not in before or before[item.key].answer != item.answer)
        for item in parsed.items
    )


def compare(session: Session, source: Source, parsed: ParsedDeck) -> ImportPlan:
    """Say what would change if a deck had the items of `parsed`; change nothing."""
    deck = session.scalar(select(DeckRow).where(DeckRow.slug == parsed.deck.slug))
    old = deck_from_json(deck.content) if deck else None
    stored = stored_items(session, deck) if deck else {}
    before = {key: _item(one) for key, one in stored.items()}
    planned = [
        _planned(item, position) for position, item in enumerate(parsed.items, start=1)
    ]
    keys = {plan.item.key for plan in planned} | _doubtful(parsed)
    undecided = {doubt.place for doubt in parsed.assignment.doubts}
    return ImportPlan(
        source=source,
        parsed=parsed,
        findings=audit(parsed.deck, parsed.items, parsed.marked, parsed.printed),
        added=tuple(
            p
            for p in planned
            if p.item.key not in stored and p.item.place not in undecided
        ),
        changed=tuple(p for p in planned if _has_changed(p, stored)),
        unchanged=tuple(
            p for p in planned if p.item.key in stored and not _has_changed(p, stored)
        ),
        moved=tuple(p for p in planned if _has_moved(p, stored)),
        retired=tuple(
            k for k, s in stored.items() if k not in keys and not s.is_retired
        ),
        lost_cards=_lost_cards(session, deck, planned, keys) if deck else 0,
        base=deck.updated_at if deck else None,
        title=old.title if old else "",
        known=before,
        kept=(),
        changes_deck=old is not None and old != parsed.deck,
        changes_key=changes_key(parsed, before),
    )


def _doubtful(parsed: ParsedDeck) -> set[str]:
    """Return the keys of the known items that a doubt is about: none is gone yet."""
    doubts = parsed.assignment.doubts
    return {f"{parsed.deck.slug}/{key}" for each in doubts for key in each.candidates}


def _lost_cards(
    session: Session, deck: DeckRow, planned: Iterable[PlannedItem], keys: set[str]
) -> int:
    """Count the cards that are asked and would not be, apart from those in doubt."""
    asked = session.execute(
        select(CardRow.key, ItemRow.key)
        .join(ItemRow, ItemRow.id == CardRow.item_id)
        .where(ItemRow.deck_id == deck.id, CardRow.retired_at.is_(None))
    )
    here = {each.item.key for each in planned}
    kept = {card.key for each in planned for card in make_cards(each.item)}
    return sum(
        card not in kept and (item in here or item not in keys) for card, item in asked
    )


def stored_items(session: Session, deck: DeckRow) -> dict[str, StoredItem]:
    """Return every item of a deck, also the retired ones, by key."""
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
    return {row.key: StoredItem(*row) for row in rows}


def _past_texts(session: Session, deck: DeckRow) -> dict[str, list[str]]:
    """Return, by key, the earlier texts of the items that were rewritten, newest first.

    A paper that goes back to earlier words is about the same item.
    """
    rows = session.execute(
        select(ItemRow.key, ItemRow.place, ItemRevisionRow.content)
        .join(ItemRevisionRow, ItemRevisionRow.item_id == ItemRow.id)
        .where(ItemRow.deck_id == deck.id, ItemRevisionRow.number < ItemRow.revision)
        .order_by(ItemRevisionRow.number.desc())
    )
    texts: dict[str, list[str]] = {}
    for key, place, content in rows:
        item = replace(item_from_json(content), place=place)
        texts.setdefault(key, []).append(identity_text(item))
    return texts


def _known_item(
    slug: str, stored: StoredItem, past: Mapping[str, Sequence[str]]
) -> KnownItem:
    item = _item(stored)
    texts = (identity_text(item), *past.get(stored.key, ()))
    return KnownItem(
        key=stored.key.removeprefix(f"{slug}/"),
        kind=item.kind,
        place=stored.place,
        texts=tuple(dict.fromkeys(texts)),
        retired=stored.is_retired,
    )


def _item(stored: StoredItem) -> Item:
    item = item_from_json(stored.content)
    return replace(item, place=stored.place, line=stored.line)


def _planned(item: Item, position: int) -> PlannedItem:
    content = revision_json(item)
    return PlannedItem(item, content, content_hash(content), position)


def _has_changed(planned: PlannedItem, stored: Mapping[str, StoredItem]) -> bool:
    """Say whether a stored item has a new content, or is back from retirement."""
    old = stored.get(planned.item.key)
    return old is not None and (old.is_retired or not old.is_as(planned))


def _has_moved(planned: PlannedItem, stored: Mapping[str, StoredItem]) -> bool:
    """Say whether a stored item stands elsewhere in the paper now."""
    old, item = stored.get(planned.item.key), planned.item
    return old is not None and (planned.position, item.place, item.line) != (
        old.position,
        old.place,
        old.line,
    )
