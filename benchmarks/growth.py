"""Does an answer cost more in a large database than in a small one?

    python benchmarks/growth.py [--copies 1000] [--rounds 40]

Small: one learner, 100 cards, 1,000 reviews. Large: the same a thousand times over,
once as the rows of a thousand students of the same cards, once as a hundred thousand
cards of the one learner. An answer is stored as POST /api/reviews does it, one
transaction each; the card has been looked at before, as on the page.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from random import Random

from benchmarks import measuring
from benchmarks.answering import Student
from benchmarks.measuring import Stopwatch
from benchmarks.studied import config_of, make_studied
from trainer.config import DATABASE_NAME
from trainer.db import open_database

ITEMS = 58  # which make a hundred cards
REVIEWS = 1000
BATCH = 5
AIM = 1.3
LONG_LOG = 100

Changes = Mapping[str, Mapping[str, str]]  # by table and column, how copy :k differs

STUDENTS: Changes = {
    "students": {"id": "id + :k", "uid": "uid || '-' || :k"},
    "study_settings": {"id": "NULL", "student_id": "student_id + :k"},
    "enrolments": {"id": "NULL", "student_id": "student_id + :k"},
    "reviews": {"id": "NULL", "student_id": "student_id + :k"},
    "card_states": {"student_id": "student_id + :k"},
}
_KEY = "replace(key, 'sample/', 'sample/' || :k || '-')"
CARDS: Changes = {
    "items": {
        "id": "id + :k * :items",
        "key": _KEY,
        "position": "position + :k * :items",
    },
    "item_revisions": {
        "id": "NULL",
        "item_id": "item_id + :k * :items",
        "content": "replace(content, '\"sample/', '\"sample/' || :k || '-')",
    },
    "cards": {
        "id": "id + :k * :cards",
        "key": _KEY,
        "item_id": "item_id + :k * :items",
    },
    "reviews": {
        "id": "NULL",
        "card_id": "card_id + :k * :cards",
        "uid": "uid || '-' || :k",
    },
    "card_states": {"card_id": "card_id + :k * :cards"},
}


def main() -> None:
    """Measure, and print the rows."""
    options = measuring.options(__doc__, copies=1000, rounds=40)
    if options.small:
        options.copies, options.rounds = 3, 2
    now = datetime.now(UTC)
    measuring.heading("ms an answer")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        small = Path(folder) / "small"
        make_studied(small, ITEMS, REVIEWS, now).close()
        homes = {
            "small": small,
            "students": grown(small, "students", STUDENTS, options.copies),
            "cards": grown(small, "cards", CARDS, options.copies),
            "log": grown(small, "log", {}, 1),
        }
        runs = {
            name: answers_in(home, now, stack, same_card=name == "log")
            for name, home in homes.items()
        }
        figures = measuring.take_turns(options.rounds, runs)
        total = REVIEWS * options.copies
        peer = f"{REVIEWS:,} reviews, {size_of(small)}"
        for name, what in (
            ("students", f"{total:,} reviews of {options.copies:,} students"),
            ("cards", f"{total:,} reviews of one learner"),
        ):
            title = f"answer, {what}, {size_of(homes[name])}"
            measuring.row(title, figures[name], peer, figures["small"], AIM)
        longest = LONG_LOG + options.rounds * BATCH
        title = f"answer, a card that has {LONG_LOG}–{longest} reviews"
        measuring.row(title, figures["log"], "14–20 reviews", figures["small"])


def grown(small: Path, name: str, changes: Changes, copies: int) -> Path:
    """Copy a data folder, and copy the rows in its database over and over."""
    home = small.with_name(name)
    shutil.copytree(small, home)
    with closing(sqlite3.connect(home / DATABASE_NAME)) as file:
        file.execute("PRAGMA synchronous=OFF")
        sizes = {
            table: file.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
            for table in ("items", "cards")
        }
        statements = [
            _copy_statement(file, table, columns) for table, columns in changes.items()
        ]
        for k in range(1, copies):
            for statement in statements:
                file.execute(statement, {"k": k, **sizes})
        file.commit()
    return home


def _copy_statement(
    file: sqlite3.Connection, table: str, changes: Mapping[str, str]
) -> str:
    """Copy the first rows of a table, those of the small database."""
    columns = [name for _, name, *_ in file.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(changes.get(name, name) for name in columns)
    file.execute(f"CREATE TEMP TABLE first_{table} AS SELECT * FROM {table}")
    names = ", ".join(columns)
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM first_{table}"


def answers_in(
    home: Path, now: datetime, stack: ExitStack, *, same_card: bool = False
) -> Callable[[], float]:
    """Give what answers a few cards of the learner and tells the milliseconds of each.

    Args:
        same_card: always the same one, answered a hundred times before.
    """
    database = stack.enter_context(closing(open_database(config_of(home))))
    student = Student(database, now)
    cards = studied_cards(home)[: 1 if same_card else None]
    for card in cards * LONG_LOG if same_card else ():
        student.store(student.prepare(card))
    turn = cycle(cards)

    def answer_some() -> float:
        answers = [student.prepare(next(turn)) for _ in range(BATCH)]
        watch = Stopwatch()
        for answer in answers:
            with watch.running():
                student.store(answer)
        return watch.ms / BATCH

    answer_some()  # nothing is compiled or in a cache before the first
    return answer_some


def studied_cards(home: Path) -> list[str]:
    """Give some cards that the learner has studied, the same number in each case."""
    query = (
        "SELECT key FROM cards JOIN card_states ON card_id = id WHERE student_id = 1"
        " AND last_study_day < date('now')"
    )
    with closing(sqlite3.connect(home / DATABASE_NAME)) as file:
        keys = sorted(key for (key,) in file.execute(query))
    return Random(2).sample(keys, min(60, len(keys)))


def size_of(home: Path) -> str:
    """Say how large a database is."""
    return f"{(home / DATABASE_NAME).stat().st_size / 1e6:.0f} MB"


if __name__ == "__main__":
    main()
