"""Who may pass which address, with what is one's own and with what is another's.

Every address of the app has a line here. What is another's looks like what is not
there: the same status, the same words.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.schooling import (
    Person,
    School,
    add_deck,
    add_person,
    make_school,
    report_error,
)
from tests.web.uploading import PAPER
from tests.web.visiting import DECK, NOW, RIGHT, Browser, close, config_of
from trainer import access, giving, joining, sign_ins
from trainer.assignments import Draft, make_assignment
from trainer.classrooms import add_teacher, remove_student, remove_teacher
from trainer.contrasts import give_contrast
from trainer.core.assignments import Goal, Task
from trainer.erasing import erase_now
from trainer.tables import (
    AccountRow,
    ClassroomRow,
    DeckRow,
    DeckVersionRow,
    GivenTextRow,
    MembershipRow,
    PlannedBreakRow,
    SignInRow,
    TextPart,
)
from web import create_app
from web.context import context_of
from web.cookies import SIGN_IN

CARD = f"{DECK}/A3#job"
NOBODY = "00000000-0000-7000-8000-000000000000"
KEPT = "vera-s-deck"
LATER = date(2026, 12, 21)


class Who(StrEnum):
    """Who may come to an address."""

    ANYONE = "anyone"
    STRANGER = "stranger"  # anyone, in a class
    LEARNER = "learner"  # who is signed in, and the owner of a computer
    MEMBER = "member"  # who is signed in
    TEACHER = "teacher"  # teachers, and the owner of a computer
    CLASS_TEACHER = "class teacher"
    OWNER = "owner"  # of a computer of one's own


class Kind(StrEnum):
    """A kind of visitor."""

    STRANGER = "stranger"
    PUPIL = "pupil"
    OTHER_PUPIL = "pupil of another class"
    REMOVED_PUPIL = "pupil removed from the class"
    ERASED_PUPIL = "erased pupil with an old cookie"
    TEACHER = "teacher"
    OTHER_TEACHER = "teacher of another class"
    REMOVED_TEACHER = "teacher removed from the class"
    STALE_TEACHER = "teacher whose sign-in was ended"
    OWNER = "owner of one's own computer"


GONE = (Kind.STRANGER, Kind.ERASED_PUPIL, Kind.STALE_TEACHER)
PUPILS = (Kind.PUPIL, Kind.OTHER_PUPIL, Kind.REMOVED_PUPIL)
TEACHERS = (Kind.TEACHER, Kind.OTHER_TEACHER, Kind.REMOVED_TEACHER)
SIGNED_IN = (*PUPILS, *TEACHERS)
LET_IN: dict[Who, tuple[Kind, ...]] = {
    Who.ANYONE: tuple(Kind),
    Who.STRANGER: (*GONE, *SIGNED_IN),
    Who.LEARNER: (*SIGNED_IN, Kind.OWNER),
    Who.MEMBER: SIGNED_IN,
    Who.TEACHER: (*TEACHERS, Kind.OWNER),
    Who.CLASS_TEACHER: TEACHERS,
    Who.OWNER: (Kind.OWNER,),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """What an address is about: `real` is there, `missing` looks like it and is not.

    `owners` are those whose it is; {a}, {tom} and the like stand for uids.
    """

    real: dict[str, str]
    missing: dict[str, str]
    owners: tuple[Kind, ...]


CARD_IN_A = Thing(
    {"uid": "{a}", "key": CARD},
    {"uid": "{a}", "key": f"{DECK}/Z9#job"},
    (Kind.TEACHER,),
)
TOPIC_IN_A = Thing(
    {"uid": "{a}", "deck": DECK, "by": "part", "name": "A"},
    {"uid": "{a}", "deck": DECK, "by": "part", "name": "Z"},
    (Kind.TEACHER,),
)
REPORT_IN_A = Thing(
    {"uid": "{a}", "key": CARD, "report": "{report}", "text": "Corrigé."},
    {"uid": "{a}", "key": CARD, "report": "999", "text": "Corrigé."},
    (Kind.TEACHER,),
)
CLASS_A = Thing({"uid": "{a}"}, {"uid": NOBODY}, (Kind.TEACHER,))
TOM_IN_A = Thing(
    {"uid": "{a}", "person": "{tom}"}, {"uid": "{a}", "person": NOBODY}, (Kind.TEACHER,)
)
OWN_CLASS = Thing({"uid": "{a}"}, {"uid": NOBODY}, (Kind.PUPIL,))
# Of a deck of the school; Vera was the first teacher, who takes over who was there.
LEARNT = (Kind.PUPIL, Kind.REMOVED_PUPIL, Kind.TEACHER, Kind.OWNER)
LEARNT_DECK = Thing({"slug": KEPT}, {"slug": "nothing"}, (Kind.PUPIL, Kind.TEACHER))
LEARNT_CARD = Thing({"key": CARD}, {"key": f"{DECK}/Z9#job"}, LEARNT)
KEPT_DECK = Thing({"slug": KEPT}, {"slug": "nothing"}, (Kind.TEACHER,))
KEPT_TEXT = Thing(
    {"slug": KEPT, "part": "exam"}, {"slug": "nothing", "part": "exam"}, (Kind.TEACHER,)
)
KEPT_VERSIONS = Thing(
    {"slug": KEPT, "from": "1", "to": "2"},
    {"slug": "nothing", "from": "1", "to": "2"},
    (Kind.TEACHER,),
)
KEPT_VERSION = Thing(
    {"slug": KEPT, "number": "1"}, {"slug": "nothing", "number": "1"}, (Kind.TEACHER,)
)
WRITTEN = Thing(
    {"slug": KEPT, "exam": PAPER, "base": "2"},
    {"slug": "nothing", "exam": PAPER, "base": "2"},
    (Kind.TEACHER,),
)
UPLOAD = Thing({"token": "{upload}"}, {"token": "nothing"}, (Kind.TEACHER,))
CONTRAST = Thing(
    {"deck": DECK, "first": RIGHT, "second": "Data Analyst"},
    {"deck": "nothing", "first": RIGHT, "second": "Data Analyst"},
    LEARNT,
)
BREAK = Thing({"id": "{break}"}, {"id": "999999"}, (Kind.PUPIL,))
DEVICE = Thing({"device": "{device}"}, {"device": "999999"}, (Kind.PUPIL,))
TASK = Thing(
    {"uid": "{a}", "assignment": "{task}"},
    {"uid": "{a}", "assignment": NOBODY},
    (Kind.TEACHER,),
)
CELL = Thing(
    {"uid": "{a}", "deck": DECK, "asked": RIGHT, "given": RIGHT},
    {"uid": NOBODY, "deck": DECK, "asked": RIGHT, "given": RIGHT},
    (Kind.TEACHER,),
)
TWO_JOBS = Thing(
    {"uid": "{a}", "deck": DECK, "first": RIGHT, "second": "Data Analyst"},
    {"uid": NOBODY, "deck": DECK, "first": RIGHT, "second": "Data Analyst"},
    (Kind.TEACHER,),
)
GIVEN_JOBS = Thing(
    {"uid": "{a}", "contrast": "{contrast}"},
    {"uid": "{a}", "contrast": NOBODY},
    (Kind.TEACHER,),
)
LINK = Thing({"token": "nothing"}, {"token": "nowhere"}, ())


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of an address: for whom it is, and what it is about.

    `form` and `query` send what the thing is; `last` comes after all others, because
    it takes something away.
    """

    who: Who
    thing: Thing | None = None
    form: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    is_last: bool = False
    json: dict[str, Any] = field(default_factory=dict)


def events(name: str) -> Line:
    """Make the line of an address that takes events."""
    return Line(Who.LEARNER, json={"sent_at": NOW.isoformat(), name: []})


LINES: dict[tuple[str, str], Line] = {
    ("GET", "/static/<version>/<path:filename>"): Line(Who.ANYONE),
    ("GET", "/healthz"): Line(Who.ANYONE),
    ("GET", "/sw.js"): Line(Who.ANYONE),
    ("GET", "/.well-known/security.txt"): Line(
        Who.ANYONE,
        Thing({}, {}, ()),  # no contact is set here
    ),
    ("GET", "/offline"): Line(Who.ANYONE),
    # The review and its API
    ("GET", "/"): Line(Who.LEARNER),
    ("GET", "/review"): Line(Who.LEARNER),
    ("GET", "/decks/<slug>"): Line(Who.LEARNER, LEARNT_DECK),
    ("POST", "/decks/<slug>/anki-exports"): Line(Who.LEARNER, LEARNT_DECK),
    ("GET", "/api/openapi.json"): Line(Who.LEARNER),
    ("GET", "/api/queue"): Line(Who.LEARNER),
    ("GET", "/api/answers"): Line(
        Who.LEARNER,
        Thing({"card": CARD}, {"card": f"{DECK}/Z9#job"}, LEARNT),
        query=("card",),
    ),
    ("GET", "/api/answers-at-hand"): Line(Who.LEARNER),
    ("POST", "/api/reviews"): events("reviews"),
    ("POST", "/api/retractions"): events("retractions"),
    ("POST", "/api/holds"): events("holds"),
    ("POST", "/api/misses"): events("misses"),
    ("POST", "/api/notes"): events("notes"),
    ("POST", "/api/reports"): events("reports"),
    # Looking at one's own
    ("GET", "/cards"): Line(Who.LEARNER),
    ("GET", "/cards/<path:key>"): Line(Who.LEARNER, LEARNT_CARD),
    ("POST", "/cards/changes"): Line(Who.LEARNER),
    ("POST", "/cards/undoings"): Line(Who.LEARNER),
    ("GET", "/sessions"): Line(Who.LEARNER),
    ("GET", "/sessions/contrast"): Line(
        Who.LEARNER, CONTRAST, query=("deck", "first", "second")
    ),
    ("GET", "/progress"): Line(Who.LEARNER),
    ("GET", "/progress/days/<day>"): Line(Who.LEARNER),
    ("GET", "/settings"): Line(Who.LEARNER),
    ("POST", "/settings"): Line(Who.LEARNER),
    ("POST", "/settings/breaks"): Line(Who.LEARNER),
    ("POST", "/settings/cancelled-breaks"): Line(Who.LEARNER, BREAK, form=("id",)),
    ("POST", "/day-limits"): Line(Who.LEARNER),
    ("POST", "/usual-day-limits"): Line(Who.LEARNER),
    ("POST", "/day-extensions"): Line(Who.LEARNER),
    ("POST", "/catch-ups"): Line(Who.LEARNER),
    ("POST", "/withdrawn-catch-ups"): Line(Who.LEARNER),
    ("GET", "/my-data"): Line(Who.LEARNER),
    ("GET", "/my-data/cards.csv"): Line(Who.LEARNER),
    ("GET", "/my-data/everything.json"): Line(Who.LEARNER),
    ("GET", "/my-data/reviews.csv"): Line(Who.LEARNER),
    ("POST", "/my-data/card-imports"): Line(Who.LEARNER),
    ("POST", "/my-data/card-plans"): Line(Who.LEARNER),
    ("GET", "/my-data/everything.zip"): Line(Who.LEARNER),
    ("GET", "/my-data/reads"): Line(Who.MEMBER),
    ("GET", "/my-data/erasure"): Line(Who.MEMBER),
    ("POST", "/my-data/erasure"): Line(Who.MEMBER, is_last=True),
    ("POST", "/my-data/erasure-withdrawals"): Line(Who.MEMBER),
    ("GET", "/privacy"): Line(Who.ANYONE),
    # Who runs the program
    ("POST", "/my-data/backups"): Line(Who.OWNER),
    ("POST", "/my-data/restoration-plans"): Line(Who.OWNER),
    ("POST", "/my-data/restorations"): Line(Who.OWNER),
    # Papers
    ("GET", "/content"): Line(Who.TEACHER),
    ("GET", "/content/decks/<slug>"): Line(Who.TEACHER, KEPT_DECK),
    ("GET", "/content/decks/<slug>/<part>"): Line(Who.TEACHER, KEPT_TEXT),
    ("POST", "/content/decks/<slug>/moodle-exports"): Line(Who.TEACHER, KEPT_DECK),
    ("POST", "/content/decks/<slug>/enrolments"): Line(Who.CLASS_TEACHER, KEPT_DECK),
    ("POST", "/content/decks/<slug>/key-checks"): Line(Who.TEACHER, KEPT_DECK),
    ("POST", "/content/decks/<slug>/withdrawn-key-checks"): Line(
        Who.TEACHER, KEPT_DECK
    ),
    ("GET", "/content/decks/<slug>/retirement"): Line(Who.TEACHER, KEPT_DECK),
    ("POST", "/content/decks/<slug>/retirements"): Line(Who.TEACHER, KEPT_DECK),
    ("POST", "/content/decks/<slug>/returns"): Line(Who.TEACHER, KEPT_DECK),
    ("GET", "/content/decks/<slug>/versions"): Line(Who.TEACHER, KEPT_DECK),
    ("GET", "/content/decks/<slug>/versions/differences"): Line(
        Who.TEACHER, KEPT_VERSIONS, query=("from", "to")
    ),
    ("POST", "/content/decks/<slug>/restorations"): Line(
        Who.TEACHER, KEPT_VERSION, form=("number",)
    ),
    ("GET", "/content/decks/<slug>/editor"): Line(Who.TEACHER, KEPT_DECK),
    ("GET", "/content/editor"): Line(Who.TEACHER),
    ("POST", "/content/editor"): Line(Who.TEACHER),
    ("POST", "/content/editor/plans"): Line(
        Who.TEACHER, WRITTEN, form=("slug", "exam", "base")
    ),
    ("POST", "/content/plans"): Line(Who.TEACHER),
    ("GET", "/content/plans/<token>"): Line(Who.TEACHER, UPLOAD),
    ("POST", "/content/imports"): Line(Who.TEACHER, UPLOAD, form=("token",)),
    # The way in, and one's account
    ("GET", "/sign-in"): Line(Who.STRANGER),
    ("POST", "/sign-in"): Line(Who.STRANGER),
    ("GET", "/first-teacher/<token>"): Line(Who.STRANGER, LINK),
    ("POST", "/first-teacher/<token>"): Line(Who.STRANGER, LINK),
    ("POST", "/sign-out"): Line(Who.MEMBER),
    ("GET", "/account"): Line(Who.MEMBER),
    ("POST", "/account/names"): Line(Who.MEMBER),
    ("GET", "/account/password"): Line(Who.MEMBER),
    ("POST", "/account/password"): Line(Who.MEMBER),
    ("POST", "/account/sign-outs"): Line(Who.MEMBER, DEVICE, form=("device",)),
    ("GET", "/join"): Line(Who.STRANGER),
    ("POST", "/join"): Line(Who.STRANGER),
    ("GET", "/join/account"): Line(Who.STRANGER),
    ("POST", "/join/account"): Line(Who.STRANGER),
    ("GET", "/my-classes"): Line(Who.MEMBER),
    ("POST", "/my-classes/<uid>/departures"): Line(Who.MEMBER, OWN_CLASS, is_last=True),
    # Classes
    ("GET", "/classrooms"): Line(Who.CLASS_TEACHER),
    ("POST", "/classrooms"): Line(Who.CLASS_TEACHER),
    ("GET", "/classrooms/<uid>"): Line(Who.CLASS_TEACHER, CLASS_A),
    ("POST", "/classrooms/<uid>"): Line(Who.CLASS_TEACHER, CLASS_A),
    ("GET", "/classrooms/<uid>/code"): Line(Who.CLASS_TEACHER, CLASS_A),
    ("POST", "/classrooms/<uid>/codes"): Line(
        Who.CLASS_TEACHER, CLASS_A, form=("days",)
    ),
    ("POST", "/classrooms/<uid>/closed-codes"): Line(Who.CLASS_TEACHER, CLASS_A),
    ("POST", "/classrooms/<uid>/decks"): Line(
        Who.CLASS_TEACHER,
        Thing(
            {"uid": "{a}", "deck": DECK}, {"uid": NOBODY, "deck": DECK}, (Kind.TEACHER,)
        ),
        form=("deck",),
    ),
    ("POST", "/classrooms/<uid>/withdrawn-decks"): Line(
        Who.CLASS_TEACHER,
        Thing(
            {"uid": "{a}", "deck": DECK}, {"uid": NOBODY, "deck": DECK}, (Kind.TEACHER,)
        ),
        form=("deck",),
        is_last=True,
    ),
    ("GET", "/classrooms/<uid>/students/<person>"): Line(Who.CLASS_TEACHER, TOM_IN_A),
    ("GET", "/classrooms/<uid>/students/<person>/erasure"): Line(
        Who.CLASS_TEACHER, TOM_IN_A
    ),
    ("POST", "/classrooms/<uid>/students/<person>/erasure"): Line(
        Who.CLASS_TEACHER, TOM_IN_A, is_last=True
    ),
    ("POST", "/classrooms/<uid>/students/<person>/erasure-withdrawals"): Line(
        Who.CLASS_TEACHER, TOM_IN_A, is_last=True
    ),
    ("POST", "/classrooms/<uid>/members"): Line(
        Who.CLASS_TEACHER, TOM_IN_A, form=("person",)
    ),
    ("POST", "/classrooms/<uid>/phrases"): Line(
        Who.CLASS_TEACHER, TOM_IN_A, form=("person",)
    ),
    ("POST", "/classrooms/<uid>/removed-members"): Line(
        Who.CLASS_TEACHER, TOM_IN_A, form=("person",), is_last=True
    ),
    ("POST", "/classrooms/<uid>/teachers"): Line(
        Who.CLASS_TEACHER,
        Thing(
            {"uid": "{a}", "name": "Vera"},
            {"uid": NOBODY, "name": "Vera"},
            (Kind.TEACHER,),
        ),
        form=("name",),
    ),
    ("POST", "/classrooms/<uid>/removed-teachers"): Line(
        Who.CLASS_TEACHER,
        Thing(
            {"uid": "{a}", "person": "{jo}"},
            {"uid": "{a}", "person": NOBODY},
            (Kind.TEACHER,),
        ),
        form=("person",),
        is_last=True,
    ),
    ("POST", "/classrooms/<uid>/roster-plans"): Line(Who.CLASS_TEACHER, CLASS_A),
    ("POST", "/classrooms/<uid>/roster-names"): Line(
        Who.CLASS_TEACHER,
        Thing(
            {"uid": "{a}", "person": "{tom}", "name": "Tom"},
            {"uid": "{a}", "person": NOBODY, "name": "Tom"},
            (Kind.TEACHER,),
        ),
        form=("person", "name"),
    ),
    ("POST", "/classrooms/<uid>/rosters"): Line(
        Who.CLASS_TEACHER, CLASS_A, form=("table",)
    ),
    # What a class knows
    ("POST", "/projector"): Line(Who.CLASS_TEACHER),
    ("GET", "/classrooms/<uid>/exports"): Line(Who.CLASS_TEACHER, CLASS_A),
    ("POST", "/classrooms/<uid>/answer-sheets"): Line(Who.CLASS_TEACHER, CLASS_A),
    ("GET", "/classrooms/<uid>/topics"): Line(Who.CLASS_TEACHER, CLASS_A),
    ("GET", "/classrooms/<uid>/topics/grid"): Line(Who.CLASS_TEACHER, CLASS_A),
    ("GET", "/classrooms/<uid>/topics/trend"): Line(Who.CLASS_TEACHER, CLASS_A),
    ("GET", "/classrooms/<uid>/topic"): Line(
        Who.CLASS_TEACHER, TOPIC_IN_A, query=("deck", "by", "name")
    ),
    ("GET", "/classrooms/<uid>/questions"): Line(Who.CLASS_TEACHER, CLASS_A),
    ("GET", "/classrooms/<uid>/questions/<path:key>"): Line(
        Who.CLASS_TEACHER, CARD_IN_A
    ),
    ("POST", "/classrooms/<uid>/questions/<path:key>/answers"): Line(
        Who.CLASS_TEACHER, REPORT_IN_A, form=("report", "text")
    ),
    ("GET", "/classrooms/<uid>/monday"): Line(Who.CLASS_TEACHER, CLASS_A),
    ("GET", "/classrooms/<uid>/assignments"): Line(Who.CLASS_TEACHER, CLASS_A),
    ("POST", "/classrooms/<uid>/assignments"): Line(Who.CLASS_TEACHER, CLASS_A),
    ("GET", "/classrooms/<uid>/assignments/<assignment>"): Line(
        Who.CLASS_TEACHER, TASK
    ),
    ("POST", "/classrooms/<uid>/assignments/<assignment>"): Line(
        Who.CLASS_TEACHER, TASK
    ),
    ("POST", "/classrooms/<uid>/withdrawn-assignments"): Line(
        Who.CLASS_TEACHER, TASK, form=("assignment",), is_last=True
    ),
    ("GET", "/classrooms/<uid>/confusions"): Line(Who.CLASS_TEACHER, CLASS_A),
    ("GET", "/classrooms/<uid>/confusions.csv"): Line(Who.CLASS_TEACHER, CLASS_A),
    ("GET", "/classrooms/<uid>/confusions/cell"): Line(
        Who.CLASS_TEACHER, CELL, query=("deck", "asked", "given")
    ),
    ("POST", "/classrooms/<uid>/contrasts"): Line(
        Who.CLASS_TEACHER, TWO_JOBS, form=("deck", "first", "second")
    ),
    ("POST", "/classrooms/<uid>/withdrawn-contrasts"): Line(
        Who.CLASS_TEACHER, GIVEN_JOBS, form=("contrast",), is_last=True
    ),
}
FREE_NUMBER = 5000  # SQLite gives the number of the last row, once deleted, again
MADE = ("upload", "device", "break", "task", "report", "contrast")
VALUES = {
    "days": "7",
    "table": "Nom\nNina\n",
    "version": "0",
    "filename": "pages.css",
    "day": NOW.date().isoformat(),
}
IN_ORDER = sorted(LINES, key=lambda place: LINES[place].is_last)


# The people


@dataclass(frozen=True, slots=True)
class Stage:
    """An app with somebody in front of it; each request comes with a fresh cookie."""

    app: Flask
    kind: Kind
    account_id: int | None
    cookie: str
    names: dict[str, str]

    def browser(self) -> Browser:
        """Give a browser of the visitor."""
        client = self.app.test_client()
        cookie = self.cookie
        if self.account_id is not None:
            with context_of(self.app).database.writing() as session:
                account = session.get_one(AccountRow, self.account_id)
                cookie = sign_ins.begin(session, account, "test", NOW)
        if cookie:
            client.set_cookie(SIGN_IN, cookie)
        return Browser(self.app, client)


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


def exam_file() -> tuple[Any, str]:
    return BytesIO(PAPER.encode()), "cuisine.md"


def add_kept_deck(session: Session, school: School) -> DeckRow:
    """Add a deck of Vera's with two versions of its text."""
    kept = add_deck(session, KEPT, school.vera)
    text = GivenTextRow(deck_id=kept.id, part=TextPart.EXAM, name="exam.md", text=PAPER)
    text.given_at = NOW
    session.add(text)
    session.flush()
    for number in (1, 2):
        version = DeckVersionRow(deck_id=kept.id, number=number, exam_id=text.id)
        version.made_at = NOW
        session.add(version)
    return kept


def put_more(session: Session, school: School) -> dict[str, Any]:
    """Add who has left, a deck of Vera's own, and one that her class learns."""
    room = session.scalars(
        select(ClassroomRow).where(ClassroomRow.uid == school.class_a)
    ).one()
    deck = access.deck_named(session, DECK)
    giving.give_deck(session, room, deck, giving.Terms(), NOW)
    lou, eve = (add_person(session, name) for name in ("Lou", "Eve"))
    rita, jo = (add_person(session, name, is_teacher=True) for name in ("Rita", "Jo"))
    kept = add_kept_deck(session, school)
    giving.give_deck(session, room, kept, giving.Terms(), NOW)
    giving.study_deck(session, kept, school.vera.id, NOW)
    room.needs_approval = False
    for each in (lou, eve):
        joining.join(session, room, session.get_one(AccountRow, each.id), NOW)
    remove_student(session, session.get_one(MembershipRow, (room.id, lou.id)))
    for name in ("Rita", "Jo"):
        add_teacher(session, room, name, NOW)
    remove_teacher(session, room, session.get_one(AccountRow, rita.id))
    old = sign_ins.begin(session, session.get_one(AccountRow, eve.id), "old", NOW)
    stale = sign_ins.begin(session, session.get_one(AccountRow, rita.id), "old", NOW)
    sign_ins.end_all(session, rita.id)
    tom = session.get_one(AccountRow, school.tom.id)
    sign_ins.begin(session, tom, "tablet", NOW)
    device = session.scalars(select(SignInRow).filter_by(account_id=tom.id)).one()
    device.id = FREE_NUMBER
    rest = PlannedBreakRow(student_id=tom.student_id, first_day=LATER, last_day=LATER)
    session.add(rest)
    session.flush()
    found = {
        "device": str(FREE_NUMBER),
        "break": str(rest.id),
        "task": add_task(session, room),
        "contrast": add_contrast(session, room),
        "report": report_error(session, tom.student_id, CARD),
    }
    return found | {
        "lou": lou,
        "eve": eve,
        "rita": rita,
        "jo": jo,
        "old": old,
        "stale": stale,
    }


def add_task(session: Session, room: ClassroomRow) -> str:
    """Set a class something to do with the deck of the school."""
    deck = access.deck_named(session, DECK)
    task = Task(Goal.DAYS, 2, NOW.date(), LATER)
    draft = Draft("Avant les vacances", task)
    (vera,) = session.scalars(select(AccountRow.id).filter_by(name="Vera"))
    row = make_assignment(session, room, deck, draft, account_id=vera, now=NOW)
    return row.uid


def add_contrast(session: Session, room: ClassroomRow) -> str:
    """Give a class two jobs of the deck of the school to tell apart."""
    deck = access.deck_named(session, DECK)
    jobs = ("ML Engineer", "MLOps / Platform")
    (vera,) = session.scalars(select(AccountRow.id).filter_by(name="Vera"))
    row = give_contrast(session, room, deck, jobs, account_id=vera, now=NOW)
    return row.uid


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
