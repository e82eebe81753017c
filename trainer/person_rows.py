"""Which rows are about a person, found from the tables by their foreign keys.

So a table that is added tomorrow is exported, erased, and missed in the register until
it is described there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ForeignKey, Table, false, or_, select
from sqlalchemy.orm import Session

from trainer.core.personal_register import MENTIONS
from trainer.tables import AccountRow, Row

STUDENTS, ACCOUNTS = "students", "accounts"


@dataclass(frozen=True, slots=True)
class Person:
    """Who a row may be about; without an account on a computer of one's own."""

    student_id: int
    account_id: int | None = None


def person_of(session: Session, student_id: int) -> Person:
    """Return a student with the account, if there is one."""
    account_id = session.scalar(
        select(AccountRow.id).where(AccountRow.student_id == student_id)
    )
    return Person(student_id, account_id)


def personal_tables(person: Person) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Give each table that has rows about people, and which of them are this person's.

    Those come first to which others point. A table that names a person belongs to that
    one alone, whatever else it points to; any other belongs to what it points to.
    """
    reached: dict[str, tuple[Table, ColumnElement[bool]]] = {}
    for table in Row.metadata.sorted_tables:
        mine = _which(table, person, reached)
        if mine is not None:
            reached[table.name] = (table, mine)
            yield table, mine


def mentions(person: Person) -> Iterator[tuple[Table, str, ColumnElement[bool]]]:
    """Give the columns that name this person on what belongs to somebody else."""
    for name, column in MENTIONS:
        table = Row.metadata.tables[name]
        (key,) = table.columns[column].foreign_keys
        yield table, column, _names(key, person)


def _which(
    table: Table,
    person: Person,
    reached: dict[str, tuple[Table, ColumnElement[bool]]],
) -> ColumnElement[bool] | None:
    if table.name == STUDENTS:
        return table.columns.id == person.student_id
    keys = [
        key
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
        if (table.name, key.parent.name) not in MENTIONS
    ]
    own = [_names(key, person) for key in keys if key.column.table.name in _ROOTS]
    if own:
        return or_(*own)
    through = [
        key.parent.in_(select(key.column).where(reached[key.column.table.name][1]))
        for key in keys
        if key.column.table.name in reached
    ]
    return or_(*through) if through else None


_ROOTS = (STUDENTS, ACCOUNTS)


def _names(key: ForeignKey, person: Person) -> ColumnElement[bool]:
    """Say that a foreign key to a student or an account names the person."""
    if key.column.table.name == STUDENTS:
        return key.parent == person.student_id
    return false() if person.account_id is None else key.parent == person.account_id
