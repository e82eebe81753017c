from __future__ import annotations

import pytest

from tests.exams import Case, cases, read, said
from trainer.core.answer_key import parse_key
from trainer.core.deck import read_deck
from trainer.core.key_skeleton import key_skeleton, without_claim

EXAM = """\
# Titre

## Rappels

- **Un** : premier

## PARTIE A — Choix (/2)

1) Une question de plus de six mots au moins
→ [ ] a  [ ] **b**

## PARTIE B — Tableau (/2)

| Tâche | Métier | Outil |
|---|---|---|
| Cuire | … | … (four) |

## PARTIE C — Vrai ou faux (/2)

1) Il pleut. → V/F

## PARTIE D — Cas (/2)

**Cas A — La table**
Une table.
- Métier : ____ Outils (2) : ____

## PARTIE E — Ordre (/2)

- [ ] Aller au marché
- [ ] Aller au four
- [ ] !
- [ ] ?

## PARTIE F — Ouvrir (/2)

1) **Hygiène** : que faire ? (mains, mains, ??)
"""
SKELETON = """\
+++
checked = false
+++

# Corrigé — Titre

### A1 Une question de plus de six
- [ ] a — …
- [x] b — …

### B1 Cuire
- Métier : …
- Outil : four
- Pourquoi : …

### C1 Il pleut.
- Vrai ou faux : …
- Phrase : …

### D-A La table
- Métier : …
  - Accepté : …
- Outils : …
  - Accepté : …

### E1 Ordre
- [aller-au] Aller au marché
- [aller-au-2] Aller au four
- [etape] !
- [etape-2] ?
- … < … : …

### F1 Hygiène
- Modèle : …
- [mains] mains ? → …
- [mains-2] mains ? → …
- [point] ?? ? → …
"""


def test_a_skeleton_holds_what_the_paper_says_and_gaps() -> None:
    deck = read(EXAM)

    assert key_skeleton(deck.deck.title, deck.items) == SKELETON


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_skeleton_as_it_is_answers_no_more_than_the_paper(case: Case) -> None:
    alone = read(case.exam)
    skeleton = key_skeleton(alone.deck.title, alone.items)

    filled = read(case.exam, skeleton)

    assert parse_key(skeleton, "key.md").checked is False
    assert [item.answer for item in filled.items] == [
        item.answer for item in alone.items
    ]
    if case.name != "problems":
        assert said(filled) == said(alone)


def test_a_filled_skeleton_answers() -> None:
    filled = (
        SKELETON.replace("Vrai ou faux : …", "Vrai ou faux : vrai")
        .replace("- … < … : …\n", "")
        .replace("Modèle : …", "Modèle : se laver")
        .replace("[mains] mains ? → …", "[mains] Et les mains ? → Les laver.")
        .replace("Métier : …", "Métier : un")
        .replace("Outils : …", "Outils : four ; feu")
    )

    deck = read(EXAM, filled)

    assert said(deck) == []
    assert all(item.answer for item in deck.items)


def test_a_skeleton_of_nothing_is_a_key_of_nothing() -> None:
    assert key_skeleton("T", ()) == "+++\nchecked = false\n+++\n\n# Corrigé — T\n"


def test_the_skeletons_are_of_papers_that_are_read_alone() -> None:
    assert all(read_deck(case.source()).items for case in cases())


def test_a_key_loses_its_claim_to_be_checked_and_nothing_else() -> None:
    key = "+++\nchecked = {}\n+++\n\n### A1\n- checked = true\n"
    bare = "### A1\nchecked = true\n"

    assert without_claim(key.format("true")) == key.format("false")
    assert without_claim(key.format("false")) == key.format("false")
    assert without_claim(bare) == bare
