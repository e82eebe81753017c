"""The ladder of formats: how to ask a card, the harder the better it is known.

A name is first chosen, then typed, then said in a sentence with its reason; one memory
for all. Who chooses may guess, so that no rung is reached by guessing alone: what is
typed has held for a week, what is said has been typed rightly. A lapse leads down.
"""

from __future__ import annotations

from typing import assert_never

from trainer.core.card_state import CardState, Phase
from trainer.core.questions import Card, Format
from trainer.core.right_answers import (
    NameKey,
    OrderKey,
    RecallKey,
    ShortAnswer,
    TrueFalseKey,
)
from trainer.core.wording import fold

TYPED_WORDS = 4  # a longer answer is too long to be typed word for word
KNOWN_STABILITY = 7.0  # days
MASTERED_STABILITY = 30.0  # days


def format_of(card: Card, state: CardState, *, was_typed: bool = False) -> Format:
    """Say how to ask a card.

    Args:
        was_typed: whether the answer has been typed rightly before.
    """
    key = card.answer
    match key:
        case NameKey() if key.is_job or card.options:
            return _fact_format(card, key, state, was_typed=was_typed)
        case NameKey():
            is_typed = has_succeeded(state) and _is_typable(key, card.options)
            return Format.TYPED if is_typed else Format.SELF_MARKED
        case TrueFalseKey():
            return Format.TRUE_FALSE
        case OrderKey():
            return Format.ORDERING
        case RecallKey():
            return Format.SELF_MARKED
        case _:
            assert_never(key)


def has_succeeded(state: CardState) -> bool:
    """Say whether a card was recalled at least once, with no lapse since."""
    has_left_first_step = state.phase is Phase.LEARNING and (state.step or 0) > 0
    return state.phase is Phase.REVIEW or has_left_first_step


def is_known(state: CardState) -> bool:
    """Say whether a card sits well enough to be asked in a harder format.

    It is in review (a lapse takes it back to relearning) and holds for a week.
    """
    return _holds_for(state, KNOWN_STABILITY)


def counts_as_known(state: CardState, *, was_recalled: bool) -> bool:
    """Say whether a card is shown as known: it holds for a week.

    One that was never right but among options holds for a month, since luck may have
    helped.
    """
    return is_known(state) if was_recalled else may_be_said(state)


def may_be_said(state: CardState) -> bool:
    """Say whether a card holds for so long that it may be asked in a sentence."""
    return _holds_for(state, MASTERED_STABILITY)


def fits(format: Format, card: Card) -> bool:
    """Say whether a card can be asked in a format, on some rung of the ladder."""
    key = card.answer
    match key:
        case NameKey():
            named = (Format.CHOICE, Format.TYPED, Format.SENTENCE, Format.SELF_MARKED)
            return format in named
        case TrueFalseKey():
            return format is Format.TRUE_FALSE
        case OrderKey():
            return format is Format.ORDERING
        case RecallKey():
            return format is Format.SELF_MARKED
        case _:
            assert_never(key)


def is_short(answer: ShortAnswer) -> bool:
    """Say whether an answer is short enough to be typed word for word."""
    return len(fold(answer.text).split()) <= TYPED_WORDS


def _fact_format(
    card: Card, key: NameKey, state: CardState, *, was_typed: bool
) -> Format:
    is_named = key.is_job or any(is_short(right) for right in key.right)
    is_typable = is_named and _is_typable(key, card.options)
    is_climbed = was_typed or not is_typable
    if is_climbed and _has_reason(card, key) and may_be_said(state):
        return Format.SENTENCE
    return Format.TYPED if is_typable and is_known(state) else Format.CHOICE


def _holds_for(state: CardState, days: float) -> bool:
    return state.phase is Phase.REVIEW and (state.stability or 0.0) >= days


def _has_reason(card: Card, key: NameKey) -> bool:
    """Say whether there is something to compare a sentence with."""
    return bool(key.reasons or card.explanation)


def _is_typable(key: NameKey, options: tuple[str, ...]) -> bool:
    return any(_can_be_typed(right, options) for right in key.right)


def _can_be_typed(answer: ShortAnswer, options: tuple[str, ...]) -> bool:
    """Say whether its words tell an answer from the others: "+" has none."""
    words = fold(answer.text)
    return bool(words) and [fold(option) for option in options].count(words) <= 1
