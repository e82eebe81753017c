"""The points of a paper: what a part is worth, the marking scheme, whether they agree.

Knows headings and scheme lines as text; nothing of items beyond how many there are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from trainer.core.lines import DASH, Line, without_bold
from trainer.core.model import Message, Part, message
from trainer.core.wording import fold

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_EACH = re.compile(rf"(\d+)(?: [^\W\d]+)* ?[×x*] ?{_NUMBER}")
_TOTAL = re.compile(rf"/ ?{_NUMBER}")
_POINTS = re.compile(rf"(?:^| )(?:{DASH} ?)?\(?([^()]*/ ?\d[^()]*)\)?$")
_CHOOSE = re.compile(r"\b(?:choix|choisir|choisissez|choose|choice)\b")
_SCHEME = re.compile(
    rf"([A-Z])\b ?(?:{DASH}|[.:)])? ?(.*?) ?:? ?/ ?{_NUMBER}(?: ?(?:pts?|points?))?\.?"
)
_SCHEME_TOTAL = re.compile(rf"total ?:? ?/? ?{_NUMBER}(?: ?(?:pts?|points?))?\.?", re.I)


@dataclass(frozen=True, slots=True)
class PartPoints:
    """What the heading of a part says of its points; None: it does not say."""

    count: int | None = None
    each: float | None = None
    total: float | None = None
    is_choice: bool = False
    problems: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """One line of the marking scheme."""

    letter: str
    title: str
    points: float
    line: int


@dataclass(slots=True)
class Scheme:
    """The marking scheme, as far as it has been read."""

    rows: list[SchemeLine] = field(default_factory=list)
    total: float | None = None
    total_line: int = 0

    def add(self, row: SchemeLine | None) -> bool:
        """Take a line in, if it is one; say whether it was."""
        if row is not None:
            self.rows.append(row)
        return row is not None


def read_part_points(heading: str) -> tuple[str, PartPoints]:
    """Split a part's heading into its title and its points."""
    words = heading.replace("*", "×") if re.search(r"\d ?\* ?\d", heading) else heading
    match = _POINTS.search(words)
    if not match:
        return words.strip(), PartPoints()
    title, text = words[: match.start()].strip(" -–—"), match.group(1)
    total = _TOTAL.search(text)
    each = _EACH.search(text)
    points = PartPoints(
        count=int(each.group(1)) if each else None,
        each=_number(each.group(2)) if each else None,
        total=_number(total.group(1)) if total else None,
        is_choice=bool(_CHOOSE.search(fold(text))),
    )
    return title, replace(points, problems=_disagreements(points))


def read_scheme_line(line: Line) -> SchemeLine | None:
    """Return the line of the scheme that a bullet is ("A — … : /24"), if it is one."""
    match = _SCHEME.fullmatch(without_bold(line.text))
    if not match:
        return None
    letter, title, points = match.groups()
    return SchemeLine(letter, title, _number(points), line.number)


def read_total(text: str) -> float | None:
    """Return the sum that a line such as "Total : /100" states, if it is one."""
    match = _SCHEME_TOTAL.fullmatch(without_bold(text))
    return _number(match.group(1)) if match else None


def check_points(
    parts: Sequence[Part],
    points: Sequence[PartPoints],
    found: Sequence[int],
    scheme: Scheme,
) -> tuple[tuple[Part, ...], list[tuple[int, Message]]]:
    """Give each part its points, and say (line, sentence) where they do not add up.

    Args:
        parts: the parts, not yet with points.
        points: what each part's heading says.
        found: how many items each part has.
        scheme: the marking scheme; without rows the headings alone count.
    """
    rows = {row.letter: row for row in scheme.rows}
    problems: list[tuple[int, Message]] = []
    result = []
    for part, said, items in zip(parts, points, found, strict=True):
        row = rows.get(part.letter)
        total = said.total if said.total is not None else row.points if row else 0.0
        to_answer = said.count if said.is_choice and said.count else items
        result.append(replace(part, points=total, to_answer=to_answer))
        problems += _part_problems(part, said, items, row, bool(rows))
    problems += _scheme_problems({part.letter for part in parts}, scheme)
    return tuple(result), problems


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _disagreements(points: PartPoints) -> tuple[Message, ...]:
    if points.count is None or points.each is None or points.total is None:
        return ()
    if points.count * points.each == points.total:
        return ()
    return (
        message(
            "{count} × {each:g} points ne font pas {total:g}",
            count=points.count,
            each=points.each,
            total=points.total,
        ),
    )


def _part_problems(
    part: Part,
    said: PartPoints,
    items: int,
    row: SchemeLine | None,
    has_scheme: bool,
) -> list[tuple[int, Message]]:
    problems = []
    wrong = said.count is not None and (
        items < said.count or (items > said.count and not said.is_choice)
    )
    if wrong:
        text = message(
            "la partie {letter} annonce {said} items, {found} trouvés",
            letter=part.letter,
            said=said.count,
            found=items,
        )
        problems.append((part.line, text))
    if not items:
        text = message("la partie {letter} est vide", letter=part.letter)
        problems.append((part.line, text))
    if has_scheme and row is None:
        text = message("le barème oublie la partie {letter}", letter=part.letter)
        problems.append((part.line, text))
    if row and said.total is not None and row.points != said.total:
        text = message(
            "le barème donne {scheme:g} points à la partie {letter}, son titre"
            " {said:g}",
            scheme=row.points,
            letter=part.letter,
            said=said.total,
        )
        problems.append((row.line, text))
    return problems


def _scheme_problems(letters: set[str], scheme: Scheme) -> list[tuple[int, Message]]:
    problems = [
        (
            row.line,
            message("le barème note une partie {letter} absente", letter=row.letter),
        )
        for row in scheme.rows
        if row.letter not in letters
    ]
    total = sum(row.points for row in scheme.rows)
    if scheme.rows and scheme.total is None:
        text = message("le barème n’a pas de total")
        problems.append((scheme.rows[-1].line, text))
    elif scheme.rows and scheme.total != total:
        text = message(
            "le barème fait {sum:g} points, le total annonce {total:g}",
            sum=total,
            total=scheme.total,
        )
        problems.append((scheme.total_line, text))
    return problems
