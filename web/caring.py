"""What a server does by itself: at its start, and in a class once a day."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from trainer.automatic_backups import keep_daily
from trainer.db import Database
from trainer.errors import TrainerError
from trainer.restoring import forget_ready
from trainer.retention import drop_half_done, keep_no_longer
from web.context import Context

_EVERY_S = 15 * 60.0  # a laptop that slept is behind by this much at most

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
    watch = threading.Thread(
        target=_watch, args=(context, begun, stopping), name="care", daemon=True
    )
    watch.start()
    try:
        yield
    finally:
        stopping.set()
        watch.join()


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


def _watch(context: Context, last: datetime, stopping: threading.Event) -> None:
    while not stopping.wait(_EVERY_S):
        last = care_for_day(context, last)
