"""The story of names that are taken along: a password is asked for again.

A device that was left open, or a stolen sign-in, shall not be enough for it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer import throttling
from trainer.core.throttling import NAME, Limit
from trainer.db import Database
from trainer.new_password import WrongPassword
from trainer.passwords import LONGEST, Passwords
from trainer.personal_reads import Look
from trainer.tables import AccountRow, PersonalReadRow
from trainer.throttling import Counter, key_of

_HOUR = timedelta(hours=1)
AN_HOUR = Limit(5, first=_HOUR, longest=_HOUR, forgotten_after=_HOUR)


def allow_names(
    database: Database,
    passwords: Passwords,
    account_id: int,
    typed: str,
    *,
    secret: bytes,
    now: datetime,
) -> None:
    """Let a teacher take names along, who types the password; five times an hour.

    Args:
        secret: the server's own.

    Raises:
        WrongPassword: it is another one.
        TooMany: too many guesses, or too many names were taken along already.
    """
    with database.reading() as session:
        account = session.get_one(AccountRow, account_id)
        uid, hashed = account.uid, account.password_hash or ""
    # With the guesses at the form for a new password: it asks for the same one.
    guesses = Counter(key_of(secret, "change", uid, hashed), NAME)
    with passwords.place():
        with database.writing() as session:
            throttling.claim(session, [guesses], now)
        if len(typed) > LONGEST or not passwords.verify(hashed or None, typed):
            raise WrongPassword
    with database.writing() as session:
        throttling.forgive(session, [guesses])
        taken = Counter(key_of(secret, "names taken along", uid), AN_HOUR)
        throttling.claim(session, [taken], now)


def last_taken(session: Session, account_id: int) -> datetime | None:
    """Return when names were last taken along with an account; None: not for a year."""
    return session.scalar(
        select(func.max(PersonalReadRow.read_at))
        .join(AccountRow, AccountRow.uid == PersonalReadRow.reader_uid)
        .where(AccountRow.id == account_id, PersonalReadRow.what == Look.SHEET.value)
    )
