"""Cards out, answers and undoings in: what the review page can rely on."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.visiting import (
    NOW,
    RIGHT,
    Browser,
    hold_event,
    holds,
    retraction,
    review_event,
    reviews,
)
from trainer.tables import Row

FIELDS = ("sent_at", "reviews", "retractions", "uid", "deck")
COLUMNS = sorted(
    {column.name for table in Row.metadata.tables.values() for column in table.columns}
    - set(review_event())  # they have bounds of their own
)


def outcome(browser: Browser, body: dict[str, Any]) -> Any:
    (result,) = browser.sent("/api/reviews", body)["results"]
    return result


def stored_reviews(browser: Browser) -> list[str]:
    return [line for line in browser.dump() if 'INSERT INTO "reviews"' in line]


# Holds


def test_a_card_can_be_flagged_and_says_so(browser: Browser) -> None:
    first = browser.json("/api/queue", limit=2)["cards"]

    browser.sent("/api/holds", holds(hold_event(card=first[0]["card"], action="flag")))

    again = browser.json("/api/queue", limit=2)["cards"]
    assert [card["is_flagged"] for card in first] == [False, False]
    assert [card["is_flagged"] for card in again] == [True, False]


def test_the_same_hold_sent_twice_is_one(browser: Browser) -> None:
    browser.sent("/api/holds", holds(hold_event()))
    before = browser.dump()

    second = browser.sent("/api/holds", holds(hold_event()))

    assert [each["status"] for each in second["results"]] == ["known"]
    assert browser.dump() == before


def test_a_hold_that_is_none_holds_no_other_up(browser: Browser) -> None:
    events = (
        hold_event(1),
        hold_event(2, action="eat"),
        hold_event(3, card="nowhere"),
        hold_event(4, held_at="yesterday"),
    )

    results = browser.sent("/api/holds", holds(*events))["results"]

    statuses = {each["uid"][-1]: each["status"] for each in results}
    assert statuses == {"1": "new", "2": "rejected", "3": "rejected", "4": "rejected"}


# Reviews


def test_an_answer_is_marked_and_stored(browser: Browser) -> None:
    result = browser.sent("/api/reviews", reviews(review_event()))

    assert result["results"] == [
        {
            "uid": review_event()["uid"],
            "status": "new",
            "reason": None,
            "score": 1.0,
            "phase": "learning",
        }
    ]
    assert len(stored_reviews(browser)) == 1


def test_the_same_answer_sent_twice_is_one_review(browser: Browser) -> None:
    browser.sent("/api/reviews", reviews(review_event()))
    before = browser.dump()

    second = outcome(browser, reviews(review_event()))

    assert second["status"] == "known"
    assert browser.dump() == before


def test_an_answer_twice_in_one_batch_is_one_review(browser: Browser) -> None:
    sent = browser.sent("/api/reviews", reviews(review_event(), review_event()))

    assert [each["status"] for each in sent["results"]] == ["new", "known"]
    assert len(stored_reviews(browser)) == 1


def test_another_answer_under_a_known_uid_is_rejected(browser: Browser) -> None:
    browser.sent("/api/reviews", reviews(review_event()))

    second = outcome(browser, reviews(review_event(rating=1)))

    assert second["status"] == "rejected"
    assert second["reason"]


def test_one_bad_answer_holds_no_other_up(browser: Browser) -> None:
    events = (
        review_event(1),
        review_event(2, rating=7),
        review_event(3, card="nowhere"),
        review_event(4, zone="../../etc/passwd"),
        review_event(5, response={"order": ["x"]}),
    )

    results = browser.sent("/api/reviews", reviews(*events))["results"]

    statuses = {each["uid"]: each["status"] for each in results}
    assert statuses[review_event(1)["uid"]] == "new"
    assert statuses[review_event(2)["uid"]] == "rejected"
    assert statuses[review_event(3)["uid"]] == "rejected"
    assert len(statuses) == 5


def test_a_wrong_answer_is_not_stored_as_hard(browser: Browser) -> None:
    wrong = review_event(response={"choice": "Data Analyst"}, rating=2)

    result = outcome(browser, reviews(wrong))

    assert result["status"] == "rejected"


def test_the_student_may_overrule_the_marking(browser: Browser) -> None:
    wrong = {"choice": "Data Analyst"}

    result = outcome(browser, reviews(review_event(response=wrong, overridden=True)))

    assert result["status"] == "new"
    assert result["score"] == 0.0


def test_an_empty_batch_has_no_results(browser: Browser) -> None:
    assert browser.sent("/api/reviews", reviews()) == {"results": []}


def test_an_answer_is_stored_without_planning_the_day(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.daily_review.plan", None)  # not called

    sent = browser.sent("/api/reviews", reviews(review_event()))

    assert sent["results"][0]["status"] == "new"


def test_no_column_can_be_set_from_outside(browser: Browser) -> None:
    before = browser.dump()

    for column in COLUMNS:
        for body in (
            reviews(review_event() | {column: 1}),
            reviews(review_event(response={"choice": RIGHT, column: 1})),
            reviews(review_event()) | {column: 1},
        ):
            response = browser.send("/api/reviews", body)
            if response.status_code != 422:
                (result,) = (response.json or {})["results"]
                assert (column, result["status"]) == (column, "rejected")

    assert len(COLUMNS) > 30
    assert browser.dump() == before


WORDS = st.text('aé\0\u202e\U0001f600"<{', max_size=9) | st.sampled_from(FIELDS)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | WORDS


@given(
    body=st.recursive(
        PLAIN,
        lambda part: (
            st.lists(part, max_size=3) | st.dictionaries(WORDS, part, max_size=3)
        ),
        max_leaves=9,
    )
)
@settings(max_examples=60, suppress_health_check=[*HealthCheck], deadline=None)
def test_no_json_brings_the_server_down(browser: Browser, body: Any) -> None:
    for place in ("/api/reviews", "/api/retractions"):
        assert browser.send(place, body).status_code == 422


@given(
    name=st.sampled_from(sorted(review_event())),
    value=PLAIN
    | st.lists(WORDS, max_size=3)
    | st.dictionaries(WORDS, WORDS, max_size=3)
    | st.datetimes().map(str),
)
@settings(max_examples=150, suppress_health_check=[*HealthCheck], deadline=None)
def test_no_value_of_a_field_brings_the_server_down(
    browser: Browser, name: str, value: Any
) -> None:
    response = browser.send("/api/reviews", reviews(review_event(**{name: value})))

    assert response.status_code in (200, 422)


def test_more_than_a_megabyte_is_refused(browser: Browser) -> None:
    response = browser.send("/api/reviews", {"x": "y" * 1_100_000})

    assert response.status_code == 422
    assert "trop gros" in (response.json or {})["error"]


# Retractions


def test_an_undone_answer_leaves_the_day_as_it_was(browser: Browser) -> None:
    first = browser.json("/api/queue")
    browser.sent("/api/reviews", reviews(review_event()))

    undone = browser.sent("/api/retractions", retraction(1, of=1))

    assert undone["results"][0]["status"] == "new"
    assert browser.json("/api/queue") == first


def test_undoing_twice_is_undoing_once(browser: Browser) -> None:
    browser.sent("/api/reviews", reviews(review_event()))
    browser.sent("/api/retractions", retraction(1, of=1))
    before = browser.dump()

    second = browser.sent("/api/retractions", retraction(1, of=1))

    assert second["results"][0]["status"] == "known"
    assert browser.dump() == before


def test_twenty_answers_and_twenty_undoings_bring_back_the_start(
    browser: Browser,
) -> None:
    first = browser.json("/api/queue", limit=20)
    for number, card in enumerate(first["cards"]):
        event = review_event(number, card=card["card"], response={}, rating=1)
        assert outcome(browser, reviews(event))["status"] == "new"

    for number in reversed(range(20)):
        browser.sent("/api/retractions", retraction(number, of=number))

    assert browser.json("/api/queue", limit=20) == first


# The rest


def test_the_description_names_every_address_of_the_api(
    app: Flask, browser: Browser
) -> None:
    described = set(browser.json("/api/openapi.json")["paths"])

    rules = {rule.rule for rule in app.url_map.iter_rules() if "/api/" in rule.rule}
    assert described == rules - {"/api/openapi.json"}


def test_the_server_says_that_it_is_well(browser: Browser) -> None:
    assert browser.json("/healthz") == {"status": "ok"}


def test_an_address_that_is_not_there_is_answered_as_json(browser: Browser) -> None:
    response = browser.get("/api/nowhere")

    assert response.status_code == 404
    assert response.json == {"error": "Cette page n’existe pas."}


def test_an_answer_counts_from_its_own_time(browser: Browser) -> None:
    late = NOW.replace(hour=8).isoformat()

    browser.sent("/api/reviews", reviews(review_event(answered_at=late)))

    assert "2026-11-23 08:00:00" in stored_reviews(browser)[0]
