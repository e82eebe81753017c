"""The story of what is kept no longer than the register says, in a class.

Called at the start and once a day. A class closes on its day; a month later its
students leave it, and who is in no other class is erased. So is a student of no class
who has not been here for a year.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from trainer.automatic_backups import folder_of, kept_backups
from trainer.core.school_year import is_closed
from trainer.db import Database
from trainer.db_errors import clear_disk_errors
from trainer.erasing import (
    LeftClass,
    classes_left,
    erase_all,
    erase_due,
    erased_on,
)
from trainer.tables import (
    AccountRow,
    ClassroomRow,
    FailedTriesRow,
    MembershipRow,
    OneTimeLinkRow,
    PersonalReadRow,
    ReviewRow,
    SignInRow,
)
from trainer.uploads import forget_uploads

YEAR = timedelta(days=365)
DAY = timedelta(days=1)
BACKUPS_STAY = timedelta(days=35)
STUDENTS_STAY = timedelta(days=30)
"""How long students stay after their class has closed, to take their data along."""

_HALF_DONE = (".upload-*", ".download-*", ".restore-*", "ready-*", ".*.part")


@dataclass(frozen=True, slots=True)
class Closing:
    """A class that has closed; `is_last`: the student is in no other one."""

    name: str
    leaves_on: date
    is_last: bool


@dataclass(frozen=True, slots=True)
class Notices:
    """What a person is to know on coming back: an erasure that was asked, closings.

    `waits_for`: the classes because of which the erasure cannot be done.
    """

    erase_on: date | None
    waits_for: tuple[LeftClass, ...]
    closings: tuple[Closing, ...]


def notices_of(session: Session, account_id: int, now: datetime) -> Notices:
    """Return what a person is to know."""
    day = erased_on(session, account_id)
    return Notices(
        erase_on=day,
        waits_for=classes_left(session, account_id) if day else (),
        closings=closings_of(session, account_id, now),
    )


def closings_of(
    session: Session, account_id: int, now: datetime
) -> tuple[Closing, ...]:
    """Return the closed classes of a student: it is time to take the data along."""
    rooms = session.scalars(
        select(ClassroomRow)
        .join(MembershipRow)
        .where(MembershipRow.account_id == account_id)
        .order_by(ClassroomRow.closes_on, ClassroomRow.id)
    ).all()
    closed = [room for room in rooms if is_closed(room.closes_on, now.date())]
    is_teacher = session.get_one(AccountRow, account_id).is_teacher
    is_last = len(closed) == len(rooms) and not is_teacher
    return tuple(
        Closing(room.name, room.closes_on + STUDENTS_STAY, is_last) for room in closed
    )


def keep_no_longer(database: Database, home: Path, now: datetime) -> None:
    """Let go of all whose time is over.

    Raises:
        Unavailable: the database or a folder cannot be written.
    """
    erase_due(database, home, now)
    empty_closed_classes(database, home, now)
    with database.reading() as session:
        gone = _gone_for_a_year(session, now)
    erase_all(database, home, gone)
    with database.writing() as session:
        forget_old_rows(session, now)
        forget_uploads(session, now)
    drop_old_files(database, now)


def empty_closed_classes(database: Database, home: Path, now: datetime) -> None:
    """Let students leave the classes that closed a month ago, or go with them."""
    over = select(ClassroomRow.id).where(
        ClassroomRow.closes_on <= now.date() - STUDENTS_STAY
    )
    with database.reading() as session:
        alone = _in_no_other_class(session, now)
    erase_all(database, home, alone)
    with database.writing() as session:
        session.execute(
            delete(MembershipRow).where(MembershipRow.classroom_id.in_(over))
        )


def forget_old_rows(session: Session, now: datetime) -> None:
    """Delete sign-ins and looks of more than a year, tries of a day, dead links."""
    for statement in (
        delete(SignInRow).where(
            or_(SignInRow.ends_at <= now, SignInRow.created_at <= now - YEAR)
        ),
        delete(PersonalReadRow).where(PersonalReadRow.read_at <= now - YEAR),
        delete(FailedTriesRow).where(FailedTriesRow.last_at <= now - DAY),
        delete(OneTimeLinkRow).where(OneTimeLinkRow.ends_at <= now),
    ):
        session.execute(statement)


def drop_old_files(database: Database, now: datetime) -> None:
    """Throw away backups, and databases put aside, of more than 35 days."""
    if database.path is None:
        return
    for kept in kept_backups(database):
        if kept.made_at <= now - BACKUPS_STAY:
            with clear_disk_errors(kept.path):
                kept.path.unlink(missing_ok=True)
    for path in database.path.parent.glob(f"{database.path.stem}-abandoned-*"):
        with clear_disk_errors(path):
            changed_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if changed_at <= now - BACKUPS_STAY:
                path.unlink(missing_ok=True)


def drop_half_done(database: Database) -> None:
    """Throw away what a killed process left; only before anything else is at work."""
    folder = folder_of(database)
    if database.path is None or folder is None:
        return
    for place in (database.path.parent, folder):
        for pattern in _HALF_DONE:
            for path in place.glob(pattern):
                with clear_disk_errors(path):
                    _drop(path)


def _in_no_other_class(session: Session, now: datetime) -> Sequence[int]:
    """Return the students whose every class closed a month ago."""
    day = now.date() - STUDENTS_STAY
    classes = select(MembershipRow.account_id).join(ClassroomRow)
    return session.scalars(
        select(AccountRow.id)
        .where(
            AccountRow.is_teacher.is_(False),
            AccountRow.id.in_(classes.where(ClassroomRow.closes_on <= day)),
            AccountRow.id.not_in(classes.where(ClassroomRow.closes_on > day)),
        )
        .order_by(AccountRow.id)
    ).all()


def _gone_for_a_year(session: Session, now: datetime) -> Sequence[int]:
    """Return the students of no class who have not been here for a year."""
    since = now - YEAR
    was_here = exists().where(
        SignInRow.account_id == AccountRow.id, SignInRow.seen_at > since
    )
    has_answered = exists().where(
        ReviewRow.student_id == AccountRow.student_id, ReviewRow.received_at > since
    )
    return session.scalars(
        select(AccountRow.id)
        .where(
            AccountRow.is_teacher.is_(False),
            AccountRow.created_at <= since,
            AccountRow.id.not_in(select(MembershipRow.account_id)),
            ~was_here,
            ~has_answered,
        )
        .order_by(AccountRow.id)
    ).all()


def _drop(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
