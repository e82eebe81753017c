"""What a server does by itself: at its start, and once a day."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from trainer.automatic_backups import keep_daily, thin_out
from trainer.core.messages import message
from trainer.db import Database
from trainer.errors import TrainerError
from trainer.last_care import note_care
from trainer.restoring import forget_ready
from trainer.retention import drop_half_done, keep_no_longer
from web.context import Context

EVERY_S = 15 * 60.0  # a laptop that slept is behind by this much at most

_log = logging.getLogger(__name__)


@contextmanager
def cared_for(context: Context) -> Iterator[None]:
    """Care for a database now and each day until the block ends.

    Also for somebody alone, whose laptop may sleep and wake for weeks without a start.
    """
    clear_up(context.database)
    begun = care(context)
    stopping = threading.Event()
    watching = threading.Thread(
        target=watch, args=(context, begun, stopping.wait), name="care", daemon=True
    )
    watching.start()
    try:
        yield
    finally:
        stopping.set()
        watching.join()


def watch(
    context: Context, last: datetime, stops_within: Callable[[float], bool]
) -> None:
    """Care for a server once a day until it stops.

    Args:
        last: when it was cared for.
        stops_within: waits so many seconds; true as soon as the server stops.
    """
    while not stops_within(EVERY_S):
        # Nothing else would notice that the loop has ended, for months.
        try:
            last = care_for_day(context, last)
        except Exception:
            _log.exception("%s", message("L’entretien du jour n’a pas pu être fait."))


def clear_up(database: Database) -> None:
    """Throw away what a killed process left; what cannot be is there another day."""
    try:
        drop_half_done(database)
    except TrainerError as error:
        _log.warning("%s", error)


def care(context: Context) -> datetime:
    """Care for a server now; return when.

    What cannot be undone waits as long as the clock is not believed.
    """
    now = context.clock()
    care_for(context.database, now)
    if is_believed(context.config.home, now):
        let_go(context, now)
    return now


def care_for(database: Database, now: datetime) -> None:
    """Make the backup of the day; that it cannot be made keeps nobody from studying."""
    forget_ready(database)
    try:
        keep_daily(database, now)
    except TrainerError as error:
        _log.warning("%s", error)


def is_believed(home: Path, now: datetime) -> bool:
    """Say whether the clock has gone on as clocks do since the last care."""
    try:
        jump = note_care(home, now).jump
    except TrainerError as error:
        _log.warning("%s", error)
        return False
    if jump and jump.since and jump.to == now:
        told = message(
            "L’horloge a avancé de {days} jours d’un coup : rien n’est effacé avant"
            " demain. Si la date est fausse, la corriger.",
            days=(jump.to - jump.since).days,
        )
        _log.warning("%s", told)
    return jump is None


def let_go(context: Context, now: datetime) -> None:
    """Let go of what is kept no longer; if it cannot be now, then another day."""
    try:
        thin_out(context.database, now)
        if context.is_class:
            keep_no_longer(context.database, context.config.home, now)
    except TrainerError as error:
        _log.warning("%s", error)


def care_for_day(context: Context, last: datetime) -> datetime:
    """Care for a server on another day than `last`; return when it was."""
    # Another, not a later one: a clock that was ahead is set back.
    is_same = context.clock().date() == last.date()
    return last if is_same else care(context)
