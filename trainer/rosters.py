"""The story of a class list: what reading it would change, and the accounts it makes.

A list is read again as often as one likes: who is in the class keeps account, memory
and password; nobody is made twice, nobody is taken out. A name that somebody has in
another class is nobody's business here: the account is another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.accounts import give_password, readable_name
from trainer.core.messages import message
from trainer.core.person_names import sign_in_name
from trainer.core.rosters import (
    Classmate,
    PlannedLine,
    Roster,
    RosterChange,
    compare_roster,
    roster_of_table,
)
from trainer.core.spreadsheet import UnreadableTableError, read_table
from trainer.errors import BadFiles, Invalid, Refused
from trainer.giving import lock_classroom
from trainer.joining import admit
from trainer.namesakes import add_student_account
from trainer.tables import AccountRow, ClassroomRow, MembershipRow, MembershipStatus


class NoRoster(Invalid):
    """What was sent holds no list, or none with a name."""


class RosterOutdated(Refused):
    """Others have come into the class since the list was looked at."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "La classe a changé entre-temps : rien n’a été enregistré. Relire la"
                " liste."
            )
        )


class NotTheirs(Refused):
    """Only a member's phrase is a teacher's to make; never another teacher's."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Une nouvelle phrase n’est donnée qu’à un élève qui est dans la classe."
            )
        )


class NumberTaken(Refused):
    """Somebody else in the class has this number."""

    def __init__(self, number: str) -> None:
        super().__init__(
            message(
                "Le numéro « {it} » est celui d’un autre élève de la classe.", it=number
            )
        )


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """What reading a list would do, and who is in the class but not in the list."""

    lines: tuple[PlannedLine, ...]
    absent: tuple[str, ...]

    def count(self, change: RosterChange) -> int:
        """Count the students to whom this happens."""
        return sum(line.change is change for line in self.lines)

    @property
    def new(self) -> tuple[PlannedLine, ...]:
        """Who gets an account."""
        return tuple(one for one in self.lines if one.change is RosterChange.NEW)


@dataclass(frozen=True, slots=True)
class Secret:
    """A phrase that was made for somebody, and what the database may hold of it."""

    phrase: str
    hash: str


@dataclass(frozen=True, slots=True)
class Slip:
    """What a student is given on paper: shown once, stored nowhere."""

    name: str
    number: str | None
    sign_in_name: str
    phrase: str


def read_roster(data: bytes, path: str) -> Roster:
    """Read a class list, from a file or as it was pasted, and what is wrong with it.

    Raises:
        NoRoster: it is no table, or holds nobody.
    """
    try:
        roster = roster_of_table(read_table(data), path)
    except UnreadableTableError as error:
        raise NoRoster(error.message) from error
    if not roster.lines and not roster.problems:
        raise NoRoster(message("Cette liste ne contient aucun nom."))
    return roster


def plan_roster(
    session: Session, classroom: ClassroomRow, roster: Roster
) -> RosterPlan:
    """Say what reading a list would change; change nothing."""
    mates = _classmates(session, classroom)
    lines = compare_roster(roster.lines, mates)
    found = {line.classmate for line in lines}
    return RosterPlan(lines, tuple(m.name for m in mates if m not in found))


def apply_roster(
    session: Session,
    classroom: ClassroomRow,
    roster: Roster,
    secrets: Sequence[Secret],
    now: datetime,
) -> tuple[Slip, ...]:
    """Bring a class up to its list: new accounts, names and numbers as they are now.

    Args:
        secrets: one for each new student, made before this transaction: hashing takes
            long.

    Returns:
        A slip for each new student.

    Raises:
        BadFiles: the list has mistakes; nothing is written.
        RosterOutdated: there are not as many new students as secrets.
    """
    if roster.problems:
        raise BadFiles(roster.problems)
    lock_classroom(session, classroom)
    plan = plan_roster(session, classroom, roster)
    if len(plan.new) != len(secrets):
        raise RosterOutdated
    for line in plan.lines:
        if line.classmate:
            _update(session, classroom, line)
    return tuple(
        _add(session, classroom, line, secret, now)
        for line, secret in zip(plan.new, secrets, strict=True)
    )


def waiting_for_first_time(
    session: Session, classroom: ClassroomRow
) -> tuple[AccountRow, ...]:
    """Return the members who have not come with the phrase that they were given."""
    rows = session.scalars(
        select(AccountRow)
        .join(MembershipRow, MembershipRow.account_id == AccountRow.id)
        .where(
            MembershipRow.classroom_id == classroom.id,
            MembershipRow.status == MembershipStatus.MEMBER,
            AccountRow.must_change,
            ~AccountRow.is_teacher,
        )
        .order_by(MembershipRow.roster_name, AccountRow.id)
    )
    return tuple(rows)


def give_phrase(session: Session, membership: MembershipRow, secret: Secret) -> Slip:
    """Give a student another phrase, which lets in once; every device signs out.

    Raises:
        NotTheirs: it is a teacher, or somebody who is not in the class yet.
    """
    account = session.get_one(AccountRow, membership.account_id)
    if account.is_teacher or membership.status is not MembershipStatus.MEMBER:
        raise NotTheirs
    give_password(session, account, secret.hash)
    return Slip(
        membership.roster_name, membership.roster_id, account.name, secret.phrase
    )


def rename_student(
    session: Session,
    classroom: ClassroomRow,
    membership: MembershipRow,
    *,
    name: str,
    number: str,
) -> None:
    """Name a student anew in the list of one class; the name to sign in with stays.

    Args:
        number: the list's own, or a pseudonym; empty for none.

    Raises:
        BadName: nobody can be called that.
        NumberTaken: the class list could not tell two students apart any more.
    """
    wanted = readable_name(name), readable_name(number) if number.strip() else None
    lock_classroom(session, classroom)
    folded = sign_in_name(wanted[1] or "")
    for mate in _classmates(session, classroom):
        is_other = mate.account_id != membership.account_id
        if folded and is_other and sign_in_name(mate.number or "") == folded:
            raise NumberTaken(wanted[1] or "")
    membership.roster_name, membership.roster_id = wanted
    session.flush()


def _classmates(session: Session, classroom: ClassroomRow) -> list[Classmate]:
    rows = session.execute(
        select(
            MembershipRow.account_id, MembershipRow.roster_name, MembershipRow.roster_id
        )
        .where(
            MembershipRow.classroom_id == classroom.id,
            # Who waits may have taken any name: to admit is a decision of its own.
            MembershipRow.status == MembershipStatus.MEMBER,
        )
        .order_by(MembershipRow.roster_name, MembershipRow.account_id)
    )
    return [Classmate(*row) for row in rows]


def _update(session: Session, classroom: ClassroomRow, planned: PlannedLine) -> None:
    """Name a student as the list does now."""
    assert planned.classmate is not None
    row = session.get_one(MembershipRow, (classroom.id, planned.classmate.account_id))
    row.roster_name = planned.line.name
    row.roster_id = planned.line.number or row.roster_id
    session.flush()


def _add(
    session: Session,
    classroom: ClassroomRow,
    line: PlannedLine,
    secret: Secret,
    now: datetime,
) -> Slip:
    wanted = line.line
    name = wanted.sign_in_name or wanted.name
    account = add_student_account(session, name, secret.hash, now, must_change=True)
    membership = MembershipRow(
        classroom_id=classroom.id,
        account_id=account.id,
        status=MembershipStatus.MEMBER,
        roster_name=wanted.name,
        roster_id=wanted.number,
        since=now,
    )
    session.add(membership)
    admit(session, classroom, membership, now)
    return Slip(wanted.name, wanted.number, account.name, secret.phrase)
