"""What is about one person is in no reply to anybody else, wherever it is kept."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.canaries import CANARY, fill
from tests.people import add_account
from tests.schooling import make_school
from tests.web.access_lines import LINES, VALUES
from tests.web.access_stage import Stage
from tests.web.access_things import Kind
from tests.web.visiting import CARD, DECK, NOW, Browser, close, config_of
from trainer import access, giving
from trainer.tables import CardNoteRow, CardRow, CardTagRow, ClassroomRow, DeckRow
from web import create_app
from web.context import context_of

Ids = dict[str, str]
READING = sorted(rule for method, rule in LINES if method == "GET")


@pytest.fixture(scope="module")
def school(
    tmp_path_factory: pytest.TempPathFactory, prepared_home: Path
) -> Iterator[tuple[Flask, dict[str, int], Ids]]:
    """Vera's class and Carl's, and somebody with a canary in everything; all learn."""
    home = tmp_path_factory.mktemp("canaries") / "home"
    shutil.copytree(prepared_home, home)
    app = create_app(config_of(home, is_class=True), lambda: NOW)
    made = make_school(context_of(app).database)
    with context_of(app).database.writing() as session:
        deck = access.deck_named(session, DECK)
        for teacher, uid in ((made.vera, made.class_a), (made.carl, made.class_b)):
            room = access.classroom_of(session, teacher.id, uid)
            giving.give_deck(session, room, deck, giving.Terms(), NOW)
        eve = add_account(session, "Eve")
        fill(session, eve)
        own = session.scalars(select(DeckRow).filter_by(owner_id=eve.student_id)).one()
        # What she has said of a card that all learn.
        shared = session.scalars(select(CardRow.id).filter_by(key=CARD)).one()
        for table in (CardNoteRow, CardTagRow):
            session.execute(update(table).values(card_id=shared))
        room = session.scalars(select(ClassroomRow).filter_by(name="Ailleurs")).one()
        ids = {"uid": room.uid, "person": eve.uid, "slug": own.slug}
        ids |= {"key": CARD, "part": "exam"}
        people = {name: getattr(made, name).id for name in ("vera", "tom", "max")}
        people["eve"] = eve.id
    yield app, people, ids
    close(app)


def told(browser: Browser, ids: Ids) -> list[str]:
    """Give the addresses whose replies have a canary."""
    values = VALUES | {"token": "nothing", "number": "1", "id": "1"} | ids
    queries: tuple[Ids, ...] = (
        {},
        {"card": ids["key"]},
        {"deck": ids["slug"]},
        {"days": "365"},
    )
    found = []
    for rule in READING:
        path = re.sub(
            r"<(?:\w+:)?(\w+)>", lambda name: quote(values.get(name[1], "1")), rule
        )
        for asked in queries:
            answer = browser.get(path, **asked)
            assert answer.status_code != 500, path
            if CANARY.encode() in answer.data or CANARY in f"{answer.headers}":
                found.append(path)
    return found


def browser_of(app: Flask, account_id: int | None) -> Browser:
    return Stage(app, Kind.PUPIL, account_id, "", {}).browser()


@pytest.mark.parametrize("who", ["vera", "tom", "max", None])
def test_nobody_elses_words_are_in_any_reply(
    school: tuple[Flask, dict[str, int], Ids], who: str | None
) -> None:
    app, people, ids = school

    assert told(browser_of(app, people[who] if who else None), ids) == []


def test_ones_own_words_are_in_ones_own_replies(
    school: tuple[Flask, dict[str, int], Ids],
) -> None:
    app, people, ids = school

    assert len(told(browser_of(app, people["eve"]), ids)) > 3
