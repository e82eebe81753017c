"""Papers joined with their keys and settings; the built-in one has its own tests."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.exams import built_in, errors, read, said, source_of
from trainer.core.deck import SourceText, identity_text, read_deck
from trainer.core.items import Kind
from trainer.core.keys import KnownItem, lock_to_text

CHOICE = "# T\n## PARTIE A — Choix (/2)\n1) Quelle cuisson ?\n→ [x] a  [ ] b\n"
TABLE = """\
# T
## PARTIE B — Tableau (3 × 1,1 pt = /3,3)
| Tâche | Outil | Durée |
|---|---|---|
| Un | … | … |
| Deux | … | … |
| Trois | … | … |
"""
JOBS = "# T\n## Métiers\n- **Chef** : cuisine.\n- **Serveur** : sert.\n"


# Papers, keys and settings joined


def test_the_title_is_that_of_the_settings_the_paper_or_the_folder() -> None:
    assert read(CHOICE, "", "title = 'Court'").deck.title == "Court"
    assert read(CHOICE).deck.title == "T"
    assert read(CHOICE.replace("# T\n", "")).deck.title == "essai"


def test_problems_come_in_the_order_of_files_and_lines() -> None:
    exam = JOBS + CHOICE.replace("# T\n", "\nperdu\n").replace("[ ] b", "[x] b")
    key = "### A1\n- [x] c\n\n### Z1\n| a |\n"

    assert read(exam).has_errors
    assert said(read(exam, key, "[aliases]\nChef = ['Serveur']\nx = 1\n")) == [
        "? exam.md:6: cette ligne n’appartient à rien de connu",
        "exam.md:8: A1 a deux bonnes réponses",
        "key.md:2: « c » n’est pas une option de A1",
        "key.md:4: aucune question Z1 dans l’épreuve",
        "key.md:5: cette ligne du corrigé n’est pas comprise",
        "deck.toml:2: « Serveur » désigne plusieurs rappels",
        "deck.toml:3: x attend une liste de noms",
    ]


def test_an_answer_that_quotes_another_question_is_told() -> None:
    assert errors(read(CHOICE, "### A1 Quelle cuison\n")) == []
    assert errors(read(CHOICE, "### A1\n")) == []
    assert errors(read(CHOICE, "### A1 Le prix du pain\n")) == [
        "key.md:1: A1 cite « Le prix du pain », mais l’épreuve dit « Quelle cuisson ? »"
    ]


def test_two_answers_for_one_role_are_told() -> None:
    key = "### Chef\n- Outils : feu\n### Cuistot\n- Outils : four\n"

    assert errors(read(JOBS, key, "[aliases]\nChef = ['Cuistot']\n")) == [
        "key.md:3: « Cuistot » a déjà sa réponse"
    ]


def test_two_roles_of_one_name_are_told() -> None:
    assert errors(read(f"{JOBS}- **chef** : dirige.\n")) == [
        "exam.md:3: « Chef » est là deux fois",
        "exam.md:5: « chef » est là deux fois",
    ]


def test_confusable_jobs_are_two_jobs() -> None:
    pairs = [["serveur", "Chef"], ["Chef", "chef"], ["Chef", "Barman"]]

    parsed = read(JOBS, "", f"confusable = {json.dumps(pairs)}\n")

    assert parsed.deck.confusable == (("Serveur", "Chef"),)
    assert errors(parsed) == [
        "deck.toml:1: « Chef » n’est pas un nom des rappels",
        "deck.toml:1: « Barman » n’est pas un nom des rappels",
    ]


def test_a_marking_that_adds_up_is_kept() -> None:
    parsed = read(TABLE, "", "[marking.B]\noutil = 0.8\nduree = 0.3\n")

    assert errors(parsed) == [
        "deck.toml:1: [marking.B] : rien ne s’appelle « outil » dans cette partie"
    ]
    parsed = read(TABLE, "", "[marking.B]\ntool = 0.8\nduree = 0.3\n")
    assert errors(parsed) == []
    assert parsed.deck.parts[0].marking == (("tool", 0.8), ("duree", 0.3))
    assert {round(item.points, 6) for item in parsed.items} == {1.1}


def test_a_marking_that_does_not_add_up_is_told() -> None:
    settings = "[marking.B]\ntool = 1\n\n[marking.C]\nx = 1\n"

    assert errors(read(TABLE, "", settings)) == [
        "deck.toml:1: [marking.B] fait 1 point au lieu de 1,1",
        "deck.toml:4: [marking.C] : partie absente",
    ]


def test_a_verdict_and_its_sentence_share_points() -> None:
    exam = "# T\n## PARTIE C — Vrai ou faux (/3)\n1) Il pleut. → V/F\n"

    assert errors(read(exam, "", "[marking.C]\nverdict = 1\nsentence = 2\n")) == []


# Stable keys


def known(
    key: str, text: str, kind: Kind = Kind.CHOICE, place: str = "A1"
) -> KnownItem:
    return KnownItem(key, kind, place, (text,))


def doubts(exam: str, *items: KnownItem) -> list[str]:
    return errors(read_deck(source_of(exam), items))


def test_an_item_keeps_the_key_that_was_stored_or_locked() -> None:
    lock = SourceText("keys.lock", lock_to_text([known("A7", "Quelle cuisson ?")]))
    locked = replace(source_of(CHOICE), lock=lock)

    assert read_deck(locked).items[0].key == "essai/A7"
    stored = read_deck(source_of(CHOICE), [known("A8", "Quelle cuisson ?")])
    assert stored.items[0].key == "essai/A8"
    assert [item.key for item in stored.remembered()] == ["A8"]


def test_a_lock_that_cannot_be_read_is_told() -> None:
    source = replace(source_of(CHOICE), lock=SourceText("keys.lock", "[[item]]\n"))

    assert errors(read_deck(source)) == [
        "keys.lock:1: ces clés ne se lisent pas : remettre le fichier dans son dernier"
        " état enregistré"
    ]


def test_a_doubt_says_how_to_settle_it() -> None:
    old = known("A9", "Quelle cuisson faut-il pour un rôti de veau bien doré ?")

    assert doubts(CHOICE.replace("cuisson", "cuisson faut-il au four"), old) == [
        "exam.md:3: A1 ressemble à une ancienne question (A9) sans que ce soit sûr :"
        " écrire"
        " {#A9} à la fin de son texte si c’est elle, {#new} si elle est nouvelle"
    ]
    assert doubts(
        CHOICE.replace(" ?", " ? {#A5}"), known("A9", "Quelle cuisson ?")
    ) == [
        "exam.md:3: A1 a une nouvelle clé, mais le texte de la question A9 : garder"
        " {#A9},"
        " ou choisir"
    ]
    twice = CHOICE.replace(" ?", " ? {#A9}") + "2) Encore ? {#A9}\n→ [x] a  [ ] b\n"
    assert doubts(twice, known("A9", "Quelle cuisson ?")) == [
        "exam.md:3: la clé de A1 est déjà celle d’une autre question de l’épreuve",
        "exam.md:5: la clé de A2 est déjà celle d’une autre question de l’épreuve",
    ]
    assert doubts(
        CHOICE.replace(" ?", " ? {#A9}"), known("A9", "Quelle cuisson ?", Kind.OPEN)
    ) == ["exam.md:3: la clé de A1 est celle d’une question d’une autre sorte"]


def test_a_doubt_is_settled_by_a_decision() -> None:
    old = known("A9", "Quelle cuisson faut-il pour un rôti de veau bien doré ?")
    source = source_of(CHOICE.replace("cuisson", "cuisson faut-il au four"))

    assert read_deck(source, [old], {"A1": "A9"}).items[0].key == "essai/A9"
    assert read_deck(source, [old], {"A1": "new"}).items[0].key == "essai/A1"


def test_an_item_is_recognised_by_the_words_that_are_its_own() -> None:
    texts = {item.place: identity_text(item) for item in read_deck(built_in()).items}

    assert texts["Kafka"] == "Kafka outil pour recevoir des données en continu"
    assert texts["D-C"].startswith("Direction La direction veut")
    assert texts["E1"].startswith(
        "Ordre des étapes (pipeline simple) Définir le besoin"
    )
    assert texts["A3"].startswith("Tester plusieurs modèles")
