"""The story of a person who is erased: asked for, taken back, done and done again.

Done means that no row and no byte is left in the database. A backup keeps what it holds
until it is thrown away (see `retention`); put back in place, it is gone through again
by the list of `erased_people`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from trainer import access, sign_ins
from trainer.core.messages import message
from trainer.db import Database
from trainer.erased_people import erased_marks, mark_of, note_erased
from trainer.errors import NotFound, Refused
from trainer.learners import lock_learner
from trainer.person_rows import Person, mentions, person_of, personal_tables
from trainer.tables import (
    AccountRow,
    AssignmentRow,
    ClassroomDeckRow,
    ClassroomRow,
    ClassroomTeacherRow,
    ContrastRow,
    DeckRow,
    MembershipRow,
    MembershipStatus,
    StudentRow,
)

DAYS_TO_THINK = 7


class LastTeacher(Refused):
    """Nobody else teaches a class that has students."""

    def __init__(self, classes: Sequence[str]) -> None:
        super().__init__(
            message(
                "Plus personne n’aurait la charge de : {classes}. Y ajouter d’abord un"
                " autre enseignant, ou en retirer les élèves.",
                classes=", ".join(classes),
            )
        )


@dataclass(frozen=True, slots=True)
class LeftClass:
    """A class with students that nobody would teach any more."""

    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an erasure changes for others: decks that pass to the school."""

    decks: int
    classes: int


# To ask, and to think better of it


def ask_to_erase(session: Session, account_id: int, now: datetime) -> date:
    """Have a person erased in seven days; every device signs out at once.

    Returns:
        The day on which it happens. It may be taken back until then.

    Raises:
        LastTeacher: a class with students would be left alone.
    """
    refuse_last_teacher(session, account_id)
    # Seven whole days, at whatever hour it was asked.
    erase_on = now.date() + timedelta(days=DAYS_TO_THINK + 1)
    session.get_one(AccountRow, account_id).erase_on = erase_on
    sign_ins.end_all(session, account_id)
    return erase_on


def erasable_student(
    session: Session, teacher_id: int, classroom_uid: str, account_uid: str
) -> AccountRow:
    """Return a student whom a teacher may have erased: let into a class of theirs.

    Raises:
        NotFound: there is nobody like this.
    """
    _, membership, account = access.student_of(
        session, teacher_id, classroom_uid, account_uid
    )
    # Who only asks to come in is somebody else's student.
    if membership.status is not MembershipStatus.MEMBER or account.is_teacher:
        raise NotFound(message("Cet élève n’est pas dans la classe."))
    return account


def take_back(session: Session, account_id: int) -> None:
    """Let a person stay after all."""
    session.get_one(AccountRow, account_id).erase_on = None


def erased_on(session: Session, account_id: int) -> date | None:
    """Return the day on which a person is erased, if it was asked for."""
    return session.get_one(AccountRow, account_id).erase_on


def outcome(session: Session, account_id: int) -> Outcome:
    """Say what becomes of what a teacher brought and made."""
    decks = select(DeckRow.id).where(DeckRow.keeper_id == account_id)
    return Outcome(
        decks=len(session.scalars(decks).all()),
        classes=len(_classes_of_nobody_else(session, account_id)),
    )


def refuse_last_teacher(session: Session, account_id: int) -> None:
    """Refuse to erase who alone teaches a class that has students.

    Raises:
        LastTeacher: this person does.
    """
    if left := classes_left(session, account_id):
        raise LastTeacher([each.name for each in left])


def classes_left(session: Session, account_id: int) -> tuple[LeftClass, ...]:
    """Return the classes with students that a person teaches alone, by name.

    As long as there are any, an erasure of the person waits.
    """
    return tuple(
        LeftClass(room.uid, room.name)
        for room in _classes_of_nobody_else(session, account_id)
        if session.scalar(
            select(
                exists().where(
                    MembershipRow.classroom_id == room.id,
                    MembershipRow.account_id != account_id,
                )
            )
        )
    )


def _classes_of_nobody_else(
    session: Session, account_id: int
) -> Sequence[ClassroomRow]:
    classes = select(ClassroomTeacherRow.classroom_id)
    own = classes.where(ClassroomTeacherRow.account_id == account_id)
    others = classes.where(ClassroomTeacherRow.account_id != account_id)
    return session.scalars(
        select(ClassroomRow)
        .where(ClassroomRow.id.in_(own), ClassroomRow.id.not_in(others))
        .order_by(ClassroomRow.name)
    ).all()


# To do it


def erase_now(database: Database, home: Path, account_id: int) -> None:
    """Erase a person, and what is left of the rows in the files.

    Args:
        home: where the list of the erased lies.

    Raises:
        LastTeacher: a class with students would be left alone; nobody is erased.
        Unavailable: the list cannot be written; nobody is erased.
    """
    with database.writing() as session:
        account = session.get_one(AccountRow, account_id)
        refuse_last_teacher(session, account_id)
        _erase(session, home, account)
    wipe(database)


def erase_due(database: Database, home: Path, now: datetime) -> int:
    """Erase all whose day has come, but who alone teaches a class; return how many."""
    with database.reading() as session:
        due = session.scalars(
            select(AccountRow.id)
            .where(AccountRow.erase_on <= now.date())
            .order_by(AccountRow.id)
        ).all()
    return erase_all(database, home, due)


def erase_all(database: Database, home: Path, account_ids: Sequence[int]) -> int:
    """Erase several people, and wipe the files once; return how many are erased."""
    erased = 0
    for account_id in account_ids:
        with database.writing() as session:
            account = session.get(AccountRow, account_id)
            if account is None or classes_left(session, account_id):
                continue
            _erase(session, home, account)
        erased += 1
    if erased:
        wipe(database)
    return erased


def erase_again(database: Database, home: Path) -> int:
    """Erase who is on the list and in the database all the same; return how many.

    After a restoration, and at each start: who restores by other means does not say.
    """
    marks = erased_marks(home)
    if not marks:
        return 0
    with database.reading() as session:
        rows = session.execute(
            select(StudentRow.id, StudentRow.uid, StudentRow.created_at)
        )
        back = [
            id_ for id_, uid, created_at in rows if mark_of(uid, created_at) in marks
        ]
    for student_id in back:
        with database.writing() as session:
            student = session.get(StudentRow, student_id)
            if student is not None:
                delete_person(session, student)
    if back:
        wipe(database)
    return len(back)


def delete_person(session: Session, student: StudentRow) -> None:
    """Delete every row about a person, and the classes that nobody is in any more.

    What a teacher brought stays as the school's; it no longer names anybody.
    """
    lock_learner(session, student.uid)
    person = person_of(session, student.id)
    session.expunge_all()  # what is deleted below must not be written again
    for table, column, is_named in mentions(person):
        session.execute(update(table).where(is_named).values({column: None}))
    taught = _taught_classes(session, person)
    for table, is_mine in reversed(tuple(personal_tables(person))):
        session.execute(delete(table).where(is_mine))
    _delete_empty_classes(session, taught)


def wipe(database: Database) -> None:
    """Leave no byte of deleted rows in the files of a database."""
    tables = [table.name for table, _ in personal_tables(Person(0, 0))]
    database.rewrite(tables)


def _erase(session: Session, home: Path, account: AccountRow) -> None:
    student = session.get_one(StudentRow, account.student_id)
    # First the list: if the power goes off now, the next start does the rest.
    note_erased(home, mark_of(student.uid, student.created_at))
    delete_person(session, student)


def _taught_classes(session: Session, person: Person) -> Sequence[int]:
    return session.scalars(
        select(ClassroomTeacherRow.classroom_id).where(
            ClassroomTeacherRow.account_id == person.account_id
        )
    ).all()


def _delete_empty_classes(session: Session, ids: Sequence[int]) -> None:
    for id_ in ids:
        is_used = session.scalar(
            select(
                exists().where(ClassroomTeacherRow.classroom_id == id_)
                | exists().where(MembershipRow.classroom_id == id_)
            )
        )
        if not is_used:
            for table in (AssignmentRow, ContrastRow, ClassroomDeckRow):
                session.execute(delete(table).where(table.classroom_id == id_))
            session.execute(delete(ClassroomRow).where(ClassroomRow.id == id_))
