"""A PostgreSQL database that a test has left holds nothing of it for the next."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from tests.postgresql import Migrated, Server, connected, database_of
from tests.studying import NOW
from trainer.db import open_database
from trainer.first_use import prepare
from trainer.tables import Row


@pytest.fixture
def databases(postgresql_server: Server) -> Migrated:
    """Databases that no other test has."""
    return Migrated.on(postgresql_server)


def test_a_database_that_is_given_back_is_empty(databases: Migrated) -> None:
    config = databases.take()
    database = open_database(config)
    prepare(database, NOW)

    databases.give_back(config)
    database.close()

    again = databases.take()
    assert again == config
    with connected(again) as connection:
        for table in Row.metadata.sorted_tables:
            query = select(func.count()).select_from(table)
            assert connection.execute(query).scalar() == 0, table.name


@pytest.mark.parametrize(
    "change",
    [
        "DROP TRIGGER reviews_only_grow ON reviews",
        "ALTER TABLE cards ADD COLUMN other integer",
        "UPDATE alembic_version SET version_num = '9999'",
    ],
)
def test_one_whose_schema_was_changed_is_not_used_again(
    databases: Migrated, change: str
) -> None:
    config = databases.take()
    with connected(config) as connection:
        connection.exec_driver_sql(change)

    databases.give_back(config)

    assert database_of(databases.take()) != database_of(config)
