"""A form takes the fields that it has: the name of a column is no way to set it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from tests.schooling import School, make_school
from tests.web.access_lines import LINES
from tests.web.anki_uploads import from_anki, upload_of
from tests.web.uploading import PAPER
from tests.web.visiting import (
    CARD,
    DECK,
    NOW,
    PASSWORD,
    Browser,
    add_person,
    cheap_passwords,
    close,
    config_of,
    dump,
    hold_event,
    retraction,
    review_event,
)
from tests.web.visits import SETTINGS
from trainer import access, giving, joining, sign_ins
from trainer.core.deck import SourceText
from trainer.first_teacher import offer_link
from trainer.import_plan import plan_import
from trainer.papers import source_of
from trainer.tables import AccountRow, Row
from web import create_app
from web.context import context_of
from web.cookies import SIGN_IN

COLUMNS = sorted({c.name for t in Row.metadata.tables.values() for c in t.columns})
CODE = "23456789"
NEW = "gare lente du matin 4"
FOR_THE_OWNER = {
    *("/my-data/backups", "/my-data/restoration-plans", "/my-data/restorations")
}
BY_THE_PLAN = "/content/imports"  # its fields come from the page of a plan


@dataclass(frozen=True, slots=True)
class Form:
    """A form as a person sends it; {a}, {tom} and the like stand for uids."""

    who: str
    path: str
    fields: dict[str, Any] = field(default_factory=dict)


def lines_of_cards() -> FileStorage:
    return FileStorage(BytesIO("Où ?;Ici".encode()), filename="cards.csv")


def package() -> FileStorage:
    return upload_of(from_anki())


def paper() -> FileStorage:
    return FileStorage(BytesIO(PAPER.encode()), filename="cuisine.md")


CLASS, STUDENT = "/classrooms/{a}", "/classrooms/{a}/students/{lea}"
WORDS = {"current": PASSWORD, "new": NEW, "again": NEW}
TERMS = {"exam_on": "2027-06-14", "new_per_day": "8", "retention": "0.93"}
TASK = {
    **{"title": "Réviser", "goal": "days", "target": "3", "part": ""},
    **{"begins_on": "2026-11-24", "due_on": "2026-12-04"},
}
TWO_JOBS = {"deck": DECK, "first": "ML Engineer", "second": "MLOps / Platform"}
RENAMED = {"person": "{lea}", "name": "Léa", "number": "7"}
BREAK = {"first_day": "2026-12-19", "last_day": "2026-12-20"}
OWN_DECK = "/content/decks/cuisine"
WRITTEN = {
    **{"slug": "cuisine", "base": "1", "title": "Cuisine"},
    **{"exam": f"{PAPER}\n", "key": "", "settings": ""},
}
# In an order in which each does something.
FORMS = (
    Form("guest", "/join", {"code": CODE}),
    Form("guest", "/join/account", {"name": "Zoé", "way": "own"} | WORDS),
    Form("nina", "/sign-in", {"name": "Nina", "password": PASSWORD}),
    Form("nina", "/account/names", {"name": "NINA", "current": PASSWORD}),
    Form("nina", "/account/password", WORDS),
    Form("nina", "/account/sign-outs", {"device": "others"}),
    Form("nina", "/my-data/erasure"),
    Form("tom", "/settings", SETTINGS),
    Form("tom", "/settings/breaks", BREAK),
    Form("tom", "/settings/cancelled-breaks", {"id": "1"}),
    Form("tom", "/day-limits", {"new_per_day": "5", "reviews_per_day": "50"}),
    Form("tom", "/day-extensions"),
    Form("tom", "/usual-day-limits"),
    Form("tom", "/catch-ups", {"cards_per_day": "25"}),
    Form("tom", "/withdrawn-catch-ups"),
    Form("tom", "/cards/changes", {"action": "flag", "card": CARD, "view": ""}),
    Form("tom", "/cards/undoings", {"change": "x", "view": ""}),
    Form("tom", f"/decks/{DECK}/anki-exports", {"progress": "yes"}),
    Form("tom", f"/decks/{DECK}/anki-texts"),
    Form("tom", "/my-data/anki/imports", {"file": package}),
    Form("tom", "/my-data/anki/withdrawals", {"id": "1"}),
    Form("tom", "/my-data/card-plans", {"file": lines_of_cards}),
    Form("tom", "/my-data/card-imports", {"table": "Où ?;Ici"}),
    Form("tom", "/my-classes/{a}/departures"),
    Form("tom", "/sign-out"),
    Form("vera", "/classrooms", {"name": "11C"}),
    Form("vera", CLASS, {"name": "10D", "closes_on": "2027-08-31"}),
    Form("vera", f"{CLASS}/members", {"person": "{max}"}),
    Form("vera", f"{CLASS}/phrases", {"person": "{lea}"}),
    Form("vera", f"{CLASS}/teachers", {"name": "Carl"}),
    Form("vera", f"{CLASS}/removed-teachers", {"person": "{carl}"}),
    Form("vera", f"{CLASS}/decks", {"deck": DECK} | TERMS),
    Form("vera", f"{CLASS}/answer-sheets", {"format": "csv", "names": "0"}),
    Form("vera", f"{CLASS}/assignments", TASK),
    Form("vera", f"{CLASS}/assignments/nothing", TASK),
    Form("vera", f"{CLASS}/withdrawn-assignments", {"assignment": "nothing"}),
    Form("vera", f"{CLASS}/contrasts", TWO_JOBS),
    Form("vera", f"{CLASS}/withdrawn-contrasts", {"contrast": "nothing"}),
    Form("vera", f"{CLASS}/questions/{CARD}/answers", {"report": "9", "text": "x"}),
    Form("vera", f"{CLASS}/withdrawn-decks", {"deck": DECK}),
    Form("vera", f"{CLASS}/roster-plans", {"pasted": "Nom\nNoé\n"}),
    Form("vera", f"{CLASS}/rosters", {"table": "Nom\nNoé\n"}),
    Form("vera", f"{CLASS}/roster-names", RENAMED),
    Form("vera", "/projector", {"names": "shown", "next": "/"}),
    Form("vera", f"/content/decks/{DECK}/moodle-exports"),
    Form("vera", f"{STUDENT}/erasure"),
    Form("vera", f"{STUDENT}/erasure-withdrawals"),
    Form("vera", f"{CLASS}/removed-members", {"person": "{lea}"}),
    Form("vera", f"{CLASS}/codes", {"days": "7", "approval": "1"}),
    Form("vera", f"{CLASS}/closed-codes"),
    Form("vera", f"/content/decks/{DECK}/enrolments"),
    Form("vera", "/content/plans", {"exam": paper}),
    Form("vera", "/content/editor", WRITTEN | {"add": "choice"}),
    Form("vera", "/content/editor/plans", WRITTEN),
    Form("vera", f"{OWN_DECK}/key-checks"),
    Form("vera", f"{OWN_DECK}/withdrawn-key-checks"),
    Form("vera", f"{OWN_DECK}/restorations", {"number": "1"}),
    Form("vera", f"{OWN_DECK}/retirements"),
    Form("vera", f"{OWN_DECK}/returns"),
    Form("nina", "/sign-in", {"name": "Nina", "password": NEW}),
    Form("nina", "/my-data/erasure-withdrawals"),
    Form("guest", "/first-teacher/nothing", {"name": "Max"} | WORDS),
)


@pytest.fixture(scope="module")
def homes(
    tmp_path_factory: pytest.TempPathFactory, prepared_home: Path
) -> tuple[School, Path, Path]:
    """A school with a code that opens its class to Max, who waits; and a copy of it."""
    home = tmp_path_factory.mktemp("fields") / "home"
    shutil.copytree(prepared_home, home)
    app = app_of(home)
    with context_of(app).database.writing() as session:
        offer_link(session, NOW)
    made = make_school(context_of(app).database)
    add_person(app, "Nina")
    with context_of(app).database.writing() as session:
        room = access.classroom_of(session, made.vera.id, made.class_a)
        deck = access.deck_named(session, DECK)
        giving.give_deck(session, room, deck, giving.Terms(), NOW)
        joining.join(session, room, session.get_one(AccountRow, made.max.id), NOW)
        joining.open_code(session, room, NOW)
        room.join_code = CODE
        source = source_of(SourceText("cuisine.md", PAPER))
        giving.bring_paper(session, plan_import(session, source), made.vera.id, NOW)
    close(app)
    shutil.copytree(home, copy := home.with_name("copy"))
    return made, home, copy


def app_of(home: Path) -> Flask:
    config = config_of(home, is_class=True)
    app = create_app(config, lambda: NOW, passwords=cheap_passwords())
    app.config["WTF_CSRF_ENABLED"] = False  # tests/web/test_security.py has it
    return app


class Side:
    """One of two schools, with a browser for each person in it."""

    def __init__(self, home: Path, school: School) -> None:
        self.app = app_of(home)
        people = ("vera", "carl", "tom", "lea", "max")
        self.uids = {name: getattr(school, name).uid for name in people}
        self.uids["a"] = school.class_a
        self.browsers = {
            name: Browser(self.app, self.app.test_client())
            for name in ("guest", "nina", "vera", "tom")
        }
        with context_of(self.app).database.writing() as session:
            for name in ("vera", "tom"):
                account = session.get_one(AccountRow, getattr(school, name).id)
                token = sign_ins.begin(session, account, "test", NOW)
                self.browsers[name].client.set_cookie(SIGN_IN, token)

    def send(self, form: Form, **more: str) -> TestResponse:
        fields = {
            name: value.format(**self.uids) if isinstance(value, str) else value()
            for name, value in form.fields.items()
        }
        client = self.browsers[form.who].client
        path = form.path.format(**self.uids)
        return client.post(path, data=fields | more, buffered=True)

    def holds(self) -> list[str]:
        """Give what the database holds, but for what is drawn."""
        return [DRAWN.sub("*", line) for line in dump(self.app)]


DRAWN = re.compile(r"\$argon2id[^']*|[0-9a-f]{32,64}|[\w-]{43}|'[0-9A-Z]{8}'")


@pytest.fixture
def sides(homes: tuple[School, Path, Path]) -> Iterator[tuple[Side, Side]]:
    """Two schools that are the same."""
    school, *places = homes
    one, other = (Side(place, school) for place in places)
    yield one, other
    close(one.app)
    close(other.app)


def test_every_form_is_sent(app: Flask) -> None:
    rules = {rule for method, rule in LINES if method == "POST" and "/api/" not in rule}
    adapter = app.url_map.bind("localhost")

    sent = {
        str(adapter.match(each.path, "POST", return_rule=True)[0].rule)
        for each in FORMS
    }

    assert sent == rules - FOR_THE_OWNER - {BY_THE_PLAN}


def test_no_column_can_be_set_by_any_form(sides: tuple[Side, Side]) -> None:
    plain, crammed = sides
    wrong = []
    held = crammed.holds()

    for form in FORMS:
        more = {name: "1" for name in COLUMNS if name not in form.fields}
        usual, other = plain.send(form), crammed.send(form, **more)
        if other.status_code == 422 != usual.status_code:  # such a field is refused
            assert crammed.holds() == held, form.path
            other = crammed.send(form)
        held = crammed.holds()
        if (usual.status_code, plain.holds()) != (other.status_code, held):
            wrong.append(form.path)
        assert usual.status_code < 400 or form.path in NOTHING_TO_DO, form.path

    assert wrong == []


# What these are about is not there: they are sent for what they might set all the same.
NOTHING_TO_DO = (
    *("/cards/undoings", "/first-teacher/nothing", f"{CLASS}/assignments/nothing"),
    *(f"{CLASS}/withdrawn-assignments", f"{CLASS}/questions/{CARD}/answers"),
    f"{CLASS}/withdrawn-contrasts",
)


def test_no_column_can_be_set_by_an_event(sides: tuple[Side, Side]) -> None:
    uid, of = review_event(2)["uid"], review_event(1)["uid"]
    at = NOW.isoformat()
    events: dict[str, dict[str, Any]] = {
        "reviews": review_event(),
        "retractions": retraction(1, of=1)["retractions"][0],
        "holds": hold_event(),
        "misses": {"uid": uid, "review_uid": of, "cause": "confused", "said_at": at},
        "notes": {"uid": uid, "card": CARD, "text": "x", "written_at": at},
        "reports": {"uid": uid, "card": CARD, "text": "x", "reported_at": at},
    }
    side, _ = sides
    before = side.holds()

    for kind, event in events.items():
        batch = [
            event | {"uid": f"{event['uid'][:-4]}{number:04}", column: "1"}
            for number, column in enumerate(COLUMNS)
            if column not in event
        ]
        sent = side.browsers["tom"].sent(f"/api/{kind}", {"sent_at": at, kind: batch})
        reasons = [each["reason"] for each in sent["results"]]
        assert (kind, reasons) == (kind, [MISFIT] * len(batch))

    assert side.holds() == before
    for kind, event in events.items():
        sent = side.browsers["tom"].sent(f"/api/{kind}", {"sent_at": at, kind: [event]})
        assert sent["results"][0].get("reason") != MISFIT  # as it is it fits


MISFIT = "Cet événement n’a pas la forme attendue."
