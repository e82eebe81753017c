"""People of a school, for tests of what is theirs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from tests.studying import NOW
from trainer.learners import add_student
from trainer.tables import (
    AccountRow,
    ClassroomRow,
    ClassroomTeacherRow,
    MembershipRow,
    MembershipStatus,
)


def add_account(
    session: Session, name: str, *, is_teacher: bool = False, now: datetime = NOW
) -> AccountRow:
    """Add a person who can sign in; the uid is made from the name."""
    student = add_student(session, f"student-{name.lower()}", name, now)
    account = AccountRow(
        uid=f"account-{name.lower()}",
        student_id=student.id,
        name=name,
        sign_in_name=name.lower(),
        is_teacher=is_teacher,
        password_hash=None,
        must_change=False,
        created_at=now,
    )
    session.add(account)
    session.flush()
    return account


def add_classroom(
    session: Session,
    name: str,
    *,
    teachers: tuple[AccountRow, ...] = (),
    pupils: tuple[AccountRow, ...] = (),
    closes_on: date | None = None,
) -> ClassroomRow:
    """Add a class with its people; the uid is made from the name."""
    room = ClassroomRow(
        uid=f"class-{name.lower()}",
        name=name,
        created_at=NOW,
        closes_on=closes_on or (NOW + timedelta(days=200)).date(),
        needs_approval=False,
    )
    session.add(room)
    session.flush()
    for each in teachers:
        session.add(
            ClassroomTeacherRow(classroom_id=room.id, account_id=each.id, since=NOW)
        )
    for each in pupils:
        session.add(
            MembershipRow(
                classroom_id=room.id,
                account_id=each.id,
                status=MembershipStatus.MEMBER,
                roster_name=each.name,
                since=NOW,
            )
        )
    session.flush()
    return room
