"""One visit for each address of the app: how a browser comes there as a person does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO

from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from tests.web.visiting import (
    CARD,
    DECK,
    NOW,
    Browser,
    hold_event,
    holds,
    retraction,
    review_event,
    reviews,
)

SETTINGS = {
    "language": "fr",
    "theme": "dark",
    "buttons": "4",
    "new_per_day": "7",
    "reviews_per_day": "70",
    "zone": "Europe/Paris",
    "minutes_per_day": "0",
    "rollover_hour": "4",
    "retention": "normal",
    "text_size": "normal",
    "motion": "auto",
    "counts_streak": "",
}
PAPER = (
    "# Examen\n\n## PARTIE A — Choisir (1 item × 2 pts = /2)\n\n"
    "1) Un ?\n→ [x] A  [ ] B\n"
)

Visit = Callable[[Browser], TestResponse]


def _empty_batch(browser: Browser, events: str) -> TestResponse:
    return browser.send(f"/api/{events}", {"sent_at": NOW.isoformat(), events: []})


def open_static(browser: Browser) -> TestResponse:
    with browser.app.test_request_context():
        path = browser.app.url_for("static", filename="icons.svg")
    return browser.get(path)


def _upload(browser: Browser) -> TestResponse:
    file = FileStorage(BytesIO(PAPER.encode()), filename="nouveau.md")
    return browser.submit("/content/plans", exam=file)


def _opening(path: str, **query: str) -> Visit:
    return lambda browser: browser.get(f"/content/{path}", **query)


def _sending(path: str, **fields: str) -> Visit:
    return lambda browser: browser.submit(f"/content/{path}", **fields)


OF_DECK, OWN = "/content/decks/<slug>", f"decks/{DECK}"
READING: dict[tuple[str, str], Visit] = {
    ("GET", "/"): lambda browser: browser.get("/"),
    ("GET", "/review"): lambda browser: browser.get("/review", deck=DECK),
    ("GET", "/decks/<slug>"): lambda browser: browser.get(f"/decks/{DECK}"),
    ("GET", "/settings"): lambda browser: browser.get("/settings"),
    ("GET", "/my-data"): lambda browser: browser.get("/my-data"),
    ("GET", "/my-data/anki"): lambda browser: browser.get("/my-data/anki"),
    ("GET", "/my-data/anki/imports/<token>"): lambda browser: browser.get(
        "/my-data/anki/imports/x"
    ),
    ("GET", "/my-data/everything.json"): lambda browser: browser.get(
        "/my-data/everything.json"
    ),
    ("GET", "/my-data/reviews.csv"): lambda browser: browser.get(
        "/my-data/reviews.csv"
    ),
    ("GET", "/my-data/cards.csv"): lambda browser: browser.get("/my-data/cards.csv"),
    ("GET", "/content"): lambda browser: browser.get("/content"),
    ("GET", "/content/decks/<slug>"): lambda browser: browser.get(
        f"/content/decks/{DECK}"
    ),
    ("GET", "/content/decks/<slug>/<part>"): lambda browser: browser.get(
        f"/content/decks/{DECK}/exam"
    ),
    ("GET", f"{OF_DECK}/editor"): _opening(f"{OWN}/editor"),
    ("GET", f"{OF_DECK}/retirement"): _opening(f"{OWN}/retirement"),
    ("GET", f"{OF_DECK}/versions"): _opening(f"{OWN}/versions"),
    ("GET", f"{OF_DECK}/versions/differences"): _opening(
        f"{OWN}/versions/differences", **{"from": "1", "to": "1"}
    ),
    ("GET", "/content/editor"): _opening("editor", title="Essai"),
    ("GET", "/content/plans/<token>"): lambda browser: browser.get("/content/plans/x"),
    ("GET", "/progress"): lambda browser: browser.get("/progress"),
    ("GET", "/progress/days/<day>"): lambda browser: browser.get(
        "/progress/days/2026-11-23"
    ),
    ("GET", "/cards"): lambda browser: browser.get("/cards", text="modèle"),
    ("GET", "/sessions"): lambda browser: browser.get("/sessions"),
    ("GET", "/sessions/contrast"): lambda browser: browser.get(
        "/sessions/contrast", deck=DECK, first="Data Analyst", second="ML Engineer"
    ),
    ("GET", "/cards/<path:key>"): lambda browser: browser.get(
        "/cards/" + CARD.replace("#", "%23")
    ),
    ("GET", "/api/queue"): lambda browser: browser.get("/api/queue"),
    ("GET", "/api/answers"): lambda browser: browser.get("/api/answers", card=CARD),
    ("GET", "/api/answers-at-hand"): lambda browser: browser.get(
        "/api/answers-at-hand", card=CARD
    ),
    ("GET", "/sw.js"): lambda browser: browser.get("/sw.js"),
    ("GET", "/offline"): lambda browser: browser.get("/offline"),
    ("GET", "/api/openapi.json"): lambda browser: browser.get("/api/openapi.json"),
    ("GET", "/.well-known/security.txt"): lambda browser: browser.get(
        "/.well-known/security.txt"
    ),
    ("GET", "/privacy"): lambda browser: browser.get("/privacy"),
    ("GET", "/my-data/everything.zip"): lambda browser: browser.get(
        "/my-data/everything.zip"
    ),
    ("GET", "/healthz"): lambda browser: browser.get("/healthz"),
    ("GET", "/static/<version>/<path:filename>"): open_static,
}
FORMS: dict[tuple[str, str], Visit] = {
    ("POST", "/catch-ups"): lambda browser: browser.submit(
        "/catch-ups", cards_per_day="25"
    ),
    ("POST", "/withdrawn-catch-ups"): lambda browser: browser.submit(
        "/withdrawn-catch-ups"
    ),
    ("POST", "/day-limits"): lambda browser: browser.submit(
        "/day-limits", new_per_day="5", reviews_per_day="50"
    ),
    ("POST", "/day-extensions"): lambda browser: browser.submit("/day-extensions"),
    ("POST", "/usual-day-limits"): lambda browser: browser.submit("/usual-day-limits"),
    ("POST", "/cards/changes"): lambda browser: browser.submit(
        "/cards/changes", action="flag", card=CARD, view=""
    ),
    ("POST", "/cards/undoings"): lambda browser: browser.submit(
        "/cards/undoings", change="x", view=""
    ),
    ("POST", "/settings"): lambda browser: browser.submit("/settings", **SETTINGS),
    ("POST", "/settings/breaks"): lambda browser: browser.submit(
        "/settings/breaks", first_day="2026-12-19", last_day="2026-12-20"
    ),
    ("POST", "/settings/cancelled-breaks"): lambda browser: browser.submit(
        "/settings/cancelled-breaks", id="1"
    ),
    ("POST", "/my-data/anki/imports"): lambda browser: browser.submit(
        "/my-data/anki/imports"
    ),
    ("POST", "/my-data/anki/withdrawals"): lambda browser: browser.submit(
        "/my-data/anki/withdrawals", id="1"
    ),
    ("POST", "/my-data/card-plans"): lambda browser: browser.submit(
        "/my-data/card-plans"
    ),
    ("POST", "/my-data/card-imports"): lambda browser: browser.submit(
        "/my-data/card-imports", table="Où ?;Ici"
    ),
    ("POST", "/my-data/backups"): lambda browser: browser.submit("/my-data/backups"),
    ("POST", "/my-data/restoration-plans"): lambda browser: browser.submit(
        "/my-data/restoration-plans"
    ),
    ("POST", "/my-data/restorations"): lambda browser: browser.submit(
        "/my-data/restorations", token="x"
    ),
    ("POST", f"{OF_DECK}/moodle-exports"): _sending(f"{OWN}/moodle-exports"),
    ("POST", f"{OF_DECK}/key-checks"): _sending(f"{OWN}/key-checks"),
    ("POST", f"{OF_DECK}/withdrawn-key-checks"): _sending(
        f"{OWN}/withdrawn-key-checks"
    ),
    ("POST", f"{OF_DECK}/restorations"): _sending(f"{OWN}/restorations", number="1"),
    ("POST", f"{OF_DECK}/retirements"): _sending(f"{OWN}/retirements"),
    ("POST", f"{OF_DECK}/returns"): _sending(f"{OWN}/returns"),
    ("POST", "/content/editor"): _sending("editor", exam=PAPER, add="choice"),
    ("POST", "/content/editor/plans"): _sending("editor/plans", exam=PAPER),
    ("POST", "/content/plans"): _upload,
    ("POST", "/content/imports"): lambda browser: browser.submit(
        "/content/imports", token="x"
    ),
    ("POST", "/decks/<slug>/anki-exports"): lambda browser: browser.submit(
        f"/decks/{DECK}/anki-exports"
    ),
    ("POST", "/decks/<slug>/anki-texts"): lambda browser: browser.submit(
        f"/decks/{DECK}/anki-texts"
    ),
}
API: dict[tuple[str, str], Visit] = {
    ("POST", "/api/reviews"): lambda browser: browser.send(
        "/api/reviews", reviews(review_event())
    ),
    ("POST", "/api/retractions"): lambda browser: browser.send(
        "/api/retractions", retraction(1, of=1)
    ),
    **{
        ("POST", f"/api/{events}"): partial(_empty_batch, events=events)
        for events in ("misses", "notes", "reports")
    },
    ("POST", "/api/holds"): lambda browser: browser.send(
        "/api/holds", holds(hold_event())
    ),
}
VISITS = READING | FORMS | API
