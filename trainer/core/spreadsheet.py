"""Tables as a spreadsheet in French writes and reads them: CSV with semicolons.

Takes and gives bytes and cells; knows nothing of what a column means.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from trainer.core.messages import Message, message
from trainer.core.wording import fold

MAX_BYTES = 1024 * 1024
MAX_ROWS = 2000
BOM = "\ufeff"

_SEPARATORS = (";", "\t", ",")
_FULL_WIDTH = ("\uff1d", "\uff0b", "\uff0d", "\uff20")  # = + - @, which Excel takes too
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\0", *_FULL_WIDTH)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HINT = re.compile(r"sep=([;,\t])\r?\n", re.I)  # the first line of some, for Excel
_LOOKED_AT = 50  # rows that tell which separator it is


class UnreadableTableError(ValueError):
    """A file that is no table; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of a row, and the line of the file on which it begins."""

    line: int
    cells: tuple[str, ...]


def csv_lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write rows one by one as Excel in French opens them: BOM, `;`, CRLF, no formula.

    Encode as UTF-8; `read_table` gives the same cells back.
    """
    yield BOM
    for row in rows:
        line = StringIO()
        csv.writer(line, delimiter=";", lineterminator="\r\n").writerow(map(_safe, row))
        yield line.getvalue()


def read_table(data: bytes) -> tuple[TableRow, ...]:
    """Read a CSV file of any usual encoding and separator; empty rows are left out.

    Raises:
        UnreadableTableError: it is too large, not text, or no table.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableTableError(message("Ce fichier dépasse 1 Mo."))
    text = _decoded(data)
    hint = _HINT.match(text)
    if _CONTROL.search(text):
        raise UnreadableTableError(_NO_TEXT)
    try:
        separator = hint[1] if hint else _separator(text)
        rows = tuple(islice(_rows(text, separator), MAX_ROWS + 3))
    except csv.Error as error:
        raise UnreadableTableError(_NO_TEXT) from error
    rows = rows[1:] if hint else rows
    if len(rows) > MAX_ROWS + 1:  # a heading is no row
        raise UnreadableTableError(
            message(
                "Ce fichier a plus de {n} lignes : le partager en plusieurs.",
                n=MAX_ROWS,
            )
        )
    return rows


def _safe(cell: str) -> str:
    """Keep a cell from being taken for a formula; `_plain` undoes it."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA_SIGNS) else cell


def _plain(cell: str) -> str:
    is_guarded = cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA_SIGNS)
    return cell[1:] if is_guarded else cell


_NO_TEXT = message(
    "Ce fichier n’est pas un tableau en texte : l’enregistrer au format CSV, puis"
    " recommencer."
)


def _decoded(data: bytes) -> str:
    """Decode by the byte-order mark; else UTF-8, else what Excel writes in French."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTableError(_NO_TEXT)


def _separator(text: str) -> str:
    """Tell the separator: with it most rows have several cells."""

    def fitting(separator: str) -> int:
        rows = list(islice(_rows(text, separator), _LOOKED_AT))
        by_heading = bool(rows) and fold(rows[0].cells[0]) in ("question", "recto")
        has_columns = bool(rows) and len(rows[0].cells) > 1
        several = sum(len(row.cells) > 1 for row in rows)
        return several + _LOOKED_AT * (by_heading and has_columns)

    return max(_SEPARATORS, key=fitting)  # the first of equals


def _rows(text: str, separator: str) -> Iterator[TableRow]:
    # By lines that keep their ends, so that a cell keeps the ends of its own lines.
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    begin = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield TableRow(begin, tuple(_plain(cell.strip()) for cell in cells))
        begin = reader.line_num + 1
