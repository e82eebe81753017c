"""A class's answers as a table: every row, no hour, every figure to be had from it."""

from __future__ import annotations

import zipfile
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from sqlalchemy import update

from tests.importing import SLUG
from tests.simulated_class import ClassPlan, make_answering_class
from trainer import access
from trainer.answer_sheet import COLUMNS, Cell, as_text, rows_of
from trainer.class_answers import ClassMember, answers_of, votes_of
from trainer.class_questions import Paper, questions_of
from trainer.core.spreadsheet import csv_lines
from trainer.db import Database
from trainer.tables import ReviewRow
from trainer.workbook_export import write_workbook

TODAY = date(2026, 11, 23)
STUDENTS = 12
FORMULA = '=HYPERLINK("http://evil.example")'
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def members(sqlite_db: Database) -> tuple[ClassMember, ...]:
    """Return who is in a class that has answered for two weeks."""
    plan = ClassPlan(confused={"ML Engineer": ("Data Scientist", 0.3)})
    return make_answering_class(sqlite_db, plan, students=STUDENTS, last_day=TODAY)


def sheet(
    db: Database, members: tuple[ClassMember, ...], *, names: bool = True
) -> list[dict[str, Cell]]:
    with db.reading() as session:
        deck = access.deck_named(session, SLUG)
        rows = list(rows_of(session, members, deck, names=names))
    heads = [column.name for column in COLUMNS]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_there_is_one_row_for_each_answer(
    sqlite_db: Database, members: tuple[ClassMember, ...]
) -> None:
    with sqlite_db.reading() as session:
        deck = access.deck_named(session, SLUG)
        students = [each.student_id for each in members]
        answers = list(answers_of(session, students, deck))

    rows = sheet(sqlite_db, members)

    assert len(rows) == len(answers)
    counted = Counter(row["élève"] for row in rows)
    assert set(counted) == {each.name for each in members}
    ranks = [row["rang"] for row in rows if row["élève"] == members[0].name]
    assert ranks == list(range(1, counted[members[0].name] + 1))


def test_votes_can_be_counted_anew(
    sqlite_db: Database, members: tuple[ClassMember, ...]
) -> None:
    names = {each.student_id: each.name for each in members}
    with sqlite_db.reading() as session:
        deck = access.deck_named(session, SLUG)
        votes = votes_of(session, list(names), deck)
    counted: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])
    for row in sheet(sqlite_db, members):
        if row["voix"]:
            counted[row["élève"]][0] += 1
            counted[row["élève"]][1] += int(str(row["juste"]))

    for student, name in names.items():
        mine = [each for each in votes if each.student_id == student]
        assert counted[name] == [
            sum(each.asked for each in mine),
            sum(each.passed for each in mine),
        ]


def test_the_success_of_each_question_can_be_counted_anew(
    sqlite_db: Database, members: tuple[ClassMember, ...]
) -> None:
    firsts: dict[Cell, list[float]] = defaultdict(list)
    for row in sheet(sqlite_db, members):
        if row["première"]:
            share = row["juste"] if row["points"] is None else row["points"]
            firsts[row["carte"]].append(float(str(share)))

    with sqlite_db.reading() as session:
        deck = access.deck_named(session, SLUG)
        for paper in Paper:
            for each in questions_of(session, members, deck, paper=paper).questions:
                share = sum(firsts[each.key]) / len(firsts[each.key])
                assert each.statistics.facility == pytest.approx(share, abs=1e-9)


def test_every_answer_to_a_job_says_which_was_given(
    sqlite_db: Database, members: tuple[ClassMember, ...]
) -> None:
    rows = [row for row in sheet(sqlite_db, members) if row["métier demandé"]]

    assert rows
    assert all(row["métier donné"] for row in rows)
    assert all(
        row["métier donné"] == row["métier demandé"] for row in rows if row["juste"]
    )
    confused = Counter(
        row["métier donné"] for row in rows if row["métier demandé"] == "ML Engineer"
    )
    assert confused["Data Scientist (ML “classique”)"] > 3


def test_without_names_there_is_a_number_that_the_list_does_not_tell(
    sqlite_db: Database, members: tuple[ClassMember, ...]
) -> None:
    rows = sheet(sqlite_db, members, names=False)

    assert {row["élève"] for row in rows} == set(range(1, STUDENTS + 1))
    assert "Élève" not in str(rows)


def test_no_hour_is_told(sqlite_db: Database, members: tuple[ClassMember, ...]) -> None:
    row = sheet(sqlite_db, members)[0]

    assert row["jour"] == date(2026, 11, 10)
    assert not any(":" in as_text(cell) for cell in row.values())


def test_a_workbook_holds_the_rows_and_their_dictionary(
    sqlite_db: Database, members: tuple[ClassMember, ...], tmp_path: Path
) -> None:
    path = tmp_path / "answers.xlsx"
    with sqlite_db.reading() as session:
        deck = access.deck_named(session, SLUG)
        rows = rows_of(session, members, deck, names=True)
        count = write_workbook(path, rows, str)

    assert count == len(sheet(sqlite_db, members))
    assert lines_of(path, 1) == count + 1
    assert lines_of(path, 2) == len(COLUMNS)


def test_what_a_student_types_is_never_a_formula(
    sqlite_db: Database, members: tuple[ClassMember, ...], tmp_path: Path
) -> None:
    with sqlite_db.writing() as session:
        text = '{"text": "=HYPERLINK(\\"http://evil.example\\")"}'
        session.connection().exec_driver_sql("DROP TRIGGER reviews_only_grow")
        session.execute(update(ReviewRow).values(response=text))
    path = tmp_path / "answers.xlsx"

    rows = sheet(sqlite_db, members)
    with sqlite_db.reading() as session:
        deck = access.deck_named(session, SLUG)
        write_workbook(path, rows_of(session, members, deck, names=True), str)

    assert rows[0]["réponse"] == FORMULA
    with zipfile.ZipFile(path) as book:
        text = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in text
    assert "evil.example" in text
    (_, line) = csv_lines([tuple(as_text(cell) for cell in rows[0].values())])
    assert f"'{FORMULA}".replace('"', '""') in line


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "{="]
)
def test_no_cell_is_a_formula_to_who_reads_it_back(tmp_path: Path, start: str) -> None:
    path = tmp_path / "answers.xlsx"
    text = f"{start}1+1"

    write_workbook(path, [[text] * len(COLUMNS)], str)

    (cells,) = load_workbook(path)["Réponses"].iter_rows(min_row=2)
    assert {cell.data_type for cell in cells} == {"s"}
    assert {unescape(str(cell.value)) for cell in cells} == {text}


def test_every_column_is_described_in_the_documents() -> None:
    text = Path(__file__).parents[1].joinpath("docs", "data-format.md").read_text()
    described = text[text.index("of a class's answers") :]

    assert [c.name for c in COLUMNS if f"| `{c.name}` |" not in described] == []


def lines_of(path: Path, number: int) -> int:
    with zipfile.ZipFile(path) as book:
        root = fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    return len(root.findall(f"{SHEET}sheetData/{SHEET}row"))
