"""The story of the backups that are made unasked, and of those that are kept.

One on each day, and one before an import or a restoration. They lie in
`backups/` beside a SQLite database; PostgreSQL has its own means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import exists, select

from trainer.backup import backup
from trainer.core.messages import message
from trainer.db import Database, make_folder
from trainer.db_errors import clear_disk_errors
from trainer.errors import NotFound
from trainer.tables import ReviewRow

DAILY, WEEKLY, MONTHLY = 7, 4, 12
RECENT = timedelta(days=1)
MOST_RECENT = 10

_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(\d{8}T\d{6}Z)-(start|import|restore)\.db")


class Occasion(StrEnum):
    """Why a backup was made."""

    START = "start"
    IMPORT = "import"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """A backup that was made unasked."""

    path: Path
    made_at: datetime
    occasion: Occasion
    size_bytes: int


def keep_daily(database: Database, now: datetime) -> None:
    """Make the backup of the day, unless there is one or nothing was ever answered.

    None is thrown away, since the clock may be wrong: see `thin_out`.
    """
    made = {each.made_at.date() for each in kept_backups(database)}
    if now.date() not in made and _has_reviews(database):
        _make(database, Occasion.START, now)


def keep_before_import(database: Database, now: datetime) -> None:
    """Make a backup before content changes, unless nothing was ever answered."""
    if _has_reviews(database):
        keep_backup(database, Occasion.IMPORT, now)


def keep_backup(database: Database, occasion: Occasion, now: datetime) -> Path | None:
    """Make a backup and throw away those that are too many; None: on PostgreSQL.

    Raises:
        BackupFailed: the copy is not sound.
        Unavailable: the disk is full or read-only.
    """
    path = _make(database, occasion, now)
    thin_out(database, now)
    return path


def thin_out(database: Database, now: datetime) -> None:
    """Throw away the backups that are too many.

    Raises:
        Unavailable: the folder is read-only.
    """
    kept = kept_backups(database)
    stay = to_keep([each.made_at for each in kept], now)
    for each in kept:
        if each.made_at not in stay:
            with clear_disk_errors(each.path):
                each.path.unlink(missing_ok=True)


def kept_backups(database: Database) -> tuple[KeptBackup, ...]:
    """Return the backups that are there, newest first."""
    folder = folder_of(database)
    if folder is None or not folder.is_dir():
        return ()
    with clear_disk_errors(folder):
        found = [each for path in folder.iterdir() if (each := _kept(path))]
    return tuple(sorted(found, key=lambda each: each.made_at, reverse=True))


def backup_named(database: Database, name: str) -> KeptBackup:
    """Return one of the backups.

    Raises:
        NotFound: there is none of that name.
    """
    for each in kept_backups(database):
        if each.path.name == name:
            return each
    raise NotFound(message("Cette sauvegarde n’est plus là."))


def folder_of(database: Database) -> Path | None:
    """Return where the backups lie; None: on PostgreSQL."""
    return database.path.parent / "backups" if database.path else None


def to_keep(moments: Iterable[datetime], now: datetime) -> set[datetime]:
    """Say which backups to keep: the last ones, and the newest of days, weeks, months.

    Args:
        moments: when they were made.
        now: to tell which were made within a day.
    """
    newest_first = sorted(moments, reverse=True)
    recent = [made for made in newest_first if now - made <= RECENT]
    return {
        *recent[:MOST_RECENT],
        *_newest(newest_first, DAILY, lambda made: made.date()),
        *_newest(newest_first, WEEKLY, lambda made: made.isocalendar()[:2]),
        *_newest(newest_first, MONTHLY, lambda made: (made.year, made.month)),
    }


def _newest(
    newest_first: Iterable[datetime], most: int, span: Callable[[datetime], Hashable]
) -> list[datetime]:
    """Return the newest of each of the last spans that have any."""
    found: dict[Hashable, datetime] = {}
    for made in newest_first:
        found.setdefault(span(made), made)
    return list(found.values())[:most]


def _make(database: Database, occasion: Occasion, now: datetime) -> Path | None:
    folder = folder_of(database)
    if folder is None:
        return None
    make_folder(folder)
    path = folder / f"{now.astimezone(UTC):{_STAMP}}-{occasion}.db"
    if not path.exists():  # else it was made in this very second
        backup(database, path)
    return path


def _kept(path: Path) -> KeptBackup | None:
    found = _NAME.fullmatch(path.name)
    if found is None:
        return None
    made_at = datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC)
    return KeptBackup(path, made_at, Occasion(found[2]), path.stat().st_size)


def _has_reviews(database: Database) -> bool:
    with database.reading() as session:
        return bool(session.scalar(select(exists().where(ReviewRow.id > 0))))
