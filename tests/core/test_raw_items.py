from __future__ import annotations

import pytest

from trainer.core.items import Kind
from trainer.core.raw_items import (
    LONGEST_TEXT,
    RawItem,
    blank_name,
    finish_item,
    hints_of,
    read_blanks,
    read_cell,
    split_fact,
    take_key,
)


def item(kind: Kind, text: str = "t", **values: object) -> RawItem:
    raw = RawItem(kind, "A1", 1, text=text)
    for name, value in values.items():
        setattr(raw, name, value)
    return raw


def lacks(raw: RawItem) -> list[str]:
    return [str(text).replace("\u00a0", " ") for text in finish_item(raw)]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Métier", "job"),
        ("Métier principal", "job"),
        ("Rôle", "job"),
        ("Rôle du sel", "role-du-sel"),
        ("Poste", "job"),
        ("Poste budgétaire", "poste-budgetaire"),
        ("Outils", "tools"),
        ("OUTIL principal", "tool"),
        ("Main tool", "tool"),
        ("Outil pour couper", "outil-pour-couper"),
        ("Métier concerné", "job"),
        ("KPI", "indicators"),
        ("Durée (min)", "duree-min"),
        ("?", "champ"),
        ("", "champ"),
    ],
)
def test_a_blank_is_named_by_its_heading(heading: str, name: str) -> None:
    assert blank_name(heading) == name


def test_no_two_blanks_of_an_item_have_one_name() -> None:
    raw = item(Kind.MATCHING)

    for heading in ("Outil", "Outil 2", "Outil 2", "Tool", "?", "!", "champ"):
        raw.add_blank(heading)

    names = [blank.name for blank in raw.blanks]
    assert names == [
        *("tool", "outil-2", "outil-2-2", "tool-2", "champ", "champ-2", "champ-3")
    ]


@pytest.mark.parametrize(
    ("text", "fields", "rest"),
    [
        ("Métier : ______", [("Métier", 1)], ""),
        ("A : __ B : …… C: ...", [("A", 1), ("B", 1), ("C", 1)], ""),
        ("Outils (3) : ____", [("Outils", 3)], ""),
        ("Outils : ____ ; ____, ____", [("Outils", 3)], ""),
        ("Outils (2) : ____ / ____ / ____", [("Outils", 2)], ""),
        ("Un — A : ____", [("Un — A", 1)], ""),
        ("A (0) : ____", [("A (0)", 1)], ""),
        ("A (100) : ____", [("A (100)", 1)], ""),
        ("A : ____ reste", [("A", 1)], "reste"),
        ("rien", [], "rien"),
        ("sans deux-points ____", [], "sans deux-points ____"),
        ("A : ____ b ____", [], "A : ____ b ____"),
        (": ____", [], ": ____"),
    ],
)
def test_blanks_are_read_with_what_is_left_over(
    text: str, fields: list[tuple[str, int]], rest: str
) -> None:
    assert read_blanks(text) == (fields, rest)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("…", ""),
        ("", ""),
        ("....", ""),
        ("__ __", ""),
        ("?", ""),
        ("—", ""),
        ("… (tableau de bord)", "tableau de bord"),
        ("**Airflow**", "Airflow"),
        ("f(x)", "f(x)"),
        ("(SQL (avancé))", "SQL (avancé)"),
        ("... dbt", "dbt"),
        (".NET", ".NET"),
    ],
)
def test_a_cell_gives_away_what_is_printed(cell: str, words: str) -> None:
    assert read_cell(cell) == words


@pytest.mark.parametrize(
    ("text", "words", "hints"),
    [
        ("Que faire ? (a, b)", "Que faire ?", ["a", "b"]),
        ("Que faire (a, b) ?", "Que faire ?", ["a", "b"]),
        ("On fait (a, b).", "On fait", ["a", "b"]),
        ("Rien", "Rien", []),
        ("(a, b)", "(a, b)", []),
    ],
)
def test_hints_stand_in_the_last_brackets(
    text: str, words: str, hints: list[str]
) -> None:
    assert hints_of(text) == (words, hints)


def test_a_single_word_in_brackets_belongs_to_its_question() -> None:
    raw = item(Kind.OPEN, "**Qui** est là (1789) ?")

    finish_item(raw)

    assert (raw.text, raw.title, raw.hints) == ("Qui est là (1789) ?", "Qui", [])


def test_the_explicit_key_ends_the_text() -> None:
    assert take_key("a {#A3}") == ("a", "A3")
    assert take_key("a {#A3} b") == ("a {#A3} b", "")
    assert take_key("a {#é}") == ("a {#é}", "")


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("**a** : b", ("a", ":", "b")),
        ("**a :** b", ("a", "", "b")),
        ("**a** → b", ("a", "→", "b")),
        ("**a** -> b", ("a", "->", "b")),
        ("**a** — b", ("a", "—", "b")),
        ("a : b", ("a", ":", "b")),
        ("a → b", ("a", "→", "b")),
        ("a — b", None),
        ("**a** b", None),
        ("a", None),
    ],
)
def test_a_fact_has_a_name_and_words(
    text: str, fact: tuple[str, str, str] | None
) -> None:
    assert split_fact(text) == fact


def test_an_item_says_what_it_lacks() -> None:
    two = ["a", "A"]

    assert lacks(item(Kind.OPEN, "")) == ["A1 n’a pas de texte"]
    assert lacks(item(Kind.MEMO, "")) == ["A1 n’a pas de texte"]
    assert lacks(item(Kind.CASE)) == ["A1 n’a rien à remplir"]
    assert lacks(item(Kind.CHOICE, options=["a"])) == ["A1 n’a qu’une option"]
    assert lacks(item(Kind.CHOICE, options=two)) == ["A1 a deux fois la même option"]
    assert lacks(item(Kind.ORDERING, steps=["a"])) == ["A1 n’a qu’une étape"]
    assert lacks(item(Kind.ORDERING, steps=two)) == ["A1 a deux fois la même étape"]
    assert lacks(item(Kind.OPEN, "a" * (LONGEST_TEXT + 1))) == [
        "le texte de A1 est trop long"
    ]
    assert lacks(item(Kind.CHOICE, options=["C", "C++", "C#", "+", "-"])) == []


def test_two_verdicts_are_one_too_many() -> None:
    raw = item(Kind.CHOICE, options=["Vrai", "Faux"], marked=[0, 1])

    assert lacks(raw) == ["A1 a deux bonnes réponses"]
    assert raw.is_true is None
