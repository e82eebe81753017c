"""How far somebody has come with an assignment, and why cramming is worth less."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from trainer.core.assignments import Goal, Progress, Task, progress, session_points
from web.i18n import translate

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def task(goal: Goal, target: int = 5, days: int = 7) -> Task:
    return Task(goal, target, MONDAY, MONDAY + (days - 1) * DAY)


def test_five_sessions_crammed_into_a_day_are_worth_three() -> None:
    crammed = progress(task(Goal.SESSIONS), {MONDAY: 50})
    spaced = progress(task(Goal.SESSIONS), {MONDAY + n * DAY: 10 for n in range(5)})

    assert crammed == Progress(3, 5)
    assert not crammed.is_reached
    assert spaced == Progress(5, 5)
    assert spaced.is_reached


@pytest.mark.parametrize(
    ("answers", "points"), [([9], 0), ([10], 1), ([19], 1), ([20], 1.5), ([10, 9], 1)]
)
def test_ten_answers_make_a_session(answers: list[int], points: float) -> None:
    assert session_points(answers) == points


def test_days_of_study_count_between_the_dates_alone() -> None:
    answers = {MONDAY - DAY: 9, MONDAY: 1, MONDAY + 6 * DAY: 1, MONDAY + 7 * DAY: 9}

    assert progress(task(Goal.DAYS), answers) == Progress(2, 5)


def test_a_day_without_answers_is_none_of_study() -> None:
    assert progress(task(Goal.DAYS), {MONDAY: 0}) == Progress(0, 5)


def test_mastery_is_not_rounded_up_to_the_goal() -> None:
    assert progress(task(Goal.MASTERY, 80), {}, 0.799) == Progress(79, 80)
    assert progress(task(Goal.MASTERY, 80), {}, 0.8).is_reached


@pytest.mark.parametrize(
    ("goal", "most"), [(Goal.DAYS, 7), (Goal.MASTERY, 95), (Goal.SESSIONS, 21)]
)
def test_a_target_can_be_reached(goal: Goal, most: int) -> None:
    assert task(goal).most == most


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        (Goal.DAYS, "Travailler 5 jours différents"),
        (Goal.MASTERY, "Arriver à 5 % de maîtrise"),
        (Goal.SESSIONS, "Gagner 5 points de séance"),
    ],
)
def test_a_goal_is_said_in_words(goal: Goal, words: str) -> None:
    said = translate(task(goal).words, "fr")

    assert said.replace("\u202f", " ").replace("\xa0", " ") == words
