from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.core.lines import (
    Box,
    Line,
    LineKind,
    cells,
    is_gap,
    read_lines,
    split_arrow,
    split_boxes,
    without_bold,
)

KINDS = {
    "": LineKind.BLANK,
    "<!-- note -->": LineKind.BLANK,
    "______": LineKind.GAP,
    "……": LineKind.GAP,
    ".....": LineKind.GAP,
    "---": LineKind.RULE,
    "* * *": LineKind.RULE,
    "# Titre": LineKind.HEADING,
    "###### Petit ##": LineKind.HEADING,
    "```python": LineKind.FENCE,
    "~~~": LineKind.FENCE,
    "| a | b |": LineKind.TABLE,
    "1) a": LineKind.NUMBERED,
    "12. a": LineKind.NUMBERED,
    "3 ) a": LineKind.NUMBERED,
    "**4)** a": LineKind.NUMBERED,
    "- a": LineKind.BULLET,
    "* a": LineKind.BULLET,
    "+ a": LineKind.BULLET,
    "• a": LineKind.BULLET,
    "→ a": LineKind.ARROW,
    "->a": LineKind.ARROW,
    "⇒": LineKind.ARROW,
    "**Durée :** 1 h": LineKind.LABEL,
    "**Durée** : 1 h": LineKind.LABEL,
    "**Cas A — un**": LineKind.BOLD,
    "a": LineKind.TEXT,
    "#titre": LineKind.TEXT,
    "12345. a": LineKind.TEXT,
    "-a": LineKind.TEXT,
    "**a** et **b**": LineKind.TEXT,
}


def only(text: str) -> Line:
    (line,) = read_lines(text)
    return line


@pytest.mark.parametrize("text", KINDS)
def test_a_line_is_told_by_its_looks(text: str) -> None:
    assert only(text).kind is KINDS[text]


def test_a_line_knows_its_mark_and_its_words() -> None:
    assert (only("## Partie A ##").mark, only("## Partie A ##").text) == (
        "2",
        "Partie A",
    )
    assert (only("7) Un").mark, only("7) Un").text) == ("7", "Un")
    assert (only("**Durée :** 1 h").mark, only("**Durée :** 1 h").text) == (
        "Durée",
        "1 h",
    )


def test_the_words_of_a_label_are_its_own_too() -> None:
    assert only("**Indice :** penser").words == "Indice : penser"
    assert only("- penser").words == "penser"


def test_indents_count_and_quotes_are_said() -> None:
    assert only("  - a").indent == 2
    assert only("\t- a").indent == 4
    assert only("\u00a0\u00a0- a").indent == 2
    assert (only("> - a").quoted, only("> - a").kind) == (True, LineKind.BULLET)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one(end: str) -> None:
    numbers = [(line.number, line.text) for line in read_lines(f"a{end}{end}b")]

    assert numbers == [(1, "a"), (2, ""), (3, "b")]


def test_spaces_and_accents_are_made_plain() -> None:
    assert (
        only("\ufeffe\u0301te\u0301\u00a0:\t\u202fa\u00adb\u200bc").text == "été : abc"
    )


def test_code_between_fences_is_never_structure() -> None:
    lines = list(read_lines("1) Quoi ?\n```c\n# a\n\nx = `b`\n```\n# T"))

    assert [line.kind.value for line in lines] == [
        *("numbered", "blank", "code", "blank", "code", "blank", "heading")
    ]
    assert [line.text for line in lines[2:5]] == ["`# a`", "", "x = `b`"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\n```\nb\n~~~\nc", []),  # another fence does not close it
        ("a\n```\nb\n```c\nd\n```", [5]),  # a fence with words opens
        ("```\n# T\n```c\nb\n```\nd\n```", [4]),  # the first fence is around it all
        ("\n\n```\n# T\n```", []),
        ("a\n  ```\n  b\n  ```", [3]),
    ],
)
def test_fences_close_in_pairs(text: str, code: list[int]) -> None:
    lines = read_lines(text)

    assert [line.number for line in lines if line.kind is LineKind.CODE] == code


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**a** b", "a b"),
        ("a **b c** d **e**", "a b c d e"),
        ("__a__ b", "a b"),
        ("***a***", "*a*"),
        ("**a *b* c**", "a *b* c"),
        ("2**3", "2**3"),
        ("** a **", "** a **"),
        ("`2**3` et **b** et `a**b`", "`2**3` et b et `a**b`"),
        ("__init__.py", "init.py"),  # as CommonMark has it: code wants its marks
        ("a____", "a____"),
        ("**a", "**a"),
        (" a ", "a"),
    ],
)
def test_bold_marks_go_but_where_they_are_code_or_signs(text: str, plain: str) -> None:
    assert without_bold(text) == plain


@pytest.mark.parametrize(
    ("text", "before", "boxes"),
    [
        ("a", "a", ()),
        ("[ ] a [x] b", "", (Box("a", False), Box("b", True))),
        ("Q ? [] a [ ✓ ] b", "Q ?", (Box("a", False), Box("b", True))),
        ("[ ] **a** [ ] __b__", "", (Box("a", False, True), Box("b", False, True))),
        ("☐ a ☑ b ☒ c", "", (Box("a", False), Box("b", True), Box("c", True))),
        ("□ a ■ b", "", (Box("a", False), Box("b", True))),
        ("[ ]a", "", (Box("a", False),)),
        ("t[x] = 1", "t[x] = 1", ()),
        ("`[x]` a [x](http://a)", "`[x]` a [x](http://a)", ()),
        ("[ ] `[x]` [ ] 2**3", "", (Box("`[x]`", False), Box("2**3", False))),
    ],
)
def test_boxes_are_found_but_in_code(
    text: str, before: str, boxes: tuple[Box, ...]
) -> None:
    assert split_boxes(text) == (before, boxes)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a", ("a", "")),
        ("a → b", ("a", "b")),
        ("a -> b => c", ("a → b", "c")),
        ("a →", ("a", "")),
    ],
)
def test_the_last_arrow_parts_a_line(text: str, parts: tuple[str, str]) -> None:
    assert split_arrow(text) == parts


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        ("| a | b |", ("a", "b")),
        ("|a||", ("a", "")),
        (r"| a \| b | c", ("a | b", "c")),
        (r"| a \|", ("a |",)),
    ],
)
def test_cells_stand_between_bars(row: str, texts: tuple[str, ...]) -> None:
    assert cells(row) == texts


def test_a_gap_is_nothing_but_room() -> None:
    assert [is_gap(text) for text in ("…", "...", "____ ____", "..", "… a", "")] == [
        *(True, True, True, False, False, False)
    ]


@given(st.text())
def test_no_line_is_lost(text: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")

    numbers = [line.number for line in read_lines(text)]

    assert numbers == list(range(1, plain.count("\n") + 2))
