from __future__ import annotations

import pytest

from trainer.core.deck_settings import (
    DeckSettings,
    line_naming,
    line_setting,
    parse_settings,
)

GOOD = """\
title = "Cuisine"
language = "en-GB"
subjects = "Plats"
confusable = [["Un", "Deux"]]

[aliases]
"Un" = ["one", "1"]

[questions]
job = "Quel plat ?"

[marking.B]
job = 1
tool = 0.5

[topics]
Sauces = ["A3", "beurre"]
"""


def wrong(text: str) -> list[str]:
    _, problems = parse_settings(text, "deck.toml")
    return [f"{p.path}:{p.line}: {p.message}".replace("\u00a0", " ") for p in problems]


@pytest.mark.parametrize("text", [GOOD, "\ufeff" + GOOD.replace("\n", "\r\n")])
def test_settings_are_read(text: str) -> None:
    assert parse_settings(text, "deck.toml") == (
        DeckSettings(
            title="Cuisine",
            language="en-GB",
            subjects="Plats",
            confusable=(("Un", "Deux"),),
            aliases={"Un": ("one", "1")},
            questions={"job": "Quel plat ?"},
            marking={"B": (("job", 1.0), ("tool", 0.5))},
            topics={"Sauces": ("A3", "beurre")},
        ),
        [],
    )


def test_everything_has_a_default() -> None:
    assert parse_settings("", "deck.toml") == (DeckSettings(), [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a = 1\nb = 2", "1: réglage inconnu : a"),
        ("\ntitle = 1", "2: title doit être un texte"),
        ("questions = 1", "1: questions attend une question"),
        ("[questions]\njob = 1", "2: job attend une question"),
        ("[questions]\njob = ' '", "2: job attend une question"),
        ("language = true", "1: language doit être un texte"),
        ("language = 'Klingon'", "1: language attend un code comme fr ou en"),
        ("language = ''", "1: language attend un code comme fr ou en"),
        ("confusable = 'a'", "1: confusable attend des paires de noms"),
        ("confusable = ['a']", "1: confusable attend des paires de noms"),
        ("confusable = [['a']]", "1: confusable attend des paires de noms"),
        ("confusable = [['a', 1]]", "1: confusable attend des paires de noms"),
        ("aliases = 1", "1: aliases attend une liste de noms"),
        ("[aliases]\na = 1", "2: a attend une liste de noms"),
        ("[aliases]\n'a b' = [1]", "2: a b attend une liste de noms"),
        ("topics = 1", "1: topics attend une liste de questions ou de mots"),
        ("[topics]\na = 'b'", "2: a attend une liste de questions ou de mots"),
        ("[topics]\na = ['']", "2: a attend une liste de questions ou de mots"),
        ("marking = 1", "1: marking attend des points par champ"),
        ("\n[marking]\nA = 1", "3: A attend des points par champ"),
        ("[marking.A]\na = 'un'", "1: A attend des points par champ"),
        ("[marking.A]\na = true", "1: A attend des points par champ"),
        ("[marking.A]\na = -1", "1: A attend des points par champ"),
        ("[marking.A]\na = inf", "1: A attend des points par champ"),
        ("[marking.A]\na = nan", "1: A attend des points par champ"),
        (f"[marking.A]\na = {10**400}", "1: A attend des points par champ"),
    ],
)
def test_a_value_of_the_wrong_form_is_told_with_its_line(
    text: str, problem: str
) -> None:
    assert wrong(text)[0] == f"deck.toml:{problem}"


def test_what_is_no_toml_is_told_with_its_line() -> None:
    assert wrong("title = 'a'\nlanguage") == [
        "deck.toml:2: ce réglage ne se lit pas (du TOML est attendu : nom = valeur)"
    ]


def test_settings_that_nobody_could_read_are_not_read() -> None:
    assert wrong("a = 1\n" * 30_000) == ["deck.toml:1: ces réglages sont trop longs"]


def test_settings_are_found_by_line() -> None:
    assert [line_setting(GOOD, name) for name in ("title", "Un", "aliases")] == [
        1,
        7,
        6,
    ]
    found = [line_setting(GOOD, name) for name in ("B", "marking.B", "Deux")]
    assert found == [12, 12, 4]
    assert [line_naming(GOOD, word) for word in ("Un", "tool", "x y")] == [4, 14, 1]
