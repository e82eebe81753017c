"""When a server last cared for its data: a file of the data folder.

Outside the database, so that an old backup does not bring an old date back.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from trainer.core.clock_jumps import Care, next_care
from trainer.db import make_folder
from trainer.db_errors import clear_disk_errors
from trainer.papers import write_over

NAME = "last-care.json"

_JSON = TypeAdapter(Care)


def note_care(home: Path, now: datetime) -> Care:
    """Note that a server cares for its data now, and return whether the clock jumped.

    Raises:
        Unavailable: it cannot be noted: then nothing must be erased.
    """
    care = next_care(last_care(home), now)
    make_folder(home)
    write_over(home / NAME, _JSON.dump_json(care).decode())
    return care


def last_care(home: Path) -> Care | None:
    """Return when a server last cared for its data; None: never, or nobody knows."""
    path = home / NAME
    with clear_disk_errors(path):
        if not path.exists():
            return None
        text = path.read_bytes()
    try:
        return _JSON.validate_json(text)
    except ValidationError:
        return None
