"""The story of an account: made with its student, found by name, given a password."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from trainer import sign_ins
from trainer.core.messages import message
from trainer.core.person_names import LONGEST_NAME, shown_name, sign_in_name
from trainer.errors import Invalid, NotFound, Refused
from trainer.learners import LOCAL_UID, Learner, add_student, load_learner
from trainer.papers import built_in_decks
from trainer.tables import (
    AccountRow,
    ClassroomRow,
    ClassroomTeacherRow,
    DeckRow,
    MembershipRow,
    StudentRow,
)


class BadName(Invalid):
    """Nobody can be called that."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Un nom a au moins une lettre ou un chiffre,"
                " et {longest} signes au plus.",
                longest=LONGEST_NAME,
            )
        )


class NameTaken(Refused):
    """Somebody signs in with this name already, or with one that looks like it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            message(
                "« {name} » est déjà pris : ajouter une initiale ou un numéro.",
                name=name,
            )
        )


def add_account(
    session: Session,
    name: str,
    password_hash: str,
    now: datetime,
    *,
    is_teacher: bool,
    must_change: bool = True,
) -> AccountRow:
    """Make an account and its student.

    The first teacher takes over what was learnt on this computer before.

    Args:
        must_change: somebody else knows the password: it lets in to choose another.

    Raises:
        BadName: nobody can be called that.
        NameTaken: somebody is.
    """
    name = readable_name(name)
    if find_account(session, name) is not None:
        raise NameTaken(name)
    before = _student_before_accounts(session) if is_teacher else None
    student = before or add_student(session, secrets.token_hex(16), name, now)
    student.name = name
    account = AccountRow(
        uid=secrets.token_hex(16),
        student_id=student.id,
        name=name,
        sign_in_name=sign_in_name(name),
        is_teacher=is_teacher,
        password_hash=password_hash,
        must_change=must_change,
        created_at=now,
    )
    session.add(account)
    session.flush()
    if before is not None:
        _keep_own_decks(session, account)
    return account


def readable_name(typed: str) -> str:
    """Return a name as it is shown.

    Raises:
        BadName: it has no letter or figure, or is too long.
    """
    name = shown_name(typed)
    # Of a sign that is a mark alone nothing is left to sign in with.
    if len(name) > LONGEST_NAME or not any(map(str.isalnum, sign_in_name(name))):
        raise BadName
    return name


def find_account(session: Session, name: str) -> AccountRow | None:
    """Return who signs in with a name, however it is spelt."""
    return session.scalar(
        select(AccountRow).where(AccountRow.sign_in_name == sign_in_name(name))
    )


def choose_password(session: Session, account: AccountRow, password_hash: str) -> None:
    """Let a person in with a password of the person's own; every device signs out."""
    account.password_hash = password_hash
    account.must_change = False
    sign_ins.end_all(session, account.id)


def give_password(session: Session, account: AccountRow, password_hash: str) -> None:
    """Let a person in once with a password that somebody else knows.

    Every device signs out, and the person has to choose another one first.
    """
    account.password_hash = password_hash
    account.must_change = True
    sign_ins.end_all(session, account.id)


def close_account(session: Session, account: AccountRow) -> None:
    """Let a person in no more, and out of all classes; what was learnt stays.

    With a password that is given anew the person comes back.
    """
    account.password_hash = None
    sign_ins.end_all(session, account.id)
    for row in (MembershipRow, ClassroomTeacherRow):
        session.execute(delete(row).where(row.account_id == account.id))


def account_named(session: Session, name: str) -> AccountRow:
    """Return who signs in with a name, for who runs the program.

    Raises:
        NotFound: nobody does.
    """
    account = find_account(session, name)
    if account is None:
        raise NotFound(message("Personne ne s’appelle « {name} » ici.", name=name))
    return account


def learner_named(session: Session, name: str) -> Learner:
    """Return who signs in with a name as somebody who learns.

    Raises:
        NotFound: nobody does.
    """
    account = account_named(session, name)
    return load_learner(session, session.get_one(StudentRow, account.student_id).uid)


def all_accounts(session: Session) -> Sequence[AccountRow]:
    """Return everybody for who runs the program, teachers first, by name."""
    return session.scalars(
        select(AccountRow).order_by(
            AccountRow.is_teacher.desc(), AccountRow.sign_in_name
        )
    ).all()


def known_words(session: Session, account: AccountRow) -> Sequence[str]:
    """Return what others know of a person, and would guess: the name, the classes."""
    classes = session.scalars(
        select(ClassroomRow.name)
        .outerjoin(MembershipRow)
        .outerjoin(ClassroomTeacherRow)
        .where(
            or_(
                MembershipRow.account_id == account.id,
                ClassroomTeacherRow.account_id == account.id,
            )
        )
    )
    return [account.name, *classes]


def _student_before_accounts(session: Session) -> StudentRow | None:
    """Return who learnt on this computer before there were teachers, if anybody."""
    return session.scalar(
        select(StudentRow).where(
            StudentRow.uid == LOCAL_UID,
            ~exists().where(AccountRow.student_id == StudentRow.id),
            ~exists().where(AccountRow.is_teacher),
        )
    )


def _keep_own_decks(session: Session, account: AccountRow) -> None:
    """Have the first teacher keep the decks that came by this computer's pages."""
    built_in = [path.name for path in built_in_decks()]
    session.execute(
        update(DeckRow)
        .where(
            DeckRow.slug.not_in(built_in),
            DeckRow.owner_id.is_(None),
            DeckRow.keeper_id.is_(None),
        )
        .values(keeper_id=account.id)
    )
