"""Counts, shares and medians of a log: undone answers and cram kept apart."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.core.logs import FIRST_DAY, logged, unfolded
from trainer.core.card_state import CardState, Phase
from trainer.core.history import LoggedAnswer
from trainer.core.questions import Format
from trainer.core.reviews import Purpose, Rating
from trainer.core.schedule import retrievability
from trainer.core.statistics import (
    DayWork,
    Passes,
    TrueRetention,
    chance_of_recall,
    forecast,
    leech_step,
    mean_chance,
    median_seconds,
    options_to_guess_from,
    true_retention,
    work_by_day,
)


def day(number: int) -> object:
    return FIRST_DAY + timedelta(days=number)


def chosen(days: int, rating: Rating = Rating.GOOD, options: int = 4) -> LoggedAnswer:
    shown = tuple(f"option {number}" for number in range(options))
    return logged(days, rating, format=Format.CHOICE, shown=shown)


# Work


def test_the_work_of_a_day_is_counted_with_cram_apart() -> None:
    log = [
        logged(0, duration_ms=3000),
        logged(0, sequence=1, duration_ms=2000, purpose=Purpose.CRAM),
        logged(0, sequence=2, duration_ms=9000, is_retracted=True),
        logged(2, duration_ms=1000),
    ]

    work = work_by_day(log)

    assert work == {
        day(0): DayWork(reviews=1, cram=1, duration_ms=5000),
        day(2): DayWork(reviews=1, cram=0, duration_ms=1000),
    }
    assert [each.answers for each in work.values()] == [2, 1]


def test_the_median_time_is_of_timed_study_answers() -> None:
    answers = unfolded(
        logged(0, duration_ms=2000),
        logged(3, duration_ms=9000),
        logged(9, duration_ms=0),
        logged(10, duration_ms=60_000, purpose=Purpose.CRAM),
        logged(11, duration_ms=60_000, is_retracted=True),
    )

    assert median_seconds(answers) == 5.5
    assert median_seconds(()) is None


# Memory


def test_only_cards_in_review_count_for_true_retention() -> None:
    new_twice = unfolded(logged(0), logged(0, sequence=1))

    assert true_retention([new_twice]) == TrueRetention()


def test_a_card_is_young_under_an_interval_of_21_days() -> None:
    log = [logged(0), logged(4), logged(16), logged(60)]
    answers = unfolded(*log)
    intervals = [
        (answer.before.due_day - answer.before.last_study_day).days
        for answer in answers[1:]
        if answer.before.due_day and answer.before.last_study_day
    ]

    found = true_retention([answers])

    assert [interval < 21 for interval in intervals] == [True, True, False]
    assert found == TrueRetention(young=Passes(2, 2), mature=Passes(1, 1))
    assert found.all == Passes(3, 3)


def test_the_first_answer_of_a_day_counts_and_no_other() -> None:
    forgotten = unfolded(logged(0), logged(4, Rating.AGAIN), logged(4, sequence=1))
    known = unfolded(logged(0), logged(4), logged(4, Rating.AGAIN, sequence=1))

    assert true_retention([forgotten]).young == Passes(1, 0)
    assert true_retention([known]).young == Passes(1, 1)


def test_undone_answers_and_cram_are_no_first_answers() -> None:
    answers = unfolded(
        logged(0),
        logged(4, Rating.AGAIN, is_retracted=True),
        logged(4, Rating.AGAIN, sequence=1, purpose=Purpose.CRAM),
        logged(4, sequence=2),
    )

    assert true_retention([answers]).all == Passes(1, 1)


def test_true_retention_can_begin_with_a_day() -> None:
    answers = unfolded(logged(0), logged(4), logged(16))

    found = true_retention([answers], FIRST_DAY + timedelta(days=16))

    assert found.all == Passes(1, 1)


def test_a_share_of_nothing_is_none() -> None:
    assert Passes().share is None
    assert Passes(4, 3).share == 0.75


# Guessing


def test_a_card_only_chosen_may_have_been_guessed_among_its_options() -> None:
    answers = unfolded(chosen(0, options=5), chosen(3, options=4))

    assert options_to_guess_from(answers) == 4


def test_true_or_false_is_a_guess_among_two() -> None:
    answers = unfolded(logged(0, format=Format.TRUE_FALSE))

    assert options_to_guess_from(answers) == 2


def test_a_card_recalled_once_was_not_guessed() -> None:
    answers = unfolded(chosen(0), logged(5, format=Format.TYPED), chosen(9))

    assert options_to_guess_from(answers) is None


def test_a_card_recalled_wrongly_was_still_only_chosen_rightly() -> None:
    answers = unfolded(chosen(0), logged(5, Rating.AGAIN, format=Format.TYPED))

    assert options_to_guess_from(answers) == 4


def test_a_card_never_right_goes_by_its_last_answer() -> None:
    answers = unfolded(chosen(0, Rating.AGAIN, 5), chosen(1, Rating.AGAIN, 3))

    assert options_to_guess_from(answers) == 3


def test_a_choice_without_stored_options_was_among_two_at_least() -> None:
    assert options_to_guess_from(unfolded(chosen(0, options=0))) == 2


def test_a_card_without_study_answers_was_not_guessed() -> None:
    cram = logged(0, format=Format.CHOICE, purpose=Purpose.CRAM)

    assert options_to_guess_from(unfolded(cram)) is None


@pytest.mark.parametrize("options", [2, 4, 5])
def test_the_chance_of_recall_is_freed_from_luck(options: int) -> None:
    state = CardState(phase=Phase.REVIEW, stability=10.0, last_study_day=FIRST_DAY)
    today = FIRST_DAY + timedelta(days=10)

    chance = chance_of_recall(state, today, options)

    assert retrievability(state, today) == pytest.approx(0.9)
    assert chance + (1 - chance) / options == pytest.approx(0.9)
    assert chance_of_recall(state, today, None) == pytest.approx(0.9)


def test_no_chance_is_less_than_none() -> None:
    state = CardState(phase=Phase.REVIEW, stability=0.01, last_study_day=FIRST_DAY)

    assert chance_of_recall(state, FIRST_DAY + timedelta(days=20_000), 2) == 0.0
    assert chance_of_recall(CardState(), FIRST_DAY, None) == 0.0
    assert chance_of_recall(CardState(), FIRST_DAY, 4) == 0.0


def test_the_mean_chance_of_no_cards_is_zero() -> None:
    assert mean_chance([]) == 0.0
    assert mean_chance([0.5, 1.0]) == 0.75


@pytest.mark.parametrize(
    ("lapses", "step"), [(0, 0), (3, 0), (4, 1), (5, 1), (6, 2), (7, 2), (8, 3)]
)
def test_a_leech_is_one_anew_after_every_two_lapses(lapses: int, step: int) -> None:
    assert leech_step(lapses) == step


# What is to come


def test_what_is_late_is_for_today_and_what_is_far_is_not_counted() -> None:
    due = [FIRST_DAY + timedelta(days=days) for days in (-9, 0, 2, 2, 3, 40)]

    assert forecast(due, FIRST_DAY, 3) == (2, 0, 2)
