"""The rules of trainer.core.weak_topics."""

from __future__ import annotations

from itertools import pairwise

import pytest

from trainer.core.weak_topics import (
    Estimate,
    Evidence,
    estimates,
    has_enough,
    marks_lost,
    may_tell,
    weakness,
)

OTHERS = [Evidence(60, rate) for rate in (0.7, 0.72, 0.75, 0.76, 0.8)]


def test_no_topics_have_no_rates() -> None:
    assert estimates([]) == ()


def test_few_answers_are_drawn_towards_the_other_topics() -> None:
    few, many = estimates([Evidence(4, 0.25), Evidence(400, 0.25), *OTHERS])[:2]

    assert 0.4 < few.rate < 0.75
    assert many.rate == pytest.approx(0.25, abs=0.03)


def test_a_topic_without_answers_is_taken_to_be_like_the_others() -> None:
    unknown = estimates([Evidence(0, 0.5), *OTHERS])[0]

    assert unknown.rate == pytest.approx(0.74, abs=0.04)


def test_a_topic_alone_has_the_rate_that_was_counted() -> None:
    (alone,) = estimates([Evidence(200, 0.4)])

    assert alone.rate == pytest.approx(0.4, abs=0.02)


def test_more_answers_make_narrower_intervals() -> None:
    widths = [estimates([Evidence(n, 0.6)])[0].width for n in (5, 20, 100, 1000)]

    assert all(after < before for before, after in pairwise(widths))


@pytest.mark.parametrize("rate", [0.0, 0.5, 1.0])
def test_a_rate_lies_in_its_interval(rate: float) -> None:
    found = estimates([Evidence(30, rate), Evidence(100_000, rate)], doubt=0.02)

    assert all(0 <= each.low <= each.rate <= each.high <= 1 for each in found)


def test_a_doubt_about_the_class_widens_all_intervals() -> None:
    sure, unsure = (estimates(OTHERS, doubt=doubt) for doubt in (0.0, 0.05))

    assert all(a.width < b.width for a, b in zip(sure, unsure, strict=True))


@pytest.mark.parametrize(
    ("answers", "width", "enough"),
    [(5, 0.29, True), (4, 0.10, False), (500, 0.31, False)],
)
def test_little_is_not_enough(answers: int, width: float, *, enough: bool) -> None:
    estimate = Estimate(0.5, 0.5 - width / 2, 0.5 + width / 2)

    assert has_enough(answers, estimate) is enough


@pytest.mark.parametrize("in_public", [True, False])
def test_what_a_handful_knows_is_no_figure_in_public(*, in_public: bool) -> None:
    estimate = Estimate(0.5, 0.4, 0.6)

    few, many = (
        may_tell(30, students, estimate, in_public=in_public) for students in (4, 5)
    )

    assert (few, many) == (not in_public, True)
    assert not may_tell(4, 5, estimate, in_public=in_public)


def test_the_most_marks_lost_come_first() -> None:
    heavy, light = Estimate(0.7, 0.6, 0.8), Estimate(0.3, 0.2, 0.4)

    assert marks_lost(24, heavy) == pytest.approx(7.2)
    assert weakness(24, heavy) < weakness(3, light)


def test_of_equal_losses_the_surely_weak_comes_first() -> None:
    sure, unsure = Estimate(0.5, 0.45, 0.55), Estimate(0.501, 0.3, 0.7)

    assert weakness(8, sure) < weakness(8, unsure)
