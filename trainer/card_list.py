"""The story of the list: every card of a student, searched, filtered and sorted.

Only reads. What a filter means is said in `core.card_filter`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from trainer.core.card_filter import (
    CardFilter,
    CardOrder,
    CardStatus,
    band_of,
    is_hard,
    status_of,
    words_of,
)
from trainer.core.card_state import Phase
from trainer.core.markup import to_text
from trainer.core.messages import Message
from trainer.core.schedule import retrievability
from trainer.core.topics import part_title
from trainer.core.wording import fold, shortened
from trainer.learners import Learner
from trainer.study_cards import StudyCard, study_cards
from trainer.tagging import tags_of

PAGE_SIZE = 50
QUOTED_LENGTH = 120


@dataclass(frozen=True, slots=True)
class ListedCard:
    """One line of the list, without the answer of its card.

    `recall` is the chance of recall today, None for a new card; `due_day` is the next
    day, None when there is none.
    """

    id: int
    key: str
    question: str
    ask: Message
    part: Message
    status: CardStatus
    is_flagged: bool
    is_hard: bool
    recall: float | None
    due_day: date | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What a filter can be set to, with the words for it, in the papers' order."""

    decks: Mapping[str, str]
    parts: Mapping[str, Message]
    jobs: tuple[str, ...]
    has_jobs: bool
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardPage:
    """One page of the cards that were found; the first page is 1."""

    rows: tuple[ListedCard, ...]
    found: int
    all: int
    page: int
    pages: int
    choices: Choices


@dataclass(frozen=True, slots=True)
class FoundCards:
    """The cards that keep to a filter, in its order, and the tags of all cards."""

    cards: tuple[StudyCard, ...]
    all: tuple[StudyCard, ...]
    tags: Mapping[int, tuple[str, ...]]


def find_cards(
    session: Session, learner: Learner, wanted: CardFilter, now: datetime
) -> FoundCards:
    """Return the cards of a student that keep to a filter, in its order."""
    cards = study_cards(session, learner)
    tags = tags_of(session, learner)
    day = learner.day_at(now)
    words = fold(wanted.text).split()
    found = [
        card
        for card in cards
        if _is_about(card, wanted)
        and (not wanted.tag or wanted.tag in tags.get(card.loaded.id, ()))
        and _stands_at(card, wanted, day)
        and _has_words(card, words, tags.get(card.loaded.id, ()))
    ]
    return FoundCards(tuple(_sorted(found, wanted.order, day)), cards, tags)


def card_page(
    session: Session,
    learner: Learner,
    wanted: CardFilter,
    now: datetime,
    *,
    page: int = 1,
) -> CardPage:
    """Return one page of the list; the last one when there are fewer."""
    found = find_cards(session, learner, wanted, now)
    pages = max(1, -(-len(found.cards) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    start = (page - 1) * PAGE_SIZE
    day = learner.day_at(now)
    return CardPage(
        rows=tuple(
            _listed(card, learner, found.tags.get(card.loaded.id, ()), day)
            for card in found.cards[start : start + PAGE_SIZE]
        ),
        found=len(found.cards),
        all=len(found.all),
        page=page,
        pages=pages,
        choices=_choices(found),
    )


def part_of_deck(card: StudyCard) -> Message:
    """Say which part or list of its paper a card is from."""
    titles = {part.letter: part.title for part in card.loaded.deck.parts}
    return part_title(card.loaded.item, titles)


def recall_on(card: StudyCard, day: date) -> float | None:
    """Return the chance of recall of a card on a day; None: it is new."""
    if card.state.phase is Phase.NEW:
        return None
    return retrievability(card.state, day)


# Whether a card is wanted


def _is_about(card: StudyCard, wanted: CardFilter) -> bool:
    return (
        (not wanted.deck or card.loaded.deck.slug == wanted.deck)
        and (not wanted.part or card.part == wanted.part)
        and (not wanted.job or wanted.job in card.jobs)
    )


def _stands_at(card: StudyCard, wanted: CardFilter, day: date) -> bool:
    if wanted.recall:
        recall = recall_on(card, day)
        if recall is None or band_of(recall) is not wanted.recall:
            return False
    match wanted.status:
        case None:
            return True
        case CardStatus.FLAGGED:
            return card.hold.is_flagged
        case CardStatus.HARD:
            return is_hard(card.state)
        case status:
            return status_of(card.state, card.hold, day) is status


def _has_words(card: StudyCard, words: Sequence[str], tags: Iterable[str]) -> bool:
    if not words:
        return True
    own = fold(" ".join((card.loaded.item.place, *tags)))
    text = f"{words_of(card.loaded.card)} {own}"
    return all(word in text for word in words)


def _sorted(
    cards: Sequence[StudyCard], order: CardOrder, day: date
) -> Sequence[StudyCard]:
    """Sort cards, those that have nothing to sort by last."""
    match order:
        case CardOrder.RECALL:
            recall = {id(card): recall_on(card, day) for card in cards}
            return sorted(
                cards,
                key=lambda card: (recall[id(card)] is None, recall[id(card)] or 0.0),
            )
        case CardOrder.DUE:
            return sorted(cards, key=_due)
        case CardOrder.LAPSES:
            return sorted(cards, key=lambda card: -card.state.lapses)
        case CardOrder.PAPER:
            return cards


def _due(card: StudyCard) -> tuple[bool, date]:
    state = card.state
    day = state.due_day or (state.due_at.date() if state.due_at else None)
    return (day is None, day or date.max)


# What is shown


def _listed(
    card: StudyCard, learner: Learner, tags: tuple[str, ...], day: date
) -> ListedCard:
    status = status_of(card.state, card.hold, day)
    return ListedCard(
        id=card.loaded.id,
        key=card.loaded.card.key,
        question=shortened(to_text(card.loaded.card.text), QUOTED_LENGTH),
        ask=card.loaded.card.ask,
        part=part_of_deck(card),
        status=status,
        is_flagged=card.hold.is_flagged,
        is_hard=is_hard(card.state),
        recall=recall_on(card, day),
        due_day=_next_day(card, learner, status),
        tags=tags,
    )


def _next_day(card: StudyCard, learner: Learner, status: CardStatus) -> date | None:
    if status is CardStatus.SUSPENDED:
        return None
    state = card.state
    return state.due_day or (learner.day_at(state.due_at) if state.due_at else None)


def _choices(found: FoundCards) -> Choices:
    cards = found.all
    first = {card.part: card for card in reversed(cards)}
    return Choices(
        decks={card.loaded.deck.slug: card.loaded.deck.title for card in cards},
        parts={
            part: part_of_deck(first[part])
            for part in dict.fromkeys(card.part for card in cards)
        },
        jobs=tuple(dict.fromkeys(job for card in cards for job in card.jobs)),
        has_jobs=any(card.loaded.deck.has_jobs for card in cards),
        tags=tuple(sorted({tag for some in found.tags.values() for tag in some})),
    )
