"""How long does the first hand of a day take, beside Anki's first queue?

    python benchmarks/day_queue.py [--items 5850] [--reviews 100000] [--rounds 9]

Both hold the same cards, states and reviews, and give the next ten cards. Each round is
a new process, in which the first hand or queue that a person asks for is timed, with
and without the opening of the database. Our server takes a hand for nobody before it is
open (`warm_up`): it has a row of its own, and is part of the opening. Second: the one
asked for after the first (Anki made to build it anew). (The name of this file is not
`queue.py`, which would hide a module of Python's own.)
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import measuring
from benchmarks.measuring import Stopwatch

HAND = 10
DAY = (20, 200)  # the limits that a new student has
COLLECTION = "collection.anki2"


def main() -> None:
    """Measure, and print the rows."""
    options = measuring.options(__doc__, items=5850, reviews=100_000, rounds=9)
    if options.step:
        STEPS[options.step[0]](options.step[1:])
        return
    if options.small:
        options.items, options.reviews, options.rounds = 60, 300, 1
    measuring.heading("ms")
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), options.items, options.reviews)
        for new, reviews in ((9999, 9999), DAY):
            limit(Path(folder), new, reviews)
            compare(folder, options.rounds, f"limits {new}/{reviews}")


def prepare(folder: Path, items: int, reviews: int) -> None:
    """Make both databases."""
    from benchmarks import anki_peer
    from benchmarks.studied import make_studied

    now = datetime.now(UTC)
    with closing(make_studied(folder / "home", items, reviews, now)) as database:
        anki_peer.make_collection(folder / COLLECTION, database, now)


def limit(folder: Path, new: int, reviews: int) -> None:
    """Give both the same limits of a day."""
    from benchmarks import anki_peer
    from benchmarks.studied import config_of, set_limits
    from trainer.db import open_database

    with closing(open_database(config_of(folder / "home"))) as database:
        set_limits(database, new, reviews)
    with closing(anki_peer.open_collection(folder / COLLECTION)) as col:
        anki_peer.set_limits(col, new, reviews)


def compare(folder: str, rounds: int, what: str) -> None:
    """Run each by turns in new processes, and print its rows."""
    found = measuring.run_steps(__file__, STEPS, Path(folder), rounds)
    ours, anki = found["ours"], found["anki"]
    left = f"{ours[0]['left']:.0f} and {anki[0]['left']:.0f} cards left"
    rows = (("first", 1.0), ("unready", None), ("opened", None), ("warm", None))
    for name, aim in rows:
        measuring.row(
            f"queue, {what} ({left}), {TITLES[name]}",
            [figures[name] for figures in ours],
            "Anki",
            [figures[name] for figures in anki],
            aim,
        )


TITLES = {
    "first": "first after the start",
    "unready": "first of the process",
    "opened": "start and first",
    "warm": "second",
}


def step_ours(arguments: Sequence[str]) -> None:
    """Open our database, warm up as the server does, and take a hand twice."""
    from benchmarks.studied import config_of
    from trainer.daily_review import next_cards
    from trainer.db import open_database
    from trainer.first_use import warm_up
    from trainer.learners import load_learner

    now = datetime.now(UTC)
    opening, unready, hand = Stopwatch(), Stopwatch(), Stopwatch()
    with opening.running():
        database = open_database(config_of(Path(arguments[0]) / "home"))
        with unready.running():
            warm_up(database, now)
    for _ in range(2):
        with hand.running(), database.reading() as session:
            cards = next_cards(session, load_learner(session), now, limit=HAND)
    database.close()
    left = cards.new + cards.learning + cards.review
    _report(opening, unready, hand, left)


def step_anki(arguments: Sequence[str]) -> None:
    """Open Anki's collection and have the queue built twice."""
    from benchmarks import anki_peer

    path = Path(arguments[0]) / COLLECTION
    opening = Stopwatch()
    with opening.running():
        col = anki_peer.open_collection(path)
    hand = Stopwatch()
    for _ in range(2):
        with hand.running():
            queued = anki_peer.scheduler(col).get_queued_cards(fetch_limit=HAND)
        anki_peer.forget_queue(col)
    col.close()
    left = queued.new_count + queued.learning_count + queued.review_count
    first = Stopwatch(hand.laps[0])
    _report(opening, first, hand, left)


def _report(opening: Stopwatch, unready: Stopwatch, hand: Stopwatch, left: int) -> None:
    first, warm = hand.laps
    opened = opening.ms + first
    measuring.report(
        first=first, unready=unready.ms, opened=opened, warm=warm, left=left
    )


STEPS = {"ours": step_ours, "anki": step_anki}

if __name__ == "__main__":
    main()
