"""Who speaks to an app in the tests, and what they send."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse, encode_multipart

from trainer.accounts import add_account
from trainer.config import Config, sqlite_url
from trainer.passwords import Passwords
from trainer.tables import AccountRow
from web import create_app
from web.context import context_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "chat-lune-riviere-7"
DECK = "metiers-data"
CARD = f"{DECK}/A3#job"
RIGHT = "Data Scientist (ML “classique”)"

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Browser:
    """Speaks to an app as our own pages do."""

    app: Flask
    client: FlaskClient
    headers: Mapping[str, str] = field(default_factory=dict)

    def get(self, path: str, **query: Any) -> TestResponse:
        """Open an address."""
        return self.client.get(
            path, query_string=query or None, headers=self.headers, buffered=True
        )

    def json(self, path: str, **query: Any) -> Any:
        """Read JSON from an address that must give some."""
        response = self.get(path, **query)
        assert response.status_code == 200, response.text
        return response.json

    def token(self) -> str:
        """Give the token of a form, of the smallest page that has one for anybody."""
        path = "/join" if context_of(self.app).is_class else "/my-data"
        page = self.client.get(path, headers=self.headers, follow_redirects=True)
        found = _TOKEN.search(page.text)
        assert found is not None
        return found[1]

    def submit(self, path: str, **fields: Any) -> TestResponse:
        """Send a form as one of our pages would; a file is a `FileStorage`."""
        boundary, body = encode_multipart({"csrf_token": self.token()} | fields)
        return self.client.post(
            path,
            data=body,
            content_type=f"multipart/form-data; boundary={boundary}",
            headers=self.headers,
            buffered=True,
        )

    def sign_in(self, name: str, password: str = PASSWORD) -> Browser:
        """Sign in to a class app, as somebody who was added by `add_person`."""
        response = self.submit("/sign-in", name=name, password=password)
        assert response.status_code == 303, response.text
        return self

    def send(self, path: str, body: object) -> TestResponse:
        """Send JSON as our script would."""
        headers = {"X-Trainer": "1", **self.headers}
        data = json.dumps(body)
        return self.client.post(
            path, data=data, headers=headers, content_type="application/json"
        )

    def sent(self, path: str, body: object) -> Any:
        """Send JSON that must be taken, and give what came back."""
        response = self.send(path, body)
        assert response.status_code == 200, response.text
        return response.json

    def dump(self) -> list[str]:
        """Give all that the database holds."""
        return dump(self.app)


def without_tokens(page: str) -> str:
    """Give a page without what changes in its forms from second to second."""
    return _TOKEN.sub("", page)


def config_of(home: Path, *, is_class: bool = False) -> Config:
    """Give the configuration of a SQLite database in a data folder."""
    return Config(home=home, database_url=sqlite_url(home), is_class=is_class)


def cheap_passwords() -> Passwords:
    """Give what hashes passwords as the program does, but for a test in no time."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def add_person(
    app: Flask,
    name: str,
    password: str = PASSWORD,
    *,
    is_teacher: bool = False,
    must_change: bool = False,
) -> AccountRow:
    """Add somebody to a class app who can sign in; a student learns no deck yet."""
    context = context_of(app)
    hashed = context.passwords.hash(password)
    with context.database.writing() as session:
        account = add_account(
            session, name, hashed, context.clock(), is_teacher=is_teacher
        )
        account.must_change = must_change
    return account


def signed_in(app: Flask, name: str, password: str = PASSWORD) -> Browser:
    """Give a new browser of a class app in which somebody is signed in."""
    return Browser(app, app.test_client()).sign_in(name, password)


@contextmanager
def class_opened(prepared: Path, home: Path) -> Iterator[Flask]:
    """Open the app for a class on a copy of a data folder, for the block."""
    shutil.copytree(prepared, home)
    config = config_of(home, is_class=True)
    app = create_app(config, lambda: NOW, passwords=cheap_passwords())
    yield app
    close(app)


def close(app: Flask) -> None:
    """Close the database of an app."""
    context_of(app).database.close()


def dump(app: Flask) -> list[str]:
    """Give all that the database of an app holds."""
    path = context_of(app).database.path
    assert path is not None
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def review_event(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Give one answer as the review page sends it."""
    return {
        "uid": f"019ab000-0000-7000-8000-{number:012d}",
        "card": CARD,
        "rating": 3,
        "response": {"choice": RIGHT},
        "shown": [RIGHT, "Data Analyst"],
        "duration_ms": 4000,
        "answered_at": NOW.isoformat(),
        "sequence": number,
        "zone": "Europe/Paris",
    } | changes


def reviews(*events: dict[str, Any]) -> dict[str, Any]:
    """Give a batch of answers."""
    return {"sent_at": NOW.isoformat(), "reviews": list(events)}


def retraction(number: int, of: int) -> dict[str, Any]:
    """Give a batch with the undoing of one answer."""
    event = {
        "uid": f"019ab000-0000-7000-9000-{number:012d}",
        "review_uid": review_event(of)["uid"],
        "retracted_at": NOW.isoformat(),
    }
    return {"sent_at": NOW.isoformat(), "retractions": [event]}


def hold_event(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Give one hold as the review page sends it."""
    return {
        "uid": f"019ab000-0000-7000-a000-{number:012d}",
        "card": CARD,
        "action": "suspend",
        "held_at": NOW.isoformat(),
        "sequence": number,
    } | changes


def holds(*events: dict[str, Any]) -> dict[str, Any]:
    """Give a batch of holds."""
    return {"sent_at": NOW.isoformat(), "holds": list(events)}
