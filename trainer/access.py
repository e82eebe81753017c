"""Who may see what: the only lookups by a slug or key that came from outside.

What is not there and what is not for this person look the same: NotFound.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    bindparam,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import Session

from trainer.content import LoadedCard, last_loaded_card, select_cards
from trainer.core.model import message
from trainer.errors import Invalid, NotFound
from trainer.tables import (
    AccountRow,
    AssignmentRow,
    CardRow,
    ClassroomDeckRow,
    ClassroomRow,
    ClassroomTeacherRow,
    ContrastRow,
    DeckRow,
    EnrolmentRow,
    ItemRow,
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


def deck_of(session: Session, student_id: int, slug: str) -> DeckRow:
    """Return a deck that the student learns.

    Raises:
        NotFound: there is no such deck for this student.
    """
    row = session.scalar(_decks(student_id).where(DeckRow.slug == slug))
    if row is None:
        raise NotFound(message("Ce paquet n’existe pas."))
    return row


def learns(session: Session, student_id: int, slug: str) -> bool:
    """Say whether a student learns a deck."""
    return session.scalar(_decks(student_id).where(DeckRow.slug == slug)) is not None


def deck_named(session: Session, slug: str) -> DeckRow:
    """Return a deck for who runs the program, whoever learns it.

    Raises:
        NotFound: there is no such deck.
    """
    row = session.scalar(select(DeckRow).where(DeckRow.slug == slug))
    if row is None:
        raise NotFound(message("Ce paquet n’existe pas."))
    return row


def all_decks(session: Session) -> Sequence[DeckRow]:
    """Return every deck for who runs the program, oldest first."""
    return session.scalars(select(DeckRow).order_by(DeckRow.id)).all()


def decks_of(session: Session, student_id: int) -> Sequence[DeckRow]:
    """Return the decks that the student learns, oldest first."""
    return session.scalars(_decks(student_id).order_by(DeckRow.id)).all()


def card_of(session: Session, student_id: int, key: str) -> LoadedCard:
    """Return a card of a deck that the student learns.

    Raises:
        NotFound: there is no such card for this student.
    """
    found = cards_of(session, student_id, [key])
    if key not in found:
        raise NotFound(message("Cette carte n’existe pas."))
    return found[key]


def cards_of(
    session: Session, student_id: int, keys: Sequence[str]
) -> dict[str, LoadedCard]:
    """Return, by key, those of these cards that the student learns, also retired."""
    parameters = {"student_id": student_id, "keys": keys}
    rows = session.connection().execute(_CARDS, parameters).all()
    cards = [last_loaded_card(session, row) for row in rows]
    return {loaded.card.key: loaded for loaded in cards}


# Decks, as a teacher sees them: `account_id` is the teacher's, or None for who runs the
# program on a computer of one's own.


def deck_read_by(session: Session, account_id: int | None, slug: str) -> DeckRow:
    """Return a deck that a teacher may see whole: kept, the school's, or of a class.

    Raises:
        NotFound: there is no such deck for this teacher.
    """
    if account_id is None:
        return deck_named(session, slug)
    return _deck_where(session, slug, _is_read_by(account_id))


def decks_read_by(session: Session, account_id: int) -> Sequence[DeckRow]:
    """Return the decks that a teacher may see whole, oldest first."""
    return session.scalars(
        select(DeckRow).where(_is_read_by(account_id)).order_by(DeckRow.id)
    ).all()


def deck_changed_by(session: Session, account_id: int | None, slug: str) -> DeckRow:
    """Return a deck that a paper of this teacher may change, that is, a kept one.

    Raises:
        NotFound: there is no such deck for this teacher.
    """
    if account_id is None:
        return deck_named(session, slug)
    return _deck_where(session, slug, DeckRow.keeper_id == account_id)


def deck_vouched_for_by(session: Session, account_id: int | None, slug: str) -> DeckRow:
    """Return a deck whose key this teacher may call checked: kept, or the school's.

    Raises:
        NotFound: there is no such deck for this teacher.
    """
    if account_id is None:
        return deck_named(session, slug)
    return _deck_where(session, slug, _is_given_by(account_id))


def deck_given_to(
    session: Session, account_id: int, classroom_id: int, slug: str
) -> DeckRow:
    """Return a deck that a teacher may give to a class, or that it learns already.

    Args:
        classroom_id: a class that the teacher teaches.

    Raises:
        NotFound: there is no such deck for this teacher.
    """
    is_given = exists().where(
        ClassroomDeckRow.deck_id == DeckRow.id,
        ClassroomDeckRow.classroom_id == classroom_id,
    )
    return _deck_where(session, slug, or_(_is_given_by(account_id), is_given))


def decks_given_by(session: Session, account_id: int) -> Sequence[DeckRow]:
    """Return the decks that a teacher may give to a class, oldest first."""
    return session.scalars(
        select(DeckRow)
        .where(_is_given_by(account_id), DeckRow.retired_at.is_(None))
        .order_by(DeckRow.id)
    ).all()


def decks_changed_by(session: Session, account_id: int | None) -> Sequence[DeckRow]:
    """Return the decks that a paper of this teacher may change, oldest first."""
    if account_id is None:
        return all_decks(session)
    return session.scalars(
        select(DeckRow).where(DeckRow.keeper_id == account_id).order_by(DeckRow.id)
    ).all()


# Classes


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


def decks_of_class(session: Session, classroom_id: int) -> Sequence[DeckRow]:
    """Return what a class learns, the one given last first.

    Args:
        classroom_id: a class that the visitor teaches, or is in.
    """
    return session.scalars(_of_class(classroom_id)).all()


def deck_of_class(session: Session, classroom_id: int, slug: str) -> DeckRow:
    """Return a deck that a class learns.

    Args:
        classroom_id: a class that the visitor teaches, or is in.

    Raises:
        NotFound: the class learns no such deck.
    """
    row = session.scalar(_of_class(classroom_id).where(DeckRow.slug == slug))
    if row is None:
        raise NotFound(message("Ce paquet n’existe pas."))
    return row


def _of_class(classroom_id: int) -> Select[DeckRow]:
    return (
        select(DeckRow)
        .join(ClassroomDeckRow, ClassroomDeckRow.deck_id == DeckRow.id)
        .where(
            ClassroomDeckRow.classroom_id == classroom_id, DeckRow.retired_at.is_(None)
        )
        .order_by(ClassroomDeckRow.given_at.desc(), DeckRow.id.desc())
    )


def _classrooms(account_id: int) -> Select[ClassroomRow]:
    return (
        select(ClassroomRow)
        .join(ClassroomTeacherRow, ClassroomTeacherRow.classroom_id == ClassroomRow.id)
        .where(ClassroomTeacherRow.account_id == account_id)
    )


def _deck_where(session: Session, slug: str, may: ColumnElement[bool]) -> DeckRow:
    row = session.scalar(select(DeckRow).where(DeckRow.slug == slug, may))
    if row is None:
        raise NotFound(message("Ce paquet n’existe pas."))
    return row


def _is_given_by(account_id: int) -> ColumnElement[bool]:
    is_schools = DeckRow.keeper_id.is_(None) & DeckRow.owner_id.is_(None)
    return or_(DeckRow.keeper_id == account_id, is_schools)


def _is_read_by(account_id: int) -> ColumnElement[bool]:
    is_in_class = exists().where(
        ClassroomDeckRow.deck_id == DeckRow.id,
        ClassroomDeckRow.classroom_id == ClassroomTeacherRow.classroom_id,
        ClassroomTeacherRow.account_id == account_id,
    )
    return or_(_is_given_by(account_id), is_in_class)


def _decks(student_id: int) -> Select[DeckRow]:
    return (
        select(DeckRow)
        .join(EnrolmentRow, EnrolmentRow.deck_id == DeckRow.id)
        .where(EnrolmentRow.student_id == student_id, DeckRow.retired_at.is_(None))
    )


# Made once, because to make it takes longer than to run it.
_KEYS: BindParameter[Sequence[str]] = bindparam("keys", expanding=True)
_CARDS = (
    select_cards()
    .join(EnrolmentRow, EnrolmentRow.deck_id == ItemRow.deck_id)
    .where(EnrolmentRow.student_id == bindparam("student_id"), CardRow.key.in_(_KEYS))
)
