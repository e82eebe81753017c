"""The marking scheme of a paper, kept adding up when one of its parts is worth more."""

from __future__ import annotations

import re
from collections.abc import Iterable

from trainer.core.exam import ParsedExam, parse_exam
from trainer.core.items import Part
from trainer.core.lines import Line, LineKind, read_lines
from trainer.core.paper_points import read_scheme_line, read_total

_LAST_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?(?!.*\d)")


def with_scheme(before: str, after: str) -> str:
    """Give the scheme of a changed paper the points that its parts have now.

    A paper without a scheme, or whose parts are worth the same, stays as it is. What
    did not add up before still does not: that is for the teacher to see.
    """
    old, new = (parse_exam(text, "") for text in (before, after))
    worth = {part.letter: part.points for part in old.parts}
    changed = [part for part in new.parts if part.points != worth.get(part.letter, 0.0)]
    lines = after.split("\n")
    rows = _rows(new, after)
    for part in changed:
        if part.letter in rows:
            _set_number(lines, rows[part.letter], part.points)
    more = sum(part.points for part in new.parts) - sum(worth.values())
    for line in read_lines(after):
        total = read_total(line.words) if line.kind in _TOTALS else None
        if total is not None and more:
            _set_number(lines, line.number, total + more)
    if rows:
        end = max(rows.values())
        lines[end:end] = [_row(part) for part in changed if part.letter not in rows]
    return "\n".join(lines)


_TOTALS = (LineKind.LABEL, LineKind.BOLD, LineKind.TEXT, LineKind.BULLET)


def _rows(exam: ParsedExam, text: str) -> dict[str, int]:
    """Return the lines of the scheme by the letters of their parts."""
    starts = [section.line for section in exam.sections]
    parts = [part.line for part in exam.parts]
    return {
        row.letter: line.number
        for line in _bullets(text)
        if _stands_outside(line.number, parts, starts)
        and (row := read_scheme_line(line))
    }


def _bullets(text: str) -> Iterable[Line]:
    return (line for line in read_lines(text) if line.kind is LineKind.BULLET)


def _stands_outside(line: int, parts: Iterable[int], sections: Iterable[int]) -> bool:
    """Say whether the heading above a line is not that of a part."""
    part = max((start for start in parts if start < line), default=0)
    return max((start for start in sections if start < line), default=0) >= part


def _set_number(lines: list[str], number: int, points: float) -> None:
    lines[number - 1] = _LAST_NUMBER.sub(f"{points:g}", lines[number - 1])


def _row(part: Part) -> str:
    return f"- {part.letter} — {part.title} : **/{part.points:g}**"
