"""The story of a device that is signed in: begun, looked up, ended.

The cookie of a device holds a token of 256 random bits; the database holds its hash. To
end a sign-in its row is deleted, so that an old cookie opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from trainer.core.messages import message
from trainer.errors import NotFound
from trainer.tables import AccountRow, SignInRow, StudentRow

# How long a device may rest: a teacher's shows a whole class.
TEACHER_RESTS = timedelta(hours=12)
STUDENT_RESTS = timedelta(days=30)
_NOTED_EVERY = timedelta(minutes=10)  # a row is not written with each request
_LONGEST_DEVICE = 80


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in on a device, and what the person may do now."""

    id: int
    account_id: int
    account_uid: str
    student_uid: str
    name: str
    is_teacher: bool
    must_change: bool
    seen_at: datetime


def begin(session: Session, account: AccountRow, device: str, now: datetime) -> str:
    """Sign a device in.

    Args:
        device: what the browser calls itself, so that a person can tell devices apart.

    Returns:
        The token for its cookie, which is nowhere else.
    """
    token = secrets.token_urlsafe(32)
    rests = TEACHER_RESTS if account.is_teacher else STUDENT_RESTS
    session.add(
        SignInRow(
            token_hash=hash_of(token),
            account_id=account.id,
            device=device[:_LONGEST_DEVICE],
            created_at=now,
            seen_at=now,
            ends_at=now + rests,
        )
    )
    session.flush()
    return token


def find(session: Session, token: str, now: datetime) -> SignedIn | None:
    """Return who is signed in by a token; None: nobody, or not any more."""
    parameters = {"token_hash": hash_of(token), "now": now}
    row = session.connection().execute(_FIND, parameters).first()
    return SignedIn(*row) if row else None


def needs_note(found: SignedIn, now: datetime) -> bool:
    """Say whether it is time to note that a device is in use."""
    return now - found.seen_at >= _NOTED_EVERY


def note_use(session: Session, found: SignedIn, now: datetime) -> None:
    """Let a device that is in use stay signed in."""
    rests = TEACHER_RESTS if found.is_teacher else STUDENT_RESTS
    session.execute(
        update(SignInRow)
        .where(SignInRow.id == found.id)
        .values(seen_at=now, ends_at=now + rests)
    )


def end(session: Session, sign_in_id: int) -> None:
    """Sign one device out."""
    session.execute(delete(SignInRow).where(SignInRow.id == sign_in_id))


def end_all(session: Session, account_id: int, *, but: int | None = None) -> None:
    """Sign all devices of a person out, maybe but one."""
    session.execute(
        delete(SignInRow).where(
            SignInRow.account_id == account_id, SignInRow.id.is_distinct_from(but)
        )
    )


def clear_ended(session: Session, now: datetime) -> None:
    """Clear the devices that have rested too long."""
    session.execute(delete(SignInRow).where(SignInRow.ends_at <= now))


def devices_of(session: Session, account_id: int, now: datetime) -> Sequence[SignInRow]:
    """Return where a person is signed in, the device used last first."""
    return session.scalars(
        select(SignInRow)
        .where(SignInRow.account_id == account_id, SignInRow.ends_at > now)
        .order_by(SignInRow.seen_at.desc(), SignInRow.id.desc())
    ).all()


def end_of_account(session: Session, account_id: int, sign_in_id: int) -> None:
    """Sign one device of a person out.

    Raises:
        NotFound: the person has no such device; somebody else may have.
    """
    ended = session.scalar(
        delete(SignInRow)
        .where(SignInRow.id == sign_in_id, SignInRow.account_id == account_id)
        .returning(SignInRow.id)
    )
    if ended is None:
        raise NotFound(message("Cet appareil n’est pas connecté."))


def hash_of(token: str) -> str:
    """Return what the database holds of a token: SHA-256 is enough for 256 bits."""
    return hashlib.sha256(token.encode()).hexdigest()


# Made once, because to make it takes longer than to run it.
_FIND = (
    select(
        SignInRow.id,
        SignInRow.account_id,
        AccountRow.uid,
        StudentRow.uid,
        AccountRow.name,
        AccountRow.is_teacher,
        AccountRow.must_change,
        SignInRow.seen_at,
    )
    .join(AccountRow, AccountRow.id == SignInRow.account_id)
    .join(StudentRow, StudentRow.id == AccountRow.student_id)
    .where(
        SignInRow.token_hash == bindparam("token_hash"),
        SignInRow.ends_at > bindparam("now"),
    )
)
