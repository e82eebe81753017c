"""The story of a class's answers as an Excel workbook, with its dictionary beside them.

Nothing in it is a formula or a link, whatever a student has typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from trainer.answer_sheet import COLUMNS, Cell
from trainer.core.messages import Message

_MOST_ROWS = 1_048_575  # of a sheet, below its heading
_LONGEST_CELL = 32_767
_WIDTHS = {"question": 50, "réponse": 30, "métier demandé": 24, "métier donné": 24}
_WIDTH = 12


def write_workbook(
    path: Path, rows: Iterable[Sequence[Cell]], say: Callable[[Message], str]
) -> int:
    """Write the answers and what their columns mean; return how many there are.

    What comes after the last row that Excel has is left out; the CSV has all of them.

    Args:
        say: speaks the reader's language.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    with Workbook(path, options) as book:
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        count = _write_answers(book.add_worksheet("Réponses"), rows, bold, day)
        meanings = book.add_worksheet("Dictionnaire")
        meanings.set_column(0, 0, 20)
        meanings.set_column(1, 1, 70)
        for place, column in enumerate(COLUMNS):
            meanings.write_string(place, 0, column.name, bold)
            meanings.write_string(place, 1, say(column.meaning))
    return count


def _write_answers(
    sheet: Worksheet, rows: Iterable[Sequence[Cell]], bold: Any, day: Any
) -> int:
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, _WIDTHS.get(column.name, _WIDTH))
        sheet.write_string(0, place, column.name, bold)
    count = 0
    for number, row in enumerate(rows, start=1):
        if number > _MOST_ROWS:
            break
        for place, cell in enumerate(row):
            _write(sheet, (number, place), cell, day)
        count = number
    sheet.autofilter(0, 0, count, len(COLUMNS) - 1)
    return count


def _write(sheet: Worksheet, at: tuple[int, int], cell: Cell, day: Any) -> None:
    match cell:
        case None | "":
            pass
        case date():
            sheet.write_datetime(*at, cell, day)
        case int() | float():
            sheet.write_number(*at, cell)
        case _:
            sheet.write_string(*at, cell[:_LONGEST_CELL])
