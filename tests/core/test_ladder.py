"""The ladder: how a card is asked, the harder the better it is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.samples import (
    CHOICE,
    MATCHING,
    MEMO,
    ORDERING,
    ROLE,
    TERM,
    TRUE_FALSE,
    card_named,
)
from trainer.core.card_state import CardState, Phase
from trainer.core.cards import make_cards
from trainer.core.items import Item
from trainer.core.ladder import fits, format_of, is_known
from trainer.core.questions import Format
from trainer.core.right_answers import NameKey, ShortAnswer

NEW = CardState()
LEARNING = CardState(Phase.LEARNING, step=0, stability=0.2, reps=1)
PASSED = CardState(Phase.LEARNING, step=1, stability=2.3, reps=1)
KNOWN = CardState(Phase.REVIEW, stability=7.0, difficulty=5.0)
MASTERED = CardState(Phase.REVIEW, stability=30.0, difficulty=5.0)
LAPSED = CardState(Phase.RELEARNING, step=0, stability=40.0, lapses=1)


@pytest.mark.parametrize(
    ("item", "name", "new", "known"),
    [
        (CHOICE, "job", Format.CHOICE, Format.TYPED),
        (ROLE, "job", Format.CHOICE, Format.TYPED),
        (ROLE, "mission", Format.SELF_MARKED, Format.SELF_MARKED),
        (MATCHING, "tool", Format.SELF_MARKED, Format.TYPED),
        (TERM, "term", Format.SELF_MARKED, Format.TYPED),
        (TRUE_FALSE, "verdict", Format.TRUE_FALSE, Format.TRUE_FALSE),
        (ORDERING, "order", Format.ORDERING, Format.ORDERING),
        (ORDERING, "after-besoin", Format.CHOICE, Format.TYPED),
    ],
)
def test_the_format_climbs_once_a_card_is_known(
    item: Item, name: str, new: Format, known: Format
) -> None:
    card = card_named(item, name)

    assert format_of(card, NEW) is new
    assert format_of(card, KNOWN) is known


@pytest.mark.parametrize(
    ("right", "known"),
    [("C++", Format.CHOICE), ("+", Format.CHOICE), ("Perl", Format.TYPED)],
)
def test_an_option_that_signs_alone_tell_apart_stays_a_choice(
    right: str, known: Format
) -> None:
    key = NameKey((ShortAnswer(right),))
    card = replace(
        card_named(CHOICE, "job"), options=("C", "C++", "+", "Perl"), answer=key
    )

    assert format_of(card, KNOWN) is known


def test_a_name_of_signs_alone_is_not_asked_to_be_typed() -> None:
    card = replace(
        card_named(TERM, "term"), answer=NameKey((ShortAnswer("&&"),)), options=()
    )

    assert format_of(card, NEW) is Format.SELF_MARKED


def test_an_option_too_long_to_type_stays_a_choice() -> None:
    right = "Entraîner et évaluer le modèle retenu"
    card = replace(
        card_named(ORDERING, "after-besoin"), answer=NameKey((ShortAnswer(right),))
    )

    assert format_of(card, KNOWN) is Format.CHOICE


@pytest.mark.parametrize(
    "state",
    [
        NEW,
        CardState(Phase.LEARNING, step=1, stability=30.0),
        CardState(Phase.RELEARNING, step=0, stability=30.0),
        CardState(Phase.REVIEW, stability=6.9),
    ],
)
def test_a_card_is_known_only_in_review_and_for_a_week(state: CardState) -> None:
    assert not is_known(state)
    assert is_known(KNOWN)


@pytest.mark.parametrize("item", [CHOICE, ROLE, MEMO, ORDERING, MATCHING, TERM])
def test_nothing_is_typed_before_a_first_success(item: Item) -> None:
    for card in make_cards(item):
        for state in (NEW, LEARNING):
            formats = {
                format_of(card, state, was_typed=typed) for typed in (True, False)
            }
            assert formats.isdisjoint({Format.TYPED, Format.SENTENCE})


def test_a_term_is_typed_after_its_first_success() -> None:
    card = card_named(TERM, "term")

    assert format_of(card, PASSED) is Format.TYPED
    assert format_of(card, LAPSED) is Format.SELF_MARKED


def test_a_fact_that_was_typed_and_holds_for_a_month_is_said_in_a_sentence() -> None:
    card = card_named(CHOICE, "job")

    assert format_of(card, MASTERED, was_typed=True) is Format.SENTENCE
    assert format_of(card, KNOWN, was_typed=True) is Format.TYPED


def test_what_was_only_ever_chosen_is_typed_before_it_is_said() -> None:
    assert format_of(card_named(CHOICE, "job"), MASTERED) is Format.TYPED


def test_a_lapse_leads_down_to_a_choice() -> None:
    assert format_of(card_named(CHOICE, "job"), LAPSED, was_typed=True) is Format.CHOICE


def test_without_a_reason_to_compare_with_there_is_no_sentence() -> None:
    key = NameKey((ShortAnswer("ML Engineer"),), is_job=True)
    card = replace(card_named(CHOICE, "job"), answer=key)

    assert format_of(card, MASTERED, was_typed=True) is Format.TYPED


def test_what_is_too_long_to_type_is_said_at_once_when_it_holds() -> None:
    right = "Entraîner et évaluer le modèle retenu"
    key = NameKey((ShortAnswer(right),))
    card = replace(card_named(ORDERING, "after-besoin"), answer=key, explanation="…")

    assert format_of(card, MASTERED) is Format.SENTENCE


@pytest.mark.parametrize(
    ("item", "name", "formats"),
    [
        (CHOICE, "job", "choice typed sentence self_marked"),
        (TERM, "term", "choice typed sentence self_marked"),
        (TERM, "definition", "self_marked"),
        (TRUE_FALSE, "verdict", "true_false"),
        (ORDERING, "order", "ordering"),
    ],
)
def test_a_card_fits_the_formats_of_its_ladder(
    item: Item, name: str, formats: str
) -> None:
    card = card_named(item, name)

    assert {format for format in Format if fits(format, card)} == set(formats.split())
