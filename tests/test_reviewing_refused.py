"""Answers that are refused, or not kept as they were rated; texts changed meanwhile."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.reviewing import (
    AGAIN,
    DELIVERABLE,
    EASY,
    GOOD,
    HARD,
    JOB,
    RIGHT,
    RULE,
    WRONG,
)
from tests.reviewing import lea as lea  # a fixture, used by its name
from tests.rows import add_student
from tests.samples import CHOICE
from tests.studying import (
    BEGINNING,
    add_revision,
    answer,
    reviews_of,
    send,
    stored_states,
    take_back,
    values_of,
)
from trainer.core.questions import Format, Response
from trainer.core.reviews import Rating
from trainer.core.right_answers import NameKey, ShortAnswer
from trainer.db import Database
from trainer.learners import Learner
from trainer.reviewing import Status
from trainer.tables import ItemRow

# What is refused


def test_an_unknown_card_is_refused(db: Database, lea: Learner) -> None:
    (outcome,) = send(db, lea, answer("u1", "exemple/A9#job"))

    assert outcome.status is Status.REJECTED
    assert "existe pas" in str(outcome.reason)
    assert reviews_of(db, lea) == []


def test_a_card_of_a_deck_that_is_not_learnt_is_unknown(
    db: Database, lea: Learner
) -> None:
    with db.writing() as session:
        max_id = add_student(session, "max")
    stranger = Learner(max_id, "max", BEGINNING, lea.settings)

    outcomes = send(db, stranger, answer("u1", RULE))

    assert values_of(outcomes) == [("u1", "rejected")]


WRONG_ANSWERS = [
    (JOB, WRONG),
    ("exemple/C1#verdict", Response(is_true=True)),
    ("exemple/E1#order", Response(order=("ligne", "besoin"))),
    ("exemple/E1#order", Response(order=("nowhere", "besoin", "besoin"))),
]


def test_a_wrong_answer_is_not_kept_as_a_pass(db: Database, lea: Learner) -> None:
    outcomes = send(
        db,
        lea,
        *(
            answer(f"u{number}-{rating}", card, rating, response=response)
            for number, (card, response) in enumerate(WRONG_ANSWERS)
            for rating in (HARD, GOOD, EASY)
        ),
    )

    assert {status for _, status in values_of(outcomes)} == {"rejected"}
    assert all("correction" in str(outcome.reason) for outcome in outcomes)
    assert reviews_of(db, lea) == []


@pytest.mark.parametrize("rating", [HARD, GOOD, EASY])
@pytest.mark.parametrize("typed", ["un rapport", ""])
def test_what_the_server_does_not_take_as_typed_is_kept_as_again(
    db: Database, lea: Learner, rating: Rating, typed: str
) -> None:
    given = answer("u1", DELIVERABLE, rating, response=Response(text=typed))

    outcomes = (*send(db, lea, given, given), *send(db, lea, given))

    assert [str(outcome.status) for outcome in outcomes] == ["new", "known", "known"]
    assert {outcome.score for outcome in outcomes} == {0.0}
    (row,) = reviews_of(db, lea)
    assert (row.rating, row.score, row.format) == (AGAIN, 0.0, Format.TYPED)
    assert f'"rated":{rating}' in row.response


def test_what_the_server_takes_as_typed_is_kept_as_good(
    db: Database, lea: Learner
) -> None:
    given = answer("u1", DELIVERABLE, AGAIN, response=Response(text="Service  Web"))

    (outcome,) = send(db, lea, given)
    (again,) = send(db, lea, given)
    (other,) = send(db, lea, replace(given, rating=GOOD))

    assert [row.rating for row in reviews_of(db, lea)] == [GOOD]
    assert (outcome.status, outcome.score) == (Status.NEW, 1.0)
    assert (again.status, other.status) == (Status.KNOWN, Status.REJECTED)


def test_words_that_look_like_our_mark_are_kept_as_they_are(
    db: Database, lea: Learner
) -> None:
    given = answer("u1", DELIVERABLE, AGAIN, response=Response(text='"rated":3'))

    outcomes = send(db, lea, given, given)

    assert values_of(outcomes) == [("u1", "new"), ("u1", "known")]
    assert values_of(send(db, lea, given)) == [("u1", "known")]


def test_how_a_card_was_asked_is_stored(db: Database, lea: Learner) -> None:
    send(
        db,
        lea,
        answer("u1", JOB, response=Response(text="…"), format=Format.SENTENCE),
        answer("u2", DELIVERABLE, format=Format.SELF_MARKED),
        answer("u3", JOB, response=RIGHT),
    )

    stored = {row.uid: (row.format, row.score) for row in reviews_of(db, lea)}
    assert stored == {
        "u1": (Format.SENTENCE, None),
        "u2": (Format.SELF_MARKED, None),
        "u3": (Format.CHOICE, 1.0),
    }


def test_a_card_that_is_never_asked_so_is_refused(db: Database, lea: Learner) -> None:
    (outcome,) = send(db, lea, answer("u1", RULE, format=Format.TYPED))

    assert outcome.status is Status.REJECTED
    assert reviews_of(db, lea) == []


@pytest.mark.parametrize("rating", list(Rating))
def test_the_student_marks_a_sentence_put_right(
    db: Database, lea: Learner, rating: Rating
) -> None:
    said = Response(is_true=False, text="Le MLOps automatise.")

    outcomes = send(db, lea, answer("u1", "exemple/C1#verdict", rating, response=said))

    assert values_of(outcomes) == [("u1", "new")]
    assert [(row.rating, row.score) for row in reviews_of(db, lea)] == [(rating, 1.0)]


def test_a_first_try_is_kept_beside_the_second(db: Database, lea: Learner) -> None:
    said = Response(text="service web", first_try="servicee web")

    send(db, lea, answer("u1", DELIVERABLE, response=said))

    (row,) = reviews_of(db, lea)
    assert row.response == '{"text":"service web","first_try":"servicee web"}'


def test_a_wrong_answer_is_kept_as_again(db: Database, lea: Learner) -> None:
    outcomes = send(
        db,
        lea,
        *(
            answer(f"u{number}", card, AGAIN, response=response)
            for number, (card, response) in enumerate(WRONG_ANSWERS)
        ),
    )

    assert {status for _, status in values_of(outcomes)} == {"new"}
    assert [row.rating for row in reviews_of(db, lea)] == [AGAIN] * len(WRONG_ANSWERS)


def test_the_student_may_override_the_mark(db: Database, lea: Learner) -> None:
    given = answer("u1", JOB, GOOD, response=WRONG, overridden=True)

    outcomes = send(db, lea, given)

    (row,) = reviews_of(db, lea)
    assert values_of(outcomes) == [("u1", "new")]
    assert json.loads(row.response)["overridden"] is True
    assert (row.rating, row.score) == (GOOD, 0.0)


def test_one_bad_answer_holds_no_other_up(db: Database, lea: Learner) -> None:
    outcomes = send(
        db,
        lea,
        answer("u1", RULE),
        answer("u2", "nowhere#job"),
        answer("u3", JOB, GOOD, response=WRONG),
        answer("u4", JOB, GOOD, response=RIGHT),
    )

    assert [status for _, status in values_of(outcomes)] == [
        "new",
        "rejected",
        "rejected",
        "new",
    ]
    assert [row.uid for row in reviews_of(db, lea)] == ["u1", "u4"]
    assert stored_states(db, lea).keys() == {RULE, JOB}


def test_an_empty_batch_changes_nothing(db: Database, lea: Learner) -> None:
    assert send(db, lea) == ()
    assert take_back(db, lea) == ()


# An item whose text was changed meanwhile


REWORDED = replace(
    CHOICE,
    options=("Ingénieur ML", *CHOICE.options[1:]),
    answer=NameKey((ShortAnswer("Ingénieur ML"),)),
)


def reword(db: Database) -> None:
    """Give the item of JOB another right option."""
    with db.writing() as session:
        row = session.scalars(select(ItemRow).where(ItemRow.key == CHOICE.key)).one()
        add_revision(session, row, REWORDED, number=2)


def test_an_answer_to_an_earlier_wording_is_marked_by_it(
    db: Database, lea: Learner
) -> None:
    reword(db)

    outcomes = send(
        db,
        lea,
        answer("u1", JOB, response=RIGHT),
        answer("u2", JOB, response=Response(choice="Ingénieur ML")),
        answer("u3", JOB, response=WRONG),
    )

    assert [status for _, status in values_of(outcomes)] == ["new", "new", "rejected"]
    kept = [(row.uid, row.revision, row.score) for row in reviews_of(db, lea)]
    assert kept == [("u1", 1, 1.0), ("u2", 2, 1.0)]


def test_an_answer_that_is_known_stays_known_after_a_change(
    db: Database, lea: Learner
) -> None:
    given = answer("u1", JOB, response=RIGHT)
    send(db, lea, given)
    reword(db)

    (outcome,) = send(db, lea, given)

    assert (outcome.status, outcome.score) == (Status.KNOWN, 1.0)
