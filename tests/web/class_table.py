"""The table that a teacher takes along of a class, read as anybody could."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

Figures = dict[str, float]
Row = dict[str, str]

LISTS = ("role", "term", "memo", "choice")  # what has no letter of a part


class ClassTable:
    """The rows of the file, and the cards that they are about.

    `firsts` are the first answers of each student to each card, `votes` those of each
    day; free practice has none.
    """

    def __init__(self, text: str) -> None:
        """Read the file."""
        lines = StringIO(text.removeprefix("\ufeff"))
        self.rows: list[Row] = list(csv.DictReader(lines, delimiter=";"))
        self.cards = {row["carte"]: row for row in self.rows}
        firsts: dict[tuple[str, ...], Row] = {}
        votes: dict[tuple[str, ...], Row] = {}
        for row in sorted(self.rows, key=lambda row: int(row["rang"])):
            if row["sorte"] != "entraînement":
                firsts.setdefault((row["élève"], row["carte"]), row)
                votes.setdefault((row["élève"], row["carte"], row["jour"]), row)
        self.firsts, self.votes = list(firsts.values()), list(votes.values())


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
