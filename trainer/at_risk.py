"""The story of the students to see: what the rules of `core.at_risk` are asked about.

Of one class or of all that a teacher has: always the same few statements, over the last
four weeks. What a student keeps for oneself (breaks, limits) is not looked at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Date,
    Select,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from trainer.class_activity import Days, StudentDeck, days_of, first_days_of
from trainer.class_answers import ClassMember
from trainer.core import at_risk
from trainer.core.at_risk import Flag, Work, window_begins
from trainer.core.card_state import CardState
from trainer.core.pacing import effective_due_day, seen_by
from trainer.tables import (
    AccountRow,
    CardHoldRow,
    CardRow,
    CardStateRow,
    ClassroomDeckRow,
    ClassroomRow,
    DeckRow,
    EnrolmentRow,
    ItemRow,
    MembershipRow,
    MembershipStatus,
)


@dataclass(frozen=True, slots=True)
class StudentToSee:
    """A student of a class, and the rules that hold."""

    member: ClassMember
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class ClassWork:
    """What the students of a class did with a deck in four weeks, by their ids."""

    classroom_id: int
    deck_id: int
    works: Mapping[int, Work]

    def to_see(self, today: date) -> Mapping[int, tuple[Flag, ...]]:
        """Return for whom a rule holds, the most pressing first."""
        return at_risk.at_risk(self.works, today)

    def active(self, today: date) -> int:
        """Return how many studied in the last seven days."""
        return at_risk.active_students(self.works.values(), today)


def students_to_see(
    session: Session,
    classroom: ClassroomRow,
    deck: DeckRow,
    members: Iterable[ClassMember],
    today: date,
) -> tuple[StudentToSee, ...]:
    """Return the students of a class for whom a rule holds, the most pressing first.

    Args:
        members: of the class, by `class_answers.members_of`.
    """
    (work,) = work_of_classes(session, {classroom.id: deck.id}, today)
    named = {each.student_id: each for each in members}
    return tuple(
        StudentToSee(named[id_], flags)
        for id_, flags in work.to_see(today).items()
        if id_ in named
    )


def work_of_classes(
    session: Session, decks: Mapping[int, int], today: date
) -> tuple[ClassWork, ...]:
    """Return what the students of some classes did in four weeks, class by class.

    Args:
        decks: for each class the deck that is looked at, by their ids.
    """
    pupils = _pupils(session, decks)
    students = sorted({each.student_id for each in pupils})
    figures = _figures(session, students, sorted(set(decks.values())), today)
    exams = {(each.student_id, each.deck_id): each.exam_on for each in pupils}
    due = _due(session, students, exams, today)
    works: dict[int, dict[int, Work]] = {id_: {} for id_ in decks}
    for each in pupils:
        work = figures.work(each, due[each.student_id, each.deck_id])
        works[each.classroom_id][each.student_id] = work
    return tuple(ClassWork(id_, deck_id, works[id_]) for id_, deck_id in decks.items())


@dataclass(frozen=True, slots=True)
class _Pupil:
    """A student of a class who learns its deck."""

    classroom_id: int
    deck_id: int
    student_id: int
    since: datetime
    given_at: datetime
    exam_on: date | None


@dataclass(frozen=True, slots=True)
class _Figures:
    """What was counted of several students and decks."""

    days: Mapping[StudentDeck, Days]
    sizes: Mapping[int, int]
    seen: Mapping[StudentDeck, tuple[int, int]]
    first_days: Mapping[StudentDeck, tuple[int, int]]

    def work(self, pupil: _Pupil, due: Mapping[date, int]) -> Work:
        """Return what is known of one of them."""
        key = (pupil.student_id, pupil.deck_id)
        seen, begun = self.seen.get(key, (0, 0))
        days = self.days.get(key, {})
        votes, passed = self.first_days.get(key, (0, 0))
        return Work(
            begun_on=max(pupil.since, pupil.given_at).date(),
            days={day: counts.cards for day, counts in days.items()},
            cards=self.sizes.get(pupil.deck_id, 0),
            seen=seen,
            begun=begun,
            due=due,
            later=sum(each.votes for each in days.values()) - votes,
            recalled=sum(each.passed for each in days.values()) - passed,
            exam_on=pupil.exam_on,
        )


def _pupils(session: Session, decks: Mapping[int, int]) -> list[_Pupil]:
    rows = session.connection().execute(_PUPILS, {"classrooms": list(decks)})
    found = (_Pupil(*row) for row in rows)
    return [each for each in found if decks[each.classroom_id] == each.deck_id]


def _figures(
    session: Session, students: Collection[int], decks: Collection[int], today: date
) -> _Figures:
    connection, first = session.connection(), window_begins(today)
    some = {"students": students, "decks": decks, "since": first}
    return _Figures(
        days=days_of(session, students, decks, since=first, until=today),
        sizes=dict(connection.execute(_SIZES, {"decks": decks}).all()),
        seen={(a, b): (n, m) for a, b, n, m in connection.execute(_SEEN, some)},
        first_days=first_days_of(session, students, decks, since=first, until=today),
    )


def _due(
    session: Session,
    students: Collection[int],
    exams: Mapping[StudentDeck, date | None],
    today: date,
) -> Mapping[StudentDeck, Counter[date]]:
    """Count the cards that wait, by the day on which they fell due.

    An exam may bring a card back earlier than the schedule does: the first one to come
    says which cards that may be.
    """
    to_come = [exam for exam in exams.values() if exam and exam > today]
    some = {
        "students": students,
        "decks": sorted({deck for _, deck in exams}),
        "today": today,
        "seen_by": seen_by(min(to_come), today) if to_come else date.min,
    }
    found: dict[StudentDeck, Counter[date]] = defaultdict(Counter)
    for student, deck, due_day, last_day, n in session.connection().execute(_DUE, some):
        exam_on = exams.get((student, deck))
        state = CardState(due_day=due_day, last_study_day=last_day)
        day = effective_due_day(state, exam_on if exam_on and exam_on > today else None)
        if day is not None and day <= today:
            found[student, deck][day] += n
    return found


# Statements: made once, because to make one takes longer than to run it.

_STUDENTS: BindParameter[Sequence[int]] = bindparam("students", expanding=True)
_DECKS: BindParameter[Sequence[int]] = bindparam("decks", expanding=True)
_SINCE = bindparam("since", type_=Date)
_PUPILS: Select[*tuple[Any, ...]] = (
    select(
        MembershipRow.classroom_id,
        ClassroomDeckRow.deck_id,
        AccountRow.student_id,
        MembershipRow.since,
        ClassroomDeckRow.given_at,
        EnrolmentRow.exam_on,
    )
    .join(AccountRow, AccountRow.id == MembershipRow.account_id)
    .join(ClassroomDeckRow, ClassroomDeckRow.classroom_id == MembershipRow.classroom_id)
    .join(
        EnrolmentRow,
        (EnrolmentRow.student_id == AccountRow.student_id)
        & (EnrolmentRow.deck_id == ClassroomDeckRow.deck_id),
    )
    .where(
        MembershipRow.classroom_id.in_(bindparam("classrooms", expanding=True)),
        MembershipRow.status == MembershipStatus.MEMBER,
    )
    .order_by(MembershipRow.classroom_id, AccountRow.student_id)
)
_SIZES = (
    select(ItemRow.deck_id, func.count())
    .join(CardRow, CardRow.item_id == ItemRow.id)
    .where(ItemRow.deck_id.in_(_DECKS), CardRow.retired_at.is_(None))
    .group_by(ItemRow.deck_id)
)
_IS_ASKED = (
    CardStateRow.student_id.in_(_STUDENTS),
    ItemRow.deck_id.in_(_DECKS),
    CardRow.retired_at.is_(None),
)
_SEEN: Select[*tuple[Any, ...]] = (
    select(
        CardStateRow.student_id,
        ItemRow.deck_id,
        func.count(),
        func.count().filter(CardStateRow.introduced_on >= _SINCE),
    )
    .join(CardRow, CardRow.id == CardStateRow.card_id)
    .join(ItemRow, ItemRow.id == CardRow.item_id)
    .where(*_IS_ASKED)
    .group_by(CardStateRow.student_id, ItemRow.deck_id)
)
_DUE: Select[*tuple[Any, ...]] = (
    select(
        CardStateRow.student_id,
        ItemRow.deck_id,
        CardStateRow.due_day,
        CardStateRow.last_study_day,
        func.count(),
    )
    .join(CardRow, CardRow.id == CardStateRow.card_id)
    .join(ItemRow, ItemRow.id == CardRow.item_id)
    .where(*_IS_ASKED)
    .where(
        or_(
            CardStateRow.due_day <= bindparam("today", type_=Date),
            CardStateRow.due_day.is_not(None)
            & (CardStateRow.last_study_day <= bindparam("seen_by", type_=Date)),
        ),
        ~exists().where(
            CardHoldRow.student_id == CardStateRow.student_id,
            CardHoldRow.card_id == CardStateRow.card_id,
            CardHoldRow.is_suspended,
        ),
    )
    .group_by(
        CardStateRow.student_id,
        ItemRow.deck_id,
        CardStateRow.due_day,
        CardStateRow.last_study_day,
    )
)
