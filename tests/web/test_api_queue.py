"""The API hands out cards, and their answers apart."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.visiting import CARD, DECK, RIGHT, Browser, review_event, reviews
from trainer.core.sessions import contrast_of

# The queue


def test_the_queue_hands_out_cards_with_the_counts_of_the_day(browser: Browser) -> None:
    queue = browser.json("/api/queue")

    assert queue["study_day"] == "2026-11-23"
    assert queue["day_ends_in_s"] == 18 * 3600  # at 04:00 in Paris
    assert queue["counts"] == {"new": 20, "learning": 0, "review": 0}
    assert len(queue["cards"]) == 15


def test_a_card_says_the_delay_after_each_rating(browser: Browser) -> None:
    (card,) = browser.json("/api/queue", limit=1)["cards"]

    assert list(card["intervals"]) == ["1", "2", "3", "4"]
    assert card["intervals"]["1"] == "1\u00a0min"
    assert card["minutes"] == {"1": 1, "2": 6, "3": 10}
    assert card["due_in_s"] is None


def test_a_card_in_a_step_says_how_long_it_would_wait(browser: Browser) -> None:
    browser.sent("/api/reviews", reviews(review_event()))

    cards = browser.json("/api/queue", limit=200)["cards"]

    assert {card["card"]: card["due_in_s"] for card in cards}[CARD] == 600


def test_cards_in_hand_are_not_handed_out_again(browser: Browser) -> None:
    first = [card["card"] for card in browser.json("/api/queue", limit=3)["cards"]]

    rest = browser.json("/api/queue", limit=3, exclude=first)["cards"]

    assert len(rest) == 3
    assert not set(first) & {card["card"] for card in rest}


def test_the_queue_of_a_deck_holds_its_cards(browser: Browser) -> None:
    queue = browser.json("/api/queue", deck=DECK)

    assert all(card["card"].startswith(f"{DECK}/") for card in queue["cards"])


def test_the_queue_speaks_the_language_of_the_browser(browser: Browser) -> None:
    browser.client.set_cookie("language", "en")

    (card,) = browser.json("/api/queue", limit=1)["cards"]

    assert card["ask"] == "Which job?"


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "x"},
        {"limit": 0},
        {"limit": 201},
        {"deck": "../etc"},
        {"deck": "a\0b"},
        {"exclude": "x" * 201},
        {"exclude": "a\0b"},
        {"student_id": 1},
    ],
)
def test_a_query_out_of_bounds_is_refused(
    browser: Browser, query: dict[str, Any]
) -> None:
    response = browser.get("/api/queue", **query)

    assert response.status_code == 422
    assert list(response.json or ()) == ["error"]


def test_unknown_decks_and_cards_all_get_the_same_answer(browser: Browser) -> None:
    decks = {browser.get("/api/queue", deck=slug).text for slug in ("x", "y-z")}
    cards = {
        browser.get("/api/answers", card=key).text
        for key in ("x", f"{DECK}/A99#job", f"{DECK}/A3#nothing", "y/A3#job")
    }

    assert len(decks) == len(cards) == 1
    assert browser.get("/api/queue", deck="x").status_code == 404
    assert browser.get("/api/answers", card="x").status_code == 404


# Answers


def test_the_answer_of_a_choice_has_a_reason_for_each_option(browser: Browser) -> None:
    answer = browser.json("/api/answers", card=CARD)

    assert answer["right"] == [RIGHT]
    assert len(answer["reasons"]) == 5
    assert "ds" in answer["accepted"]
    assert answer["source"].startswith("Partie A, question 3")


def test_the_answer_of_an_order_has_its_constraints(browser: Browser) -> None:
    answer = browser.json("/api/answers", card=f"{DECK}/E1#order")

    assert len(answer["order"]["steps"]) == 8
    assert answer["order"]["constraints"]


def test_the_answer_of_a_statement_says_whether_it_is_true(browser: Browser) -> None:
    answer = browser.json("/api/answers", card=f"{DECK}/C1#verdict")

    assert answer["is_true"] is False
    assert answer["explanation"]


def test_several_answers_come_at_once_for_a_device_without_network(
    browser: Browser,
) -> None:
    other = f"{DECK}/C1#verdict"
    asked = [CARD, "nowhere", other]

    answers = browser.json("/api/answers-at-hand", card=asked)["answers"]

    assert {answer["card"] for answer in answers} == {CARD, other}
    one = browser.json("/api/answers", card=CARD)
    assert one in answers


def test_in_a_session_of_two_jobs_an_answer_tells_of_both(browser: Browser) -> None:
    apart = contrast_of((RIGHT, "AI Product Manager")).address

    hand = browser.json("/api/queue", session=apart, deck=DECK)["cards"]
    answer = browser.json("/api/answers", card=CARD, session=apart)
    (at_hand,) = browser.json("/api/answers-at-hand", card=CARD, session=apart)[
        "answers"
    ]

    assert {frozenset(o["value"] for o in card["options"]) for card in hand} == {
        frozenset((RIGHT, "AI Product Manager"))
    }
    assert "AI Product Manager" in [each["job"] for each in answer["missions"]]
    assert at_hand == answer
    refused = browser.get("/api/answers", card=CARD, session="nothing")
    assert refused.status_code == 404
