"""What the rules of the students to see are asked about: counted from the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.schooling import School, add_person, make_school
from tests.statements import counted
from tests.studying import (
    DAY,
    NOW,
    add_deck,
    answer,
    recall_items,
    send,
    take_back,
    undo,
)
from trainer import access
from trainer.at_risk import students_to_see, work_of_classes
from trainer.class_answers import members_of
from trainer.core.at_risk import Rule, Work
from trainer.core.holds import HoldAction
from trainer.core.reviews import Purpose, Rating
from trainer.db import Database
from trainer.exam_dates import set_exam
from trainer.giving import Terms, give_deck
from trainer.holding import HoldIn, record_holds
from trainer.learners import Learner, load_learner
from trainer.tables import ClassroomDeckRow, ClassroomRow, DeckRow, MembershipRow

TODAY = date(2026, 11, 23)
CARDS = [f"exemple/F{n}#rule" for n in range(1, 7)]


@pytest.fixture
def school(db: Database) -> School:
    """10A has been learning a deck of six cards for forty days."""
    school = make_school(db)
    with db.writing() as session:
        add_deck(session, recall_items(6))
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        deck = access.deck_given_to(session, school.vera.id, classroom.id, "exemple")
        give_deck(session, classroom, deck, Terms(), NOW)
        long_ago = NOW - 40 * DAY
        session.execute(update(MembershipRow).values(since=long_ago))
        session.execute(update(ClassroomDeckRow).values(given_at=long_ago))
    return school


@contextmanager
def class_a(
    db: Database, school: School
) -> Iterator[tuple[Session, ClassroomRow, DeckRow]]:
    with db.reading() as session:
        yield (
            session,
            access.classroom_of(session, school.vera.id, school.class_a),
            access.deck_named(session, "exemple"),
        )


def work(db: Database, school: School) -> Work:
    """Return what Tom did."""
    with class_a(db, school) as (session, classroom, deck):
        (found,) = work_of_classes(session, {classroom.id: deck.id}, TODAY)
    return found.works[school.tom.student_id]


def tom(db: Database, school: School) -> Learner:
    with db.reading() as session:
        return load_learner(session, school.tom.student_uid)


def study(
    db: Database,
    learner: Learner,
    *days_ago: int,
    cards: int = 6,
    rating: Rating = Rating.GOOD,
) -> None:
    """Answer cards on some days, and each of them twice."""
    for ago in days_ago:
        at = NOW - ago * DAY
        answers = [
            answer(f"{ago}-{n}-{time}", card, rating, at + timedelta(minutes=15 * time))
            for n, card in enumerate(CARDS[:cards])
            for time in range(2)
        ]
        send(db, learner, *answers, now=at + timedelta(hours=1))


def test_days_cards_and_their_beginning_are_counted_in_four_weeks(
    db: Database, school: School
) -> None:
    study(db, tom(db, school), 30, cards=2)
    study(db, tom(db, school), 27, 3, cards=4)

    found = work(db, school)

    assert found.days == {TODAY - 27 * DAY: 4, TODAY - 3 * DAY: 4}
    assert (found.cards, found.seen, found.begun) == (6, 4, 2)
    assert found.begun_on == TODAY - 40 * DAY


def test_a_later_day_is_passed_when_the_card_was_known_each_time(
    db: Database, school: School
) -> None:
    learner = tom(db, school)
    study(db, learner, 9, cards=2)
    study(db, learner, 6, cards=2, rating=Rating.AGAIN)
    send(db, learner, answer("good", CARDS[0], Rating.GOOD, NOW))
    later = NOW + timedelta(hours=1)
    send(db, learner, answer("again", CARDS[0], Rating.AGAIN, later), now=later)
    send(db, learner, answer("known", CARDS[1], Rating.GOOD, NOW))
    send(db, learner, answer("cram", CARDS[1], Rating.AGAIN, NOW, purpose=Purpose.CRAM))

    found = work(db, school)

    assert (found.later, found.recalled) == (4, 1)


def test_what_was_undone_is_not_counted(db: Database, school: School) -> None:
    learner = tom(db, school)
    study(db, learner, 9, cards=1)
    send(db, learner, answer("u1", CARDS[0], Rating.AGAIN), answer("u2", CARDS[1]))
    take_back(db, learner, undo("u1"), undo("u2"))

    found = work(db, school)

    assert found.days == {TODAY - 9 * DAY: 1}
    assert (found.seen, found.later, found.recalled) == (1, 0, 0)


def test_cards_wait_from_their_day_and_suspended_ones_do_not(
    db: Database, school: School
) -> None:
    learner = tom(db, school)
    study(db, learner, 20, cards=3)
    with db.writing() as session:
        held = HoldIn("h1", CARDS[0], HoldAction.SUSPEND, NOW)
        record_holds(session, learner, [held], sent_at=NOW, now=NOW)

    found = work(db, school)

    assert sum(found.due.values()) == 2
    assert all(day < TODAY for day in found.due)


def test_an_exam_brings_cards_back_as_the_student_sees_it(
    db: Database, school: School
) -> None:
    learner = tom(db, school)
    send(
        db,
        learner,
        answer("u1", CARDS[0], Rating.EASY, NOW - 4 * DAY),
        now=NOW - 4 * DAY,
    )
    before = work(db, school).due
    with db.writing() as session:
        set_exam(session, learner, "exemple", TODAY + 3 * DAY, NOW)

    found = work(db, school)

    assert before == {}
    assert found.due == {TODAY - DAY: 1}
    assert found.exam_on == TODAY + 3 * DAY


def test_who_never_came_is_to_be_seen_and_who_waits_is_nobody_yet(
    db: Database, school: School
) -> None:
    study(db, tom(db, school), 3, 2, 1)
    with db.writing() as session:
        add_person(session, "Nora")

    with class_a(db, school) as (session, classroom, deck):
        members = members_of(session, classroom)
        found = students_to_see(session, classroom, deck, members, TODAY)

    assert [(each.member.name, [f.rule for f in each.flags]) for each in found] == [
        ("Lea", [Rule.ABSENT])
    ]


def test_any_number_of_classes_takes_the_same_statements(
    db: Database, school: School
) -> None:
    with class_a(db, school) as (session, classroom, deck):
        with counted() as one:
            work_of_classes(session, {classroom.id: deck.id}, TODAY)
        with counted() as many:
            decks = {classroom.id: deck.id} | dict.fromkeys(range(900, 920), deck.id)
            found = work_of_classes(session, decks, TODAY)

    assert len(one) == len(many) == 6
    assert len(found) == 21
    assert found[1].works == {}
