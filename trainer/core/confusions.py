"""Which jobs are taken for one another, counted from what was answered.

Knows names and answers; nothing of rows or pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trainer.core.history import Answer
from trainer.core.model import Card, Job, NameKey
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


def confusion_of(
    answer: Answer, card: Card, names: Mapping[str, str]
) -> Confusion | None:
    """Say which two jobs a wrong answer took for one another, chosen or typed.

    Of several right jobs the first stands for all. An answer that was undone, that is
    no study, that was passed after all, or that names no job of the deck, confuses
    none.

    Args:
        names: as `job_names` gives them.
    """
    key = card.answer
    if not (isinstance(key, NameKey) and key.is_job and answer.is_study):
        return None
    response = answer.logged.response
    answered = names.get(fold(response.choice or response.text))
    right = {names.get(fold(each.text), each.text) for each in key.right}
    if answer.is_passed or answered is None or answered in right:
        return None
    first = key.right[0].text
    return Confusion(names.get(fold(first), first), answered)


def most_common(
    confusions: Iterable[Confusion | None],
) -> tuple[tuple[Confusion, int], ...]:
    """Count confusions, the most frequent first, equal ones by their names."""
    counted = Counter(each for each in confusions if each is not None)
    return tuple(sorted(counted.items(), key=lambda each: (-each[1], each[0])))
