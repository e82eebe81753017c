"""Single rules of how the lines of a part are read; the cases hold the rest."""

from __future__ import annotations

import pytest

from tests.exams import errors, read, said
from trainer.core.items import Item, Kind
from trainer.core.raw_items import MOST_PIECES

PART = "# T\n## PARTIE A — X\n"
NOWHERE = "cette ligne n’appartient à rien de connu"


def only(text: str) -> Item:
    (item,) = read(PART + text).items
    return item


@pytest.mark.parametrize(
    "text",
    [
        "1) Q\n→ [ ] a [x] b\n",
        "1) Q → [ ] a [x] b\n",
        "1) Q [ ] a [x] b\n",
        "1) Q\n[ ] a [x] b\n",
        "1) Q\n[ ] a\n[x] b\n",
        "1) Q\n- [ ] a\n- [x] b\n",
        "1) Q\n\n* [ ] a\n\n* [x] b\n",
        "1) Q\n→ [ ] a\n[x] b\n",
    ],
)
def test_options_stand_on_one_line_or_on_many(text: str) -> None:
    item = only(text)

    assert (item.kind, item.text, item.options) == (Kind.CHOICE, "Q", ("a", "b"))
    assert item.answer is not None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("→ [ ] a [ ] b\n", f"3: {NOWHERE}"),
        ("1) Q\n→ et [ ] a [ ] b\n", f"4: {NOWHERE}"),
        ("1) Q\n→ peut-être\n", f"4: {NOWHERE}"),
        ("1) Q → V/F\n→ [ ] a [ ] b\n", f"4: {NOWHERE}"),
        ("1) Q → V/F\n- [ ] a\n", f"4: {NOWHERE}"),
        ("1) Q\n→ [ ] a [ ] b\n→ V/F\n", f"5: {NOWHERE}"),
        ("1) Q\n- a\n", f"4: {NOWHERE}"),
        ("- a\n", f"3: {NOWHERE}"),
        ("- [ ] a\n- [ ] b\nsuite\n", f"5: {NOWHERE}"),
        ("**Cas A — B**\nC.\n- D : ____\nE.\n", f"6: {NOWHERE}"),
        ("1) Q" + " [ ] a" * (MOST_PIECES + 1) + "\n", "3: A1 a trop d’options"),
        ("**Cas A — B**\nC.\n" + "- D : ____\n" * (MOST_PIECES + 1), None),
        ("- [ ] a\n" * (MOST_PIECES + 1), None),
        ("| a |" + " b |" * MOST_PIECES + "\n|---|\n" + "| a" * 101 + "|\n", None),
    ],
)
def test_what_does_not_fit_is_told(text: str, problem: str | None) -> None:
    found = errors(read(PART + text))

    if problem is None:
        assert any(
            "trop de" in line or "trop d’" in line or "cases" in line for line in found
        )
    else:
        assert f"exam.md:{problem}" in found


def test_a_statement_goes_on_until_its_options() -> None:
    item = only("1) Une\n   question\n\n   > citée\n→ [ ] a [ ] b\n")

    assert item.text == "Une question citée"


@pytest.mark.parametrize(
    "end",
    ["(V / F)", "(vrai ou faux)", "V/F", "Vrai / Faux", "(V/F).", "(True or false)"],
)
def test_a_statement_may_ask_at_its_end_whether_it_is_true(end: str) -> None:
    item = only(f"1) Le sel fond à 0 °C. {end}\n")

    assert (item.kind, item.text) == (Kind.TRUE_FALSE, "Le sel fond à 0 °C.")


@pytest.mark.parametrize(
    "text", ["Comment savoir si c’est vrai ou faux ?", "Que vaut V/F ici ?"]
)
def test_a_question_about_truth_is_no_such_statement(text: str) -> None:
    assert only(f"1) {text}\n").kind is Kind.OPEN


@pytest.mark.parametrize(
    "room",
    [
        "Réponse : ..........",
        "**Votre réponse :** ____",
        "Justification : …",
        "Réponse :",
    ],
)
def test_room_for_the_answer_is_no_part_of_the_question(room: str) -> None:
    assert only(f"1) Qui le fait ?\n{room}\n").text == "Qui le fait ?"
    assert only(f"1) Qui ?\n{room} Lui.\n").text != "Qui ?"


def test_a_case_has_its_fields_in_bullets_or_not() -> None:
    item = only(
        "**Cas 1 — B**\nOn a.\n\n**Faim** : oui.\n**Plat** : ____\n- Vin : ____\n"
    )

    assert item.text == "On a. Faim : oui."
    assert [blank.heading for blank in item.blanks] == ["Plat", "Vin"]
    assert (item.place, item.title) == ("A-1", "B")


def test_instructions_stand_before_the_first_question_or_say_so() -> None:
    parsed = read(
        f"{PART}Lire.\n**Note :** vite.\n1) Q\n**Consigne :** répondre en **un** mot.\n"
    )

    assert parsed.deck.parts[0].instruction == "Lire. Note : vite. répondre en un mot."
    assert parsed.items[0].text == "Q"


def test_rows_are_numbered_by_themselves_if_the_paper_does_not() -> None:
    parsed = read(
        f"{PART}| a | b |\n|---|:-:|\n| x | … |\n| 7. y | … |\n| z | … |\n\n"
        "| c | d |\n|---|---|\n| w | … |\n"
    )

    assert [item.place for item in parsed.items] == ["A1", "A7", "A3", "A4"]
    assert [item.blanks[0].heading for item in parsed.items] == ["b", "b", "b", "d"]
    assert errors(parsed) == []


def test_a_part_is_of_the_kind_of_most_of_its_items() -> None:
    parsed = read(f"{PART}1) a → V/F\n2) b\n→ [x] a [ ] b\n3) c\n→ [x] a [ ] b\n")

    assert parsed.deck.parts[0].kind is Kind.CHOICE
    assert parsed.deck.parts[0].to_answer == 3


def test_orders_of_one_part_are_told_apart_by_rules_or_headings() -> None:
    parsed = read(f"{PART}- [ ] a\n- [ ] b\n\n---\n\n- [ ] c\n- [ ] d\n")

    assert [item.steps for item in parsed.items] == [("a", "b"), ("c", "d")]
    assert [item.place for item in parsed.items] == ["A1", "A2"]


def test_a_lone_fence_is_warned_of() -> None:
    assert said(read(f"{PART}1) Q\n```\n"))[1] == (
        "? exam.md:4: balise de code isolée, laissée de côté"
    )
