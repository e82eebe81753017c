"""The story of a student's own cards: taken from a table, and written as one.

They are a deck like any other, which its owner alone learns; importing goes the way of
papers, so that a card that comes again keeps its memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from trainer.content import item_from_json, load_deck
from trainer.core.cards import make_cards
from trainer.core.deck import ParsedDeck, Source, SourceText
from trainer.core.items import Deck, Item
from trainer.core.keys import Assignment
from trainer.core.messages import message
from trainer.core.own_cards import (
    OwnCard,
    OwnCards,
    card_of_item,
    card_rows,
    cards_of_table,
    items_of_cards,
    question_name,
)
from trainer.core.spreadsheet import UnreadableTableError, csv_lines, read_table
from trainer.core.wording import fold, slug
from trainer.errors import BadFiles, Invalid
from trainer.import_plan import ImportPlan, compare, stored_items
from trainer.importing import store_items
from trainer.learners import Learner, lock
from trainer.tables import CardRow, DeckRow, EnrolmentRow, ItemRow
from trainer.tagging import add_tag, remove_tag, tags_of

TITLE = "Mes cartes"
_NO_ASSIGNMENT = Assignment((), (), ())
_Tagged = defaultdict[str, list[int]]


class NoTable(Invalid):
    """What was sent holds no table, or none with a card."""


def deck_slug(learner: Learner) -> str:
    """Return the name of the deck of a student's own cards.

    No paper has this name: their words are joined by single hyphens.
    """
    return f"mes-cartes--{slug(learner.uid)}"


def read_cards(data: bytes, name: str) -> OwnCards:
    """Read the cards of a CSV file, and what is wrong with it.

    Raises:
        NoTable: it holds no card at all.
    """
    try:
        found = cards_of_table(read_table(data), name)
    except UnreadableTableError as error:
        raise NoTable(error.message) from error
    if not found.cards:
        raise NoTable(message("Ce fichier ne contient aucune carte."))
    return found


def plan_cards(
    session: Session, learner: Learner, cards: Sequence[OwnCard]
) -> ImportPlan:
    """Say what importing cards would change; change nothing."""
    name = deck_slug(learner)
    row = session.scalar(select(DeckRow).where(DeckRow.slug == name))
    stored = stored_items(session, row).values() if row else ()
    in_order = sorted(stored, key=lambda one: one.position)
    before = [_item(one.content, one.place) for one in in_order]
    removed = {one.key for one in in_order if one.is_retired}
    items = items_of_cards(cards, name, before, removed)
    return compare(session, Source(name, SourceText(name, "")), _parsed(name, items))


def import_cards(
    session: Session, learner: Learner, found: OwnCards, now: datetime
) -> ImportPlan:
    """Add cards to a student's own deck, or give known questions their new answers.

    Returns:
        What it has changed.

    Raises:
        BadFiles: the table has mistakes; nothing is written.
    """
    if found.problems:
        raise BadFiles(found.problems)
    learner = lock(session, learner)
    plan = plan_cards(session, learner, found.cards)
    deck = store_items(session, plan, now)
    deck.owner_id = learner.id
    _enrol(session, learner, deck, now)
    _set_tags(session, learner, deck, found.cards)
    return plan


def remove_cards(
    session: Session, learner: Learner, card_ids: Collection[int], now: datetime
) -> tuple[int, ...]:
    """Ask some of a student's own cards no more; return which of them those were.

    Cards of papers are left alone. What was learnt is kept, for a card that comes back.
    """
    return _retire(session, learner, card_ids, now, retired_at=now)


def bring_cards_back(
    session: Session, learner: Learner, card_ids: Collection[int], now: datetime
) -> tuple[int, ...]:
    """Ask own cards again that were removed; return which of them those were."""
    return _retire(session, learner, card_ids, now, retired_at=None)


def export_cards(session: Session, learner: Learner) -> Iterator[str]:
    """Write a student's own cards as the table that `read_cards` reads back."""
    return csv_lines(card_rows(own_cards(session, learner)))


def own_cards(session: Session, learner: Learner) -> tuple[OwnCard, ...]:
    """Return a student's own cards with their tags, in their order."""
    row = session.scalar(select(DeckRow).where(DeckRow.slug == deck_slug(learner)))
    if row is None:
        return ()
    ids, tags = _card_ids(session, row), tags_of(session, learner)
    items = (loaded.item for loaded in load_deck(session, row).items)
    return tuple(
        card_of_item(item, tags.get(ids[question_name(item.text)], ()))
        for item in items
    )


def _retire(
    session: Session,
    learner: Learner,
    card_ids: Collection[int],
    now: datetime,
    *,
    retired_at: datetime | None,
) -> tuple[int, ...]:
    learner = lock(session, learner)
    name = deck_slug(learner)
    deck = session.scalar(select(DeckRow).where(DeckRow.slug == name).with_for_update())
    if deck is None:
        return ()
    rows = session.execute(
        select(CardRow.id, CardRow.item_id)
        .join(ItemRow, ItemRow.id == CardRow.item_id)
        .where(
            ItemRow.deck_id == deck.id,
            CardRow.retired_at.is_not(None)
            if retired_at is None
            else CardRow.retired_at.is_(None),
        )
        .order_by(CardRow.id)
    ).all()
    wanted = set(card_ids)
    changed = [row for row in rows if row.id in wanted]
    if changed:
        values = {"retired_at": retired_at}
        session.execute(update(CardRow), [{"id": row.id} | values for row in changed])
        items = [{"id": row.item_id} | values for row in changed]
        session.execute(update(ItemRow), items)
        deck.updated_at = now  # a plan of before is for another deck
    return tuple(row.id for row in changed)


def _item(content: str, place: str) -> Item:
    item = item_from_json(content)
    return Item(
        key=item.key,
        kind=item.kind,
        place=place,
        line=0,
        text=item.text,
        answer=item.answer,
    )


def _parsed(name: str, items: tuple[Item, ...]) -> ParsedDeck:
    return ParsedDeck(
        deck=Deck(slug=name, title=TITLE, checked=True),
        items=items,
        problems=(),
        assignment=_NO_ASSIGNMENT,
        known=(),
        paper_items=(),
        sections=(),
        total=0.0,
        marked={},
        printed={},
    )


def _enrol(session: Session, learner: Learner, deck: DeckRow, now: datetime) -> None:
    mine = (EnrolmentRow.student_id == learner.id, EnrolmentRow.deck_id == deck.id)
    if session.scalar(select(EnrolmentRow.id).where(*mine)) is None:
        row = EnrolmentRow(student_id=learner.id, deck_id=deck.id, created_at=now)
        session.add(row)
        session.flush()


def _card_ids(session: Session, deck: DeckRow) -> dict[str, int]:
    """Return the id of the card of each question, by what names the question."""
    ids = dict(
        session.execute(
            select(CardRow.key, CardRow.id)
            .join(ItemRow, ItemRow.id == CardRow.item_id)
            .where(ItemRow.deck_id == deck.id)
        ).all()
    )
    return {
        question_name(loaded.item.text): ids[make_cards(loaded.item)[0].key]
        for loaded in load_deck(session, deck).items
    }


def _set_tags(
    session: Session, learner: Learner, deck: DeckRow, cards: Iterable[OwnCard]
) -> None:
    """Have the cards wear the tags of the table, if it has any, and no others."""
    ids, worn = _card_ids(session, deck), tags_of(session, learner)
    put_on, taken_off = _Tagged(list), _Tagged(list)
    for card in cards:
        if card.tags is not None:
            id_ = ids[question_name(card.question)]
            has, wants = worn.get(id_, ()), card.tags
            for tag in _without(has, wants):
                taken_off[tag].append(id_)
            for tag in _without(wants, has):
                put_on[tag].append(id_)
    for tag, some in taken_off.items():
        remove_tag(session, learner, tag, some)
    for tag, some in put_on.items():
        add_tag(session, learner, tag, some)


def _without(tags: Iterable[str], others: Iterable[str]) -> list[str]:
    words = set(map(fold, others))
    return [tag for tag in tags if fold(tag) not in words]
