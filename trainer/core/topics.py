"""What a card is about: a part of the paper, and jobs."""

from __future__ import annotations

from collections.abc import Mapping

from trainer.core.model import (
    Card,
    Item,
    Kind,
    Message,
    NameKey,
    RoleKey,
    TrueFalseKey,
    message,
)

KINDS = {
    Kind.CHOICE: message("choix"),
    Kind.MATCHING: message("association"),
    Kind.TRUE_FALSE: message("vrai ou faux"),
    Kind.CASE: message("mini-cas"),
    Kind.ORDERING: message("ordre"),
    Kind.OPEN: message("question ouverte"),
    Kind.ROLE: message("rappel"),
    Kind.TERM: message("vocabulaire"),
    Kind.MEMO: message("aide-mémoire"),
}
LISTS = {
    Kind.ROLE: message("Rappels"),
    Kind.TERM: message("Vocabulaire"),
    Kind.MEMO: message("Aide-mémoire"),
    Kind.CHOICE: message("Mes cartes"),  # of no part: a student's own
}


def part_of(item: Item) -> str:
    """Return the letter of an item's part; of a list that has none, its kind."""
    return item.part or item.kind.value


def part_title(item: Item, titles: Mapping[str, str]) -> Message:
    """Say which part or list of the paper an item is in.

    Args:
        titles: of the parts, by letter.
    """
    if not item.part:
        return LISTS[item.kind]
    return message("{letter} — {title}", letter=item.part, title=titles[item.part])


def jobs_of(item: Item, card: Card) -> tuple[str, ...]:
    """Return the jobs that a card is about, by their one name each."""
    match item.answer, card.answer:
        case RoleKey(job), _:
            return (job.text,)
        case _, NameKey() as key if key.is_job:
            return tuple(right.text for right in key.right)
        case _, TrueFalseKey() as verdict if verdict.job:
            return (verdict.job,)
        case _:
            return ()
