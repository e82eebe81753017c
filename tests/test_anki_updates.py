"""A package imported again, and after changes, by the real Anki."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from anki.collection import (
    Collection,
)

from tests.real_anki import NOW, Outcome, fields_of, loaded, package, study, take_in
from tests.samples import CHOICE, MATCHING, OPEN, ROLE, TRUE_FALSE
from trainer.anki_deck import MAKING, notes_of
from trainer.anki_notes import CHANGED_AT, NOTE_TYPES
from trainer.core.items import Item
from trainer.core.right_answers import MatchingKey, RoleKey, ShortAnswer
from trainer.resources import PACKAGE

# As the first version wrote it, for the sample deck; never to be made anew.
FIRST_VERSION = Path(__file__).parent / "cases" / "anki-version-1.apkg"

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
    assert anki.fix_integrity() == ("Database rebuilt and optimized.", True)


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
        named = (*note_type.fields[:-1], "Image")
        changed = replace(note_type, fields=named)
        monkeypatch.setattr(f"trainer.anki_notes.{note_type.stem.upper()}", changed)
    types = [replace(t, fields=(*t.fields[:-1], "Image")) for t in NOTE_TYPES]
    monkeypatch.setattr("trainer.anki_export.NOTE_TYPES", tuple(types))
    monkeypatch.setattr("trainer.anki_export.CHANGED_AT", CHANGED_AT + 1)
    deck = loaded(edited=[replace(TRUE_FALSE, text="un autre texte")])

    outcome = take_in(anki, package(tmp_path / "b.apkg", deck))

    assert (outcome.updated, outcome.refused) == (1, 0)
    assert "Image" in fields_of(anki)["trainer:exemple/C1#verdict"]
    assert len([m for m in anki.models.all_names_and_ids() if "Trainer" in m.name]) == 3


# --- A whole deck, a term later -----------------------------------------------------

LOG = "select id, cid, ease, ivl, lastIvl, factor, time, type from revlog order by id"


def questions(numbers: Sequence[int], words: str = "Question") -> list[Item]:
    return [
        replace(CHOICE, key=f"exemple/A{n}", place=f"A{n}", text=f"{words} {n}")
        for n in numbers
    ]


def guid(number: int) -> str:
    return f"trainer:exemple/A{number}#job"


def tag(anki: Collection, guid_: str, tags: str, at: int) -> None:
    """Have the student put tags on a note, at a time in epoch seconds."""
    assert anki.db
    anki.db.execute(
        "update notes set tags = ?, mod = ? where guid = ?", tags, at, guid_
    )


def write(anki: Collection, guid_: str, texts: dict[int, str], seconds: int) -> None:
    """Have the student write into fields, so long after the deck was written."""
    assert anki.db
    fields = anki.db.scalar("select flds from notes where guid = ?", guid_).split(
        "\x1f"
    )
    joined = "\x1f".join(texts.get(place, old) for place, old in enumerate(fields))
    query = "update notes set flds = ?, mod = ? where guid = ?"
    anki.db.execute(query, joined, int(NOW.timestamp()) + seconds, guid_)


def test_a_term_later_notes_are_updated_added_and_kept_with_their_history(
    anki: Collection, tmp_path: Path
) -> None:
    """Edited: 0 to 19; as they were: 20 to 29; retired: 30 to 32; new: 40 to 44."""
    take_in(anki, package(tmp_path / "a.apkg", loaded(questions(range(33)))))
    study(anki, 12)
    assert anki.db
    before, log = anki.db.all(STATES), anki.db.all(LOG)
    edited = questions(range(20), words="Autrement")
    later = loaded([*questions(range(30)), *questions(range(40, 45))], edited)

    outcome = take_in(anki, package(tmp_path / "b.apkg", later))

    found = fields_of(anki)
    assert outcome == Outcome(new=5, updated=20, same=10, refused=0)
    assert len(found) == anki.note_count() == anki.card_count() == 38
    assert [found[guid(n)]["Question"] for n in (0, 19, 20, 30, 40)] == [
        "Autrement 0",
        "Autrement 19",
        "Question 20",
        "Question 30",
        "Question 40",
    ]
    assert anki.db.all(LOG) == log
    assert {*map(tuple, before)} <= {*map(tuple, anki.db.all(STATES))}
    assert anki.fix_integrity() == ("Database rebuilt and optimized.", True)


def test_own_tags_stay_until_the_paper_changes_the_note(
    anki: Collection, tmp_path: Path
) -> None:
    take_in(anki, package(tmp_path / "a.apkg", loaded(questions(range(3)))))
    soon = int(NOW.timestamp()) + 3600
    for n in range(3):
        tag(anki, guid(n), " moi part::A ", soon)
    edited = questions([1], words="Autrement")
    later = package(tmp_path / "b.apkg", loaded(questions(range(2)), edited))

    take_in(anki, later)

    tags = {}
    for id_ in anki.find_notes(""):
        note = anki.get_note(id_)
        tags[note.guid] = "moi" in note.tags
    assert tags == {guid(0): True, guid(1): False, guid(2): True}


def test_a_collection_of_the_first_version_is_brought_up_to_date_in_place(
    anki: Collection, tmp_path: Path
) -> None:
    take_in(anki, FIRST_VERSION)
    study(anki, 5)
    assert anki.db
    before, log = anki.db.all(STATES), anki.db.all(LOG)

    outcome = take_in(anki, package(tmp_path / "b.apkg"))

    assert outcome == Outcome(new=0, updated=22, same=0, refused=0)
    assert len([m for m in anki.models.all_names_and_ids() if "Trainer" in m.name]) == 3
    assert (anki.db.all(STATES), anki.db.all(LOG)) == (before, log)
    fields = fields_of(anki)["trainer:exemple/A1#job"]
    assert [*fields][-3:] == ["Indice", "À ne pas confondre", "Réserve 3"]
    assert take_in(anki, package(tmp_path / "c.apkg")).same == 22


def test_what_was_written_into_a_spare_field_stays_until_the_note_is_updated(
    anki: Collection, tmp_path: Path
) -> None:
    take_in(anki, FIRST_VERSION)
    kept, lost = ("trainer:exemple/C1#verdict", "trainer:exemple/A1#job")
    for guid_, seconds in ((kept, 3600), (lost, -3600)):
        write(anki, guid_, {8: "à moi", 10: "à moi aussi"}, seconds)

    take_in(anki, package(tmp_path / "b.apkg"))

    found = fields_of(anki)
    assert (found[kept]["Indice"], found[kept]["Réserve 3"]) == ("à moi", "à moi aussi")
    assert (found[lost]["Indice"], found[lost]["Réserve 3"]) == ("", "")


def test_the_time_of_change_rises_with_what_a_card_says_of_other_jobs() -> None:
    platform = RoleKey(ShortAnswer("MLOps / Platform"))
    other = replace(ROLE, key="exemple/role-mlops", answer=platform)
    items = [CHOICE, OPEN, ROLE, other]

    def times(*edited: Item) -> dict[str, int]:
        return {n.key: n.modified_at for n in notes_of(loaded(items, edited))}

    first, second = times(), times(replace(other, text="automatise"))

    assert {key for key in first if second[key] > first[key]} == {
        "exemple/A1#job",
        "exemple/role-mlops#job",
        "exemple/role-mlops#mission",
    }
    assert all(second[key] >= first[key] for key in first)


def test_templates_and_their_date_change_together() -> None:
    """Anki takes in a template that is newer alone: raise `CHANGED_AT`, then pin."""
    folder = PACKAGE / "anki_templates"
    texts = (path.read_bytes() for path in sorted(folder.iterdir()))

    assert (CHANGED_AT, digest(b"".join(texts))) == (1_795_462_660, "8bf42a76f17c852c")


def test_the_making_of_notes_and_its_count_change_together() -> None:
    """Anki takes in a note that is newer alone: raise `MAKING`, then pin."""
    notes = [(n.key, n.fields, n.subdeck, n.tags) for n in notes_of(loaded())]

    assert (MAKING, digest(repr(notes).encode())) == (1, "f76111d9c7b85dd9")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def test_an_own_field_stops_updates_until_types_are_merged_and_is_emptied_then(
    anki: Collection, tmp_path: Path
) -> None:
    """The guide advises against it."""
    take_in(anki, package(tmp_path / "a.apkg"))
    note_type = anki.models.by_name("Trainer — choix")
    assert note_type
    anki.models.add_field(note_type, anki.models.new_field("À moi"))
    anki.models.update_dict(note_type)
    write(anki, "trainer:exemple/C1#verdict", {11: "à moi"}, seconds=0)
    deck = loaded(edited=[replace(TRUE_FALSE, text="un autre texte")])

    usual = take_in(anki, package(tmp_path / "b.apkg", deck))
    merged = take_in(anki, tmp_path / "b.apkg", merge=True)

    assert (usual.updated, usual.refused) == (0, 3)
    assert (merged.updated, merged.refused) == (1, 0)
    fields = fields_of(anki)["trainer:exemple/C1#verdict"]
    assert (fields["Question"], fields["À moi"]) == ("un autre texte", "")


def test_flags_suspension_and_another_deck_stay(
    anki: Collection, tmp_path: Path
) -> None:
    take_in(anki, package(tmp_path / "a.apkg"))
    [card] = anki.find_cards("Clé:exemple/C1#verdict")
    anki.set_user_flag_for_cards(3, [card])
    anki.sched.suspend_cards([card])
    elsewhere = anki.decks.id("Ailleurs")
    assert elsewhere
    anki.set_deck([card], elsewhere)
    deck = loaded(edited=[replace(TRUE_FALSE, text="un autre texte")])

    outcome = take_in(anki, package(tmp_path / "b.apkg", deck))

    kept = anki.get_card(card)
    assert outcome.updated == 1
    assert (kept.user_flag(), kept.queue, kept.did) == (3, -1, elsewhere)
