"""The story of when students studied a deck: on which days, and how much.

For one class or a whole school at once: always one statement a deck, over a few weeks
only. Never an hour.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Subquery,
    bindparam,
    case,
    cast,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Session

from trainer.class_answers import EVIDENCE
from trainer.core.reviews import Rating
from trainer.tables import (
    CardRow,
    CardStateRow,
    ItemRow,
    RetractionRow,
    ReviewRow,
)


@dataclass(frozen=True, slots=True)
class DayCounts:
    """What a student answered on a day of study: how often, and to how many cards.

    `votes` are cards that were answered for study or in a mock exam, `passed` those of
    them that were known each time.
    """

    answers: int
    cards: int
    votes: int
    passed: int


StudentDeck = tuple[int, int]  # the ids of a student and of a deck
Days = Mapping[date, DayCounts]


def days_of(
    session: Session,
    student_ids: Collection[int],
    deck_ids: Collection[int],
    *,
    since: date,
    until: date,
) -> Mapping[StudentDeck, Days]:
    """Count what each student answered on each day, of study, practice and mock exams.

    What was undone is not counted.

    Args:
        since, until: the first and the last study day that count.
    """
    found: dict[StudentDeck, dict[date, DayCounts]] = defaultdict(dict)
    some = {"students": student_ids, "since": since, "until": until}
    for deck_id in deck_ids:
        rows = session.connection().execute(_DAYS, some | {"deck": deck_id})
        for student_id, day, *counts in rows:
            found[student_id, deck_id][day] = DayCounts(*counts)
    return found


def first_days_of(
    session: Session,
    student_ids: Collection[int],
    deck_ids: Collection[int],
    *,
    since: date,
    until: date,
) -> Mapping[StudentDeck, tuple[int, int]]:
    """Count the votes on cards that were begun on the very day: all, and passed."""
    some = {"students": student_ids, "since": since, "until": until}
    return {
        (student_id, deck_id): (votes, passed)
        for deck_id in deck_ids
        for student_id, votes, passed in session.connection().execute(
            _FIRST_DAYS, some | {"deck": deck_id}
        )
    }


def retracted_reviews() -> Select[int]:
    """Select the reviews that the students of `:students` have undone, by their id.

    There are few: to find them once is quicker than to ask of each review.
    """
    return (
        select(ReviewRow.id)
        .join(
            RetractionRow,
            (RetractionRow.student_id == ReviewRow.student_id)
            & (RetractionRow.review_uid == ReviewRow.uid),
        )
        .where(RetractionRow.student_id.in_(bindparam("students", expanding=True)))
    )


def _by_card(*conditions: ColumnElement[bool]) -> Subquery:
    """Count the answers of some students to a deck, by day and card.

    Grouped as the index of the log lies, so that nothing has to be sorted.
    """
    is_evidence = ReviewRow.purpose.in_(EVIDENCE)
    cards = (
        select(CardRow.id)
        .join(ItemRow, ItemRow.id == CardRow.item_id)
        .where(ItemRow.deck_id == bindparam("deck", type_=Integer))
    )
    return (
        select(
            ReviewRow.student_id,
            ReviewRow.study_day,
            ReviewRow.card_id,
            func.count().label("answers"),
            func.min(case((is_evidence, ReviewRow.rating))).label("worst"),
        )
        .where(
            ReviewRow.student_id.in_(bindparam("students", expanding=True)),
            ReviewRow.study_day >= bindparam("since", type_=Date),
            ReviewRow.study_day <= bindparam("until", type_=Date),
            ReviewRow.card_id.in_(cards),
            ReviewRow.id.not_in(retracted_reviews()),
            *conditions,
        )
        .group_by(ReviewRow.student_id, ReviewRow.study_day, ReviewRow.card_id)
        .subquery()
    )


def _days() -> Select[*tuple[Any, ...]]:
    each = _by_card().c
    return select(
        each.student_id,
        each.study_day,
        cast(func.sum(each.answers), Integer),
        func.count(),
        func.count(each.worst),
        func.count().filter(each.worst > Rating.AGAIN),
    ).group_by(each.student_id, each.study_day)


def _first_days() -> Select[int, int, int]:
    begun_then = exists().where(
        CardStateRow.student_id == ReviewRow.student_id,
        CardStateRow.card_id == ReviewRow.card_id,
        CardStateRow.introduced_on == ReviewRow.study_day,
    )
    each = _by_card(begun_then).c
    return select(
        each.student_id,
        func.count(each.worst),
        func.count().filter(each.worst > Rating.AGAIN),
    ).group_by(each.student_id)


# Made once, because to make it takes longer than to run it.
_DAYS = _days()
_FIRST_DAYS = _first_days()
