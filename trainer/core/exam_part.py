"""One part of an exam paper: its lines → items, by what they look like.

Knows the lines below one heading; nothing of other parts or of the marking scheme.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from trainer.core.items import Kind, Part
from trainer.core.lines import (
    DASH,
    Box,
    Line,
    LineKind,
    cells,
    is_gap,
    split_arrow,
    split_boxes,
    without_bold,
)
from trainer.core.messages import message
from trainer.core.notes import Notes
from trainer.core.paper_points import PartPoints
from trainer.core.raw_items import (
    MOST_PIECES,
    RawItem,
    read_blanks,
    read_cell,
    take_key,
)
from trainer.core.wording import fold

_CASE = re.compile(rf"(?:\w+ )?([A-Z]|\d{{1,3}}) ?(?:{DASH}|[.:)]) ?(.+)")
_VERDICT = re.compile(
    r"(?:V ?/ ?F|Vrai ?(?:/|ou) ?Faux|T ?/ ?F|True ?(?:/|or) ?False)\b.*", re.I
)
# At the end of a statement; "ou" alone may be of the statement itself.
_ASKED = re.compile(
    r"(.*\S) +(?:\((?:V ?/ ?F|Vrai ?(?:/|ou) ?Faux|T ?/ ?F|True ?(?:/|or) ?False)\)"
    r"|V ?/ ?F|Vrai ?/ ?Faux|T ?/ ?F|True ?/ ?False)[.?]?",
    re.I,
)
_ROOM = re.compile(  # "Réponse : ......"
    r"(?:\w+ )?(?:réponse|justification|explication|answer|reason)s? ?:"
    r" ?(?:(?:…|\.{3}|__)[…._ ]*)?",
    re.I,
)
_UNDER_HEADER = re.compile(r":?-+:?")
_ROW_NUMBER = re.compile(r"(\d{1,4}) ?[.)] *(.*)")

INSTRUCTION = frozenset({"consigne", "consignes", "instruction", "instructions"})
NOWHERE = message("cette ligne n’appartient à rien de connu")


@dataclass(frozen=True, slots=True)
class PartHeading:
    """What the heading of a part says; `level` counts its signs "#"."""

    line: int
    level: int
    letter: str
    title: str
    points: PartPoints


class PartReader:
    """Reads the lines below the heading of a part; knows in which item it is."""

    def __init__(self, notes: Notes, heading: PartHeading) -> None:
        self.notes = notes
        self.heading = heading
        self.instruction: list[str] = []
        self.items: list[RawItem] = []
        self.places: set[str] = set()
        self.item: RawItem | None = None
        self.group = ""
        self.columns: list[str] | None = None
        self.in_table = False

    def start_group(self, title: str) -> None:
        """Begin what stands below a smaller heading; it may not be of the part."""
        self.item, self.group = None, title

    def read(self, line: Line) -> bool:
        """Take a line in; False: it is none of the part's, which is over."""
        if line.kind is not LineKind.TABLE:
            self.columns, self.in_table = None, False
        match line.kind:
            case LineKind.BLANK | LineKind.GAP:
                pass
            case LineKind.RULE:
                self.item = None
            case LineKind.NUMBERED:
                self.start_numbered(line)
            case LineKind.ARROW:
                self.read_tail(line, line.text)
            case LineKind.BULLET:
                return self.read_bullet(line)
            case LineKind.TABLE:
                self.read_row(line)
            case _:
                self.read_text(line)
        return True

    def read_text(self, line: Line) -> None:
        """Take words in: an instruction, the title of a case, more of an item."""
        if line.kind is LineKind.BOLD and self.start_case(line):
            return
        if line.kind is LineKind.LABEL and fold(line.mark) in INSTRUCTION:
            self.instruction.append(without_bold(line.text))
        elif self.item is not None:
            self.read_more(line, self.item)
        elif not self.items:
            self.instruction.append(without_bold(line.words))
        else:
            self.notes.warn(line.number, NOWHERE)

    def add(self, item: RawItem) -> RawItem:
        """Begin an item."""
        if item.place in self.places:
            text = message("le numéro {place} est là deux fois", place=item.place)
            self.notes.error(item.line, text)
        self.places.add(item.place)
        self.items.append(item)
        self.item, self.group = item, ""
        return item

    def start_numbered(self, line: Line) -> None:
        place = f"{self.heading.letter}{int(line.mark)}"
        item = self.add(
            RawItem(Kind.OPEN, place, line.number, part=self.heading.letter)
        )
        before, tail = split_arrow(line.text)
        words, boxes = split_boxes(tail)
        if tail and (_VERDICT.fullmatch(tail) or (boxes and not words)):
            item.text = before
            self.read_tail(line, tail)
        elif asked := _ASKED.fullmatch(line.text):
            item.kind, item.text = Kind.TRUE_FALSE, asked[1]
        else:
            item.text, boxes = split_boxes(line.text)
            self.add_options(line, item, boxes)

    def read_tail(self, line: Line, tail: str) -> None:
        """Take what stands behind an arrow: options, or "true or false"."""
        item = self.item
        before, boxes = split_boxes(tail)
        if item is None or (before and boxes):
            self.notes.error(line.number, NOWHERE)
        elif boxes and item.options:
            text = message("{place} a déjà ses options", place=item.place)
            self.notes.error(line.number, text)
        elif boxes and item.kind is Kind.OPEN:
            self.add_options(line, item, boxes)
        elif _VERDICT.fullmatch(tail) and item.kind is Kind.OPEN:
            item.kind = Kind.TRUE_FALSE
        elif not is_gap(tail):
            self.notes.error(line.number, NOWHERE)

    def add_options(self, line: Line, item: RawItem, boxes: tuple[Box, ...]) -> None:
        if len(item.options) + len(boxes) > MOST_PIECES:
            text = message("{place} a trop d’options", place=item.place)
            self.notes.error(line.number, text)
            return
        for box in boxes:
            if not box.text:
                text = message("{place} a une option vide", place=item.place)
                self.notes.error(line.number, text)
            if box.is_ticked or box.is_bold:
                item.marked.append(len(item.options))
            item.options.append(box.text)
            item.kind = Kind.CHOICE

    def read_bullet(self, line: Line) -> bool:
        before, boxes = split_boxes(line.text)
        item = self.item
        if boxes and not before:
            self.read_box(line, boxes)
        elif item is None and self.group:
            return False
        elif item and item.kind is Kind.CASE:
            self.add_blanks(line, item)
        elif not (item and is_gap(line.text)):
            self.notes.error(line.number, NOWHERE)
        return True

    def read_box(self, line: Line, boxes: tuple[Box, ...]) -> None:
        """Take a line that begins with a box: options, or a step to put in order."""
        item = self.item
        if item is None or item.kind is Kind.ORDERING:
            self.add_steps(line, boxes)
        elif item.kind in (Kind.OPEN, Kind.CHOICE):
            self.add_options(line, item, boxes)
        else:
            self.notes.error(line.number, NOWHERE)

    def add_steps(self, line: Line, boxes: tuple[Box, ...]) -> None:
        item = self.item
        if item is None:
            place = f"{self.heading.letter}{len(self.items) + 1}"
            title = self.group or self.heading.title
            raw = RawItem(Kind.ORDERING, place, line.number, title, self.heading.letter)
            item = self.add(raw)
        item.steps.extend(box.text for box in boxes)
        if len(boxes) > 1 or not boxes[0].text:
            text = message("une étape par ligne, avec un texte, est attendue")
            self.notes.error(line.number, text)
        if len(item.steps) > MOST_PIECES:
            text = message("{place} a trop d’étapes", place=item.place)
            self.notes.error(line.number, text)

    def start_case(self, line: Line) -> bool:
        """Begin a case at its title ("Cas A — title"), if it is one."""
        match = _CASE.fullmatch(without_bold(line.text))
        if match is None:
            return False
        title, key = take_key(match[2])
        place = f"{self.heading.letter}-{match[1]}"
        item = RawItem(
            Kind.CASE, place, line.number, part=self.heading.letter, title=title
        )
        item.explicit_key = key
        self.add(item)
        return True

    def add_blanks(self, line: Line, item: RawItem) -> None:
        fields, rest = read_blanks(without_bold(line.words))
        room = MOST_PIECES - len(item.blanks)
        for heading, number in fields[:room]:
            item.add_blank(heading, number)
        if len(fields) > room:
            text = message("{place} a trop de champs", place=item.place)
            self.notes.error(line.number, text)
        if rest:
            text = message("« {rest} » n’est pas un champ à remplir", rest=rest)
            self.notes.error(line.number, text)

    def read_more(self, line: Line, item: RawItem) -> None:
        """Take a line that goes on with the item above it."""
        words = line.words if item.kind is Kind.OPEN else without_bold(line.words)
        before, boxes = split_boxes(line.text)
        if item.kind is Kind.CASE and read_blanks(words)[0]:
            self.add_blanks(line, item)
        elif item.kind in (Kind.OPEN, Kind.CHOICE) and boxes and not before:
            self.add_options(line, item, boxes)
        elif item.kind is not Kind.CASE and _ROOM.fullmatch(without_bold(line.words)):
            pass
        elif item.kind in (Kind.OPEN, Kind.TRUE_FALSE, Kind.CASE) and not item.blanks:
            item.more.append(words)
        else:
            self.notes.error(line.number, NOWHERE)

    # Tables

    def read_row(self, line: Line) -> None:
        row = cells(line.text)
        if self.columns is None:
            self.columns, self.in_table = [without_bold(c) for c in row], False
        elif not self.in_table:
            self.in_table = True
            if not all(map(_UNDER_HEADER.fullmatch, row)):
                text = message("une ligne |---|---| est attendue sous l’en-tête")
                self.notes.error(line.number, text)
        elif len(row) != len(self.columns) or len(row) > MOST_PIECES:
            text = message(
                "la ligne du tableau a {found} {found:case|cases} au lieu de"
                " {expected}",
                found=len(row),
                expected=min(len(self.columns), MOST_PIECES),
            )
            self.notes.error(line.number, text)
        else:
            self.add_matching(line, row, self.columns)

    def add_matching(
        self, line: Line, row: tuple[str, ...], columns: list[str]
    ) -> None:
        numbered = _ROW_NUMBER.fullmatch(row[0])
        number = int(numbered[1]) if numbered else len(self.items) + 1
        words = numbered[2] if numbered else row[0]
        place = f"{self.heading.letter}{number}"
        item = RawItem(Kind.MATCHING, place, line.number, words, self.heading.letter)
        for heading, cell in zip(columns[1:], row[1:], strict=True):
            item.add_blank(heading, hint=read_cell(cell))
        self.add(item)

    # The end

    def part(self) -> Part:
        """Return the part, its points apart."""
        kinds = Counter(item.kind for item in self.items)
        return Part(
            letter=self.heading.letter,
            title=take_key(self.heading.title)[0].strip(),
            kind=max(kinds, key=kinds.__getitem__, default=None),
            points=0,
            to_answer=len(self.items),
            instruction=" ".join(self.instruction),
            line=self.heading.line,
        )
