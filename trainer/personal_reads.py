"""The story of who looked at what is about a person, so that the person can see it.

A row is added with each look and never changed; `retention` forgets it after a year.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from trainer.tables import AccountRow, PersonalReadRow

MOST_SHOWN = 200


class Look(StrEnum):
    """What somebody looked at."""

    RESULTS = "results"  # how well the person knows a deck
    ANSWERS = "answers"  # single answers
    SHEET = "sheet"  # a file with the person's results was taken along


@dataclass(frozen=True, slots=True)
class PersonalRead:
    """Somebody looked; `reader` is None once that account is gone."""

    reader: str | None
    what: str
    read_at: datetime


def note_reads(
    session: Session,
    reader_uid: str,
    account_ids: Iterable[int],
    what: Look,
    now: datetime,
) -> None:
    """Note, once for each, that somebody looks at what is about other people.

    Args:
        reader_uid: names the account of who looks.
        account_ids: whom it is about.
    """
    look = {"reader_uid": reader_uid, "what": what.value, "read_at": now}
    rows = [look | {"account_id": account_id} for account_id in account_ids]
    if rows:
        session.connection().execute(insert(PersonalReadRow), rows)


def reads_of(
    session: Session, account_id: int, limit: int = MOST_SHOWN
) -> tuple[PersonalRead, ...]:
    """Return who looked at what is about a person, the last look first."""
    rows = session.execute(
        select(AccountRow.name, PersonalReadRow.what, PersonalReadRow.read_at)
        .outerjoin(AccountRow, AccountRow.uid == PersonalReadRow.reader_uid)
        .where(PersonalReadRow.account_id == account_id)
        .order_by(PersonalReadRow.read_at.desc(), PersonalReadRow.id.desc())
        .limit(limit)
    )
    return tuple(PersonalRead(*row) for row in rows)
