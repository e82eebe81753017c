"""Who may come to an address, and what an address is about: what is said of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from tests.web.uploading import PAPER
from tests.web.visiting import DECK, NOW, RIGHT

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
ANKI_IMPORT = Thing({"id": "{brought}"}, {"id": "999999"}, (Kind.PUPIL,))
ANKI_REPORT = Thing({"token": "{anki}"}, {"token": "nothing"}, (Kind.PUPIL,))
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
