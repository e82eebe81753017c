"""Anki files are read as Anki wrote them, by a child that is never waited for long."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent

import pytest
from anki.collection import Collection, ExportAnkiPackageOptions
from anki.decks import DeckId

from tests.anki_files import database, legacy, new
from tests.anki_opening import fault_of
from trainer import anki_reading
from trainer.anki_reading import LARGEST_FILE, read_anki_file
from trainer.core.anki_file import AnkiFile, AnkiLayout
from trainer.core.anki_wire import Fault
from trainer.errors import DiskFull, TrainerError

OURS = "trainer:exemple/A1#job"
LAYOUTS = [
    (f"{suffix}-{layout}", suffix == "colpkg", layout)
    for suffix in ("apkg", "colpkg")
    for layout in AnkiLayout
]
ROWS = """
SELECT n.guid, c.ord, r.id, r.ease, r.type, r.ivl, r.lastIvl, r.factor, r.time
FROM revlog r JOIN cards c ON c.id = r.cid JOIN notes n ON n.id = c.nid ORDER BY r.id
"""
NOTES = "SELECT guid, flds, tags, mod FROM notes ORDER BY id"
Rows = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Rows, Rows]:
    """Have Anki write all four layouts of a collection; and what it holds itself."""
    folder = tmp_path_factory.mktemp("exports")
    anki = Collection(str(folder / "collection.anki2"))
    studied(anki)
    rows, notes = (
        [tuple(row) for row in anki.db.all(query)] if anki.db else []
        for query in (ROWS, NOTES)
    )
    for layout in AnkiLayout:
        is_legacy = layout is AnkiLayout.LEGACY
        options = ExportAnkiPackageOptions(
            with_scheduling=True, with_media=True, legacy=is_legacy
        )
        anki.export_anki_package(
            out_path=str(folder / f"apkg-{layout}"), options=options, limit=None
        )
        anki.export_collection_package(
            str(folder / f"colpkg-{layout}"), include_media=True, legacy=is_legacy
        )
        anki.reopen()
    anki.close()
    return folder, rows, notes


def studied(anki: Collection) -> None:
    """Study cards of two decks; suspend, flag, delete, and look ahead at some."""
    anki.set_config("fsrs", True)
    reversed_type = anki.models.by_name("Basic (and reversed card)")
    assert reversed_type is not None
    for number in range(12):
        note = anki.new_note(reversed_type)
        note.fields = [f"Qui ? {number}", "<b>Elle</b> « à » 😀"]
        note.tags = ["métier", "a::b"]
        if number < 3:
            note.guid = f"{OURS}{number}"
        anki.add_note(note, deck_of(anki, "Métiers::A" if number % 2 else "B"))
    for deck in ("Métiers::A", "B"):
        anki.decks.set_current(deck_of(anki, deck))
        for ease in (3, 1, 4, 2, 3, 3):
            card = anki.sched.getCard()
            assert card is not None
            card.start_timer()
            anki.sched.answerCard(card, ease)
    cards = list(anki.find_cards("is:due or is:learn or is:review"))
    anki.sched.suspend_cards(cards[:1])
    anki.sched.bury_cards(cards[1:2])
    anki.set_user_flag_for_cards(4, cards[2:3])
    anki.sched.schedule_cards_as_new(cards[3:4])
    gone = anki.get_card(cards[-1]).nid
    anki.remove_notes([gone])


def deck_of(anki: Collection, name: str) -> DeckId:
    key = anki.decks.id(name)
    assert key is not None
    return key


def rows_of(file: AnkiFile) -> Rows:
    rows = [
        (note.guid, card.ord, *review)
        for note in file.notes
        for card in note.cards
        for review in card.reviews
    ]
    return sorted(rows, key=lambda row: int(str(row[2])))


@pytest.mark.parametrize(("name", "is_collection", "layout"), LAYOUTS)
def test_all_four_layouts_give_exactly_the_rows_that_anki_holds(
    exports: tuple[Path, Rows, Rows], name: str, is_collection: bool, layout: AnkiLayout
) -> None:
    folder, rows, notes = exports

    file = read_anki_file(folder / name)

    assert (file.layout, file.is_collection) == (layout, is_collection)
    assert (file.rollover_hour, file.uses_fsrs) == (
        (4, True) if is_collection else (None, None)
    )
    assert len(rows) > 8
    assert rows_of(file) == rows
    assert [note.guid for note in file.notes] == [guid for guid, *_ in notes]
    assert (file.orphans > 0) == is_collection


def test_a_note_of_ours_has_its_fields_another_its_first(
    exports: tuple[Path, Rows, Rows],
) -> None:
    folder, _, stored = exports
    fields = {guid: str(joined).split("\x1f") for guid, joined, *_ in stored}

    notes = read_anki_file(folder / "apkg-new").notes

    for note in notes:
        whole = fields[note.guid]
        is_ours = note.guid.startswith("trainer:")
        assert list(note.fields) == (whole if is_ours else whole[:1])
        assert note.tags == ("a::b", "métier")
        assert note.note_type == "Basic (and reversed card)"
    assert {card.deck for note in notes for card in note.cards} == {"Métiers::A", "B"}


def test_what_was_done_to_a_card_is_told(exports: tuple[Path, Rows, Rows]) -> None:
    folder, _, _ = exports

    file = read_anki_file(folder / "colpkg-legacy")

    cards = [card for note in file.notes for card in note.cards]
    assert sum(card.is_suspended for card in cards) == 1
    assert sum(card.is_buried for card in cards) >= 1
    assert [card.flag for card in cards if card.flag] == [4]


# The child


def told_by(
    code: str, place: Path, monkeypatch: pytest.MonkeyPatch, deadline_s: float = 30
) -> Fault | None:
    """Have another child in place of ours; return what a file is then refused for."""
    command = (sys.executable, "-I", "-c", dedent(code))
    monkeypatch.setattr(anki_reading, "_COMMAND", command)
    monkeypatch.setattr(anki_reading, "DEADLINE_S", deadline_s)
    path = place.parent / "file"
    path.write_bytes(legacy(database()))
    return fault_of(path)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Have the folder for what is temporary; it is empty afterwards."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield place
    place.chmod(0o700)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    "code",  # of children that would go on for a minute, and are stopped at once
    [
        "import time; time.sleep(60)",
        "import time; print('{', flush=True); time.sleep(60)",
        "import os, time; os.fork() or time.sleep(60); time.sleep(60)",
    ],
)
def test_a_child_that_does_not_end_is_ended(
    place: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    begun = time.monotonic()

    fault = told_by(code, place, monkeypatch, deadline_s=0.2)

    assert fault is Fault.TOO_SLOW
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("", Fault.STRANGE),
        ("raise SystemExit(3)", Fault.STRANGE),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", Fault.STRANGE),
        ("print('{}')", Fault.STRANGE),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", Fault.TOO_SLOW),
        ('print(\'{"fault": "damaged"}\')', Fault.DAMAGED),
        ("while True: print('[' * 1000)", Fault.STRANGE),
    ],
)
def test_a_child_that_says_nonsense_is_not_believed(
    place: Path, monkeypatch: pytest.MonkeyPatch, code: str, fault: Fault
) -> None:
    code = code.replace("while True", "import signal\nsignal.signal(13, 0)\nwhile True")

    assert told_by(code, place, monkeypatch) is fault


def test_the_child_knows_nothing_of_ours(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither our settings, nor our files that are open, nor the path of the file."""
    monkeypatch.setenv("TRAINER_DATABASE_URL", "postgresql://a:secret@b/c")
    code = """
    import os, sys
    known = [name for name in os.environ if name.startswith("TRAINER")]
    known += [str(n) for n in range(3, 200) if os.path.exists(f"/proc/self/fd/{n}")]
    known += os.listdir(".")
    faults = ["strange", "damaged"]
    print('{"fault": "%s"}' % ("strange" if known else "damaged"))
    """

    with (place.parent / "open").open("w") as other:
        os.set_inheritable(other.fileno(), True)
        fault = told_by(code, place, monkeypatch)

    assert fault is Fault.DAMAGED


def test_a_file_that_is_too_large_is_not_even_opened(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anki_reading, "_COMMAND", ("no such program",))
    path = place.parent / "large"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)

    assert fault_of(path) is Fault.TOO_BIG


def test_folders_that_a_killed_process_left_are_removed(place: Path) -> None:
    path = place.parent / "file"
    path.write_bytes(new(database(schema=18)))
    left, others = place / "trainer-anki-left", place / "other"
    for folder in (left, others):
        folder.mkdir()
        (folder / "collection").write_text("old")
        os.utime(folder, (1_000_000_000, 1_000_000_000))

    read_anki_file(path)

    assert [each.name for each in place.iterdir()] == ["other"]
    (others / "collection").unlink()
    others.rmdir()


def test_a_folder_that_goes_away_meanwhile_is_no_matter(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place.parent / "file"
    path.write_bytes(legacy(database()))
    monkeypatch.setattr(Path, "glob", lambda *_: iter([place / "trainer-anki-gone"]))

    assert fault_of(path) is None


def test_files_are_read_beside_one_another(place: Path) -> None:
    path = place.parent / "file"
    path.write_bytes(new(database(schema=18)))

    with ThreadPoolExecutor(3) as threads:
        files = list(threads.map(read_anki_file, [path] * 6))

    assert files == [files[0]] * 6


def test_a_full_disk_is_no_fault_of_the_file(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DiskFull, match="temporary"):
        told_by('print(\'{"fault": "no room"}\')', place, monkeypatch)


def test_a_place_that_is_not_there_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    path = tmp_path / "file"
    path.write_bytes(b"")

    with pytest.raises(TrainerError, match="none"):
        read_anki_file(path)
