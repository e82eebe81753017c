"""A full disk: what was acknowledged is kept, and all goes on once there is room."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.conftest import config_of
from tests.rows import Ids, add_card, review
from trainer.backup import backup
from trainer.db import Database, open_database
from trainer.engines import PRAGMAS
from trainer.errors import DiskFull
from trainer.tables import ReviewRow

SIZE_MB = 4
PAGES = 60
BULKY = "x" * 2000


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A file system of a few megabytes, or (`mounted` is false) a folder instead."""

    folder: Path
    mounted: bool

    def fill(self, leave_kb: int) -> None:
        """Leave so much room at the most."""
        free = os.statvfs(self.folder).f_bavail * os.statvfs(self.folder).f_bsize
        with (self.folder / "ballast").open("wb") as file:
            file.write(b"\0" * max(0, free - leave_kb * 1024))

    def make_room(self) -> None:
        """Take away what fills the disk."""
        (self.folder / "ballast").unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A small disk, where this process may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    options = f"size={SIZE_MB}m,mode=0700"
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(command, check=False).returncode == 0
    yield SmallDisk(folder, mounted)
    if mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def answers_until_full(db: Database, ids: Ids, name: str) -> list[str]:
    """Answer until the disk is full; return the uids that were acknowledged."""
    acknowledged: list[str] = []
    try:
        while len(acknowledged) < SIZE_MB * 1000:
            uid = f"{name}{len(acknowledged)}"
            with db.writing() as session:
                session.add(review(ids, uid=uid, response=BULKY))
            acknowledged.append(uid)
    except DiskFull:
        return acknowledged
    raise AssertionError("the disk never was full")


def kept(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(ReviewRow.uid).order_by(ReviewRow.id)))


@contextmanager
def filled(disk: SmallDisk, db: Database) -> Iterator[None]:
    """Leave little room for the block: on the disk, or in SQLite's own count."""
    if disk.mounted:
        disk.fill(leave_kb=1024)
    else:
        limit_pages(db, PAGES)
    yield
    if disk.mounted:
        disk.make_room()
    else:
        limit_pages(db, 2**30)


def limit_pages(db: Database, count: int) -> None:
    with db.writing() as session:
        session.execute(text(f"PRAGMA max_page_count={count}"))


def test_a_full_disk_loses_no_answer_and_the_same_database_goes_on(
    disk: SmallDisk,
) -> None:
    db = open_database(config_of(disk.folder))
    with db.writing() as session:
        ids = add_card(session)

    with filled(disk, db):
        acknowledged = answers_until_full(db, ids, "a")
        acknowledged += answers_until_full(db, ids, "b")
        while_full = kept(db)
    with db.writing() as session:
        session.add(review(ids, uid="after", response=BULKY))

    assert while_full == acknowledged
    assert len(acknowledged) > 10
    assert kept(db) == [*acknowledged, "after"]
    with db.reading() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    db.close()


def test_a_first_start_on_a_full_disk_can_be_retried(
    disk: SmallDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = config_of(disk.folder)
    with monkeypatch.context() as patch:
        if disk.mounted:
            disk.fill(leave_kb=64)
        else:
            patch.setattr("trainer.db.PRAGMAS", {**PRAGMAS, "max_page_count": 20})

        with pytest.raises(DiskFull, match=r"trainer\.db"):
            open_database(config)
    if disk.mounted:
        disk.make_room()

    open_database(config).close()


def test_a_backup_to_a_full_disk_leaves_nothing_behind(
    disk: SmallDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = open_database(config_of(tmp_path / "home"))
    with db.writing() as session:
        ids = add_card(session)
        rows = [review(ids, uid=f"u{n}", response=BULKY) for n in range(300)]
        session.add_all(rows)
    if disk.mounted:
        disk.fill(leave_kb=512)
    else:
        monkeypatch.setattr("trainer.backup.write_through", refuse_to_write)
    before = sorted(disk.folder.iterdir())

    with pytest.raises(DiskFull, match="disk"):
        backup(db, disk.folder / "today.db")

    assert sorted(disk.folder.iterdir()) == before
    db.close()


def refuse_to_write(path: Path) -> None:
    raise OSError(errno.ENOSPC, "No space left on device", str(path))
