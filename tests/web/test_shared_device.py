"""A device that several students use: the page of one is nothing for another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from tests.web.visiting import (
    Browser,
    add_person,
    review_event,
    reviews,
    signed_in,
)


@pytest.fixture
def lea(class_app: Flask) -> Browser:
    """The browser of Léa, in which a page of Tom is still open."""
    for name in ("Tom", "Léa"):
        add_person(class_app, name)
    return signed_in(class_app, "Léa")


def of_tom(lea: Browser) -> Browser:
    page = signed_in(lea.app, "Tom").get("/").text
    uid = page.split('data-learner="')[1].split('"')[0]
    return replace(lea, headers={"X-Trainer-Learner": uid})


def test_what_one_has_answered_is_not_stored_as_anothers(lea: Browser) -> None:
    page_of_tom = of_tom(lea)
    before = lea.dump()

    refused = page_of_tom.send("/api/reviews", reviews(review_event()))

    assert refused.status_code == 401
    assert lea.dump() == before


@pytest.mark.parametrize("path", ["/api/queue", "/api/answers?card=x"])
def test_the_page_of_one_gets_no_cards_of_another(lea: Browser, path: str) -> None:
    assert of_tom(lea).get(path).status_code == 401


def test_ones_own_page_is_answered(lea: Browser) -> None:
    assert lea.get("/api/queue").status_code == 200
