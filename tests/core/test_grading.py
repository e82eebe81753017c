"""Marking: what is right, what is wrong, and which rating goes with it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.samples import CHOICE, MATCHING, MEMO, ORDERING, ROLE, TRUE_FALSE, card_named
from trainer.core.grading import (
    grade,
    is_near_miss,
    is_right,
    may_rate,
    suggested_rating,
)
from trainer.core.questions import Format, Response, Score
from trainer.core.reviews import Rating
from trainer.core.right_answers import NameKey, ShortAnswer, TrueFalseKey
from trainer.core.wording import fold

CASES = json.loads(
    (Path(__file__).parents[1] / "cases/typed_answers.json").read_text("utf-8")
)
JOB = card_named(CHOICE, "job")
ORDER = card_named(ORDERING, "order")


def reasons(score: Score) -> list[str]:
    return [str(reason).replace("\u00a0", " ") for reason in score.reasons]


def mark(case: dict[str, Any]) -> str:
    key = NameKey((ShortAnswer(case["answer"], tuple(case["variants"])),))
    if is_right(case["typed"], key):
        return "right"
    others = tuple(map(fold, case.get("rivals", ())))
    return "almost" if is_near_miss(case["typed"], key, others) else "wrong"


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['answer']}={case['typed']!r}"
)
def test_typed_answers_are_marked_as_the_table_says(case: dict[str, Any]) -> None:
    assert mark(case) == case["mark"]


def test_the_table_of_typed_answers_is_long_enough_and_has_all_marks() -> None:
    marks = Counter(case["mark"] for case in CASES)

    assert all(marks[mark] >= 40 for mark in ("right", "almost", "wrong"))


def test_a_chosen_right_option_is_right_and_says_why() -> None:
    score = grade(Response(choice="ML Engineer"), Format.CHOICE, JOB)

    assert score.share == 1.0
    assert reasons(score) == ["ML Engineer : Il met le modèle en service."]


def test_a_chosen_wrong_option_is_wrong_and_says_why_and_what_was_right() -> None:
    score = grade(Response(choice="Data Scientist"), Format.CHOICE, JOB)

    assert score.share == 0.0
    assert reasons(score) == [
        "ML Engineer : Il met le modèle en service.",
        "Data Scientist : Il expérimente, sans mettre en ligne.",
    ]


def test_either_right_job_may_be_chosen() -> None:
    card = card_named(MEMO, "job")

    marks = [
        grade(Response(choice=name), Format.CHOICE, card).share
        for name in ("Data Analyst", "BI Analyst / BI Developer", "NLP Engineer")
    ]

    assert marks == [1.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("said", "share"), [(False, 1.0), (True, 0.0), (None, 0.0)], ids=str
)
def test_a_verdict_is_right_or_wrong(said: bool | None, share: float) -> None:
    card = card_named(TRUE_FALSE, "verdict")

    assert grade(Response(is_true=said), Format.TRUE_FALSE, card).share == share


def test_whether_a_sentence_was_put_right_is_for_the_student_to_say() -> None:
    card = card_named(TRUE_FALSE, "verdict")
    said_false = Response(is_true=False, text="Le sel ne change presque rien.")

    score = grade(said_false, Format.TRUE_FALSE, card)

    assert score == Score(1.0, has_own_part=True)
    assert all(may_rate(score, rating) for rating in Rating)


def test_a_wrong_verdict_is_again_whatever_was_written_beside_it() -> None:
    card = card_named(TRUE_FALSE, "verdict")

    score = grade(Response(is_true=True, text="…"), Format.TRUE_FALSE, card)

    assert [rating for rating in Rating if may_rate(score, rating)] == [Rating.AGAIN]


def test_a_right_verdict_on_a_true_sentence_leaves_nothing_to_mark() -> None:
    card = card_named(TRUE_FALSE, "verdict")
    key = TrueFalseKey(is_true=True, sentence="Vrai.")

    score = grade(Response(is_true=True), Format.TRUE_FALSE, replace(card, answer=key))

    assert not may_rate(score, Rating.AGAIN)


@pytest.mark.parametrize(
    "format", [Format.CHOICE, Format.TYPED, Format.TRUE_FALSE, Format.ORDERING]
)
def test_an_empty_response_is_wrong(format: Format) -> None:
    card = {Format.TRUE_FALSE: card_named(TRUE_FALSE, "verdict")}.get(
        format, ORDER if format is Format.ORDERING else JOB
    )

    score = grade(Response(), format, card)

    assert score.share == 0.0
    assert suggested_rating(score) is Rating.AGAIN


def test_a_typed_answer_is_right_by_any_name_of_the_job() -> None:
    card = card_named(ROLE, "job")

    assert grade(Response(text="ANALYSTE  data"), Format.TYPED, card) == Score(1.0)
    assert grade(Response(text="Data Engineer"), Format.TYPED, card) == Score(0.0)


def test_every_right_order_is_fully_right() -> None:
    for order in (
        ("besoin", "donnees", "modele", "tables", "ligne"),
        ("besoin", "donnees", "tables", "modele", "ligne"),
    ):
        assert grade(Response(order=order), Format.ORDERING, ORDER) == Score(1.0)


def test_a_wrong_order_loses_pairs_and_gets_one_reason_per_broken_constraint() -> None:
    order = ("donnees", "besoin", "ligne", "tables", "modele")

    score = grade(Response(order=order), Format.ORDERING, ORDER)

    assert score.share == pytest.approx(2 * 6 / 9 - 1)
    assert reasons(score) == [
        "« Définir » vient avant « Nettoyer » : Sans besoin, rien à chercher.",
        "« Entraîner » vient avant « Mettre en ligne » : "
        "On ne publie qu’un modèle entraîné.",
        "« Préparer les tables » vient avant « Mettre en ligne »",
    ]


def test_a_self_marked_answer_has_no_share() -> None:
    for card, format in (
        (card_named(ROLE, "mission"), Format.SELF_MARKED),
        (JOB, Format.SELF_MARKED),
        (JOB, Format.SENTENCE),
    ):
        score = grade(Response(text="…"), format, card)
        assert score == Score(None)
        assert suggested_rating(score) is None


@pytest.mark.parametrize(
    ("format", "card"),
    [
        (Format.CHOICE, card_named(ROLE, "mission")),
        (Format.TYPED, card_named(TRUE_FALSE, "verdict")),
        (Format.TRUE_FALSE, JOB),
        (Format.SENTENCE, card_named(TRUE_FALSE, "verdict")),
        (Format.ORDERING, card_named(MATCHING, "tool")),
    ],
)
def test_a_format_that_does_not_fit_the_card_is_refused(
    format: Format, card: object
) -> None:
    with pytest.raises(ValueError, match="cannot be asked as"):
        grade(Response(), format, card)  # type: ignore[arg-type]  # a Card


@pytest.mark.parametrize(
    ("share", "rating"),
    [
        (0.0, Rating.AGAIN),
        (0.5, Rating.AGAIN),
        (0.99, Rating.AGAIN),
        (1.0, Rating.GOOD),
        (None, None),
    ],
)
def test_only_what_is_fully_right_is_suggested_as_good(
    share: float | None, rating: Rating | None
) -> None:
    assert suggested_rating(Score(share)) is rating


def test_a_wrong_answer_is_never_stored_as_a_pass_without_an_override() -> None:
    wrong = (Score(0.0), Score(0.92))

    allowed = {
        rating for score, rating in product(wrong, Rating) if may_rate(score, rating)
    }

    assert allowed == {Rating.AGAIN}
    assert all(may_rate(Score(0.0), rating, overridden=True) for rating in Rating)


def test_a_right_answer_is_a_pass_of_any_kind() -> None:
    allowed = {rating for rating in Rating if may_rate(Score(1.0), rating)}

    assert allowed == {Rating.HARD, Rating.GOOD, Rating.EASY}
    assert may_rate(Score(1.0), Rating.AGAIN, overridden=True)


def test_the_student_rates_a_self_marked_answer_freely() -> None:
    assert all(may_rate(Score(None), rating) for rating in Rating)


@given(st.permutations(["besoin", "donnees", "modele", "tables", "ligne"]))
def test_a_full_order_has_no_reason_and_any_other_has_some(order: list[str]) -> None:
    score = grade(Response(order=tuple(order)), Format.ORDERING, ORDER)

    assert (score.share == 1.0) == (score.reasons == ())


@given(st.text())
def test_any_text_is_marked_right_or_wrong(text: str) -> None:
    score = grade(Response(text=text), Format.TYPED, JOB)

    assert score.share in (0.0, 1.0)


@given(st.lists(st.text(max_size=8), max_size=6))
def test_any_order_is_marked_between_0_and_1(order: list[str]) -> None:
    score = grade(Response(order=tuple(order)), Format.ORDERING, ORDER)

    assert score.share is not None
    assert 0.0 <= score.share <= 1.0


def test_an_answer_of_signs_alone_is_right_for_nobody() -> None:
    card = replace(JOB, answer=NameKey((ShortAnswer("++"),)))

    assert grade(Response(text="++"), Format.TYPED, card) == Score(0.0)
