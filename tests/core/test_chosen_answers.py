"""Choices, verdicts and orders with their answers, read as a whole paper is."""

from __future__ import annotations

import pytest

from tests.exams import errors, read, said
from trainer.core.right_answers import (
    AnswerKey,
    Constraint,
    NameKey,
    OrderKey,
    Reason,
    ShortAnswer,
    TrueFalseKey,
)

JOBS = "# T\n## Métiers\n- **Chef / Cuisinier** : cuisine.\n- **Serveur** : sert.\n"
CHOICE = "## PARTIE A — Choix\n1) Qui ?\n→ [ ] Cuisinier  [ ] Serveur  [ ] Plongeur\n"
VERDICT = "## PARTIE A — Vrai ou faux\n1) Il pleut. → V/F\n"
ORDER = "# T\n## PARTIE A — Ordre\n- [ ] Un\n- [ ] Deux\n- [ ] Trois\n"
STEPS = "- [u] Un\n- [d] deux\n- [t] Trois.\n"
NOT_A_JOB = "? exam.md:6: « Plongeur » (A1) n’est pas un nom des rappels"


def answer(exam: str, key: str) -> AnswerKey | None:
    return read(exam, f"### A1\n{key}").items[-1].answer


def test_a_choice_among_jobs_knows_every_name_of_the_right_one() -> None:
    key = "- [x] Chef — Il cuisine.\n- [ ] serveur — Il sert.\n- [ ] Plongeur\n"

    assert answer(JOBS + CHOICE, key) == NameKey(
        (ShortAnswer("Chef / Cuisinier", ("Chef", "Cuisinier")),),
        is_job=True,
        reasons=(
            Reason("Chef / Cuisinier", "Il cuisine."),
            Reason("Serveur", "Il sert."),
        ),
    )
    assert said(read(JOBS + CHOICE, f"### A1\n{key}")) == [NOT_A_JOB]


def test_a_choice_may_be_right_that_is_no_job() -> None:
    assert answer(JOBS + CHOICE, "- [x] Plongeur\n") == NameKey(
        (ShortAnswer("Plongeur"),)
    )


def test_options_without_jobs_are_no_jobs() -> None:
    parsed = read(f"# T\n{CHOICE}", "### A1\n- [x] Serveur — Il sert.\n")

    assert parsed.items[0].answer == NameKey(
        (ShortAnswer("Serveur"),), reasons=(Reason("Serveur", "Il sert."),)
    )
    assert said(parsed) == []


def test_a_dash_in_a_label_parts_nothing() -> None:
    exam = "# T\n## PARTIE A — X\n1) Quand ?\n→ [ ] 1789  [ ] 1789 – 1799\n"

    assert answer(exam, "- [x] 1789 — 1799 — Dix ans.\n- [ ] 1789 - Le début.\n") == (
        NameKey(
            (ShortAnswer("1789 – 1799"),),
            reasons=(Reason("1789 – 1799", "Dix ans."), Reason("1789", "Le début.")),
        )
    )


def test_the_paper_answers_by_its_marks() -> None:
    exam = JOBS + CHOICE.replace("[ ] Serveur", "[x] Serveur")

    assert answer(exam, "") == NameKey((ShortAnswer("Serveur"),), is_job=True)


@pytest.mark.parametrize(
    ("exam", "key", "problem"),
    [
        (
            CHOICE,
            "- [x] Serveur\n- [x] Cuisinier\n",
            "key.md:3: A1 a deux bonnes réponses",
        ),
        (
            CHOICE.replace("[ ]", "[x]"),
            "- [x] Cuisinier\n",
            "exam.md:6: A1 a deux bonnes réponses",
        ),
        (
            CHOICE.replace("[ ] C", "[x] C"),
            "- [x] Serveur\n",
            "key.md:2: A1 : le corrigé dit « Serveur », l’épreuve « Chef / Cuisinier »",
        ),
        (
            CHOICE,
            "- [ ] Barman — Il verse.\n",
            "key.md:2: « Barman » n’est pas une option de A1",
        ),
        (
            CHOICE,
            "- [ ] Serveur\n- [x] serveur — a\n",
            "key.md:3: « Serveur » est là deux fois",
        ),
        (
            CHOICE.replace("Plongeur", "Chef"),
            "- [x] Serveur\n",
            "exam.md:6: A1 propose deux fois le même nom",
        ),
    ],
)
def test_a_choice_with_a_mistake_is_told(exam: str, key: str, problem: str) -> None:
    assert errors(read(JOBS + exam, f"### A1\n{key}"))[0] == problem


def test_a_verdict_comes_with_its_sentence_and_whose_work_it_is() -> None:
    key = "- Faux\n- Phrase : Il neige.\n- Pourquoi : Il fait froid.\n- Métier : chef\n"

    assert answer(JOBS + VERDICT, key) == TrueFalseKey(
        False, "Il neige. Il fait froid.", "Chef / Cuisinier"
    )
    assert answer(JOBS + VERDICT, "- Vrai\n- Métier : …\n") == TrueFalseKey(True, "")
    assert answer(JOBS + VERDICT, "- Phrase : Il neige.\n") is None


def test_a_verdict_of_the_paper_needs_no_key() -> None:
    exam = "# T\n## PARTIE A — X\n1) Il pleut.\n→ [ ] Vrai [x] Faux\n"

    assert read(exam).items[0].answer == TrueFalseKey(False, "")


def test_a_key_that_contradicts_the_paper_is_told() -> None:
    exam = "# T\n## PARTIE A — X\n1) Il pleut.\n→ [ ] Vrai [x] Faux\n"

    assert errors(read(exam, "### A1\n- Vrai\n")) == [
        "key.md:1: A1 : corrigé et épreuve se contredisent"
    ]


def test_an_order_without_constraints_is_the_only_right_one() -> None:
    key = answer(ORDER, STEPS)

    assert isinstance(key, OrderKey)
    assert [(s.name, s.text) for s in key.steps] == [
        *(("u", "Un"), ("d", "Deux"), ("t", "Trois"))
    ]
    assert key.constraints == (Constraint("u", "d"), Constraint("d", "t"))


def test_an_order_keeps_the_constraints_it_is_given() -> None:
    key = answer(ORDER, f"{STEPS}- u < t : car\n")

    assert isinstance(key, OrderKey)
    assert key.constraints == (Constraint("u", "t", "car"),)


def test_an_order_that_still_has_a_gap_is_not_known() -> None:
    assert answer(ORDER, f"{STEPS}- … < … : …\n") is None


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        (f"{STEPS}- u < x\n", "key.md:5: étape inconnue : x"),
        (f"{STEPS}- x < u\n", "key.md:5: étape inconnue : x"),
        (STEPS.replace("[t]", "[u]"), "key.md:1: A1 : deux étapes du même nom"),
        (
            f"{STEPS}- u < d\n- d < u\n",
            "key.md:5: A1 : les contraintes tournent en rond (d, u)",
        ),
        (
            f"{STEPS}- u < d\n- t < d : car\n",
            "key.md:6: t doit venir avant d : écrire les étapes dans un ordre juste",
        ),
        (
            f"{STEPS}- [q] Quatre\n",
            "key.md:5: « Quatre » n’est pas une étape de A1, ou y est déjà",
        ),
        (
            f"{STEPS}- [q] Un\n",
            "key.md:5: « Un » n’est pas une étape de A1, ou y est déjà",
        ),
        (
            "- [u] Un\n- [d] Deux\n",
            "key.md:1: A1 : le corrigé oublie l’étape « Trois »",
        ),
    ],
)
def test_an_order_with_a_mistake_is_told(key: str, problem: str) -> None:
    assert errors(read(ORDER, f"### A1\n{key}")) == [problem]
