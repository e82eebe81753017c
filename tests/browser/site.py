"""The server of a test, what answers in its place, its clock, a watch over pages."""

from __future__ import annotations

import gzip
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Flask, Response, current_app, request
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Route,
    WebError,
)

from web.context import context_of


@dataclass(slots=True)
class Clock:
    """The server's clock; it stands still until a test moves it."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **duration: float) -> None:
        """Let time go by."""
        self.at += timedelta(**duration)


@dataclass(frozen=True, slots=True)
class Site:
    """A server that runs."""

    url: str
    app: Flask
    clock: Clock

    def ask_in_every_format(self) -> None:
        """Ask the first cards as if they were known: some typed, one as a sentence.

        The server does it: what takes the browser's own requests in hand fails them
        with a complaint of its own when a window closes.
        """
        after_requests = self.app.after_request_funcs.setdefault(None, [])
        if in_every_format not in after_requests:
            after_requests.append(in_every_format)

    def effective_reviews(self) -> list[tuple[str, int, str]]:
        """Give card, rating and response of each review that is not taken back."""
        found = self.rows(
            "SELECT cards.key, rating, response FROM reviews"
            " JOIN cards ON cards.id = card_id WHERE reviews.uid NOT IN"
            " (SELECT review_uid FROM retractions) ORDER BY reviews.id"
        )
        return [(str(card), int(str(n)), str(given)) for card, n, given in found]

    def states(self) -> list[tuple[object, ...]]:
        """Give the state of every card that has one."""
        return self.rows("SELECT * FROM card_states ORDER BY card_id")

    def holds(self) -> list[tuple[object, ...]]:
        """Give the cards that were set aside or flagged."""
        return self.rows(
            "SELECT key, is_suspended, is_flagged FROM card_holds"
            " JOIN cards ON cards.id = card_id"
        )

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Ask the database."""
        path = context_of(self.app).database.path
        assert path is not None
        connection = sqlite3.connect(path)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


@dataclass  # without slots: playwright writes into whose methods it calls
class Watch:
    """Notes what pages say on their console and which hosts they ask."""

    host: str = ""
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    forgiven: list[str] = field(
        default_factory=lambda: ["Service Worker registration blocked"]
    )

    def expect_only(self, url: str) -> None:
        """Let the pages ask this server."""
        self.host = url

    def over(self, context: BrowserContext) -> None:
        """Watch every page of a browser window."""
        context.on("console", self._hear)
        context.on("weberror", self._note)
        context.on("request", self._see)

    def leave(self, context: BrowserContext) -> None:
        """Watch this window no more."""
        context.remove_listener("console", self._hear)
        context.remove_listener("weberror", self._note)
        context.remove_listener("request", self._see)

    @contextmanager
    def forgiving(self, *patterns: str) -> Iterator[None]:
        """Take these complaints as meant, such as those of a network that is cut."""
        self.forgiven.extend(patterns)
        yield

    def complaints(self) -> list[str]:
        """Give all that should not have been."""
        said = [
            text
            for text in self.said
            if not any(re.search(pattern, text) for pattern in self.forgiven)
        ]
        return said + [url for url in self.asked if not url.startswith(self.host)]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.said.append(f"{message.text} {message.location}")

    def _note(self, error: WebError) -> None:
        self.said.append(str(error.error))

    def _see(self, request: Request) -> None:
        if not request.url.startswith("data:"):
            self.asked.append(request.url)


def in_every_format(response: Response) -> Response:
    """Change the formats in an answer of the server, if it gives cards to ask."""
    if request.path == "/api/queue":
        if response.headers.pop("Content-Encoding", None):
            response.set_data(gzip.decompress(response.get_data()))
        queue = response.get_json()
        for card in queue.get("cards", ()):
            if card["card"].endswith("#term"):
                card["format"] = "typed"
            if card["card"] == "cuisine/A2#job":
                card |= {"format": "sentence", "options": []}
        response.set_data(current_app.json.dumps(queue))
    return response


def unavailable(route: Route) -> None:
    """Answer as a server that cannot."""
    route.fulfill(status=503, json={"error": "…"})


def refuse(route: Route) -> None:
    """Answer as a server that does not take what was sent."""
    route.fulfill(status=422, json={"error": "Forme inattendue."})


def wait_until(page: Page, promise: str) -> None:
    """Wait until a promise that is made anew gives what is true.

    Playwright's `wait_for_function` takes the promise itself for true.
    """
    for _ in range(100):
        if page.evaluate(promise):
            return
        page.wait_for_timeout(100)  # it lets the browser work between two looks
    raise AssertionError(promise)


def layout_shifts(page: Page) -> list[float]:
    """Give every shift of the layout so far, those right after a key press too."""
    return list(page.evaluate("window.shifts"))


NOTE_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  window.shifts.push(...list.getEntries().map((entry) => entry.value));
}).observe({ type: "layout-shift", buffered: true });
"""
