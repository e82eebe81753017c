"""The register: every column about a person is described, in words for that person."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from trainer.core.personal_data import (
    AIMS,
    AUDIENCES,
    GROUPS,
    PERIODS,
    Aim,
    Audience,
    Group,
    Period,
)
from trainer.core.personal_register import (
    LINKS,
    MENTIONS,
    REGISTER,
    data_in,
    is_described,
    withheld,
)
from trainer.person_rows import Person, personal_tables
from trainer.tables import Row

ANYBODY = Person(1, 1)


def undescribed() -> list[str]:
    """Find the columns that are about a person and not in the register."""
    return [
        f"{table.name}.{column.name}"
        for table, _ in personal_tables(ANYBODY)
        for column in table.columns
        if not is_described(table.name, column.name)
    ]


def test_every_column_reached_from_a_person_is_described() -> None:
    assert undescribed() == []


def test_a_new_table_or_column_about_a_person_fails_until_it_is_described() -> None:
    metadata = Row.metadata
    table = Table(
        "diaries",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("student_id", ForeignKey("students.id")),
        Column("mood", Text),
    )
    pages = Table("diary_pages", metadata, Column("diary_id", ForeignKey("diaries.id")))
    try:
        found = undescribed()
    finally:
        metadata.remove(table)
        metadata.remove(pages)

    assert found == ["diaries.mood", "diary_pages.diary_id"]


def test_what_is_described_is_there() -> None:
    tables = Row.metadata.tables

    gone = [
        (each.table, column)
        for each in REGISTER
        for column in each.columns
        if each.table not in tables or column not in tables[each.table].columns
    ]

    assert gone == []
    assert all(column in tables[name].columns for name, column in MENTIONS)


def test_each_column_is_described_once() -> None:
    named = [(each.table, column) for each in REGISTER for column in each.columns]

    assert len(named) == len(set(named))
    assert not {column for _, column in named} & set(LINKS)


def test_what_opens_doors_is_never_given_out() -> None:
    columns = {
        (table.name, column.name)
        for table in Row.metadata.sorted_tables
        for column in table.columns
        if "hash" in column.name and column.name != "content_hash"
    }

    assert columns <= set(withheld())


def test_everything_has_words_for_a_person() -> None:
    words = [
        *(str(each.words) for each in REGISTER),
        *(str(GROUPS[each]) for each in Group),
        *(str(AIMS[each]) for each in Aim),
        *(str(PERIODS[each]) for each in Period),
        *(str(AUDIENCES[each]) for each in Audience),
    ]

    assert len(words) == len(set(words))
    assert all(data_in(group) for group in Group)
    assert sum(len(data_in(group)) for group in Group) == len(REGISTER)


def test_a_pseudonym_is_enough() -> None:
    asked = {
        column.name for table, _ in personal_tables(ANYBODY) for column in table.columns
    }

    words = ("mail", "birth", "phone", "address", "gender", "picture", "surname")
    assert [name for name in asked if any(word in name for word in words)] == []
