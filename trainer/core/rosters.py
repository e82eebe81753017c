"""A class list: read from the rows of a table, and compared with who is in the class.

A student is found again by the list's own number or pseudonym, else by the name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trainer.core.messages import Level, Message, Problem, message
from trainer.core.person_names import LONGEST_NAME, shown_name, sign_in_name
from trainer.core.roster_columns import Columns, find_columns
from trainer.core.spreadsheet import TableRow

MOST_STUDENTS = 200


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A student of a list; `number` may be a pseudonym, and stands for a missing name.

    `line` is that of the file.
    """

    line: int
    name: str
    number: str | None = None
    sign_in_name: str | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """The students of a list, and what is wrong with it."""

    lines: tuple[RosterLine, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Classmate:
    """Somebody who is in the class already, as the list named them last."""

    account_id: int
    name: str
    number: str | None


class RosterChange(StrEnum):
    """What reading a list does for one of its students."""

    NEW = "new"
    RENAMED = "renamed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A student of a list, who it is in the class, and what changes."""

    line: RosterLine
    change: RosterChange
    classmate: Classmate | None = None


def roster_of_table(rows: Sequence[TableRow], path: str) -> Roster:
    """Read a class list: by its heading, else name, number, name to sign in with."""
    columns, above = find_columns(rows)
    unclosed = _unclosed(rows[above:], columns, path)
    torn = {problem.line for problem in unclosed}
    students = (row for row in rows[above:] if row.line not in torn)
    lines = [_line(row, columns) for row in students]
    found = tuple(line for line in lines if line.name)
    problems = (*unclosed, *_unreadable(lines, path), *_repeated(found, path))
    if len(found) > MOST_STUDENTS:
        too_many = message(
            "Cette liste a plus de {n} élèves : la couper en plusieurs.",
            n=MOST_STUDENTS,
        )
        problems = (Problem(path, found[MOST_STUDENTS].line, too_many), *problems)
    return Roster(found, problems)


def compare_roster(
    lines: Iterable[RosterLine], classmates: Iterable[Classmate]
) -> tuple[PlannedLine, ...]:
    """Say who of a list is in the class already, and what changes; nobody twice."""
    left = list(classmates)
    planned = {}
    in_list = tuple(lines)
    # By number first: a name that has become another one's must not take it away.
    for is_same in (_has_number_of, _has_name_of):
        for line in in_list:
            if line in planned:
                continue
            found = next((mate for mate in left if is_same(line, mate)), None)
            if found:
                left.remove(found)
                planned[line] = PlannedLine(line, _change(line, found), found)
    return tuple(
        planned.get(line, PlannedLine(line, RosterChange.NEW)) for line in in_list
    )


def _unclosed(
    rows: Iterable[TableRow], columns: Columns, path: str
) -> tuple[Problem, ...]:
    """Find the rows that have swallowed the next ones."""
    wrong = message(
        "Un guillemet droit s’ouvre sur cette ligne et ne se ferme pas : l’enlever."
    )
    return tuple(
        Problem(path, row.line, wrong, Level.ERROR)
        for row in rows
        if any("\n" in cell for cell in _read_cells(row, columns))
    )


def _read_cells(row: TableRow, columns: Columns) -> Iterable[str]:
    return (row.cells[place] for place in columns.all if place < len(row.cells))


def _line(row: TableRow, columns: Columns) -> RosterLine:
    number = _cell(row, columns.number)
    name = " ".join(filter(None, (_cell(row, place) for place in columns.names)))
    sign_in = _cell(row, columns.sign_in_name)
    return RosterLine(row.line, name or number, number or None, sign_in or None)


def _cell(row: TableRow, place: int | None) -> str:
    if place is None or place >= len(row.cells):
        return ""
    return shown_name(row.cells[place])


def _unreadable(lines: Iterable[RosterLine], path: str) -> tuple[Problem, ...]:
    return tuple(
        Problem(path, line.line, wrong, Level.ERROR)
        for line in lines
        if (wrong := _wrong(line))
    )


def _wrong(line: RosterLine) -> Message | None:
    if not line.name:
        return message("Il n’y a pas de nom sur cette ligne.")
    texts = (line.name, line.number or "", line.sign_in_name or "")
    if any(len(text) > LONGEST_NAME for text in texts):
        return message("Un nom a {n} signes au plus.", n=LONGEST_NAME)
    if not all(any(sign.isalnum() for sign in text) for text in texts if text):
        return message("Un nom a au moins une lettre ou un chiffre.")
    return None


def _repeated(lines: Sequence[RosterLine], path: str) -> tuple[Problem, ...]:
    """Find who cannot be told apart when the list is read again."""
    numbers = Counter(_folded(line.number) for line in lines if line.number)
    names = Counter(sign_in_name(line.name) for line in lines if not line.number)
    sign_ins = Counter(_folded(e.sign_in_name) for e in lines if e.sign_in_name)
    problems = []
    for line in lines:
        if line.number and numbers[_folded(line.number)] > 1:
            wrong = message("Le numéro « {it} » est là deux fois.", it=line.number)
        elif not line.number and names[sign_in_name(line.name)] > 1:
            wrong = message(
                "« {name} » est là deux fois : donner à chacun un numéro dans une"
                " autre colonne.",
                name=line.name,
            )
        elif line.sign_in_name and sign_ins[_folded(line.sign_in_name)] > 1:
            wrong = message(
                "Le nom de connexion « {it} » est là deux fois.", it=line.sign_in_name
            )
        else:
            continue
        problems.append(Problem(path, line.line, wrong, Level.ERROR))
    return tuple(problems)


def _has_number_of(line: RosterLine, mate: Classmate) -> bool:
    return bool(line.number) and _folded(line.number) == _folded(mate.number)


def _has_name_of(line: RosterLine, mate: Classmate) -> bool:
    can_be = not (line.number and mate.number)
    return can_be and sign_in_name(line.name) == sign_in_name(mate.name)


def _change(line: RosterLine, mate: Classmate) -> RosterChange:
    number = line.number or mate.number
    is_same = (line.name, number) == (mate.name, mate.number)
    return RosterChange.SAME if is_same else RosterChange.RENAMED


def _folded(text: str | None) -> str:
    return sign_in_name(text or "")
