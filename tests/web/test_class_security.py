"""What a class's server keeps to at every address, whoever asks."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from inspect import getmembers, isfunction
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select

from tests.schooling import School, make_school
from tests.web.access_lines import LINES, VALUES
from tests.web.access_stage import Stage
from tests.web.access_things import Kind
from tests.web.visiting import (
    DECK,
    NOW,
    Browser,
    add_person,
    close,
    config_of,
    dump,
    review_event,
    reviews,
)
from trainer import access, giving, sign_ins
from trainer.tables import EnrolmentRow, ReviewRow, StudentRow
from web import create_app
from web.context import context_of

POSTS = sorted(rule for method, rule in LINES if method == "POST")
CANARY = "canary-4711"
# A file of ours; what a token of its own opens.
NOT_LOOKED_UP = {
    "/static/<version>/<path:filename>",
    *("/first-teacher/<token>", "/content/plans/<token>"),
    "/my-data/anki/imports/<token>",
}
_EXPECTED = ("sign_ins", "personal_reads")  # a device was used, somebody looked


@pytest.fixture(scope="module")
def school(
    tmp_path_factory: pytest.TempPathFactory, prepared_home: Path
) -> Iterator[tuple[Flask, School]]:
    """Vera's class, which learns a deck; nothing in this module changes it."""
    home = tmp_path_factory.mktemp("guarded") / "home"
    shutil.copytree(prepared_home, home)
    app = create_app(config_of(home, is_class=True), lambda: NOW)
    made = make_school(context_of(app).database)
    with context_of(app).database.writing() as session:
        deck = access.deck_named(session, DECK)
        room = access.classroom_of(session, made.vera.id, made.class_a)
        giving.give_deck(session, room, deck, giving.Terms(), NOW)
    yield app, made
    close(app)


def signed_in(school: tuple[Flask, School], name: str) -> Browser:
    app, made = school
    return Stage(app, Kind.TEACHER, getattr(made, name).id, "", {}).browser()


def path_of(rule: str, made: School) -> str:
    values = VALUES | {
        "uid": made.class_a,
        "person": made.tom.uid,
        "slug": DECK,
        "part": "exam",
        "key": f"{DECK}/A3#job",
        "token": "nothing",
    }
    return re.sub(
        r"<(?:path:)?(\w+)>", lambda found: quote(values.get(found[1], "nothing")), rule
    )


def kept(app: Flask) -> list[str]:
    return [line for line in dump(app) if not any(f'"{n}"' in line for n in _EXPECTED)]


@pytest.mark.parametrize("rule", POSTS)
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_no_other_site_changes_anything(
    school: tuple[Flask, School], rule: str, headers: dict[str, str]
) -> None:
    vera = signed_in(school, "vera")
    data = {"csrf_token": vera.token()}
    before = kept(vera.app)

    refused = vera.client.post(path_of(rule, school[1]), data=data, headers=headers)

    assert refused.status_code in {403, 404}  # 404: not for a class
    assert kept(vera.app) == before


@pytest.mark.parametrize("rule", POSTS)
def test_no_form_is_taken_without_its_token(
    school: tuple[Flask, School], rule: str
) -> None:
    vera = signed_in(school, "vera")
    before = kept(vera.app)

    refused = vera.client.post(path_of(rule, school[1]), data={"name": CANARY})

    assert refused.status_code in {403, 404}
    assert kept(vera.app) == before


@pytest.mark.parametrize("name", ["vera", "tom"])
def test_to_look_changes_nothing(school: tuple[Flask, School], name: str) -> None:
    before = kept(school[0])

    for method, rule in LINES:
        if method == "GET":
            signed_in(school, name).get(path_of(rule, school[1]))

    assert kept(school[0]) == before


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "localhost.evil.example", "evil.example:80", "10.0.0.1"),
        *("localhost@evil.example", "localhost:80@evil.example", "localhost/x"),
        *("evil.example#localhost", "localhost,evil.example", "localhost evil.example"),
        *("[::1]", "0.0.0.0", "127.1", "2130706433", "localhosté", "*", ".localhost"),
        *("evil.example\\localhost", "x" * 300, "localhost%00.x"),
    ],
)
def test_no_address_answers_under_another_name(
    school: tuple[Flask, School], host: str
) -> None:
    app, made = school
    client = app.test_client()
    answers = [
        client.open(path_of(rule, made), method=method, headers={"Host": host})
        for method, rule in LINES
    ]

    assert {each.status_code for each in answers} == {400}
    assert {each.text for each in answers} == {"400 Bad Request\n"}


def test_no_header_puts_another_name_into_an_answer(
    school: tuple[Flask, School],
) -> None:
    vera = signed_in(school, "vera")
    said = []

    for method, rule in LINES:
        path = path_of(rule, school[1])
        data = {"name": "10A"} if method == "POST" else None  # and no token
        answer = vera.client.open(
            path, method=method, headers=OTHER_NAMES, data=data, buffered=True
        )
        heads = f"{answer.headers}"
        if b"evil.example" in answer.data or "evil.example" in heads:
            said.append(path)

    assert said == []


OTHER_NAMES = {
    "Forwarded": "for=10.0.0.1;host=evil.example;proto=https",
    **dict.fromkeys(
        (
            *("X-Forwarded-Host", "X-Forwarded-Server", "X-Host", "X-HTTP-Host"),
            *("X-Original-Host", "X-Forwarded-Prefix", "X-Original-URL", "Referer"),
            *("X-Rewrite-URL", "X-Forwarded-For", "X-Real-IP", "Via"),
        ),
        "https://evil.example/",
    ),
}


def test_the_uid_of_anothers_answer_can_be_taken_by_nobody(
    school: tuple[Flask, School], tmp_path: Path, prepared_home: Path
) -> None:
    shutil.copytree(prepared_home, tmp_path / "home")
    app = create_app(config_of(tmp_path / "home", is_class=True), lambda: NOW)
    made = make_school(context_of(app).database)
    with context_of(app).database.writing() as session:
        deck = access.deck_named(session, DECK).id
        for each in (made.tom, made.lea):
            session.add(
                EnrolmentRow(student_id=each.student_id, deck_id=deck, created_at=NOW)
            )
    lea, tom = (signed_in((app, made), name) for name in ("lea", "tom"))

    first = lea.sent("/api/reviews", reviews(review_event()))
    second = tom.sent("/api/reviews", reviews(review_event()))

    close(app)
    statuses = [each["results"][0]["status"] for each in (first, second)]
    assert statuses == ["new", "new"]


def test_a_made_up_record_lies_between_the_beginning_and_now_and_is_marked_by_us(
    tmp_path: Path, prepared_home: Path
) -> None:
    shutil.copytree(prepared_home, tmp_path / "home")
    app = create_app(config_of(tmp_path / "home", is_class=True), lambda: NOW)
    made = make_school(context_of(app).database)
    with context_of(app).database.writing() as session:
        begun = session.get_one(StudentRow, made.tom.student_id).created_at
        deck = access.deck_named(session, DECK).id
        session.add(
            EnrolmentRow(student_id=made.tom.student_id, deck_id=deck, created_at=NOW)
        )
    tom = signed_in((app, made), "tom")

    sent = tom.sent(
        "/api/reviews",
        reviews(
            review_event(1, answered_at="1999-01-01T00:00:00+00:00"),
            review_event(2, answered_at="2099-01-01T00:00:00+00:00"),
            review_event(3, rating=4, response={"choice": "Data Analyst"}),
            review_event(4, rating=1, response={"choice": "Data Analyst"}),
            review_event(5, card=f"{DECK}/Z9#job"),
        ),
    )

    with context_of(app).database.reading() as session:
        rows = session.scalars(select(ReviewRow).order_by(ReviewRow.id)).all()
    close(app)
    statuses = [each["status"] for each in sent["results"]]
    assert statuses == ["new", "new", "rejected", "new", "rejected"]
    assert [row.effective_at for row in rows] == [begun, NOW, NOW]
    assert [row.received_at for row in rows] == [NOW] * 3
    assert [row.score for row in rows] == [1, 1, 0]


def lookups() -> list[str]:
    return [
        name
        for name, function in getmembers(access, isfunction)
        if function.__module__.startswith(f"{access.__name__}.")
    ]


@pytest.fixture(scope="module")
def asking(school: tuple[Flask, School]) -> dict[str, set[str]]:
    """The addresses that ask each lookup, once all were visited."""
    found: dict[str, set[str]] = {lookup: set() for lookup in lookups()}
    now: list[str] = []

    def noting(lookup: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def note(*given: Any, **named: Any) -> Any:
            found[lookup].update(now)
            return function(*given, **named)

        return note

    vera = signed_in(school, "vera")
    with pytest.MonkeyPatch.context() as patch:
        for lookup in found:
            noted = noting(lookup, getattr(access, lookup))
            for name, module in list(web_modules(lookup)):
                patch.setattr(module, name, noted)
        for method, rule in LINES:
            if method == "GET":
                now[:] = [rule]
                assert vera.get(path_of(rule, school[1])).status_code < 500
    return found


def test_every_page_of_something_looks_it_up(asking: dict[str, set[str]]) -> None:
    of_something = {rule for method, rule in LINES if method == "GET" and "<" in rule}

    assert of_something - set().union(*asking.values()) == NOT_LOOKED_UP


@pytest.mark.parametrize("lookup", lookups())
def test_a_lookup_that_fails_lets_nobody_through(
    school: tuple[Flask, School],
    asking: dict[str, set[str]],
    monkeypatch: pytest.MonkeyPatch,
    lookup: str,
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError(CANARY)

    vera = signed_in(school, "vera")
    for name, module in web_modules(lookup):
        monkeypatch.setattr(module, name, fail)

    for rule in asking[lookup]:
        answer = vera.get(path_of(rule, school[1]))
        assert answer.status_code == 500, rule
        assert CANARY not in answer.get_data(as_text=False).decode("latin-1")
        assert "Traceback" not in answer.text


def test_an_address_that_no_door_names_is_there_for_nobody(
    app: Flask, class_app: Flask
) -> None:
    add_person(class_app, "Vera", is_teacher=True)
    for each in (app, class_app):
        each.add_url_rule("/unlisted", "unlisted", lambda: CANARY)

    visitors = (
        Browser(app, app.test_client()),
        Browser(class_app, class_app.test_client()),
        Browser(class_app, class_app.test_client()).sign_in("Vera"),
    )

    answers = [visitor.get("/unlisted") for visitor in visitors]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert not any(CANARY in answer.text for answer in answers)


def test_who_cannot_be_looked_up_is_let_in_nowhere(
    school: tuple[Flask, School], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError(CANARY)

    vera = signed_in(school, "vera")
    monkeypatch.setattr(sign_ins, "find", fail)

    answers = {
        rule: vera.client.open(path_of(rule, school[1]), method=method, buffered=True)
        for method, rule in LINES
        if not rule.startswith("/static/")
    }

    let_in = {rule for rule, each in answers.items() if each.status_code < 400}
    assert let_in == set()
    assert not any(CANARY in each.text for each in answers.values())


def web_modules(name: str) -> Iterator[tuple[str, Any]]:
    """Find the places where a lookup is called by its module, or by its name."""
    for key, module in list(sys.modules.items()):
        if key.split(".")[0] in ("trainer", "web") and (
            getattr(module, name, None) is getattr(access, name)
        ):
            yield name, module
