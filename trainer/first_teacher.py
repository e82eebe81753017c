"""The story of the first teacher: a link that works once, shown where the server runs.

Whoever can read the server's terminal may have everything anyway. The link names no
host that came with a request.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from trainer.accounts import add_account
from trainer.core.messages import message
from trainer.errors import NotFound
from trainer.sign_ins import hash_of
from trainer.tables import AccountRow, OneTimeLinkRow

LASTS = timedelta(hours=24)


def offer_link(session: Session, now: datetime) -> str | None:
    """Return the token of a new link, the only one; None: there is a teacher."""
    if has_teacher(session):
        return None
    _withdraw_links(session)
    token = secrets.token_urlsafe(32)
    session.add(OneTimeLinkRow(token_hash=hash_of(token), ends_at=now + LASTS))
    session.flush()
    return token


def check_link(session: Session, token: str, now: datetime) -> None:
    """Refuse a link that does not work, or not any more.

    Raises:
        NotFound: no such link, a day has gone by, or there is a teacher.
    """
    link = session.get(OneTimeLinkRow, hash_of(token))
    if link is None or link.ends_at <= now or has_teacher(session):
        raise NotFound(message("Cette page n’existe pas."))


def make_first_teacher(
    session: Session, token: str, name: str, password_hash: str, now: datetime
) -> AccountRow:
    """Make the first teacher, who chose the password; the link works no more.

    Raises:
        NotFound: see `check_link`.
        BadName, NameTaken: see `add_account`.
    """
    # Of two at the same moment the second finds it gone.
    session.get(OneTimeLinkRow, hash_of(token), with_for_update=True)
    check_link(session, token, now)
    _withdraw_links(session)
    return add_account(
        session, name, password_hash, now, is_teacher=True, must_change=False
    )


def has_teacher(session: Session) -> bool:
    """Say whether there is a teacher who can sign in."""
    teachers = exists().where(
        AccountRow.is_teacher, AccountRow.password_hash.is_not(None)
    )
    return bool(session.scalar(select(teachers)))


def _withdraw_links(session: Session) -> None:
    session.execute(delete(OneTimeLinkRow))
