"""The tags of a deck, from the `[topics]` of its settings: which items have them.

Knows items and words; nothing of cards, marks or pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from trainer.core.items import Item
from trainer.core.messages import Message, message
from trainer.core.right_answers import RoleKey
from trainer.core.wording import fold

_MOST_LOOKED_FOR = 1000  # words of tags, so that no settings take long to check


class Tags:
    """The tags of a deck, folded to be found."""

    def __init__(
        self,
        topics: Iterable[tuple[str, tuple[str, ...]]],
        places: Iterable[str] = (),
    ) -> None:
        """Take tags with places of items ("A3"), or words that their texts hold.

        Args:
            places: of the questions: "F1" is then the question, never the F1 score.
        """
        some, taken = tuple(topics), {*map(fold, places)}
        self._words = {
            tag: tuple(_within(word) for word in words if fold(word) not in taken)
            for tag, words in some
        }
        self._places = {tag: frozenset(map(fold, words)) for tag, words in some}

    def of(self, item: Item) -> Iterator[str]:
        """Give the tags of an item: it is named, or its text holds a word of theirs."""
        place, text = fold(item.place), _text(item)
        for tag, words in self._words.items():
            if place in self._places[tag] or any(word in text for word in words):
                yield tag


def unknown_tags(
    items: Iterable[Item], topics: Mapping[str, tuple[str, ...]]
) -> list[Message]:
    """Say which tags no item has, and which words of the others are in none."""
    texts = "\n".join(map(_text, items))  # a place is in its text, too
    found: dict[str, bool] = {}
    problems = []
    for tag, words in topics.items():
        for word in words[: max(0, _MOST_LOOKED_FOR - len(found))]:
            found[word] = found.get(word) or _within(word) in texts
        lost = [word for word in words if found.get(word) is False]
        if len(lost) == len(words):
            text = message("« {name} » : aucune question n’a ce thème", name=tag)
            problems.append(text)
            continue
        problems += [
            message(
                "« {word} », du thème « {tag} », n’est dans aucune question",
                word=word,
                tag=tag,
            )
            for word in lost
        ]
    return problems


def _within(word: str) -> str:
    return f" {fold(word)} "


def _text(item: Item) -> str:
    tools = item.answer.tools if isinstance(item.answer, RoleKey) else ()
    return f" {fold(' '.join((item.place, item.title, item.text, *tools)))} "
