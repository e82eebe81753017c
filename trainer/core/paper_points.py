"""The points of a paper: what a part is worth, the marking scheme, whether they agree.

Knows headings and scheme lines as text; nothing of items beyond how many there are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import isclose

from trainer.core.items import Part
from trainer.core.lines import DASH, Line, without_bold
from trainer.core.messages import Message, message
from trainer.core.wording import fold

_NUMBER = r"(\d{1,3}(?:[.,]\d{1,2})?)(?!\d|[.,]\d)"
_PTS = r"(?:pts?|points?)\b"
_GROUP = re.compile(r"\(([^()]*)\)")
_DASHED = re.compile(rf" {DASH} ")
_EACH = re.compile(rf"(?<!\d)(\d{{1,3}})(?: [^\W\d]+){{0,3}} ?[×x*] ?{_NUMBER}")
# "/24", "= 24", "sur 24"; but "1914/18", "XIX/20e" and "sur 3 textes" are words.
_TOTAL = re.compile(
    rf"(?:(?<!\w)/|= ?/?|\b(?:sur|out of)(?= [\d.,]+ ?(?:{_PTS}|$))) ?{_NUMBER}"
    rf"(?= ?{_PTS}|\W|$)",
    re.I,
)
_WORTH = re.compile(rf"(?<![\w.,]){_NUMBER} ?{_PTS}", re.I)
_ENDS = re.compile(
    rf"(?:(?:(?<!\w)/|\bsur) ?{_NUMBER}(?: ?{_PTS})?|(?<![\w.,]){_NUMBER} ?{_PTS})$",
    re.I,
)
_CHOOSE = re.compile(r"\b(?:choix|choisir|choisissez|choose|choice)\b")
_HOW_MANY = re.compile(r"(?<![/=\d])(?<![/=] )\d{1,3}(?!\d)")
_SCHEME = re.compile(
    rf"(?:\w+ )?([A-Z])\b.*?"
    rf"(?:(?:/|\bsur) ?{_NUMBER}(?: ?{_PTS})?|(?<![\w.,]){_NUMBER} ?{_PTS})\.?"
)
_SCHEME_TOTAL = re.compile(
    rf"(?:note )?total(?: [^\W\d]+)? ?:? ?(?:/|sur)? ?{_NUMBER}(?: ?{_PTS})?\.?", re.I
)
_BETWEEN = " -–—:,"


@dataclass(frozen=True, slots=True)
class PartPoints:
    """What the heading of a part says of its points; None: it does not say.

    `count` is how many items there are or, if it `is_choice`, are to be answered.
    """

    count: int | None = None
    each: float | None = None
    total: float | None = None
    is_choice: bool = False
    problems: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """One line of the marking scheme."""

    letter: str
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
    title, text = _split_points(heading)
    if not text:
        return title, PartPoints()
    each = _EACH.search(text)
    totals = _TOTAL.findall(text) or (() if each else _WORTH.findall(text))
    is_choice = bool(_CHOOSE.search(fold(text)))
    number = int(each[1]) if each else None
    if is_choice and not each and (some := _HOW_MANY.search(text)):
        number = int(some[0])
    points = PartPoints(
        count=number,
        each=_number(each[2]) if each else None,
        total=_number(totals[-1]) if totals else None,
        is_choice=is_choice,
    )
    if points.count and points.each is not None and points.total is None:
        points = replace(points, total=points.count * points.each)
    return title, replace(points, problems=_disagreements(points))


def _split_points(heading: str) -> tuple[str, str]:
    """Return the title and the words about points: in brackets, or at the end."""
    for group in reversed(list(_GROUP.finditer(heading))):
        if _says_points(group[1]):
            title = heading[: group.start()] + heading[group.end() :]
            return title.strip(_BETWEEN), group[1]
    *before, last = _DASHED.split(heading)
    if before and _says_points(last):
        return heading[: -len(last)].strip(_BETWEEN), last
    if heading[:1].isdecimal() and _says_points(heading):
        return "", heading
    if end := _ENDS.search(heading):
        return heading[: end.start()].strip(_BETWEEN), end[0]
    return heading.strip(), ""


def _says_points(text: str) -> bool:
    return bool(_TOTAL.search(text) or _WORTH.search(text))


def read_scheme_line(line: Line) -> SchemeLine | None:
    """Return the line of the scheme that a bullet is ("A — … : /24"), if it is one."""
    match = _SCHEME.fullmatch(without_bold(line.text))
    if not match:
        return None
    letter, *points = match.groups()
    return SchemeLine(letter, _number(*filter(None, points)), line.number)


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
    problems += _row_problems({part.letter for part in parts}, scheme)
    problems += _total_problems(sum(part.points for part in result), scheme)
    return tuple(result), problems


def same_points(one: float, other: float) -> bool:
    """Say whether two sums of points are equal: 6 × 1.1 is 6.6, whatever floats say."""
    return isclose(one, other, rel_tol=0, abs_tol=1e-6)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _disagreements(points: PartPoints) -> tuple[Message, ...]:
    if points.count is None or points.each is None or points.total is None:
        return ()
    if same_points(points.count * points.each, points.total):
        return ()
    return (
        message(
            "{count} × {each:g} {each:point|points} ne font pas {total:g}",
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
            "la partie {letter} annonce {said} {said:question|questions}, {found}"
            " {found:trouvée|trouvées}",
            letter=part.letter,
            said=said.count,
            found=items,
        )
        problems.append((part.line, text))
    if not items:
        text = message(
            "la partie {letter} n’a aucune question reconnue : chacune commence par son"
            " numéro, « 1) »",
            letter=part.letter,
        )
        problems.append((part.line, text))
    if has_scheme and row is None:
        text = message("le barème oublie la partie {letter}", letter=part.letter)
        problems.append((part.line, text))
    if row and said.total is not None and not same_points(row.points, said.total):
        text = message(
            "le barème donne {scheme:g} {scheme:point|points} à la partie {letter},"
            " son titre"
            " {said:g}",
            scheme=row.points,
            letter=part.letter,
            said=said.total,
        )
        problems.append((row.line, text))
    return problems


def _row_problems(letters: set[str], scheme: Scheme) -> list[tuple[int, Message]]:
    """Say which lines of the scheme are for no part, or for one that has its line."""
    problems = []
    seen: set[str] = set()
    for row in scheme.rows:
        if row.letter not in letters:
            text = message(
                "le barème note une partie {letter} absente", letter=row.letter
            )
            problems.append((row.line, text))
        elif row.letter in seen:
            text = message(
                "le barème note deux fois la partie {letter}", letter=row.letter
            )
            problems.append((row.line, text))
        seen.add(row.letter)
    return problems


def _total_problems(of_parts: float, scheme: Scheme) -> list[tuple[int, Message]]:
    """Say if the total is not the sum of the scheme or, without one, of the parts."""
    if scheme.total is None:
        text = message("le barème n’a pas de total")
        return [(scheme.rows[-1].line, text)] if scheme.rows else []
    total = sum(row.points for row in scheme.rows) if scheme.rows else of_parts
    if same_points(scheme.total, total):
        return []
    text = message(
        "le barème fait {sum:g} {sum:point|points}, le total annonce {total:g}",
        sum=total,
        total=scheme.total,
    )
    return [(scheme.total_line, text)]
