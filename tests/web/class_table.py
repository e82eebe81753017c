"""The table that a teacher takes along of a class, read as anybody could."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

Figures = dict[str, float]
Row = dict[str, str]

LISTS = ("role", "term", "memo", "choice")  # what has no letter of a part


class ClassTable:
    """The rows of the file, and the cards that they are about."""

    def __init__(self, text: str) -> None:
        """Read the file."""
        lines = StringIO(text.removeprefix("\ufeff"))
        self.rows: list[Row] = list(csv.DictReader(lines, delimiter=";"))
        self.cards = {row["carte"]: row for row in self.rows}


def number(cell: str) -> float:
    """Read a number as France writes it."""
    return float(cell.replace(",", "."))


def day_of(row: Row) -> date:
    return date.fromisoformat(row["jour"])


def is_of_list(row: Row) -> bool:
    """Say whether a card is a reminder or a word, and no question of the exam."""
    return row["partie"] in LISTS


def under(name: str, figures: Figures) -> Figures:
    """Put a name before those of figures."""
    return {f"{name}:{each}": value for each, value in figures.items()}
