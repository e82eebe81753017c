"""Marking: a response and the card's key → a score with its reasons.

The rule for typed answers is plain on purpose: the browser has its own copy of it, and
both pass `tests/cases/typed_answers.json`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from trainer.core.messages import Message, message
from trainer.core.ordering import broken, order_share
from trainer.core.questions import Card, Format, Response, Score
from trainer.core.reviews import Rating
from trainer.core.right_answers import Constraint, NameKey, OrderKey, TrueFalseKey
from trainer.core.slips import is_near, rivals_of
from trainer.core.wording import fold

WRONG = Score(0.0)


def grade(response: Response, format: Format, card: Card) -> Score:
    """Mark a response; no response is wrong, a self-marked one has no share.

    Raises:
        ValueError: the format does not fit the card.
    """
    key = card.answer
    match format, key:
        case Format.SELF_MARKED, _:
            return Score(None)
        case Format.SENTENCE, NameKey():
            return Score(None)
        case Format.CHOICE, NameKey():
            return _grade_choice(response.choice, key)
        case Format.TYPED, NameKey():
            return Score(float(is_right(response.text, key)))
        case Format.TRUE_FALSE, TrueFalseKey():
            return _grade_verdict(response, key)
        case Format.ORDERING, OrderKey():
            return _grade_order(response.order, key)
        case _:
            raise ValueError(f"{card.key} cannot be asked as {format}")


def is_right(text: str, key: NameKey) -> bool:
    """Say whether a text has the words of a right answer, or of a variant of one."""
    return fold(text) in accepted_words(key)


@lru_cache(maxsize=4096)
def accepted_words(key: NameKey) -> tuple[str, ...]:
    """Give the words of each right answer and variant, once each; signs have none."""
    names = [n for answer in key.right for n in (answer.text, *answer.variants)]
    return tuple(dict.fromkeys(filter(None, map(fold, names))))


def is_near_miss(text: str, key: NameKey, others: tuple[str, ...] = ()) -> bool:
    """Say whether a text is one slip away from right, and may be typed once more.

    Args:
        others: folded spellings of the other answers of the deck: a slip that makes
            one of them is none.
    """
    accepted = accepted_words(key)
    return is_near(fold(text), accepted, rivals_of(accepted, others))


def suggested_rating(score: Score) -> Rating | None:
    """Give the rating for a marked answer: good if all is right, else again."""
    if score.share is None:
        return None
    return Rating.GOOD if is_full(score) else Rating.AGAIN


def may_rate(score: Score, rating: Rating, *, overridden: bool = False) -> bool:
    """Say whether a rating goes with a mark: again with a wrong answer, else a pass.

    The student may override a mark ("I was right"), which is stored with the review; so
    nothing stores a wrong answer as hard by the way. What is right so far may have a
    part that the student marks: then it may be again.
    """
    if overridden or score.share is None:
        return True
    if score.has_own_part and is_full(score):
        return True
    return is_full(score) == (rating is not Rating.AGAIN)


def is_full(score: Score) -> bool:
    """Say whether all was right."""
    return score.share is not None and score.share >= 1.0


def _grade_verdict(response: Response, key: TrueFalseKey) -> Score:
    """Mark a verdict; whether a corrected sentence is right is the student's to say."""
    is_right = response.is_true is key.is_true
    return Score(float(is_right), has_own_part=is_right and not key.is_true)


def _grade_choice(choice: str | None, key: NameKey) -> Score:
    """Mark a choice by its label; give the reasons of the right and the chosen one."""
    right = [answer.text for answer in key.right]
    share = float(choice in right)
    labels = right if choice is None or choice in right else [*right, choice]
    return Score(share, tuple(_option_reasons(labels, key)))


def _option_reasons(labels: list[str], key: NameKey) -> Iterator[Message]:
    for label in labels:
        for reason in key.reasons:
            if reason.label == label:
                yield message("{label} : {reason}", label=label, reason=reason.text)


def _grade_order(order: tuple[str, ...], key: OrderKey) -> Score:
    if not order:
        return WRONG
    texts = {step.name: step.text for step in key.steps}
    reasons = tuple(_order_reason(wrong, texts) for wrong in broken(order, key))
    return Score(order_share(order, key), reasons)


def _order_reason(wrong: Constraint, texts: dict[str, str]) -> Message:
    before, after = texts[wrong.before], texts[wrong.after]
    if not wrong.reason:
        return message(
            "« {before} » vient avant « {after} »", before=before, after=after
        )
    return message(
        "« {before} » vient avant « {after} » : {reason}",
        before=before,
        after=after,
        reason=wrong.reason,
    )
