from __future__ import annotations

import pytest

from trainer.core.answer_key import (
    MOST_LINES,
    KeyEntry,
    ParsedKey,
    parse_key,
    split_point,
)
from trainer.core.notes import MOST_PROBLEMS

CHOICE = """\
### A1 Une question
- [x] un — Parce que.
- [ ] deux
"""


def entry(text: str) -> KeyEntry:
    """Read the only entry of a key without problems."""
    key = parse_key(text, "key.md")
    assert wrong(key) == []
    (only,) = key.entries
    return only


def wrong(key: ParsedKey) -> list[str]:
    return [f"{p.line}: {p.message}".replace("\u00a0", " ") for p in key.problems]


NOT_UNDERSTOOD = "cette ligne du corrigé n’est pas comprise"


def test_an_entry_has_a_place_and_words() -> None:
    assert (entry(CHOICE).place, entry(CHOICE).words) == ("A1", "Une question")
    assert (entry("### D-A : La table\n").place, entry("### D-A : x\n").words) == (
        "D-A",
        "x",
    )
    assert entry("## F12\n").place == "F12"
    assert (entry("### Data Analyst\n").place, entry("### Data Analyst\n").words) == (
        "",
        "Data Analyst",
    )
    assert entry("### B2B Manager\n").place == ""


def test_options_have_labels_and_reasons() -> None:
    first, second = entry(CHOICE).options

    assert (first.is_right, second.is_right) == (True, False)
    assert list(first.readings()) == [("un — Parce que.", ""), ("un", "Parce que.")]
    assert list(second.readings()) == [("deux", "")]


def test_the_longest_label_of_an_option_is_tried_first() -> None:
    (option,) = entry("### A1\n- [ ] 1789 – 1799 — Dix ans — au moins.\n").options

    assert list(option.readings()) == [
        ("1789 – 1799 — Dix ans — au moins.", ""),
        ("1789 – 1799 — Dix ans", "au moins."),
        ("1789 – 1799", "Dix ans — au moins."),
        ("1789", "1799 — Dix ans — au moins."),
    ]


def test_bold_words_in_a_reason_tick_nothing() -> None:
    (option,) = entry("### A1\n- [ ] un — **Surtout** pas.\n").options

    assert not option.is_right


def test_fields_have_values_and_details() -> None:
    (field,) = entry(
        "### B1\n- **Métier :** Un ; Deux ;\n  - Accepté : trois ; quatre\n"
        "  - Pourquoi : Parce que.\n"
    ).fields

    assert (field.label, field.values) == ("Métier", ("Un", "Deux"))
    assert (field.accepted, field.reason) == (("trois", "quatre"), "Parce que.")
    assert field.text == "Un ; Deux ;"


def test_names_have_words_and_details() -> None:
    (name,) = entry("### F1\n- [a-1] Quoi ? → ça\n  - Accepté : b\n").names

    assert (name.name, name.text, name.accepted) == ("a-1", "Quoi ? → ça", ("b",))
    assert split_point(name.text) == ("Quoi ?", "ça")
    assert split_point("ça") == ("", "ça")


def test_constraints_have_a_reason() -> None:
    (one, two) = entry("### E1\n- a < b : car\n- b<c\n").constraints

    assert (one.before, one.after, one.reason) == ("a", "b", "car")
    assert (two.before, two.after, two.reason) == ("b", "c", "")


def test_an_indented_line_goes_on_with_what_stands_above_it() -> None:
    read = entry(
        "### X1\n- [x] un — deux\n  trois\n- a < b : car\n  voilà\n- [n] six\n  sept\n"
        "- Outil : huit ;\n  neuf\n  - Accepté : dix ;\n    onze\n"
        "  - Pourquoi : douze\n    treize\n"
    )

    assert list(read.options[0].readings())[-1] == ("un", "deux trois")
    assert read.constraints[0].reason == "car voilà"
    assert read.names[0].text == "six sept"
    assert read.fields[0].values == ("huit", "neuf")
    assert read.fields[0].accepted == ("dix", "onze")
    assert read.fields[0].reason == "douze treize"


@pytest.mark.parametrize(
    ("line", "is_true"),
    [
        ("- Vrai", True),
        ("- faux.", False),
        ("- **True**", True),
        ("- F", False),
        ("- Vrai ou faux : Faux", False),
        ("- True/False: True", True),
        ("- Vrai ou faux : …", None),
    ],
)
def test_a_verdict_is_true_false_or_still_open(line: str, is_true: bool | None) -> None:
    assert entry(f"### C1\n{line}\n").is_true is is_true


def test_gaps_of_the_skeleton_answer_nothing() -> None:
    read = entry("### X1\n- Modèle : …\n  - Accepté : …\n- [a] b ? → …\n- … < … : …\n")

    assert (read.fields[0].values, read.fields[0].accepted) == ((), ())
    assert read.has_gap
    assert read.constraints == []


def test_numbered_lines_are_lines_of_an_entry_too() -> None:
    assert [name.name for name in entry("### E1\n1. [a] b\n2) [c] d\n").names] == [
        "a",
        "c",
    ]


@pytest.mark.parametrize(
    ("text", "checked"),
    [
        ("+++\nchecked = true\n+++\n" + CHOICE, True),
        ("\ufeff\r\n+++\r\nchecked = true # oui\r\n+++\r\n" + CHOICE, True),
        ("+++\nchecked = false\n+++\n" + CHOICE, False),
        ("+++\n+++\n" + CHOICE, False),
        (CHOICE, False),
    ],
)
def test_a_key_says_whether_a_teacher_has_read_it(text: str, checked: bool) -> None:
    key = parse_key(text, "key.md")

    assert (key.checked, len(key.entries), wrong(key)) == (checked, 1, [])


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("+++\nchecked = true\n", ["1: l’en-tête n’est pas fermé : +++ est attendu"]),
        (
            "+++\nchecked = oui\n+++\n",
            ["2: ce réglage ne se lit pas (du TOML est attendu : nom = valeur)"],
        ),
        ("+++\nchecked = 1\n+++\n", ["1: checked attend true ou false"]),
        (
            "+++\n- un\n+++\n",
            ["2: ce réglage ne se lit pas (du TOML est attendu : nom = valeur)"],
        ),
        ("+++\nauteur = 'x'\n+++\n", ["1: réglage inconnu dans l’en-tête : auteur"]),
        (
            "Bonjour.\n+++\nchecked = true\n+++\n- un\n",
            ["5: cette ligne n’est d’aucune question"],
        ),
    ],
)
def test_a_front_matter_that_is_none_is_told(text: str, problems: list[str]) -> None:
    assert wrong(parse_key(text, "key.md")) == problems


def test_words_and_headings_before_the_first_answer_are_for_the_eye() -> None:
    assert (
        entry(f"# Corrigé\n\nPour les collègues.\n\n## Partie A\n{CHOICE}").place
        == "A1"
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- [x] un\n", "1: cette ligne n’est d’aucune question"),
        (f"{CHOICE}\nperdu\n", f"5: {NOT_UNDERSTOOD}"),
        (f"{CHOICE}| a |\n", f"4: {NOT_UNDERSTOOD}"),
        (f"{CHOICE}- rien du tout\n", f"4: {NOT_UNDERSTOOD}"),
        (f"{CHOICE}- [x] un [ ] deux\n", "4: une option par ligne est attendue"),
        (f"{CHOICE}### A1\n", "4: A1 a déjà sa réponse à la ligne 1"),
        ("### Un\n### un.\n", "2: un. a déjà sa réponse à la ligne 1"),
        ("### B1\n- a : b\n  - c : d\n", f"3: {NOT_UNDERSTOOD}"),
        ("### B1\n- a : b\n  - c\n", f"3: {NOT_UNDERSTOOD}"),
        ("### F1\n- [a] b\n  - Pourquoi : c\n", f"3: {NOT_UNDERSTOOD}"),
        ("### B1\n- Outil : b\n- outil : c\n", "3: « outil » est là deux fois"),
        ("### C1\n- Vrai\n- Faux\n", f"3: {NOT_UNDERSTOOD}"),
        ("### C1\n- Vrai ou faux : peut-être\n", f"2: {NOT_UNDERSTOOD}"),
    ],
)
def test_what_is_not_understood_is_told(text: str, problem: str) -> None:
    assert wrong(parse_key(text, "key.md")) == [problem]


def test_an_entry_has_so_many_lines_and_no_more() -> None:
    text = "### E1\n" + "".join(f"- [a{n}] b\n" for n in range(MOST_LINES + 1))

    key = parse_key(text, "key.md")

    assert len(key.entries[0].names) == MOST_LINES
    assert wrong(key) == [f"{MOST_LINES + 2}: E1 a trop de lignes"]


def test_reading_stops_after_too_many_problems() -> None:
    key = parse_key("### E1\n" + "| a |\n" * MOST_PROBLEMS * 3, "key.md")

    assert len(key.problems) == MOST_PROBLEMS + 1
