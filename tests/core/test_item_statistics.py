"""Moodle's figures of questions, beside the standard library's and by hand."""

from __future__ import annotations

import statistics
from random import Random

import pytest

from trainer.core.item_statistics import (
    FEWEST_STUDENTS,
    FEWEST_TO_SUSPECT,
    ItemStatistics,
    Question,
    Sheet,
    chances_against,
    item_intervals,
    item_statistics,
    paper_statistics,
)

QUESTIONS = (Question("A1", 2, 0.2), Question("A2", 2, 0.2), Question("C1", 3, 0.5))
SHEETS: tuple[Sheet, ...] = (
    {"A1": 2, "A2": 2, "C1": 3},
    {"A1": 2, "A2": 0, "C1": 1.5},
    {"A1": 0, "A2": 2, "C1": 0},
    {"A1": 0, "A2": 0, "C1": 1},
)


def random_sheets(seed: int, students: int = 30) -> list[Sheet]:
    rng = Random(seed)
    abilities = [rng.random() for _ in range(students)]
    return [
        {q.key: q.max_mark * (rng.random() < ability) for q in QUESTIONS}
        for ability in abilities
    ]


def column(sheets: list[Sheet], key: str) -> list[float]:
    return [sheet[key] for sheet in sheets]


def rests(sheets: list[Sheet], key: str) -> list[float]:
    return [sum(sheet.values()) - sheet[key] for sheet in sheets]


def test_facility_and_deviation_are_those_of_the_marks() -> None:
    found = item_statistics(QUESTIONS, SHEETS)["C1"]

    assert found.students == 4
    assert found.facility == pytest.approx(5.5 / 4 / 3)
    assert found.deviation == pytest.approx(statistics.stdev([3, 1.5, 0, 1]))


@pytest.mark.parametrize("seed", range(3))
def test_discrimination_is_the_correlation_with_the_rest(seed: int) -> None:
    sheets = random_sheets(seed)

    found = item_statistics(QUESTIONS, sheets)

    for key, each in found.items():
        expected = statistics.correlation(column(sheets, key), rests(sheets, key))
        assert each.discrimination == pytest.approx(100 * expected, abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_efficiency_is_of_the_highest_that_the_marks_allow(seed: int) -> None:
    sheets = random_sheets(seed)

    found = item_statistics(QUESTIONS, sheets)

    for key, each in found.items():
        own, rest = column(sheets, key), rests(sheets, key)
        highest = statistics.covariance(sorted(own), sorted(rest))
        expected = 100 * statistics.covariance(own, rest) / highest
        assert each.efficiency == pytest.approx(expected, abs=1e-9)


def test_weights_add_up_to_the_paper() -> None:
    found = item_statistics(QUESTIONS, random_sheets(1))

    assert sum(each.intended_weight for each in found.values()) == pytest.approx(100)
    effective = [each.effective_weight for each in found.values()]
    assert sum(weight or 0 for weight in effective) == pytest.approx(100)


def test_a_question_against_the_rest_has_no_effective_weight() -> None:
    sheets: list[Sheet] = [{"A1": 2 - 2 * n, "C1": 3.0 * n} for n in (0, 1, 0, 1)]

    found = item_statistics((QUESTIONS[0], QUESTIONS[2]), sheets)["A1"]

    assert found.discrimination == pytest.approx(-100)
    assert found.effective_weight is None


def test_equal_marks_discriminate_nothing() -> None:
    sheets = [{**sheet, "A1": 2.0} for sheet in SHEETS]

    found = item_statistics(QUESTIONS, sheets)["A1"]

    assert (found.facility, found.deviation) == (1, 0)
    assert found.discrimination is found.efficiency is None


def test_without_answers_there_is_no_figure() -> None:
    found = item_statistics(QUESTIONS, [{}, {}])["A1"]

    assert found.students == 0
    assert found.facility is found.deviation is found.discrimination is None


def test_one_student_has_a_facility_and_no_spread() -> None:
    found = item_statistics(QUESTIONS, SHEETS[:1])["A1"]

    assert (found.facility, found.deviation) == (1, None)


def test_a_blank_question_is_neither_right_nor_wrong() -> None:
    whole = [*SHEETS, {"A1": 2.0, "C1": 1.5}]

    found = item_statistics(QUESTIONS, whole)

    assert found["A2"].students == 4
    assert found["A2"].facility == item_statistics(QUESTIONS, SHEETS)["A2"].facility
    # 1.5 of the 3 marks that were asked beside A1 are 2.5 of 5.
    expected = statistics.correlation([2, 2, 0, 0, 2], [5, 1.5, 2, 1, 2.5])
    assert found["A1"].discrimination == pytest.approx(100 * expected)


def test_figures_are_hidden_below_ten_students() -> None:
    for students, is_shown in ((FEWEST_STUDENTS - 1, False), (FEWEST_STUDENTS, True)):
        found = item_statistics(QUESTIONS, random_sheets(1, students))
        assert found["A1"].is_shown is is_shown


def test_the_paper_has_its_mean_spread_and_consistency() -> None:
    sheets = random_sheets(5)
    totals = [sum(sheet.values()) for sheet in sheets]
    spread = sum(statistics.variance(column(sheets, q.key)) for q in QUESTIONS)
    alpha = 3 / 2 * (1 - spread / statistics.variance(totals))

    found = paper_statistics(QUESTIONS, sheets)

    assert found.students == 30
    assert found.mean == pytest.approx(statistics.fmean(totals))
    assert found.deviation == pytest.approx(statistics.stdev(totals))
    assert found.consistency == pytest.approx(100 * alpha)
    assert found.error_ratio == pytest.approx(100 * (1 - alpha) ** 0.5)
    expected = (1 - alpha) ** 0.5 * statistics.stdev(totals)
    assert found.standard_error == pytest.approx(expected)


def test_skewness_and_kurtosis_are_fishers() -> None:
    sheets: list[Sheet] = [{"A1": mark} for mark in (2, 8, 0, 4, 1, 9, 9, 0)]

    found = paper_statistics((Question("A1", 10),), sheets)

    # By the formulas of k-statistics, worked out with fractions.
    assert found.skewness == pytest.approx(0.3305821804, abs=1e-9)
    assert found.kurtosis == pytest.approx(-2.0986022581, abs=1e-9)
    assert found.consistency is None


def test_an_empty_paper_has_no_figure() -> None:
    found = paper_statistics(QUESTIONS, [])

    assert (found.students, found.mean, found.consistency) == (0, None, None)


def test_intervals_hold_the_figure_and_shrink_with_more_students() -> None:
    widths = []
    for students in (20, 200):
        sheets = random_sheets(9, students)
        figure = item_statistics(QUESTIONS, sheets)["A1"].discrimination
        interval = item_intervals(QUESTIONS, sheets, Random(1))["A1"].discrimination
        assert figure is not None
        assert interval is not None
        assert interval.low < figure < interval.high
        widths.append(interval.high - interval.low)

    assert widths[1] < widths[0] / 2


def test_intervals_of_nothing_are_none() -> None:
    found = item_intervals(QUESTIONS, [], Random(1))["A1"]

    assert found.facility is found.discrimination is None


def correlated(students: int, **discriminations: float) -> dict[str, ItemStatistics]:
    return {
        key: ItemStatistics(students, 0.5, 1, 100 * value, None, 1, None)
        for key, value in discriminations.items()
    }


def test_a_question_that_surely_goes_against_the_rest_is_suspect() -> None:
    usual = {f"q{n}": 0.3 for n in range(20)}

    chances = chances_against(correlated(25, odd=-0.6, a_little_odd=-0.1, **usual))

    assert chances["odd"] > 0.8
    assert chances["a_little_odd"] < 0.5
    assert chances["q0"] < 0.05


def test_few_students_make_nothing_suspect() -> None:
    few = correlated(FEWEST_TO_SUSPECT - 1, odd=-0.9, usual=0.3)

    assert chances_against(few) == {}


def test_a_perfect_correlation_is_no_infinity() -> None:
    chances = chances_against(correlated(25, against=-1, with_it=1))

    assert chances["against"] > 0.99
    assert chances["with_it"] < 0.01


def test_a_paper_that_is_mostly_blank_is_not_more_than_consistent() -> None:
    sheets: list[Sheet] = [{"A1": 2}, {"A1": 2, "A2": 0}, {"A1": 2, "A2": 0}]

    found = paper_statistics(QUESTIONS[:2], sheets)

    assert found.consistency == 100
    assert found.error_ratio == found.standard_error == 0
