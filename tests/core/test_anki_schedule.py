from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.core.anki_file import AnkiReview, RowKind
from trainer.core.anki_ids import epoch_ms, review_ids
from trainer.core.anki_schedule import (
    CardInAnki,
    CardType,
    Logged,
    Queue,
    card_in_anki,
    day_number,
)
from trainer.core.card_state import CardState, Phase
from trainer.core.holds import NOT_HELD, CardHold
from trainer.core.reviews import Purpose, Rating, Review
from trainer.core.schedule import (
    advance,
    fuzz_range,
    interval_at,
    replay,
    states_after,
)
from trainer.core.study_day import study_day
from trainer.core.study_settings import StudySettings

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SETTINGS = StudySettings(since=START - timedelta(days=1))
SEED = "lea a#b"


def logged(
    days: float, rating: Rating = Rating.GOOD, *, id_ms: int = 0, **other: Any
) -> Logged:
    """Give an answer so many days after the first."""
    at = START + timedelta(days=days)
    day = study_day(at, "Europe/Paris", rollover_hour=4)
    review = Review(f"{days}", rating, at, day, **other)
    return Logged(id_ms or epoch_ms(at), review, 4200)


def told(
    *answers: Logged,
    goes_on: StudySettings = SETTINGS,
    hold: CardHold = NOT_HELD,
) -> CardInAnki:
    return card_in_anki(answers, [goes_on], seed=SEED, today=goes_on, hold=hold)


def state_of(answers: Sequence[Logged], used: StudySettings) -> CardState:
    return replay([each.review for each in answers], [used], seed=SEED)


MINUTE = 1 / 1440


def test_a_new_card_waits_at_its_place() -> None:
    nothing = (0,) * 6

    assert told().columns == (CardType.NEW, Queue.NEW, None, *nothing, "{}")
    assert told().log == ()


def test_a_card_in_review_is_due_on_its_day() -> None:
    answers = [logged(0, Rating.EASY), logged(20)]
    state = state_of(answers, SETTINGS)
    assert state.due_day
    assert state.last_study_day

    columns = told(*answers).columns

    assert columns[:2] == (CardType.REVIEW, Queue.REVIEW)
    assert columns.due == (state.due_day - date(2014, 9, 19)).days
    assert columns.interval == (state.due_day - state.last_study_day).days
    assert (columns.factor, columns.left) == (2500, 0)
    assert (columns.reps, columns.lapses) == (2, 0)


def test_the_memory_is_rounded_as_anki_does_and_knows_the_second_of_the_answer() -> (
    None
):
    answers = [logged(0, Rating.EASY), logged(20, id_ms=1_774_000_000_999)]
    state = state_of(answers, SETTINGS)
    assert state.stability
    assert state.difficulty

    data = told(*answers).columns.data

    assert json.loads(data) == {
        "s": round(state.stability, 4),
        "d": round(state.difficulty, 3),
        "dr": 0.9,
        "decay": 0.154,
        "lrt": 1_774_000_000,
    }


@pytest.mark.parametrize(
    ("ratings", "left", "seconds"),
    [([Rating.AGAIN], 2, 60), ([Rating.GOOD], 1, 600)],
    ids=["first step", "last step"],
)
def test_a_card_in_a_step_is_due_at_a_second(
    ratings: list[Rating], left: int, seconds: int
) -> None:
    columns = told(*(logged(0, rating) for rating in ratings)).columns

    assert columns[:2] == (CardType.LEARNING, Queue.LEARNING)
    assert columns.due == int(START.timestamp()) + seconds
    assert (columns.interval, columns.factor, columns.left) == (0, 0, left)


def test_a_forgotten_card_says_what_interval_it_will_get() -> None:
    answers = [logged(0, Rating.EASY), logged(20, Rating.AGAIN)]
    again = state_of([*answers, logged(20 + 11 * MINUTE)], SETTINGS)
    assert again.earliest_day
    assert again.latest_day
    assert again.last_study_day

    columns = told(*answers).columns

    assert columns[:2] == (CardType.RELEARNING, Queue.LEARNING)
    assert (columns.factor, columns.left, columns.lapses) == (2500, 1, 1)
    shortest, longest = fuzz_range(columns.interval)
    assert shortest <= (again.earliest_day - again.last_study_day).days <= longest


def test_a_step_that_ends_on_another_day_waits_for_that_day() -> None:
    a_day = replace(SETTINGS, learning_steps=(1, 1440))

    columns = told(logged(0), goes_on=a_day).columns

    assert columns[:2] == (CardType.LEARNING, Queue.DAY_LEARNING)
    assert columns.due == day_number(START.date()) + 1


def test_a_suspended_card_keeps_its_type_and_a_flag_is_red() -> None:
    columns = told(
        logged(0, Rating.EASY), hold=CardHold(is_suspended=True, is_flagged=True)
    ).columns

    assert columns[:2] == (CardType.REVIEW, Queue.SUSPENDED)
    assert columns.flags == 1


def test_a_burial_is_not_told() -> None:
    hold = CardHold(buried_on=START.date())

    assert told(logged(0), hold=hold) == told(logged(0))


def test_the_log_says_what_each_answer_was_to_and_what_came_of_it() -> None:
    answers = [
        logged(0),
        logged(11 * MINUTE),
        logged(4, Rating.AGAIN),
        logged(4 + 11 * MINUTE, Rating.HARD),
    ]
    second, third = (state_of(answers[:n], SETTINGS) for n in (2, 3))
    assert second.due_day
    assert second.last_study_day
    assert third.difficulty
    interval = (second.due_day - second.last_study_day).days

    log = told(*answers).log

    assert [row.id_ms for row in log] == [each.id_ms for each in answers]
    assert [row.ease for row in log] == [3, 3, 1, 2]
    assert [row.kind for row in log] == [0, 0, 1, 2]
    assert [row.interval for row in log] == [-600, interval, -600, -900]
    assert [row.last_interval for row in log] == [0, -600, interval, -600]
    assert {row.duration_ms for row in log} == {4200}
    difficulty = (log[2].factor / 1000 - 0.1) * 9 + 1
    assert difficulty == pytest.approx(third.difficulty, abs=0.005)


@pytest.mark.parametrize("purpose", [Purpose.CRAM, Purpose.MOCK])
def test_an_answer_that_moves_nothing_is_a_row_of_cramming(purpose: Purpose) -> None:
    study = [logged(0, Rating.EASY), logged(9)]
    cram = logged(12, Rating.AGAIN, purpose=purpose)

    card = told(*study, cram)

    assert card.columns == told(*study).columns
    assert card.log[:2] == told(*study).log
    assert card.log[2] == AnkiReview(cram.id_ms, 1, RowKind.FILTERED, 0, 0, 0, 4200)


def test_a_log_begins_with_learning_whatever_the_order_of_its_ids() -> None:
    """Two answers of one millisecond may have arrived in another order."""
    one, other = logged(0, Rating.EASY, id_ms=9), logged(20, id_ms=5)

    card = told(one, other)

    assert [(row.id_ms, row.kind) for row in card.log] == [(5, 0), (9, 0)]
    assert json.loads(card.columns.data)["lrt"] == 0


@given(st.floats(0.001, 40_000), st.floats(0.7, 0.99))
def test_an_interval_is_that_of_the_schedule(
    stability: float, retention: float
) -> None:
    from fsrs import Scheduler

    scheduler = Scheduler(desired_retention=retention)

    assert interval_at(stability, retention) == scheduler._next_interval(
        stability=stability
    )


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(Rating)), max_size=8))
def test_states_one_after_the_other_are_those_of_each_step(
    past: list[tuple[int, Rating]],
) -> None:
    reviews = [logged(days, rating).review for days, rating in sorted(past)]
    states = [CardState()]
    for review in reviews:
        states.append(advance(states[-1], review, settings=[SETTINGS], seed=SEED))

    assert [*states_after(reviews, [SETTINGS], seed=SEED)] == states[1:]


past = st.lists(
    st.tuples(
        st.integers(0, 400 * 86_400_000),  # ms after the first
        st.sampled_from(Rating),
        st.sampled_from([*Purpose, *[Purpose.STUDY] * 4]),
        st.booleans(),  # in the same millisecond as the one before
        st.booleans(),  # undone
        st.sampled_from(["Europe/Paris", "America/Los_Angeles", "Asia/Tokyo"]),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(past, st.randoms(use_true_random=False))
def test_a_past_of_any_kind_is_told_as_anki_needs_it(
    past: list[Any], chance: Any
) -> None:
    """Undoings, late arrivals, times that are the same, journeys."""
    reviews, at, undone = [], START, set()
    for number, (ms, rating, purpose, is_same, is_undone, zone) in enumerate(past):
        at = at if is_same else START + timedelta(milliseconds=ms)
        day = study_day(at, zone, rollover_hour=4)
        uid = f"{number:02}"
        reviews.append(Review(uid, rating, at, day, number, purpose))
        undone |= {uid} if is_undone else set()
    arrived = chance.sample(reviews, len(reviews))
    ids = review_ids((review.uid, review.effective_at) for review in arrived)
    answers = [
        Logged(id_ms, review, 1)
        for id_ms, review in zip(ids, arrived, strict=True)
        if review.uid not in undone
    ]

    card = told(*answers)

    state = state_of(answers, SETTINGS)
    rated = [row for row in card.log if row.kind != RowKind.FILTERED]
    assert all(row.id_ms < later.id_ms for row, later in pairwise(card.log))
    assert {row.id_ms for row in card.log} == {each.id_ms for each in answers}
    assert [row.kind for row in rated[:1]] == [RowKind.LEARNING][: len(rated)]
    assert all((row.factor == 0) is (row not in rated) for row in card.log)
    assert (card.columns.reps, card.columns.lapses) == (state.reps, state.lapses)
    assert len(rated) == state.reps
    if state.phase is Phase.NEW:
        assert card.columns.data == "{}"
        return
    data = json.loads(card.columns.data)
    assert data["lrt"] == max(row.id_ms for row in rated) // 1000
    assert data["s"] == pytest.approx(state.stability, abs=5.1e-5)
    assert data["d"] == pytest.approx(state.difficulty, abs=5.1e-4)
