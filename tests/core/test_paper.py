"""Questions: what is shown, what is not, and that chance is the caller's."""

from __future__ import annotations

import typing
from collections import Counter
from dataclasses import fields, replace
from random import Random

import pytest

from tests.samples import (
    ANALYST,
    BI,
    CASE,
    CHOICE,
    DECK,
    MEMO,
    ORDERING,
    ROLE,
    card_named,
    cards_of,
)
from trainer.core.card_state import CardState
from trainer.core.ladder import format_of
from trainer.core.ordering import is_valid
from trainer.core.paper import ask, ask_between, seed_of
from trainer.core.questions import Card, Format, Question
from trainer.core.right_answers import OrderKey, Step

JOBS = {job.name for job in DECK.jobs}


def question(card: Card, seed: str = "1", format: Format = Format.CHOICE) -> Question:
    return ask(card, format, DECK, Random(seed))


def test_a_question_has_no_place_for_a_key() -> None:
    kinds = typing.get_type_hints(Question)

    assert set(kinds) == {"card_key", "format", "text", "ask", "options", "steps"}
    assert {field.name for field in fields(Step)} == {"name", "text"}
    assert all("Key" not in str(kind) for kind in kinds.values())


@pytest.mark.parametrize("card", cards_of(), ids=lambda card: card.key)
def test_a_question_shows_nothing_of_reasons_variants_or_explanation(
    card: Card,
) -> None:
    shown = repr(question(card, format=format_of(card, CardState())))

    for secret in (card.explanation, "is_right", "Reason", "Constraint", "variants"):
        assert not secret or secret not in shown


def test_the_same_seed_shows_the_same_question() -> None:
    card = card_named(ROLE, "job")

    assert question(card, seed_of(card.key, "u1")) == question(
        card, seed_of(card.key, "u1")
    )
    assert seed_of(card.key, "u1") != seed_of(card.key, 1)


def test_the_options_of_a_choice_are_shuffled_and_complete() -> None:
    card = card_named(CHOICE, "job")

    shown = [question(card, str(seed)).options for seed in range(30)]

    assert {tuple(sorted(options)) for options in shown} == {
        tuple(sorted(CHOICE.options))
    }
    assert len(set(shown)) > 20


def test_the_right_option_stands_in_each_place_equally_often() -> None:
    card = card_named(CHOICE, "job")

    places = Counter(
        question(card, str(seed)).options.index("ML Engineer") for seed in range(2000)
    )

    assert all(320 < places[place] < 480 for place in range(5))


def test_a_job_without_own_options_is_asked_among_five_whole_names() -> None:
    card = card_named(ROLE, "job")

    for seed in range(50):
        options = question(card, str(seed)).options
        assert len(options) == len(set(options)) == 5
        assert "Data Analyst" in options
        assert set(options) <= JOBS


def test_jobs_that_are_confused_with_the_right_one_come_first() -> None:
    card = replace(card_named(CHOICE, "job"), options=())

    for seed in range(50):
        assert {"MLOps / Platform", "Data Scientist"} <= set(
            question(card, str(seed)).options
        )


def test_another_right_job_is_never_offered_beside_the_right_one() -> None:
    memo, case = card_named(MEMO, "job"), card_named(CASE, "job")

    shown = [set(question(memo, str(seed)).options) for seed in range(50)]
    in_case = [set(question(case, str(seed)).options) for seed in range(50)]

    assert {frozenset(options & {BI.text, ANALYST.text}) for options in shown} == {
        frozenset({BI.text}),
        frozenset({ANALYST.text}),
    }
    assert all(ANALYST.text not in options for options in in_case)


def test_a_small_deck_offers_what_jobs_it_has() -> None:
    small = replace(DECK, jobs=DECK.jobs[:3])

    asked = ask(card_named(ROLE, "job"), Format.CHOICE, small, Random(1))

    assert len(asked.options) == 3
    assert asked.format is Format.CHOICE


def test_of_two_jobs_they_alone_are_to_choose_from_in_either_order() -> None:
    card, pair = card_named(CHOICE, "job"), ("ML Engineer", "Prompt Engineer")

    asked = [ask_between(card, pair, Random(seed)) for seed in range(20)]

    assert {question.options for question in asked} == {pair, pair[::-1]}
    assert {question.format for question in asked} == {Format.CHOICE}
    assert {question.text for question in asked} == {card.text}


def test_without_other_jobs_a_choice_becomes_a_typed_answer() -> None:
    bare = replace(DECK, jobs=())

    asked = ask(card_named(ROLE, "job"), Format.CHOICE, bare, Random(1))

    assert asked.format is Format.TYPED
    assert asked.options == ()


def test_steps_are_never_shown_in_a_right_order() -> None:
    card = card_named(ORDERING, "order")
    assert isinstance(card.answer, OrderKey)

    orders = [
        tuple(step.name for step in question(card, str(seed), Format.ORDERING).steps)
        for seed in range(200)
    ]

    assert not any(is_valid(order, card.answer) for order in orders)
    assert {frozenset(order) for order in orders} == {
        frozenset(step.name for step in card.answer.steps)
    }
    assert len(set(orders)) > 50


@pytest.mark.parametrize(
    "format", [Format.TRUE_FALSE, Format.TYPED, Format.SELF_MARKED]
)
def test_other_formats_show_words_alone(format: Format) -> None:
    asked = question(card_named(CHOICE, "job"), format=format)

    assert (asked.options, asked.steps) == ((), ())
    assert (asked.text, str(asked.ask)) == (CHOICE.text, "Quel métier ?")
