"""How long until the program helps, and until it serves?

    python benchmarks/start.py [--rounds 15]

`trainer --help` stands beside a Python that imports click and nothing else. A server
stands beside a Python that only imports what no server of ours can do without; it is
timed from its start to its first page, and to the first answer stored (page, queue,
answer of the card, review). The data folder is set up before, apart from the last row.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from benchmarks import measuring
from benchmarks.http_client import Connection, served, trainer_command
from benchmarks.measuring import MS, timed
from benchmarks.review_page import Page
from benchmarks.studied import config_of
from trainer.db import open_database
from trainer.first_use import prepare

HELP_MS = 200
SERVE_MS = 1000
SERVE = trainer_command("serve", "--port", "0")


def main() -> None:
    """Measure, and print the rows."""
    options = measuring.options(__doc__, rounds=15)
    measuring.heading("ms")
    with tempfile.TemporaryDirectory() as folder:
        home, new = Path(folder) / "home", Path(folder) / "new"
        with closing(open_database(config_of(home))) as database:
            prepare(database, datetime.now(UTC))
        homes = count()
        runs = {
            "click": lambda: timed_run(python("import click")),
            "help": lambda: timed_run(trainer_command("--help")),
            "floor": lambda: timed_run(python("import flask, waitress, sqlalchemy")),
            "page": lambda: serve_page(home),
            "answer": lambda: serve_answer(home),
            "first": lambda: serve_page(new / str(next(homes))),
        }
        if options.small:
            options.rounds = 1
        else:
            measuring.take_turns(1, runs)  # writes what Python compiles
        print_rows(measuring.take_turns(options.rounds, runs))


def print_rows(found: measuring.Figures) -> None:
    """Print all."""
    row = measuring.limit_row
    row("`trainer --help`", found["help"], "import click", found["click"], HELP_MS)
    peer, floor = "import flask, waitress, sqlalchemy", found["floor"]
    row("`trainer serve` → first page", found["page"], peer, floor, SERVE_MS)
    row("`trainer serve` → answer stored", found["answer"], peer, floor, SERVE_MS)
    title = "the very first start → first page (new database, built-in deck)"
    measuring.row(title, found["first"], peer, floor)


def python(statement: str) -> list[str]:
    """Give the command line that runs one statement."""
    return [sys.executable, "-P", "-c", statement]


def timed_run(command: list[str]) -> float:
    """Give the milliseconds of a command."""
    return timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))


def serve_page(home: Path) -> float:
    """Start a server; give the milliseconds to its first page."""
    start = time.perf_counter()
    with served(SERVE, home) as url, closing(Connection(url)) as connection:
        connection.ask(connection.request("/"))
        return (time.perf_counter() - start) * MS


def serve_answer(home: Path) -> float:
    """Start a server; give the milliseconds until a first card is answered."""
    start = time.perf_counter()
    with served(SERVE, home) as url, closing(Connection(url)) as connection:
        page = Page(connection)
        connection.ask(connection.request("/review"))
        card = page.queue()[0]
        page.send(page.review(card, page.answer(card)))
        return (time.perf_counter() - start) * MS


if __name__ == "__main__":
    main()
