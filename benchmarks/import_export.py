"""How many items a second go in and notes go out, and with how much memory?

    python benchmarks/import_export.py [--items 10000] [--notes 10000] [--rounds 3]

In: a paper of ten thousand items, the first time and again unchanged, from its files to
the commit, beside Anki importing a package of ten thousand notes, the first time and
again. Out: a deck of ten thousand notes as an Anki package, beside genanki writing the
same notes, made ready in memory, with templates as long, and beside Anki exporting the
same notes. Each step of each round is a process of its own, whose highest memory is
taken; what it imports is not timed.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import measuring
from benchmarks.measuring import Found, Stopwatch
from benchmarks.sample import NOTES_PER_ITEM, SLUG


def main() -> None:
    """Measure, and print the rows."""
    numbers = {"items": 10_000, "notes": 10_000, "rounds": 3}
    options = measuring.options(__doc__, **numbers)
    if options.step:
        STEPS[options.step[0]](Path(options.step[1]))
        return
    if options.small:
        options.items, options.notes, options.rounds = 60, 80, 1
    measuring.heading("items or notes a second; memory: MB")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, options.items, round(options.notes / NOTES_PER_ITEM))
        rounds = options.rounds
        found = measuring.run_steps(__file__, STEPS, folder, rounds, forget)
    print_rows(found)


def print_rows(found: Found) -> None:
    """Print all."""
    items = f"{found['import'][0]['count']:,.0f} items"
    notes = f"{found['export'][0]['count']:,.0f} notes"
    anki, again = f"Anki importing {notes}", "Anki, the same again"
    for title, ours, peer, theirs in (
        (f"import of {items}, first time", "import", anki, "anki_import"),
        (f"import of {items}, unchanged", "import_again", again, "anki_import_again"),
        (f"export of {notes}", "export", "genanki, bare", "genanki"),
        (f"export of {notes}", "export", "Anki", "anki_export"),
    ):
        measuring.step_rows(title, found[ours], peer, found[theirs])


def prepare(folder: Path, items: int, items_out: int) -> None:
    """Write the papers, an empty database and one with the deck that goes out."""
    from benchmarks.sample import write_paper
    from benchmarks.studied import config_of, import_paper
    from trainer.anki_deck import notes_of
    from trainer.anki_export import export_deck
    from trainer.content import load_deck
    from trainer.db import open_database
    from trainer.tables import DeckRow

    now = datetime.now(UTC)
    write_paper(folder, items)
    open_database(config_of(folder / "empty")).close()
    paper = write_paper(folder / "out", items_out)
    with closing(open_database(config_of(folder / "home"))) as database:
        import_paper(database, paper, now)
        with database.reading() as session:
            export_deck(session, paper.name, folder / "deck.apkg", now)
            deck = session.query(DeckRow).one()
            notes = [
                (note.note_type.stem, note.guid, note.fields, note.subdeck, note.tags)
                for note in notes_of(load_deck(session, deck))
            ]
    (folder / "notes.json").write_text(json.dumps(notes))


def forget(folder: Path) -> None:
    """Make all as it was before a round."""
    shutil.rmtree(folder / "import", ignore_errors=True)
    shutil.copytree(folder / "empty", folder / "import")
    measuring.forget_files(folder, "collection*")


# Steps, each in a process of its own


def step_import(folder: Path) -> None:
    """Import the paper, as `trainer import` does."""
    from benchmarks.studied import config_of
    from trainer.db import open_database
    from trainer.import_plan import plan_import
    from trainer.importing import apply_import
    from trainer.learners import ensure_learner
    from trainer.papers import read_source

    now = datetime.now(UTC)
    watch = Stopwatch()
    with closing(open_database(config_of(folder / "import"))) as database:
        with watch.running():
            with database.reading() as session:
                plan = plan_import(session, read_source(folder / SLUG))
            with database.writing() as session:
                apply_import(session, plan, now)
                ensure_learner(session, now)
        items = len(plan.parsed.items)
    measuring.report(ms=watch.ms, count=items)


def step_export(folder: Path) -> None:
    """Write the deck as an Anki package, as `trainer export-anki` does."""
    from benchmarks.studied import config_of
    from trainer.anki_export import export_deck
    from trainer.db import open_database

    now = datetime.now(UTC)
    watch = Stopwatch()
    database = open_database(config_of(folder / "home"))
    with closing(database), watch.running(), database.reading() as session:
        report = export_deck(session, SLUG, folder / "ours.apkg", now)
    measuring.report(ms=watch.ms, count=report.notes)


def step_genanki(folder: Path) -> None:
    """Have genanki write the same notes."""
    import genanki

    notes = json.loads((folder / "notes.json").read_text())
    models = {
        name: _model(genanki, notes, name) for name in {note[0] for note in notes}
    }
    watch = Stopwatch()
    with watch.running():
        decks: dict[str, Any] = {}
        for stem, guid, fields, subdeck, tags in notes:
            if subdeck not in decks:
                decks[subdeck] = genanki.Deck(1_700_000_000 + len(decks), subdeck)
            note = genanki.Note(models[stem], fields, guid=guid, tags=tags)
            decks[subdeck].add_note(note)
        genanki.Package(list(decks.values())).write_to_file(folder / "bare.apkg")
    measuring.report(ms=watch.ms, count=len(notes))


def _model(genanki: Any, notes: Sequence[Any], name: str) -> Any:
    """Make a note type whose front shows the first fields, as ours do."""
    most = max(len(fields) for stem, _, fields, *_ in notes if stem == name)
    front = "".join(f"<p>{{{{F{n}}}}}</p>" for n in range(4))
    template = {"name": name, "qfmt": front, "afmt": "{{FrontSide}}{{F4}}"}
    fields = [{"name": f"F{n}"} for n in range(most)]
    return genanki.Model(1_600_000_000 + len(name), name, fields, [template])


def step_anki_import(folder: Path) -> None:
    """Have Anki import the package."""
    from anki.collection import (
        Collection,
        ImportAnkiPackageOptions,
        ImportAnkiPackageRequest,
    )

    request = ImportAnkiPackageRequest(
        package_path=str(folder / "deck.apkg"), options=ImportAnkiPackageOptions()
    )
    watch = Stopwatch()
    with closing(Collection(str(folder / "collection.anki2"))) as col:
        with watch.running():
            col.import_anki_package(request)
        measuring.report(ms=watch.ms, count=col.note_count())


def step_anki_export(folder: Path) -> None:
    """Have Anki export what it has imported."""
    from anki.collection import Collection, ExportAnkiPackageOptions

    path, options = str(folder / "anki.apkg"), ExportAnkiPackageOptions()
    watch = Stopwatch()
    col = Collection(str(folder / "collection.anki2"))
    with closing(col), watch.running():
        count = col.export_anki_package(out_path=path, options=options, limit=None)
    measuring.report(ms=watch.ms, count=count)


# In this order: what is exported by Anki was imported before.
STEPS: dict[str, Callable[[Path], None]] = {
    "import": step_import,
    "anki_import": step_anki_import,
    "import_again": step_import,
    "anki_import_again": step_anki_import,
    "export": step_export,
    "genanki": step_genanki,
    "anki_export": step_anki_export,
}

if __name__ == "__main__":
    main()
