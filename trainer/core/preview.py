"""What a paper that is being written would ask: its questions, then the answers."""

from __future__ import annotations

from dataclasses import dataclass

from trainer.core.cards import asked_by, make_cards
from trainer.core.deck import ParsedDeck, Source, read_deck
from trainer.core.item_changes import right_words
from trainer.core.items import Deck, Item
from trainer.core.messages import Level, Message, Problem


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """The answer of one card, apart from its question: what is right, and why."""

    ask: Message
    right: tuple[str, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A question as it would be asked, with the answers of its cards."""

    item: Item
    answers: tuple[ShownAnswer, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A paper as it would be asked, and all that is wrong with it."""

    deck: Deck
    items: tuple[ShownItem, ...]
    problems: tuple[Problem, ...]
    total: float

    @property
    def cards(self) -> int:
        """How many cards there would be."""
        return sum(len(shown.answers) for shown in self.items)

    @property
    def errors(self) -> int:
        """How many mistakes forbid to store it."""
        return sum(problem.level is Level.ERROR for problem in self.problems)


def preview(source: Source) -> Preview:
    """Show what texts would ask; nothing is known of what was asked before."""
    parsed = read_deck(source)
    return Preview(
        deck=parsed.deck,
        items=tuple(_shown(parsed, item) for item in parsed.items),
        problems=parsed.problems,
        total=parsed.total,
    )


def _shown(parsed: ParsedDeck, item: Item) -> ShownItem:
    cards = (asked_by(parsed.deck, card) for card in make_cards(item))
    return ShownItem(
        item,
        tuple(
            ShownAnswer(card.ask, right_words(card.answer), card.explanation)
            for card in cards
        ),
    )
