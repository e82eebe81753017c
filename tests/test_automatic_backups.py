"""The backups made unasked: when, how many are kept, and which."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.rows import add_card, review
from trainer.automatic_backups import (
    MOST_RECENT,
    Occasion,
    backup_named,
    keep_backup,
    keep_before_import,
    keep_daily,
    kept_backups,
    to_keep,
)
from trainer.config import Config
from trainer.db import Database, open_database
from trainer.errors import NotFound

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def studied(sqlite_db: Database) -> Database:
    """A database with an answer."""
    with sqlite_db.writing() as session:
        session.add(review(add_card(session)))
    return sqlite_db


def names(database: Database) -> list[str]:
    return [each.path.name for each in kept_backups(database)]


def test_the_first_start_of_a_day_makes_a_backup(studied: Database) -> None:
    for hours in (0, 3, 24):
        keep_daily(studied, NOW + timedelta(hours=hours))

    assert names(studied) == ["20261124T090000Z-start.db", "20261123T090000Z-start.db"]


def test_an_import_makes_a_backup_each_time(studied: Database) -> None:
    for minutes in (0, 1):
        keep_before_import(studied, NOW + timedelta(minutes=minutes))

    assert len(names(studied)) == 2


def test_a_database_without_answers_needs_none(sqlite_db: Database) -> None:
    keep_daily(sqlite_db, NOW)
    keep_before_import(sqlite_db, NOW)

    assert names(sqlite_db) == []


def test_a_backup_can_be_made_twice_in_a_second(studied: Database) -> None:
    made = [keep_backup(studied, Occasion.IMPORT, NOW) for _ in range(2)]

    assert made[0] == made[1]
    assert names(studied) == ["20261123T090000Z-import.db"]


def test_postgresql_makes_its_own_backups(postgresql_config: Config) -> None:
    db = open_database(postgresql_config)

    assert keep_backup(db, Occasion.IMPORT, NOW) is None
    assert kept_backups(db) == ()

    db.close()


def test_other_files_are_no_backups_and_stay(studied: Database) -> None:
    path = keep_backup(studied, Occasion.START, NOW)
    assert path is not None
    (path.parent / "mine.db").write_text("mine")

    keep_backup(studied, Occasion.START, NOW + 400 * DAY)

    assert "mine.db" not in names(studied)
    assert (path.parent / "mine.db").exists()


def test_a_backup_is_found_by_its_name_alone(studied: Database) -> None:
    keep_backup(studied, Occasion.RESTORE, NOW)

    found = backup_named(studied, "20261123T090000Z-restore.db")

    assert (found.occasion, found.made_at) == (Occasion.RESTORE, NOW)
    for name in ("../trainer.db", "20261123T090000Z-start.db", ""):
        with pytest.raises(NotFound):
            backup_named(studied, name)


def test_days_weeks_and_months_are_kept() -> None:
    made = [NOW - n * DAY for n in range(800)]

    kept = sorted(to_keep(made, NOW), reverse=True)

    ages = [(NOW - each).days for each in kept]
    assert ages[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert [NOW - n * DAY for n in (8, 15)] == kept[7:9]  # Sundays, the week’s newest
    assert len(kept) <= 7 + 4 + 12
    assert ages[-1] > 300


def test_the_last_of_a_busy_day_are_all_kept() -> None:
    made = [NOW - timedelta(minutes=n) for n in range(30)]

    assert to_keep(made, NOW) == set(made[:MOST_RECENT])


def test_keeping_day_by_day_comes_to_the_same_few(studied: Database) -> None:
    made: set[datetime] = set()
    for n in range(500):
        made = to_keep({*made, NOW + n * DAY}, NOW + n * DAY)

    assert 15 <= len(made) <= 7 + 4 + 12
    assert min(made) < NOW + 200 * DAY


def test_what_is_no_longer_kept_is_removed(studied: Database) -> None:
    for n in range(9):
        keep_backup(studied, Occasion.START, NOW + timedelta(days=n))

    assert len(names(studied)) == 7
    assert len(list((studied.path or Path()).parent.glob("backups/*"))) == 7
