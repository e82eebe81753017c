"""Kill -9 in the middle of an upgrade: nothing of it remains, and it can be retried."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from random import Random
from select import select as select_readable

import pytest
from sqlalchemy import inspect, select, text

from tests.conftest import config_of
from tests.faults.children import (
    CONTEXT,
    LONG_S,
    kill,
    open_soon,
    started,
    upgrade,
)
from tests.rows import add_card, review
from trainer.config import Config
from trainer.db import Database, connect, open_database
from trainer.resources import migrations_folder
from trainer.tables import ReviewRow

HEAD = max(
    path.name.partition("_")[0]
    for path in (migrations_folder() / "versions").glob("[0-9]*.py")
)

# A change that SQLite can only make by a copy of a table that reviews point to.
NEXT_MIGRATION = """
import sqlalchemy as sa
import threading
from alembic import op
from pathlib import Path

revision = "9999"
down_revision = {head!r}

def upgrade():
    op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))
    with op.batch_alter_table("cards") as cards:
        cards.alter_column("position", type_=sa.BigInteger)
        cards.add_column(sa.Column("hint", sa.Text, server_default="none"))
    half_way = Path({half_way!r})
    if half_way.exists():
        with half_way.open("w") as told:
            print("half way", file=told, flush=True)
            threading.Event().wait()
    op.create_table("whole", sa.Column("id", sa.Integer, primary_key=True))

def downgrade():
    pass
"""


@pytest.fixture
def half_way(tmp_path: Path) -> Path:
    """A pipe by which the next migration tells that it is half way, and stops."""
    path = tmp_path / "half-way"
    os.mkfifo(path)
    return path


@pytest.fixture
def next_migrations(tmp_path: Path, half_way: Path) -> Path:
    """The migrations of a next version of the program."""
    folder = Path(shutil.copytree(migrations_folder(), tmp_path / "migrations"))
    script = NEXT_MIGRATION.format(head=HEAD, half_way=str(half_way))
    (folder / "versions" / "9999_next.py").write_text(script)
    return folder


def state_of(db: Database) -> tuple[object, set[str], set[str]]:
    """Return the schema's number, the tables that the next one adds, a card's columns.

    Also those that an upgrade makes on the way.
    """
    with db.reading() as session:
        inspector = inspect(session.connection())
        version = session.scalar(text("SELECT version_num FROM alembic_version"))
        columns = {column["name"] for column in inspector.get_columns("cards")}
        tables = set(inspector.get_table_names())
    added = {name for name in tables if name in {"half", "whole"} or "tmp" in name}
    return version, added, columns & {"hint"}


def test_an_upgrade_killed_half_way_is_no_upgrade_and_can_be_retried(
    config: Config, half_way: Path, next_migrations: Path
) -> None:
    db = open_database(config)
    with db.writing() as session:
        ids = add_card(session)
        session.add_all([review(ids, uid=f"u{n}") for n in range(500)])
    db.close()

    descriptor = os.open(half_way, os.O_RDONLY | os.O_NONBLOCK)
    with started(upgrade, config, next_migrations, "9999") as child:
        assert select_readable([descriptor], [], [], LONG_S)[0]
        kill(child)
    os.close(descriptor)
    half_way.unlink()

    db = connect(config)
    assert state_of(db) == (HEAD, set(), set())
    db.close()

    with started(upgrade, config, next_migrations, "9999") as child:
        child.join(LONG_S)
        assert child.exitcode == 0

    db = connect(config)
    assert state_of(db) == ("9999", {"half", "whole"}, {"hint"})
    with db.reading() as session:
        assert len(session.scalars(select(ReviewRow.uid)).all()) == 500
        if db.path is not None:
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    db.close()


def killed_upgrades(folder: Path, cycles: int) -> None:
    """Kill the first upgrade of a new database at any moment, and open it after."""
    chance = Random(7)
    for number in range(cycles):
        config = config_of(folder / str(number))
        ours, theirs = CONTEXT.Pipe(duplex=False)
        with started(open_soon, config, theirs) as child:
            assert ours.poll(LONG_S)
            time.sleep(chance.uniform(0, 0.12))
            kill(child)
        db = open_database(config)
        with db.writing() as session:
            add_card(session)
        db.close()


def test_a_first_start_killed_at_any_moment_can_be_retried(tmp_path: Path) -> None:
    killed_upgrades(tmp_path, cycles=20)


@pytest.mark.slow
def test_200_first_starts_killed_at_any_moment_can_be_retried(tmp_path: Path) -> None:
    killed_upgrades(tmp_path, cycles=200)
