"""The Anki export, read by the real Anki: new, again, and after a change."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from anki.collection import (
    Collection,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.real_anki import NOW, Outcome, loaded, package, take_in
from tests.samples import CHOICE, DECK, ITEMS, MATCHING, TRUE_FALSE, cards_of
from trainer.anki_export import export_deck, notes_of, write_package
from trainer.anki_notes import (
    ANSWER,
    CHANGED_AT,
    NOTE_TYPES,
    lasting_id,
    lasting_ids,
)
from trainer.content import (
    LoadedDeck,
    content_hash,
    deck_to_json,
    revision_json,
)
from trainer.core.model import (
    Item,
    MatchingKey,
    Message,
    NameKey,
    Reason,
    ShortAnswer,
)
from trainer.db import Database
from trainer.errors import (
    FolderMissing,
    NotAnkiFile,
    NotFound,
    ReadOnlyPlace,
    TrainerError,
)
from trainer.tables import DeckRow, ItemRevisionRow, ItemRow

STATES = "select id, type, queue, due, ivl, reps from cards order by id"


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Collection]:
    collection = Collection(str(tmp_path / "collection.anki2"))
    yield collection
    collection.close()


def fields_of(anki: Collection) -> dict[str, dict[str, str]]:
    notes = (anki.get_note(id_) for id_ in anki.find_notes(""))
    return {note.guid: dict(note.items()) for note in notes}


def study(anki: Collection, answers: int) -> None:
    deck = anki.decks.by_name("Exemple")
    assert deck
    anki.decks.select(deck["id"])
    for _ in range(answers):
        card = anki.sched.getCard()
        assert card
        anki.sched.answerCard(card, 3)


def assert_renders(anki: Collection) -> None:
    for id_ in anki.find_cards(""):
        card = anki.get_card(id_)
        output = card.render_output()
        question, consigne = card.note()["Question"], card.note()["Consigne"]
        assert question
        assert consigne
        assert question in output.question_text
        assert consigne in output.question_text
        assert card.note()["Réponse"] in output.answer_text
        for side in (output.question_text, output.answer_text):
            assert "{{" not in side
            assert "has a problem" not in side


def test_every_card_arrives_and_renders(anki: Collection, tmp_path: Path) -> None:
    outcome = take_in(anki, package(tmp_path / "a.apkg"))

    assert outcome == Outcome(new=22, updated=0, same=0, refused=0)
    assert anki.note_count() == anki.card_count() == len(cards_of()) == 22
    assert_renders(anki)
    assert anki.fix_integrity() == ("Database rebuilt and optimized.", True)
    assert anki.card_count() == 22


def test_the_parts_are_sub_decks_and_what_a_note_is_about_its_tags(
    anki: Collection, tmp_path: Path
) -> None:
    take_in(anki, package(tmp_path / "a.apkg"))

    names = {deck.name for deck in anki.decks.all_names_and_ids()}
    note = anki.get_note(anki.find_notes('"guid:x" or Clé:exemple/A1#job')[0])

    assert names == {
        "Default",
        "Exemple",
        "Exemple::A — Identifier le bon métier",
        "Exemple::B — Associer",
        "Exemple::C — Vrai/Faux",
        "Exemple::D — Mini-cas",
        "Exemple::E — Ordre des étapes",
        "Exemple::F — Règles simples",
        "Exemple::Rappels — métiers",
        "Exemple::Rappels — vocabulaire",
        "Exemple::Rappels — aide-mémoire",
    }
    assert sorted(note.tags) == ["job::ml-engineer", "kind::choice", "part::A"]


def test_new_cards_come_in_the_order_of_the_paper(
    anki: Collection, tmp_path: Path
) -> None:
    take_in(anki, package(tmp_path / "a.apkg"))

    by_position = anki.db.list("select nid from cards order by due") if anki.db else []
    keys = [anki.get_note(id_)["Clé"] for id_ in by_position]

    assert keys == [card.key for card in cards_of()]


def test_the_collection_says_what_a_later_scheduling_import_needs(
    tmp_path: Path,
) -> None:
    """Anki looks at these only when it imports progress too."""
    with ZipFile(package(tmp_path / "a.apkg")) as archive:
        archive.extract("collection.anki2", tmp_path)
    with closing(sqlite3.connect(tmp_path / "collection.anki2")) as connection:
        row = connection.execute("select crt, conf, decks, models from col").fetchone()
    created_at, (conf, decks, models) = row[0], map(json.loads, row[1:])

    assert created_at == datetime(2014, 9, 19, 12, tzinfo=UTC).timestamp()
    assert (conf["schedVer"], conf["sched2021"], conf["creationOffset"]) == (2, True, 0)
    assert {tuple(deck["newToday"]) for deck in decks.values()} == {(0, 0)}
    assert {model["mod"] for model in models.values()} == {CHANGED_AT}


@pytest.mark.parametrize("checked", [False, True])
def test_a_key_that_no_teacher_has_read_says_so(
    anki: Collection, tmp_path: Path, checked: bool
) -> None:
    deck = replace(loaded(), deck=replace(DECK, checked=checked))

    take_in(anki, package(tmp_path / "a.apkg", deck))

    top = anki.decks.by_name("Exemple")
    assert top
    assert ("pas encore relu" in top["desc"]) is not checked


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


def test_ids_are_the_same_in_every_export(tmp_path: Path) -> None:
    found = []
    reordered = loaded([*reversed(ITEMS)])
    for name, deck in (("a", loaded()), ("b", reordered), ("c", loaded(ITEMS[3:]))):
        collection = Collection(str(tmp_path / f"{name}.anki2"))
        take_in(collection, package(tmp_path / f"{name}.apkg", deck))
        assert collection.db
        query = "select guid, n.id, c.id from notes n join cards c on c.nid = n.id"
        found.append({row[0]: row[1:] for row in collection.db.all(query)})
        collection.close()

    assert found[0] == found[1]
    assert found[2].items() <= found[0].items()
    assert all(14e11 <= id_ < 17e11 for ids in found[0].values() for id_ in ids)


def test_equal_ids_go_to_the_next_free_one_whatever_the_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("trainer.anki_notes.lasting_id", lambda name: len(name))

    assert lasting_ids(["bb", "aa", "c"]) == {"aa": 2, "bb": 3, "c": 1}
    assert lasting_ids(["aa", "c", "bb"]) == lasting_ids(["bb", "aa", "c"])


def test_an_id_never_changes() -> None:
    """Pinned: another id would make a second copy of every note."""
    assert lasting_id("exemple/A1#job") == 1_672_033_781_501


def test_the_note_types_never_change() -> None:
    """Pinned: only a spare field may get another name, in its place."""
    common = ("Explication", "Source", "Réserve 1", "Réserve 2", "Réserve 3")

    assert {t.id: (t.name, t.fields) for t in NOTE_TYPES} == {
        1_702_500_000_001: (
            "Trainer — choix",
            ("Clé", "Question", "Consigne", "Options", "Réponse", "Raisons", *common),
        ),
        1_702_500_000_002: (
            "Trainer — réponse",
            ("Clé", "Question", "Consigne", "À taper", "Réponse", "Variantes", *common),
        ),
        1_702_500_000_003: (
            "Trainer — ordre",
            ("Clé", "Question", "Consigne", "Étapes", "Réponse", "Raisons", *common),
        ),
    }
    assert ANSWER.field_id(3) == 1_702_500_000_002_003
    assert ANSWER.template_id == 1_702_500_000_002_900


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


# --- Content of a note --------------------------------------------------------------


def note(key: str, deck: LoadedDeck | None = None) -> dict[str, str]:
    found = next(n for n in notes_of(deck or loaded()) if n.key == key)
    return dict(zip(found.note_type.fields, found.fields, strict=True))


def test_a_choice_has_its_options_shuffled_and_a_reason_each() -> None:
    fields = note("exemple/A1#job")

    assert fields["Options"].count("<li>") == 5
    assert fields["Réponse"] == "ML Engineer"
    assert "✓ <b>ML Engineer</b> — Il met le modèle en service." in fields["Raisons"]
    assert "✗ <b>Data Scientist</b> — " in fields["Raisons"]
    assert fields["Options"] == note("exemple/A1#job")["Options"]


def test_a_verdict_is_a_choice_in_the_usual_order() -> None:
    fields = note("exemple/C1#verdict")

    assert fields["Options"] == '<ul class="fixed"><li>Vrai</li><li>Faux</li></ul>'
    assert fields["Réponse"] == "Faux"
    assert "Le MLOps automatise" in fields["Explication"]


def test_a_name_is_typed_in_its_plain_form() -> None:
    fields = note("exemple/D-A#job")

    assert fields["À taper"] == "BI Analyst"
    assert fields["Réponse"] == "BI Analyst / BI Developer"
    assert "Data Analyst" in fields["Variantes"]


def test_either_of_two_names_is_said_and_not_typed() -> None:
    fields = note("exemple/memo-tableau-de-bord#job")

    assert fields["À taper"] == ""
    assert fields["Réponse"] == "BI Analyst / BI Developer · Data Analyst"


def test_only_a_few_other_names_are_shown() -> None:
    many = ShortAnswer("ML Engineer", tuple(f"nom {n}" for n in range(30)))
    item = replace(CHOICE, options=(), answer=NameKey((many,), is_job=True))

    fields = note("exemple/A1#job", loaded([item]))

    assert fields["Variantes"].count("nom") == 8


def test_steps_are_shuffled_on_the_front_and_right_on_the_back() -> None:
    fields = note("exemple/E1#order")

    assert fields["Réponse"].startswith("<ol><li>Définir</li><li>Nettoyer</li>")
    assert fields["Étapes"].startswith("<ul><li>")
    assert not fields["Étapes"].startswith("<ul><li>Définir</li><li>Nettoyer")
    assert "Sans besoin, rien à chercher." in fields["Raisons"]


def test_every_note_names_its_source() -> None:
    for made in notes_of(loaded()):
        assert made.fields[made.note_type.fields.index("Source")]


def test_no_field_of_a_front_holds_a_reason_or_an_explanation() -> None:
    for made in notes_of(loaded()):
        front, explanation = made.fields[1:4], made.fields[6]
        assert not explanation or explanation not in "".join(front)


def test_a_part_without_a_title_is_its_letter_and_an_unknown_one_is_other() -> None:
    bare = replace(DECK, parts=(replace(DECK.parts[0], title=""),))
    deck = LoadedDeck(bare, loaded().items)

    subdecks = {made.key: made.subdeck for made in notes_of(deck)}

    assert subdecks["exemple/A1#job"] == "A"
    assert subdecks["exemple/B1#job"] == "Autres"


def test_a_choice_of_another_subject_has_no_job_tag() -> None:
    item = replace(CHOICE, answer=NameKey((ShortAnswer("ML Engineer"),)))

    assert [n.tags for n in notes_of(loaded([item]))] == [("part::A", "kind::choice")]


# --- Hostile words ------------------------------------------------------------------

NASTY = (
    "{{Question}} {{c1::x}}",
    "{{{Clé}}} {{#Réponse}}",
    "}}{{",
    "[[type:nc:À taper]] [sound:a.mp3] [latex]x[/latex]",
    '<script>alert("x")</script> <img src=x onerror=alert(1)> <li>',
    "'\"`\\ & &amp; &lt;",
    "\x1f \x00 \x07",
    "🧠👩‍💻 é e\u0301",
    "שלום \u202e عربى \u2066",
    "[anki:tts][/anki:tts] [a](javascript:alert(1)) ![i](x.png)",
    "a" * 300,
    "\u2028\u2029\u0085",
)
words = st.one_of(st.sampled_from(NASTY), st.text(min_size=1, max_size=40))


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(words.filter(str.strip), min_size=6, max_size=6))
def test_hostile_words_arrive_as_words(texts: list[str]) -> None:
    text, right, wrong, reason, sentence, title = texts
    name = ShortAnswer(right, (wrong,))
    choice = NameKey((name,), reasons=(Reason(right, reason),))
    items = (
        replace(CHOICE, text=text, options=(right, f"{wrong} 2", "3"), answer=choice),
        replace(
            MATCHING,
            text=text,
            answer=MatchingKey((None, name, None, None), sentence),
        ),
    )
    parts = (replace(DECK.parts[0], title=title), DECK.parts[1])
    hostile = replace(loaded(items), deck=replace(DECK, title=title, parts=parts))
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "c.anki2"))
        try:
            outcome = take_in(collection, package(Path(folder) / "a.apkg", hostile))

            assert (outcome.new, outcome.refused) == (2, 0)
            assert collection.card_count() == 2
            for id_ in collection.find_cards(""):
                output = collection.get_card(id_).render_output()
                front, back = output.question_text, output.answer_text
                assert not output.question_av_tags
                assert not output.answer_av_tags
                typed = dict(collection.get_card(id_).note().items()).get("À taper")
                assert front.count("[[type:") == bool(typed)
                assert front.count("<script>") <= 1
                assert "onerror=alert(1)>" not in front + back
                assert 'href="javascript:' not in front + back
                assert "[latex]" not in front + back
            assert collection.fix_integrity() == (
                "Database rebuilt and optimized.",
                True,
            )
        finally:
            collection.close()


# --- Files --------------------------------------------------------------------------


def test_a_written_package_replaces_the_old_one_and_leaves_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch, target = tmp_path / "scratch", tmp_path / "out" / "a.apkg"
    scratch.mkdir()
    target.parent.mkdir()
    target.write_bytes(b"old")
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))

    package(target)

    assert target.read_bytes()[:2] == b"PK"
    assert list(scratch.iterdir()) == []
    assert list(target.parent.iterdir()) == [target]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch, target = tmp_path / "scratch", tmp_path / "out" / "a.apkg"
    scratch.mkdir()
    target.parent.mkdir()
    target.write_bytes(b"old")
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    good = tuple(notes_of(loaded()))
    broken = replace(good[5], tags=("a space",))

    with pytest.raises(ValueError, match="contains a space"):
        write_package(DECK, (*good, broken), target, NOW)

    assert target.read_bytes() == b"old"
    assert list(scratch.iterdir()) == []
    assert list(target.parent.iterdir()) == [target]


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file of this process grow over a size, as on a disk that is full."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.parametrize("is_for_target", [False, True])
def test_without_room_the_old_file_stays_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_for_target: bool
) -> None:
    scratch, target = tmp_path / "scratch", tmp_path / "out" / "a.apkg"
    scratch.mkdir()
    target.parent.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    size = package(target).stat().st_size
    target.write_bytes(b"old")

    # The package is a little larger than the collection in it.
    with pytest.raises(TrainerError), largest_file(size - 9 if is_for_target else 9999):
        package(target)

    assert target.read_bytes() == b"old"
    assert list(scratch.iterdir()) == []
    assert list(target.parent.iterdir()) == [target]


@contextmanager
def without_rights_of_root() -> Iterator[None]:
    """Let the permissions of files hold for root too."""
    user = os.geteuid()
    os.seteuid(65_534 if user == 0 else user)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.parametrize("mode", [0o555, 0o000], ids=["read-only", "closed"])
def test_a_folder_without_the_right_to_write_is_named(
    sqlite_db: Database, mode: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, sqlite_db.writing() as session:
        store(session, ITEMS)
        Path(folder).chmod(mode)

        with without_rights_of_root(), pytest.raises(ReadOnlyPlace) as refusal:
            export_deck(session, "exemple", Path(folder) / "a.apkg", NOW)

        Path(folder).chmod(0o700)
        assert folder in str(refusal.value)
        assert list(Path(folder).iterdir()) == []


def test_without_a_temporary_folder_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    with pytest.raises(TrainerError):
        package(tmp_path / "a.apkg")

    assert list(tmp_path.iterdir()) == []


def test_an_empty_deck_is_a_package_without_notes(
    anki: Collection, tmp_path: Path
) -> None:
    outcome = take_in(anki, package(tmp_path / "a.apkg", LoadedDeck(DECK, ())))

    assert outcome == Outcome(0, 0, 0, 0)


# --- The story ----------------------------------------------------------------------


def store(session: Session, items: Sequence[Item]) -> None:
    deck = DeckRow(
        slug=DECK.slug, content=deck_to_json(DECK), created_at=NOW, updated_at=NOW
    )
    session.add(deck)
    session.flush()
    for position, item in enumerate(items):
        content = revision_json(item)
        row = ItemRow(
            deck_id=deck.id,
            key=item.key,
            kind=item.kind,
            position=position,
            place=item.place,
            line=item.line,
            revision=1,
        )
        session.add(row)
        session.flush()
        session.add(
            ItemRevisionRow(
                item_id=row.id,
                number=1,
                content=content,
                content_hash=content_hash(content),
                created_at=NOW,
            )
        )


def test_a_deck_of_the_database_is_exported(
    db: Database, anki: Collection, tmp_path: Path
) -> None:
    with db.writing() as session:
        store(session, ITEMS)

    with db.reading() as session:
        report = export_deck(session, "exemple", tmp_path / "a.apkg", NOW)

    assert (report.title, report.notes, len(report.subdecks)) == ("Exemple", 22, 9)
    assert take_in(anki, report.path).new == 22
    assert_renders(anki)


def test_an_unknown_deck_is_not_found(sqlite_db: Database, tmp_path: Path) -> None:
    with sqlite_db.reading() as session, pytest.raises(NotFound):
        export_deck(session, "nulle-part", tmp_path / "a.apkg", NOW)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("deck.zip", NotAnkiFile),
        ("folder.apkg", NotAnkiFile),
        ("x" * 300 + ".apkg", NotAnkiFile),
        ("no/where/a.apkg", FolderMissing),
    ],
)
def test_a_place_where_no_package_can_go_is_named(
    sqlite_db: Database, tmp_path: Path, name: str, error: type[Exception]
) -> None:
    (tmp_path / "folder.apkg").mkdir()

    with sqlite_db.reading() as session, pytest.raises(error) as refusal:
        export_deck(session, "exemple", tmp_path / name, NOW)

    assert isinstance(refusal.value.args[0], Message)
    assert str(tmp_path) in str(refusal.value)
