"""Every address of the app, for whom it is and what it is about: one line each."""

from __future__ import annotations

from tests.web.access_things import (
    ANKI_IMPORT,
    ANKI_REPORT,
    BREAK,
    CARD,
    CARD_IN_A,
    CELL,
    CLASS_A,
    CONTRAST,
    DEVICE,
    GIVEN_JOBS,
    KEPT_DECK,
    KEPT_TEXT,
    KEPT_VERSION,
    KEPT_VERSIONS,
    LEARNT,
    LEARNT_CARD,
    LEARNT_DECK,
    LINK,
    NOBODY,
    OWN_CLASS,
    REPORT_IN_A,
    TASK,
    TOM_IN_A,
    TOPIC_IN_A,
    TWO_JOBS,
    UPLOAD,
    WRITTEN,
    Kind,
    Line,
    Thing,
    Who,
    events,
)
from tests.web.visiting import DECK, NOW

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
    ("POST", "/decks/<slug>/anki-texts"): Line(Who.LEARNER, LEARNT_DECK),
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
    ("GET", "/my-data/anki"): Line(Who.LEARNER),
    ("POST", "/my-data/anki/imports"): Line(Who.LEARNER),
    ("GET", "/my-data/anki/imports/<token>"): Line(Who.LEARNER, ANKI_REPORT),
    ("POST", "/my-data/anki/withdrawals"): Line(
        Who.LEARNER, ANKI_IMPORT, form=("id",), is_last=True
    ),
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
VALUES = {
    "days": "7",
    "table": "Nom\nNina\n",
    "version": "0",
    "filename": "pages.css",
    "day": NOW.date().isoformat(),
}
IN_ORDER = sorted(LINES, key=lambda place: LINES[place].is_last)
