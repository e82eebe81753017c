"""The exam paper: its Markdown text → parts, raw items and problems.

Goes by structure (letter of a part, list, table, check boxes) and accounts for every
line. Knows nothing of the answer key, of jobs or of stable keys.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from trainer.core.exam_part import INSTRUCTION, NOWHERE, PartHeading, PartReader
from trainer.core.items import Kind, Part
from trainer.core.lines import DASH, Line, LineKind, read_lines, without_bold
from trainer.core.messages import Problem, message
from trainer.core.notes import Notes
from trainer.core.paper_points import (
    Scheme,
    check_points,
    read_part_points,
    read_scheme_line,
    read_total,
)
from trainer.core.raw_items import (
    RawItem,
    finish_item,
    looks_like_a_choice,
    split_fact,
    take_key,
)
from trainer.core.wording import fold

MOST_ITEMS = 20_000  # of a part, or of the reminders

_PART = re.compile(rf"(?:(\w+) )?([A-Z])(?: ?(?:{DASH}|[.:)]) ?(.*)|)")
_PARTS = ("partie", "part")
_LIKE_PARTS = ("section", "exercice", "exercise")
_NUMBERED_PART = re.compile(r"(?:partie|part) (?:\d|[ivx]{2})")
_GLOSSARY = re.compile(r"\b(?:vocabulaire|glossaire|lexique|vocabulary|glossary)\b")
_DURATION = frozenset({"duree", "duration", "temps", "time"})


@dataclass(frozen=True, slots=True)
class Section:
    """A heading that is not of a part, with its line."""

    title: str
    line: int


@dataclass(frozen=True, slots=True)
class ParsedExam:
    """Everything that a paper says, and what is wrong with it."""

    title: str
    duration: str
    instruction: str
    sections: tuple[Section, ...]
    parts: tuple[Part, ...]
    items: tuple[RawItem, ...]
    total: float
    problems: tuple[Problem, ...]


def parse_exam(text: str, path: str) -> ParsedExam:
    """Read a whole paper; every line that fits nothing is a problem with its number."""
    reader = _Reader(Notes(path))
    for line in read_lines(text):
        if reader.notes.is_readable(line):
            reader.read(line)
        if reader.notes.has_enough(line) or reader.has_enough(line):
            break
    return reader.finish()


class _Reader:
    """Reads line after line; knows in which part or section it is."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.title = self.duration = ""
        self.instruction: list[str] = []
        self.sections: list[Section] = []
        self.parts: list[PartReader] = []
        self.facts: list[RawItem] = []
        self.scheme = Scheme()
        self.part: PartReader | None = None
        self.fact: RawItem | None = None
        self.indent = 0

    def read(self, line: Line) -> None:
        """Take one line in."""
        match line.kind:
            case LineKind.FENCE:
                text = message("balise de code isolée, laissée de côté")
                self.notes.warn(line.number, text)
            case LineKind.HEADING:
                self.read_heading(line)
            case LineKind.LABEL | LineKind.BOLD | LineKind.TEXT if self.is_total(line):
                pass
            case _ if self.part and self.part.read(line):
                pass
            case _:
                self.part = None
                self.read_outside(line)

    def has_enough(self, line: Line) -> bool:
        """Say whether there are more items than anybody can learn, and note it."""
        here = len(self.part.items) if self.part else len(self.facts)
        if here <= MOST_ITEMS:
            return False
        text = message(
            "plus de {most} questions : la suite n’est pas lue", most=MOST_ITEMS
        )
        self.notes.error(line.number, text)
        return True

    # Headings

    def read_heading(self, line: Line) -> None:
        words = without_bold(line.text)
        level = int(line.mark)
        if _NUMBERED_PART.match(fold(words)):
            text = message("une partie attend une lettre (PARTIE A — titre)")
            self.notes.error(line.number, text)
        part = _PART.fullmatch(words)
        word = fold(part[1] or "") if part else None
        if self.part and level > self.part.heading.level and word not in _PARTS:
            if not self.part.start_case(line):
                self.start_section(words, line)
        elif part and (level > 1 or self.title or _is_like_part(part)):
            self.start_part(line, part[2], part[3] or "")
        elif level == 1 and not self.title:
            self.title, self.part, self.fact = words, None, None
        else:
            self.start_section(words, line)

    def start_section(self, heading: str, line: Line) -> None:
        """Begin a section; one below the heading of a part may belong to the part."""
        self.sections.append(Section(take_key(heading)[0], line.number))
        self.fact = None
        if self.part and int(line.mark) > self.part.heading.level:
            self.part.start_group(heading)
        else:
            self.part = None

    def start_part(self, line: Line, letter: str, rest: str) -> None:
        title, points = read_part_points(rest)
        for problem in points.problems:
            self.notes.error(line.number, problem)
        if any(part.heading.letter == letter for part in self.parts):
            text = message("la partie {letter} est là deux fois", letter=letter)
            self.notes.error(line.number, text)
        level = int(line.mark)
        heading = PartHeading(line.number, level, letter, title, points)
        self.part = PartReader(self.notes, heading)
        self.parts.append(self.part)
        self.fact = None

    # Outside the parts: reminders, vocabulary, scheme, memo

    def is_total(self, line: Line) -> bool:
        """Take the line in if it is the sum of the scheme; in a part it has a slash."""
        if self.part and line.kind is LineKind.TEXT and "/" not in line.text:
            return False
        total = read_total(line.words)
        if total is None:
            return False
        if self.scheme.total not in (None, total):
            self.notes.error(line.number, message("le total est donné deux fois"))
        self.scheme.total, self.scheme.total_line = total, line.number
        return True

    def read_outside(self, line: Line) -> None:
        match line.kind:
            case LineKind.BLANK | LineKind.GAP | LineKind.RULE:
                self.fact = None
            case LineKind.BULLET:
                self.read_fact(line)
            case LineKind.LABEL | LineKind.TEXT | LineKind.BOLD:
                self.read_words(line)
            case _:
                self.notes.error(line.number, NOWHERE)

    def read_words(self, line: Line) -> None:
        before, _, after = line.words.partition(":")
        if fold(before) in _DURATION:
            self.duration = after.strip()
        elif fold(before) in INSTRUCTION:
            self.instruction.append(after.strip())
        elif _is_heading(line):
            self.start_section(line.text.strip("*_ "), line)
        elif self.fact and line.kind is LineKind.TEXT:
            self.fact.more.append(line.text)
        else:
            self.notes.warn(line.number, NOWHERE)

    def read_fact(self, line: Line) -> None:
        fact, self.fact = self.fact, None
        if self.scheme.add(read_scheme_line(line)) or self.is_total(line):
            return
        named = split_fact(line.text)
        is_nested = fact is not None and line.indent > self.indent + 1
        if not named or is_nested or not (self.sections or self.title):
            self.notes.error(line.number, NOWHERE)
            return
        name, separator, text = named
        kind = self.fact_kind(line, separator)
        self.fact = RawItem(kind, name, line.number, text=text, label=name)
        self.indent = line.indent
        self.facts.append(self.fact)

    def fact_kind(self, line: Line, separator: str) -> Kind:
        if separator in ("→", "⇒", "->", "=>"):
            return Kind.MEMO
        section = fold(self.sections[-1].title if self.sections else self.title)
        return Kind.TERM if line.quoted or _GLOSSARY.search(section) else Kind.ROLE

    # The end

    def finish(self) -> ParsedExam:
        """Return all that was read, with what only the whole paper can tell."""
        items = [*self.facts, *(item for part in self.parts for item in part.items)]
        items.sort(key=lambda item: item.line)
        for item in items:
            for text in finish_item(item):
                self.notes.error(item.line, text)
            if looks_like_a_choice(item):
                text = message(
                    "{place} est lu comme une question ouverte : une option attend une"
                    " case ([ ] …)",
                    place=item.place,
                )
                self.notes.warn(item.line, text)
        if not self.title:
            self.notes.warn(1, message("l’épreuve n’a pas de titre (# Titre)"))
        if not items:
            text = message("aucune question trouvée : est-ce bien une épreuve ?")
            self.notes.error(0, text)
        parts, more = check_points(
            [part.part() for part in self.parts],
            [part.heading.points for part in self.parts],
            [len(part.items) for part in self.parts],
            self.scheme,
        )
        for line, text in more:
            self.notes.error(line, text)
        return ParsedExam(
            title=self.title,
            duration=self.duration,
            instruction=" ".join(self.instruction),
            sections=tuple(self.sections),
            parts=parts,
            items=tuple(items),
            total=sum(part.points for part in parts),
            problems=tuple(
                sorted(self.notes.problems, key=lambda problem: problem.line)
            ),
        )


def _is_like_part(heading: re.Match[str]) -> bool:
    """Say whether a first heading is a part for all that; "Sujet A — …" is a title."""
    word, _, rest = heading.groups()
    return fold(word) in (*_PARTS, *_LIKE_PARTS) if word else rest is not None


def _is_heading(line: Line) -> bool:
    """Say whether words are a heading by their looks: bold, or an emphasised quote."""
    if line.kind is LineKind.BOLD:
        return True
    return line.quoted and line.text.startswith(("*", "_"))
