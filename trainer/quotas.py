"""How much one person may have or send, so that nobody takes what all others need.

The counts of who sends live in the server's memory: they are no history of anybody.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.core.messages import message
from trainer.errors import Refused, TooMany, Unavailable
from trainer.tables import DeckRow, GivenTextRow

MOST_MEGABYTES, MOST_FILES = 500, 2_000
# Of what waits between its plan and its import: of each person, and of all together.
MOST_UPLOADS, MOST_UPLOADED, MOST_UPLOADED_BY_ALL = 20, 60 * 1024**2, 500 * 1024**2
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


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """An upload that waits: whose it is, and its size in signs."""

    token: str
    owner: str
    size: int


def surplus_uploads(kept: Sequence[KeptUpload]) -> list[str]:
    """Say which uploads have to go: each person's oldest beyond what one may keep.

    If all together are still too many, whoever keeps most loses the oldest.

    Args:
        kept: the newest first.
    """
    staying: dict[str, list[KeptUpload]] = {}
    gone: list[str] = []
    for each in kept:
        own = staying.setdefault(each.owner, [])
        has_room = len(own) < MOST_UPLOADS and _size(own) + each.size <= MOST_UPLOADED
        if has_room or not own:
            own.append(each)
        else:
            gone.append(each.token)
    while sum(map(_size, staying.values())) > MOST_UPLOADED_BY_ALL:
        gone.append(max(staying.values(), key=_size).pop().token)
    return gone


def _size(kept: Sequence[KeptUpload]) -> int:
    return sum(each.size for each in kept)


def check_room(session: Session, account_id: int) -> None:
    """Let somebody bring another paper, unless those kept take all the room.

    Raises:
        NoRoomLeft: they do.
    """
    files, size = session.execute(
        select(func.count(), func.coalesce(func.sum(func.length(GivenTextRow.text)), 0))
        .join(DeckRow, DeckRow.id == GivenTextRow.deck_id)
        .where(DeckRow.keeper_id == account_id)
    ).one()
    if files >= MOST_FILES or size >= MOST_MEGABYTES * _MEGABYTE:
        raise NoRoomLeft
