"""The story of when students studied a deck: on which days, and how much.

For one class or a whole school at once: always one statement, over a few weeks only.
Never an hour.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, bindparam, func, select
from sqlalchemy.orm import Session

from trainer.tables import CardRow, ItemRow, RetractionRow, ReviewRow


@dataclass(frozen=True, slots=True)
class DayCounts:
    """How many answers a student gave on a day of study, and to how many cards."""

    answers: int
    cards: int


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
    parameters = {
        "students": student_ids,
        "decks": deck_ids,
        "since": since,
        "until": until,
    }
    for student_id, deck_id, day, answers, cards in session.connection().execute(
        _DAYS, parameters
    ):
        found[student_id, deck_id][day] = DayCounts(answers, cards)
    return found


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


# Made once, because to make it takes longer than to run it.
_DAYS: Select[*tuple[Any, ...]] = (
    select(
        ReviewRow.student_id,
        ItemRow.deck_id,
        ReviewRow.study_day,
        func.count(),
        func.count(ReviewRow.card_id.distinct()),
    )
    .join(CardRow, CardRow.id == ReviewRow.card_id)
    .join(ItemRow, ItemRow.id == CardRow.item_id)
    .where(
        ReviewRow.student_id.in_(bindparam("students", expanding=True)),
        ReviewRow.study_day >= bindparam("since", type_=Date),
        ReviewRow.study_day <= bindparam("until", type_=Date),
        ItemRow.deck_id.in_(bindparam("decks", expanding=True)),
        ReviewRow.id.not_in(retracted_reviews()),
    )
    .group_by(ReviewRow.student_id, ItemRow.deck_id, ReviewRow.study_day)
)
