"""How right options give themselves away: by their place, their length, their spelling.

Says in how many items a pattern shows and how likely chance is to do as much; knows
nothing of sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from trainer.core.chance import at_least
from trainer.core.items import Item
from trainer.core.right_answers import NameKey
from trainer.core.wording import read

WIDEST = 8  # places looked at: each further one gives chance more to play with

_ABBREVIATION = re.compile(r"[A-Z]{2,}[a-z]{0,3}")


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice item with exactly one option known to be right (its number, from 0).

    `labels` are the options as the paper prints them.
    """

    item: Item
    right: int
    labels: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many options there are."""
        return len(self.item.options)

    @property
    def right_option(self) -> str:
        """The right option, as the item has it."""
        return self.item.options[self.right]


@dataclass(frozen=True, slots=True)
class Pattern:
    """The items where something shows, how many chance would make, how likely it is."""

    places: tuple[str, ...]
    expected: float
    likelihood: float


def known_choices(
    items: Iterable[Item], printed: Mapping[str, tuple[str, ...]]
) -> list[Choice]:
    """Give the items of which exactly one option is known to be right."""
    choices = []
    for item in items:
        answers = item.answer.right if isinstance(item.answer, NameKey) else ()
        names = {read(answer.text).words for answer in answers}
        right = [i for i, o in enumerate(item.options) if read(o).words in names]
        if len(right) == 1:
            labels = printed.get(item.place, ())
            fitting = labels if len(labels) == len(item.options) else item.options
            choices.append(Choice(item, right[0], fitting))
    return choices


def longest(choices: Sequence[Choice]) -> Pattern:
    """Find the items whose right option is printed longer than every other one."""
    return _pattern(choices, _is_longest, _one_of_all)


def spelled_out(choices: Sequence[Choice]) -> Pattern:
    """Find the items whose right option alone is no abbreviation."""
    return _pattern(choices, _is_spelled_out, _one_of_all)


def at_places(choices: Sequence[Choice], places: Iterable[int]) -> Pattern:
    """Find the items whose right option is at one of these places (from 0)."""
    chosen = {*places}
    return _pattern(
        choices,
        lambda choice: choice.right in chosen,
        lambda choice: sum(place < choice.width for place in chosen) / choice.width,
    )


def most_skewed(choices: Sequence[Choice]) -> tuple[tuple[int, ...], Pattern]:
    """Find the one or two places that hold the right option most against chance.

    Its likelihood counts once for each set of places tried (Bonferroni's correction):
    among many sets one always looks special.
    """
    width = widest(choices)
    sets = [s for size in (1, 2) for s in combinations(range(width), size)]
    tried = [(at_places(choices, places), places) for places in sets]
    none = (Pattern((), 0.0, 1.0), ())
    best, places = min(tried, key=lambda pair: pair[0].likelihood, default=none)
    likelihood = min(1.0, best.likelihood * max(1, len(sets)))
    return places, Pattern(best.places, best.expected, likelihood)


def widest(choices: Iterable[Choice]) -> int:
    """Give how many places there are to look at."""
    return min(WIDEST, max((choice.width for choice in choices), default=0))


def _pattern(
    choices: Sequence[Choice],
    shows: Callable[[Choice], bool],
    chance: Callable[[Choice], float],
) -> Pattern:
    places = tuple(choice.item.place for choice in choices if shows(choice))
    chances = [chance(choice) for choice in choices]
    return Pattern(places, sum(chances), at_least(len(places), chances))


def _one_of_all(choice: Choice) -> float:
    return 1 / choice.width


def _is_longest(choice: Choice) -> bool:
    lengths = [len(label) for label in choice.labels]
    most = max(lengths)
    return lengths[choice.right] == most and lengths.count(most) == 1


def _is_spelled_out(choice: Choice) -> bool:
    short = [bool(_ABBREVIATION.fullmatch(label)) for label in choice.labels]
    return not short[choice.right] and sum(short) == len(short) - 1
