"""The story of a deck that a class learns: given to who is in it and who comes later.

Memory belongs to a student and a card: to give a deck is to enrol, to take it back is
to enrol no longer. What a class sets is where its students begin; what a student has
chosen stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from trainer.content import deck_from_json
from trainer.core.messages import message
from trainer.core.study_settings import StudySettings
from trainer.errors import Invalid
from trainer.exam_dates import FARTHEST
from trainer.import_plan import ImportPlan
from trainer.importing import apply_import
from trainer.learners import Learner, change_settings, lock_learner, planned_settings
from trainer.tables import (
    AccountRow,
    ClassroomDeckRow,
    ClassroomRow,
    DeckRow,
    EnrolmentRow,
    MembershipRow,
    MembershipStatus,
    StudentRow,
)

MOST_NEW = 9999
RETENTIONS = (0.85, 0.9, 0.93)  # light, normal, exam: as in a student's settings


class BadTerms(Invalid):
    """A class cannot begin a deck like that."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "L’examen est entre demain et dans cinq ans, et les nouvelles cartes"
                " par jour vont de 0 à {most}.",
                most=MOST_NEW,
            )
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """Where the students of a class begin with a deck; None: as they would anyway."""

    exam_on: date | None = None
    new_per_day: int | None = None
    desired_retention: float | None = None


@dataclass(frozen=True, slots=True)
class GivenDeck:
    """A deck that a class learns."""

    slug: str
    title: str
    terms: Terms


def give_deck(
    session: Session,
    classroom: ClassroomRow,
    deck: DeckRow,
    terms: Terms,
    now: datetime,
) -> None:
    """Have a class learn a deck, or go on by other terms.

    A term is taken over by who has not chosen something else since the last one.

    Raises:
        BadTerms: nobody can begin like that.
    """
    lock_classroom(session, classroom)
    row = session.get(ClassroomDeckRow, (classroom.id, deck.id))
    before = _terms(row) if row else Terms()
    _check(terms, before, now)
    if row is None:
        row = ClassroomDeckRow(classroom_id=classroom.id, deck_id=deck.id, given_at=now)
        session.add(row)
    row.exam_on, row.new_per_day = terms.exam_on, terms.new_per_day
    row.desired_retention = terms.desired_retention
    session.flush()
    for uid in _member_uids(session, classroom):
        _hand_out(session, uid, row, before, now)


def withdraw_deck(session: Session, classroom: ClassroomRow, deck: DeckRow) -> None:
    """Have a class learn a deck no longer; who has begun goes on."""
    lock_classroom(session, classroom)
    session.execute(
        delete(ClassroomDeckRow).where(
            ClassroomDeckRow.classroom_id == classroom.id,
            ClassroomDeckRow.deck_id == deck.id,
        )
    )


def hand_out_decks(
    session: Session, classroom: ClassroomRow, student_id: int, now: datetime
) -> None:
    """Give somebody who comes into a class what it learns already."""
    uid = session.scalars(select(StudentRow.uid).filter_by(id=student_id)).one()
    rows = session.scalars(
        select(ClassroomDeckRow)
        .where(ClassroomDeckRow.classroom_id == classroom.id)
        .order_by(ClassroomDeckRow.given_at, ClassroomDeckRow.deck_id)
    ).all()
    for row in rows:
        _hand_out(session, uid, row, Terms(), now)


def take_decks_back(session: Session, membership: MembershipRow) -> None:
    """Enrol a student no longer in what came by this class alone.

    The school's decks stay, and so does the memory of every card.
    """
    other = select(ClassroomDeckRow.deck_id).join(
        MembershipRow, MembershipRow.classroom_id == ClassroomDeckRow.classroom_id
    )
    by_others = other.where(
        MembershipRow.account_id == membership.account_id,
        MembershipRow.status == MembershipStatus.MEMBER,
        MembershipRow.classroom_id != membership.classroom_id,
    )
    of_class = (
        select(ClassroomDeckRow.deck_id)
        .join(DeckRow, DeckRow.id == ClassroomDeckRow.deck_id)
        .join(AccountRow, AccountRow.id == membership.account_id)
        .where(
            ClassroomDeckRow.classroom_id == membership.classroom_id,
            DeckRow.keeper_id.is_not(None),
            DeckRow.keeper_id != AccountRow.id,
        )
    )
    student_id = select(AccountRow.student_id).filter_by(id=membership.account_id)
    session.execute(
        delete(EnrolmentRow).where(
            EnrolmentRow.student_id == student_id.scalar_subquery(),
            EnrolmentRow.deck_id.in_(of_class),
            EnrolmentRow.deck_id.not_in(by_others),
        )
    )


def bring_paper(
    session: Session, plan: ImportPlan, account_id: int, now: datetime
) -> None:
    """Store the paper of a teacher, who keeps the deck if it is new, and learns it.

    Raises:
        BadFiles, PlanOutdated: as for each plan.
    """
    apply_import(session, plan, now, by=account_id)
    deck = session.scalars(
        select(DeckRow).where(DeckRow.slug == plan.parsed.deck.slug)
    ).one()
    if plan.base is None:
        deck.keeper_id = account_id
    study_deck(session, deck, account_id, now)


def study_deck(session: Session, deck: DeckRow, account_id: int, now: datetime) -> None:
    """Have a teacher learn a deck; who does already, still does."""
    uid = session.scalars(
        select(StudentRow.uid)
        .join(AccountRow, AccountRow.student_id == StudentRow.id)
        .where(AccountRow.id == account_id)
    ).one()
    _enrol(session, lock_learner(session, uid), deck.id, now)


def given_decks(session: Session, classroom: ClassroomRow) -> tuple[GivenDeck, ...]:
    """Return what a class learns, in the order in which it was given.

    A retired deck is as good as not given until it comes back.
    """
    rows = session.execute(
        select(DeckRow.slug, DeckRow.content, ClassroomDeckRow)
        .join(ClassroomDeckRow, ClassroomDeckRow.deck_id == DeckRow.id)
        .where(
            ClassroomDeckRow.classroom_id == classroom.id,
            DeckRow.retired_at.is_(None),
        )
        .order_by(ClassroomDeckRow.given_at, DeckRow.id)
    )
    return tuple(
        GivenDeck(slug, deck_from_json(content).title, _terms(row))
        for slug, content, row in rows
    )


def lock_classroom(session: Session, classroom: ClassroomRow) -> None:
    """Let one transaction at a time change who is in a class and what it learns."""
    session.flush()
    session.refresh(classroom, with_for_update=True)


def _terms(row: ClassroomDeckRow) -> Terms:
    return Terms(row.exam_on, row.new_per_day, row.desired_retention)


def _check(terms: Terms, before: Terms, now: datetime) -> None:
    today = now.date()
    exam = terms.exam_on if terms.exam_on != before.exam_on else None
    is_near = exam is None or today < exam <= today + FARTHEST
    new, retention = terms.new_per_day, terms.desired_retention
    if not is_near or (new is not None and not 0 <= new <= MOST_NEW):
        raise BadTerms
    if retention is not None and not RETENTIONS[0] <= retention <= RETENTIONS[-1]:
        raise BadTerms


def _member_uids(session: Session, classroom: ClassroomRow) -> Iterable[str]:
    """Return who is in a class, always in the same order: each of them is locked."""
    return session.scalars(
        select(StudentRow.uid)
        .join(AccountRow, AccountRow.student_id == StudentRow.id)
        .join(MembershipRow, MembershipRow.account_id == AccountRow.id)
        .where(
            MembershipRow.classroom_id == classroom.id,
            MembershipRow.status == MembershipStatus.MEMBER,
        )
        .order_by(StudentRow.id)
    ).all()


def _hand_out(
    session: Session, uid: str, row: ClassroomDeckRow, before: Terms, now: datetime
) -> None:
    """Enrol a student, who begins by the terms where nothing else was chosen."""
    learner = lock_learner(session, uid)
    enrolment = _enrol(session, learner, row.deck_id, now)
    if row.exam_on != before.exam_on and enrolment.exam_on == before.exam_on:
        day = learner.day_at(now)
        is_to_come = row.exam_on is not None and day < row.exam_on
        enrolment.exam_on = row.exam_on if is_to_come else None
        enrolment.exam_set_on = day if is_to_come else None
    wanted = _begun(session, learner, row, before)
    if wanted != planned_settings(learner):
        change_settings(session, learner, wanted, now)
    session.flush()


def _enrol(
    session: Session, learner: Learner, deck_id: int, now: datetime
) -> EnrolmentRow:
    row = session.scalar(
        select(EnrolmentRow).filter_by(student_id=learner.id, deck_id=deck_id)
    )
    if row is None:
        row = EnrolmentRow(student_id=learner.id, deck_id=deck_id, created_at=now)
        session.add(row)
        session.flush()
    return row


def _begun(
    session: Session, learner: Learner, row: ClassroomDeckRow, before: Terms
) -> StudySettings:
    """Return the settings with the terms in the place of what nobody has chosen."""
    current = planned_settings(learner)
    others = _terms_of_classes(session, learner)
    changes: dict[str, object] = {}
    for name in ("new_per_day", "desired_retention"):
        value = getattr(row, name)
        given = {getattr(each, name) for each in (*others, before)}
        chosen = {getattr(settings, name) for settings in learner.settings}
        is_own = len(chosen) > 1 and getattr(current, name) not in given
        if value is not None and not is_own:
            changes[name] = value
    return replace(current, **changes)  # type: ignore[arg-type]  # names of its fields


def _terms_of_classes(session: Session, learner: Learner) -> list[Terms]:
    rows = session.scalars(
        select(ClassroomDeckRow)
        .join(
            MembershipRow, MembershipRow.classroom_id == ClassroomDeckRow.classroom_id
        )
        .join(AccountRow, AccountRow.id == MembershipRow.account_id)
        .where(AccountRow.student_id == learner.id)
    )
    return [_terms(row) for row in rows]
