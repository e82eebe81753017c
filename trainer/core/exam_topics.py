"""What an exam is about: parts, jobs, tools and tags, and what each weighs in marks.

A card of a part weighs its share of the marks that its question brings; of questions to
choose from, each as much of them as the others. A card of a list (reminders, words)
brings no marks, but prepares for some: it weighs a share of the marks that the paper
gives for the same job. A topic weighs what its cards weigh; one with cards of both
sorts the greater of the two sums, for the same marks must not count twice. A paper
without points gives one to each question. Knows nothing of answers, rows or pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from trainer.core.items import Deck, Item
from trainer.core.messages import Message, message
from trainer.core.questions import Card
from trainer.core.right_answers import CaseKey, MatchingKey, RoleKey
from trainer.core.tags import Tags
from trainer.core.topics import jobs_of, part_of, part_title

_FEWEST_OF_TOOL = 2  # cards: one alone is a question and no topic
_BETWEEN_TOOLS = re.compile(r"\s+[/+]\s+|,\s*")


class TopicKind(StrEnum):
    """By what the cards of an exam are grouped."""

    PART = "part"
    JOB = "job"
    TOOL = "tool"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class AskedCard:
    """A card that is asked, by what names it outside, with its item."""

    id: int
    item: Item
    card: Card


@dataclass(frozen=True, slots=True)
class Topic:
    """Some cards of an exam, and the marks that it gives for them.

    `name` is what it is known by: the letter of a part, the kind of a list, a job, a
    tool, a tag.
    """

    kind: TopicKind
    name: str
    title: Message
    weight: float
    card_ids: tuple[int, ...]


def topics_of(
    deck: Deck, cards: Iterable[AskedCard], kind: TopicKind
) -> tuple[Topic, ...]:
    """Give the topics of a kind that have a card, in the order of the paper."""
    some = tuple(cards)
    own, prepared = _marks(deck, some)
    groups: dict[str, list[AskedCard]] = {}
    titles: dict[str, Message] = {}
    places = {card.item.place for card in some if card.item.part}
    tags = Tags(deck.topics, places)
    for card in some:
        for name, title in _names(deck, card, kind, tags):
            groups.setdefault(name, []).append(card)
            titles.setdefault(name, title)
    return tuple(
        Topic(
            kind=kind,
            name=name,
            title=titles[name],
            weight=max(
                sum(own.get(card.id, 0.0) for card in group),
                sum(prepared.get(card.id, 0.0) for card in group),
            ),
            card_ids=tuple(card.id for card in group),
        )
        for name, group in groups.items()
        if kind is not TopicKind.TOOL or len(group) >= _FEWEST_OF_TOOL
    )


def weights_of(deck: Deck, cards: Iterable[AskedCard]) -> dict[int, float]:
    """Give what each card weighs in marks, one of a list what it prepares for."""
    own, prepared = _marks(deck, tuple(cards))
    return own | prepared


def shares_of(
    cards: Sequence[Card], marking: Iterable[tuple[str, float]]
) -> list[float]:
    """Share one item's mark among its cards: by the marking of its part, else equally.

    Args:
        cards: of one item.
        marking: of the part, by the names of blanks (`Part.marking`).
    """
    of_blank = dict(marking)
    named = [of_blank.get(card.name, 0.0) for card in cards]
    total = sum(named)
    if not total:
        return [1 / len(cards)] * len(cards)
    return [each / total for each in named]


def has_points(deck: Deck) -> bool:
    """Say whether the paper gives points at all."""
    return any(part.points for part in deck.parts)


def tools_of(item: Item, card: Card) -> tuple[str, ...]:
    """Return the tools that a card asks for, or asks what they are for."""
    match item.answer:
        case RoleKey(tools=tools) if card.name == "tools":
            return tools
        case MatchingKey(cells):
            texts = [
                cell.text
                for blank, cell in zip(item.blanks, cells, strict=True)
                if cell and blank.name == card.name == "tool"
            ]
        case CaseKey(fields):
            texts = [
                text
                for blank, field in zip(item.blanks, fields, strict=True)
                if field and blank.name == card.name == "tools"
                for text in field.model
            ]
        case _:
            return ()
    return tuple(tool for text in texts for tool in _BETWEEN_TOOLS.split(text) if tool)


def _names(
    deck: Deck, card: AskedCard, kind: TopicKind, tags: Tags
) -> Iterator[tuple[str, Message]]:
    """Give the topics that a card is in, each with its title."""
    match kind:
        case TopicKind.PART:
            titles = {part.letter: part.title for part in deck.parts}
            yield part_of(card.item), part_title(card.item, titles)
            return
        case TopicKind.JOB:
            names: Iterable[str] = jobs_of(card.item, card.card)
        case TopicKind.TOOL:
            names = tools_of(card.item, card.card)
        case TopicKind.TAG:
            names = tags.of(card.item)
        case _:
            assert_never(kind)
    for name in names:
        yield name, message("{name}", name=name)


def _marks(
    deck: Deck, cards: Sequence[AskedCard]
) -> tuple[dict[int, float], dict[int, float]]:
    """Give the marks that cards bring, and those that cards of lists prepare for."""
    own = _own_marks(deck, cards)
    of_job: dict[str, float] = {}
    lists: Counter[str] = Counter()
    for card in cards:
        for job in jobs_of(card.item, card.card):
            if card.id in own:
                of_job[job] = of_job.get(job, 0.0) + own[card.id]
            else:
                lists[job] += 1
    prepared = {
        card.id: sum(
            of_job.get(job, 0.0) / lists[job] for job in jobs_of(card.item, card.card)
        )
        for card in cards
        if card.id not in own
    }
    return own, prepared


def _own_marks(deck: Deck, cards: Sequence[AskedCard]) -> dict[int, float]:
    """Share the marks of each part among its items, and theirs among their cards."""
    families: dict[str, list[AskedCard]] = {}
    for card in cards:
        if card.item.part:
            families.setdefault(card.item.key, []).append(card)
    items = Counter(family[0].item.part for family in families.values())
    parts = {part.letter: part for part in deck.parts}
    own: dict[int, float] = {}
    for family in families.values():
        part = parts[family[0].item.part]
        marks = part.points / items[part.letter] if has_points(deck) else 1.0
        shares = shares_of([card.card for card in family], part.marking)
        own |= {
            card.id: marks * share for card, share in zip(family, shares, strict=True)
        }
    return own
