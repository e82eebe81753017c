"""How the parts of a class went, week by week, and what happened meanwhile."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.schooling import School, make_learning_school
from tests.simulated_class import ClassPlan, answer_as_class
from tests.studying import DAY, NOW
from trainer import access
from trainer.class_answers import WEEKS, members_of
from trainer.class_trend import Trend, trend_of_class
from trainer.core.assignments import Goal
from trainer.db import Database
from trainer.tables import AssignmentRow, ContrastRow, ItemRevisionRow

TODAY = date(2026, 11, 25)  # a Wednesday
MONDAY = date(2026, 11, 23)


@pytest.fixture
def school(db: Database) -> School:
    """10A has eight students, who learn a deck."""
    return make_learning_school(db, more=6)


def trend(db: Database, school: School) -> Trend:
    with db.reading() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        return trend_of_class(
            session,
            classroom,
            members_of(session, classroom),
            access.deck_named(session, "exemple"),
            today=TODAY,
            zone="Europe/Paris",
        )


def test_the_last_week_is_this_one(db: Database, school: School) -> None:
    found = trend(db, school)

    assert len(found.starts) == WEEKS
    assert found.starts[-1] == MONDAY
    assert all(not week.asked for part in found.parts for week in part.weeks)


def test_answers_are_in_the_week_of_their_day(db: Database, school: School) -> None:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        students = [each.student_id for each in members_of(session, classroom)]
        deck = access.deck_named(session, "exemple")
        until = MONDAY - timedelta(days=1)
        plan = ClassPlan(days=7, new_per_day=30)
        count = answer_as_class(session, students, deck, until, plan)

    found = trend(db, school)

    by_week = [
        sum(part.weeks[week].asked for part in found.parts) for week in range(WEEKS)
    ]
    assert by_week == [0] * (WEEKS - 2) + [count, 0]
    shown = [week.is_shown(in_public=True) for week in found.parts[0].weeks]
    assert not any(shown[:-2])


def test_what_happened_is_told_in_order(db: Database, school: School) -> None:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        deck = access.deck_named(session, "exemple")
        own = {"classroom_id": classroom.id, "deck_id": deck.id}
        task = {"goal": Goal.DAYS, "target": 3, "due_on": TODAY, "created_at": NOW}
        session.add_all(
            [
                AssignmentRow(
                    uid=title,
                    title=title,
                    begins_on=TODAY - timedelta(weeks=weeks),
                    **own,
                    **task,
                )
                for title, weeks in (("Ancien", 20), ("Récent", 1), ("À venir", -1))
            ]
        )
        contrast = ContrastRow(uid="c", first="BI", second="DA", **own)
        contrast.given_at = NOW - 3 * DAY
        revision = session.scalars(select(ItemRevisionRow).limit(1)).one()
        edited = ItemRevisionRow(
            item_id=revision.item_id,
            number=2,
            content=revision.content,
            content_hash="2",
            created_at=NOW - DAY,
        )
        session.add_all([contrast, edited])

    found = trend(db, school)

    assert [str(event.what) for event in found.events] == [
        "Devoir\u00a0: Récent",
        "Cartes «\u00a0À distinguer\u00a0»\u00a0: BI et DA",
        "Épreuve modifiée\u00a0: 1 question",
    ]
