"""How long does a deck with a student's whole memory take to go out to Anki?

    python benchmarks/anki_out.py [--notes 10000] [--reviews 100000] [--rounds 3]

A deck of ten thousand notes and a log of a hundred thousand answers as an Anki package
with states, log and preset, beside Anki exporting the same collection, which it has
imported from that package with all its progress. Each step of each round is a process
of its own, whose highest memory is taken; what it imports is not timed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import measuring
from benchmarks.measuring import Stopwatch
from benchmarks.sample import NOTES_PER_ITEM, SLUG


def main() -> None:
    """Measure, and print the rows."""
    numbers = {"notes": 10_000, "reviews": 100_000, "rounds": 3}
    options = measuring.options(__doc__, **numbers)
    if options.step:
        STEPS[options.step[0]](Path(options.step[1]))
        return
    if options.small:
        options.notes, options.reviews, options.rounds = 80, 300, 1
    measuring.heading("notes a second; memory: MB")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, round(options.notes / NOTES_PER_ITEM), options.reviews)
        found = measuring.run_steps(__file__, STEPS, folder, options.rounds)
    ours = found["export"]
    title = "export of {count:,.0f} notes, {answers:,.0f} answers".format(**ours[0])
    measuring.step_rows(title, ours, "Anki", found["anki_export"])


def prepare(folder: Path, items: int, reviews: int) -> None:
    """Make a deck that was studied for long, and the same as a collection of Anki's."""
    from anki.collection import (
        Collection,
        ImportAnkiPackageOptions,
        ImportAnkiPackageRequest,
    )

    from benchmarks.studied import make_studied

    make_studied(folder / "home", items, reviews, datetime.now(UTC)).close()
    measuring.run_step(__file__, "export", folder)
    request = ImportAnkiPackageRequest(
        package_path=str(folder / "ours.apkg"),
        options=ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True),
    )
    with closing(Collection(str(folder / "collection.anki2"))) as col:
        col.import_anki_package(request)
        assert col.db
        assert col.db.scalar("select count() from revlog") == reviews


# Steps, each in a process of its own


def step_export(folder: Path) -> None:
    """Write the deck with its progress, as `trainer export-anki --student` does."""
    from benchmarks.studied import config_of
    from trainer.anki_export import export_deck
    from trainer.db import open_database
    from trainer.learners import load_learner

    now, path = datetime.now(UTC), folder / "ours.apkg"
    watch = Stopwatch()
    database = open_database(config_of(folder / "home"))
    with closing(database), watch.running(), database.reading() as session:
        report = export_deck(session, SLUG, path, now, load_learner(session))
    measuring.report(ms=watch.ms, count=report.notes, answers=report.answers)


def step_anki_export(folder: Path) -> None:
    """Have Anki export what it has imported."""
    from anki.collection import Collection, ExportAnkiPackageOptions

    options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    path, watch = str(folder / "anki.apkg"), Stopwatch()
    col = Collection(str(folder / "collection.anki2"))
    with closing(col), watch.running():
        count = col.export_anki_package(out_path=path, options=options, limit=None)
    measuring.report(ms=watch.ms, count=count)


STEPS: dict[str, Callable[[Path], None]] = {
    "export": step_export,
    "anki_export": step_anki_export,
}

if __name__ == "__main__":
    main()
