"""The migrations: they make the tables of `trainer.tables`, up, down and up again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, update
from sqlalchemy.exc import DBAPIError

from tests.rows import add_card, retraction
from trainer.config import Config
from trainer.db import SCHEMA, Database, connect, open_database
from trainer.resources import migrations_folder
from trainer.tables import RetractionRow, Row


@contextmanager
def alembic_on(database: Database) -> Iterator[AlembicConfig]:
    """Give Alembic a transaction on a database."""
    with database.writing() as session:
        config = AlembicConfig()
        config.set_main_option("script_location", str(migrations_folder()))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = session.connection()
        yield config


def tables_of(database: Database) -> set[str]:
    with database.reading() as session:
        return set(inspect(session.connection()).get_table_names())


def definitions(connection: Connection) -> dict[str, list[str]]:
    """Return all that SQLite knows of each table, in an order of its own."""
    inspector = inspect(connection)
    return {
        table: sorted(
            [
                *map(described, inspector.get_columns(table)),
                *map(described, inspector.get_check_constraints(table)),
                *map(described, inspector.get_foreign_keys(table)),
                *map(described, inspector.get_unique_constraints(table)),
                *map(described, inspector.get_indexes(table)),
                described(inspector.get_pk_constraint(table)),
                described(inspector.get_table_options(table)),
            ]
        )
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def described(found: Any) -> str:
    # SQLite does not tell the name of a foreign key that came with a later column.
    names = found.keys() - ({"name"} if "referred_table" in found else set())
    return str(sorted((name, str(found[name])) for name in names))


def test_the_newest_migration_is_the_schema_that_the_program_knows() -> None:
    scripts = ScriptDirectory(str(migrations_folder()))

    assert scripts.get_current_head() == SCHEMA


def test_migrations_are_numbered_without_a_gap() -> None:
    scripts = ScriptDirectory(str(migrations_folder()))

    numbers = [script.revision for script in scripts.walk_revisions()]

    assert numbers == [f"{n:04}" for n in range(len(numbers), 0, -1)]


def test_the_migrations_make_the_tables(db: Database) -> None:
    with db.reading() as session:
        context = MigrationContext.configure(
            session.connection(), opts={"compare_server_default": True}
        )

        assert compare_metadata(context, Row.metadata) == []


def test_the_migrations_make_the_tables_to_the_letter(sqlite_db: Database) -> None:
    """Checks, foreign keys and WITHOUT ROWID are not compared by Alembic."""
    engine = create_engine("sqlite://")
    Row.metadata.create_all(engine)
    with engine.connect() as connection:
        wanted = definitions(connection)
    engine.dispose()

    with sqlite_db.reading() as session:
        made = definitions(session.connection())

    assert made == wanted


def test_checks_are_the_same_on_postgresql(
    sqlite_db: Database, postgresql_config: Config
) -> None:
    postgresql = open_database(postgresql_config)

    assert checks_of(postgresql) == checks_of(sqlite_db)
    postgresql.close()


def checks_of(database: Database) -> set[str | None]:
    with database.reading() as session:
        inspector = inspect(session.connection())
        return {
            check["name"]
            for table in inspector.get_table_names()
            for check in inspector.get_check_constraints(table)
        }


def test_down_leaves_nothing_and_up_makes_all_again(db: Database) -> None:
    before = tables_of(db)

    with alembic_on(db) as alembic:
        command.downgrade(alembic, "base")
    down = tables_of(db)
    db.upgrade()

    assert down == {"alembic_version"}
    assert tables_of(db) == before
    with pytest.raises(DBAPIError, match="only grow"):
        change_a_log(db)


def change_a_log(database: Database) -> None:
    with database.writing() as session:
        session.add(retraction(add_card(session)))
        session.flush()
        session.execute(update(RetractionRow).values(uid="other"))


def test_an_empty_database_is_brought_up_by_opening_it(empty_config: Config) -> None:
    db = connect(empty_config)
    before = tables_of(db)
    db.close()

    db = open_database(empty_config)

    assert before == set()
    assert tables_of(db) == {*Row.metadata.tables, "alembic_version"}
    db.close()
