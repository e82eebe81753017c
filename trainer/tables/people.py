"""People who sign in, their classes, and who looked at whose results."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from trainer.columns import words
from trainer.tables.base import Row


class MembershipStatus(StrEnum):
    """Whether a teacher has let a student into a class."""

    WAITING = "waiting"
    MEMBER = "member"


class AccountRow(Row):
    """Who signs in: a name and the hash of a password, and the student it is.

    `uid` is random and stands in addresses; `sign_in_name` is the folded name. With
    `must_change` the password was given by somebody else and lets in once. `erase_on`
    is the day on which all that is about the person goes.
    """

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(64), unique=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), unique=True)
    name: Mapped[str]
    sign_in_name: Mapped[str] = mapped_column(unique=True)
    is_teacher: Mapped[bool]
    password_hash: Mapped[str | None]
    must_change: Mapped[bool]
    created_at: Mapped[datetime]
    erase_on: Mapped[date | None]


class SignInRow(Row):
    """One device that is signed in, until it signs out, rests too long or is removed.

    The cookie holds the token; here is its SHA-256, so that a copy of the database
    opens nothing.
    """

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    device: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class FailedTriesRow(Row):
    """How often somebody guessed wrongly at one name, or from one address.

    `key` is a hash: neither a name nor an address can be read from it.
    """

    __tablename__ = "failed_tries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)


class OneTimeLinkRow(Row):
    """A link that makes the first teacher, once; here is the SHA-256 of its token."""

    __tablename__ = "one_time_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id"), index=True
    )
    ends_at: Mapped[datetime]


class ClassroomRow(Row):
    """A class: the code by which one joins, if any, and the day on which it closes."""

    __tablename__ = "classrooms"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    created_at: Mapped[datetime]
    closes_on: Mapped[date]
    join_code: Mapped[str | None] = mapped_column(String(16), unique=True)
    join_until: Mapped[datetime | None]
    needs_approval: Mapped[bool]


class ClassroomTeacherRow(Row):
    """A teacher teaches a class."""

    __tablename__ = "classroom_teachers"

    classroom_id: Mapped[int] = mapped_column(
        ForeignKey("classrooms.id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id"), primary_key=True, autoincrement=False, index=True
    )
    since: Mapped[datetime]


class MembershipRow(Row):
    """A student is in a class, or asks to be; `roster_name` is how the class list says.

    `roster_id` is the list's own number or pseudonym, by which it finds the student
    again when it is read anew.
    """

    __tablename__ = "memberships"

    classroom_id: Mapped[int] = mapped_column(
        ForeignKey("classrooms.id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id"), primary_key=True, autoincrement=False, index=True
    )
    status: Mapped[MembershipStatus] = mapped_column(words(MembershipStatus, "status"))
    roster_name: Mapped[str]
    roster_id: Mapped[str | None]
    since: Mapped[datetime]


class ClassroomDeckRow(Row):
    """A class learns a deck; what is set here is where its students begin."""

    __tablename__ = "classroom_decks"

    classroom_id: Mapped[int] = mapped_column(
        ForeignKey("classrooms.id"), primary_key=True, autoincrement=False
    )
    deck_id: Mapped[int] = mapped_column(
        ForeignKey("decks.id"), primary_key=True, autoincrement=False, index=True
    )
    given_at: Mapped[datetime]
    exam_on: Mapped[date | None]
    new_per_day: Mapped[int | None]
    desired_retention: Mapped[float | None]


class PersonalReadRow(Row):
    """Somebody looked at what is about a person; the person can see it.

    The reader is named by the account's random uid, so that no name outlives it.
    """

    __tablename__ = "personal_reads"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    reader_uid: Mapped[str] = mapped_column(String(64))
    what: Mapped[str]
    read_at: Mapped[datetime]
