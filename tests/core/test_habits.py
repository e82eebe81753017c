"""Days that were kept, and days on which something was due and left."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.core.logs import FIRST_DAY, START, logged, unfolded
from trainer.core.card_state import CardState
from trainer.core.habits import Span, due_and_left, held_days, streak
from trainer.core.holds import Hold, HoldAction
from trainer.core.reviews import Purpose, Rating


def day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def days(*numbers: int) -> set[date]:
    return set(map(day, numbers))


def due_day(state: CardState) -> date:
    """A card in a step is due on the day of its answer."""
    if state.due_day:
        return state.due_day
    assert state.last_study_day
    return state.last_study_day


def hold(number: int, action: HoldAction) -> Hold:
    at = START + timedelta(days=number)
    return Hold(f"{number}-{action}", action, at, at.date())


# Due and left


def test_a_card_is_due_from_its_day_until_it_is_answered() -> None:
    answers = unfolded(logged(0), logged(10))
    due = due_day(answers[0].after)

    left = list(due_and_left(answers, due_day=due_day, today=day(10)))

    assert due < day(10)
    assert left == [day(n) for n in range((due - FIRST_DAY).days, 10)]


def test_the_last_answer_leaves_a_card_due_up_to_today() -> None:
    answers = unfolded(logged(0))
    due = due_day(answers[0].after)

    left = set(due_and_left(answers, due_day=due_day, today=due + timedelta(days=1)))

    assert left == {due, due + timedelta(days=1)}


def test_a_step_left_overnight_is_due_on_the_next_day() -> None:
    answers = unfolded(logged(0), logged(9, Rating.AGAIN), logged(12))
    assert answers[1].after.due_at is not None

    left = set(due_and_left(answers, due_day=due_day, today=day(12)))

    assert days(10, 11) <= left
    assert day(9) not in left


def test_answers_of_one_day_or_of_days_in_a_row_leave_nothing() -> None:
    answers = unfolded(logged(0), logged(0, sequence=1), logged(1))

    assert list(due_and_left(answers, due_day=due_day, today=day(1))) == []


@pytest.mark.parametrize("other", [{"is_retracted": True}, {"purpose": Purpose.CRAM}])
def test_undone_answers_and_cram_do_not_count_as_answers(
    other: dict[str, Any],
) -> None:
    once = unfolded(logged(0))
    twice = unfolded(logged(0), logged(8, **other))

    left = [
        list(due_and_left(answers, due_day=due_day, today=day(12)))
        for answers in (once, twice)
    ]

    assert left[0] == left[1] != []


def test_a_card_never_answered_is_not_due() -> None:
    assert list(due_and_left((), due_day=due_day, today=day(9))) == []


# Held


def test_a_card_is_suspended_until_the_day_before_it_is_taken_back() -> None:
    holds = [hold(6, HoldAction.RESUME), hold(3, HoldAction.SUSPEND)]

    assert held_days(holds, day(9)) == days(3, 4, 5)


def test_a_card_still_suspended_is_so_up_to_today() -> None:
    holds = [hold(3, HoldAction.SUSPEND), hold(4, HoldAction.SUSPEND)]

    assert held_days(holds, day(5)) == days(3, 4, 5)


def test_a_buried_card_is_held_for_its_day() -> None:
    holds = [
        hold(3, HoldAction.BURY),
        hold(5, HoldAction.BURY),
        hold(5, HoldAction.UNBURY),
        hold(6, HoldAction.FLAG),
        hold(7, HoldAction.UNFLAG),
        hold(8, HoldAction.RESUME),
    ]

    assert held_days(holds, day(9)) == days(3)


# Days in a row


def test_days_with_an_answer_are_kept() -> None:
    assert streak(days(0, 1, 2), set(), [], day(2)) == 3


def test_a_day_with_nothing_due_counts() -> None:
    assert streak(days(0, 3), set(), [], day(3)) == 4


def test_a_missed_day_ends_the_row() -> None:
    assert streak(days(0, 1, 3, 4), days(2), [], day(4)) == 2


def test_today_can_still_be_kept() -> None:
    assert streak(days(0, 1), days(2), [], day(2)) == 2
    assert streak(days(0, 1), days(2, 3), [], day(3)) == 0


def test_a_planned_break_neither_counts_nor_ends_the_row() -> None:
    pause = Span(day(2), day(4))

    assert streak(days(0, 1, 5), days(2, 3, 4), [pause], day(5)) == 3
    assert streak(days(0, 1, 3, 5), days(2, 4), [pause], day(5)) == 4


def test_no_answer_is_no_row() -> None:
    assert streak(set(), set(), [], day(0)) == 0
