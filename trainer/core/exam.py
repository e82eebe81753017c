"""The exam paper: its Markdown text → parts, raw items and problems.

Goes by structure (letter of a part, list, table, check boxes) and accounts for every
line. Knows nothing of the answer key, of jobs or of stable keys.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from trainer.core import lines
from trainer.core.lines import ARROW, DASH, Line, LineKind
from trainer.core.model import Blank, Kind, Level, Message, Part, Problem, message
from trainer.core.paper_points import (
    PartPoints,
    Scheme,
    check_points,
    read_part_points,
    read_scheme_line,
    read_total,
)
from trainer.core.wording import fold, slug

_PART = re.compile(rf"(?:\w+ )?([A-Z])(?: ?(?:{DASH}|[.:)]) ?(.*)|)")
_CASE = re.compile(rf"(?:\w+ )?([A-Z]|\d+) ?(?:{DASH}|[.:)]) ?(.+)")
_FACT = re.compile(rf"\*\*(.+?) ?(?:\*\* ?(:|{ARROW})|: ?\*\*()) *(.*)")
_PLAIN_FACT = re.compile(rf"([^:→]+?) ?(:|{ARROW}) +(.*)")
_VERDICT = re.compile(r"(?:V ?/ ?F|Vrai ?/ ?Faux|T ?/ ?F|True ?/ ?False)\b.*", re.I)
_LEAD = re.compile(r"\*\*(.+?)\*\*")
_BRACKETS = re.compile(r"(.*\S) ?\(([^()]*)\)(?:\.|( ?[?!]))?")
_BLANK_FIELD = re.compile(r"([^:_…]+?)(?: ?\((\d+)\))? ?: ?(?:_{2,}|…+|\.{3,})")
_ELLIPSIS = re.compile(r"^(?:…|\.\.\.|_{2,})? ?(.*?)$")
_ROW_NUMBER = re.compile(r"(\d{1,4}) ?[.)] *(.*)")
_EXPLICIT_KEY = re.compile(r" ?\{#([A-Za-z0-9_-]+)\}$")

_TRUE = frozenset({"vrai", "true", "v", "t"})
_FALSE = frozenset({"faux", "false", "f"})
_DURATION = frozenset({"duree", "duration", "temps", "time"})
_INSTRUCTION = frozenset({"consigne", "consignes", "instruction", "instructions"})
_GLOSSARY = re.compile(r"\b(?:vocabulaire|glossaire|lexique|vocabulary|glossary)\b")
_BLANK_NAMES = (
    ("job", ("metier", "job", "role", "poste")),
    ("deliverable", ("livrable", "deliverable")),
    ("tools", ("outils", "tools")),
    ("tool", ("outil", "tool")),
    ("indicators", ("kpi", "indicateur", "indicateurs", "indicator", "indicators")),
    ("risk", ("risque", "risques", "risk", "risks")),
)


@dataclass(slots=True)
class RawItem:
    """An item as the paper prints it; `marked` are the options it marks as right."""

    kind: Kind
    place: str
    line: int
    text: str = ""
    part: str = ""
    title: str = ""
    options: list[str] = field(default_factory=list)
    marked: list[int] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    blanks: list[Blank] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    explicit_key: str = ""
    label: str = ""
    is_true: bool | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading outside the parts, with its line."""

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


@dataclass(slots=True)
class _PartDraft:
    letter: str
    title: str
    line: int
    points: PartPoints
    instruction: list[str] = field(default_factory=list)
    items: list[RawItem] = field(default_factory=list)


def parse_exam(text: str, path: str) -> ParsedExam:
    """Read a whole paper; every line that fits nothing is a problem with its number."""
    reader = _Reader(path)
    for line in lines.read_lines(text):
        reader.read(line)
    return reader.finish()


def blank_name(heading: str) -> str:
    """Return the stable name of a column or field: `job`, `tool`, … or its slug."""
    words = fold(heading).split()
    for name, spellings in _BLANK_NAMES:
        if words and words[0] in spellings:
            return name
    return slug(heading)


def hints_of(text: str) -> tuple[str, list[str]]:
    """Split a text from the list in the brackets that end it."""
    match = _BRACKETS.fullmatch(text)
    if not match:
        return text, []
    before, inside, end = match.groups()
    hints = [hint.strip() for hint in inside.split(",") if hint.strip()]
    return f"{before}{end or ''}", hints


class _Reader:
    """Reads line after line; knows in which part, item and table it is."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.title = self.duration = ""
        self.instruction: list[str] = []
        self.sections: list[Section] = []
        self.parts: list[_PartDraft] = []
        self.facts: list[RawItem] = []
        self.scheme = Scheme()
        self.problems: list[Problem] = []
        self.part: _PartDraft | None = None
        self.item: RawItem | None = None
        self.columns: list[str] | None = None
        self.in_table = False

    def read(self, line: Line) -> None:
        """Take one line in."""
        if line.kind is not LineKind.TABLE:
            self.columns, self.in_table = None, False
        match line.kind:
            case LineKind.BLANK | LineKind.RULE:
                if self.part is None:
                    self.item = None
            case LineKind.FENCE:
                self.warn(line, message("balise de code isolée, laissée de côté"))
            case LineKind.HEADING:
                self.read_heading(line)
            case _ if self.part is None:
                self.read_outside(line)
            case _:
                self.read_inside(line, self.part)

    def problem(self, line: int, text: Message, level: Level = Level.ERROR) -> None:
        self.problems.append(Problem(self.path, line, text, level))

    def warn(self, line: Line, text: Message) -> None:
        self.problem(line.number, text, Level.WARNING)

    # Headings

    def read_heading(self, line: Line) -> None:
        words = lines.without_bold(line.text)
        if part := _PART.fullmatch(words):
            self.start_part(line, part.group(1), part.group(2) or "")
        elif not self.title and line.mark == "1":
            self.title, self.part, self.item = words, None, None
        elif self.part and line.mark != "1" and (case := _CASE.fullmatch(words)):
            self.start_case(line, *case.groups())
        else:
            self.start_section(words, line)

    def start_section(self, title: str, line: Line) -> None:
        self.sections.append(Section(title, line.number))
        self.part, self.item = None, None

    def start_part(self, line: Line, letter: str, rest: str) -> None:
        title, points = read_part_points(rest)
        for problem in points.problems:
            self.problem(line.number, problem)
        if any(part.letter == letter for part in self.parts):
            text = message("la partie {letter} est là deux fois", letter=letter)
            self.problem(line.number, text)
        self.part = _PartDraft(letter, title, line.number, points)
        self.parts.append(self.part)
        self.item = None

    # Outside the parts: reminders, vocabulary, scheme, memo

    def read_outside(self, line: Line) -> None:
        match line.kind:
            case LineKind.BULLET:
                self.read_fact(line)
            case LineKind.LABEL | LineKind.TEXT | LineKind.BOLD:
                self.read_words(line)
            case _:
                self.problem(line.number, _NOWHERE)

    def read_words(self, line: Line) -> None:
        label = fold(line.mark)
        total = read_total(f"{line.mark} {line.text}")
        if total is not None:
            self.scheme.total, self.scheme.total_line = total, line.number
        elif label in _DURATION:
            self.duration = line.text
        elif label in _INSTRUCTION:
            self.instruction.append(line.text)
        elif line.quoted and line.text.startswith(("*", "_")):
            self.sections.append(Section(line.text.strip("*_ "), line.number))
        elif self.item and line.kind is LineKind.TEXT:
            self.item.text += f" {lines.without_bold(line.text)}"
        else:
            self.warn(line, _NOWHERE)

    def read_fact(self, line: Line) -> None:
        self.item = None
        if self.scheme.add(read_scheme_line(line)):
            return
        match = _FACT.fullmatch(line.text) or _PLAIN_FACT.fullmatch(line.text)
        if not match or not self.sections:
            self.problem(line.number, _NOWHERE)
            return
        name, *separators, text = (group or "" for group in match.groups())
        kind = self.fact_kind(line, "".join(separators))
        words, key = _take_key(lines.without_bold(text))
        if not words:
            self.problem(line.number, message("« {name} » n’a pas de texte", name=name))
            return
        self.item = _fact(kind, lines.without_bold(name), words, line.number)
        self.item.explicit_key = key
        self.facts.append(self.item)

    def fact_kind(self, line: Line, separator: str) -> Kind:
        if separator not in ("", ":"):
            return Kind.MEMO
        section = fold(self.sections[-1].title)
        return Kind.TERM if line.quoted or _GLOSSARY.search(section) else Kind.ROLE

    # Inside a part

    def read_inside(self, line: Line, part: _PartDraft) -> None:
        match line.kind:
            case LineKind.NUMBERED:
                self.start_numbered(line, part)
            case LineKind.ARROW:
                self.read_tail(line, line.text)
            case LineKind.BULLET:
                self.read_bullet(line, part)
            case LineKind.TABLE:
                self.read_row(line, part)
            case LineKind.BOLD if case := _CASE.fullmatch(line.text):
                self.start_case(line, *case.groups())
            case LineKind.LABEL if fold(line.mark) in _INSTRUCTION or not self.item:
                part.instruction.append(_label_text(line))
            case _ if self.item is None:
                part.instruction.append(lines.without_bold(line.text))
            case _:
                self.read_more(line, self.item)

    def add(self, part: _PartDraft, item: RawItem) -> RawItem:
        if any(other.place == item.place for other in part.items[-50:]):
            text = message("le numéro {place} est là deux fois", place=item.place)
            self.problem(item.line, text)
        part.items.append(item)
        self.item = item
        return item

    def start_numbered(self, line: Line, part: _PartDraft) -> None:
        text, key = _take_key(line.text)
        place = f"{part.letter}{int(line.mark)}"
        item = RawItem(Kind.OPEN, place, line.number, part=part.letter)
        item.explicit_key = key
        self.add(part, item)
        before, tail = lines.split_arrow(text)
        if tail and ("[" in tail or _VERDICT.fullmatch(tail)):
            item.text = before
            self.read_tail(line, tail)
        else:
            item.text, boxes = lines.split_boxes(text)
            self.add_options(line, item, boxes)

    def read_tail(self, line: Line, tail: str) -> None:
        """Take what stands behind an arrow: options, or "true or false"."""
        item = self.item
        before, boxes = lines.split_boxes(tail)
        if item is None or (before and boxes):
            self.problem(line.number, _NOWHERE)
        elif boxes:
            self.add_options(line, item, boxes)
        elif _VERDICT.fullmatch(tail) and item.kind is Kind.OPEN:
            item.kind = Kind.TRUE_FALSE
        else:
            self.problem(line.number, _NOWHERE)

    def add_options(
        self, line: Line, item: RawItem, boxes: tuple[lines.Box, ...]
    ) -> None:
        if boxes and item.options and line.kind is not LineKind.BULLET:
            text = message("{place} a déjà ses options", place=item.place)
            self.problem(line.number, text)
            return
        for box in boxes:
            if not box.text:
                text = message("{place} a une option vide", place=item.place)
                self.problem(line.number, text)
            if box.marked:
                item.marked.append(len(item.options))
            item.options.append(box.text)
            item.kind = Kind.CHOICE

    def read_bullet(self, line: Line, part: _PartDraft) -> None:
        before, boxes = lines.split_boxes(line.text)
        item = self.item
        if boxes and not before:
            if item is None or item.kind is Kind.ORDERING:
                self.add_steps(line, part, boxes)
            elif item.kind in (Kind.OPEN, Kind.CHOICE):
                self.add_options(line, item, boxes)
            else:
                self.problem(line.number, _NOWHERE)
        elif item and item.kind is Kind.CASE and not item.blanks:
            self.add_blanks(line, item)
        else:
            self.problem(line.number, _NOWHERE)

    def add_steps(
        self, line: Line, part: _PartDraft, boxes: tuple[lines.Box, ...]
    ) -> None:
        item = self.item
        if item is None:
            place = f"{part.letter}{len(part.items) + 1}"
            item = RawItem(Kind.ORDERING, place, line.number, part=part.letter)
            item.text = part.title
            self.add(part, item)
        item.steps.extend(box.text for box in boxes)
        if len(boxes) > 1 or not boxes[0].text:
            text = message("une étape par ligne, avec un texte, est attendue")
            self.problem(line.number, text)

    def start_case(self, line: Line, letter: str, title: str) -> None:
        assert self.part is not None
        title, key = _take_key(title)
        place = f"{self.part.letter}-{letter}"
        item = RawItem(Kind.CASE, place, line.number, part=self.part.letter)
        item.title, item.explicit_key = title, key
        self.add(self.part, item)

    def add_blanks(self, line: Line, item: RawItem) -> None:
        rest = line.text
        for match in _BLANK_FIELD.finditer(line.text):
            heading, count = match.group(1).strip(" -–—,;"), int(match.group(2) or 1)
            item.blanks.append(Blank(blank_name(heading), heading, count))
            rest = rest.replace(match.group(), "", 1)
        if rest.strip():
            text = message("« {rest} » n’est pas un champ à remplir", rest=rest.strip())
            self.problem(line.number, text)

    def read_more(self, line: Line, item: RawItem) -> None:
        """Take a line that goes on with the item above it."""
        if item.kind in (Kind.OPEN, Kind.TRUE_FALSE, Kind.CASE) and not (
            item.blanks or line.quoted
        ):
            words = (
                line.text if item.kind is Kind.OPEN else lines.without_bold(line.text)
            )
            item.text = f"{item.text} {words}".strip()
        else:
            self.problem(line.number, _NOWHERE)

    # Tables

    def read_row(self, line: Line, part: _PartDraft) -> None:
        row = lines.cells(line.text)
        if self.columns is None:
            self.columns, self.in_table = [lines.without_bold(c) for c in row], False
        elif not self.in_table:
            self.in_table = True
            if not all(re.fullmatch(r":?-+:?", cell) for cell in row):
                text = message("une ligne |---|---| est attendue sous l’en-tête")
                self.problem(line.number, text)
        elif len(row) != len(self.columns):
            text = message(
                "la ligne du tableau a {found} cases au lieu de {expected}",
                found=len(row),
                expected=len(self.columns),
            )
            self.problem(line.number, text)
        else:
            self.add_matching(line, part, row)

    def add_matching(self, line: Line, part: _PartDraft, row: tuple[str, ...]) -> None:
        numbered = _ROW_NUMBER.fullmatch(row[0])
        number = int(numbered.group(1)) if numbered else len(part.items) + 1
        words = numbered.group(2) if numbered else row[0]
        place = f"{part.letter}{number}"
        item = RawItem(Kind.MATCHING, place, line.number, part=part.letter)
        item.text, item.explicit_key = _take_key(lines.without_bold(words))
        for heading, cell in zip((self.columns or [])[1:], row[1:], strict=True):
            blank = Blank(blank_name(heading), heading, printed=_printed(cell))
            item.blanks.append(blank)
        self.add(part, item)

    # The end

    def finish(self) -> ParsedExam:
        """Return all that was read, with what only the whole paper can tell."""
        items = [item for part in self.parts for item in part.items]
        for item in items:
            self.finish_item(item)
        problems = self.problems
        if not self.title:
            text = message("l’épreuve n’a pas de titre (# Titre)")
            problems.append(Problem(self.path, 1, text, Level.WARNING))
        if not items and not self.facts:
            text = message("aucune question trouvée : est-ce bien une épreuve ?")
            problems.append(Problem(self.path, 0, text))
        parts, more = check_points(
            [_as_part(part) for part in self.parts],
            [part.points for part in self.parts],
            [len(part.items) for part in self.parts],
            self.scheme,
        )
        problems.extend(Problem(self.path, line, text) for line, text in more)
        return ParsedExam(
            title=self.title,
            duration=self.duration,
            instruction=" ".join(self.instruction),
            sections=tuple(self.sections),
            parts=parts,
            items=tuple(sorted([*items, *self.facts], key=lambda item: item.line)),
            total=sum(part.points for part in parts),
            problems=tuple(sorted(problems, key=lambda problem: problem.line)),
        )

    def finish_item(self, item: RawItem) -> None:
        if item.kind is Kind.OPEN:
            _finish_open(item)
        item.text = lines.without_bold(item.text)
        verdicts = [fold(option) for option in item.options]
        if len(verdicts) == 2 and {*verdicts} <= _TRUE | _FALSE:
            _make_true_false(item, verdicts)
        for text in _missing(item):
            self.problem(item.line, text)


_NOWHERE = message("cette ligne n’appartient à rien de connu")


def _take_key(text: str) -> tuple[str, str]:
    match = _EXPLICIT_KEY.search(text)
    return (text[: match.start()], match.group(1)) if match else (text, "")


def _fact(kind: Kind, name: str, text: str, line: int) -> RawItem:
    """Make a role, a term or a memo line; a memo's words are its text."""
    if kind is Kind.MEMO:
        return RawItem(kind, name, line, text=name, label=text.rstrip("."))
    item = RawItem(kind, name, line, text=text.removesuffix("."), label=name)
    if kind is Kind.ROLE:
        item.text, item.hints = hints_of(item.text)
    return item


def _label_text(line: Line) -> str:
    if fold(line.mark) in _INSTRUCTION:
        return lines.without_bold(line.text)
    return lines.without_bold(f"{line.mark} : {line.text}")


def _printed(cell: str) -> str:
    """Return what a cell gives away: "… (tableau de bord)" → "tableau de bord"."""
    match = _ELLIPSIS.match(lines.without_bold(cell))
    return match.group(1).strip("() ") if match else ""


def _as_part(draft: _PartDraft) -> Part:
    kinds = [item.kind for item in draft.items]
    return Part(
        letter=draft.letter,
        title=draft.title,
        kind=max(kinds, key=kinds.count) if kinds else None,
        points=0,
        to_answer=len(kinds),
        instruction=" ".join(draft.instruction),
        line=draft.line,
    )


def _finish_open(item: RawItem) -> None:
    if lead := _LEAD.match(item.text):
        item.title = lead.group(1)
    item.text, item.hints = hints_of(item.text)


def _make_true_false(item: RawItem, verdicts: list[str]) -> None:
    item.kind = Kind.TRUE_FALSE
    if len(item.marked) == 1:
        item.is_true = verdicts[item.marked[0]] in _TRUE
    item.options, item.marked = [], []


def _missing(item: RawItem) -> list[Message]:
    """Say what an item lacks to be one."""
    found = []
    if not item.text:
        found.append(message("{place} n’a pas de texte", place=item.place))
    if item.kind is Kind.CASE and not item.blanks:
        found.append(message("{place} n’a rien à remplir", place=item.place))
    if item.kind is Kind.CHOICE and len(item.options) < 2:
        found.append(message("{place} n’a qu’une option", place=item.place))
    if item.kind is Kind.ORDERING and len(item.steps) < 2:
        found.append(message("{place} n’a qu’une étape", place=item.place))
    if len({fold(option) for option in item.options}) < len(item.options):
        found.append(message("{place} a deux fois la même option", place=item.place))
    return found
