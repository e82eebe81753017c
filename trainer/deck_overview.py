"""The story of a deck's page: its parts and its jobs, and how well they are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from trainer import access
from trainer.card_list import part_of_deck
from trainer.content import deck_from_json
from trainer.core.card_state import Phase
from trainer.core.items import Deck
from trainer.core.ladder import counts_as_known
from trainer.core.messages import Message, message
from trainer.core.sessions import SessionKind, SessionRequest
from trainer.exam_dates import exam_dates
from trainer.learners import Learner
from trainer.study_cards import StudyCard, study_cards


@dataclass(frozen=True, slots=True)
class Group:
    """Cards that belong together: how many, how many seen once, how many known.

    `session` asks them apart from the day's, if they can be.
    """

    name: Message
    items: int
    cards: int
    seen: int
    known: int
    session: SessionRequest | None = None


@dataclass(frozen=True, slots=True)
class DeckOverview:
    """A deck with its parts (and lists) and its jobs, and the day of its exam."""

    deck: Deck
    total: Group
    parts: tuple[Group, ...]
    jobs: tuple[Group, ...]
    exam_on: date | None


def overview(session: Session, learner: Learner, slug: str) -> DeckOverview:
    """Say what a deck holds and how much of it the student knows.

    Raises:
        NotFound: there is no such deck for this student.
    """
    row = access.deck_of(session, learner.id, slug)
    cards = study_cards(session, learner, deck_id=row.id)
    return DeckOverview(
        deck=deck_from_json(row.content),
        total=_group(message("Tout le paquet"), cards),
        parts=_groups(cards, lambda card: (card.part,), SessionKind.PART, slug),
        jobs=_groups(cards, lambda card: card.jobs, SessionKind.JOB, slug),
        exam_on=next(
            (e.day for e in exam_dates(session, learner) if e.slug == slug), None
        ),
    )


def _groups(
    cards: Iterable[StudyCard],
    values: Callable[[StudyCard], Iterable[str]],
    kind: SessionKind,
    slug: str,
) -> tuple[Group, ...]:
    """Group the cards by a value that each has, in the order in which these come."""
    groups: dict[str, list[StudyCard]] = {}
    for card in cards:
        for value in values(card):
            groups.setdefault(value, []).append(card)
    return tuple(
        _group(
            part_of_deck(some[0])
            if kind is SessionKind.PART
            else message("{job}", job=value),
            some,
            SessionRequest(kind, value, deck=slug),
        )
        for value, some in groups.items()
    )


def _group(
    name: Message, cards: Iterable[StudyCard], request: SessionRequest | None = None
) -> Group:
    some = tuple(cards)
    return Group(
        name=name,
        items=len({card.loaded.item_id for card in some}),
        cards=len(some),
        seen=sum(card.state.phase is not Phase.NEW for card in some),
        known=sum(
            counts_as_known(card.state, was_recalled=card.was_recalled) for card in some
        ),
        session=request,
    )
