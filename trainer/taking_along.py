"""The story of names that are taken along: a password is asked for again."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer import throttling
from trainer.asking_again import Proof, check_own_password
from trainer.core.throttling import Limit
from trainer.db import Database
from trainer.passwords import Passwords
from trainer.personal_reads import Look
from trainer.tables import AccountRow, PersonalReadRow
from trainer.throttling import Counter, key_of

_HOUR = timedelta(hours=1)
AN_HOUR = Limit(5, first=_HOUR, longest=_HOUR, forgotten_after=_HOUR)


def allow_names(
    database: Database,
    passwords: Passwords,
    proof: Proof,
    now: datetime,
) -> None:
    """Let a teacher take names along, who types the password; five times an hour.

    Raises:
        WrongPassword: it is another one.
        TooMany: too many guesses, or too many names were taken along already.
    """
    uid = check_own_password(database, passwords, proof, now)
    with database.writing() as session:
        taken = Counter(key_of(proof.secret, "names taken along", uid), AN_HOUR)
        throttling.claim(session, [taken], now)


def last_taken(session: Session, account_id: int) -> datetime | None:
    """Return when names were last taken along with an account; None: not for a year."""
    return session.scalar(
        select(func.max(PersonalReadRow.read_at))
        .join(AccountRow, AccountRow.uid == PersonalReadRow.reader_uid)
        .where(AccountRow.id == account_id, PersonalReadRow.what == Look.SHEET.value)
    )
