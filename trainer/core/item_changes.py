"""What has changed in an item, for the teacher who is about to store it.

Compares two items field by field, and texts word by word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import assert_never

from trainer.core.cards import make_cards
from trainer.core.items import Item
from trainer.core.markup import to_text
from trainer.core.messages import Message, message
from trainer.core.right_answers import (
    CardKey,
    NameKey,
    OrderKey,
    RecallKey,
    TrueFalseKey,
)

MOST_WORDS = 1000  # of a text that is compared word by word


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text, and whether the other text does not have them."""

    text: str
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an item that is no longer the same."""

    field: Message
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def item_changes(before: Item, after: Item) -> tuple[Change, ...]:
    """Say which fields of an item are no longer the same, and in which words."""
    old, new = _fields(before), _fields(after)
    return tuple(
        Change(name, *compared(one, other))
        for (name, one), (_, other) in zip(old, new, strict=True)
        if one != other
    )


def answer_lines(item: Item) -> tuple[str, ...]:
    """Return what is right, a line a card: its question, then its answer."""
    return tuple(
        " ".join((str(card.ask), *right_words(card.answer), to_text(card.explanation)))
        for card in make_cards(item)
    )


def _fields(item: Item) -> list[tuple[Message, str]]:
    """Return the texts of an item by what a teacher calls them."""
    blanks = (blank.heading for blank in item.blanks)
    return [
        (message("Titre"), item.title),
        (message("Énoncé"), to_text(item.text)),
        (message("Réponses proposées"), " · ".join(item.options)),
        (message("Étapes"), " · ".join(item.steps)),
        (message("À remplir"), " · ".join(blanks)),
        (message("Corrigé"), "\n".join(answer_lines(item))),
        (message("Aussi accepté"), _accepted(item)),
    ]


def _accepted(item: Item) -> str:
    """Return what else counts as right, each once."""
    names = (name for card in make_cards(item) for name in _also(card.answer))
    return " · ".join(dict.fromkeys(names))


def _also(key: CardKey) -> tuple[str, ...]:
    match key:
        case NameKey():
            return tuple(name for right in key.right for name in right.variants)
        case RecallKey():
            return key.accepted
        case TrueFalseKey() | OrderKey():
            return ()
        case _:
            assert_never(key)


def right_words(key: CardKey) -> tuple[str, ...]:
    """Return what a card's key calls right, in words, with what gives the reasons."""
    words: tuple[str, ...]
    match key:
        case NameKey():
            names = (right.text for right in key.right)
            reasons = (f"{reason.label} : {reason.text}" for reason in key.reasons)
            words = (" · ".join(names), *reasons)
        case TrueFalseKey():
            words = ("Vrai" if key.is_true else "Faux", key.sentence, key.job)
        case OrderKey():
            because = (each.reason for each in key.constraints)
            words = (" → ".join(step.text for step in key.steps), *because)
        case RecallKey():
            words = (key.text, " · ".join(key.points))
        case _:
            assert_never(key)
    return words


def compared(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return the words of two texts, with those marked that the other does not have."""
    before, after = one.split(" "), other.split(" ")
    if max(len(before), len(after)) > MOST_WORDS:
        return (Piece(one, True),), (Piece(other, True),)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    gone, come = [], []
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        is_other = tag != "equal"
        gone.append(Piece(" ".join(before[start:end]), is_other))
        come.append(Piece(" ".join(after[other_start:other_end]), is_other))
    return _not_empty(gone), _not_empty(come)


def _not_empty(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if piece.text)
