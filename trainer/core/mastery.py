"""How well a topic is known today: the mean chance of recall over all its cards.

A card that was never seen counts what blind guessing would earn. Knows nothing of rows
or pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from statistics import fmean

from trainer.core.ordering import guess_share
from trainer.core.paper import DISTRACTORS
from trainer.core.questions import Card
from trainer.core.right_answers import NameKey, OrderKey, TrueFalseKey
from trainer.core.schedule import Memory, retrievability


def guess_chance(card: Card, jobs: int) -> float:
    """Give the chance that blind guessing is right; a name is first chosen.

    Args:
        jobs: how many the deck has to choose from.
    """
    match card.answer:
        case TrueFalseKey():
            return 0.5
        case OrderKey() as key:
            return guess_share(key)
        case NameKey() as key if card.options:
            return len(key.right) / len(card.options)
        case NameKey(is_job=True):
            return 1 / (1 + min(DISTRACTORS, max(1, jobs - 1)))
        case _:
            return 0.0


def chance_today(memory: Memory | None, guess: float, today: date) -> float:
    """Give the chance that a card is known today; None: it was never seen."""
    if memory is None or memory.stability is None:
        return guess
    return retrievability(memory, today)


def mastery(chances: Iterable[float]) -> float:
    """Give how well a topic is known: the mean over its cards, 0 without any."""
    some = tuple(chances)
    return fmean(some) if some else 0.0
