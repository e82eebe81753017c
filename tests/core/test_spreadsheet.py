"""CSV: what is written is read back, and nothing that is written is a formula."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.core.spreadsheet import (
    MAX_BYTES,
    MAX_ROWS,
    TableRow,
    UnreadableTableError,
    csv_lines,
    read_table,
)

# Without what a table cannot hold: control signs, half pairs, spaces at the ends.
CELLS = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), include_characters="\n"),
    min_size=1,
).filter(lambda text: text.strip() == text)
GUARDED = ["=1+1", "+33", "-5", "@home", "'=x", "''-", "'quoted'", "\uff1d1"]


def written(*rows: tuple[str, ...]) -> bytes:
    return "".join(csv_lines(rows)).encode()


def cells(data: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in read_table(data)]


@settings(deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5))
def test_what_is_written_is_read_back(rows: list[tuple[str, ...]]) -> None:
    assert cells(written(("question", "réponse", "étiquettes"), *rows))[1:] == rows


@pytest.mark.parametrize("cell", GUARDED)
def test_no_cell_is_a_formula_and_each_comes_back(cell: str) -> None:
    data = written(("question", "réponse"), (cell, "b"))

    assert data.decode("utf-8-sig").splitlines()[1][0] == "'"
    assert cells(data)[1] == (cell, "b")


@pytest.mark.parametrize("sign", ["\t", "\r", "\0"])
def test_no_sign_that_a_spreadsheet_drops_leaves_a_formula(sign: str) -> None:
    line = list(csv_lines([(f"{sign}=1+1", "b")]))[1]

    assert line.lstrip('"').startswith("'")


def test_a_file_begins_with_its_mark_and_its_lines_end_as_in_windows() -> None:
    assert written(("é", "b")) == b"\xef\xbb\xbf\xc3\xa9;b\r\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_usual_encodings_and_separators_are_told(encoding: str, separator: str) -> None:
    text = f"Où ?{separator}« Ici », là\nœuvre{separator}été\n"
    if separator == ",":
        text = text.replace("« Ici », là", '"« Ici », là"')
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""

    found = cells((mark + text).encode(encoding))

    assert found == [("Où ?", "« Ici », là"), ("œuvre", "été")]


def test_a_heading_tells_the_separator_when_cells_hold_the_others() -> None:
    assert cells(b"question,answer\na;b,c;d\n") == [
        ("question", "answer"),
        ("a;b", "c;d"),
    ]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_first_line_for_excel_tells_the_separator_and_is_no_row(
    separator: str,
) -> None:
    found = read_table(f"sep={separator}\r\na{separator}b\r\n".encode())

    assert found == (TableRow(2, ("a", "b")),)
    assert cells(b"sep=,\na;x,b;y\n") == [("a;x", "b;y")]


def test_as_many_rows_as_may_be_are_read_below_a_heading() -> None:
    data = b"question;answer\n" + b"a;b\n" * MAX_ROWS

    assert len(read_table(data)) == MAX_ROWS + 1
    assert len(read_table(b"sep=;\n" + data)) == MAX_ROWS + 1


def test_rows_know_their_lines_and_empty_ones_are_left_out() -> None:
    found = read_table(b'a;b\r\n\r\n;\r\n"two\r\nlines";c\r\nd;e\r\n')

    assert [row.line for row in found] == [1, 4, 6]
    assert found[1] == TableRow(4, ("two\r\nlines", "c"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"x" * (MAX_BYTES + 1), "1 Mo"),
        (b"a;b\n" * (MAX_ROWS + 2), "partager"),
        (b"sep=;\n" + b"a;b\n" * (MAX_ROWS + 2), "partager"),
        (b"PK\x03\x04\x00\x00", "CSV"),
        (b"a;b\x00c", "CSV"),
        (b"\x81\x8d;\x8f", "CSV"),
        (b"\xff\xfea", "CSV"),
        (b'"' + b"x" * 200_000 + b'";y', "CSV"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableTableError, match=said):
        read_table(data)


def test_an_empty_file_has_no_rows() -> None:
    assert read_table(b"") == ()
