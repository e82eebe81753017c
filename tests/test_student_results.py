"""What a teacher sees of a student, and that the student sees the look."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.anki_values import anki_file, note, row
from tests.samples import ITEMS
from tests.schooling import School, add_deck, make_school
from tests.studying import DAY, NOW, answer, send, take_back, undo
from tests.studying import add_deck as add_deck_with_cards
from trainer import access
from trainer.anki_import import import_reviews
from trainer.core.at_risk import Rule
from trainer.db import Database
from trainer.giving import Terms, give_deck
from trainer.learners import Learner, load_learner
from trainer.personal_reads import reads_of
from trainer.student_results import DeckResult, results_of

CARD = "exemple/A1#job"


@pytest.fixture
def school(db: Database) -> School:
    """Vera has given 10A a deck of one question; Tom learns another, too."""
    school = make_school(db)
    with db.writing() as session:
        add_deck_with_cards(
            session, [item for item in ITEMS if item.key == "exemple/A1"]
        )
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        deck = access.deck_given_to(session, school.vera.id, classroom.id, "exemple")
        give_deck(session, classroom, deck, Terms(), NOW)
        other = access.classroom_of(session, school.carl.id, school.class_b)
        secret = add_deck(session, "secret", school.carl)
        give_deck(session, other, secret, Terms(), NOW)
    return school


def tom(db: Database, school: School) -> Learner:
    with db.reading() as session:
        return load_learner(session, school.tom.student_uid)


def seen(db: Database, school: School, now: datetime = NOW) -> DeckResult:
    with db.writing() as session:
        classroom, _, account = access.student_of(
            session, school.vera.id, school.class_a, school.tom.uid
        )
        (result,) = results_of(session, school.vera.uid, classroom, account, now)
        return result


def test_why_a_student_is_to_be_seen_stands_with_the_results(
    db: Database, school: School
) -> None:
    flags = {days: seen(db, school, NOW + days * DAY).flags for days in (6, 10)}

    assert flags[6] == ()
    assert [flag.rule for flag in flags[10]] == [Rule.ABSENT]


def test_days_with_anki_are_told(db: Database, school: School) -> None:
    learner, today = tom(db, school), NOW + 5 * DAY
    send(db, learner, answer("1", CARD, at=NOW + 3 * DAY), now=NOW + 3 * DAY)
    in_anki = (row(today - days * DAY) for days in (0, 1, 40))
    with db.writing() as session:
        import_reviews(session, learner, anki_file(note(CARD, *in_anki)), today)

    result = seen(db, school, today)

    assert (result.recent_days, result.anki_days) == (3, 2)


def test_a_deck_that_is_not_begun_shows_nothing(db: Database, school: School) -> None:
    result = seen(db, school)

    assert (result.slug, result.seen, result.known) == ("exemple", 0, 0)
    assert (result.recent_days, result.last_day) == (0, None)


def test_days_are_counted_and_no_hour_is_told(db: Database, school: School) -> None:
    learner = tom(db, school)
    for number, days in enumerate((40, 3, 3, 1)):
        at = NOW - days * DAY + timedelta(minutes=20 * number)
        send(db, learner, answer(f"u{number}", CARD, at=at), now=at)

    result = seen(db, school)

    assert (result.seen, result.recent_days) == (1, 2)
    assert result.last_day == date(2026, 11, 22)


def test_what_was_taken_back_is_no_day(db: Database, school: School) -> None:
    learner = tom(db, school)
    send(db, learner, answer("u1", CARD))
    take_back(db, learner, undo("u1"))

    assert seen(db, school).last_day is None


def test_each_look_is_noted_for_the_student(db: Database, school: School) -> None:
    seen(db, school)
    seen(db, school)

    with db.reading() as session:
        assert [read.reader for read in reads_of(session, school.tom.id)] == [
            *("Vera", "Vera")
        ]
        assert reads_of(session, school.lea.id) == ()
