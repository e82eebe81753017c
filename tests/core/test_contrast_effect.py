"""Whether a pair fell since, by counts that are made for it."""

from __future__ import annotations

import pytest

from trainer.core.confusion_matrix import JobAnswers, NoJob
from trainer.core.contrast_effect import (
    ENOUGH_ANSWERS,
    ENOUGH_CONFUSED,
    ENOUGH_PEOPLE,
    Share,
    Verdict,
    effect_of,
)

PAIR = ("A", "B")
STUDENTS = 12


def weeks(
    pair: int = 4, others: int = 4, right: int = 30, students: int = STUDENTS
) -> list[JobAnswers]:
    """Give what a class answers; some confuse twice or thrice as often as others."""
    return [
        answers
        for student in range(students)
        for answers in (
            JobAnswers(student, "A", "A", right),
            JobAnswers(student, "A", "B", pair * (1 + student % 2)),
            JobAnswers(student, "C", "C", right),
            JobAnswers(student, "C", "D", others * (1 + student % 3)),
            JobAnswers(student, "C", NoJob.NOTHING, 2),
        )
        if answers.answers
    ]


def test_a_pair_that_falls_alone_fell() -> None:
    effect = effect_of(weeks(8), weeks(2), PAIR)

    assert effect.verdict is Verdict.FELL
    assert (effect.low or 1) < (effect.ratio or 0) < (effect.high or 1) < 1


def test_a_pair_that_falls_as_all_others_do_shows_nothing() -> None:
    effect = effect_of(weeks(8, 8, 300), weeks(4, 4, 300), PAIR)

    assert effect.verdict is Verdict.NOT_SHOWN
    assert effect.ratio == pytest.approx(1, abs=0.15)


def test_a_pair_that_stays_while_all_others_fall_rose() -> None:
    assert effect_of(weeks(8, 8), weeks(8, 2), PAIR).verdict is Verdict.ROSE


def test_it_is_the_same_either_way_round() -> None:
    there, back = (
        effect_of(weeks(8), weeks(2), pair) for pair in (PAIR, (PAIR[1], PAIR[0]))
    )

    assert there == back


def test_shares_are_as_counted() -> None:
    effect = effect_of(weeks(8), weeks(2), PAIR)

    assert effect.before == Share(8 * 18, 30 * 12 + 8 * 18)
    assert effect.after == Share(2 * 18, 30 * 12 + 2 * 18)
    assert effect.others_before.confused == 4 * 24
    assert effect.others_before.asked == sum(each.answers for each in weeks(8))
    assert effect.before.rate == pytest.approx(144 / 504)


def test_a_pair_that_was_given_cards_too_is_no_measure() -> None:
    effect = effect_of(weeks(8), weeks(2), PAIR, apart=[("D", "C")])

    assert effect.others_before.confused == 0
    assert effect.verdict is Verdict.TOO_EARLY


@pytest.mark.parametrize(
    "other",
    [
        {"students": ENOUGH_PEOPLE - 1},
        {"right": 1, "students": ENOUGH_ANSWERS // 8},
    ],
)
def test_of_few_students_or_answers_it_is_too_early(other: dict[str, int]) -> None:
    assert effect_of(weeks(8), weeks(2, **other), PAIR).verdict is Verdict.TOO_EARLY


def test_where_hardly_anybody_confused_them_it_is_too_early() -> None:
    seldom = [JobAnswers(n, "A", "B") for n in range(ENOUGH_CONFUSED - 1)]
    without = [each for each in weeks() if (each.asked, each.given) != PAIR]

    assert effect_of(without + seldom, weeks(), PAIR).verdict is Verdict.TOO_EARLY


def test_nothing_at_all_is_too_early() -> None:
    effect = effect_of([], [], PAIR)

    assert effect.verdict is Verdict.TOO_EARLY
    assert effect.before == Share(0, 0)
    assert effect.before.rate == 0
    assert effect.ratio is None
