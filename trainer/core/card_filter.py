"""Which of many cards are wanted, and in what order: the filter of the list.

A filter is read from the query of an address and written back to it, so that a view
can be kept as a bookmark. Knows nothing of rows or pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar, assert_never

from trainer.core.card_state import CardState, Phase
from trainer.core.holds import CardHold
from trainer.core.questions import Card
from trainer.core.right_answers import (
    CardKey,
    NameKey,
    OrderKey,
    RecallKey,
    TrueFalseKey,
)
from trainer.core.statistics import LEECH_LAPSES
from trainer.core.wording import fold

LOW_RECALL = 0.7
HIGH_RECALL = 0.9
LONGEST_TEXT = 200

_Case = TypeVar("_Case", bound=StrEnum)


class CardStatus(StrEnum):
    """What can be said of a card; one of the first six holds, the others may too."""

    NEW = "new"
    LEARNING = "learning"
    DUE = "due"
    LATER = "later"
    SUSPENDED = "suspended"
    BURIED = "buried"
    FLAGGED = "flagged"
    HARD = "hard"


class RecallBand(StrEnum):
    """How likely a card is recalled today: under 70 %, up to 90 %, over it."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


class CardOrder(StrEnum):
    """By what the list is sorted."""

    PAPER = "paper"
    RECALL = "recall"
    DUE = "due"
    LAPSES = "lapses"


@dataclass(frozen=True, slots=True)
class CardFilter:
    """Which cards are wanted: all that keep to each of these; empty ones say nothing.

    `text` are words that all have to be in the question, the answer or the tags,
    whatever their case and accents.
    """

    text: str = ""
    deck: str = ""
    part: str = ""
    job: str = ""
    tag: str = ""
    status: CardStatus | None = None
    recall: RecallBand | None = None
    order: CardOrder = CardOrder.PAPER


def read_filter(query: Mapping[str, str]) -> CardFilter:
    """Read a filter from an address; what has no meaning in it says nothing."""
    return CardFilter(
        text=query.get("text", "").strip()[:LONGEST_TEXT],
        deck=query.get("deck", ""),
        part=query.get("part", ""),
        job=query.get("job", ""),
        tag=query.get("tag", ""),
        status=_case(CardStatus, query.get("status", "")),
        recall=_case(RecallBand, query.get("recall", "")),
        order=_case(CardOrder, query.get("order", "")) or CardOrder.PAPER,
    )


def query_of(wanted: CardFilter) -> dict[str, str]:
    """Write a filter as the query of an address, without what says nothing."""
    values = {
        "text": wanted.text,
        "deck": wanted.deck,
        "part": wanted.part,
        "job": wanted.job,
        "tag": wanted.tag,
        "status": wanted.status or "",
        "recall": wanted.recall or "",
        "order": "" if wanted.order is CardOrder.PAPER else wanted.order,
    }
    return {name: str(value) for name, value in values.items() if value}


def status_of(state: CardState, hold: CardHold, day: date) -> CardStatus:
    """Say where a card stands today: set aside, or on its way into memory."""
    if hold.is_suspended:
        return CardStatus.SUSPENDED
    if hold.is_held(day):
        return CardStatus.BURIED
    match state.phase:
        case Phase.NEW:
            return CardStatus.NEW
        case Phase.LEARNING | Phase.RELEARNING:
            return CardStatus.LEARNING
        case Phase.REVIEW:
            is_due = state.due_day is not None and state.due_day <= day
            return CardStatus.DUE if is_due else CardStatus.LATER
        case _:
            assert_never(state.phase)


def is_hard(state: CardState) -> bool:
    """Say whether a card was forgotten so often that something else is wrong."""
    return state.lapses >= LEECH_LAPSES


def band_of(recall: float) -> RecallBand:
    """Say in which band a chance of recall is."""
    if recall < LOW_RECALL:
        return RecallBand.LOW
    return RecallBand.HIGH if recall > HIGH_RECALL else RecallBand.MIDDLE


def words_of(card: Card) -> str:
    """Return the words of a card by which it is found: question and answer, folded."""
    return _words(card.text, card.answer)


@lru_cache(maxsize=32_768)
def _words(text: str, answer: CardKey) -> str:
    return fold(" ".join((text, *_answers(answer))))


def _answers(answer: CardKey) -> tuple[str, ...]:
    match answer:
        case NameKey(right):
            return tuple(text for each in right for text in (each.text, *each.variants))
        case TrueFalseKey() as verdict:
            return (verdict.sentence, verdict.job)
        case OrderKey() as key:
            return tuple(step.text for step in key.steps)
        case RecallKey() as key:
            return (key.text, *key.points, *key.accepted)
        case _:
            assert_never(answer)


def _case(cases: type[_Case], value: str) -> _Case | None:
    return cases(value) if value in set(cases) else None
