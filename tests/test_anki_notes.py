"""The fields, tags and ids of the notes made for Anki."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.real_anki import loaded
from tests.samples import CHOICE, DECK, ITEMS, OPEN, ROLE
from trainer.anki_deck import notes_of, subdeck_name
from trainer.anki_notes import (
    ANSWER,
    NOTE_TYPES,
    lasting_id,
    lasting_ids,
)
from trainer.content import (
    LoadedDeck,
)
from trainer.core.items import Item
from trainer.core.right_answers import NameKey, RoleKey, ShortAnswer


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
    common = ("Explication", "Source", "Indice", "À ne pas confondre", "Réserve 3")

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


def test_a_question_asked_all_at_once_has_the_hint_of_the_paper() -> None:
    deck = loaded([replace(OPEN, hints=("complètes", "sans <b>doublons</b>"))])

    assert note("exemple/F1#rule", deck)["Indice"] == (
        "complètes · sans &lt;b&gt;doublons&lt;/b&gt;"
    )
    assert note("exemple/F1#point-complets", deck)["Indice"] == ""


def test_a_card_of_a_job_tells_it_from_those_that_it_is_taken_for() -> None:
    own = role("mle", "ML Engineer", "met en service (API)", "API", "Docker")
    platform = role("platform", "MLOps / Platform", "automatise", "MLflow")
    deck = loaded([*ITEMS, own, platform, role("de", "Data Engineer", "tient")])

    assert note("exemple/A1#job", deck)["À ne pas confondre"] == (
        "<ul><li>= <b>ML Engineer</b> — met en service (API) (Docker)</li>"
        "<li>≠ <b>MLOps / Platform</b> — automatise (MLflow)"
        ' <span class="search">tag:job::mlops-platform</span></li></ul>'
    )
    reminder = note("exemple/role-mle#mission", deck)["À ne pas confondre"]
    assert reminder.startswith("<ul><li>≠ <b>MLOps / Platform</b>")
    assert "ML Engineer" in note("exemple/C1#verdict", deck)["À ne pas confondre"]
    assert note("exemple/B1#deliverable", deck)["À ne pas confondre"] == ""
    assert note("exemple/role-data-analyst#job", deck)["À ne pas confondre"] == ""


def test_what_a_card_says_to_search_is_found() -> None:
    platform = role("platform", "MLOps / Platform", "automatise")
    deck = loaded([*ITEMS, platform])
    tags = {tag for made in notes_of(deck) for tag in made.tags}

    told = [made.fields[9] for made in notes_of(deck)]

    searched = {tag for text in told for tag in re.findall(r"tag:([^<]+)<", text)}
    assert searched == {"job::mlops-platform"}
    assert searched <= tags


def role(name: str, job: str, mission: str, *tools: str) -> Item:
    key = RoleKey(ShortAnswer(job), tools)
    return replace(ROLE, key=f"exemple/role-{name}", text=mission, answer=key)


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


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Cuisine : entrées", "Cuisine : entrées::A"),
        ("a::b:::c", "a:b:c::A"),
        ("a:\x00:b \x1f c:", "a:b c::A"),
        ('a:":b', "a:b::A"),
        ("::", "exemple::A"),
    ],
)
def test_no_title_makes_decks_of_its_own(title: str, name: str) -> None:
    assert subdeck_name(replace(DECK, title=title), "A") == name


def test_a_choice_of_another_subject_has_no_job_tag() -> None:
    item = replace(CHOICE, answer=NameKey((ShortAnswer("ML Engineer"),)))

    assert [n.tags for n in notes_of(loaded([item]))] == [("part::A", "kind::choice")]
