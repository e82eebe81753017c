"""What is asked and answered: a card, its question, a response and its score.

Knows nothing of pages. A `Question` holds no answer key.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trainer.core.messages import Message
from trainer.core.right_answers import CardKey, Step


class Format(StrEnum):
    """How a card is asked."""

    CHOICE = "choice"
    TRUE_FALSE = "true_false"
    ORDERING = "ordering"
    TYPED = "typed"
    SENTENCE = "sentence"
    SELF_MARKED = "self_marked"


@dataclass(frozen=True, slots=True)
class Card:
    """One prompt to recall, made from an item; `key` is `<item key>#<name>`.

    `text` is the item's words, `ask` the question about them ("Quel métier ?").
    `options` are the paper's own labels to choose from, if it has any.
    """

    key: str
    item_key: str
    text: str
    ask: Message
    answer: CardKey
    options: tuple[str, ...] = ()
    explanation: str = ""

    @property
    def name(self) -> str:
        """The part of the key after the `#`."""
        return self.key.rpartition("#")[2]


@dataclass(frozen=True, slots=True)
class Question:
    """A card as it is shown: shuffled, and without its answer key."""

    card_key: str
    format: Format
    text: str
    ask: Message
    options: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Response:
    """What the student answered: the field that fits the format; all empty: nothing.

    `text` is also the sentence put right beside a verdict; `first_try` is what was
    typed before, one slip away from an answer.
    """

    choice: str | None = None
    is_true: bool | None = None
    order: tuple[str, ...] = ()
    text: str = ""
    first_try: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """The share of a right answer (0 to 1; None: for the student to say), and why.

    `has_own_part`: the share is of what the program can mark; the rest is the student's
    to mark.
    """

    share: float | None
    reasons: tuple[Message, ...] = ()
    has_own_part: bool = False
