"""Markdown lines of an exam paper or an answer key, told apart by their structure.

Knows nothing of exams: only what a line looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

ARROW = r"(?:→|⇒|->|=>)"
DASH = r"(?:—|–|-)"

_SPACES = re.compile(r"[^\S\n]+")
_QUOTE = re.compile(r"\s*>\s?")
_TABLE = re.compile(r"\|.*")
_RULE = re.compile(r"(?:-(?: ?-){2,}|\*(?: ?\*){2,}|_(?: ?_){2,})")
_HEADING = re.compile(r"(#{1,6}) +(.*?)(?: +#+)?")
_FENCE = re.compile(r"(?:```|~~~).*")
_NUMBERED = re.compile(r"(\d{1,4}) ?[).] +(.*)")
_BULLET = re.compile(r"[-*+•] +(.*)")
_ARROW = re.compile(rf"{ARROW} *(.*)")
_LABEL = re.compile(r"\*\*([^*]+?) ?(?:: ?\*\*|\*\* ?:) *(.*)")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_BOX = re.compile(r"\[ ?([xX✓✔✗]?) ?\]")
_BOLD_MARK = re.compile(r"\*\*|__(?=\w)|(?<=\w)__")


class LineKind(StrEnum):
    """What a line looks like."""

    BLANK = "blank"
    RULE = "rule"
    HEADING = "heading"
    FENCE = "fence"
    TABLE = "table"
    NUMBERED = "numbered"
    BULLET = "bullet"
    ARROW = "arrow"
    LABEL = "label"
    BOLD = "bold"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number (from 1), its kind, its mark and its words.

    `mark` is the level of a heading, the number of a numbered line, the words of a
    label; `text` what follows. `indent` counts leading spaces, `quoted` says "> …".
    """

    number: int
    kind: LineKind
    text: str
    mark: str = ""
    indent: int = 0
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A check box and the words behind it; `marked` by a tick or by bold words."""

    text: str
    marked: bool


def read_lines(text: str) -> Iterator[Line]:
    """Yield every line, with no-break spaces, tabs and line ends made plain."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, raw in enumerate(_SPACES.sub(_one_space, plain).split("\n"), start=1):
        yield _line(number, raw)


def _one_space(match: re.Match[str]) -> str:
    """Keep the width of an indent (tabs count four), else leave a single space."""
    if match.start() == 0 or match.string[match.start() - 1] == "\n":
        return match.group().expandtabs(4).replace("\u00a0", " ")
    return " "


def _line(number: int, raw: str) -> Line:
    quote = _QUOTE.match(raw)
    words = raw[quote.end() :] if quote else raw
    stripped = words.strip()
    kind, mark, text = _kind(stripped)
    indent = len(words) - len(words.lstrip())
    return Line(number, kind, text, mark, indent, quote is not None)


def _kind(words: str) -> tuple[LineKind, str, str]:
    """Return kind, mark and text of a line without its indent and its quote mark."""
    if not words:
        return LineKind.BLANK, "", ""
    if not words[0].isalpha():
        for kind, pattern in _SHAPES:
            if match := pattern.fullmatch(words):
                return kind, *_mark_and_text(kind, match)
    return LineKind.TEXT, "", words


def _mark_and_text(kind: LineKind, match: re.Match[str]) -> tuple[str, str]:
    groups = match.groups()
    if kind is LineKind.HEADING:
        return str(len(groups[0])), groups[1]
    if len(groups) == 2:
        return groups[0], groups[1]
    return "", groups[0] if groups else match.group()


_SHAPES = (
    (LineKind.TABLE, _TABLE),
    (LineKind.RULE, _RULE),
    (LineKind.FENCE, _FENCE),
    (LineKind.BULLET, _BULLET),
    (LineKind.ARROW, _ARROW),
    (LineKind.BOLD, _BOLD),
    (LineKind.HEADING, _HEADING),
    (LineKind.NUMBERED, _NUMBERED),
    (LineKind.LABEL, _LABEL),
)


def without_bold(text: str) -> str:
    """Return the text without its bold marks."""
    return _BOLD_MARK.sub("", text).strip()


def split_boxes(text: str) -> tuple[str, tuple[Box, ...]]:
    """Return the words before the first check box, and the boxes with their words."""
    before, *rest = _BOX.split(text)
    boxes = tuple(
        Box(without_bold(words), bool(tick) or "**" in words)
        for tick, words in zip(rest[::2], rest[1::2], strict=True)
    )
    return before.strip(), boxes


def split_arrow(text: str) -> tuple[str, str]:
    """Return what stands before and after the last arrow; nothing after: no arrow."""
    parts = re.split(rf" *{ARROW} *", text)
    if len(parts) == 1:
        return text, ""
    return " → ".join(parts[:-1]).strip(), parts[-1].strip()


def cells(row: str) -> tuple[str, ...]:
    """Return the cells of a table row; an escaped bar is a plain one."""
    inner = row.strip().removeprefix("|").removesuffix("|")
    return tuple(
        cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", inner)
    )
