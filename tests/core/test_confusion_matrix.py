"""Which job a class answers for which: rows that add up, pairs by shrunk rates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples import ANALYST, BI, CHOICE, DECK, MEMO, MLE, card_named
from trainer.core.confusion_matrix import (
    Given,
    JobAnswers,
    NoJob,
    Tally,
    given_in,
    matrix_of,
    prior_of,
    ranked_pairs,
)
from trainer.core.confusions import job_names
from trainer.core.items import Item
from trainer.core.questions import Response
from trainer.core.right_answers import NameKey

JOBS = ("A", "B", "C", "D")
ANSWERS = st.lists(
    st.builds(
        JobAnswers,
        student_id=st.integers(1, 6),
        asked=st.sampled_from(JOBS),
        given=st.sampled_from((*JOBS, *NoJob)),
        answers=st.integers(1, 40),
    )
)


def right(job: str, answers: int = 60, student: int = 1) -> JobAnswers:
    return JobAnswers(student, job, job, answers)


def taken(asked: str, given: str, answers: int, student: int = 1) -> JobAnswers:
    return JobAnswers(student, asked, given, answers)


def column(response: Response, item: Item = CHOICE) -> Given:
    key = card_named(item, "job").answer
    assert isinstance(key, NameKey)
    return given_in(response, key, job_names(DECK.jobs))


@pytest.mark.parametrize(
    ("response", "given"),
    [
        (Response(), NoJob.NOTHING),
        (Response(text="  "), NoJob.NOTHING),
        (Response(text="boulanger"), NoJob.OTHER),
        (Response(text="analyste data"), ANALYST.text),
        (Response(choice="Data Scientist"), "Data Scientist"),
        (Response(choice=MLE.text), MLE.text),
    ],
)
def test_an_answer_belongs_to_the_job_that_it_names(
    response: Response, given: Given
) -> None:
    assert column(response) == given


def test_the_first_of_several_right_jobs_stands_for_all() -> None:
    assert column(Response(text=ANALYST.text), MEMO) == BI.text


@given(ANSWERS)
def test_rows_and_cells_add_up_to_all_answers(answers: list[JobAnswers]) -> None:
    matrix = matrix_of(answers, JOBS)

    for asked in matrix.jobs:
        mine = [each for each in answers if each.asked == asked]
        row = matrix.rows.get(asked, Tally())
        cells = [matrix.cell(asked, given).answers for given in matrix.columns]
        assert row.answers == sum(cells) == sum(each.answers for each in mine)
        assert row.people == len({each.student_id for each in mine})
    assert matrix.answers == sum(each.answers for each in answers)


def test_a_job_that_is_no_more_comes_after_those_of_the_deck() -> None:
    matrix = matrix_of([right("Old", 2), taken("A", "B", 1)], JOBS)

    assert matrix.jobs == (*JOBS, "Old")
    assert matrix.columns == (*JOBS, "Old", NoJob.OTHER, NoJob.NOTHING)
    assert matrix.cell("Old", "Old") == Tally(2, 1)


def test_both_ways_round_are_one_pair() -> None:
    answers = [
        *(right(job) for job in JOBS),
        taken("B", "A", 5, student=2),
        taken("A", "B", 7, student=3),
    ]

    (found,) = ranked_pairs(answers)

    assert (found.pair, found.there, found.back) == (("A", "B"), 7, 5)
    assert (found.confused, found.asked, found.people) == (12, 132, 2)
    assert found.low < found.rate < found.high


def test_a_rate_is_drawn_toward_that_of_the_class_the_more_the_fewer_answers() -> None:
    few = [*(right(job, 30) for job in JOBS), taken("A", "B", 6)]
    many = [*(right(job, 3000) for job in JOBS), taken("A", "B", 600)]

    (seldom,), (often,) = ranked_pairs(few), ranked_pairs(many)

    assert seldom.rate < 6 / 66
    assert often.rate == pytest.approx(600 / 6600, rel=0.01)
    assert often.high - often.low < seldom.high - seldom.low


def test_pairs_come_by_the_answers_they_cost() -> None:
    answers = [
        *(right(job, 2000) for job in ("A", "B")),
        *(right(job, 100) for job in ("C", "D")),
        taken("A", "B", 200),
        taken("C", "D", 30),
    ]

    first, second = ranked_pairs(answers)

    assert (first.pair, second.pair) == (("A", "B"), ("C", "D"))
    assert second.rate > first.rate
    assert first.rate * first.asked > second.rate * second.asked


def test_pairs_that_cost_the_same_come_by_their_names() -> None:
    answers = [right(job) for job in JOBS]
    answers += [taken("C", "D", 4), taken("A", "B", 4)]

    assert [each.pair for each in ranked_pairs(answers)] == [("A", "B"), ("C", "D")]
    assert [each.pair for each in ranked_pairs(answers, most=1)] == [("A", "B")]


@pytest.mark.parametrize(
    ("asked", "confused", "is_enough"),
    [(20, 3, True), (19, 3, False), (20, 2, False)],
)
def test_a_pair_is_named_from_twenty_answers_with_three_confusions(
    asked: int, confused: int, is_enough: bool
) -> None:
    answers = [right("A", asked - confused), taken("A", "B", confused)]

    assert bool(ranked_pairs(answers)) is is_enough


def test_a_pair_far_from_all_others_keeps_its_own_rate_in_its_interval() -> None:
    jobs = "ABCDEFGHIJKL"
    answers = [right(job, 400) for job in jobs] + [taken("A", "C", 300)]
    answers += [taken(a, b, 5) for a in jobs for b in jobs if a != b]

    first = ranked_pairs(answers)[0]

    assert first.pair == ("A", "C")
    assert first.rate < first.confused / first.asked  # drawn, but
    assert first.low < first.confused / first.asked < first.high


def test_no_answers_and_no_confusions_rank_nothing() -> None:
    assert ranked_pairs([]) == ()
    assert ranked_pairs([right(job) for job in JOBS]) == ()


def test_where_all_is_confused_a_rate_is_still_under_one() -> None:
    (found,) = ranked_pairs([taken("A", "B", 40), taken("B", "A", 40)])

    assert 0.9 < found.rate < 1


def test_where_pairs_differ_less_the_class_weighs_more() -> None:
    alike = [right(job, 400) for job in JOBS]
    alike += [taken(a, b, 10) for a in JOBS for b in JOBS if a != b]
    unlike = [right(job, 400) for job in JOBS] + [taken("A", "B", 120)]

    def weight(answers: list[JobAnswers]) -> float:
        prior = prior_of(answers)
        return prior.a + prior.b

    assert weight(alike) > 20 * weight(unlike)
