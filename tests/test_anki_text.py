"""The notes of a deck as text, taken in by the real Anki."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from anki.collection import Collection, ImportCsvRequest

from tests.real_anki import fields_of, loaded, package, study, take_in
from tests.samples import CHOICE, DECK, ORDERING, TERM, TRUE_FALSE
from trainer.anki_deck import notes_of
from trainer.anki_text import text_of
from trainer.content import LoadedDeck

HOSTILE = (
    '"',
    '"" <b>\t</b>',
    "a\n\n```\nx\ty\n```",
    "#separator:comma",
    "{{c1::x}} [sound:a.mp3]",
    "שלום 🧠 \u2028 \x0b \x85 \r x",
    "\\t ; , | :",
)


def write(path: Path, deck: LoadedDeck) -> Path:
    path.write_text(text_of(deck.deck, notes_of(deck)), "utf-8", newline="")
    return path


def take_in_text(anki: Collection, path: Path) -> tuple[int, int, int, int]:
    """Import a text as a user does who changes none of Anki's choices."""
    metadata = anki.get_csv_metadata(str(path), None)
    log = anki.import_csv(ImportCsvRequest(path=str(path), metadata=metadata)).log
    return len(log.new), len(log.updated), len(log.duplicate), log.found_notes


def state(anki: Collection) -> dict[str, object]:
    """Give what is in a collection by guid: fields, tags, note type and deck."""
    found: dict[str, object] = {}
    for id_ in anki.find_cards(""):
        card = anki.get_card(id_)
        note = card.note()
        type_ = note.note_type()
        assert type_
        deck = anki.decks.name(card.did)
        found[note.guid] = (note.fields, sorted(note.tags), type_["name"], deck)
    return found


def empty_of_notes(anki: Collection) -> None:
    """Keep the note types and the decks alone."""
    anki.remove_notes([*anki.find_notes("")])


def test_a_text_brings_the_same_notes_as_a_package(
    anki: Collection, tmp_path: Path
) -> None:
    take_in(anki, package(tmp_path / "a.apkg"))
    by_package = state(anki)
    empty_of_notes(anki)

    outcome = take_in_text(anki, write(tmp_path / "a.txt", loaded()))

    assert outcome == (22, 0, 0, 22)
    assert anki.card_count() == 22
    assert state(anki) == by_package
    assert anki.fix_integrity() == ("Database rebuilt and optimized.", True)


def test_hostile_words_are_the_same_by_text_and_by_package(
    anki: Collection, tmp_path: Path
) -> None:
    items = [
        replace(CHOICE, key=f"exemple/A{n}", place=f"A{n}", text=text, options=())
        for n, text in enumerate(HOSTILE)
    ]
    title = 'Titre "à" ; #::{{x}}\t🧠'
    deck = LoadedDeck(replace(DECK, title=title), loaded(items).items)
    take_in(anki, package(tmp_path / "a.apkg", deck))
    by_package = state(anki)
    empty_of_notes(anki)

    outcome = take_in_text(anki, write(tmp_path / "a.txt", deck))

    assert outcome == (len(HOSTILE), 0, 0, len(HOSTILE))
    assert state(anki) == by_package


def test_a_later_text_updates_the_same_notes_and_keeps_their_history(
    anki: Collection, tmp_path: Path
) -> None:
    take_in(anki, package(tmp_path / "a.apkg"))
    study(anki, 5)
    assert anki.db
    query = "select id, ord, type, queue, due, reps from cards order by id"
    before = anki.db.all(query)
    later = loaded(edited=[replace(TRUE_FALSE, text="un autre texte")])

    outcome = take_in_text(anki, write(tmp_path / "b.txt", later))

    assert outcome[0] == 0
    assert fields_of(anki)["trainer:exemple/C1#verdict"]["Question"] == "un autre texte"
    assert (anki.db.all(query), anki.note_count()) == (before, 22)


def test_a_text_updates_also_what_the_student_changed_since(
    anki: Collection, tmp_path: Path
) -> None:
    take_in(anki, package(tmp_path / "a.apkg"))
    assert anki.db
    anki.db.execute("update notes set tags = ' moi ', mod = 4000000000")

    outcome = take_in_text(anki, write(tmp_path / "a.txt", loaded()))

    assert outcome[1] == 22
    assert anki.find_notes("tag:moi") == []


def test_a_package_after_a_text_finds_its_notes(
    anki: Collection, tmp_path: Path
) -> None:
    one_of_each = loaded([CHOICE, ORDERING, TERM])
    take_in(anki, package(tmp_path / "a.apkg", one_of_each))
    take_in_text(anki, write(tmp_path / "a.txt", loaded()))

    outcome = take_in(anki, package(tmp_path / "b.apkg"))

    assert (outcome.new, outcome.refused, anki.note_count()) == (0, 0, 22)


def test_a_note_type_that_no_package_brought_is_left_out(
    anki: Collection, tmp_path: Path
) -> None:
    """Of a package too Anki takes the note types alone that its notes have."""
    take_in(anki, package(tmp_path / "a.apkg", loaded([CHOICE, TERM])))

    outcome = take_in_text(anki, write(tmp_path / "a.txt", loaded()))

    assert (outcome[0], anki.note_count()) == (18, 21)


def test_without_the_note_types_nothing_is_taken_in(
    anki: Collection, tmp_path: Path
) -> None:
    """The guide says so, and what to do."""
    outcome = take_in_text(anki, write(tmp_path / "a.txt", loaded()))

    assert (outcome, anki.note_count()) == ((0, 0, 0, 22), 0)
