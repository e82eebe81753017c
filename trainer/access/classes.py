"""Which classes somebody teaches or is in, who is there, and what they were set."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from trainer.core.messages import message
from trainer.errors import Invalid, NotFound
from trainer.tables import (
    AccountRow,
    AssignmentRow,
    ClassroomRow,
    ClassroomTeacherRow,
    ContrastRow,
    MembershipRow,
)


class SeveralClasses(Invalid):
    """Several classes have this name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            message(
                "Plusieurs classes s’appellent « {name} » : donner l’identifiant que"
                " montre « trainer classroom list --json ».",
                name=name,
            )
        )


def classroom_of(session: Session, account_id: int, uid: str) -> ClassroomRow:
    """Return a class that a teacher teaches.

    Raises:
        NotFound: there is no such class for this teacher.
    """
    row = session.scalar(_classrooms(account_id).where(ClassroomRow.uid == uid))
    if row is None:
        raise NotFound(message("Cette classe n’existe pas."))
    return row


def classroom_named(session: Session, name: str) -> ClassroomRow:
    """Return a class for who runs the program, by its uid or its name.

    Raises:
        NotFound: there is no such class.
        SeveralClasses: several have this name.
    """
    is_meant = or_(ClassroomRow.uid == name, ClassroomRow.name == name)
    rows = session.scalars(select(ClassroomRow).where(is_meant)).all()
    if not rows:
        raise NotFound(message("Cette classe n’existe pas."))
    if len(rows) > 1:
        raise SeveralClasses(name)
    return rows[0]


def classrooms_of(session: Session, account_id: int) -> Sequence[ClassroomRow]:
    """Return the classes that a teacher teaches, oldest first."""
    return session.scalars(_classrooms(account_id).order_by(ClassroomRow.id)).all()


def student_of(
    session: Session, teacher_id: int, classroom_uid: str, account_uid: str
) -> tuple[ClassroomRow, MembershipRow, AccountRow]:
    """Return a student of a class that a teacher teaches, who may still wait there.

    Raises:
        NotFound: there is no such class for this teacher, or nobody like this in it.
    """
    classroom = classroom_of(session, teacher_id, classroom_uid)
    row = session.execute(
        select(MembershipRow, AccountRow)
        .join(AccountRow, AccountRow.id == MembershipRow.account_id)
        .where(
            MembershipRow.classroom_id == classroom.id, AccountRow.uid == account_uid
        )
    ).first()
    if row is None:
        raise NotFound(message("Cet élève n’est pas dans la classe."))
    membership, account = row
    return classroom, membership, account


def teacher_of(
    session: Session, teacher_id: int, classroom_uid: str, account_uid: str
) -> tuple[ClassroomRow, AccountRow]:
    """Return a teacher of a class that a teacher teaches.

    Raises:
        NotFound: there is no such class for this teacher, or nobody like this in it.
    """
    classroom = classroom_of(session, teacher_id, classroom_uid)
    account = session.scalar(
        select(AccountRow)
        .join(ClassroomTeacherRow, ClassroomTeacherRow.account_id == AccountRow.id)
        .where(
            ClassroomTeacherRow.classroom_id == classroom.id,
            AccountRow.uid == account_uid,
        )
    )
    if account is None:
        raise NotFound(message("Cette personne n’enseigne pas dans la classe."))
    return classroom, account


def own_membership(
    session: Session, account_id: int, uid: str
) -> tuple[ClassroomRow, MembershipRow]:
    """Return a class that somebody is in, or waits for.

    Raises:
        NotFound: there is no such class for this person.
    """
    row = session.execute(
        select(ClassroomRow, MembershipRow)
        .join(MembershipRow, MembershipRow.classroom_id == ClassroomRow.id)
        .where(MembershipRow.account_id == account_id, ClassroomRow.uid == uid)
    ).first()
    if row is None:
        raise NotFound(message("Cette classe n’existe pas."))
    classroom, membership = row
    return classroom, membership


def assignment_of(
    session: Session, teacher_id: int, classroom_uid: str, uid: str
) -> tuple[ClassroomRow, AssignmentRow]:
    """Return what a class was set that a teacher teaches.

    Raises:
        NotFound: there is no such class for this teacher, or it was set no such thing.
    """
    classroom = classroom_of(session, teacher_id, classroom_uid)
    wanted = select(AssignmentRow).filter_by(classroom_id=classroom.id, uid=uid)
    if (row := session.scalar(wanted)) is None:
        raise NotFound(message("Ce devoir n’existe pas."))
    return classroom, row


def contrast_of(
    session: Session, teacher_id: int, classroom_uid: str, uid: str
) -> ContrastRow:
    """Return two jobs that a class, which a teacher teaches, is to tell apart.

    Raises:
        NotFound: there is no such class for this teacher, or none such in it.
    """
    classroom = classroom_of(session, teacher_id, classroom_uid)
    wanted = select(ContrastRow).filter_by(classroom_id=classroom.id, uid=uid)
    if (row := session.scalar(wanted)) is None:
        raise NotFound(message("La classe n’a pas ces cartes."))
    return row


def _classrooms(account_id: int) -> Select[ClassroomRow]:
    return (
        select(ClassroomRow)
        .join(ClassroomTeacherRow, ClassroomTeacherRow.classroom_id == ClassroomRow.id)
        .where(ClassroomTeacherRow.account_id == account_id)
    )
