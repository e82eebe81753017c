"""Ways in which a file is no backup to restore: each takes a good one and spoils it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import NullPool

from trainer.engines import sqlite_engine


def execute(path: Path, *statements: str) -> None:
    """Change a file as another program would."""
    engine = sqlite_engine(path, "BEGIN", {}, poolclass=NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def damaged(file: Path) -> None:
    data = bytearray(file.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 8192] = b"\xff" * 8192
    file.write_bytes(data)


def plain_text(file: Path) -> None:
    file.write_text("question;réponse\n" * 1000, encoding="utf-8")


def only_a_header(file: Path) -> None:
    file.write_bytes(b"SQLite format 3\0" + b"\0" * 5000)


def empty(file: Path) -> None:
    file.write_bytes(b"")


def of_another_program(file: Path) -> None:
    file.unlink()
    execute(file, "CREATE TABLE notes (id INTEGER)")


def of_another_alembic(file: Path) -> None:
    execute(file, "UPDATE alembic_version SET version_num = 'abc123'")


def newer(file: Path) -> None:
    execute(file, "UPDATE alembic_version SET version_num = '9999'")


def without_version(file: Path) -> None:
    execute(file, "DELETE FROM alembic_version")


def without_a_table(file: Path) -> None:
    execute(file, "DROP TABLE card_states")


def with_trigger(file: Path) -> None:
    execute(
        file,
        "CREATE TRIGGER evil AFTER INSERT ON reviews BEGIN DELETE FROM decks; END",
    )


def with_view(file: Path) -> None:
    execute(file, "CREATE VIEW evil AS SELECT 1")


def with_view_for_a_table(file: Path) -> None:
    execute(
        file,
        "DROP TABLE card_states",
        "CREATE VIEW card_states AS SELECT * FROM reviews",
    )


def with_table(file: Path) -> None:
    execute(file, "CREATE TABLE evil (id INTEGER)")


def with_computed_column(file: Path) -> None:
    execute(
        file,
        "ALTER TABLE students ADD COLUMN evil TEXT AS (hex(zeroblob(1000000)))",
    )


def with_broken_reference(file: Path) -> None:
    execute(file, "DELETE FROM cards")


def with_impossible_values(file: Path) -> None:
    execute(file, "UPDATE students SET created_at = 'soon'")


def with_impossible_content(file: Path) -> None:
    execute(file, "UPDATE item_revisions SET content = '{}'")


def with_bytes_for_text(file: Path) -> None:
    execute(file, "UPDATE students SET name = CAST(x'ff' AS TEXT)")
