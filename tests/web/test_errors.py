"""What went wrong is said in one sentence, and nothing else gets out."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.visiting import Browser, review_event, reviews
from trainer.core.messages import message
from trainer.errors import (
    DiskFull,
    Invalid,
    NotFound,
    Refused,
    TrainerError,
    Unavailable,
)
from web.errors import ForeignRequest, TooLarge, status_of

CANARY = "canari-4711"


def raise_in_the_views(
    monkeypatch: pytest.MonkeyPatch, error: Exception, story: str = "web.api.next_cards"
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(story, fail)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (NotFound, 404),
        (Refused, 409),
        (Invalid, 422),
        (Unavailable, 503),
    ],
)
def test_each_kind_of_refusal_has_its_status(
    kind: type[TrainerError], status: int
) -> None:
    assert status_of(kind(message("Non."))) == status


def test_what_belongs_to_a_kind_has_its_status() -> None:
    assert status_of(ForeignRequest()) == 403
    assert status_of(TooLarge(1)) == 422
    assert status_of(DiskFull("x")) == 503


@pytest.mark.parametrize(
    ("page", "limit"), [("/my-data/card-plans", 2), ("/settings", 1)]
)
def test_what_is_too_large_says_how_large_it_may_be(
    client: FlaskClient, page: str, limit: int
) -> None:
    answer = client.post(
        page, data=b"x" * 3 * 2**20, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 422
    assert f"{limit} Mo au plus" in answer.text.replace("\xa0", " ")


def test_a_page_that_is_not_there_says_so(client: FlaskClient) -> None:
    answer = client.get("/nowhere")

    assert answer.status_code == 404
    assert "Cette page n’existe pas." in answer.text


def test_errors_speak_english_too(client: FlaskClient) -> None:
    answer = client.get("/nowhere", headers={"Accept-Language": "en"})

    assert "This page does not exist." in answer.text


def test_the_wrong_method_says_so(client: FlaskClient) -> None:
    answer = client.get("/api/reviews")

    assert answer.status_code == 405
    assert answer.headers["Allow"]


def test_a_full_disk_asks_to_come_back_later(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    raise_in_the_views(monkeypatch, DiskFull("x"), "web.api.record")

    answer = browser.send("/api/reviews", reviews(review_event()))

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "disque" in (answer.json or {})["error"]


def test_the_unforeseen_tells_no_details_and_logs_no_values(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    raise_in_the_views(monkeypatch, RuntimeError(CANARY), "web.api.record")

    with caplog.at_level(logging.DEBUG):
        answer = browser.send(
            "/api/reviews", reviews(review_event(response={"text": CANARY}))
        )

    assert answer.status_code == 500
    assert list(answer.json or ()) == ["error"]
    assert CANARY not in answer.text
    assert "Traceback" not in answer.text
    assert CANARY not in caplog.text
    assert "RuntimeError in api.reviews" in caplog.text


def test_the_unforeseen_on_a_page_is_a_page(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    raise_in_the_views(monkeypatch, RuntimeError(CANARY), "web.study.what_today_holds")

    answer = app.test_client().get("/")

    assert answer.status_code == 500
    assert CANARY not in answer.text
    assert "<html" in answer.text


def test_an_error_in_the_middle_of_a_write_leaves_nothing(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = browser.dump()
    raise_in_the_views(
        monkeypatch, RuntimeError(CANARY), "trainer.reviewing.replay_cards"
    )

    answer = browser.send("/api/reviews", reviews(review_event()))

    assert answer.status_code == 500
    assert browser.dump() == before
