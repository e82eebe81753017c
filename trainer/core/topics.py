"""What a card is about: a part of the paper, and jobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trainer.core.grading import accepted_words
from trainer.core.items import Deck, Item, Job, Kind
from trainer.core.messages import Message, message
from trainer.core.paper import names_of
from trainer.core.questions import Card
from trainer.core.right_answers import NameKey, RoleKey, TrueFalseKey

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
    title = title_of_part(part_of(item), titles)
    assert title is not None, "a part of another deck"
    return title


def title_of_part(name: str, titles: Mapping[str, str]) -> Message | None:
    """Say the title of a part or list; None: the deck has no such part (any more).

    Args:
        name: as `part_of` gives it.
        titles: of the parts, by letter.
    """
    if name in titles:
        return message("{letter} — {title}", letter=name, title=titles[name])
    return LISTS.get(Kind(name)) if name in {*Kind} else None


def jobs_title(deck: Deck) -> Message:
    """Say what those are that the reminders of a deck tell of."""
    if deck.has_jobs:
        return message("Métiers")
    return message("{name}", name=deck.subjects) if deck.subjects else LISTS[Kind.ROLE]


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


def jobs_named(card: Card) -> frozenset[str]:
    """Return the jobs that a card's key names; none if it asks for no job."""
    key = card.answer
    if not (isinstance(key, NameKey) and key.is_job):
        return frozenset()
    return frozenset(right.text for right in key.right)


def jobs_right(card: Card, jobs: Iterable[Job]) -> frozenset[str]:
    """Return the jobs of a deck that count as right at a card, by any of their names.

    None of a card that asks for no job.
    """
    key = card.answer
    if not (isinstance(key, NameKey) and key.is_job):
        return frozenset()
    accepted = set(accepted_words(key))
    return frozenset(job.name for job in jobs if not accepted.isdisjoint(names_of(job)))
