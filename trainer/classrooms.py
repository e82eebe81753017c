"""The story of a class: made, named, taught by several, closed at the year's end.

Who comes in is told in `joining` and `rosters`, what is learnt in `giving`.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, exists, func, select, true
from sqlalchemy.orm import Session

from trainer.accounts import find_account
from trainer.core.messages import message
from trainer.core.person_names import LONGEST_NAME, shown_name
from trainer.core.school_year import closing_day, is_closed
from trainer.core.wording import fold
from trainer.errors import Invalid, NotFound, Refused
from trainer.giving import lock_classroom, take_decks_back
from trainer.tables import (
    AccountRow,
    ClassroomRow,
    ClassroomTeacherRow,
    MembershipRow,
    MembershipStatus,
    SignInRow,
)

_FARTHEST_CLOSING = timedelta(days=2 * 366)


class BadClassName(Invalid):
    """No class can be called that."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Le nom d’une classe a au moins une lettre ou un chiffre, et {longest}"
                " signes au plus.",
                longest=LONGEST_NAME,
            )
        )


class BadClosingDay(Invalid):
    """A class cannot close on that day."""

    def __init__(self) -> None:
        super().__init__(
            message("La classe ferme entre demain et dans deux ans, au plus tard.")
        )


class NoSuchTeacher(NotFound):
    """Nobody who teaches has this name."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Aucun compte d’enseignant n’a ce nom : le relire, ou faire créer ce"
                " compte par la personne qui s’occupe du serveur."
            )
        )


class LastTeacher(Refused):
    """The class would have nobody who looks after it."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Une classe garde au moins une personne qui y enseigne : en ajouter une"
                " autre d’abord."
            )
        )


@dataclass(frozen=True, slots=True)
class ListedClassroom:
    """A class in the list of those that a teacher teaches."""

    uid: str
    name: str
    closes_on: date
    students: int
    waiting: int


@dataclass(frozen=True, slots=True)
class ClassStudent:
    """A student of a class; `has_come`: has signed in with a password of their own."""

    uid: str
    name: str
    number: str | None
    is_waiting: bool
    has_come: bool


@dataclass(frozen=True, slots=True)
class ClassTeacher:
    """Somebody who teaches a class; `erase_on`: asked to be erased on that day."""

    uid: str
    name: str
    erase_on: date | None


@dataclass(frozen=True, slots=True)
class OwnClassroom:
    """A class that somebody is in, with who teaches it."""

    uid: str
    name: str
    closes_on: date
    is_waiting: bool
    teachers: tuple[str, ...]


def make_classroom(
    session: Session, account_id: int, name: str, now: datetime
) -> ClassroomRow:
    """Make a class with one teacher; nobody can join it yet.

    Raises:
        BadClassName: no class can be called that.
    """
    classroom = ClassroomRow(
        uid=secrets.token_hex(16),
        name=_readable_name(name),
        created_at=now,
        closes_on=closing_day(now.date()),
        join_code=None,
        join_until=None,
        needs_approval=True,
    )
    session.add(classroom)
    session.flush()
    _let_teach(session, classroom, account_id, now)
    return classroom


def change_classroom(
    classroom: ClassroomRow, *, name: str, closes_on: date, now: datetime
) -> None:
    """Give a class another name, or another day on which it closes.

    Raises:
        BadClassName: no class can be called that.
        BadClosingDay: it is over, or years away.
    """
    today = now.date()
    classroom.name = _readable_name(name)
    if closes_on != classroom.closes_on:
        is_too_far = closes_on > today + _FARTHEST_CLOSING
        if is_closed(closes_on, today) or is_too_far:
            raise BadClosingDay
        classroom.closes_on = closes_on


def add_teacher(
    session: Session, classroom: ClassroomRow, name: str, now: datetime
) -> AccountRow:
    """Let another teacher teach a class; who does already, still does.

    Raises:
        NoSuchTeacher: nobody who teaches has this name.
    """
    account = teacher_named(session, name)
    lock_classroom(session, classroom)
    if account.id not in _teacher_ids(session, classroom):
        _let_teach(session, classroom, account.id, now)
    return account


def teacher_named(session: Session, name: str) -> AccountRow:
    """Return who teaches, by the name of the account.

    Raises:
        NoSuchTeacher: nobody who teaches has this name.
    """
    account = find_account(session, name)
    if account is None or not account.is_teacher:
        raise NoSuchTeacher
    return account


def remove_teacher(
    session: Session, classroom: ClassroomRow, account: AccountRow
) -> None:
    """Let a teacher teach a class no longer.

    Raises:
        LastTeacher: nobody else does.
    """
    lock_classroom(session, classroom)
    if set(_teacher_ids(session, classroom)) <= {account.id}:
        raise LastTeacher
    session.execute(
        delete(ClassroomTeacherRow).where(
            ClassroomTeacherRow.classroom_id == classroom.id,
            ClassroomTeacherRow.account_id == account.id,
        )
    )


def remove_student(session: Session, membership: MembershipRow) -> None:
    """Take a student out of a class, with the decks that came by this class alone.

    What was learnt stays, and comes back with the deck.
    """
    if membership.status is MembershipStatus.MEMBER:
        take_decks_back(session, membership)
    session.delete(membership)
    session.flush()


def refuse_all(session: Session, classroom: ClassroomRow) -> None:
    """Take all off the waiting list of a class, as after a prank with its code."""
    lock_classroom(session, classroom)
    session.execute(
        delete(MembershipRow).where(
            MembershipRow.classroom_id == classroom.id,
            MembershipRow.status == MembershipStatus.WAITING,
        )
    )


def leave(session: Session, membership: MembershipRow) -> None:
    """Let a student go; the decks go on being learnt, as far as the student wants."""
    session.delete(membership)
    session.flush()


def list_classrooms(
    session: Session, account_id: int | None = None
) -> tuple[ListedClassroom, ...]:
    """Return classes by name, with how many are in them.

    Args:
        account_id: only those that a teacher teaches; None: all, for who runs the
            program.
    """
    is_taught = ClassroomRow.id.in_(
        select(ClassroomTeacherRow.classroom_id).where(
            ClassroomTeacherRow.account_id == account_id
        )
    )
    is_waiting = MembershipRow.status == MembershipStatus.WAITING
    rows = session.execute(
        select(
            ClassroomRow.uid,
            ClassroomRow.name,
            ClassroomRow.closes_on,
            func.count(MembershipRow.account_id).filter(~is_waiting),
            func.count(MembershipRow.account_id).filter(is_waiting),
        )
        .outerjoin(MembershipRow, MembershipRow.classroom_id == ClassroomRow.id)
        .where(is_taught if account_id is not None else true())
        .group_by(
            ClassroomRow.id, ClassroomRow.uid, ClassroomRow.name, ClassroomRow.closes_on
        )
        .order_by(ClassroomRow.name, ClassroomRow.id)
    )
    return tuple(ListedClassroom(*row) for row in rows)


def students_of(session: Session, classroom: ClassroomRow) -> tuple[ClassStudent, ...]:
    """Return who is in a class or waits to be, by the name on the class list."""
    has_signed_in = exists().where(SignInRow.account_id == AccountRow.id)
    rows = session.execute(
        select(
            AccountRow.uid,
            MembershipRow.roster_name,
            MembershipRow.roster_id,
            MembershipRow.status == MembershipStatus.WAITING,
            ~AccountRow.must_change | has_signed_in,
        )
        .join(AccountRow, AccountRow.id == MembershipRow.account_id)
        .where(MembershipRow.classroom_id == classroom.id)
    )
    found = (ClassStudent(*row) for row in rows)
    return tuple(sorted(found, key=lambda each: (fold(each.name), each.uid)))


def teachers_of(session: Session, classroom: ClassroomRow) -> tuple[ClassTeacher, ...]:
    """Return who teaches a class, the longest first."""
    rows = session.execute(
        select(AccountRow.uid, AccountRow.name, AccountRow.erase_on)
        .join(ClassroomTeacherRow, ClassroomTeacherRow.account_id == AccountRow.id)
        .where(ClassroomTeacherRow.classroom_id == classroom.id)
        .order_by(ClassroomTeacherRow.since, AccountRow.id)
    )
    return tuple(ClassTeacher(*row) for row in rows)


def own_classrooms(session: Session, account_id: int) -> tuple[OwnClassroom, ...]:
    """Return the classes that somebody is in or waits for, oldest first."""
    rows = session.execute(
        select(ClassroomRow, MembershipRow.status)
        .join(MembershipRow, MembershipRow.classroom_id == ClassroomRow.id)
        .where(MembershipRow.account_id == account_id)
        .order_by(ClassroomRow.id)
    )
    return tuple(
        OwnClassroom(
            uid=classroom.uid,
            name=classroom.name,
            closes_on=classroom.closes_on,
            is_waiting=status is MembershipStatus.WAITING,
            teachers=tuple(each.name for each in teachers_of(session, classroom)),
        )
        for classroom, status in rows
    )


def _readable_name(typed: str) -> str:
    name = shown_name(typed)
    if len(name) > LONGEST_NAME or not any(sign.isalnum() for sign in name):
        raise BadClassName
    return name


def _let_teach(
    session: Session, classroom: ClassroomRow, account_id: int, now: datetime
) -> None:
    row = ClassroomTeacherRow(
        classroom_id=classroom.id, account_id=account_id, since=now
    )
    session.add(row)
    session.flush()


def _teacher_ids(session: Session, classroom: ClassroomRow) -> Sequence[int]:
    return session.scalars(
        select(ClassroomTeacherRow.account_id).where(
            ClassroomTeacherRow.classroom_id == classroom.id
        )
    ).all()
