"""Cards to tell two jobs apart: given, taken, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.samples import ANALYST, BI, MLE
from tests.schooling import School, add_person, make_learning_school, put_in
from tests.statements import counted
from tests.studying import (
    DAY,
    NOW,
    answer,
    reviews_of,
    send,
    take_back,
    undo,
)
from trainer import access
from trainer.class_answers import members_of
from trainer.contrasts import (
    PRACTISED,
    GivenContrast,
    OwnContrast,
    give_contrast,
    given_contrasts,
    own_contrasts,
    withdraw_contrast,
)
from trainer.core.contrast_effect import Share, Verdict
from trainer.core.questions import Response
from trainer.core.reviews import Purpose, Rating
from trainer.core.sessions import Pair, contrast_of
from trainer.cramming import session_hand
from trainer.db import Database
from trainer.errors import NotFound
from trainer.giving import withdraw_deck
from trainer.job_answers import job_cards_of
from trainer.joining import join
from trainer.learners import Learner, load_learner
from trainer.reviewing import AnswerIn
from trainer.tables import AccountRow, ContrastRow

PAIR = (ANALYST.text, MLE.text)
OTHER: Pair = ("Data Scientist", MLE.text)
CARD = "exemple/A1#job"
SAID = {
    Rating.AGAIN: Response(choice=ANALYST.text),
    Rating.GOOD: Response(choice=MLE.text),
}
MINUTE = timedelta(minutes=1)
SOON = NOW + timedelta(hours=3)


@pytest.fixture
def school(db: Database) -> School:
    """10A learns a deck; a week later it is given two jobs to tell apart."""
    school = make_learning_school(db)
    give(db, school)
    return school


def give(db: Database, school: School, pair: Pair = PAIR, now: datetime = NOW) -> str:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        deck = access.deck_named(session, "exemple")
        row = give_contrast(
            session, classroom, deck, pair, account_id=school.vera.id, now=now
        )
        return row.uid


def given(db: Database, school: School) -> tuple[GivenContrast, ...]:
    with db.reading() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        deck = access.deck_named(session, "exemple")
        students = [each.student_id for each in members_of(session, classroom)]
        cards = job_cards_of(session, deck)
        return given_contrasts(session, classroom, deck, students, cards=cards)


def own(db: Database, school: School, name: str = "tom") -> tuple[OwnContrast, ...]:
    person = {"tom": school.tom, "max": school.max}[name]
    with db.reading() as session:
        return own_contrasts(session, person.id, person.student_id)


def learner(db: Database, uid: str) -> Learner:
    with db.reading() as session:
        return load_learner(session, uid)


def practised(
    db: Database, learner: Learner, pair: Pair = PAIR, at: datetime = SOON
) -> list[AnswerIn]:
    """Answer a session of two jobs as its page does."""
    with db.reading() as session:
        hand = session_hand(
            session, learner, contrast_of(pair, deck="exemple"), at - MINUTE
        )
    answers = [
        answer(
            f"{at:%d%H}-{number}",
            card.question.card_key,
            Rating.AGAIN,
            at,
            shown=card.question.options,
            purpose=Purpose.CRAM,
        )
        for number, card in enumerate(hand.cards)
    ]
    send(db, learner, *answers, now=at)
    return answers


def test_a_class_is_given_two_jobs_once_either_way_round(
    db: Database, school: School
) -> None:
    first = give(db, school, (PAIR[1], PAIR[0]), SOON)

    (found,) = given(db, school)
    assert (found.uid, found.pair, found.given_at) == (first, PAIR, NOW)
    assert (found.practised, found.students) == (0, 2)


@pytest.mark.parametrize(
    "pair",
    [("a", MLE.text), (MLE.text, MLE.text), ("Data Engineer", "NLP Engineer")],
)
def test_two_jobs_that_no_card_asks_for_are_not_found(
    db: Database, school: School, pair: Pair
) -> None:
    with pytest.raises(NotFound):
        give(db, school, pair)


def test_what_is_given_waits_for_each_student_of_the_class(
    db: Database, school: School
) -> None:
    assert own(db, school) == (OwnContrast("exemple", PAIR, 5),)
    assert own(db, school, "max") == ()


def test_what_is_taken_back_waits_for_nobody(db: Database, school: School) -> None:
    uid = give(db, school)
    tom = learner(db, school.tom.student_uid)
    before = practised(db, tom)[:1]

    with db.writing() as session:
        row = access.contrast_of(session, school.vera.id, school.class_a, uid)
        withdraw_contrast(session, row)

    assert own(db, school) == ()
    assert given(db, school) == ()
    assert before[0].uid in {review.uid for review in reviews_of(db, tom)}


def test_who_practised_is_counted_and_asked_no_more(
    db: Database, school: School
) -> None:
    tom = learner(db, school.tom.student_uid)
    answers = practised(db, tom)

    assert len(answers) == PRACTISED
    assert own(db, school) == ()
    assert [each.practised for each in given(db, school)] == [1]
    take_back(db, tom, undo(answers[0].uid), now=SOON)
    assert own(db, school) != ()


def test_what_was_practised_before_is_no_answer_to_it(
    db: Database, school: School
) -> None:
    tom = learner(db, school.tom.student_uid)
    practised(db, tom, at=NOW - MINUTE)
    practised(db, tom, OTHER)

    assert own(db, school) != ()


def test_some_cards_are_no_practice_but_where_there_are_no_more(
    db: Database, school: School
) -> None:
    tom = learner(db, school.tom.student_uid)
    give(db, school, OTHER)  # two cards alone ask for the one, none for the other
    answers = practised(db, tom)
    take_back(db, tom, undo(answers[0].uid), now=SOON)

    practised(db, tom, OTHER, SOON + DAY)

    assert [each.pair for each in own(db, school)] == [PAIR]


def test_what_a_class_learns_no_more_is_not_asked_for(
    db: Database, school: School
) -> None:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        withdraw_deck(session, classroom, access.deck_named(session, "exemple"))

    assert own(db, school) == ()


def test_who_only_asks_to_be_in_the_class_is_given_nothing(
    db: Database, school: School
) -> None:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        nora = add_person(session, "Nora")
        put_in(session, classroom, nora)
        given_to_nora = own_contrasts(session, nora.id, nora.student_id)
        lou = add_person(session, "Lou")
        join(session, classroom, session.get_one(AccountRow, lou.id), NOW)

        assert given_to_nora == (OwnContrast("exemple", PAIR, 5),)
        assert own_contrasts(session, lou.id, lou.student_id) == ()


def test_a_contrast_belongs_to_the_class_of_its_teacher(
    db: Database, school: School
) -> None:
    uid = give(db, school)

    with db.reading() as session:
        row = access.contrast_of(session, school.vera.id, school.class_a, uid)
        assert row == session.scalars(select(ContrastRow)).one()
        for teacher, class_uid, which in (
            (school.vera, school.class_a, "nothing"),
            (school.carl, school.class_a, uid),
            (school.carl, school.class_b, uid),
        ):
            with pytest.raises(NotFound):
                access.contrast_of(session, teacher.id, class_uid, which)


def study(db: Database, school: School, days: Sequence[int], wrong: int) -> None:
    """Have each student of the class answer twenty questions on some days."""
    ratings = [Rating.AGAIN] * wrong + [Rating.GOOD] * (20 - wrong)
    for person in (school.tom, school.lea):
        one = learner(db, person.student_uid)
        for at in (NOW + day * DAY for day in days):
            answers = (
                answer(f"{at:%j}-{n}", CARD, rating, at, response=SAID[rating])
                for n, rating in enumerate(ratings)
            )
            send(db, one, *answers, now=at)


def test_weeks_before_are_compared_with_those_since_without_the_day_itself(
    db: Database, school: School
) -> None:
    study(db, school, [-29, -28, -1, 0, 1, 28, 29], wrong=5)
    practised(db, learner(db, school.tom.student_uid), at=NOW + 2 * DAY)

    (found,) = given(db, school)

    # Two students, two days before and two since, twenty answers each.
    assert found.effect.before == Share(20, 80)
    assert found.effect.after == Share(20, 80)
    assert found.effect.verdict is Verdict.TOO_EARLY


def test_many_contrasts_take_as_many_statements_as_one(
    db: Database, school: School
) -> None:
    with counted() as one:
        given(db, school)
    give(db, school, OTHER, SOON)
    give(db, school, (ANALYST.text, "Data Scientist"), SOON + DAY)
    with counted() as three:
        found = given(db, school)

    assert len(found) == 3
    assert found[-1].pair == PAIR
    assert len(three) == len(one)
    assert BI.text not in {job for each in found for job in each.pair}
