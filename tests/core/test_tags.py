"""The tags of a deck's settings, and those that no item has."""

from __future__ import annotations

from time import process_time

from tests.exams import read, said
from tests.samples import ITEMS
from trainer.core.tags import Tags, unknown_tags

PAPER = """\
# Cuisine
## PARTIE A — Choix (2 × 1 pt = /2)
1) Quelle cuisson pour l’œuf dur ?
→ [x] dix minutes  [ ] une heure
2) Que monter en neige ?
→ [x] les blancs  [ ] les jaunes
"""
SETTINGS = """\
[topics]
"Œufs" = ["A1", "blancs", "oeuf"]
"Sauces" = [
    "A3",
    "beurre",
]
"Neige" = ["a2"]
"Vide" = []
"""


def test_a_tag_without_an_item_and_a_word_in_none_are_warned_of_at_their_lines() -> (
    None
):
    deck = read(PAPER, "", SETTINGS)

    # Options are no part of what is looked through: what is wrong in one is no theme.
    assert said(deck) == [
        "? deck.toml:2: « blancs », du thème « Œufs », n’est dans aucune question",
        "? deck.toml:3: « Sauces » : aucune question n’a ce thème",
        "? deck.toml:8: « Vide » : aucune question n’a ce thème",
    ]
    assert not deck.has_errors


def test_what_is_warned_of_is_what_finds_nothing() -> None:
    words = [word for item in ITEMS for word in (item.place, *item.text.split()[:3])]
    topics = {word: (word, "zzz") for word in words}

    tagged = {tag for item in ITEMS for tag in Tags(topics.items()).of(item)}
    warned = unknown_tags(ITEMS, {tag: (tag,) for tag in topics})

    assert {*topics} - tagged == {str(each.values["name"]) for each in warned}


def test_endless_settings_are_looked_through_in_a_moment() -> None:
    topics = {f"t{n}": tuple(f"mot {n} {m}" for m in range(100)) for n in range(200)}
    began = process_time()

    problems = unknown_tags(ITEMS * 50, topics)

    assert process_time() - began < 2
    assert len(problems) == 10  # the thousand words that are looked for
