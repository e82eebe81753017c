"""The story of wrong guesses: counted before they are checked, and slowed down.

A row is found by a keyed hash, so that neither a name nor an address can be read from
it. The rule is `core/throttling.py`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from trainer.core.throttling import NO_WAIT, Limit, wait
from trainer.errors import TooMany
from trainer.tables import FailedTriesRow

KEPT = timedelta(days=1)
_HOUSEHOLD = 64  # the bits of an IPv6 address that one customer cannot choose


@dataclass(frozen=True, slots=True)
class Counter:
    """What guesses are counted by, and how many are let through."""

    key: str
    limit: Limit


def key_of(secret: bytes, *words: str) -> str:
    """Return the key of a counter: nobody can read the words from it."""
    return hmac.new(secret, "\0".join(words).encode(), hashlib.sha256).hexdigest()


def neighbourhood(address: str) -> str:
    """Return what all the addresses share that one guesser can choose from."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, _HOUSEHOLD), strict=False))


def check(session: Session, counters: Sequence[Counter], now: datetime) -> None:
    """Refuse a guess that has to wait, before anything is locked for it.

    Raises:
        TooMany: it has to wait.
    """
    keys = [each.key for each in counters]
    of_keys = select(FailedTriesRow).where(FailedTriesRow.key.in_(keys))
    rows = {row.key: row for row in session.scalars(of_keys)}
    _refuse([_wait(each, rows[each.key], now) for each in counters if each.key in rows])


def claim(session: Session, counters: Sequence[Counter], now: datetime) -> None:
    """Count a guess as wrong until it is forgiven, so that no two slip in at once.

    Raises:
        TooMany: it has to wait; then it is not counted.
    """
    ordered = sorted(counters, key=lambda each: each.key)  # no two locks crosswise
    rows = {each.key: _locked(session, each.key, now) for each in ordered}
    _refuse([_wait(each, rows[each.key], now) for each in ordered])
    for each in ordered:
        row = rows[each.key]
        is_old = now - row.last_at >= each.limit.forgotten_after
        row.failures = 1 if is_old else row.failures + 1
        row.last_at = now
    session.flush()


def forgive(session: Session, counters: Sequence[Counter]) -> None:
    """Forget all guesses of these counters: the right one was among them."""
    keys = [each.key for each in counters]
    session.execute(delete(FailedTriesRow).where(FailedTriesRow.key.in_(keys)))


def take_back(session: Session, counter: Counter) -> None:
    """Take one guess back that was counted, and was right."""
    row = session.get(FailedTriesRow, counter.key, with_for_update=True)
    if row is not None and row.failures:
        row.failures -= 1


def clear_old(session: Session, now: datetime) -> None:
    """Clear what nobody has guessed at for a day."""
    session.execute(delete(FailedTriesRow).where(FailedTriesRow.last_at < now - KEPT))


def _locked(session: Session, key: str, now: datetime) -> FailedTriesRow:
    """Return the row of a key, made if need be, that no other guess can read now."""
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    insert: Any = postgresql_insert if on_postgresql else sqlite_insert
    new = insert(FailedTriesRow).values(key=key, failures=0, last_at=now)
    session.execute(new.on_conflict_do_nothing())
    of_key = select(FailedTriesRow).where(FailedTriesRow.key == key)
    return session.execute(of_key.with_for_update()).scalar_one()


def _wait(counter: Counter, row: FailedTriesRow, now: datetime) -> timedelta:
    return wait(counter.limit, row.failures, max(NO_WAIT, now - row.last_at))


def _refuse(waits: Sequence[timedelta]) -> None:
    if longest := max(waits, default=NO_WAIT):
        raise TooMany(ceil(longest.total_seconds()))
