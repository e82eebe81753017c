"""Which jobs are taken for one another, counted from what was answered.

Knows names and answers; nothing of rows or pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trainer.core.grading import is_right
from trainer.core.history import Answer
from trainer.core.items import Job
from trainer.core.questions import Card, Response
from trainer.core.right_answers import NameKey
from trainer.core.wording import fold


@dataclass(frozen=True, slots=True, order=True)
class Confusion:
    """One job was asked for, another was answered."""

    right: str
    answered: str


def job_names(jobs: Iterable[Job]) -> dict[str, str]:
    """Give the one name of each job by the words of all the names it is known by."""
    return {
        fold(name): job.name for job in jobs for name in (job.name, *job.aliases)
    } | {fold(job.name): job.name for job in jobs}


def job_asked(card: Card, names: Mapping[str, str]) -> str | None:
    """Return the job that a card asks for; of several the first stands for all.

    Returns:
        None if the card asks for no job.
    """
    key = card.answer
    if not (isinstance(key, NameKey) and key.is_job):
        return None
    first = key.right[0].text
    return names.get(fold(first), first)


def job_given(response: Response, key: NameKey, names: Mapping[str, str]) -> str | None:
    """Return the job that an answer names, chosen or typed.

    Any right one is the one that was asked for.

    Args:
        key: of a card that asks for a job.
        names: as `job_names` gives them.

    Returns:
        None if it names no job of the deck.
    """
    said = response.choice or response.text
    given = names.get(fold(said))
    right = [names.get(fold(each.text), each.text) for each in key.right]
    return right[0] if given in right or is_right(said, key) else given


def confusion_of(
    answer: Answer, card: Card, names: Mapping[str, str]
) -> Confusion | None:
    """Say which two jobs a wrong answer took for one another, chosen or typed.

    An answer that was undone, that is no study, that was passed after all, or that
    names no job of the deck, confuses none.

    Args:
        names: as `job_names` gives them.
    """
    key, asked = card.answer, job_asked(card, names)
    if asked is None or answer.is_passed or not answer.is_study:
        return None
    assert isinstance(key, NameKey)
    given = job_given(answer.logged.response, key, names)
    return None if given in (None, asked) else Confusion(asked, given)


def most_common(
    confusions: Iterable[Confusion | None],
) -> tuple[tuple[Confusion, int], ...]:
    """Count confusions, the most frequent first, equal ones by their names."""
    counted = Counter(each for each in confusions if each is not None)
    return tuple(sorted(counted.items(), key=lambda each: (-each[1], each[0])))
