"""How much one person may have or send, so that nobody takes what all others need.

The counts of who sends live in the server's memory: they are no history of anybody.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.core.model import message
from trainer.errors import Refused, TooMany, Unavailable
from trainer.tables import DeckRow, DeckTextRow

MOST_MEGABYTES, MOST_FILES = 500, 2_000
IMPORTS_AT_ONCE = 2
ANSWERS: tuple[tuple[timedelta, int], ...] = (
    (timedelta(hours=1), 2_000),
    (timedelta(days=1), 20_000),
)
_MEGABYTE = 1024 * 1024


class NoRoomLeft(Refused):
    """Somebody keeps as many papers as one may."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Les paquets gardés prennent déjà toute la place prévue"
                " ({size} Mo, {files} fichiers) : en retirer avant d’en ajouter.",
                size=MOST_MEGABYTES,
                files=MOST_FILES,
            )
        )


class ImportRuns(Unavailable):
    """Others import at this moment, or the same person does."""

    def __init__(self) -> None:
        super().__init__(
            message("Un autre import est en cours : recommencer dans un instant.")
        )


@dataclass(slots=True)
class _Window:
    """How many answers came since some moment."""

    since: datetime
    count: int = 0


class Quotas:
    """What runs and what came, of each person; for one server."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._lock = threading.Lock()
        self._importing: set[str] = set()
        self._windows: dict[tuple[str, timedelta], _Window] = {}

    @contextmanager
    def importing(self, uid: str) -> Iterator[None]:
        """Have a place to read a paper: one a person, two in all.

        Raises:
            ImportRuns: there is none.
        """
        with self._lock:
            if uid in self._importing or len(self._importing) >= IMPORTS_AT_ONCE:
                raise ImportRuns
            self._importing.add(uid)
        try:
            yield
        finally:
            with self._lock:
                self._importing.discard(uid)

    def take_answers(self, uid: str, count: int, now: datetime) -> None:
        """Count answers that are sent, before they are stored.

        Raises:
            TooMany: they are more than anybody gives; they may be sent again later.
        """
        with self._lock:
            windows = [(self._window(uid, span, now), most) for span, most in ANSWERS]
            for (span, most), (window, _) in zip(ANSWERS, windows, strict=True):
                if window.count + count > most:
                    raise TooMany((window.since + span - now).seconds + 1)
            for window, _ in windows:
                window.count += count

    def _window(self, uid: str, span: timedelta, now: datetime) -> _Window:
        window = self._windows.get((uid, span))
        if window is None or not window.since <= now < window.since + span:
            window = self._windows[uid, span] = _Window(now)
        return window


def check_room(session: Session, account_id: int) -> None:
    """Let somebody bring another paper, unless those kept take all the room.

    Raises:
        NoRoomLeft: they do.
    """
    files, size = session.execute(
        select(func.count(), func.coalesce(func.sum(func.length(DeckTextRow.text)), 0))
        .join(DeckRow, DeckRow.id == DeckTextRow.deck_id)
        .where(DeckRow.keeper_id == account_id)
    ).one()
    if files >= MOST_FILES or size >= MOST_MEGABYTES * _MEGABYTE:
        raise NoRoomLeft
