"""Slips of the finger: what is nearly a right answer and may be typed once more.

One slip (a letter missing, added, wrong, or swapped with its neighbour; a space missing
or added) in a word of six letters and more. Not in a number, and not where the slip
makes another answer of the deck. The browser has its own copy of this rule; both pass
`tests/cases/typed_answers.json`. All texts here are folded words (`wording.fold`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

SHORTEST_WORD = 6
# Two slips apart, as OSA counts at most: further names are never meant by one slip.
FURTHEST_RIVAL = 4

_LETTERS = re.compile(r"[a-z]+")


def is_near(words: str, accepted: Sequence[str], rivals: Sequence[str] = ()) -> bool:
    """Say whether a text is one slip away from an answer, and from no rival.

    Args:
        words: what was typed.
        accepted: the spellings of the answers that are right.
        rivals: those of other answers (see `rivals_of`).
    """
    if words in accepted or words in rivals:
        return False
    return _slips_from(words, accepted) and not _slips_from(words, rivals)


@lru_cache(maxsize=1024)
def rivals_of(accepted: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """Give those of other answers that a slip could turn one of these into."""
    right = set(accepted)
    return tuple(
        other
        for other in dict.fromkeys(others)
        if other not in right and any(_is_rival(other, each) for each in accepted)
    )


def _slips_from(words: str, answers: Iterable[str]) -> bool:
    typed = words.split()
    return any(_is_slip(typed, answer.split()) for answer in answers)


def _is_slip(typed: list[str], meant: list[str]) -> bool:
    if len(typed) == len(meant):
        pairs = [pair for pair in zip(typed, meant, strict=True) if pair[0] != pair[1]]
        return len(pairs) == 1 and _is_slip_in_word(*pairs[0])
    longer, shorter = (typed, meant) if len(typed) > len(meant) else (meant, typed)
    return len(longer) == len(shorter) + 1 and _is_split(longer, shorter)


def _is_slip_in_word(typed: str, meant: str) -> bool:
    return (
        _is_long(meant)
        and _LETTERS.fullmatch(typed) is not None
        and OSA.distance(typed, meant, score_cutoff=1) == 1
    )


def _is_split(longer: list[str], shorter: list[str]) -> bool:
    """Say whether two neighbours of the longer text are one word of the shorter."""
    for place, word in enumerate(shorter):
        if word != longer[place]:
            joined = longer[place] + longer[place + 1]
            is_same = word == joined and shorter[place + 1 :] == longer[place + 2 :]
            return is_same and _is_long(word)
    return False


def _is_long(word: str) -> bool:
    return len(word) >= SHORTEST_WORD and _LETTERS.fullmatch(word) is not None


def _is_rival(other: str, answer: str) -> bool:
    if abs(len(other) - len(answer)) > FURTHEST_RIVAL:
        return False
    cutoff = FURTHEST_RIVAL
    return OSA.distance(other, answer, score_cutoff=cutoff) <= cutoff
