"""What the marks of a class say of each question, and of the paper: Moodle's figures.

A question that a student was not asked yet is blank, neither right nor wrong: of such
a student the rest and the total are reckoned from the questions that were answered,
scaled to all of them. Where everybody answered everything this is Moodle's calculation
itself.
Knows nothing of rows, pages or what is asked.

Source: Moodle, question/classes/statistics/questions/calculator.php and
mod/quiz/report/statistics/classes/calculator.php; docs "Quiz statistics calculations".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import atanh, erfc, sqrt
from operator import mul
from random import Random
from statistics import fmean, pvariance

FEWEST_STUDENTS = 10  # below, a figure of a question is not shown
FEWEST_TO_SUSPECT = 20  # students, to say that a question goes against the rest
RESAMPLES = 200
_COVERED = 0.8  # by the intervals
_CERTAIN = 0.999  # the highest correlation that Fisher's z is taken of
_NARROWEST = 0.03  # variance of the questions' z, whatever few students show
_FEWEST_FOR_SPREAD = 2
_NOTHING = 1e-12  # a variance of equal marks, but for their rounding
_FEWEST_FOR_SKEWNESS = 3
_FEWEST_FOR_KURTOSIS = 4

Sheet = Mapping[str, float]
"""The marks of a student by question; a question that was not asked is not in it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as far as its figures need it: its name, and what it is worth.

    `guess` is the share of the mark that who knows nothing gets on average.
    """

    key: str
    max_mark: float
    guess: float = 0.0


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a figure lies in 80 of 100 classes like this one."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """The figures of one question; None where they say nothing.

    Attributes:
        students: who answered it.
        facility: mean mark, as a share of the highest one.
        deviation: standard deviation of the marks, in marks.
        discrimination: correlation of the mark with the rest of the paper, −100 to 100.
        efficiency: covariance with the rest, of the highest that these marks allow, %.
        intended_weight: share of the paper's marks, %.
        effective_weight: share of what makes the students' totals differ, %.
    """

    students: int
    facility: float | None
    deviation: float | None
    discrimination: float | None
    efficiency: float | None
    intended_weight: float
    effective_weight: float | None

    @property
    def is_shown(self) -> bool:
        """Whether enough students answered to show any figure."""
        return self.students >= FEWEST_STUDENTS


@dataclass(frozen=True, slots=True)
class ItemIntervals:
    """How far two figures of a question may be off."""

    facility: Interval | None
    discrimination: Interval | None


@dataclass(frozen=True, slots=True)
class PaperStatistics:
    """The figures of the paper; totals in marks, consistency and error ratio in %."""

    students: int
    mean: float | None
    deviation: float | None
    skewness: float | None
    kurtosis: float | None
    consistency: float | None
    error_ratio: float | None
    standard_error: float | None


@dataclass(frozen=True, slots=True)
class _Marks:
    """The marks of one question, and of the same students the rest and the total."""

    own: tuple[float, ...]
    rest: tuple[float, ...]
    total: tuple[float, ...]


def item_statistics(
    questions: Sequence[Question], sheets: Iterable[Sheet]
) -> dict[str, ItemStatistics]:
    """Reckon the figures of each question of a paper."""
    marks = _marks(questions, sheets)
    roots = {key: _root(each.own, each.total) for key, each in marks.items()}
    shared = sum(root for root in roots.values() if root is not None)
    whole = sum(question.max_mark for question in questions)
    return {
        question.key: _of_question(
            question, marks[question.key], whole, roots[question.key], shared
        )
        for question in questions
    }


def item_intervals(
    questions: Sequence[Question], sheets: Iterable[Sheet], rng: Random
) -> dict[str, ItemIntervals]:
    """Say how far facility and discrimination may be off: 80 % intervals.

    Source: the percentile bootstrap over students (Efron, 1979), 200 resamples.
    """
    marks = _marks(questions, sheets)
    picks: dict[int, list[list[int]]] = {}
    for count in {len(each.own) for each in marks.values()}:
        places = range(count)
        picks[count] = [rng.choices(places, k=count) for _ in range(RESAMPLES)]
    return {
        question.key: _intervals(
            question, marks[question.key], picks[len(marks[question.key].own)]
        )
        for question in questions
    }


def chances_against(statistics: Mapping[str, ItemStatistics]) -> dict[str, float]:
    """Give the chance of each question that it goes against the rest of the paper.

    Among many questions a few look so by chance alone. Therefore each one's correlation
    is drawn towards that of all of them, the more the fewer students answered.

    Returns:
        The chance by question; of those with too few students none.

    Source: Fisher's z, normal with variance 1 / (n − 3), and a normal prior whose mean
    and variance are those of the questions (empirical Bayes, Efron and Morris, 1975).
    """
    found = {
        key: (atanh(_CERTAIN * each.discrimination / 100), 1 / (each.students - 3))
        for key, each in statistics.items()
        if each.discrimination is not None and each.students >= FEWEST_TO_SUSPECT
    }
    if not found:
        return {}
    usual = fmean(z for z, _ in found.values())
    noise = fmean(variance for _, variance in found.values())
    between = max(_NARROWEST, pvariance([z for z, _ in found.values()]) - noise)
    chances = {}
    for key, (z, variance) in found.items():
        mean = (z * between + usual * variance) / (between + variance)
        spread = sqrt(between * variance / (between + variance))
        chances[key] = erfc(mean / spread / sqrt(2)) / 2
    return chances


def paper_statistics(
    questions: Sequence[Question], sheets: Iterable[Sheet]
) -> PaperStatistics:
    """Reckon the figures of a paper as a whole."""
    marks = _marks(questions, sheets := list(sheets))
    max_marks = {question.key: question.max_mark for question in questions}
    totals = [_total(sheet, max_marks) for sheet in sheets if _asked(sheet, max_marks)]
    variance = _covariance(totals, totals)
    deviation = None if variance is None else sqrt(variance)
    consistency = _consistency(marks.values(), variance)
    ratio = None if consistency is None else 100 * sqrt(1 - consistency / 100)
    return PaperStatistics(
        students=len(totals),
        mean=sum(totals) / len(totals) if totals else None,
        deviation=deviation,
        skewness=_skewness(totals),
        kurtosis=_kurtosis(totals),
        consistency=consistency,
        error_ratio=ratio,
        standard_error=None
        if ratio is None or deviation is None
        else ratio * deviation / 100,
    )


# One question


def _marks(questions: Sequence[Question], sheets: Iterable[Sheet]) -> dict[str, _Marks]:
    """Put beside each mark the same student's rest and total, scaled to the paper."""
    max_marks = {question.key: question.max_mark for question in questions}
    whole = sum(max_marks.values())
    rows: dict[str, list[tuple[float, float, float]]] = {key: [] for key in max_marks}
    for sheet in sheets:
        asked = _asked(sheet, max_marks)
        marks, possible = sum(sheet[key] for key in asked), _sum(asked, max_marks)
        for key in asked:
            mark, max_mark = sheet[key], max_marks[key]
            others = possible - max_mark
            if others > 0 or len(max_marks) == 1:
                rest = (marks - mark) * (whole - max_mark) / others if others else 0.0
                rows[key].append((mark, rest, mark + rest))
    return {key: _Marks(*_columns(some)) for key, some in rows.items()}


def _columns(rows: Sequence[tuple[float, float, float]]) -> list[tuple[float, ...]]:
    return [tuple(row[place] for row in rows) for place in range(3)]


def _of_question(
    question: Question, marks: _Marks, whole: float, root: float | None, shared: float
) -> ItemStatistics:
    variance = _covariance(marks.own, marks.own)
    return ItemStatistics(
        students=len(marks.own),
        facility=_facility(question, marks.own),
        deviation=None if variance is None else sqrt(variance),
        discrimination=_correlation(marks.own, marks.rest),
        efficiency=_efficiency(marks.own, marks.rest),
        intended_weight=100 * question.max_mark / whole if whole else 0.0,
        effective_weight=None if root is None or not shared else 100 * root / shared,
    )


def _intervals(
    question: Question, marks: _Marks, picks: Sequence[Sequence[int]]
) -> ItemIntervals:
    facilities, correlations = [], []
    for some in picks:
        own = [marks.own[place] for place in some]
        rest = [marks.rest[place] for place in some]
        facilities.append(_facility(question, own))
        correlations.append(_correlation(own, rest))
    return ItemIntervals(_middle(facilities), _middle(correlations))


def _middle(values: Iterable[float | None]) -> Interval | None:
    """Give the interval of the middle 80 %; None: half of the values are none."""
    found = sorted(value for value in values if value is not None)
    if len(found) < RESAMPLES / 2:
        return None
    cut = round(len(found) * (1 - _COVERED) / 2)
    return Interval(found[cut], found[-1 - cut])


def _facility(question: Question, own: Sequence[float]) -> float | None:
    if not own or not question.max_mark:
        return None
    return sum(own) / len(own) / question.max_mark


def _correlation(own: Sequence[float], rest: Sequence[float]) -> float | None:
    if len(own) < _FEWEST_FOR_SPREAD:
        return None
    left, right = _from_mean(own), _from_mean(rest)
    variances = _mean_product(left, left), _mean_product(right, right)
    if not all(variances):
        return None
    covariance = _mean_product(left, right)
    return 100 * covariance / sqrt(variances[0]) / sqrt(variances[1])


def _efficiency(own: Sequence[float], rest: Sequence[float]) -> float | None:
    covariance = _covariance(own, rest)
    highest = _covariance(sorted(own), sorted(rest))
    if covariance is None or not highest:
        return None
    return 100 * covariance / highest


def _root(own: Sequence[float], total: Sequence[float]) -> float | None:
    """Give the root of the covariance with the total; None where it is negative."""
    covariance = _covariance(own, total)
    return None if covariance is None or covariance < 0 else sqrt(covariance)


# The paper


def _asked(sheet: Sheet, max_marks: Mapping[str, float]) -> list[str]:
    return [key for key in sheet if key in max_marks]


def _sum(keys: Iterable[str], max_marks: Mapping[str, float]) -> float:
    return sum(max_marks[key] for key in keys)


def _total(sheet: Sheet, max_marks: Mapping[str, float]) -> float:
    asked = _asked(sheet, max_marks)
    possible = _sum(asked, max_marks)
    marks = sum(sheet[key] for key in asked)
    return marks * _sum(max_marks, max_marks) / possible if possible else 0.0


def _consistency(
    marks: Iterable[_Marks], variance_of_totals: float | None
) -> float | None:
    """Give Cronbach's alpha in %; None of a single question, or of equal totals.

    Never more than 100: only totals that are scaled for blank questions would give it.
    """
    variances = [_covariance(each.own, each.own) for each in marks]
    found = [each for each in variances if each is not None]
    if len(found) < _FEWEST_FOR_SPREAD or not variance_of_totals:
        return None
    count = len(found)
    alpha = count / (count - 1) * (1 - sum(found) / variance_of_totals)
    return 100 * min(1.0, alpha)


def _skewness(totals: Sequence[float]) -> float | None:
    """Give k₃ / k₂^1.5 of Fisher's statistics."""
    count = len(totals)
    if count < _FEWEST_FOR_SKEWNESS:
        return None
    second, third, _ = _moments(totals)
    k2 = count * second / (count - 1)
    k3 = count**2 * third / ((count - 1) * (count - 2))
    return k3 / sqrt(k2) ** 3 if k2 else None


def _kurtosis(totals: Sequence[float]) -> float | None:
    """Give k₄ / k₂² of Fisher's statistics."""
    count = len(totals)
    if count < _FEWEST_FOR_KURTOSIS:
        return None
    second, _, fourth = _moments(totals)
    k2 = count * second / (count - 1)
    spread = (count + 1) * fourth - 3 * (count - 1) * second**2
    k4 = count**2 * spread / ((count - 1) * (count - 2) * (count - 3))
    return k4 / k2**2 if k2 else None


def _moments(values: Sequence[float]) -> tuple[float, float, float]:
    """Give the second, third and fourth central moments."""
    mean = sum(values) / len(values)
    second, third, fourth = (
        sum((value - mean) ** power for value in values) / len(values)
        for power in (2, 3, 4)
    )
    return second, third, fourth


def _covariance(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Give the sample covariance, by S − 1; None of fewer than two students."""
    if len(first) < _FEWEST_FOR_SPREAD:
        return None
    return _mean_product(_from_mean(first), _from_mean(second))


def _from_mean(values: Sequence[float]) -> list[float]:
    mean = sum(values) / len(values)
    return [value - mean for value in values]


def _mean_product(left: Sequence[float], right: Sequence[float]) -> float:
    found = sum(map(mul, left, right)) / (len(left) - 1)
    return 0.0 if abs(found) < _NOTHING else found
