"""The story of a deck's page: its parts and its jobs, and how well they are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer import access
from trainer.content import load_deck
from trainer.core.cards import is_known, make_cards
from trainer.core.model import (
    Card,
    CardState,
    Deck,
    Item,
    Kind,
    Message,
    NameKey,
    RoleKey,
    TrueFalseKey,
    message,
)
from trainer.learners import Learner
from trainer.replaying import state_columns
from trainer.tables import CardRow, CardStateRow, ItemRow

_LISTS = {
    Kind.ROLE: message("Rappels des métiers"),
    Kind.TERM: message("Vocabulaire"),
    Kind.MEMO: message("Aide-mémoire"),
}


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
        parts=_groups(items, states, lambda item, card: [_part(item, titles)]),
        jobs=_groups(items, states, lambda item, card: _jobs(item, card)),
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


def _part(item: Item, titles: Mapping[str, str]) -> Message:
    if not item.part:
        return _LISTS[item.kind]
    return message("{letter} — {title}", letter=item.part, title=titles[item.part])


def _jobs(item: Item, card: Card) -> list[Message]:
    """Return the jobs that a card is about."""
    match item.answer, card.answer:
        case RoleKey(job), _:
            names = [job.text]
        case _, NameKey() as key if key.is_job:
            names = [right.text for right in key.right]
        case _, TrueFalseKey() as verdict if verdict.job:
            names = [verdict.job]
        case _:
            names = []
    return [message("{job}", job=name) for name in names]
