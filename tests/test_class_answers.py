"""What counts of the answers of a class, and whose."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.samples import MLE
from tests.schooling import School, add_person, make_learning_school
from tests.studying import DAY, NOW, answer, send, take_back, undo
from trainer import access
from trainer.class_answers import (
    WEEKS,
    ClassAnswer,
    Votes,
    answers_of,
    cards_of_class,
    first_answers_of,
    members_of,
    votes_of,
    weekly_votes_of,
)
from trainer.core.questions import Response
from trainer.core.reviews import Purpose, Rating
from trainer.db import Database
from trainer.joining import join
from trainer.learners import Learner, load_learner
from trainer.reviewing import AnswerIn
from trainer.tables import AccountRow

CARD = "exemple/A1#job"
RIGHT = Response(choice=MLE.text)
TODAY = date(2026, 11, 23)


@pytest.fixture
def school(db: Database) -> School:
    """10A learns a deck."""
    return make_learning_school(db)


def learner(db: Database, uid: str) -> Learner:
    with db.reading() as session:
        return load_learner(session, uid)


def votes(db: Database, school: School, since: date | None = None) -> list[Votes]:
    with db.reading() as session:
        deck = access.deck_named(session, "exemple")
        students = [school.tom.student_id, school.lea.student_id]
        return sorted(votes_of(session, students, deck, since=since), key=_whose)


def first_answers(
    db: Database, school: School, *, last: bool = False
) -> list[ClassAnswer]:
    with db.reading() as session:
        deck = access.deck_named(session, "exemple")
        return list(first_answers_of(session, [school.tom.student_id], deck, last=last))


def right(uid: str, at: datetime = NOW, **other: Any) -> AnswerIn:
    return answer(uid, CARD, at=at, response=RIGHT, **other)


def _whose(votes: Votes) -> tuple[int, int]:
    return votes.student_id, votes.card_id


def test_a_day_has_one_vote_and_the_first_answer_gives_it(
    db: Database, school: School
) -> None:
    tom = learner(db, school.tom.student_uid)
    before = NOW - 3 * DAY
    send(db, tom, answer("u1", CARD, Rating.AGAIN, before), now=before)
    send(db, tom, right("u2", before + timedelta(minutes=2)), now=NOW)
    send(db, tom, right("u3"))

    (found,) = votes(db, school)

    assert (found.asked, found.passed) == (2, 1)
    assert (found.first_day, found.last_day) == (TODAY - timedelta(days=3), TODAY)


def test_votes_are_counted_by_student_and_since_a_day(
    db: Database, school: School
) -> None:
    for person in (school.tom, school.lea, school.max):
        one = learner(db, person.student_uid)
        if person is not school.max:  # who is in another class, and learns nothing
            send(db, one, answer("old", CARD, at=NOW - 9 * DAY), now=NOW - 9 * DAY)
            send(db, one, answer("new", CARD))

    assert [each.asked for each in votes(db, school)] == [2, 2]
    assert [each.asked for each in votes(db, school, TODAY)] == [1, 1]


def test_votes_are_counted_week_by_week(db: Database, school: School) -> None:
    tom = learner(db, school.tom.student_uid)
    first = TODAY - timedelta(weeks=WEEKS - 1)
    for uid, day in (("a", -1), ("b", 0), ("c", 6), ("d", 7), ("e", 77), ("f", 77)):
        at = NOW + (first - TODAY) + day * DAY
        wrong = answer(uid, CARD, Rating.AGAIN, at)
        send(db, tom, wrong if uid == "c" else right(uid, at), now=at)

    with db.reading() as session:
        deck = access.deck_named(session, "exemple")
        found = weekly_votes_of(session, [tom.id], deck, first=first)

    weeks = sorted((each.week, each.asked, each.passed) for each in found)
    assert weeks == [(0, 2, 1), (1, 1, 1), (WEEKS - 1, 1, 1)]


def test_what_was_undone_or_practised_freely_is_no_vote(
    db: Database, school: School
) -> None:
    tom = learner(db, school.tom.student_uid)
    send(db, tom, answer("u1", CARD))
    take_back(db, tom, undo("u1"))
    send(db, tom, answer("u2", CARD, purpose=Purpose.CRAM))

    assert votes(db, school) == []
    assert first_answers(db, school) == []


def test_the_first_answer_is_the_earliest_whatever_came_in_first(
    db: Database, school: School
) -> None:
    tom = learner(db, school.tom.student_uid)
    send(db, tom, answer("late", CARD))
    send(db, tom, answer("early", CARD, Rating.AGAIN, NOW - DAY), now=NOW)

    assert [each.uid for each in first_answers(db, school)] == ["early"]
    assert [each.uid for each in first_answers(db, school, last=True)] == ["late"]


def test_all_answers_come_in_their_order_with_free_practice(
    db: Database, school: School
) -> None:
    tom = learner(db, school.tom.student_uid)
    send(db, tom, right("b", purpose=Purpose.CRAM))
    send(db, tom, answer("a", CARD, Rating.AGAIN, NOW - DAY), now=NOW)

    with db.reading() as session:
        deck = access.deck_named(session, "exemple")
        found = list(answers_of(session, [tom.id], deck))

    assert [(each.uid, each.is_passed) for each in found] == [("a", False), ("b", True)]


def test_who_only_asks_to_be_in_the_class_is_not(db: Database, school: School) -> None:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        nora = add_person(session, "Nora")
        join(session, classroom, session.get_one(AccountRow, nora.id), NOW)

        assert [each.name for each in members_of(session, classroom)] == ["Lea", "Tom"]


def test_the_cards_of_a_class_are_those_of_its_deck(
    db: Database, school: School
) -> None:
    with db.reading() as session:
        cards = cards_of_class(session, access.deck_named(session, "exemple"))

    assert CARD in {each.card.key for each in cards}
