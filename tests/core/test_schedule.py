"""What replay promises: fsrs on study days, whatever the order, and a fuzz of ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.scheduling import (
    AGAIN,
    DEFAULTS,
    EASY,
    GOOD,
    HARD,
    HOUR,
    MONDAY,
    NOON,
    SEED,
    histories,
    one_settings,
    review,
    states_after,
)
from trainer.core.card_state import CardState, Phase
from trainer.core.reviews import Purpose, Review
from trainer.core.schedule import advance, counts, fuzz_range, replay, retrievability
from trainer.core.study_settings import StudySettings

# --- Memory: fsrs, fed with study days ----------------------------------------------


def test_card_without_reviews_is_new() -> None:
    assert replay([], DEFAULTS, seed=SEED) == CardState()


def test_learned_forgotten_and_learned_again() -> None:
    reviews = [
        review(GOOD),
        review(GOOD, minute=10),
        review(GOOD, day=2),
        review(AGAIN, day=13),
        review(GOOD, day=13, minute=10),
        review(GOOD, day=16),
    ]

    states = states_after(reviews)

    assert [(state.phase, state.step) for state in states] == [
        (Phase.LEARNING, 1),
        (Phase.REVIEW, None),
        (Phase.REVIEW, None),
        (Phase.RELEARNING, 0),
        (Phase.REVIEW, None),
        (Phase.REVIEW, None),
    ]
    assert [state.stability for state in states] == pytest.approx(
        [2.3065, 2.3065, 10.971048, 1.539013, 1.571842, 5.929277], abs=1e-6
    )
    assert [state.difficulty for state in states] == pytest.approx(
        [2.118104, 2.111214, 2.104331, 7.389976, 7.377815, 7.365665], abs=1e-6
    )
    assert [state.lapses for state in states] == [0, 0, 0, 1, 1, 1]
    assert [state.reps for state in states] == [1, 2, 3, 4, 5, 6]


def test_steps_are_minutes_and_reviews_are_days() -> None:
    reviews = [
        review(AGAIN),
        review(HARD, minute=1),
        review(GOOD, minute=7),
        review(GOOD, day=1),
    ]

    states = states_after(reviews)

    assert [state.due_at for state in states] == [
        NOON + timedelta(minutes=1),
        NOON + timedelta(minutes=1, seconds=330),
        NOON + timedelta(minutes=17),
        None,
    ]
    assert [state.due_day for state in states] == [None, None, None, date(2026, 1, 8)]
    assert states[-1].last_reviewed_at == NOON + timedelta(days=1)
    assert states[-1].last_study_day == date(2026, 1, 6)


def test_evening_and_next_morning_are_one_day_apart() -> None:
    evening = datetime(2026, 1, 5, 21, tzinfo=UTC)
    learned = replace(review(EASY), effective_at=evening)
    next_morning = replace(review(GOOD, day=1), effective_at=evening + 11 * HOUR)
    next_evening = replace(review(GOOD, day=1), effective_at=evening + 24 * HOUR)

    by_morning = replay([learned, next_morning], DEFAULTS, seed=SEED)
    by_evening = replay([learned, next_evening], DEFAULTS, seed=SEED)

    assert by_morning.stability == by_evening.stability
    assert by_morning.stability == pytest.approx(13.485063, abs=1e-6)


def test_step_left_overnight_is_answered_as_a_day_later() -> None:
    same_day = replay([review(GOOD), review(GOOD, minute=30)], DEFAULTS, seed=SEED)
    next_day = replay([review(GOOD), review(GOOD, day=1)], DEFAULTS, seed=SEED)

    assert same_day.phase is next_day.phase is Phase.REVIEW
    assert same_day.stability == 2.3065
    assert next_day.stability is not None
    assert next_day.stability > 2.3065
    assert next_day.introduced_on == MONDAY


@given(reviews=histories(), settings=one_settings)
def test_memory_equals_fsrs_fed_with_study_days(
    reviews: list[Review], settings: StudySettings
) -> None:
    scheduler = fsrs.Scheduler(
        desired_retention=settings.desired_retention,
        learning_steps=[timedelta(minutes=step) for step in settings.learning_steps],
        relearning_steps=[
            timedelta(minutes=step) for step in settings.relearning_steps
        ],
        enable_fuzzing=False,
    )
    card = fsrs.Card(card_id=1)

    state = replay(reviews, (settings,), seed=SEED)

    for each in reviews:
        midnight = datetime.combine(each.study_day, datetime.min.time(), UTC)
        card, _ = scheduler.review_card(card, fsrs.Rating(each.rating), midnight)
    assert card.last_review is not None
    wait = card.due - card.last_review
    day = reviews[-1].study_day
    assert state.phase.value == card.state.name.lower()
    assert state.step == card.step
    assert state.stability == pytest.approx(card.stability, rel=1e-10, abs=0)
    assert state.difficulty == pytest.approx(card.difficulty, rel=1e-10, abs=0)
    if state.phase is Phase.REVIEW:
        shortest, longest = fuzz_range(wait.days)
        assert state.earliest_day == day + timedelta(days=shortest)
        assert state.latest_day == day + timedelta(days=longest)
        assert state.due_at is None
    else:
        assert state.due_at == reviews[-1].effective_at + wait
        assert state.due_day is state.earliest_day is state.latest_day is None


@given(reviews=histories(), days_later=st.integers(0, 2000))
def test_retrievability_equals_that_of_fsrs(
    reviews: list[Review], days_later: int
) -> None:
    state = replay(reviews, DEFAULTS, seed=SEED)
    last_day = datetime.combine(reviews[-1].study_day, datetime.min.time(), UTC)
    card = fsrs.Card(card_id=1, stability=state.stability, last_review=last_day)

    recall = retrievability(state, reviews[-1].study_day + timedelta(days=days_later))

    assert recall == fsrs.Scheduler().get_card_retrievability(
        card, last_day + timedelta(days=days_later)
    )


def test_retrievability_is_nine_tenths_after_as_many_days_as_the_stability() -> None:
    state = CardState(stability=40.0, last_study_day=MONDAY)

    assert retrievability(state, MONDAY) == 1
    assert retrievability(state, MONDAY + timedelta(days=40)) == pytest.approx(0.9)
    assert retrievability(state, MONDAY - timedelta(days=1)) == 1


def test_new_card_cannot_be_recalled() -> None:
    assert retrievability(CardState(), MONDAY) == 0


# --- The log: order, purpose, settings ----------------------------------------------


@given(reviews=histories(), data=st.data())
def test_order_of_arrival_changes_nothing(
    reviews: list[Review], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(reviews))

    assert replay(shuffled, DEFAULTS, seed=SEED) == replay(reviews, DEFAULTS, seed=SEED)


def test_reviews_of_one_instant_go_by_sequence_then_by_uid() -> None:
    first = replace(review(GOOD), sequence=1, uid="z")
    second = replace(review(AGAIN), sequence=2, uid="a")
    third = replace(review(GOOD), sequence=2, uid="b")

    states = [
        replay(order, DEFAULTS, seed=SEED)
        for order in ([third, first, second], [second, third, first])
    ]

    assert states[0] == states[1]
    # Good, Again, Good; in any other order the second step would be behind it.
    assert (states[0].phase, states[0].step) == (Phase.LEARNING, 1)


@given(reviews=histories(), data=st.data())
def test_advancing_review_by_review_equals_replay(
    reviews: list[Review], data: st.DataObject
) -> None:
    purposes = data.draw(
        st.lists(st.sampled_from(Purpose), min_size=len(reviews), max_size=len(reviews))
    )
    reviews = [
        replace(each, purpose=purpose)
        for each, purpose in zip(reviews, purposes, strict=True)
    ]

    state = CardState()
    for each in reviews:
        state = advance(state, each, settings=DEFAULTS, seed=SEED)

    assert state == replay(reviews, DEFAULTS, seed=SEED)


def test_only_study_counts() -> None:
    assert [purpose for purpose in Purpose if counts(purpose)] == [Purpose.STUDY]


@pytest.mark.parametrize("purpose", [Purpose.CRAM, Purpose.MOCK])
def test_cram_and_mock_answers_leave_the_state_as_it_is(purpose: Purpose) -> None:
    studied = [review(EASY), review(GOOD, day=9)]
    other = replace(review(AGAIN, day=4), purpose=purpose)

    state = replay([*studied, other], DEFAULTS, seed=SEED)

    assert state == replay(studied, DEFAULTS, seed=SEED)
    assert state.reps == 2
    assert advance(state, other, settings=DEFAULTS, seed=SEED) is state


def test_introduction_is_the_day_of_the_first_answer_that_counts() -> None:
    reviews = [
        replace(review(GOOD), purpose=Purpose.CRAM),
        review(GOOD, day=3),
        review(GOOD, day=5),
    ]

    assert replay(reviews, DEFAULTS, seed=SEED).introduced_on == date(2026, 1, 8)


def test_again_is_a_lapse_only_in_the_review_phase() -> None:
    reviews = [
        review(AGAIN),
        review(EASY, minute=1),
        review(AGAIN, day=9),
        review(AGAIN, day=9, minute=10),
    ]

    assert [state.lapses for state in states_after(reviews)] == [0, 0, 1, 1]


def test_earlier_study_day_after_a_journey_counts_as_the_same_day() -> None:
    # Answered in Tokyo in the morning; after the flight it is still the day before.
    in_tokyo = review(EASY, day=1)
    after_flight = in_tokyo.effective_at + 8 * HOUR
    in_honolulu = replace(review(GOOD), effective_at=after_flight)
    same_day = replace(in_honolulu, study_day=in_tokyo.study_day)

    state = replay([in_tokyo, in_honolulu], DEFAULTS, seed=SEED)

    assert state == replay([in_tokyo, same_day], DEFAULTS, seed=SEED)
    assert state.last_study_day == in_tokyo.study_day


def test_each_review_is_scheduled_by_the_settings_of_its_time() -> None:
    reviews = [review(EASY), review(GOOD, day=8)]
    strict = StudySettings(since=NOON + timedelta(days=5), desired_retention=0.97)
    stricter = StudySettings(since=NOON + timedelta(days=20), desired_retention=0.99)
    settings = (*DEFAULTS, strict, stricter)

    first = replay(reviews[:1], settings, seed=SEED)
    second = replay(reviews, settings, seed=SEED)

    assert first == replay(reviews[:1], DEFAULTS, seed=SEED)
    assert second == replay(reviews, (strict,), seed=SEED)
    assert second != replay(reviews, DEFAULTS, seed=SEED)


def test_settings_count_from_their_very_instant_on() -> None:
    settings = (*DEFAULTS, StudySettings(since=NOON, learning_steps=(5,)))

    state = replay([review(AGAIN)], settings, seed=SEED)

    assert state.due_at == NOON + timedelta(minutes=5)


def test_review_from_before_all_settings_takes_the_first() -> None:
    settings = (
        StudySettings(since=NOON + timedelta(days=1), learning_steps=(7,)),
        StudySettings(since=NOON + timedelta(days=2), learning_steps=(9,)),
    )

    state = replay([review(AGAIN)], settings, seed=SEED)

    assert state.due_at == NOON + timedelta(minutes=7)
