"""The pages on SQLite and on PostgreSQL: one morning of one student."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.uploading import KEY, PAPER, accept, key_file, upload
from tests.web.visiting import (
    CARD,
    DECK,
    NOW,
    Browser,
    close,
    retraction,
    review_event,
    reviews,
)
from trainer.config import Config
from web import create_app


@pytest.fixture
def browser(config: Config) -> Iterator[Browser]:
    app = create_app(config, lambda: NOW)
    yield Browser(app, app.test_client())
    close(app)


def test_cards_are_asked_answered_and_undone(browser: Browser) -> None:
    first = browser.json("/api/queue", deck=DECK)

    new = browser.sent("/api/reviews", reviews(review_event()))
    known = browser.sent("/api/reviews", reviews(review_event()))
    undone = browser.sent("/api/retractions", retraction(1, of=1))

    statuses = [each["results"][0]["status"] for each in (new, known, undone)]
    assert statuses == ["new", "known", "new"]
    assert browser.json("/api/answers", card=CARD)["right"]
    assert browser.json("/api/queue", deck=DECK) == first


def test_a_paper_is_imported_and_asked(browser: Browser) -> None:
    answer = accept(browser, upload(browser, PAPER, key=key_file(KEY)))

    assert answer.status_code == 303
    assert browser.json("/api/queue", deck="cuisine")["counts"]["new"] == 2


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/review", f"/decks/{DECK}", "/content", "/progress"),
        *("/progress/days/2026-11-23", "/cards/" + CARD.replace("#", "%23")),
    ],
)
def test_every_page_opens(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/decks/A%00", "/review?deck=%00", "/decks/%ED%A0%80", "/decks/a%27--"]
)
def test_odd_addresses_are_not_found(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_signs_that_a_database_refuses_lose_no_other_answer(browser: Browser) -> None:
    odd = review_event(1, response={"text": "a\0b"}, overridden=True)
    fine = review_event(2, zone="x" * 64, shown=["\U0001f600", "é"])

    results = browser.sent("/api/reviews", reviews(odd, fine))["results"]

    assert {each["uid"]: each["status"] for each in results} == {
        odd["uid"]: "rejected",
        fine["uid"]: "new",
    }
