"""How many reviews a second come home from Anki, and with how much memory?

    python benchmarks/anki_in.py [--notes 10000] [--reviews 100000] [--rounds 3]

A deck goes out with the progress of a student who has answered for years. The same file
is taken in here, into a database with the deck and no answer, and by Anki, into an
empty collection; then again, when all of it is known. Here that is from the file to the
commit: read in a child process, sorted out, stored, each card replayed by FSRS. Anki
takes the states over as they are, and takes the notes in too. Each step of each round
is a process of its own, whose highest memory is taken, for ours the child's apart.
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import measuring
from benchmarks.measuring import Found, Stopwatch
from benchmarks.sample import NOTES_PER_ITEM, SLUG

_TO_MB = 2**20 if sys.platform == "darwin" else 2**10


def main() -> None:
    """Measure, and print the rows."""
    options = measuring.options(__doc__, notes=10_000, reviews=100_000, rounds=3)
    if options.step:
        STEPS[options.step[0]](Path(options.step[1]))
        return
    if options.small:
        options.notes, options.reviews, options.rounds = 80, 300, 1
    measuring.heading("reviews a second; memory: MB")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, round(options.notes / NOTES_PER_ITEM), options.reviews)
        rounds = options.rounds
        found = measuring.run_steps(__file__, STEPS, folder, rounds, forget)
    print_rows(found)


def print_rows(found: Found) -> None:
    """Print all."""
    for said, ours, theirs in (
        ("the first time", "home", "anki"),
        ("all known", "home_again", "anki_again"),
    ):
        count = found[ours][0]["count"]
        title = f"import of {count:,.0f} reviews, {said}"
        rounds = [[step["ms"] for step in found[name]] for name in (ours, theirs)]
        measuring.rate_row(title, (count, rounds[0]), "Anki", (count, rounds[1]))
        for name, figure in (("memory", "peak_mb"), ("child’s memory", "child_mb")):
            of_us = [step[figure] for step in found[ours]]
            of_anki = [step["peak_mb"] for step in found[theirs]]
            measuring.row(f"{title}, {name}", of_us, "Anki", of_anki)


def prepare(folder: Path, items: int, reviews: int) -> None:
    """Write the file of a studied deck, and a database with the deck alone."""
    from benchmarks.studied import config_of, import_paper, make_studied
    from trainer.anki_export import export_deck
    from trainer.db import open_database
    from trainer.learners import load_learner

    now = datetime.now(UTC)
    database = make_studied(folder / "studied", items, reviews, now)
    with closing(database), database.reading() as session:
        learner = load_learner(session)
        export_deck(session, SLUG, folder / "deck.apkg", now, learner)
    with closing(open_database(config_of(folder / "empty"))) as database:
        import_paper(database, folder / "studied" / SLUG, now)


def forget(folder: Path) -> None:
    """Make all as it was before a round."""
    shutil.rmtree(folder / "home", ignore_errors=True)
    shutil.copytree(folder / "empty", folder / "home")
    measuring.forget_files(folder, "collection*")


# Steps, each in a process of its own


def step_home(folder: Path) -> None:
    """Take the file in, as `trainer import-anki` does."""
    from benchmarks.studied import config_of
    from trainer.anki_import import import_reviews
    from trainer.anki_reading import read_anki_file
    from trainer.db import open_database
    from trainer.learners import load_learner

    now = datetime.now(UTC)
    watch = Stopwatch()
    database = open_database(config_of(folder / "home"))
    with closing(database), watch.running():
        file = read_anki_file(folder / "deck.apkg")
        with database.writing() as session:
            report = import_reviews(session, load_learner(session), file, now)
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _TO_MB
    count = report.added or report.known
    measuring.report(ms=watch.ms, count=count, child_mb=children)


def step_anki(folder: Path) -> None:
    """Have Anki take the file in, with all that was learnt."""
    from anki.collection import (
        Collection,
        ImportAnkiPackageOptions,
        ImportAnkiPackageRequest,
    )

    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    path = str(folder / "deck.apkg")
    request = ImportAnkiPackageRequest(package_path=path, options=options)
    watch = Stopwatch()
    with closing(Collection(str(folder / "collection.anki2"))) as col:
        with watch.running():
            col.import_anki_package(request)
        assert col.db
        measuring.report(ms=watch.ms, count=col.db.scalar("select count() from revlog"))


STEPS: dict[str, Callable[[Path], None]] = {
    "home": step_home,
    "anki": step_anki,
    "home_again": step_home,
    "anki_again": step_anki,
}

if __name__ == "__main__":
    main()
