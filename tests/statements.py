"""The statements that a block sends to a database: counted, explained, or failing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session


class Fault(Exception):  # noqa: N818 – it stands for any fault of the outside world
    """Something broke between two statements."""


@contextmanager
def counted() -> Iterator[list[str]]:
    """Give a list of the statements of the block."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@contextmanager
def explained(session: Session) -> Iterator[list[str]]:
    """Give, at the end of the block, how the database runs its selections.

    PostgreSQL is told to read no table as a whole as long as there is another way: in
    the small tables of a test it would never take an index.
    """
    sent: list[tuple[str, Any]] = []
    plans: list[str] = []

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        if sql.startswith("SELECT"):
            sent.append((sql, values))

    on_sqlite = session.get_bind().dialect.name == "sqlite"
    explain = "EXPLAIN QUERY PLAN" if on_sqlite else "EXPLAIN"
    if not on_sqlite:
        session.execute(text("SET LOCAL enable_seqscan = off"))
    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield plans
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    for sql, values in sent:
        rows = session.connection().exec_driver_sql(f"{explain} {sql}", values)
        plans += [str(row[-1]).strip() for row in rows]


@contextmanager
def failing_at(number: int) -> Iterator[list[str]]:
    """Raise a Fault instead of the statement of this number; 1 is the first."""
    with counted() as statements:

        def fail(*_: Any) -> None:
            if len(statements) == number:
                raise Fault(statements[-1])

        event.listen(Engine, "before_cursor_execute", fail)
        try:
            yield statements
        finally:
            event.remove(Engine, "before_cursor_execute", fail)


@contextmanager
def failing_at_commit() -> Iterator[None]:
    """Raise a Fault instead of each commit."""

    def fail(_connection: Any) -> None:
        raise Fault("COMMIT")

    event.listen(Engine, "commit", fail)
    try:
        yield
    finally:
        event.remove(Engine, "commit", fail)
