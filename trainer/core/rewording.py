"""Which texts are older ones reworded: clearly, perhaps, or not at all.

Compares places and texts alone; what they belong to is the caller's business.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from trainer.core.wording import Reading, likeness, read

# Measured on the built-in exam: two different texts of a kind are alike by 0.5 at most,
# one to three typos leave 0.77 at least. They share two thirds of the words of the
# shorter one at most, where a piece of a text has all of them but for typos.
SAME_PLACE = 0.7
ELSEWHERE = 0.85
CERTAIN = 0.9  # at the same place, whatever else is nearly as like
MARGIN = 0.1  # how much less like every other text has to be
MAYBE_SAME_PLACE = 0.45
MAYBE_ELSEWHERE = 0.55
MAYBE_A_PIECE = 0.7  # of the words of the shorter one, if it has at least
PIECE_WORDS = 3

# Bounds on time: how many texts are looked at for one text, how many of them in full,
# how many signs at first, how many in full.
NEAREST = 500
KEPT = 20
HEAD = 128
WHOLE = 1000


@dataclass(frozen=True, slots=True)
class Placed:
    """Something at a place, with its text and, for older ones, its past texts."""

    place: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rewordings:
    """By number of the new text, the number of the older one it surely or maybe is.

    The candidates of a doubt come with the likeliest first.
    """

    clear: Mapping[int, int]
    doubtful: Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Pair:
    likeness: float
    is_same_place: bool
    is_piece: bool
    new: int
    old: int

    @property
    def rank(self) -> tuple[float, bool, int, int]:
        return (-self.likeness, not self.is_same_place, self.new, self.old)

    @property
    def is_possible(self) -> bool:
        floor = MAYBE_SAME_PLACE if self.is_same_place else MAYBE_ELSEWHERE
        return self.likeness >= floor or self.is_piece

    def is_clear(self, rival: float) -> bool:
        """Say whether it is the same text, if the likest other one is `rival`."""
        if self.is_same_place and self.likeness >= CERTAIN:
            return rival <= self.likeness
        floor = SAME_PLACE if self.is_same_place else ELSEWHERE
        return self.likeness >= floor and rival <= self.likeness - MARGIN


@dataclass(frozen=True, slots=True)
class _Row:
    """One text of an older one."""

    order: tuple[tuple[str, int], ...]
    number: int
    reading: Reading
    words: frozenset[str]


def reworded(new: Sequence[Placed], old: Sequence[Placed]) -> Rewordings:
    """Find out which new texts are older ones reworded.

    A text keeps its identity by being much like the one at its place, or very much like
    one elsewhere, when no other text comes near. Everything in between is a doubt.
    """
    pairs = _pairs(new, old)
    of_new: dict[int, list[_Pair]] = {}
    of_old: dict[int, list[_Pair]] = {}
    for pair in pairs:
        of_new.setdefault(pair.new, []).append(pair)
        of_old.setdefault(pair.old, []).append(pair)
    clear: dict[int, int] = {}
    taken: set[int] = set()
    judged: set[int] = set()
    for pair in pairs:
        if pair.new in judged or pair.old in taken:
            continue
        judged.add(pair.new)
        rivals = [
            rival.likeness
            for rival in (*of_new[pair.new], *of_old[pair.old])
            if rival != pair and rival.old not in taken and rival.new not in clear
        ]
        if pair.is_clear(max(rivals, default=0.0)):
            clear[pair.new] = pair.old
            taken.add(pair.old)
    candidates = {
        number: tuple(pair.old for pair in mine if pair.old not in taken)
        for number, mine in of_new.items()
        if number not in clear
    }
    return Rewordings(clear, {n: found for n, found in candidates.items() if found})


def place_order(place: str) -> tuple[tuple[str, int], ...]:
    """Give a key that sorts places as people number them: A2 before A10."""
    pieces = re.findall(r"(\D*)(\d{0,9})", place)
    return tuple((words, int(number or 0)) for words, number in pieces)


def _pairs(new: Sequence[Placed], old: Sequence[Placed]) -> list[_Pair]:
    """Give the pairs that are alike enough to be looked at, the likest first."""
    rows = [
        _row(number, placed.place, text)
        for number, placed in enumerate(old)
        for text in placed.texts
    ]
    search = _Search(rows)
    pairs = []
    for number, placed in enumerate(new):
        mine = _row(number, placed.place, placed.texts[0])
        found: dict[int, list[_Row]] = {}
        for row in search.likest(mine):
            found.setdefault(row.number, []).append(row)
        pairs += [
            _Pair(
                likeness=max(likeness(mine.reading, row.reading) for row in texts),
                is_same_place=old[other].place == placed.place,
                is_piece=any(_is_piece(mine.words, row.words) for row in texts),
                new=number,
                old=other,
            )
            for other, texts in found.items()
        ]
    return sorted((p for p in pairs if p.is_possible), key=lambda pair: pair.rank)


class _Search:
    """The older texts in the order of their places, searched around one place."""

    def __init__(self, rows: Iterable[_Row]) -> None:
        self.rows = sorted(rows, key=lambda row: (row.order, row.number))
        self.orders = [row.order for row in self.rows]
        self.heads = [row.reading.words[:HEAD] for row in self.rows]
        self.sorted_heads = [row.reading.sorted_words[:HEAD] for row in self.rows]

    def likest(self, mine: _Row) -> list[_Row]:
        """Give the texts that begin like one, have its words, or are at its place."""
        left = bisect_left(self.orders, mine.order)
        right = bisect_right(self.orders, mine.order)
        start = max(0, min(left - NEAREST // 2, len(self.rows) - NEAREST))
        nearest = range(start, min(start + NEAREST, len(self.rows)))
        rows = self.rows
        pieces = [i for i in nearest if _is_piece(mine.words, rows[i].words)]
        found = {*range(left, right)[:KEPT], *pieces[:KEPT]}
        for words, heads in (
            (mine.reading.words, self.heads),
            (mine.reading.sorted_words, self.sorted_heads),
        ):
            best = process.extract(
                words[:HEAD],
                heads[nearest.start : nearest.stop],
                scorer=OSA.normalized_similarity,
                score_cutoff=MAYBE_ELSEWHERE,
                limit=KEPT,
            )
            found.update(start + position for _, _, position in best)
        return [rows[position] for position in sorted(found)]


def _row(number: int, place: str, text: str) -> _Row:
    """Read a text; of a very long one its beginning and its end."""
    if len(text) > WHOLE:
        text = f"{text[: WHOLE // 2]} {text[-WHOLE // 2 :]}"
    reading = read(text)
    return _Row(place_order(place), number, reading, frozenset(reading.words.split()))


def _is_piece(some: frozenset[str], others: frozenset[str]) -> bool:
    """Say whether most words of the shorter text stand in the other one."""
    least = min(len(some), len(others))
    return least >= PIECE_WORDS and len(some & others) >= MAYBE_A_PIECE * least
