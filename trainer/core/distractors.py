"""What the options of a question drew: who chose which, and where it stood.

Knows what was chosen and how the same students did elsewhere; nothing of rows or pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import prod, sqrt
from statistics import fmean, pstdev

from trainer.core.chance import at_least

FEWEST_TO_BE_STRONG = 3  # students who chose an option
_SURE = 2  # standard errors
_UNLIKELY = 0.01
_SELDOM = 0.1  # chance that an option as good as the others is left over by luck
_FEWEST_PLACES = 20  # answers, to say anything of places


@dataclass(frozen=True, slots=True)
class Choice:
    """One student's choice: the option, all that was shown, in order, and the rest.

    `rest` is the student's share of the marks of all other questions, 0 to 1.
    """

    option: str
    shown: tuple[str, ...]
    rest: float


@dataclass(frozen=True, slots=True)
class OptionShare:
    """How often an option was shown and chosen; `rest` is the mean of who chose it."""

    option: str
    is_right: bool
    shown: int
    chosen: int
    rest: float | None

    @property
    def share(self) -> float:
        """The share of those who saw the option and chose it."""
        return self.chosen / self.shown if self.shown else 0.0


class OptionFlag(StrEnum):
    """What is odd about an option."""

    NEVER_CHOSEN = "never_chosen"
    CHOSEN_BY_THE_STRONG = "chosen_by_the_strong"


def option_shares(
    choices: Sequence[Choice], right: Collection[str]
) -> tuple[OptionShare, ...]:
    """Count the options of one question, the right ones first, then the most chosen."""
    shown = Counter(option for choice in choices for option in choice.shown)
    rests: dict[str, list[float]] = {option: [] for option in shown}
    for choice in choices:
        rests.setdefault(choice.option, []).append(choice.rest)
    shares = [
        OptionShare(
            option=option,
            is_right=option in right,
            shown=max(shown[option], len(found)),
            chosen=len(found),
            rest=fmean(found) if found else None,
        )
        for option, found in rests.items()
    ]
    return tuple(sorted(shares, key=lambda e: (not e.is_right, -e.share, e.option)))


def option_flags(
    choices: Sequence[Choice], right: Collection[str]
) -> dict[str, OptionFlag]:
    """Say which wrong options nobody takes, or the strong take rather than the right.

    The strong take an option if those who chose it are better elsewhere than those who
    chose the right one, by two standard errors of the difference. That nobody takes an
    option says nothing while few are wrong: five mistakes leave one of four over.
    """
    found: dict[str, OptionFlag] = {}
    spread = pstdev(choice.rest for choice in choices) if choices else 0.0
    knowing = [choice.rest for choice in choices if choice.option in right]
    for each in option_shares(choices, right):
        if each.is_right:
            continue
        if not each.chosen:
            if _is_left_over(each.option, choices, right):
                found[each.option] = OptionFlag.NEVER_CHOSEN
        elif each.rest is not None and each.chosen >= FEWEST_TO_BE_STRONG and knowing:
            error = spread * sqrt(1 / each.chosen + 1 / len(knowing))
            if each.rest - fmean(knowing) > _SURE * error:
                found[each.option] = OptionFlag.CHOSEN_BY_THE_STRONG
    return found


def _is_left_over(
    option: str, choices: Sequence[Choice], right: Collection[str]
) -> bool:
    """Say whether luck would seldom leave an option, or another one, over."""
    others = [
        len(wrong)
        for choice in choices
        if choice.option not in right
        and option in (wrong := set(choice.shown).difference(right))
    ]
    if not others:
        return False
    return max(others) * prod(1 - 1 / n for n in others) < _SELDOM


def drawing_place(choices: Sequence[Choice], right: Collection[str]) -> int | None:
    """Say which place draws wrong answers beyond chance, from 1; None: none does.

    By chance each wrong answer is any of the wrong options that were shown.
    """
    wrong = [
        choice
        for choice in choices
        if choice.option in choice.shown and choice.option not in right
    ]
    if len(wrong) < _FEWEST_PLACES:
        return None
    places = range(max(len(choice.shown) for choice in wrong))
    chances = {place: _chance_of(place, wrong, right) for place in places}
    place = min(places, key=lambda each: chances[each])
    return place + 1 if chances[place] * len(places) < _UNLIKELY else None


def _chance_of(place: int, wrong: Sequence[Choice], right: Collection[str]) -> float:
    """Give the chance of so many wrong answers at a place, or more."""
    at_place = sum(choice.shown.index(choice.option) == place for choice in wrong)
    chances = []
    for choice in wrong:
        others = [option not in right for option in choice.shown]
        is_wrong = place < len(others) and others[place]
        chances.append(1 / sum(others) if is_wrong else 0.0)
    return at_least(at_place, chances)
