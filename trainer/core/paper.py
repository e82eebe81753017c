"""Questions: a card as it is shown, shuffled and without its answer key.

Chance comes from the caller's generator, so that a stored seed shows the same again.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import assert_never

from trainer.core.grading import accepted_words
from trainer.core.items import Deck, Job
from trainer.core.ordering import is_valid
from trainer.core.questions import Card, Format, Question
from trainer.core.right_answers import NameKey, OrderKey, Step
from trainer.core.wording import fold

DISTRACTORS = 4


def ask(card: Card, format: Format, deck: Deck, rng: Random) -> Question:
    """Make the question of a card: options and steps shuffled, nothing of its key.

    Args:
        card: what is asked.
        format: how; it must fit the card (see `ladder.format_of`).
        deck: where the other jobs to choose from come from.
        rng: seeded by `seed_of`, so that the same question can be shown again.

    Returns:
        The question. Its format is the one to mark by: where there is nothing to choose
        from (a deck without other jobs), a choice becomes a typed answer.
    """
    question = Question(card.key, format, card.text, card.ask)
    match format:
        case Format.CHOICE:
            options = _options(card, deck, rng)
            if len(options) < 2:
                return replace(question, format=Format.TYPED)
            return replace(question, options=options)
        case Format.ORDERING:
            return replace(question, steps=_steps(card, rng))
        case Format.TRUE_FALSE | Format.TYPED | Format.SENTENCE | Format.SELF_MARKED:
            return question
        case _:
            assert_never(format)


def ask_between(card: Card, jobs: tuple[str, str], rng: Random) -> Question:
    """Make the question which of two jobs it is: they alone are there to choose from.

    Args:
        card: one whose key names one of the two, and to which the other is wrong.
        jobs: by their one name each.
        rng: as `ask` takes it.
    """
    options = list(jobs)
    rng.shuffle(options)
    return Question(card.key, Format.CHOICE, card.text, card.ask, tuple(options))


def seed_of(card_key: str, occasion: str | int) -> str:
    """Give the seed of one showing of a card (a review's uid, or a count)."""
    return f"{card_key} {occasion}"


def _options(card: Card, deck: Deck, rng: Random) -> tuple[str, ...]:
    options = list(card.options)
    if not options:
        assert isinstance(card.answer, NameKey)
        shown = rng.choice(card.answer.right).text
        options = [shown, *_distractors(shown, card.answer, deck, rng)]
    rng.shuffle(options)
    return tuple(options)


def _distractors(shown: str, key: NameKey, deck: Deck, rng: Random) -> list[str]:
    """Draw wrong jobs: first those that are confused with the right one."""
    right = set(accepted_words(key))
    wrong = [job.name for job in deck.jobs if right.isdisjoint(names_of(job))]
    rng.shuffle(wrong)
    confused = {name for pair in deck.confusable if shown in pair for name in pair}
    wrong.sort(key=lambda name: name not in confused)
    return wrong[:DISTRACTORS]


# A question asks it of every job of the deck.
@lru_cache(maxsize=1024)
def names_of(job: Job) -> tuple[str, ...]:
    """Give the folded names that a job is known by."""
    return tuple(fold(name) for name in (job.name, *job.aliases))


def _steps(card: Card, rng: Random) -> tuple[Step, ...]:
    """Shuffle the steps into an order that is not right, if there is one."""
    assert isinstance(card.answer, OrderKey)
    steps = list(card.answer.steps)
    rng.shuffle(steps)
    if is_valid(tuple(step.name for step in steps), card.answer):
        steps.reverse()  # breaks every constraint
    return tuple(steps)
