"""A package imported again, and after changes, by the real Anki."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from anki.collection import (
    Collection,
)

from tests.real_anki import Outcome, fields_of, loaded, package, study, take_in
from tests.samples import MATCHING, TRUE_FALSE
from trainer.anki_notes import (
    NOTE_TYPES,
)
from trainer.core.model import (
    MatchingKey,
    ShortAnswer,
)

STATES = "select id, type, queue, due, ivl, reps from cards order by id"


STATES = "select id, type, queue, due, ivl, reps from cards order by id"


def test_a_second_import_adds_and_changes_nothing(
    anki: Collection, tmp_path: Path
) -> None:
    take_in(anki, package(tmp_path / "a.apkg"))
    before = fields_of(anki)

    outcome = take_in(anki, package(tmp_path / "b.apkg"))

    assert outcome == Outcome(new=0, updated=0, same=22, refused=0)
    assert fields_of(anki) == before


def test_an_edited_item_updates_its_notes_in_place_and_keeps_their_reviews(
    anki: Collection, tmp_path: Path
) -> None:
    take_in(anki, package(tmp_path / "a.apkg"))
    before = fields_of(anki)
    ids = anki.find_cards("")
    study(anki, answers=12)
    assert anki.db
    reviews = anki.db.all("select * from revlog order by id")
    states = anki.db.all(
        "select id, type, queue, due, ivl, reps from cards order by id"
    )

    edited = replace(MATCHING, text="Exposer un modèle par une API")
    outcome = take_in(anki, package(tmp_path / "b.apkg", loaded(edited=[edited])))

    after = fields_of(anki)
    assert outcome == Outcome(new=0, updated=3, same=19, refused=0)
    assert {guid for guid in after if after[guid] != before[guid]} == {
        f"trainer:exemple/B1#{name}" for name in ("job", "deliverable", "tool")
    }
    assert after["trainer:exemple/B1#job"]["Question"] == edited.text
    assert len(reviews) == 12
    assert anki.db.all("select * from revlog order by id") == reviews
    assert anki.db.all(STATES) == states
    assert anki.find_cards("") == ids
    assert anki.fix_integrity()[1]


def test_an_answer_that_grows_too_long_to_be_typed_is_updated_too(
    anki: Collection, tmp_path: Path
) -> None:
    take_in(anki, package(tmp_path / "a.apkg"))
    assert isinstance(MATCHING.answer, MatchingKey)
    long = ShortAnswer("un service en ligne rapide et bien surveillé")
    job, _, *rest = MATCHING.answer.cells
    edited = replace(MATCHING, answer=MatchingKey((job, long, *rest)))

    outcome = take_in(anki, package(tmp_path / "b.apkg", loaded(edited=[edited])))

    note = fields_of(anki)["trainer:exemple/B1#deliverable"]
    assert (outcome.updated, outcome.refused) == (3, 0)
    assert (note["À taper"], note["Réponse"]) == ("", f"<p>{long.text}</p>")


def test_a_second_edit_on_the_same_day_is_newer_again(
    anki: Collection, tmp_path: Path
) -> None:
    deck = loaded(edited=[replace(TRUE_FALSE, text="un")], days=0)
    take_in(anki, package(tmp_path / "a.apkg"))

    outcome = take_in(anki, package(tmp_path / "b.apkg", deck))

    assert outcome.updated == 1


def test_a_note_that_the_student_changed_later_is_left_alone(
    anki: Collection, tmp_path: Path
) -> None:
    take_in(anki, package(tmp_path / "a.apkg"))
    note = anki.get_note(anki.find_notes("Clé:exemple/C1#verdict")[0])
    note["Question"] = "à ma façon"
    anki.update_note(note)
    deck = loaded(edited=[replace(TRUE_FALSE, text="un autre texte")], days=-3000)

    take_in(anki, package(tmp_path / "b.apkg", deck))

    assert fields_of(anki)["trainer:exemple/C1#verdict"]["Question"] == "à ma façon"


def test_a_spare_field_can_be_named_without_a_conflict(
    anki: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(anki, package(tmp_path / "a.apkg"))
    types = []
    for note_type in NOTE_TYPES:
        named = (*note_type.fields[:-3], "Indice", *note_type.fields[-2:])
        changed = replace(note_type, fields=named)
        monkeypatch.setattr(f"trainer.anki_notes.{note_type.stem.upper()}", changed)
    types = [
        replace(t, fields=(*t.fields[:-3], "Indice", *t.fields[-2:]))
        for t in NOTE_TYPES
    ]
    monkeypatch.setattr("trainer.anki_export.NOTE_TYPES", tuple(types))
    monkeypatch.setattr("trainer.anki_export.CHANGED_AT", 1_795_392_001)
    deck = loaded(edited=[replace(TRUE_FALSE, text="un autre texte")])

    outcome = take_in(anki, package(tmp_path / "b.apkg", deck))

    assert (outcome.updated, outcome.refused) == (1, 0)
    assert "Indice" in fields_of(anki)["trainer:exemple/C1#verdict"]
    assert len([m for m in anki.models.all_names_and_ids() if "Trainer" in m.name]) == 3
