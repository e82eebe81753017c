"""The story of what a class answered: who is in it, what it learns, what was answered.

The figures of a teacher's pages are all counted from here. An answer that was undone is
in none of them. What tells most of memory is a *vote*: the first answer of a student to
a card on a study day, of study or of a mock exam; whoever repeats a card ten times on
one evening still has one vote. Free practice has none: it is repeated at will.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Subquery,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from trainer.content import LoadedCard, loaded_card, select_cards
from trainer.core.questions import Format
from trainer.core.reviews import Purpose, Rating
from trainer.core.wording import fold
from trainer.tables import (
    AccountRow,
    CardRow,
    ClassroomRow,
    DeckRow,
    ItemRow,
    MembershipRow,
    MembershipStatus,
    RetractionRow,
    ReviewRow,
    ReviewSource,
)

WEEKS = 12  # that a trend looks back
EVIDENCE = (Purpose.STUDY, Purpose.MOCK)


@dataclass(frozen=True, slots=True)
class ClassMember:
    """A student of a class, by what names the student; `name` is the class list's."""

    student_id: int
    account_id: int
    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class Votes:
    """How often a card was asked of a student, once a day, and how often it was known.

    `first_day` and `last_day` are the study days of the first and the last vote.
    """

    student_id: int
    card_id: int
    asked: int
    passed: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class WeekVotes:
    """The votes of a student on a card in one week; weeks count from 0."""

    week: int
    student_id: int
    card_id: int
    asked: int
    passed: int


@dataclass(frozen=True, slots=True)
class ClassAnswer:
    """One answer of the log; `response` and `shown` are the JSON that was stored."""

    student_id: int
    card_id: int
    uid: str
    revision: int
    rating: Rating
    score: float | None
    response: str
    shown: str
    format: Format | None
    purpose: Purpose
    source: ReviewSource
    duration_ms: int
    study_day: date
    effective_at: datetime

    @property
    def is_passed(self) -> bool:
        """Whether the card was recalled."""
        return self.rating is not Rating.AGAIN


def members_of(session: Session, classroom: ClassroomRow) -> tuple[ClassMember, ...]:
    """Return who is in a class, by name; who only asks to be is not."""
    rows = session.execute(
        select(
            AccountRow.student_id,
            AccountRow.id,
            AccountRow.uid,
            MembershipRow.roster_name,
        )
        .join(MembershipRow, MembershipRow.account_id == AccountRow.id)
        .where(
            MembershipRow.classroom_id == classroom.id,
            MembershipRow.status == MembershipStatus.MEMBER,
        )
    )
    found = (ClassMember(*row) for row in rows)
    return tuple(sorted(found, key=lambda each: (fold(each.name), each.uid)))


def cards_of_class(session: Session, deck: DeckRow) -> tuple[LoadedCard, ...]:
    """Return the cards of a deck that are asked today, in the paper's order."""
    rows = session.connection().execute(_CARDS, {"deck_id": deck.id})
    return tuple(map(loaded_card, rows))


def votes_of(
    session: Session,
    student_ids: Collection[int],
    deck: DeckRow,
    *,
    since: date | None = None,
) -> tuple[Votes, ...]:
    """Count the votes of some students on each card of a deck.

    Args:
        since: the first study day that counts (default: all).
    """
    parameters = {"students": student_ids, "deck_id": deck.id, "since": since}
    rows = session.connection().execute(_VOTES, parameters)
    return tuple(Votes(*row) for row in rows)


def weekly_votes_of(
    session: Session, student_ids: Collection[int], deck: DeckRow, *, first: date
) -> tuple[WeekVotes, ...]:
    """Count the votes of some students on each card of a deck, week by week.

    Args:
        first: the first day of the first of `WEEKS` weeks; later ones are in the last.
    """
    starts = {f"week_{week}": first + timedelta(weeks=week) for week in range(1, WEEKS)}
    parameters = {"students": student_ids, "deck_id": deck.id, "since": first}
    rows = session.connection().execute(_WEEKLY, parameters | starts)
    return tuple(WeekVotes(*row) for row in rows)


def answers_of(
    session: Session,
    student_ids: Collection[int],
    deck: DeckRow,
    *,
    since: date | None = None,
) -> Iterator[ClassAnswer]:
    """Give every answer of some students to a deck, of all purposes, in their order.

    Args:
        since: the first study day that counts (default: all).
    """
    parameters = {"students": student_ids, "deck_id": deck.id, "since": since}
    rows = session.connection().execute(_ANSWERS, parameters)
    return (ClassAnswer(*row) for row in rows)


def first_answers_of(
    session: Session, student_ids: Collection[int], deck: DeckRow, *, last: bool = False
) -> Iterator[ClassAnswer]:
    """Give the first answer of each of some students to each card of a deck.

    Of study or of a mock exam: free practice is no evidence.

    Args:
        last: give the last answers in the place of the first.
    """
    parameters = {"students": student_ids, "deck_id": deck.id, "since": None}
    query = _LAST_ANSWERS if last else _FIRST_ANSWERS
    rows = session.connection().execute(query, parameters)
    return (ClassAnswer(*row) for row in rows)


# Statements: made once, because to make one takes longer than to run it.

_SINCE = bindparam("since", type_=Date)
_ORDER = (ReviewRow.effective_at, ReviewRow.sequence, ReviewRow.uid)
_COLUMNS = (
    ReviewRow.student_id,
    ReviewRow.card_id,
    ReviewRow.uid,
    ReviewRow.revision,
    ReviewRow.rating,
    ReviewRow.score,
    ReviewRow.response,
    ReviewRow.shown,
    ReviewRow.format,
    ReviewRow.purpose,
    ReviewRow.source,
    ReviewRow.duration_ms,
    ReviewRow.study_day,
    ReviewRow.effective_at,
)


def _of_class() -> tuple[ColumnElement[bool], ...]:
    """Keep what some students answered to a deck and did not undo."""
    cards = (
        select(CardRow.id)
        .join(ItemRow, ItemRow.id == CardRow.item_id)
        .where(ItemRow.deck_id == bindparam("deck_id", type_=Integer))
    )
    is_retracted = exists().where(
        RetractionRow.student_id == ReviewRow.student_id,
        RetractionRow.review_uid == ReviewRow.uid,
    )
    return (
        ReviewRow.student_id.in_(bindparam("students", expanding=True)),
        or_(_SINCE.is_(None), ReviewRow.study_day >= _SINCE),
        ReviewRow.card_id.in_(cards),
        ~is_retracted,
    )


def _first_of_days() -> Subquery:
    """Pick the answers of some students, with their place among those of a day."""
    place = func.row_number().over(
        partition_by=(ReviewRow.student_id, ReviewRow.card_id, ReviewRow.study_day),
        order_by=_ORDER,
    )
    return (
        select(
            ReviewRow.student_id,
            ReviewRow.card_id,
            ReviewRow.study_day,
            ReviewRow.rating,
            place.label("place"),
        )
        .where(ReviewRow.purpose.in_(EVIDENCE), *_of_class())
        .subquery()
    )


def _votes() -> Select[int, int, int, int, date, date]:
    """Count the first answers of each student to each card on each study day."""
    first = _first_of_days().c
    passed = func.sum(case((first.rating > Rating.AGAIN, 1), else_=0))
    return (
        select(
            first.student_id,
            first.card_id,
            func.count(),
            passed,
            func.min(first.study_day),
            func.max(first.study_day),
        )
        .where(first.place == 1)
        .group_by(first.student_id, first.card_id)
    )


def _weekly() -> Select[int, int, int, int, int]:
    """Count them by the week that their day is in."""
    first = _first_of_days().c
    before = (
        (first.study_day < bindparam(f"week_{week}", type_=Date), week - 1)
        for week in range(1, WEEKS)
    )
    # In a query of its own: no database need see that two terms of parameters are one.
    vote = (
        select(
            case(*before, else_=WEEKS - 1).label("week"),
            first.student_id,
            first.card_id,
            case((first.rating > Rating.AGAIN, 1), else_=0).label("passed"),
        )
        .where(first.place == 1)
        .subquery()
    ).c
    return select(
        vote.week, vote.student_id, vote.card_id, func.count(), func.sum(vote.passed)
    ).group_by(vote.week, vote.student_id, vote.card_id)


def _first_answers(*order: Any) -> Select[*tuple[Any, ...]]:
    """Pick the first answer of each student to each card in an order."""
    place = func.row_number().over(
        partition_by=(ReviewRow.student_id, ReviewRow.card_id), order_by=order
    )
    ranked = (
        select(ReviewRow.id, place.label("place"))
        .where(ReviewRow.purpose.in_(EVIDENCE), *_of_class())
        .subquery()
    ).c
    return select(*_COLUMNS).where(
        ReviewRow.id.in_(select(ranked.id).where(ranked.place == 1))
    )


_CARDS = (
    select_cards()
    .where(
        ItemRow.deck_id == bindparam("deck_id", type_=Integer),
        CardRow.retired_at.is_(None),
    )
    .order_by(ItemRow.position, ItemRow.id, CardRow.position)
)
_VOTES = _votes()
_WEEKLY = _weekly()
_ANSWERS: Select[*tuple[Any, ...]] = (
    select(*_COLUMNS).where(*_of_class()).order_by(*_ORDER)
)
_FIRST_ANSWERS = _first_answers(*_ORDER)
_LAST_ANSWERS = _first_answers(*(column.desc() for column in _ORDER))
