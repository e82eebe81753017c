"""Notes, reports and misses by the API: what the review page can rely on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.visiting import CARD, NOW, RIGHT, Browser, review_event, reviews

UID = "019ab000-0000-7000-8000-00000000000{}"
AT = NOW.isoformat()
EVENTS: dict[str, dict[str, Any]] = {
    "misses": {"review_uid": UID.format(1), "cause": "misread", "said_at": AT},
    "notes": {"card": CARD, "text": "Prédire, donc Scientist.", "written_at": AT},
    "reports": {"card": CARD, "text": "L’option 2 convient.", "reported_at": AT},
}


def batch(kind: str, *changes: dict[str, Any]) -> dict[str, Any]:
    """Give a batch of events of one kind."""
    events = [
        {"uid": UID.format(number)} | EVENTS[kind] | change
        for number, change in enumerate(changes or ({},), start=2)
    ]
    return {"sent_at": AT, kind: events}


def statuses(browser: Browser, kind: str, body: dict[str, Any]) -> list[str]:
    return [each["status"] for each in browser.sent(f"/api/{kind}", body)["results"]]


@pytest.mark.parametrize("kind", EVENTS)
def test_an_event_is_stored_once_however_often_it_is_sent(
    browser: Browser, kind: str
) -> None:
    first = statuses(browser, kind, batch(kind))
    before = browser.dump()

    second = statuses(browser, kind, batch(kind))

    assert (first, second) == (["new"], ["known"])
    assert browser.dump() == before


@pytest.mark.parametrize("kind", EVENTS)
def test_one_bad_event_holds_no_other_up(browser: Browser, kind: str) -> None:
    wrong = {"misses": {"cause": "bored"}}.get(kind, {"card": "nowhere"})

    results = statuses(browser, kind, batch(kind, {}, wrong, {"text": "a\0b"}, {}))

    assert sorted(results) == ["new", "new", "rejected", "rejected"]


@pytest.mark.parametrize("kind", EVENTS)
def test_an_event_moves_no_state(browser: Browser, kind: str) -> None:
    browser.sent("/api/reviews", reviews(review_event(rating=1, response={})))
    before = states(browser)

    browser.sent(f"/api/{kind}", batch(kind))

    assert len(before) == 1
    assert states(browser) == before


@pytest.mark.parametrize("kind", EVENTS)
def test_other_sites_can_send_no_event(browser: Browser, kind: str) -> None:
    response = browser.client.post(f"/api/{kind}", json=batch(kind))

    assert response.status_code == 403


def test_a_note_comes_with_the_answer_of_its_card(browser: Browser) -> None:
    browser.sent("/api/notes", batch("notes"))

    assert browser.json("/api/answers", card=CARD)["note"] == EVENTS["notes"]["text"]


def test_a_note_of_more_than_two_thousand_signs_is_refused(browser: Browser) -> None:
    long = batch("notes", {"text": "x" * 2000}, {"text": "x" * 2001})

    assert sorted(statuses(browser, "notes", long)) == ["new", "rejected"]


def test_the_answer_of_a_job_says_what_may_be_taken_for_it(browser: Browser) -> None:
    answer = browser.json("/api/answers", card=CARD)

    jobs = [mission["job"] for mission in answer["missions"]]
    assert {RIGHT, "ML Engineer", "Data Analyst"} <= set(jobs)
    assert "Data Scientist" in answer["spellings"]
    assert "marketing data scientist" not in answer["accepted"]


def test_how_a_card_was_asked_is_taken_and_checked(browser: Browser) -> None:
    said = {"response": {"text": "Le Data Scientist."}, "format": "sentence"}

    body = reviews(
        review_event(1, **said),
        review_event(2, format="ordering"),
        review_event(3, format="shouted"),
        review_event(4),
    )
    results = browser.sent("/api/reviews", body)["results"]

    assert {each["uid"][-1]: each["status"] for each in results} == {
        "1": "new",
        "2": "rejected",
        "3": "rejected",
        "4": "new",
    }


def states(browser: Browser) -> list[str]:
    return [line for line in browser.dump() if 'INSERT INTO "card_states"' in line]
