"""Addresses lead back to where one was, whatever signs they have."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from tests.web.visiting import CARD
from web.addresses import address_here

KEY = CARD.replace("#", "%23")


@pytest.mark.parametrize(
    "address",
    [
        "/",
        f"/cards/{KEY}",
        "/cards?text=mod%C3%A8le+%26+co&part=A",
        "/cards?text=100%25",
        "/cards/%C3%A9t%C3%A9%3F",
    ],
)
def test_an_address_leads_back_to_itself(app: Flask, address: str) -> None:
    with app.test_request_context(address):
        assert address_here() == address


def test_who_signs_in_comes_to_the_card_that_was_asked_for(class_app: Flask) -> None:
    answer = class_app.test_client().get(f"/cards/{KEY}")

    asked = parse_qs(urlsplit(answer.location).query)
    assert asked["next"] == [f"/cards/{KEY}"]
