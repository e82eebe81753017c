"""Who stands at the door of a class, and the token of the sign-in."""

from __future__ import annotations

import re

from flask import Flask
from werkzeug.test import TestResponse

from tests.web.visiting import NOW, Browser, reviews
from trainer.first_teacher import offer_link
from web.context import context_of
from web.cookies import SIGN_IN

NEW = "gare lente du matin 4"
FOREIGN = {"Origin": "https://evil.example"}


def stranger(app: Flask) -> Browser:
    return Browser(app, app.test_client())


def token_of(browser: Browser) -> str:
    cookie = browser.client.get_cookie(SIGN_IN)
    assert cookie is not None
    return cookie.value


def with_token(app: Flask, token: str) -> Browser:
    """Give a browser that replays the cookie of another one."""
    browser = stranger(app)
    browser.client.set_cookie(SIGN_IN, token)
    return browser


def is_out(browser: Browser) -> bool:
    """Say whether a browser is let in nowhere: pages lead to the door, the API 401."""
    page = browser.get("/progress")
    answers = [browser.get("/api/queue"), browser.send("/api/reviews", reviews())]
    away = page.status_code == 303 and page.location.startswith("/sign-in")
    return away and [each.status_code for each in answers] == [401, 401]


def first_link(app: Flask) -> str:
    with context_of(app).database.writing() as session:
        token = offer_link(session, NOW)
    return f"/first-teacher/{token}"


def bare(response: TestResponse) -> str:
    """Give a page without the tokens of its forms."""
    return re.sub(r'(name="csrf_token"[^>]*value=)"[^"]*"', r"\1", response.text)


def headers(response: TestResponse) -> list[tuple[str, str]]:
    """Give the headers, without what is different in each reply."""
    return [
        (name, value)
        for name, value in response.headers
        if name not in ("Set-Cookie", "Content-Length")
    ]
