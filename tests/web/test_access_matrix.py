"""Who may pass which address, with what is one's own and with what is another's.

Every address of the app has a line in `access_lines.py`. What is another's looks like
what is not there: the same status, the same words.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.schooling import Person, School, make_school
from tests.web.access_lines import IN_ORDER, LINES, VALUES
from tests.web.access_stage import MADE, Stage, exam_file, put_more
from tests.web.access_things import GONE, LET_IN, Kind, Who
from tests.web.visiting import NOW, close, config_of
from trainer.erasing import erase_now
from web import create_app
from web.context import context_of


@pytest.fixture(scope="module")
def school_home(
    tmp_path_factory: pytest.TempPathFactory, prepared_home: Path
) -> tuple[Path, School, dict[str, Any]]:
    """A school whose people have what they can have, to be copied."""
    home = tmp_path_factory.mktemp("school") / "home"
    shutil.copytree(prepared_home, home)
    app = create_app(config_of(home, is_class=True), lambda: NOW)
    database = context_of(app).database
    school = make_school(database)
    with database.writing() as session:
        more = put_more(session, school)
    erase_now(database, home, more["eve"].id)
    app.config["WTF_CSRF_ENABLED"] = False
    vera = Stage(app, Kind.TEACHER, school.vera.id, "", {}).browser()
    sent = vera.client.post("/content/plans", data={"exam": exam_file()})
    more["upload"] = sent.location.rsplit("/", 1)[1]
    close(app)
    return home, school, more


@pytest.fixture(scope="module", params=Kind, ids=str)
def stage(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    prepared_home: Path,
    school_home: tuple[Path, School, dict[str, Any]],
) -> Iterator[Stage]:
    """One kind of visitor, in front of a school of one's own."""
    kind: Kind = request.param
    home, school, more = school_home
    copy = tmp_path_factory.mktemp("stage") / "home"
    shutil.copytree(prepared_home if kind is Kind.OWNER else home, copy)
    app = create_app(config_of(copy, is_class=kind is not Kind.OWNER), lambda: NOW)
    app.config["WTF_CSRF_ENABLED"] = False  # tests/web/test_security.py has it
    people: dict[Kind, Person] = {
        Kind.PUPIL: school.tom,
        Kind.OTHER_PUPIL: school.max,
        Kind.REMOVED_PUPIL: more["lou"],
        Kind.TEACHER: school.vera,
        Kind.OTHER_TEACHER: school.carl,
        Kind.REMOVED_TEACHER: more["rita"],
    }
    cookies = {Kind.ERASED_PUPIL: more["old"], Kind.STALE_TEACHER: more["stale"]}
    names = {
        "a": school.class_a,
        "tom": school.tom.uid,
        "jo": more["jo"].uid,
        **{name: more[name] for name in MADE},
    }
    person = people.get(kind)
    yield Stage(app, kind, person.id if person else None, cookies.get(kind, ""), names)
    close(app)


# The tests


def test_every_address_has_a_line(app: Flask) -> None:
    rules = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert rules == set(LINES)


def test_every_visitor_comes_to_the_addresses_that_are_theirs(stage: Stage) -> None:
    wrong = {}
    for place in IN_ORDER:
        line = LINES[place]
        answer = visit(stage, place, line.thing.real if line.thing else {})
        if outcome(answer) != expected(stage.kind, place):
            wrong[" ".join(place)] = f"{answer.status_code} {answer.location}"

    assert wrong == {}


def test_what_is_anothers_looks_like_what_is_not_there(stage: Stage) -> None:
    wrong = {}
    for place, line in LINES.items():
        if line.thing is None or stage.kind in line.thing.owners:
            continue
        real = visit(stage, place, line.thing.real)
        missing = visit(stage, place, line.thing.missing)
        if outcome(real) == outcome(missing) == "asked":
            continue
        if seen(real) != seen(missing):
            wrong[" ".join(place)] = (real.status_code, missing.status_code)

    assert wrong == {}


def visit(stage: Stage, place: tuple[str, str], thing: dict[str, str]) -> TestResponse:
    method, rule = place
    line = LINES[place]
    values = VALUES | {n: v.format(**stage.names) for n, v in thing.items()}
    path = re.sub(r"<(?:path:)?(\w+)>", lambda found: quote(values[found[1]]), rule)
    browser = stage.browser()
    if method == "GET":
        return browser.get(path, **{name: values[name] for name in line.query})
    if path.startswith("/api/"):
        return browser.send(path, line.json)
    fields = {name: values[name] for name in line.form}
    return browser.client.post(path, data=fields, buffered=True)


def outcome(answer: TestResponse) -> str:
    """Say how a visitor was received: let in, asked to sign in, or not known here."""
    assert answer.status_code < 500, answer.text
    asks = answer.status_code == 303 and "/sign-in?next=" in answer.location
    if answer.status_code == 401 or asks:
        return "asked"
    return "unknown" if answer.status_code == 404 else "let in"


def expected(kind: Kind, place: tuple[str, str]) -> str:
    line = LINES[place]
    if kind not in LET_IN[line.who]:
        is_for_class = kind in GONE and line.who is not Who.OWNER
        return "asked" if is_for_class else "unknown"
    thing = line.thing
    if thing is None or kind in thing.owners:
        return "let in"
    return "unknown"


def seen(answer: TestResponse) -> tuple[int, bytes]:
    """Give what a visitor sees, but for the tokens of forms."""
    return answer.status_code, re.sub(rb'value="[^"]{60,}"', b"", answer.data)
