"""The answer key: its Markdown text → one entry an item, and problems.

Knows the key's own format (docs/exam-format.md), not the paper that it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from trainer.core.deck_settings import UNREADABLE
from trainer.core.lines import (
    DASH,
    Box,
    Line,
    LineKind,
    is_gap,
    read_lines,
    split_arrow,
    split_boxes,
)
from trainer.core.messages import Problem, message
from trainer.core.notes import Notes
from trainer.core.toml_text import read_toml
from trainer.core.wording import fold

MOST_LINES = 500  # of one entry
MOST_DASHES = 10  # in an option's line, looked at

_FRONT = "+++"
_PLACE = re.compile(r"([A-Z](?:-[A-Z0-9]+|\d+))\b[ .:—–-]*(.*)")
_NAMED = re.compile(r"\[([a-z0-9][a-z0-9-]*)\] ?(.*)")
_CONSTRAINT = re.compile(r"([a-z0-9-]+|…) ?< ?([a-z0-9-]+|…)(?: ?: ?(.*))?")
_FIELD = re.compile(r"(?:\*\*)?([^:*]{1,60}?)(?:\*\*)? ?:(?:\*\*)? *(.*)")
_DASH = re.compile(rf" {DASH}(?: |$)")
_TRUE = ("vrai", "true", "v", "t")
_FALSE = ("faux", "false", "f")
_VERDICT = ("vrai ou faux", "vrai faux", "true or false", "true false")
ACCEPTED = ("accepte", "acceptes", "accepted")
_WHY = ("pourquoi", "why", "raison", "reason")


@dataclass(slots=True)
class KeyOption:
    """An option with its reason ("label — reason"); `is_right` by a tick."""

    line: int
    words: list[str]
    is_right: bool

    def readings(self) -> Iterator[tuple[str, str]]:
        """Give (label, reason) for each dash that may part them, longest label first.

        "1789 – 1799 — car …" may be about 1789 or about 1789 – 1799.
        """
        text = " ".join(self.words)
        yield text, ""
        cuts = list(islice(_DASH.finditer(text), MOST_DASHES))
        for dash in reversed(cuts):
            yield text[: dash.start()], _filled([text[dash.end() :]])


@dataclass(slots=True)
class KeyField:
    """`label : value ; value`, with what else is accepted and why."""

    line: int
    label: str
    words: list[str]
    accepted_words: list[str] = field(default_factory=list)
    reason_words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole value; nothing as long as there is only a gap to fill in."""
        return _filled(self.words)

    @property
    def values(self) -> tuple[str, ...]:
        """The values between the semicolons."""
        return _values(self.text)

    @property
    def accepted(self) -> tuple[str, ...]:
        """What else counts as right."""
        return _values(_filled(self.accepted_words))

    @property
    def reason(self) -> str:
        """Why it is right."""
        return _filled(self.reason_words)


@dataclass(slots=True)
class KeyName:
    """A named line: a step to order, or a point of an open answer."""

    line: int
    name: str
    words: list[str]
    accepted_words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words of the step or the point."""
        return " ".join(self.words)

    @property
    def accepted(self) -> tuple[str, ...]:
        """What else counts as right."""
        return _values(_filled(self.accepted_words))


@dataclass(slots=True)
class KeyConstraint:
    """`before < after : reason`."""

    line: int
    before: str
    after: str
    reason_words: list[str]

    @property
    def reason(self) -> str:
        """Why the one comes before the other."""
        return _filled(self.reason_words)


@dataclass(slots=True)
class KeyEntry:
    """All that the key says of one item; `place` is empty for a role, by its name.

    `has_gap` says that a line of the skeleton still waits to be filled in.
    """

    line: int
    place: str
    words: str
    is_true: bool | None = None
    has_gap: bool = False
    options: list[KeyOption] = field(default_factory=list)
    fields: list[KeyField] = field(default_factory=list)
    names: list[KeyName] = field(default_factory=list)
    constraints: list[KeyConstraint] = field(default_factory=list)

    def field(self, *labels: str) -> KeyField | None:
        """Return the field that bears one of these folded labels."""
        return next((f for f in self.fields if fold(f.label) in labels), None)

    @property
    def length(self) -> int:
        """How many lines it has."""
        named = len(self.names) + len(self.constraints)
        return len(self.options) + len(self.fields) + named


@dataclass(frozen=True, slots=True)
class ParsedKey:
    """A whole key; `checked` once a teacher has read it."""

    checked: bool
    entries: tuple[KeyEntry, ...]
    problems: tuple[Problem, ...]


def parse_key(text: str, path: str) -> ParsedKey:
    """Read a whole key; every line that fits nothing is a problem with its number."""
    reader = _Reader(Notes(path))
    start = reader.read_front_matter(text)
    for line in read_lines(text):
        if line.number > start and reader.notes.is_readable(line):
            reader.read(line)
        if reader.notes.has_enough(line):
            break
    problems = tuple(reader.notes.problems)
    return ParsedKey(reader.checked, tuple(reader.entries), problems)


class _Reader:
    """Reads line after line; knows in which entry it is and what a line goes on with.

    `owner` is the field or point that details belong to, `tail` the words that an
    indented line would go on with.
    """

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.checked = False
        self.entries: list[KeyEntry] = []
        self.entry: KeyEntry | None = None
        self.owner: KeyField | KeyName | None = None
        self.tail: list[str] | None = None
        self.seen: dict[str, int] = {}

    def read_front_matter(self, text: str) -> int:
        """Read the TOML between two `+++` lines at the top; return its last line."""
        rows = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
        marks = [n for n, row in enumerate(rows, start=1) if row.strip() == _FRONT]
        if not marks or any(row.strip() for row in rows[: marks[0] - 1]):
            return 0
        start, *ends = marks[:2]
        if not ends:
            self.notes.error(
                start, message("l’en-tête n’est pas fermé : +++ est attendu")
            )
            return start
        values, line = read_toml("\n".join(rows[start : ends[0] - 1]))
        if line:
            self.notes.error(start + line, UNREADABLE)
        checked = values.pop("checked", False)
        self.checked = checked is True
        if not isinstance(checked, bool):
            self.notes.error(start, message("checked attend true ou false"))
        for name in values:
            unknown = message("réglage inconnu dans l’en-tête : {name}", name=name)
            self.notes.error(start, unknown)
        return ends[0]

    def read(self, line: Line) -> None:
        match line.kind:
            case LineKind.BLANK | LineKind.GAP | LineKind.RULE:
                self.owner = self.tail = None
            case LineKind.HEADING:
                self.start(line)
            case LineKind.BULLET | LineKind.NUMBERED if self.entry:
                self.read_bullet(line, self.entry)
            case LineKind.TEXT if self.tail is not None and line.indent:
                self.tail.append(line.text)
            case LineKind.BULLET | LineKind.NUMBERED:
                self.notes.error(
                    line.number, message("cette ligne n’est d’aucune question")
                )
            case _ if self.entry is None and not self.entries:
                pass  # words before the first answer are for the reader of the key
            case _:
                self.notes.error(line.number, _NOWHERE)

    def start(self, line: Line) -> None:
        """Begin an entry at a place, or a name at the third level; else none."""
        match = _PLACE.fullmatch(line.text)
        self.entry = self.owner = self.tail = None
        if not match and int(line.mark) < 3:
            return  # a heading for the eye
        place, words = match.groups() if match else ("", line.text)
        self.entry = KeyEntry(line.number, place, words)
        self.entries.append(self.entry)
        name = place or fold(words)
        if name in self.seen:
            text = message(
                "{name} a déjà sa réponse à la ligne {line}",
                name=place or words,
                line=self.seen[name],
            )
            self.notes.error(line.number, text)
        self.seen.setdefault(name, line.number)

    def read_bullet(self, line: Line, entry: KeyEntry) -> None:
        before, boxes = split_boxes(line.text)
        if entry.length >= MOST_LINES:
            text = message("{name} a trop de lignes", name=entry.place or entry.words)
            self.notes.error(line.number, text)
        elif line.indent >= 2 and self.owner is not None:
            self.read_detail(line, self.owner)
        elif boxes and not before:
            self.read_option(line, entry, boxes)
        elif match := _NAMED.fullmatch(line.text):
            self.owner = KeyName(line.number, match[1], [match[2]])
            self.tail = self.owner.words
            entry.names.append(self.owner)
        elif match := _CONSTRAINT.fullmatch(line.text):
            self.read_constraint(line, entry, match)
        else:
            self.read_field(line, entry)

    def read_option(self, line: Line, entry: KeyEntry, boxes: tuple[Box, ...]) -> None:
        self.owner, self.tail = None, [boxes[0].text]
        option = KeyOption(line.number, self.tail, boxes[0].is_ticked)
        entry.options.append(option)
        if len(boxes) > 1:
            self.notes.error(line.number, message("une option par ligne est attendue"))

    def read_constraint(
        self, line: Line, entry: KeyEntry, match: re.Match[str]
    ) -> None:
        before, after, reason = match.groups("")
        self.owner, self.tail = None, [reason]
        if is_gap(before) or is_gap(after):
            entry.has_gap = True
            return
        constraint = KeyConstraint(line.number, before, after, self.tail)
        entry.constraints.append(constraint)

    def read_field(self, line: Line, entry: KeyEntry) -> None:
        """Take "label : value" in, or "true" or "false" alone or as such a value."""
        match = _FIELD.fullmatch(line.text)
        label, value = match.groups() if match else ("", line.text)
        if not match or fold(label) in _VERDICT:
            self.read_verdict(line, entry, value)
        elif entry.field(fold(label)):
            text = message("« {label} » est là deux fois", label=label)
            self.notes.error(line.number, text)
        else:
            self.tail = [value]
            self.owner = KeyField(line.number, label.strip(), self.tail)
            entry.fields.append(self.owner)

    def read_verdict(self, line: Line, entry: KeyEntry, value: str) -> None:
        self.owner = self.tail = None
        if entry.is_true is None and fold(value) in (*_TRUE, *_FALSE):
            entry.is_true = fold(value) in _TRUE
        elif not is_gap(value):
            self.notes.error(line.number, _NOWHERE)

    def read_detail(self, line: Line, owner: KeyField | KeyName) -> None:
        match = _FIELD.fullmatch(line.text)
        label, value = match.groups() if match else ("", "")
        if fold(label) in ACCEPTED:
            self.tail = owner.accepted_words
        elif fold(label) in _WHY and isinstance(owner, KeyField):
            self.tail = owner.reason_words
        else:
            self.notes.error(line.number, _NOWHERE)
            return
        self.tail.append(value)


_NOWHERE = message("cette ligne du corrigé n’est pas comprise")


def split_point(text: str) -> tuple[str, str]:
    """Return question and answer of a named point ("… ? → …")."""
    before, after = split_arrow(text)
    return (before, after) if after else ("", before)


def _filled(words: Sequence[str]) -> str:
    """Return words as one text, "" for a gap that waits to be filled in."""
    text = " ".join(words).strip()
    return "" if is_gap(text) else text


def _values(text: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in text.split(";") if value.strip())
