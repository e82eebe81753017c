"""The cases of tests/cases, and every spelling that is the same paper."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest

from tests.exams import Case, built_in, cases, errors, read, said, without_lines
from tests.showing import shown
from trainer.core.deck import ParsedDeck, Source, SourceText, read_deck
from trainer.core.exam import MOST_ITEMS, parse_exam
from trainer.core.items import Kind

CASES = cases()
PARTS = """\
# T

## PARTIE A — Choix (/2)

1) Un
→ [x] a  [ ] b

"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_paper_says_what_the_case_expects(case: Case) -> None:
    assert shown(read_deck(case.source())) == case.expected


@pytest.mark.parametrize(
    ("case", "exam"),
    [
        pytest.param(case, exam, id=f"{case.name}, {name}")
        for case in CASES
        for name, exam in case.same
    ],
)
def test_another_spelling_is_the_same_paper(case: Case, exam: str) -> None:
    one, other = read_deck(case.source()), read_deck(case.source(exam))

    assert without_lines(other) == without_lines(one)


# Spellings that a program makes of a text, of every case and of the built-in exam


def ticked(text: str) -> str:
    return re.sub(r"\[ *\] *\*\*(.+?)\*\*", r"[x] \1", text)


def one_bullet_an_option(text: str) -> str:
    return re.sub(
        r"^→ (\[.*)$",
        lambda match: re.sub(r" *(\[[ x]*\])", r"\n- \1", match[1]).strip(),
        text,
        flags=re.M,
    )


def numbered_by_dots(text: str) -> str:
    return re.sub(r"^(\d+)\) ", r"\1. ", text, flags=re.M)


def with_other_dashes(text: str) -> str:
    return re.sub(r"^(##.*|\*\*Cas .|- .) — ", r"\1 - ", text, flags=re.M)


def with_other_arrows(text: str) -> str:
    return re.sub(r"(^|\*\* |\. )→ ", r"\1=> ", text, flags=re.M)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "a byte-order mark": lambda text: f"\ufeff{text}",
    "spaces after lines": lambda text: text.replace("\n", "  \n"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "narrow no-break spaces": lambda text: text.replace(" ", "\u202f"),
    "tabs": lambda text: text.replace("  ", "\t"),
    "accents apart": lambda text: unicodedata.normalize("NFD", text),
    "soft hyphens": lambda text: re.sub("(?<=[a-z])(?=[bcdp][a-z])", "\u00ad", text),
    "ticks": ticked,
    "one bullet an option": one_bullet_an_option,
    "both": lambda text: one_bullet_an_option(ticked(text)),
    "dots": numbered_by_dots,
    "dashes": with_other_dashes,
    "arrows": with_other_arrows,
    "a fence around": lambda text: f"```markdown\n{text}\n```\n",
}
SPELT = [case for case in CASES if case.name in {"cooking", "english"}]


@pytest.mark.parametrize("name", SPELLINGS)
def test_the_built_in_exam_is_the_same_in_every_spelling(name: str) -> None:
    source = built_in()
    other = SourceText(source.exam.path, SPELLINGS[name](source.exam.text))

    same = read_deck(Source(source.slug, other, source.key, source.settings))

    assert other.text != source.exam.text
    assert without_fences(same) == without_fences(read_deck(source))


@pytest.mark.parametrize("name", SPELLINGS)
@pytest.mark.parametrize("case", SPELT, ids=lambda case: case.name)
def test_a_case_is_the_same_in_every_spelling(case: Case, name: str) -> None:
    one = read_deck(case.source())

    other = read_deck(case.source(SPELLINGS[name](case.exam)))

    assert without_fences(other) == without_fences(one)


def without_fences(parsed: ParsedDeck) -> object:
    """Leave the warnings about a lone fence out: the exam has one of its own."""
    deck, items, problems = without_lines(parsed)
    return deck, items, [text for text in problems if "balise de code" not in text]


# Single rules


@pytest.mark.parametrize(
    ("heading", "title", "letters"),
    [
        ("# Sujet A — Cuisine", "Sujet A — Cuisine", ["A"]),
        ("# Examen B : Cuisine", "Examen B : Cuisine", ["A"]),
        ("# Titre\n# PARTIE B — Une", "Titre", ["B", "A"]),
        ("# PARTIE B — Une", "", ["B", "A"]),
        ("# B. Une", "", ["B", "A"]),
        ("## Partie B", "", ["B", "A"]),
        ("## Bloc B – Une", "", ["B", "A"]),
        ("## Y a-t-il un titre ?", "", ["A"]),
    ],
)
def test_a_heading_is_a_title_or_a_part(
    heading: str, title: str, letters: list[str]
) -> None:
    text = PARTS.replace("# T\n", f"{heading}\n", 1)

    exam = parse_exam(text, "x")

    assert exam.title == title
    assert [part.letter for part in exam.parts] == letters


@pytest.mark.parametrize("heading", ["Partie 1 — Un", "PART II: One", "partie 12"])
def test_a_part_without_a_letter_is_told(heading: str) -> None:
    assert errors(read(f"{PARTS}## {heading}\n")) == [
        "exam.md:8: une partie attend une lettre (PARTIE A — titre)"
    ]


def test_options_without_boxes_are_told() -> None:
    text = "# T\n## PARTIE A — X\n1) Capitale ?\na) Paris\nb) Lyon\n2) Quoi ?\na) ça\n"

    assert said(read(text))[:2] == [
        "? exam.md:3: A1 est lu comme une question ouverte : une option attend une case"
        " ([ ] …)",
        "? exam.md:3: A1 n’a pas de réponse connue",
    ]
    assert not any("A2 est lu" in line for line in said(read(text)))


def test_a_smaller_heading_leaves_a_part_only_for_facts() -> None:
    paper = PARTS.replace("## PARTIE", "# PARTIE")
    more = paper + "## Série 2\n\n2) Deux\n→ [x] a  [ ] b\n\n### Mots\n\n- **X** : y\n"

    parsed = read(more + "3) Perdu\n")

    assert [item.kind for item in parsed.items] == ["choice", "choice", "role"]
    assert errors(parsed) == ["exam.md:16: cette ligne n’appartient à rien de connu"]


def test_a_case_may_have_a_heading_of_its_own() -> None:
    text = "# T\n## PARTIE A — Cas (/2)\n### Cas 1 : Un\nUn texte.\n- Quoi : ____\n"

    (item,) = read(text).items

    assert (item.kind, item.place, item.title) == (Kind.CASE, "A-1", "Un")
    assert item.text == "Un texte."


def test_facts_are_roles_terms_or_memos_by_what_stands_around_them() -> None:
    text = (
        "# Lexique\n- **Un** : premier\n## Autres\n- **Deux** — second\n"
        "- Trois : troisième\n- **Mots** -> Deux\n- Quatre → Trois\n"
        "> _Glossaire_\n> - **Cinq** : cinquième etc...\n"
    )

    items = read(text).items

    assert [item.kind for item in items] == [
        *("term", "role", "role", "memo", "memo", "term")
    ]
    assert items[-1].text == "cinquième etc..."
    assert items[1].text == "second"


def test_a_fact_may_go_on_over_lines_until_a_blank_one() -> None:
    text = (
        "# T\n## Mots\n- **Un** : le\n  premier (four,\n  feu).\n\nperdu\n"
        "- **Deux** :\n  second {#role-b}\n"
    )

    parsed = read(text)

    assert [item.text for item in parsed.items] == ["le premier", "second"]
    assert [item.key for item in parsed.items] == ["essai/role-un", "essai/role-b"]
    assert said(parsed) == ["? exam.md:7: cette ligne n’appartient à rien de connu"]


def test_bold_words_outside_the_parts_are_a_heading() -> None:
    parsed = read("# T\n**Vocabulaire**\n- **Un** : premier\n")

    assert [item.kind for item in parsed.items] == ["term"]


@pytest.mark.parametrize("line", ["Durée : 1 h", "**Durée :** 1 h", "**Time: 1 h**"])
def test_the_duration_is_found_with_or_without_bold(line: str) -> None:
    assert parse_exam(f"# T\n{line}\n{PARTS[4:]}", "x").duration == "1 h"


def test_a_total_may_stand_in_the_last_part() -> None:
    exam = parse_exam(f"{PARTS}**Total : /3**\n", "x")

    assert [str(problem.message) for problem in exam.problems] == [
        "le barème fait 2 points, le total annonce 3"
    ]


def test_a_sum_in_a_question_is_no_total() -> None:
    text = "# T\n## PARTIE A — Calcul\n1) Prix : 80\nTotal : 20\nNote sur 20\n"

    exam = parse_exam(text, "x")

    assert exam.items[0].text == "Prix : 80 Total : 20 Note sur 20"
    assert not exam.problems


def test_words_between_questions_are_told() -> None:
    text = f"{PARTS}---\nPause.\n2) Deux\n→ [x] a  [ ] b\n"

    parsed = read(text)

    assert len(parsed.items) == 2
    assert said(parsed) == ["? exam.md:9: cette ligne n’appartient à rien de connu"]


def test_lines_to_write_on_are_no_words() -> None:
    text = (
        "# T\n## PARTIE A — Ouvrir\n1) Pourquoi ?\n______\n→ ……………\n- ______\n. . .\n"
        "…\nEt comment ?\n"
    )

    exam = parse_exam(text, "x")

    assert exam.items[0].text == "Pourquoi ? . . . Et comment ?"
    assert not exam.problems


def test_comments_are_not_read() -> None:
    exam = parse_exam(f"{PARTS}<!-- réponse : a -->\n", "x")

    assert exam.items[0].text == "Un"
    assert not exam.problems


@pytest.mark.parametrize("end", ["V/F", "v / f", "Vrai ou faux", "T/F + 1 sentence"])
def test_a_verdict_may_be_asked_for_in_several_words(end: str) -> None:
    text = f"# T\n## PARTIE A — X\n1) Il pleut. {{#A9}} → {end}\n"

    (item,) = read(text).items

    assert (item.kind, item.text) == (Kind.TRUE_FALSE, "Il pleut.")
    assert item.key == "essai/A9"


def test_options_true_and_false_are_a_verdict() -> None:
    text = "# T\n## PARTIE A — X\n1) Il pleut.\n→ [ ] Vrai [x] Faux\n"

    exam = parse_exam(text, "x")

    assert exam.items[0].kind is Kind.TRUE_FALSE
    assert exam.items[0].is_true is False


def test_reading_stops_after_too_many_items() -> None:
    text = "# T\n## Mots\n" + "- **a** : b\n" * (MOST_ITEMS + 10)

    exam = parse_exam(text, "x")

    assert len(exam.items) == MOST_ITEMS + 1
    assert str(exam.problems[-1].message).startswith("plus de 20000 questions")


def test_a_line_too_long_to_read_is_told() -> None:
    text = f"{PARTS}2) {'a ' * 40_000}\n→ [x] a  [ ] b\n"

    assert errors(read(text)) == [
        "exam.md:8: cette ligne est trop longue",
        "exam.md:9: A1 a déjà ses options",
    ]


def test_a_paper_without_anything_says_so() -> None:
    assert said(read("bonjour\n")) == [
        "exam.md:0: aucune question trouvée : est-ce bien une épreuve ?",
        "? exam.md:1: cette ligne n’appartient à rien de connu",
        "? exam.md:1: l’épreuve n’a pas de titre (# Titre)",
    ]
