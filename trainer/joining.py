"""The story of a class that is joined by a code, with or without an approval.

A code is drawn anew each time, ends by itself, and opens nothing once it is closed.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.core.join_codes import LENGTH, SIGNS, read_code
from trainer.core.messages import message
from trainer.core.school_year import is_closed
from trainer.core.throttling import Limit
from trainer.errors import Invalid, Refused
from trainer.giving import hand_out_decks, lock_classroom
from trainer.namesakes import add_student_account
from trainer.tables import (
    AccountRow,
    ClassroomRow,
    ClassroomTeacherRow,
    MembershipRow,
    MembershipStatus,
)
from trainer.throttling import Counter, claim, key_of, neighbourhood, take_back

DAYS = (1, 7, 30)
_USUAL_DAYS = 7
MOST_IN_CLASS = 300
# Wrong codes, not right ones: a class that joins at once has one address.
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
OF_ADDRESS = Limit(10, first=_MINUTE, longest=_MINUTE, forgotten_after=_MINUTE)
OF_ALL = Limit(200, first=_HOUR, longest=_HOUR, forgotten_after=_HOUR)


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


class ClassFull(Refused):
    """More people join than a class can be."""

    def __init__(self) -> None:
        super().__init__(
            message("Cette classe est pleine : le dire à la personne qui y enseigne.")
        )


class ClassClosed(Refused):
    """The class is closed: nobody joins it."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Cette classe est fermée : choisir d’abord un autre jour de fermeture."
            )
        )


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
        ClassClosed: no code would open the class.
    """
    if days not in DAYS:
        raise BadCodeDays
    if is_closed(classroom.closes_on, now.date()):
        raise ClassClosed
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
    if is_closed(classroom.closes_on, now.date()):
        return None
    return classroom.join_code if until is not None and now < until else None


def try_code(
    session: Session,
    typed: str,
    *,
    secret: bytes,
    address: str,
    now: datetime,
) -> ClassroomRow | None:
    """Return the class that a code opens now; a wrong one is counted, and gives None.

    Args:
        secret: the server's own, so that no address can be read from what is counted.
        address: where it was typed.

    Raises:
        TooMany: too many wrong codes came from there, or in all; it is not looked at.
    """
    of_address = key_of(secret, "join code", neighbourhood(address))
    counters = (
        Counter(of_address, OF_ADDRESS),
        Counter(key_of(secret, "join codes"), OF_ALL),
    )
    claim(session, counters, now)
    try:
        found = classroom_with_code(session, typed, now)
    except WrongCode:
        return None
    for counter in counters:
        take_back(session, counter)
    return found


def classroom_with_code(session: Session, typed: str, now: datetime) -> ClassroomRow:
    """Return the class that a code opens now.

    Raises:
        WrongCode: none; a code that was closed looks like one that never was.
    """
    found = session.scalar(
        select(ClassroomRow).where(
            ClassroomRow.join_code == (read_code(typed) or ""),
            ClassroomRow.join_until > now,
        )
    )
    if found is None or is_closed(found.closes_on, now.date()):
        raise WrongCode
    return found


def join(
    session: Session, classroom: ClassroomRow, account: AccountRow, now: datetime
) -> Joined:
    """Let somebody into a class, or onto its waiting list; who is there, stays.

    Raises:
        ClassFull: there is no place left.
    """
    lock_classroom(session, classroom)
    if session.get(ClassroomTeacherRow, (classroom.id, account.id)):
        return Joined.TEACHES
    membership = session.get(MembershipRow, (classroom.id, account.id))
    if membership is None:
        _check_place(session, classroom)
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


def join_newly(
    session: Session,
    classroom: ClassroomRow,
    name: str,
    password_hash: str,
    now: datetime,
) -> AccountRow:
    """Make an account for a newcomer, who chose the password, and let it join.

    Raises:
        BadName: nobody can be called that.
        ClassFull: there is no place left.
    """
    account = add_student_account(session, name, password_hash, now, must_change=False)
    join(session, classroom, account, now)
    return account


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


def _check_place(session: Session, classroom: ClassroomRow) -> None:
    count = select(func.count()).select_from(MembershipRow)
    here = session.scalars(count.filter_by(classroom_id=classroom.id)).one()
    if here >= MOST_IN_CLASS:
        raise ClassFull
