"""What the filter of the list means, and how an address holds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.samples import ITEMS, cards_of
from trainer.core.card_filter import (
    LONGEST_TEXT,
    CardFilter,
    CardOrder,
    CardStatus,
    RecallBand,
    band_of,
    is_hard,
    query_of,
    read_filter,
    status_of,
    words_of,
)
from trainer.core.card_state import CardState, Phase
from trainer.core.holds import NOT_HELD, CardHold

DAY = date(2026, 11, 23)
FULL = CardFilter(
    text="drift",
    deck="metiers-data",
    part="A",
    job="ML Engineer",
    tag="à relire",
    status=CardStatus.HARD,
    recall=RecallBand.LOW,
    order=CardOrder.DUE,
)


@pytest.mark.parametrize("wanted", [CardFilter(), FULL, replace(FULL, deck="")])
def test_a_filter_is_read_as_it_was_written(wanted: CardFilter) -> None:
    assert read_filter(query_of(wanted)) == wanted


def test_what_says_nothing_is_not_in_the_address() -> None:
    assert query_of(CardFilter()) == {}


def test_what_has_no_meaning_says_nothing() -> None:
    query = {"status": "odd", "recall": "", "order": "x", "text": " a ", "more": "1"}

    assert read_filter(query) == CardFilter(text="a")


def test_a_text_is_cut_before_it_takes_long() -> None:
    assert len(read_filter({"text": "x" * 10_000}).text) == LONGEST_TEXT


@pytest.mark.parametrize(
    ("state", "hold", "status"),
    [
        (CardState(), NOT_HELD, CardStatus.NEW),
        (CardState(), CardHold(is_suspended=True), CardStatus.SUSPENDED),
        (CardState(), CardHold(buried_on=DAY), CardStatus.BURIED),
        (CardState(), CardHold(buried_on=DAY - timedelta(days=1)), CardStatus.NEW),
        (CardState(phase=Phase.RELEARNING), NOT_HELD, CardStatus.LEARNING),
        (CardState(phase=Phase.REVIEW, due_day=DAY), NOT_HELD, CardStatus.DUE),
        (
            CardState(phase=Phase.REVIEW, due_day=DAY + timedelta(days=1)),
            NOT_HELD,
            CardStatus.LATER,
        ),
    ],
)
def test_a_card_stands_in_one_place(
    state: CardState, hold: CardHold, status: CardStatus
) -> None:
    assert status_of(state, hold, DAY) is status


@pytest.mark.parametrize(
    ("recall", "band"),
    [
        (0.0, RecallBand.LOW),
        (0.69, RecallBand.LOW),
        (0.7, RecallBand.MIDDLE),
        (0.9, RecallBand.MIDDLE),
        (0.91, RecallBand.HIGH),
    ],
)
def test_every_chance_is_in_one_band(recall: float, band: RecallBand) -> None:
    assert band_of(recall) is band


def test_a_card_forgotten_four_times_is_hard() -> None:
    assert [is_hard(CardState(lapses=lapses)) for lapses in (3, 4)] == [False, True]


def test_every_kind_of_card_is_found_by_its_question_and_its_answer() -> None:
    words = {card.key: words_of(card) for card in cards_of(ITEMS)}

    assert all(words.values())
    assert "tableau clair" in words["exemple/D-A#job"]
    assert "bi analyst" in words["exemple/D-A#job"]
    assert "automatise l entrainement" in words["exemple/C1#verdict"]
    assert "mettre en ligne" in words["exemple/E1#order"]
    assert "compter dater" in words["exemple/F1#rule"]
