"""The story of a deck's page: its parts and its jobs, and how well they are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer import access
from trainer.content import load_deck
from trainer.core.cards import make_cards
from trainer.core.ladder import is_known
from trainer.core.model import (
    Card,
    CardState,
    Deck,
    Item,
    Message,
    message,
)
from trainer.core.topics import jobs_of, part_title
from trainer.learners import Learner
from trainer.replaying import state_columns
from trainer.tables import CardRow, CardStateRow, ItemRow


@dataclass(frozen=True, slots=True)
class Group:
    """Cards that belong together: how many, how many seen once, how many known."""

    name: Message
    items: int = 0
    cards: int = 0
    seen: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class DeckOverview:
    """A deck with its parts (and lists) and its jobs."""

    deck: Deck
    total: Group
    parts: tuple[Group, ...]
    jobs: tuple[Group, ...]


def overview(session: Session, learner: Learner, slug: str) -> DeckOverview:
    """Say what a deck holds and how much of it the student knows.

    Raises:
        NotFound: there is no such deck for this student.
    """
    row = access.deck_of(session, learner.id, slug)
    loaded = load_deck(session, row)
    items = [entry.item for entry in loaded.items]
    states = _states(session, learner, row.id)
    titles = {part.letter: part.title for part in loaded.deck.parts}
    (total,) = _groups(items, states, lambda item, card: [message("Tout le paquet")])
    return DeckOverview(
        deck=loaded.deck,
        total=total,
        parts=_groups(items, states, lambda item, card: [part_title(item, titles)]),
        jobs=_groups(items, states, _job_titles),
    )


def _states(session: Session, learner: Learner, deck_id: int) -> dict[str, CardState]:
    rows = session.execute(
        select(CardRow.key, *state_columns())
        .join(CardRow, CardRow.id == CardStateRow.card_id)
        .join(ItemRow, ItemRow.id == CardRow.item_id)
        .where(CardStateRow.student_id == learner.id, ItemRow.deck_id == deck_id)
    )
    return {key: CardState(*values) for key, *values in rows}


def _groups(
    items: Iterable[Item],
    states: Mapping[str, CardState],
    names: Callable[[Item, Card], Iterable[Message]],
) -> tuple[Group, ...]:
    """Count the cards by the names they have, in the order in which these come."""
    groups: dict[str, Group] = {}
    members: dict[str, set[str]] = {}
    for item in items:
        for card in make_cards(item):
            state = states.get(card.key)
            for name in names(item, card):
                group = groups.setdefault(str(name), Group(name))
                members.setdefault(str(name), set()).add(item.key)
                groups[str(name)] = replace(
                    group,
                    items=len(members[str(name)]),
                    cards=group.cards + 1,
                    seen=group.seen + (state is not None),
                    known=group.known + (state is not None and is_known(state)),
                )
    return tuple(groups.values())


def _job_titles(item: Item, card: Card) -> list[Message]:
    return [message("{job}", job=job) for job in jobs_of(item, card)]
