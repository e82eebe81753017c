"""Answers and undoings: what is stored, what is known already, what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.rows import add_student
from tests.samples import CHOICE, MLE, OPEN, ORDERING, TRUE_FALSE, card_named
from tests.statements import counted
from tests.studying import (
    BEGINNING,
    DAY,
    MINUTE,
    NOW,
    add_deck,
    add_learner,
    add_revision,
    add_settings,
    answer,
    everything,
    recall_items,
    reviews_of,
    send,
    stored_states,
    take_back,
    undo,
    values_of,
)
from trainer.core.daily import DayQueue
from trainer.core.model import (
    Format,
    Item,
    NameKey,
    Phase,
    Purpose,
    Rating,
    Response,
    Review,
    ShortAnswer,
    StudySettings,
)
from trainer.core.schedule import replay
from trainer.day_plan import plan
from trainer.db import Database
from trainer.learners import Learner
from trainer.reviewing import Status, format_answered, record
from trainer.tables import EnrolmentRow, ItemRow, ReviewSource

AGAIN, HARD, GOOD, EASY = Rating
DELIVERABLE = "exemple/B1#deliverable"
RULE = "exemple/F1#rule"
JOB = "exemple/A1#job"
RIGHT = Response(choice=MLE.text)
WRONG = Response(choice="Data Scientist")


@pytest.fixture
def lea(db: Database) -> Learner:
    """A student who learns a small deck with one item of each kind."""
    with db.writing() as session:
        add_deck(session)
        return add_learner(session, "lea")


@pytest.fixture
def tom(db: Database, lea: Learner) -> Learner:
    """Another student of that deck."""
    with db.writing() as session:
        return add_learner(session, "tom")


# One answer


def test_an_answer_is_kept_as_it_was_given(db: Database, lea: Learner) -> None:
    given = answer(
        "u1",
        JOB,
        at=NOW - MINUTE,
        response=RIGHT,
        shown=("ML Engineer", "Data Scientist"),
        duration_ms=4200,
        sequence=2**40,
        zone="America/Lima",
        source=ReviewSource.CLI,
    )

    (outcome,) = send(db, lea, given)

    (row,) = reviews_of(db, lea)
    assert (outcome.status, outcome.score, outcome.reason) == (Status.NEW, 1.0, None)
    assert (row.uid, row.rating, row.score, row.revision) == ("u1", GOOD, 1.0, 1)
    assert json.loads(row.response) == {"choice": "ML Engineer"}
    assert json.loads(row.shown) == ["ML Engineer", "Data Scientist"]
    assert (row.duration_ms, row.sequence, row.zone) == (4200, 2**40, "America/Lima")
    assert (row.source, row.purpose) == (ReviewSource.CLI, Purpose.STUDY)
    assert (row.device_at, row.received_at) == (NOW - MINUTE, NOW)


def test_an_answer_moves_its_card_on(db: Database, lea: Learner) -> None:
    send(db, lea, answer("u1", RULE))

    state = stored_states(db, lea)[RULE]
    assert (state.phase, state.reps, state.step) == (Phase.LEARNING, 1, 1)
    assert state.due_at == NOW + 10 * MINUTE


def test_an_answer_tells_the_phase_of_its_card_after_the_batch(
    db: Database, lea: Learner
) -> None:
    take_back(db, lea, undo("u5"))

    outcomes = send(
        db,
        lea,
        answer("u1", RULE, at=NOW - MINUTE),
        answer("u2", RULE, EASY),
        answer("u3", JOB, response=RIGHT),
        answer("u4", "exemple/F1#point-complets", purpose=Purpose.CRAM),
        answer("u5", "exemple/F1#point-doublons"),
        answer("u6", "nowhere#rule"),
    )

    review, learning, new = Phase.REVIEW, Phase.LEARNING, Phase.NEW
    phases = [outcome.phase for outcome in outcomes]
    assert phases == [review, review, learning, new, new, None]


@pytest.mark.parametrize("purpose", [Purpose.CRAM, Purpose.MOCK])
def test_what_is_not_study_is_kept_and_moves_no_card(
    db: Database, lea: Learner, purpose: Purpose
) -> None:
    send(db, lea, answer("u1", RULE, purpose=purpose))

    assert [row.purpose for row in reviews_of(db, lea)] == [purpose]
    assert stored_states(db, lea) == {}


@pytest.mark.parametrize(("given", "kept"), [(-5, 0), (86_400_000, 600_000)])
def test_a_duration_is_kept_within_bounds(
    db: Database, lea: Learner, given: int, kept: int
) -> None:
    send(db, lea, answer("u1", RULE, duration_ms=given))

    assert [row.duration_ms for row in reviews_of(db, lea)] == [kept]


# Twice is once


def test_the_same_answer_twice_is_one_review(db: Database, lea: Learner) -> None:
    given = answer("u1", JOB, response=RIGHT)
    send(db, lea, given)
    before = everything(db)

    outcomes = send(db, lea, given, now=NOW + DAY)

    assert values_of(outcomes) == [("u1", "known")]
    assert everything(db) == before


def test_the_same_answer_twice_in_one_batch_is_one_review(
    db: Database, lea: Learner
) -> None:
    given = answer("u1", RULE)

    outcomes = send(db, lea, given, given)

    assert values_of(outcomes) == [("u1", "new"), ("u1", "known")]
    assert len(reviews_of(db, lea)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"rating": AGAIN},
        {"card": "exemple/F1#point-complets"},
        {"response": Response(text="autre")},
        {"purpose": Purpose.CRAM},
    ],
)
def test_a_known_uid_with_another_content_is_refused(
    db: Database, lea: Learner, other: dict[str, Any]
) -> None:
    send(db, lea, answer("u1", RULE))
    before = everything(db)

    (outcome,) = send(db, lea, answer("u1", **{"card": RULE, **other}))

    assert outcome.status is Status.REJECTED
    assert "identifiant" in str(outcome.reason)
    assert everything(db) == before


def test_a_uid_of_another_content_in_one_batch_is_refused(
    db: Database, lea: Learner
) -> None:
    outcomes = send(db, lea, answer("u1", RULE), answer("u1", RULE, AGAIN))

    assert values_of(outcomes) == [("u1", "new"), ("u1", "rejected")]
    assert [row.rating for row in reviews_of(db, lea)] == [GOOD]


def test_the_uid_of_another_student_does_not_collide(
    db: Database, lea: Learner, tom: Learner
) -> None:
    send(db, lea, answer("u1", RULE))
    take_back(db, lea, undo("u1", uid="r1"))

    answered = send(db, tom, answer("u1", RULE, AGAIN))
    undone = take_back(db, tom, undo("u2", uid="r1"))

    assert values_of((*answered, *undone)) == [("u1", "new"), ("r1", "new")]
    assert stored_states(db, lea) == {}
    assert stored_states(db, tom)[RULE].reps == 1


def test_an_answer_is_known_even_when_its_deck_is_no_longer_learnt(
    db: Database, lea: Learner
) -> None:
    given = answer("u1", RULE)
    send(db, lea, given)
    with db.writing() as session:
        session.delete(session.scalars(select(EnrolmentRow)).one())

    outcomes = send(db, lea, given)

    assert values_of(outcomes) == [("u1", "known")]


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


# Undoing


def test_an_undone_answer_leaves_no_state(db: Database, lea: Learner) -> None:
    send(db, lea, answer("u1", RULE))

    outcomes = take_back(db, lea, undo("u1"))

    assert values_of(outcomes) == [("undo-u1", "new")]
    assert stored_states(db, lea) == {}
    assert len(reviews_of(db, lea)) == 1


def test_undoing_brings_back_the_state_before(db: Database, lea: Learner) -> None:
    send(db, lea, answer("u1", RULE, at=NOW - DAY), answer("u2", RULE, at=NOW - MINUTE))
    before = stored_states(db, lea)
    send(db, lea, answer("u3", RULE, AGAIN))

    take_back(db, lea, undo("u3"))

    assert stored_states(db, lea) == before


def test_an_answer_in_the_middle_can_be_undone(db: Database, lea: Learner) -> None:
    days = [NOW - 3 * DAY, NOW - 2 * DAY, NOW - DAY]
    first, second, third = (
        answer(f"u{number}", RULE, at=day) for number, day in enumerate(days)
    )
    send(db, lea, first, third)
    before = stored_states(db, lea)
    send(db, lea, second)

    take_back(db, lea, undo("u1"))

    assert stored_states(db, lea) == before


def test_an_answer_may_be_undone_before_it_comes(db: Database, lea: Learner) -> None:
    undone = take_back(db, lea, undo("u1"))

    answered = send(db, lea, answer("u1", RULE), answer("u2", JOB, response=RIGHT))

    assert values_of((*undone, *answered)) == [
        ("undo-u1", "new"),
        ("u1", "new"),
        ("u2", "new"),
    ]
    assert stored_states(db, lea).keys() == {JOB}


def test_undoing_twice_is_undoing_once(db: Database, lea: Learner) -> None:
    send(db, lea, answer("u1", RULE))
    take_back(db, lea, undo("u1"))
    before = everything(db)

    outcomes = take_back(db, lea, undo("u1"), undo("u1"))

    assert values_of(outcomes) == [("undo-u1", "known")] * 2
    assert everything(db) == before


def test_two_devices_may_undo_one_answer(db: Database, lea: Learner) -> None:
    send(db, lea, answer("u1", RULE))

    outcomes = take_back(db, lea, undo("u1", uid="r1"), undo("u1", uid="r2"))

    assert values_of(outcomes) == [("r1", "new"), ("r2", "new")]
    assert stored_states(db, lea) == {}


def test_the_uid_of_another_undoing_is_refused(db: Database, lea: Learner) -> None:
    send(db, lea, answer("u1", RULE), answer("u2", JOB, response=RIGHT))
    take_back(db, lea, undo("u1", uid="r1"))

    (outcome,) = take_back(db, lea, undo("u2", uid="r1"))

    assert outcome.status is Status.REJECTED
    assert stored_states(db, lea).keys() == {JOB}


def test_20_answers_and_20_undoings_bring_back_the_start(db: Database) -> None:
    with db.writing() as session:
        add_deck(session, recall_items(30))
        lea = add_learner(session, "lea")
    seen = (answer(f"s{n}", f"exemple/F{n}#rule", at=NOW - DAY) for n in range(1, 9))
    send(db, lea, *seen)
    start = (stored_states(db, lea), queue(db, lea))

    for number in range(1, 21):
        send(db, lea, answer(f"u{number}", f"exemple/F{number}#rule", EASY))
    end = queue(db, lea)
    for number in range(20, 0, -1):
        take_back(db, lea, undo(f"u{number}"))

    assert end != start[1]
    assert (stored_states(db, lea), queue(db, lea)) == start


def queue(db: Database, learner: Learner) -> DayQueue:
    """Return what is left of today."""
    with db.reading() as session:
        return plan(session, learner, NOW).queue


# When an answer counts


def effective_at(
    db: Database, lea: Learner, device_at: datetime, sent_at: datetime, now: datetime
) -> datetime:
    """Store an answer, and return when it counts."""
    with db.writing() as session:
        given = answer("u1", RULE, at=device_at)
        (outcome,) = record(session, lea, [given], sent_at=sent_at, now=now)
    (row,) = reviews_of(db, lea)
    assert outcome.status is Status.NEW
    assert (row.device_at, row.received_at) == (device_at, now)
    return row.effective_at


@pytest.mark.parametrize("error", [timedelta(hours=-3), DAY * 400, timedelta()])
def test_a_wrong_clock_is_corrected(
    db: Database, lea: Learner, error: timedelta
) -> None:
    answered, sent = NOW - 2 * DAY + error, NOW + error

    assert effective_at(db, lea, answered, sent, NOW) == NOW - 2 * DAY


@pytest.mark.parametrize(
    ("device_at", "sent_at", "counts_at"),
    [
        (NOW + MINUTE, NOW, NOW),
        (datetime.max.replace(tzinfo=UTC), NOW, NOW),
        (datetime(1970, 1, 1, tzinfo=UTC), NOW, BEGINNING),
        (datetime.min.replace(tzinfo=UTC), NOW, BEGINNING),
        (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), BEGINNING),
        (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC), NOW),
        (
            datetime(1970, 1, 1, tzinfo=UTC),
            datetime(1970, 1, 1, 0, 1, tzinfo=UTC),
            NOW - MINUTE,
        ),
        (BEGINNING - DAY, NOW, BEGINNING),
    ],
)
def test_no_clock_moves_an_answer_out_of_the_log(
    db: Database,
    lea: Learner,
    device_at: datetime,
    sent_at: datetime,
    counts_at: datetime,
) -> None:
    assert effective_at(db, lea, device_at, sent_at, NOW) == counts_at


def test_an_answer_counts_to_the_microsecond(db: Database, lea: Learner) -> None:
    tick = timedelta(microseconds=1)

    assert effective_at(db, lea, NOW - tick, NOW, NOW + DAY) == NOW + DAY - tick


def test_no_answer_counts_later_than_now(db: Database, lea: Learner) -> None:
    """A server's clock may be set back to before the student's beginning."""
    now = BEGINNING - DAY

    assert effective_at(db, lea, now - MINUTE, now, now) == now


@pytest.mark.parametrize(
    ("hour", "day"), [(2, date(2026, 11, 22)), (3, date(2026, 11, 23))]
)
def test_the_study_day_begins_at_four_in_paris(
    db: Database, lea: Learner, hour: int, day: date
) -> None:
    at = NOW.replace(hour=hour)

    send(db, lea, answer("u1", RULE, at=at))

    assert [row.study_day for row in reviews_of(db, lea)] == [day]


def test_the_study_day_is_that_of_the_settings_in_force_then(
    db: Database,
) -> None:
    with db.writing() as session:
        add_deck(session)
        lea = add_learner(session, "lea", zone="America/Los_Angeles")
        moved = StudySettings(since=NOW - 2 * DAY, zone="Pacific/Auckland")
        lea = add_settings(session, lea, moved)

    at = (NOW - 3 * DAY, NOW)
    send(db, lea, answer("u1", RULE, at=at[0]), answer("u2", RULE, at=at[1]))

    days = [row.study_day for row in reviews_of(db, lea)]
    assert days == [date(2026, 11, 19), date(2026, 11, 23)]


def test_settings_that_the_caller_does_not_know_of_count(
    db: Database, lea: Learner
) -> None:
    """The terminal stays open while the settings are changed in the browser."""
    with db.writing() as session:
        strict = StudySettings(since=NOW - DAY, desired_retention=0.97)
        changed = add_settings(session, lea, strict)

    send(db, lea, answer("u1", RULE, EASY))

    seed = lea.schedule_seed(RULE)
    review = Review("u1", EASY, NOW, date(2026, 11, 23))
    assert stored_states(db, lea)[RULE] == replay([review], changed.settings, seed=seed)


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


# How it was asked, and what it costs


@pytest.mark.parametrize(
    ("item", "name", "response", "asked_as"),
    [
        (CHOICE, "job", RIGHT, Format.CHOICE),
        (CHOICE, "job", Response(text="MLE"), Format.TYPED),
        (CHOICE, "job", Response(), Format.TYPED),
        (TRUE_FALSE, "verdict", Response(is_true=False), Format.TRUE_FALSE),
        (ORDERING, "order", Response(), Format.ORDERING),
        (OPEN, "rule", Response(text="…"), Format.SELF_MARKED),
    ],
)
def test_what_was_answered_says_how_the_card_was_asked(
    item: Item, name: str, response: Response, asked_as: Format
) -> None:
    assert format_answered(response, card_named(item, name).answer) is asked_as


def test_a_name_of_signs_alone_was_asked_to_be_rated_by_oneself() -> None:
    key = NameKey((ShortAnswer("==", ("égal",)),))

    assert format_answered(Response(), key) is Format.SELF_MARKED
    assert format_answered(Response(choice="=="), key) is Format.CHOICE


def test_a_batch_takes_as_many_statements_as_one_answer(db: Database) -> None:
    with db.writing() as session:
        add_deck(session, recall_items(50))
        lea = add_learner(session, "lea")
    send(db, lea, answer("u0", "exemple/F1#rule"))
    with counted() as one:
        send(db, lea, answer("u1", "exemple/F1#rule"))

    with counted() as many:
        cards = [f"exemple/F{number}#rule" for number in range(1, 51)]
        send(db, lea, *(answer(f"v{card}", card) for card in cards))

    assert len(many) == len(one) <= 8


def test_undoing_takes_as_many_statements_for_50_as_for_one(db: Database) -> None:
    with db.writing() as session:
        add_deck(session, recall_items(50))
        lea = add_learner(session, "lea")
    cards = [f"exemple/F{number}#rule" for number in range(1, 51)]
    send(db, lea, *(answer(card, card) for card in cards))
    with counted() as one:
        take_back(db, lea, undo(cards[0]))

    with counted() as many:
        take_back(db, lea, *(undo(card) for card in cards[1:]))

    assert len(many) <= len(one) + 1 <= 8  # one card has no state to store any more
