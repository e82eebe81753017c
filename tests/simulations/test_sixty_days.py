"""Sixty days of twenty students: what the plan of a day promises holds on all of them.

`pytest -s` prints the figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import combinations
from random import Random
from statistics import mean, pstdev

import pytest

from tests.simulations.sixty_days import (
    CONFUSABLE,
    ONE_DAY,
    START,
    Day,
    Student,
    jobs_of_family,
)
from trainer.core.daily import DayLimits, DayQueue
from trainer.core.pacing import Exam
from trainer.core.schedule import retrievability

STUDENTS = 20
DAYS = 60
WARM_UP = 20  # until cards of some weeks come back beside the new ones
ROOMY = DayLimits(new_per_day=4, reviews_per_day=200)
TIGHT = DayLimits(new_per_day=6, reviews_per_day=16)
FIRST, LAST = START + WARM_UP * ONE_DAY, START + (DAYS - 5) * ONE_DAY
ALIKE = {frozenset(pair) for pair in CONFUSABLE}


@cache
def played(*, is_tight: bool, is_levelled: bool) -> list[tuple[Day, ...]]:
    """Play all students, once for all tests."""
    limits = TIGHT if is_tight else ROOMY
    students = (Student(f"s{n}", limits, is_levelled) for n in range(STUDENTS))
    return [tuple(student.study(range(DAYS))) for student in students]


def all_days() -> Iterable[Day]:
    """Give the days of all students, roomy and tight."""
    for is_tight in (False, True):
        for days in played(is_tight=is_tight, is_levelled=True):
            yield from days


def test_no_day_is_over_its_limits() -> None:
    full = 0
    for day in all_days():
        assert len(day.new) <= day.limits.new_per_day
        assert len(day.asked) <= day.limits.reviews_per_day
        full += len(day.asked) == day.limits.reviews_per_day

    assert full > 100  # the limit did hold cards back


def test_siblings_are_never_asked_on_one_day() -> None:
    for day in all_days():
        outside_steps = [card.family_id for card in (*day.new, *day.reviews)]
        assert max(Counter(outside_steps).values(), default=0) <= 1


def test_confusable_jobs_are_not_begun_on_one_day() -> None:
    begun = 0
    for day in all_days():
        jobs = [jobs_of_family(card.family_id) for card in day.new]
        for one, other in combinations(jobs, 2):
            assert not any(frozenset((a, b)) in ALIKE for a in one for b in other)
        begun += len(day.new)

    assert begun > STUDENTS * 2 * 200  # nearly all cards were begun nevertheless


def test_the_load_is_spread_and_intervals_stay_as_long() -> None:
    plain = played(is_tight=False, is_levelled=False)
    even = played(is_tight=False, is_levelled=True)

    before, after = mean(map(spread_of, plain)), mean(map(spread_of, even))
    interval, moved_to = mean_interval(plain), mean_interval(even)
    off = mean(days_off(even))

    say(f"spread of the load: {before:.2f} -> {after:.2f} ({after / before - 1:+.0%})")
    say(f"interval: {interval:.2f} -> {moved_to:.2f} ({moved_to / interval - 1:+.1%})")
    say(f"after the due day: {off:+.2f} days ({off / moved_to:+.1%} of an interval)")
    assert after <= 0.7 * before
    assert abs(moved_to / interval - 1) < 0.02
    assert abs(off) < 0.02 * moved_to


def spread_of(days: Sequence[Day]) -> float:
    """Give the standard deviation of the daily load, after the warm-up."""
    return pstdev(len(day.reviews) for day in days[WARM_UP:])


def mean_interval(students: Iterable[Sequence[Day]]) -> float:
    """Give the mean of the days between two reviews of a card.

    Of those that fell due in the days looked at, and were not reviewed in them: what is
    put off beyond the last day are the long intervals.
    """
    return mean(
        (day.day - card.last_study_day).days
        for days in students
        for day in days
        for card in day.reviews
        if card.last_study_day and card.due_day and FIRST <= card.due_day <= LAST
    )


def days_off(students: Iterable[Sequence[Day]]) -> list[int]:
    """Give how many days after its due day each card was reviewed."""
    return [
        (day.day - card.due_day).days
        for days in students
        for day in days
        for card in day.reviews
        if card.due_day and FIRST <= card.due_day <= LAST
    ]


def test_easy_days_have_less_than_the_others() -> None:
    weekend = (5, 6)
    loads: dict[bool, list[int]] = {True: [], False: []}
    for n in range(6):
        student = Student(f"e{n}", ROOMY, easy_days=weekend)
        for day in list(student.study(range(DAYS)))[WARM_UP:]:
            loads[day.day.weekday() in weekend].append(len(day.reviews))

    easy, others = mean(loads[True]), mean(loads[False])
    say(f"reviews of an easy day: {easy:.1f}, of another: {others:.1f}")
    assert easy < 0.8 * others


@cache
def studied_for_weeks() -> tuple[Student, ...]:
    """Play the weeks before a break, once for all tests."""
    students = tuple(Student(f"g{n}", ROOMY) for n in range(STUDENTS))
    for student in students:
        for _ in student.study(range(35)):
            pass
    return students


def before_the_gap() -> Iterator[Student]:
    """Give the students as they are when they stop for ten days."""
    for student in studied_for_weeks():
        yield replace(student, states=[*student.states], done={**student.done})


@pytest.mark.parametrize("cap", [10, 15])
def test_after_ten_days_away_no_day_is_over_the_cap_until_all_is_done(cap: int) -> None:
    for student in before_the_gap():
        back = START + 45 * ONE_DAY
        waiting = {
            card_id
            for card_id, state in enumerate(student.states)
            if state.due_day and state.due_day <= back
        }
        assert len(waiting) > 3 * cap

        catch_up = DayLimits(new_per_day=0, reviews_per_day=cap)
        days: list[Day] = []
        while waiting:
            day = student.study_day(back + len(days) * ONE_DAY, catch_up)
            assert len(day.asked) <= cap
            assert not day.new
            waiting -= {card.card_id for card in day.asked}
            days.append(day)
        assert len(days) < 60


def test_before_an_exam_all_is_seen_in_time_and_again_in_the_last_week() -> None:
    exam = Exam(on=START + 50 * ONE_DAY, set_on=START)
    recalls: dict[bool, list[float]] = {True: [], False: []}
    for n in range(4):
        for is_known in recalls:
            student = Student(
                f"x{n}", DayLimits(5, 80), exam=exam if is_known else None
            )
            days = list(student.study(range(50)))
            recalls[is_known] += [retrievability(s, exam.on) for s in student.states]
            assert all(len(day.asked) <= 80 for day in days)
            if is_known:
                assert sum(len(day.new) for day in days[:36]) == len(student.states)
                last_week = exam.on - 7 * ONE_DAY
                again = [
                    state.last_study_day and state.last_study_day >= last_week
                    for state in student.states
                ]
                assert mean(map(bool, again)) > 0.95

    plain, known = mean(recalls[False]), mean(recalls[True])
    say(f"chance of recall on the day of the exam: {plain:.1%} -> {known:.1%}")
    assert known > plain + 0.02


def test_answers_in_any_order_move_no_card_between_today_and_tomorrow() -> None:
    chance = Random(7)
    for n in range(4):
        student = Student(f"o{n}", ROOMY)
        for number in range(DAYS):
            day = START + number * ONE_DAY
            now = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
            limits = student.limits_on(day)
            left = ids(student.queue(day, now, limits))
            while left:
                card_id = chance.choice(left)
                student.answer(card_id, day, now)
                left = [card for card in left if card != card_id]
                again = ids(student.queue(day, now, limits))
                assert set(left) <= set(again)
                assert all(
                    student.states[i].step is not None for i in set(again) - {*left}
                )
            student.study_day(day, limits)


def say(figure: str) -> None:
    print(f"\n{figure}")  # noqa: T201 – seen with `pytest -s`, to be quoted


def ids(queue: DayQueue) -> list[int]:
    return [card.card_id for card in queue.cards]
