"""Two versions of a text side by side: which lines went, which came, in which words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from trainer.core.item_changes import Piece, compared

CONTEXT = 2  # lines around a change that stay in sight
MOST_LINES = 3_000  # of what differs, to be compared line by line


class LineKind(StrEnum):
    """What became of a line."""

    SAME = "same"
    GONE = "gone"
    COME = "come"
    FOLDED = "folded"  # stands for several lines that are the same


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of one text or of both; `count` is how many lines a folded one is for."""

    kind: LineKind
    before: int
    after: int
    pieces: tuple[Piece, ...] = ()
    count: int = 1


def text_changes(before: str, after: str) -> tuple[TextLine, ...]:
    """Say how a text became another, line by line; nothing if they are the same.

    Lines count from 1; 0 is the number of a line in a text that does not have it.
    """
    old, new = before.splitlines(), after.splitlines()
    if old == new:
        return ()
    return tuple(_folded(list(_lines(old, new))))


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[TextLine]:
    for tag, start, end, other_start, other_end in _blocks(old, new):
        if tag == "equal":
            for offset in range(end - start):
                words = Piece(old[start + offset])
                numbers = (start + offset + 1, other_start + offset + 1)
                yield TextLine(LineKind.SAME, *numbers, (words,))
            continue
        gone, come = old[start:end], new[other_start:other_end]
        pairs = [compared(*pair) for pair in zip(gone, come, strict=False)]
        for offset, text in enumerate(gone):
            pieces = pairs[offset][0] if offset < len(pairs) else (Piece(text),)
            yield TextLine(LineKind.GONE, start + offset + 1, 0, pieces)
        for offset, text in enumerate(come):
            pieces = pairs[offset][1] if offset < len(pairs) else (Piece(text),)
            yield TextLine(LineKind.COME, 0, other_start + offset + 1, pieces)


def _blocks(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[str, int, int, int, int]]:
    """Give the blocks of equal and of other lines; what is too long is one block."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    rest, other = old[head : len(old) - tail], new[head : len(new) - tail]
    if head:
        yield "equal", 0, head, 0, head
    if max(len(rest), len(other)) > MOST_LINES:
        yield "replace", head, head + len(rest), head, head + len(other)
    else:
        matcher = SequenceMatcher(None, rest, other, autojunk=False)
        for tag, start, end, other_start, other_end in matcher.get_opcodes():
            yield tag, head + start, head + end, head + other_start, head + other_end
    if tail:
        yield "equal", len(old) - tail, len(old), len(new) - tail, len(new)


def _folded(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """Fold lines that are the same and far from any change."""
    shown = set[int]()
    for place, line in enumerate(lines):
        if line.kind is not LineKind.SAME:
            shown.update(range(place - CONTEXT, place + CONTEXT + 1))
    folded = 0
    for place, line in enumerate(lines):
        if place not in shown:
            folded += 1
            continue
        if folded:
            yield TextLine(LineKind.FOLDED, 0, 0, count=folded)
            folded = 0
        yield line
    if folded:
        yield TextLine(LineKind.FOLDED, 0, 0, count=folded)
