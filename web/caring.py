"""What a server does by itself: at its start, and in a class once a day."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from trainer.automatic_backups import keep_daily
from trainer.db import Database
from trainer.errors import TrainerError
from trainer.restoring import forget_ready
from trainer.retention import drop_half_done, keep_no_longer
from web.context import Context

EVERY_S = 15 * 60.0  # a laptop that slept is behind by this much at most

_log = logging.getLogger(__name__)


@contextmanager
def cared_for(context: Context) -> Iterator[None]:
    """Care for a database now, and in a class each day until the block ends."""
    clear_up(context.database)
    care_for(context.database, begun := context.clock())
    if not context.is_class:
        yield
        return
    keep_rules(context, begun)
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
        last = care_for_day(context, last)


def clear_up(database: Database) -> None:
    """Throw away what a killed process left; what cannot be is there another day."""
    try:
        drop_half_done(database)
    except TrainerError as error:
        _log.warning("%s", error)


def care_for(database: Database, now: datetime) -> None:
    """Make the backup of the day; that it cannot be made keeps nobody from studying."""
    forget_ready(database)
    try:
        keep_daily(database, now)
    except TrainerError as error:
        _log.warning("%s", error)


def keep_rules(context: Context, now: datetime) -> None:
    """Let go of what is kept no longer; if it cannot be now, then another day."""
    try:
        keep_no_longer(context.database, context.config.home, now)
    except TrainerError as error:
        _log.warning("%s", error)


def care_for_day(context: Context, last: datetime) -> datetime:
    """Care for a server if a day has begun since `last`; return when it was."""
    now = context.clock()
    if now.date() <= last.date():
        return last
    care_for(context.database, now)
    keep_rules(context, now)
    return now
