"""The story of a class that is joined by a code, with or without an approval.

A code is drawn anew each time, ends by itself, and opens nothing once it is closed.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.core.join_codes import LENGTH, SIGNS, read_code
from trainer.core.model import message
from trainer.errors import Invalid
from trainer.giving import hand_out_decks, lock_classroom
from trainer.tables import (
    AccountRow,
    ClassroomRow,
    ClassroomTeacherRow,
    MembershipRow,
    MembershipStatus,
)

DAYS = (1, 7, 30)
_USUAL_DAYS = 7


class WrongCode(Invalid):
    """A code opens no class: it never did, or does no longer."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Ce code n’ouvre aucune classe : le relire, ou en demander un nouveau."
            )
        )


class BadCodeDays(Invalid):
    """A code is not valid for that long."""

    def __init__(self) -> None:
        super().__init__(message("Un code est valable 1, 7 ou 30 jours."))


class Joined(StrEnum):
    """What came of joining."""

    MEMBER = "member"
    WAITING = "waiting"
    TEACHES = "teaches"  # who teaches a class is not its student


def open_code(
    session: Session, classroom: ClassroomRow, now: datetime, *, days: int = _USUAL_DAYS
) -> str:
    """Give a class a new code; an old one opens nothing any more.

    Raises:
        BadCodeDays: it is not valid for that long.
    """
    if days not in DAYS:
        raise BadCodeDays
    lock_classroom(session, classroom)
    code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    classroom.join_code, classroom.join_until = code, now + timedelta(days=days)
    session.flush()
    return code


def close_code(session: Session, classroom: ClassroomRow) -> None:
    """Let nobody join a class any more."""
    lock_classroom(session, classroom)
    classroom.join_code = classroom.join_until = None


def code_of(classroom: ClassroomRow, now: datetime) -> str | None:
    """Return the code of a class, if it opens the class now."""
    until = classroom.join_until
    return classroom.join_code if until is not None and now < until else None


def classroom_with_code(session: Session, typed: str, now: datetime) -> ClassroomRow:
    """Return the class that a code opens now.

    Raises:
        WrongCode: none; a code that was closed looks like one that never was.
    """
    found = session.scalar(
        select(ClassroomRow).where(
            ClassroomRow.join_code == (read_code(typed) or ""),
            ClassroomRow.join_until > now,
            ClassroomRow.closes_on >= now.date(),
        )
    )
    if found is None:
        raise WrongCode
    return found


def join(
    session: Session, classroom: ClassroomRow, account: AccountRow, now: datetime
) -> Joined:
    """Let somebody into a class, or onto its waiting list; who is there, stays."""
    lock_classroom(session, classroom)
    if session.get(ClassroomTeacherRow, (classroom.id, account.id)):
        return Joined.TEACHES
    membership = session.get(MembershipRow, (classroom.id, account.id))
    if membership is None:
        membership = MembershipRow(
            classroom_id=classroom.id,
            account_id=account.id,
            status=MembershipStatus.WAITING,
            roster_name=account.name,
            since=now,
        )
        session.add(membership)
        if not classroom.needs_approval:
            admit(session, classroom, membership, now)
    session.flush()
    return Joined(membership.status.value)


def admit(
    session: Session,
    classroom: ClassroomRow,
    membership: MembershipRow,
    now: datetime,
) -> None:
    """Let somebody who waits into a class, who then learns what it learns."""
    lock_classroom(session, classroom)
    membership.status = MembershipStatus.MEMBER
    student_id = session.scalars(
        select(AccountRow.student_id).filter_by(id=membership.account_id)
    ).one()
    session.flush()
    hand_out_decks(session, classroom, student_id, now)
