"""Due days: the range that an interval may fall into, and what buttons say of it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.core.scheduling import (
    DEFAULTS,
    EASY,
    GOOD,
    HARD,
    MONDAY,
    NOON,
    SEED,
    gaps,
    histories,
    one_settings,
    review,
)
from trainer.core.card_state import CardState, Phase
from trainer.core.reviews import Rating, Review
from trainer.core.schedule import (
    MAXIMUM_INTERVAL_DAYS,
    advance,
    fuzz_range,
    preview,
    replay,
)
from trainer.core.study_settings import StudySettings

# --- Due days and their fuzz --------------------------------------------------------


def test_fuzz_ranges_are_those_of_anki() -> None:
    ranges = {interval: fuzz_range(interval) for interval in (1, 2, 3, 7, 20, 90)}

    assert ranges == {
        1: (1, 1),
        2: (2, 2),
        3: (2, 4),
        7: (5, 9),
        20: (17, 23),
        90: (84, 96),
    }


def test_fuzz_never_passes_the_maximum_interval() -> None:
    shortest, longest = fuzz_range(MAXIMUM_INTERVAL_DAYS)

    assert shortest < longest == MAXIMUM_INTERVAL_DAYS


def test_fuzz_ranges_hold_their_interval_and_grow_with_it() -> None:
    ranges = [fuzz_range(interval) for interval in range(1, MAXIMUM_INTERVAL_DAYS + 1)]

    assert all(
        1 <= shortest <= interval <= longest
        for interval, (shortest, longest) in enumerate(ranges, start=1)
    )
    assert ranges == sorted(ranges)
    assert [longest for _, longest in ranges] == sorted(each[1] for each in ranges)


def test_cards_learned_together_are_spread_evenly_over_the_range() -> None:
    # 8 days after an easy first answer: 6 to 10.
    due_days = [
        replay([review(EASY)], DEFAULTS, seed=f"tom/{card}").due_day
        for card in range(2000)
    ]

    shares = {day.isoformat(): due_days.count(day) / 2000 for day in due_days if day}
    assert sorted(shares) == [f"2026-01-{day}" for day in (11, 12, 13, 14, 15)]
    assert all(0.16 < share < 0.24 for share in shares.values())


def test_fuzz_differs_from_one_repetition_to_the_next() -> None:
    # The same interval after 1, 2, 3, … answers of which only the last one matters.
    state = CardState(
        phase=Phase.REVIEW, stability=50.0, difficulty=5.0, last_study_day=MONDAY
    )

    due_days = {
        advance(
            replace(state, reps=reps), review(HARD), settings=DEFAULTS, seed=SEED
        ).due_day
        for reps in range(30)
    }

    assert len(due_days) > 4


def test_fuzz_is_pinned_so_that_no_release_moves_a_due_day() -> None:
    due_days = [
        replay([review(EASY)], DEFAULTS, seed=seed).due_day
        for seed in ("tom/1", "tom/2", "lea/1", "lea/2")
    ]

    assert due_days == [date(2026, 1, day) for day in (13, 11, 15, 11)]


def test_fuzz_leaves_the_global_random_alone() -> None:
    before = random.getstate()

    replay([review(EASY), review(GOOD, day=8)], DEFAULTS, seed=SEED)

    assert random.getstate() == before


@given(reviews=histories(), seed=st.text(max_size=8), later=st.integers(1, 100))
def test_better_ratings_never_come_back_sooner(
    reviews: list[Review], seed: str, later: int
) -> None:
    state = replay(reviews, DEFAULTS, seed=seed)
    state = replace(state, phase=Phase.REVIEW, step=None)
    day = reviews[-1].study_day + timedelta(days=later)
    now = reviews[-1].effective_at + timedelta(days=later)

    after = preview(state, DEFAULTS, seed=seed, now=now, day=day)

    due_days = [after[rating].due_day for rating in (HARD, GOOD, EASY)]
    assert all(due_day is not None and due_day > day for due_day in due_days)
    assert due_days == sorted(due_days, key=str)


@given(
    reviews=histories(min_size=0),
    settings=one_settings,
    seed=st.text(max_size=8),
    gap=gaps,
    rating=st.sampled_from(Rating),
)
def test_label_of_a_button_is_the_due_day_after_it_is_pressed(
    reviews: list[Review],
    settings: StudySettings,
    seed: str,
    gap: tuple[int, int],
    rating: Rating,
) -> None:
    shown_at = max((each.effective_at for each in reviews), default=NOON)
    shown_at += timedelta(days=gap[0], minutes=gap[1])
    day = max((each.study_day for each in reviews), default=MONDAY)
    day += timedelta(days=gap[0])
    state = replay(reviews, (settings,), seed=seed)
    label = preview(state, (settings,), seed=seed, now=shown_at, day=day)[rating]

    thinking = timedelta(seconds=40)
    pressed = Review("new", rating, shown_at + thinking, day)
    stored = replay([*reviews, pressed], (settings,), seed=seed)

    assert stored.due_day == label.due_day
    assert stored.due_at == (label.due_at and label.due_at + thinking)
    assert stored == replace(
        label, due_at=stored.due_at, last_reviewed_at=stored.last_reviewed_at
    )
