"""Blanks and open questions with their answers, read as a whole paper is."""

from __future__ import annotations

import pytest

from tests.exams import errors, read, said
from trainer.core.right_answers import (
    AnswerKey,
    CaseAnswer,
    CaseKey,
    KeyPoint,
    MatchingKey,
    OpenKey,
    ShortAnswer,
)

JOBS = "# T\n## Métiers\n- **Chef / Cuisinier** : cuisine.\n- **Serveur** : sert.\n"
TABLE = """\
## PARTIE A — Tableau
| Tâche | Métier | Outil pour couper | Outil pour cuire |
|---|---|---|---|
| 1. Dîner | {job} | … | {tool} |
"""
CASE = (
    "## PARTIE A — Cas\n**Cas 1 — Midi**\nOn a faim.\n- Métier : __ Outils (2) : __\n"
)
OPEN = "# T\n## PARTIE A — Ouvrir\n1) Que faire ?\n"
CHEF = ShortAnswer("Chef / Cuisinier", ("Chef", "Cuisinier"))


def answer(exam: str, key: str) -> AnswerKey | None:
    return read(exam, key).items[-1].answer


def table(job: str = "…", tool: str = "…") -> str:
    return JOBS + TABLE.format(job=job, tool=tool)


def test_cells_are_answered_by_heading_then_by_name() -> None:
    key = (
        "### A1\n- job : chef ; toque\n  - Accepté : marmiton\n"
        "- Outil pour cuire : four\n- outil POUR couper : couteau\n- Pourquoi : car\n"
    )
    chef = ShortAnswer(CHEF.text, (*CHEF.variants, "toque", "marmiton"))

    assert answer(table(), key) == MatchingKey(
        (chef, ShortAnswer("couteau"), ShortAnswer("four")), "car"
    )
    assert said(read(table(), key)) == []


def test_a_printed_cell_is_its_answer_unless_the_key_has_another() -> None:
    printed = table("Cuisinier", "four / poêle")

    assert answer(printed, "") == MatchingKey(
        (CHEF, None, ShortAnswer("four / poêle", ("four", "poêle")))
    )
    assert answer(printed, "### A1\n- Outil pour cuire : feu\n") == MatchingKey(
        (CHEF, None, ShortAnswer("feu"))
    )
    assert said(read(printed)) == [
        "? exam.md:8: A1 : Outil pour couper sans réponse connue"
    ]


def test_a_printed_hint_is_no_job() -> None:
    assert answer(table("quelqu’un"), "") is None
    assert answer(table("quelqu’un", "four"), "") == MatchingKey(
        (None, None, ShortAnswer("four"))
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("- Métier : Barman", "nom inconnu des rappels : Barman"),
        ("- Livrable : plat", "A1 n’attend pas cette ligne"),
        ("- Métier : chef\n- job : serveur", "A1 n’attend pas cette ligne"),
    ],
)
def test_a_cell_with_a_mistake_is_told(line: str, problem: str) -> None:
    found = errors(read(table(), f"### A1\n{line}\n"))

    assert found == [f"key.md:{line.count('- ') + 1}: {problem}"]


def test_a_case_has_model_answers_and_others_that_count() -> None:
    key = (
        "### A-1\n- Métier : chef ; toque\n- Outils : four ; feu ; poêle\n"
        "  - Accepté : wok\n  - Pourquoi : car\n"
    )

    assert answer(JOBS + CASE, key) == CaseKey(
        (
            CaseAnswer(("Chef / Cuisinier",), ("Chef", "Cuisinier", "toque")),
            CaseAnswer(("four", "feu"), ("poêle", "wok"), "car"),
        )
    )


def test_a_case_may_be_answered_in_part() -> None:
    key = "### A-1\n- Métier : …\n- Outils : four ; feu\n"

    assert answer(JOBS + CASE, key) == CaseKey((None, CaseAnswer(("four", "feu"))))
    assert answer(JOBS + CASE, "### A-1\n- Métier : …\n") is None
    assert answer(JOBS + CASE, "") is None


def test_a_case_with_too_few_answers_is_told() -> None:
    assert errors(read(JOBS + CASE, "### A-1\n- Outils : four\n")) == [
        "key.md:2: A-1 : 2 attendus pour « Outils », 1 donné"
    ]


def test_an_open_question_has_a_model_and_points() -> None:
    key = (
        "### A1\n- Modèle : Se laver ; puis cuire.\n"
        "- [mains] Et les mains ? → Propres.\n  - Accepté : lavées\n"
        "- [reste] Et le reste ? → …\n"
    )

    assert answer(OPEN, key) == OpenKey(
        "Se laver ; puis cuire.",
        (KeyPoint("mains", "Et les mains ?", "Propres.", ("lavées",)),),
    )


def test_an_open_question_may_have_one_of_them() -> None:
    assert answer(OPEN, "### A1\n- Réponse : Cuire.\n") == OpenKey("Cuire.")
    assert answer(OPEN, "### A1\n- [a] b ? → c\n") == OpenKey(
        "", (KeyPoint("a", "b ?", "c"),)
    )
    assert answer(OPEN, "### A1\n- Modèle : …\n- [a] b ? → …\n") is None
    assert answer(OPEN, "") is None


@pytest.mark.parametrize("line", ["- [a] sans flèche", "- [b] c ? → d\n- [b] e ? → f"])
def test_a_point_that_is_none_is_told(line: str) -> None:
    found = errors(read(OPEN, f"### A1\n{line}\n"))

    name = line[3]
    assert found == [
        f"key.md:{line.count('[') + 1}: [{name}] attend « question ? → réponse »,"
        " une seule fois"
    ]
