"""Requests made from the description of the API: no role brings the server down.

A thousand in the usual run, ten thousand of each role in the slow one.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.schooling import make_school
from tests.web.access_stage import Stage
from tests.web.access_things import Kind
from tests.web.visiting import CARD, DECK, NOW, close, config_of
from trainer.access import deck_named
from trainer.tables import EnrolmentRow
from web import create_app
from web.context import context_of
from web.openapi import document

USUAL, SLOW = 250, 10_000
ROLES = ("stranger", "tom", "vera", "owner")
DOCUMENT = document()
SCHEMAS = DOCUMENT["components"]["schemas"]
PLACES = [(path, method) for path, ways in DOCUMENT["paths"].items() for method in ways]
ODD: tuple[Any, ...] = (
    *(None, True, -1, 0, 10**30, 1.5, "", "x" * 3000, "\x00", "\ud800", "’«é"),
    *([], {}, [[]], {"": ""}, "1e999", "null", "../../etc/passwd", "' OR 1=1 --"),
)


class Maker:
    """Makes values that fit a schema, and sometimes one that does not."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def value(self, schema: dict[str, Any]) -> Any:
        if self.chance.random() < 0.03:
            return self.chance.choice(ODD)
        if "$ref" in schema:
            return self.value(SCHEMAS[schema["$ref"].rsplit("/", 1)[1]])
        for word in ("anyOf", "enum"):
            if word in schema:
                one = self.chance.choice(schema[word])
                return self.value(one) if word == "anyOf" else one
        if "const" in schema:
            return schema["const"]
        return self._of_type(schema)

    def _of_type(self, schema: dict[str, Any]) -> Any:
        makers: dict[str, Callable[[dict[str, Any]], Any]] = {
            "object": self._object,
            "array": lambda of: [
                self.value(of["items"]) for _ in range(self.chance.randrange(4))
            ],
            "integer": self._integer,
            "number": lambda _: self.chance.choice((0, 1, 0.5, -1e9, 1e308)),
            "boolean": lambda _: self.chance.random() < 0.5,
            "string": self._text,
            "null": lambda _: None,
        }
        return makers[schema["type"]](schema)

    def _integer(self, schema: dict[str, Any]) -> int:
        low, high = schema.get("minimum", -5), schema.get("maximum", 10**6)
        return self.chance.choice((low, high, self.chance.randint(low, high)))

    def _object(self, schema: dict[str, Any]) -> dict[str, Any]:
        required = schema.get("required", ())
        return {
            name: self.value(part)
            for name, part in schema.get("properties", {}).items()
            if name in required or self.chance.random() < 0.5
        }

    def _text(self, schema: dict[str, Any]) -> str:
        chance = self.chance
        if schema.get("format") == "date-time":
            years = ("0001", "1970", "2026", "9999")
            zones = ("Z", "", "+99:00")
            return f"{chance.choice(years)}-11-23T09:00:00{chance.choice(zones)}"
        known = (
            CARD,
            DECK,
            "Europe/Paris",
            "misses",
            f"uid-{chance.randrange(50):08d}",
        )
        letters = "".join(chance.choices("abcé’ #/%?&<>{}\t0", k=chance.randrange(12)))
        return chance.choice((*known, letters))


@pytest.fixture(scope="module")
def stages(
    tmp_path_factory: pytest.TempPathFactory, prepared_home: Path
) -> Iterator[dict[str, Stage]]:
    """A class's app for who is in it or not, and one of a computer of one's own."""
    homes = [tmp_path_factory.mktemp("generated") / name for name in ("class", "own")]
    for home in homes:
        shutil.copytree(prepared_home, home)
    app = create_app(config_of(homes[0], is_class=True), lambda: NOW)
    own = create_app(config_of(homes[1]), lambda: NOW)
    school = make_school(context_of(app).database)
    with context_of(app).database.writing() as session:
        deck = deck_named(session, DECK)
        tom = school.tom.student_id
        session.add(EnrolmentRow(student_id=tom, deck_id=deck.id, created_at=NOW))
    yield {
        "stranger": Stage(app, Kind.STRANGER, None, "", {}),
        "tom": Stage(app, Kind.PUPIL, school.tom.id, "", {}),
        "vera": Stage(app, Kind.TEACHER, school.vera.id, "", {}),
        "owner": Stage(own, Kind.OWNER, None, "", {}),
    }
    for each in (app, own):
        close(each)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "count",
    [USUAL, pytest.param(SLOW, marks=[pytest.mark.slow, pytest.mark.timeout(900)])],
)
def test_no_request_brings_the_server_down(
    stages: dict[str, Stage], role: str, count: int
) -> None:
    answered = set()

    for status in asked(stages[role], ROLES.index(role), count):
        answered.add(status)

    assert max(answered) < 500
    if role == "stranger":
        assert answered <= {401, 403}
    else:
        assert {200, 422} <= answered


def asked(stage: Stage, seed: int, count: int) -> Iterator[int]:
    """Send so many requests, and give the status of each answer."""
    maker, browser = Maker(seed), stage.browser()
    for number in range(count):
        path, method = PLACES[number % len(PLACES)]
        about = DOCUMENT["paths"][path][method]
        if method == "get":
            query = {
                each["name"]: maker.value(each["schema"])
                for each in about["parameters"]
                if each["required"] or maker.chance.random() < 0.5
            }
            yield _got(stage.app, browser.client, path, query).status_code
        else:
            schema = about["requestBody"]["content"]["application/json"]["schema"]
            body = json.dumps(maker.value(schema))
            headers = {"X-Trainer": "1"}
            yield browser.client.post(
                path, data=body, headers=headers, content_type="application/json"
            ).status_code


def _got(app: Flask, client: Any, path: str, query: dict[str, Any]) -> TestResponse:
    texts = {
        name: [_word(part) for part in value]
        if isinstance(value, list)
        else _word(value)
        for name, value in query.items()
    }
    response: TestResponse = client.get(path, query_string=texts)
    return response


def _word(value: Any) -> str:
    return str(value).encode("utf-8", "replace").decode()
