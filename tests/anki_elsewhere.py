"""The real Anki in a process of its own, whose clock shows another time zone.

Run as a module it takes packages in and prints what Anki then holds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anki.collection import Collection

USED_DAYS = 1000  # how long the collection of a student who knows Anki has been there
RATINGS = ("again", "hard", "good", "easy")
CLEAN = ["Database rebuilt and optimized.", True]


def taken_in(packages: Sequence[Path], zone: str) -> list[dict[str, Any]]:
    """Take packages in with all they bring, each into a new and into a used collection.

    Returns:
        For each package two: `cards` and `log` by guid, `day` (the number of today),
        `check` (what Anki says of its database), `unrepaired` (whether that changed
        nothing), `presets` by deck, and `next` and `recomputed`, the memory after each
        rating and that from the log alone, by guid.
    """
    command = [sys.executable, "-m", "tests.anki_elsewhere", *map(str, packages)]
    done = subprocess.run(
        command,
        env=os.environ | {"TZ": zone},
        capture_output=True,
        check=True,
        timeout=120,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def main() -> None:
    """Print what Anki holds of each package."""
    found = []
    for package in sys.argv[1:]:
        for is_used in (False, True):
            with tempfile.TemporaryDirectory() as folder:
                found.append(_take_in(Path(folder), package, is_used=is_used))
    json.dump(found, sys.stdout)


def _take_in(folder: Path, package: str, *, is_used: bool) -> dict[str, Any]:
    from anki.collection import (
        Collection,
        ImportAnkiPackageOptions,
        ImportAnkiPackageRequest,
    )

    path = str(folder / "collection.anki2")
    collection = Collection(path)
    collection.set_config("fsrs", True)
    if is_used:
        _use(collection)
        collection.close()
        collection = Collection(path)
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    request = ImportAnkiPackageRequest(package_path=package, options=options)
    collection.import_anki_package(request)
    try:
        return _held(collection)
    finally:
        collection.close()


def _use(collection: Collection) -> None:
    """Let a collection be old, with a card of its own that was studied today."""
    note = collection.new_note(collection.models.current())
    note.fields = ["ours", "not"]
    collection.add_note(note, collection.decks.current()["id"])
    card = collection.sched.getCard()
    assert card
    assert collection.db
    collection.sched.answerCard(card, 3)
    collection.db.execute("update col set crt = crt - ?", USED_DAYS * 86_400)
    collection.db.execute("update cards set due = due + ? where queue = 2", USED_DAYS)


def _held(collection: Collection) -> dict[str, Any]:
    assert collection.db
    day = collection.sched.today
    cards, log = _rows(collection)
    memories = {
        guid: collection.compute_memory_state(card["id"])
        for guid, card in cards.items()
    }
    found = {
        "cards": cards,
        "log": log,
        "day": day,
        "presets": _presets(collection),
        "next": {guid: _next(collection, card["id"]) for guid, card in cards.items()},
        "recomputed": {g: [m.stability, m.difficulty] for g, m in memories.items()},
        "check": collection.fix_integrity(),
    }
    return found | {"unrepaired": _rows(collection) == (cards, log)}


_CARDS = (
    "select guid, c.id, type, queue, due, ivl, factor, reps, lapses, left, c.flags,"
    " c.data from cards c join notes n on n.id = c.nid where guid like 'trainer:%'"
)
_LOG = (
    "select guid, r.id, ease, type, ivl, lastIvl, factor, time from revlog r"
    " join notes n on n.id = r.cid where guid like 'trainer:%' order by r.id"
)


def _rows(collection: Collection) -> tuple[dict[str, Any], dict[str, Any]]:
    assert collection.db
    columns = _CARDS.split(" from ")[0].replace("c.", "").split(", ")[1:]
    cards = {
        guid: dict(zip(columns, values, strict=True))
        for guid, *values in collection.db.all(_CARDS)
    }
    log: dict[str, list[Any]] = {}
    for guid, *values in collection.db.all(_LOG):
        log.setdefault(guid, []).append(values)
    return cards, log


def _presets(collection: Collection) -> dict[str, Any]:
    from anki.decks import DeckId

    return {
        deck.name: collection.decks.config_dict_for_deck_id(DeckId(deck.id))
        for deck in collection.decks.all_names_and_ids()
        if deck.name != "Default"
    }


def _next(collection: Collection, card_id: int) -> dict[str, list[float]]:
    """Give the memory after each rating, were it given now."""
    states = collection._backend.get_scheduling_states(card_id)
    return {name: _memory(getattr(states, name).normal) for name in RATINGS}


def _memory(state: Any) -> list[float]:
    kind = state.WhichOneof("kind")
    inner = getattr(state, kind)
    memory = (inner.learning if kind == "relearning" else inner).memory_state
    return [memory.stability, memory.difficulty]


if __name__ == "__main__":
    main()
