"""The answer key: its Markdown text → one entry an item, and problems.

Knows the key's own format (docs/exam-format.md), not the paper that it belongs to.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field

from trainer.core.lines import (
    DASH,
    Line,
    LineKind,
    read_lines,
    split_arrow,
    split_boxes,
)
from trainer.core.model import Level, Message, Problem, message
from trainer.core.wording import fold

_PLACE = re.compile(r"([A-Z](?:-[A-Z0-9]+|\d+))\b[ .:—–-]*(.*)")
_NAMED = re.compile(r"\[([a-z0-9][a-z0-9-]*)\] ?(.*)")
_CONSTRAINT = re.compile(r"([a-z0-9-]+) ?< ?([a-z0-9-]+)(?: ?: ?(.*))?")
_FIELD = re.compile(r"([^:]{1,60}?) ?:(?: +(.*))?")
_REASON = re.compile(rf" {DASH} ")
_TRUE = ("vrai", "true", "v", "t")
_FALSE = ("faux", "false", "f")
_ACCEPTED = ("accepte", "acceptes", "accepted")
_WHY = ("pourquoi", "why", "raison", "reason")


@dataclass(frozen=True, slots=True)
class KeyOption:
    """An option with its reason; `is_right` by a tick."""

    line: int
    label: str
    reason: str
    is_right: bool


@dataclass(slots=True)
class KeyField:
    """`label : value ; value`, with what else is accepted and why."""

    line: int
    label: str
    values: tuple[str, ...]
    accepted: tuple[str, ...] = ()
    reason: str = ""
    text: str = ""


@dataclass(slots=True)
class KeyName:
    """A named line: a step to order, or a point of an open answer."""

    line: int
    name: str
    text: str
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyConstraint:
    """`before < after : reason`."""

    line: int
    before: str
    after: str
    reason: str


@dataclass(slots=True)
class KeyEntry:
    """All that the key says of one item; `place` is empty for a role, by its name."""

    line: int
    place: str
    words: str
    is_true: bool | None = None
    options: list[KeyOption] = field(default_factory=list)
    fields: list[KeyField] = field(default_factory=list)
    names: list[KeyName] = field(default_factory=list)
    constraints: list[KeyConstraint] = field(default_factory=list)

    def field(self, *labels: str) -> KeyField | None:
        """Return the field that bears one of these folded labels."""
        return next((f for f in self.fields if fold(f.label) in labels), None)


@dataclass(frozen=True, slots=True)
class ParsedKey:
    """A whole key; `checked` once a teacher has read it."""

    checked: bool
    entries: tuple[KeyEntry, ...]
    problems: tuple[Problem, ...]


def parse_key(text: str, path: str) -> ParsedKey:
    """Read a whole key; every line that fits nothing is a problem with its number."""
    reader = _Reader(path)
    lines = list(read_lines(text))
    for line in reader.read_front_matter(lines):
        reader.read(line)
    return ParsedKey(reader.checked, tuple(reader.entries), tuple(reader.problems))


class _Reader:
    """Reads line after line; knows the entry and the field it is in."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.checked = False
        self.entries: list[KeyEntry] = []
        self.problems: list[Problem] = []
        self.entry: KeyEntry | None = None
        self.last: KeyField | KeyName | None = None
        self.seen: dict[str, int] = {}

    def problem(self, line: int, text: Message, level: Level = Level.ERROR) -> None:
        self.problems.append(Problem(self.path, line, text, level))

    def read_front_matter(self, lines: list[Line]) -> list[Line]:
        """Read the TOML between two `+++` lines at the top; return the lines after."""
        marks = [line.number for line in lines if line.text == "+++"][:2]
        if len(marks) < 2 or any(
            line.kind is not LineKind.BLANK for line in lines[: marks[0] - 1]
        ):
            return lines
        inside = lines[marks[0] : marks[1] - 1]
        try:
            values = tomllib.loads("\n".join(_toml_line(line) for line in inside))
        except tomllib.TOMLDecodeError as error:
            text = message("en-tête illisible : {error}", error=error)
            self.problem(marks[0], text)
            values = {}
        self.checked = values.pop("checked", False) is True
        for name in values:
            text = message("réglage inconnu dans l’en-tête : {name}", name=name)
            self.problem(marks[0], text)
        return lines[marks[1] :]

    def read(self, line: Line) -> None:
        match line.kind:
            case LineKind.BLANK | LineKind.RULE:
                self.last = None
            case LineKind.HEADING:
                self.start(line)
            case LineKind.BULLET if self.entry:
                self.read_bullet(line, self.entry)
            case LineKind.TEXT if self.last and line.indent:
                self.go_on(line, self.last)
            case _ if self.entry is None and not self.entries:
                pass  # words before the first answer are for the reader of the key
            case _:
                self.problem(line.number, _NOWHERE)

    def start(self, line: Line) -> None:
        """Begin an entry at a heading of the third level; others are for the eye."""
        self.entry = self.last = None
        if int(line.mark) < 3:
            return
        match = _PLACE.fullmatch(line.text)
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
            self.problem(line.number, text)
        self.seen.setdefault(name, line.number)

    def read_bullet(self, line: Line, entry: KeyEntry) -> None:
        words = line.text
        before, boxes = split_boxes(words)
        if line.indent >= 2 and self.last is not None:
            self.read_detail(line, self.last)
        elif boxes and not before:
            entry.options.append(_option(line.number, words))
        elif match := _NAMED.fullmatch(words):
            self.last = KeyName(line.number, match[1], match[2])
            entry.names.append(self.last)
        elif match := _CONSTRAINT.fullmatch(words):
            before, after, reason = match.groups()
            entry.constraints.append(
                KeyConstraint(line.number, before, after, reason or "")
            )
        elif fold(words) in (*_TRUE, *_FALSE) and entry.is_true is None:
            entry.is_true = fold(words) in _TRUE
        elif match := _FIELD.fullmatch(words):
            self.last = _field(line.number, match.group(1), match.group(2) or "")
            entry.fields.append(self.last)
        else:
            self.problem(line.number, _NOWHERE)

    def read_detail(self, line: Line, owner: KeyField | KeyName) -> None:
        match = _FIELD.fullmatch(line.text)
        label = fold(match.group(1)) if match else ""
        value = (match.group(2) or "") if match else ""
        if label in _ACCEPTED:
            owner.accepted += _values(value)
        elif label in _WHY and isinstance(owner, KeyField):
            owner.reason = value
        else:
            self.problem(line.number, _NOWHERE)

    def go_on(self, line: Line, owner: KeyField | KeyName) -> None:
        """Take a line that goes on with the value above it."""
        owner.text = f"{owner.text} {line.text}".strip()
        if isinstance(owner, KeyField):
            owner.values = _values(owner.text)


_NOWHERE = message("cette ligne du corrigé n’est pas comprise")


def split_point(text: str) -> tuple[str, str]:
    """Return question and answer of a named point ("… ? → …")."""
    before, after = split_arrow(text)
    return (before, after) if after else ("", before)


def _toml_line(line: Line) -> str:
    return line.text if line.kind is LineKind.TEXT else ""


def _option(line: int, words: str) -> KeyOption:
    _, boxes = split_boxes(words)
    label, *reason = _REASON.split(boxes[0].text, maxsplit=1)
    return KeyOption(line, label.strip(), "".join(reason).strip(), boxes[0].marked)


def _field(line: int, label: str, value: str) -> KeyField:
    return KeyField(line, label.strip("* "), _values(value), text=value)


def _values(text: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in text.split(";") if value.strip())
