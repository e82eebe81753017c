"""What does an answer cost with the card that comes next, in process and over HTTP?

    python benchmarks/answer.py [--rounds 30]

The review page sends each answer by itself. It asks for fifteen cards, and again when
fewer than six are left or a minute has gone by: for who answers every eight seconds,
eight answers go with one queue. In process that is `record` in a writing transaction
each, and `next_cards` once in eight, beside Anki's own backend (one transaction each,
`synchronous=FULL` as here) on the same cards and reviews. Over HTTP it is POST
/api/reviews and an eighth of GET /api/queue, beside the same POST to an empty Flask
view behind the same waitress. The page also fetches the answers of the cards ahead,
which has a row of its own.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import anki_peer, measuring
from benchmarks.answering import ANSWERS_A_QUEUE as BATCH
from benchmarks.answering import Student
from benchmarks.http_client import EMPTY_APP, Connection, connected, trainer_command
from benchmarks.measuring import Stopwatch, timed
from benchmarks.review_page import Page
from benchmarks.studied import config_of, make_studied
from trainer.db import open_database

SIZES = ((580, 10_000), (5850, 100_000))  # items, reviews
SMALL = ((60, 300),)
AIM = 3.0


def main() -> None:
    """Measure each size, and print its rows."""
    options = measuring.options(__doc__, rounds=30)
    measuring.heading("ms an answer")
    for items, reviews in SMALL if options.small else SIZES:
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            size = f"{prepare(Path(folder), items, reviews):,} cards"
            rounds = 2 if options.small else options.rounds
            in_process(Path(folder), stack, rounds, size)
            over_http(Path(folder), stack, rounds, size)


def prepare(folder: Path, items: int, reviews: int) -> int:
    """Make the databases of all, and say how many cards each has."""
    now = datetime.now(UTC)
    with closing(make_studied(folder / "home", items, reviews, now)) as database:
        anki_peer.make_collection(folder / "collection.anki2", database, now)
    shutil.copytree(folder / "home", folder / "served")
    with closing(anki_peer.open_collection(folder / "collection.anki2")) as col:
        return int(col.card_count())


# In process


def in_process(folder: Path, stack: ExitStack, rounds: int, size: str) -> None:
    """Race our stories and Anki's backend."""
    database = stack.enter_context(closing(open_database(config_of(folder / "home"))))
    col = anki_peer.open_collection(folder / "collection.anki2")
    stack.enter_context(closing(col))
    student = Student(database, datetime.now(UTC))
    stored: list[float] = []
    runs: dict[str, Callable[[], float]] = {
        "ours": lambda: _answer_some(student, stored),
        "anki": lambda: timed(lambda: _answer_some_in_anki(col)) / BATCH,
    }
    measuring.take_turns(1, runs)  # nothing is compiled or in a cache before
    stored.clear()
    figures = measuring.take_turns(rounds, runs)
    title = "in process, {}, " + size
    measuring.row(
        title.format("answer + next card"), figures["ours"], "Anki", figures["anki"]
    )
    measuring.row(title.format("answer alone"), stored, "Anki", figures["anki"])


def _answer_some(student: Student, stored: list[float]) -> float:
    """Answer as many cards as go with one queue; note the time without the queue."""
    queue, answer = Stopwatch(), Stopwatch()
    for _ in range(BATCH):
        with queue.running():
            question = student.take()
        prepared = student.prepare(question.card_key)
        with answer.running():
            student.store(prepared)
    stored.append(answer.ms / BATCH)
    return (queue.ms + answer.ms) / BATCH


def _answer_some_in_anki(col: Any) -> None:
    for _ in range(BATCH):
        anki_peer.answer_next(col)


# Over HTTP


def _answer_over_http(page: Page, empty: Connection) -> dict[str, float]:
    """Answer as many cards as go with one queue; give the time of each request."""
    watches = {name: Stopwatch() for name in ("queue", "fetch", "post", "floor")}
    with watches["queue"].running():
        cards = page.queue()
    for card in cards[:BATCH]:
        with watches["fetch"].running():
            answer = page.answer(card)
        body = page.review(card, answer)
        with watches["post"].running():
            page.send(body)
        with watches["floor"].running():
            empty.ask(empty.request("/", body))
    return {name: watch.ms / BATCH for name, watch in watches.items()}


def over_http(folder: Path, stack: ExitStack, rounds: int, size: str) -> None:
    """Race our API and an empty view."""
    serve = trainer_command("serve", "--port", "0")
    page = Page(stack.enter_context(connected(serve, folder / "served")))
    empty = stack.enter_context(connected([sys.executable, str(EMPTY_APP)]))
    _answer_over_http(page, empty)  # nothing is compiled or in a cache before
    found = [_answer_over_http(page, empty) for _ in range(rounds)]
    parts = {name: [figures[name] for figures in found] for name in found[0]}
    floor = parts["floor"]
    peer = "the same POST to an empty view"
    next_card = _sums(parts["post"], parts["queue"])
    title = f"over HTTP, {{}}, {size}"
    measuring.row(title.format("answer alone"), parts["post"], peer, floor, AIM)
    measuring.row(title.format("answer + next card"), next_card, peer, floor, AIM)
    measuring.row(title.format("⅛ GET /api/queue"), parts["queue"], peer, floor)
    measuring.row(title.format("GET /api/answers"), parts["fetch"], peer, floor)


def _sums(*parts: list[float]) -> list[float]:
    return [sum(figures) for figures in zip(*parts, strict=True)]


if __name__ == "__main__":
    main()
