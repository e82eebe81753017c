"""Léa and Tom, who learn two decks, and the hands of cards that they are given."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from tests.samples import DECK
from tests.studying import NOW, add_deck, add_learner, recall_items
from trainer.daily_review import Hand, next_cards
from trainer.db import Database
from trainer.learners import Learner

OTHER = replace(DECK, slug="autre", title="Autre", checked=True)


@pytest.fixture
def lea(db: Database) -> Learner:
    """A student of a deck of thirty cards, three new ones a day."""
    with db.writing() as session:
        add_deck(session, recall_items(30))
        return add_learner(session, "lea", new_per_day=3)


@pytest.fixture
def tom(db: Database) -> Learner:
    """A student of two decks of thirty cards, five new ones a day."""
    with db.writing() as session:
        add_deck(session, recall_items(30))
        add_deck(session, recall_items(30, "autre"), OTHER)
        return add_learner(session, "tom", new_per_day=5)


def hand_of(
    db: Database, learner: Learner, *, now: datetime = NOW, **wanted: Any
) -> Hand:
    """Return the next cards, now unless said otherwise."""
    with db.reading() as session:
        return next_cards(session, learner, now, **wanted)


def keys(hand: Hand) -> list[str]:
    """Return the cards in hand."""
    return [card.question.card_key for card in hand.cards]


def rule(number: int, slug: str = "exemple") -> str:
    """Return the key of a card."""
    return f"{slug}/F{number}#rule"
