"""Items joined with their entries of the key, read as a whole paper is."""

from __future__ import annotations

import pytest

from tests.exams import errors, read, said
from trainer.core.right_answers import NameKey, RoleKey, ShortAnswer, TermKey

FACTS = """\
# T

## Métiers

- **Chef / Cuisinier** : cuisine (four, feu).
- **Serveur** : sert (dîner).
- **Plongeur** : lave.

## Lexique

- **Wok (poêle)** : poêle ronde.
- **ETL/ELT** : déplacer.

## Mots

- **Assiette** → serveur / chef
- **Verre** → Barman
"""
PAPER = """\
# T
## PARTIE A — Choix
1) Qui ?
→ [ ] a  [ ] b
## PARTIE B — Tableau
| Tâche | Outil |
|---|---|
| Cuire | … |
## PARTIE C — Vrai ou faux
1) Il pleut. → V/F
## PARTIE D — Cas
**Cas A — Midi**
On a faim.
- Outil : ____
## PARTIE E — Ordre
- [ ] Un
- [ ] Deux
## PARTIE F — Ouvrir
1) Que faire ?
"""
LINES = {
    "A1": "- [ ] a",
    "B1": "- Pourquoi : car",
    "C1": "- Vrai",
    "D-A": "- Outil : four",
    "E1": "- x < y",
    "F1": "- Modèle : m",
}
STRAY = {
    "A1": ["- Vrai", "- [n] Un", "- n < m", "- Outil : four", "- Modèle : m"],
    "B1": ["- Vrai", "- [ ] a", "- [n] Un", "- n < m", "- Modèle : m"],
    "C1": ["- [ ] a", "- [n] Un", "- n < m", "- Outil : four"],
    "D-A": ["- Vrai", "- [ ] a", "- [n] Un", "- n < m", "- Pourquoi : car"],
    "E1": ["- Vrai", "- [ ] a", "- Outil : four"],
    "F1": ["- Vrai", "- [ ] a", "- n < m", "- Outil : four"],
}


def test_roles_are_known_by_their_tools_and_missions() -> None:
    chef, serveur, plongeur = read(FACTS, "### Serveur\n- Outils : plateau\n").items[:3]

    names = ("Chef", "Cuisinier")
    assert chef.answer == RoleKey(
        ShortAnswer("Chef / Cuisinier", names), ("four", "feu")
    )
    assert chef.text == "cuisine"
    assert serveur.answer == RoleKey(ShortAnswer("Serveur"), ("plateau",))
    assert serveur.text == "sert (dîner)"
    assert plongeur.answer == RoleKey(ShortAnswer("Plongeur"))


def test_a_role_whose_tools_are_left_empty_has_none() -> None:
    serveur = read(FACTS, "### serveur\n- Outils :\n").items[1]

    assert serveur.answer == RoleKey(ShortAnswer("Serveur"))
    assert serveur.text == "sert (dîner)"


def test_terms_are_known_by_each_of_their_names() -> None:
    wok, etl = read(FACTS).items[3:5]

    assert wok.answer == TermKey(ShortAnswer("Wok (poêle)", ("Wok", "poêle")))
    assert etl.answer == TermKey(ShortAnswer("ETL/ELT", ("ETL", "ELT")))


def test_the_key_gives_a_term_more_names() -> None:
    parsed = read(FACTS, "### Wok (poêle)\n- Accepté : sauteuse ; wok rond\n")

    names = ("Wok", "poêle", "sauteuse", "wok rond")
    assert parsed.items[3].answer == TermKey(ShortAnswer("Wok (poêle)", names))
    assert errors(parsed) == []


def test_memos_are_of_one_job_or_of_several() -> None:
    parsed = read(FACTS)
    plate, glass = parsed.items[5:]

    assert plate.answer == NameKey(
        (
            ShortAnswer("Serveur", ("serveur / chef",)),  # as the paper prints it
            ShortAnswer("Chef / Cuisinier", ("Chef", "Cuisinier")),
        ),
        is_job=True,
    )
    assert glass.answer == NameKey((ShortAnswer("Barman"),))
    assert said(parsed) == [
        "? exam.md:17: « Barman » (Verre) n’est pas un nom des rappels"
    ]


def test_memos_without_jobs_are_no_mistake() -> None:
    assert said(read("# T\n## Mots\n- **Verre** → Barman\n")) == []


def test_items_without_an_answer_are_warned_of() -> None:
    places = ["A1", "B1", "C1", "D-A", "E1", "F1"]

    parsed = read(PAPER)

    assert [item.answer for item in parsed.items] == [None] * 6
    assert [line.split(": ")[1] for line in said(parsed)] == [
        f"{place} n’a pas de réponse connue" for place in places
    ]


@pytest.mark.parametrize(
    ("place", "line"),
    [(place, line) for place, lines in STRAY.items() for line in lines],
)
def test_a_line_that_an_item_cannot_take_is_told(place: str, line: str) -> None:
    found = errors(read(PAPER, f"### {place}\n{line}\n"))

    at = 1 if line == "- Vrai" else 2
    assert f"key.md:{at}: {place} n’attend pas cette ligne" in found


@pytest.mark.parametrize("place", ["A1", "B1", "C1", "D-A", "F1"])
def test_a_line_that_an_item_takes_is_no_mistake(place: str) -> None:
    assert errors(read(PAPER, f"### {place}\n{LINES[place]}\n")) == []


def test_a_fact_takes_nothing_but_tools() -> None:
    key = "### Serveur\n- Pourquoi : car\n### Wok (poêle)\n- Outils : feu\n"

    assert errors(read(FACTS, key)) == [
        "key.md:2: Serveur n’attend pas cette ligne",
        "key.md:4: Wok (poêle) n’attend pas cette ligne",
    ]


def test_a_label_that_is_no_job_is_told_once_with_how_often() -> None:
    choices = "".join(
        f"{n}) Qui {n} ?\n→ [x] Chef d’orchestre  [ ] Data Analyst  [ ] DA\n\n"
        for n in (1, 2, 3)
    )
    jobs = "- **Data Analyst** : x.\n- **Data Architect** : y.\n- **Chef** : z.\n"

    parsed = read(f"# T\n## Métiers\n{jobs}## PARTIE A — X\n{choices}")

    assert said(parsed) == [
        "? exam.md:7: « Chef d’orchestre » (3 fois, d’abord en A1) n’est pas un nom"
        " des rappels",
        "? exam.md:7: « DA » (3 fois, d’abord en A1) est à préciser dans deck.toml,"
        " sous [aliases] : ces initiales sont celles de Data Analyst, Data Architect",
    ]
