"""Markdown lines of an exam paper or an answer key, told apart by their structure.

Knows nothing of exams: only what a line looks like.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

ARROW = r"(?:→|⇒|->|=>)"
DASH = r"(?:—|–|-)"

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")  # hyphens and joins unseen
_SPACES = re.compile(r"[^\S\n ][^\S\n]*|[^\S\n]{2,}")  # all but a single plain one
_QUOTE = re.compile(r"\s*>\s?")
_TABLE = re.compile(r"\|.*")
_RULE = re.compile(r"(?:-(?: ?-){2,}|\*(?: ?\*){2,})")
_HEADING = re.compile(r"(#{1,6}) +(.*?)(?: +#+)?")
_FENCE = re.compile(r"(?:```|~~~).*")
_COMMENT = re.compile(r"<!--.*-->")
_GAP = re.compile(r"(?:…|\.{3}|___)[…._ ]*")
_NUMBERED = re.compile(r"(?:\*\*)?(\d{1,4}) ?[).](?:\*\*)? +(.*)")
_BULLET = re.compile(r"[-*+•] +(.*)")
_ARROW = re.compile(rf"{ARROW} *(.*)")
_LABEL = re.compile(r"\*\*([^*]+?) ?(?:: ?\*\*|\*\* ?:) *(.*)")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_CODE = r"(?<!`)`{1,9}[^`]+`+"
_BOX = re.compile(rf"({_CODE})|(?<!\S)(?:\[ ?([xX✓✔✗]?) ?\]|([☐☑☒✅□■]))(?!\()")
_BOX_SIGNS = "[☐☑☒✅□■"
_EMPTY_BOXES = ("", "☐", "□")
# As CommonMark has it: opened before a word and closed after one; code stays as it is.
_STRONG = re.compile(
    rf"({_CODE})"
    r"|\*\*(?=\S)([^*]+(?:\*[^*]+)*)(?<=\S)\*\*"
    r"|(?<!\w)__(?=\S)([^_]+(?:_[^_]+)*)(?<=\S)__(?!\w)"
)
_BAR = re.compile(r"(?<!\\)\|")
_ARROWS = re.compile(rf" ?{ARROW} ?")


class LineKind(StrEnum):
    """What a line looks like; a gap is a line to write on ("______")."""

    BLANK = "blank"
    GAP = "gap"
    RULE = "rule"
    HEADING = "heading"
    FENCE = "fence"
    TABLE = "table"
    NUMBERED = "numbered"
    BULLET = "bullet"
    ARROW = "arrow"
    LABEL = "label"
    BOLD = "bold"
    CODE = "code"
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

    @property
    def words(self) -> str:
        """The whole text, a label and its text as "label : text"."""
        is_label = self.kind is LineKind.LABEL
        return f"{self.mark} : {self.text}" if is_label else self.text


@dataclass(frozen=True, slots=True)
class Box:
    """A check box and the words behind it: right by a tick or, in a paper, by bold."""

    text: str
    is_ticked: bool
    is_bold: bool = False


def read_lines(text: str) -> Iterator[Line]:
    """Yield every line, with no-break spaces, tabs and line ends made plain."""
    rows = _plain(text).split("\n")
    fences = _closed_fences(rows)
    is_code = False
    for number, row in enumerate(rows, start=1):
        if number in fences:
            is_code = not is_code
            yield Line(number, LineKind.BLANK, "")
        elif is_code:
            yield Line(number, *_code(row))
        elif row:
            yield _line(number, row)
        else:
            yield Line(number, LineKind.BLANK, "")


def _plain(text: str) -> str:
    """Write a text as most editors would: composed accents, single plain spaces."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFC", plain))
    return _SPACES.sub(_one_space, plain)


def _closed_fences(rows: Sequence[str]) -> set[int]:
    """Return the numbers of the fences around code; a lone one is just a line.

    A fence on the first line wraps the whole paper, as in a copied chat answer.
    """
    first = next((n for n, row in enumerate(rows, start=1) if row.strip()), 0)
    closed: set[int] = set()
    opened, opening = 0, ""
    for number, row in enumerate(rows, start=1):
        words = row.strip()
        if words[:3] not in ("```", "~~~") or number == first:
            continue
        if opened and words == opening:
            closed |= {opened, number}
            opened, opening = 0, ""
        else:
            opened, opening = number, words[:3]
    return closed


def _code(row: str) -> tuple[LineKind, str]:
    """Return a line of code as Markdown in a sentence; its indent is not kept."""
    words = row.strip()
    if not words:
        return LineKind.BLANK, ""
    return LineKind.CODE, words if "`" in words else f"`{words}`"


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
    if not words or _COMMENT.fullmatch(words):
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
    (LineKind.GAP, _GAP),
    (LineKind.RULE, _RULE),
    (LineKind.FENCE, _FENCE),
    (LineKind.BULLET, _BULLET),
    (LineKind.ARROW, _ARROW),
    (LineKind.BOLD, _BOLD),
    (LineKind.HEADING, _HEADING),
    (LineKind.NUMBERED, _NUMBERED),
    (LineKind.LABEL, _LABEL),
)


def is_gap(text: str) -> bool:
    """Say whether a text is nothing but room to write in."""
    return bool(_GAP.fullmatch(text))


def without_bold(text: str) -> str:
    """Return the text without its bold marks; what stands in code is kept."""
    if "**" in text or "__" in text:
        text = _STRONG.sub(_inside, text)
    return text.strip()


def _inside(match: re.Match[str]) -> str:
    code, *bold = match.groups("")
    return code or "".join(bold)


def split_boxes(text: str) -> tuple[str, tuple[Box, ...]]:
    """Return the words before the first check box, and the boxes with their words."""
    if not any(sign in text for sign in _BOX_SIGNS):
        return text.strip(), ()
    found = [match for match in _BOX.finditer(text) if match[1] is None]
    if not found:
        return text.strip(), ()
    ends = [match.start() for match in found[1:]] + [len(text)]
    boxes = tuple(
        _box(match, text[match.end() : end])
        for match, end in zip(found, ends, strict=True)
    )
    return text[: found[0].start()].strip(), boxes


def _box(match: re.Match[str], words: str) -> Box:
    is_ticked = (match[2] or match[3] or "") not in _EMPTY_BOXES
    plain = without_bold(words)
    return Box(plain, is_ticked, is_bold=plain != words.strip())


def split_arrow(text: str) -> tuple[str, str]:
    """Return what stands before and after the last arrow; nothing after: no arrow."""
    parts = _ARROWS.split(text)
    if len(parts) == 1:
        return text, ""
    return " → ".join(parts[:-1]).strip(), parts[-1].strip()


def cells(row: str) -> tuple[str, ...]:
    """Return the cells of a table row; an escaped bar is a plain one."""
    inner = row.strip().removeprefix("|")
    if not inner.endswith("\\|"):
        inner = inner.removesuffix("|")
    return tuple(cell.replace("\\|", "|").strip() for cell in _BAR.split(inner))
