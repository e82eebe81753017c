"""The rules of trainer.core.mastery."""

from __future__ import annotations

from datetime import date

import pytest

from tests.samples import CASE, CHOICE, OPEN, ORDERING, ROLE, TRUE_FALSE, card_named
from trainer.core.card_state import CardState
from trainer.core.mastery import chance_today, guess_chance, mastery
from trainer.core.questions import Card

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("card", "chance"),
    [
        (card_named(CHOICE, "job"), 1 / len(CHOICE.options)),
        (card_named(TRUE_FALSE, "verdict"), 0.5),
        (card_named(ROLE, "job"), 1 / 5),
        (card_named(ROLE, "mission"), 0),
        (card_named(OPEN, "rule"), 0),
    ],
)
def test_blind_guessing_earns_by_what_there_is_to_choose(
    card: Card, chance: float
) -> None:
    assert guess_chance(card, jobs=20) == pytest.approx(chance)


def test_an_order_is_guessed_by_its_rules() -> None:
    assert 0 < guess_chance(card_named(ORDERING, "order"), jobs=20) < 1


def test_few_jobs_leave_few_to_choose_from() -> None:
    assert guess_chance(card_named(CASE, "job"), jobs=2) == pytest.approx(1 / 2)


def test_a_card_that_was_never_seen_counts_its_guess() -> None:
    assert chance_today(None, 0.25, TODAY) == 0.25
    assert chance_today(CardState(), 0.25, TODAY) == 0.25


def test_a_seen_card_counts_its_chance_of_recall() -> None:
    state = CardState(stability=10.0, last_study_day=date(2026, 11, 13))

    assert chance_today(state, 0.25, TODAY) == pytest.approx(0.9)


def test_mastery_is_the_mean_of_all_cards() -> None:
    assert mastery([0.9, 0.25, 0.5]) == pytest.approx(0.55)
    assert mastery([]) == 0
