"""The list of who was erased, kept outside the database, so that no backup undoes it.

A line is the hash of what a student's row is known by: it says nothing of anybody who
is not in a database again.
"""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path

from trainer.db import make_folder
from trainer.db_errors import clear_disk_errors

NAME = "erased-people.txt"


def mark_of(uid: str, created_at: datetime) -> str:
    """Return by what a student is known on the list.

    The uid of the learner of a computer of one's own is always the same: so the moment
    of the beginning counts too.
    """
    return hashlib.sha256(f"{uid} {created_at.isoformat()}".encode()).hexdigest()


def note_erased(home: Path, mark: str) -> None:
    """Put somebody on the list; it is on the disk when this returns.

    Raises:
        Unavailable: the list cannot be written: then nobody must be erased.
    """
    make_folder(home)
    with clear_disk_errors(home):
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        descriptor = os.open(home / NAME, flags, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(f"{mark}\n".encode())
            file.flush()
            os.fsync(file.fileno())


def erased_marks(home: Path) -> frozenset[str]:
    """Return who is on the list."""
    path = home / NAME
    with clear_disk_errors(path):
        if not path.exists():
            return frozenset()
        return frozenset(path.read_text(encoding="ascii").split())
