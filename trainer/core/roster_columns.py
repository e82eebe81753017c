"""Which column of a class list holds what: by its heading, else by what is in it.

Takes the rows of a table; knows nothing of students or of who is in the class.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from trainer.core.spreadsheet import TableRow
from trainer.core.wording import fold

_FIRST_NAMES = (
    *("prenom", "prenoms", "prenom s", "prenom usuel", "prenom d usage", "prenom 1"),
    *("prenom de l eleve", "prenom eleve", "first name", "given name"),
)
_NAMES = (
    *("nom", "noms", "eleve", "eleves", "etudiant", "nom complet", "nom et prenom"),
    *("nom prenom", "prenom nom", "prenom et nom", "nom de famille", "nom d usage"),
    *("nom s", "nom de l eleve", "nom eleve", "nom de naissance", "nom usuel"),
    *("nom et prenom de l eleve", "nom prenom de l eleve", "noms et prenoms"),
    *("name", "full name", "student", "last name", "surname", "family name"),
)
_NUMBERS = (
    *("numero", "no", "n", "num", "numero d eleve", "numero eleve", "number", "id"),
    *("pseudonyme", "pseudo", "pseudonym", "code eleve", "ine", "matricule"),
    *("ndeg", "ndeg eleve", "ndeg d eleve", "ndeg de l eleve"),  # N°, as `fold` has it
)
_SIGN_IN_NAMES = (
    *("identifiant", "nom de connexion", "connexion", "login", "sign in name"),
    *("identifiant de connexion", "username", "user name", "utilisateur"),
)
# What a school's program writes beside a name, and nobody needs here.
_OTHERS = (
    *("classe", "division", "groupe", "groupes", "sexe", "genre", "date de naissance"),
    *("ne le", "nee le", "ne e le", "naissance", "age", "courriel", "email", "e mail"),
    *("mail", "adresse", "telephone", "regime", "options", "option 1", "mef"),
)
_TITLES = 4  # rows that may stand above a heading
_DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns are; names may be in two."""

    names: tuple[int, ...]
    number: int | None = None
    sign_in_name: int | None = None

    @property
    def all(self) -> tuple[int, ...]:
        """Every column that is read."""
        others = (self.number, self.sign_in_name)
        return (*self.names, *(each for each in others if each is not None))


def find_columns(rows: Sequence[TableRow]) -> tuple[Columns, int]:
    """Say where the columns are, and how many rows stand above the first student."""
    heads = [[fold(cell) for cell in row.cells] for row in rows[: _TITLES + 1]]
    for above, row in enumerate(heads):
        found = _by_heading(row)
        # Below a title a number alone is no heading: a student may be called so.
        if found and (found.names or above == 0):
            return found, above + 1
    if heads and any(head in _OTHERS for head in heads[0]):
        unknown = (n for n, head in enumerate(heads[0]) if head not in _OTHERS)
        return Columns((next(unknown, 0),)), 1
    return _by_contents(rows), 0


def _by_heading(heads: Sequence[str]) -> Columns | None:
    parts = (_index(heads, _FIRST_NAMES), _index(heads, _NAMES))
    names = tuple(each for each in parts if each is not None)
    number, sign_in = _index(heads, _NUMBERS), _index(heads, _SIGN_IN_NAMES)
    is_heading = names or number is not None
    return Columns(names, number, sign_in) if is_heading else None


def _by_contents(rows: Sequence[TableRow]) -> Columns:
    """Read name, number, name to sign in with; or a number, a name, a first name."""
    columns = [_column(rows, place) for place in range(4)]
    first = int(all(cell.isdigit() for cell in columns[0]) and _is_words(columns[1]))
    if _is_words(columns[first + 1]):
        last = first + 2 if _is_number(columns[first + 2]) else None
        return Columns((first, first + 1), 0 if first else last)
    if first:
        return Columns((1,), 0)
    return Columns((0,), 1, 2) if _is_number(columns[1]) else Columns((0,))


def _column(rows: Sequence[TableRow], place: int) -> list[str]:
    return [r.cells[place] for r in rows if len(r.cells) > place and r.cells[place]]


def _is_words(cells: Sequence[str]) -> bool:
    return bool(cells) and not any(
        sign.isdigit() or sign == "@" for cell in cells for sign in cell
    )


def _is_number(cells: Sequence[str]) -> bool:
    """Say whether cells tell students apart: no dates, no mail, not all the same."""
    is_one_for_all = len(cells) > 1 and len(set(cells)) == 1
    has_other = any("@" in cell or _DATE.fullmatch(cell) for cell in cells)
    return bool(cells) and not is_one_for_all and not has_other


def _index(heads: Sequence[str], known: Sequence[str]) -> int | None:
    return next((place for place, head in enumerate(heads) if head in known), None)
