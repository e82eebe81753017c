"""Which jobs are taken for one another: from wrong answers, chosen or typed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.logs import logged, unfolded
from tests.samples import ANALYST, BI, CHOICE, DECK, MEMO, MLE, TERM, card_named
from trainer.core.confusions import (
    Confusion,
    confusion_of,
    job_names,
    most_common,
)
from trainer.core.questions import Card, Format, Response
from trainer.core.reviews import Purpose, Rating

NAMES = job_names(DECK.jobs)
JOB = card_named(CHOICE, "job")
SCIENTIST = "Data Scientist"


def confusion(
    given: Response, card: Card = JOB, rating: Rating = Rating.AGAIN, **other: Any
) -> Confusion | None:
    (answer,) = unfolded(logged(0, rating, response=given, **other))
    return confusion_of(answer, card, NAMES)


def test_a_wrong_choice_confuses_the_right_job_with_the_chosen_one() -> None:
    found = confusion(Response(choice=SCIENTIST), format=Format.CHOICE)

    assert found == Confusion(MLE.text, SCIENTIST)


@pytest.mark.parametrize("text", ["data scientist", "DS", " ds. "])
def test_a_typed_name_counts_by_any_of_its_names(text: str) -> None:
    assert confusion(Response(text=text)) == Confusion(MLE.text, SCIENTIST)


@pytest.mark.parametrize("text", ["", "quelqu’un", "ingénieur ML"])
def test_what_names_no_other_job_confuses_none(text: str) -> None:
    assert confusion(Response(text=text)) is None


def test_an_answer_that_was_passed_after_all_confuses_none() -> None:
    assert confusion(Response(choice=SCIENTIST), rating=Rating.GOOD) is None


@pytest.mark.parametrize("other", [{"is_retracted": True}, {"purpose": Purpose.CRAM}])
def test_undone_answers_and_cram_confuse_none(other: dict[str, Any]) -> None:
    assert confusion(Response(choice=SCIENTIST), **other) is None


def test_the_first_of_several_right_jobs_stands_for_all() -> None:
    memo = card_named(MEMO, "job")

    assert confusion(Response(choice=SCIENTIST), memo) == Confusion(BI.text, SCIENTIST)
    assert confusion(Response(choice=ANALYST.text), memo) is None


def test_a_card_that_asks_for_no_job_confuses_none() -> None:
    term = card_named(TERM, "term")

    assert confusion(Response(text=SCIENTIST), term) is None


def test_the_most_frequent_confusion_comes_first_then_the_alphabet() -> None:
    often, b, a = Confusion("X", "Y"), Confusion("B", "C"), Confusion("A", "C")

    found = most_common([b, often, None, a, often])

    assert found == ((often, 2), (a, 1), (b, 1))
