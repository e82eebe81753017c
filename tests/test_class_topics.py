"""The topics of a class, counted from its votes; what each student would recall."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from tests.samples import DECK, ITEMS, MLE
from tests.schooling import School, make_learning_school
from tests.studying import DAY, NOW, answer, send
from trainer import access
from trainer.class_answers import ClassMember, members_of
from trainer.class_grid import Cell, grid_of_class
from trainer.class_topics import (
    ClassTopics,
    TopicDetail,
    title_of,
    topic_of_class,
    topics_of_class,
)
from trainer.core.exam_topics import TopicKind
from trainer.core.questions import Response
from trainer.core.reviews import Rating
from trainer.core.weak_topics import FEWEST_ANSWERS
from trainer.db import Database
from trainer.errors import NotFound
from trainer.learners import load_learner
from trainer.reviewing import AnswerIn
from trainer.tables import DeckRow, StudentRow

TODAY = date(2026, 11, 23)
CHOICE, VERDICT = "exemple/A1#job", "exemple/C1#verdict"
DAYS = 14


@pytest.fixture
def school(db: Database) -> School:
    """10A has eight students, who learn a deck and have not answered."""
    return make_learning_school(db, more=6)


@contextmanager
def class_a(
    db: Database, school: School
) -> Iterator[tuple[Session, tuple[ClassMember, ...], DeckRow]]:
    with db.reading() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        deck = access.deck_named(session, "exemple")
        yield session, members_of(session, classroom), deck


def answer_all(db: Database, school: School) -> None:
    """Have all answer for two weeks: the choice right, the verdict wrong."""
    with class_a(db, school) as (_, members, _deck):
        students = [member.student_id for member in members]
    for student in students:
        with db.reading() as session:
            learner = load_learner(session, uid_of(session, student))
        for day in range(DAYS):
            at = NOW - day * DAY
            send(db, learner, right(f"a{day}", at), now=at)
            send(db, learner, answer(f"c{day}", VERDICT, Rating.AGAIN, at), now=at)


def right(uid: str, at: datetime) -> AnswerIn:
    return answer(uid, CHOICE, at=at, response=Response(choice=MLE.text))


def uid_of(session: Session, student_id: int) -> str:
    return session.get_one(StudentRow, student_id).uid


def topics(
    db: Database, school: School, kind: TopicKind | None = None, **since: date
) -> ClassTopics:
    with class_a(db, school) as (session, members, deck):
        return topics_of_class(session, members, deck, kind=kind, **since)


def detail(db: Database, school: School, name: str) -> TopicDetail:
    with class_a(db, school) as (session, members, deck):
        named = (TopicKind.PART, name)
        return topic_of_class(session, members, deck, named, today=TODAY)


def test_without_answers_no_topic_can_be_shown(db: Database, school: School) -> None:
    found = topics(db, school)

    assert found.kind is TopicKind.JOB
    assert found.kinds == (TopicKind.PART, TopicKind.JOB, TopicKind.TOOL)
    assert found.shown(in_public=False) == ()
    assert found.hidden(in_public=False) == found.topics


def test_what_costs_most_comes_first_and_what_is_unsure_last(
    db: Database, school: School
) -> None:
    answer_all(db, school)

    found = topics(db, school, TopicKind.PART)

    names = [each.topic.name for each in found.topics]
    counted = {each.topic.name: each for each in found.topics}
    assert names[:2] == ["C", "A"]
    assert (counted["C"].asked, counted["C"].students) == (8 * DAYS, 8)
    assert counted["C"].lost == pytest.approx(3, abs=0.2)
    assert counted["A"].estimate.rate > 0.9
    assert [each.topic.name for each in found.shown(in_public=True)] == ["C", "A"]
    assert counted["E"].asked < FEWEST_ANSWERS


def test_only_answers_since_a_day_count(db: Database, school: School) -> None:
    answer_all(db, school)

    found = topics(db, school, TopicKind.PART, since=TODAY)

    assert sum(each.asked for each in found.topics) == 8 * 2


def test_a_figure_about_few_is_not_for_all_to_see(db: Database, school: School) -> None:
    answer_all(db, school)
    found = detail(db, school, "C")

    for one in (found.topic, found.cards[0]):
        few = replace(one, students=4)

        assert one.is_shown(in_public=True)
        assert few.is_shown(in_public=False)
        assert not few.is_shown(in_public=True)


def test_a_topic_leads_to_its_cards_and_students(db: Database, school: School) -> None:
    answer_all(db, school)

    found = detail(db, school, "C")

    assert [each.loaded.card.key for each in found.cards] == [VERDICT]
    assert found.cards[0].asked == found.topic.asked
    assert len(found.students) == 8
    recalls = [row.cells[0].recall for row in found.students]
    assert recalls == sorted(recalls)


def test_a_topic_that_is_not_there_is_not_found(db: Database, school: School) -> None:
    with pytest.raises(NotFound):
        detail(db, school, "Z")


def test_every_kind_has_a_title() -> None:
    assert [str(title_of(DECK, kind)) for kind in TopicKind] == [
        *("Parties", "Métiers", "Outils", "Thèmes")
    ]


def test_the_grid_is_recall_today_and_guessing_what_was_never_seen(
    db: Database, school: School
) -> None:
    with db.reading() as session:
        tom = load_learner(session, school.tom.student_uid)
    at = NOW - 3 * DAY
    send(db, tom, right("u", at), now=at)

    with class_a(db, school) as (session, members, deck):
        grid = grid_of_class(session, members, deck, today=TODAY)

    part_a, part_c = (
        [topic.name for topic in grid.topics].index(name) for name in "AC"
    )
    rows = {row.member.name: row.cells for row in grid.rows}
    of_tom, of_lea = rows["Tom"][part_a], rows["Lea"][part_a]
    assert 0.8 < of_tom.recall < 1
    assert (of_tom.asked, of_tom.last_day) == (1, at.date())
    assert of_lea.recall == pytest.approx(1 / len(ITEMS[0].options))
    assert (of_lea.asked, of_lea.last_day) == (0, None)
    assert rows["Lea"][part_c].recall == 0.5
    mean = (of_tom.recall + 7 * of_lea.recall) / 8
    assert grid.of_class[part_a].recall == pytest.approx(mean)
    assert (grid.of_class[part_a].asked, grid.of_class[part_a].students) == (1, 1)


def test_a_cell_about_few_is_not_for_all_to_see() -> None:
    cells = [Cell(0.5, 9, students, TODAY) for students in (0, 4, 5)]

    assert [cell.is_shown(in_public=True) for cell in cells] == [True, False, True]
    assert all(cell.is_shown(in_public=False) for cell in cells)
