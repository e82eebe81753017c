"""Texts made to break or to stall the reader: each is read, and soon.

Times are those of the process, the best of three, for a busy machine; what was
quadratic took from seconds to minutes.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.exams import BUILT_IN, source_of
from trainer.core.answer_key import parse_key
from trainer.core.deck import read_deck
from trainer.core.deck_settings import parse_settings
from trainer.core.exam import parse_exam
from trainer.core.key_skeleton import key_skeleton
from trainer.papers import MAX_BYTES

MODULES = """
    lines exam exam_part raw_items paper_points notes jobs answer_key answering answers
    chosen_answers written_answers deck deck_settings key_skeleton
""".split()  # noqa: SIM905 - read more easily like this
PATTERN_SIZE = 64 * 1024
PATTERN_TIME_S = 0.05
READ_TIME_S = 5.0
SMALL_SIZE = 32 * 1024

SEEDS = """
    a 1 ( ) [ ] * ** _ __ … ... . : / - — → -> | \\ \\| < a< {# {#a } # [] [x] a: a( (1
    1* × ** : **a **a** **: /1 (/1 (a/1( é 1, 1. -- > ` `a `` ~ V/F total a; [a] [a- a-
    => 1/ a/ =1 sur1 1pt __a __a_ **a* *a* ☐ a_b 1x x1 «
""".split()  # noqa: SIM905 - read more easily like this
LEADS = ("", "a", "- ", "**", "(", "A ", "1) ", "total ", "1 a")
ENDS = ("", "\0", "!")


def patterns() -> Iterator[tuple[str, re.Pattern[str], str]]:
    """Give each pattern of the modules with each method that is called on it."""
    for module_name in MODULES:
        module = importlib.import_module(f"trainer.core.{module_name}")
        source = inspect.getsource(module)
        for name, pattern in vars(module).items():
            if isinstance(pattern, re.Pattern):
                methods = set(re.findall(rf"\b{name}\.(\w+)", source)) or {"fullmatch"}
                for method in sorted(methods):
                    yield f"{module_name}.{name}.{method}", pattern, method


PATTERNS = list(patterns())


def soonest(act: Callable[[], object], limit_s: float) -> float:
    """Return the best time of three, or the first that is within the limit."""
    best = float("inf")
    for _ in range(3):
        start = process_time()
        act()
        best = min(best, process_time() - start)
        if best < limit_s:
            break
    return best


def use(pattern: re.Pattern[str], method: str, text: str) -> None:
    match method:
        case "sub":
            pattern.sub("", text)
        case "finditer" | "findall":
            pattern.findall(text)
        case _:
            getattr(pattern, method)(text)


def test_every_pattern_is_tried() -> None:
    names = {name.rpartition(".")[0] for name, _, _ in PATTERNS}

    assert len(names) >= 45
    assert "raw_items._BRACKETS" in names


@pytest.mark.parametrize(
    ("pattern", "method"),
    [pytest.param(pattern, method, id=name) for name, pattern, method in PATTERNS],
)
def test_no_pattern_stalls(pattern: re.Pattern[str], method: str) -> None:
    seeds = [*SEEDS, *(f"{seed} " for seed in SEEDS), " "]
    slow = []
    for number, seed in enumerate(seeds):
        lead, end = LEADS[number % len(LEADS)], ENDS[number % len(ENDS)]
        text = f"{lead}{seed * (PATTERN_SIZE // len(seed))}{end}"
        time = soonest(lambda: use(pattern, method, text), PATTERN_TIME_S)  # noqa: B023 - called at once
        if time > PATTERN_TIME_S:
            slow.append((lead, seed, end, round(time, 3)))

    assert slow == []


# Whole texts

PART = "# T\n\n## PARTIE A — X (/2)\n\n1) q\n"
BEFORE = {
    "nothing": "",
    "a question": PART,
    "options": f"{PART}- [ ] a\n",
    "a fact": "# T\n## S\n- **a** : ",
    "a case": "# T\n## PARTIE D — X (/2)\n**Cas A — x**\n- ",
    "a table": "# T\n## PARTIE B — X\n| a | b |\n|---|---|\n",
    "an answer": "### A1\n- a : b\n  ",
    "an order": "### E1\n",
    "a front matter": "+++\n",
}
SHAPES = """
    [·] |~| * ~ **a**· |⏎ a a⏎ · 1)·a⏎ -·a⏎ -·[·]·a⏎ -·**a**·:·b⏎ #·a⏎ ##·A·-·x⏎ _
    **a·:**·b⏎ →· >· ```⏎ **Cas·A·—·x**⏎ -·a·:·____⏎ a·:·____· ###·A1⏎ -·a·:·b·;·c⏎
    ··-·Accepté·:·a⏎ -·[x]·a·—·b⏎ -·[a]·b⏎ -·a·<·b⏎ |·a·|·b·|⏎ ⏎ {#a} (a,· ((( <!--
""".split()  # noqa: SIM905 - `·` is a space, `⏎` the end of a line, `~` nothing
SHAPES = [
    s.replace("·", " ").replace("⏎", "\n").replace("~", "") or " " for s in SHAPES
]


@pytest.mark.parametrize("shape", ["[ ] ", "|", "*", "a", "\n", "a\n", "- **a** : b\n"])
def test_four_megabytes_of_one_shape_are_read_soon(shape: str) -> None:
    text = shape * (MAX_BYTES // len(shape))

    for reader in (parse_exam, parse_key):
        assert soonest(lambda: reader(text, "x"), READ_TIME_S) < READ_TIME_S  # noqa: B023 - called at once


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_is_read_soon_whatever_stands_before_it(shape: str) -> None:
    text = shape * (SMALL_SIZE // len(shape))
    slow = [
        f"{reader.__name__} after {name}: {time:.1f} s"
        for name, before in BEFORE.items()
        for reader in (parse_exam, parse_key)
        if (time := soonest(lambda: reader(before + text, "x"), 1.0)) > 1.0  # noqa: B023 - called at once
    ]

    assert slow == []


@pytest.mark.parametrize(
    ("exam", "key", "settings"),
    [
        ("# T\n## S\n" + "- **a{0}** : b (c, d)\n", "### a{0}\n- Outils : e\n", ""),
        (
            "# T\n## S\n- **a** : b\n## PARTIE A — X\n"
            + "{0}) q{0} ? \n→ [ ] a{0}  [ ] b\n",
            "### A{0}\n- [x] b — c\n",
            "[aliases]\n" + "a{0} = ['b']\n",
        ),
        (
            "# T\n## PARTIE A — X\n- [ ] a\n- [ ] b\n",
            "### A1\n- [a] a\n- b < c{0}\n",
            "",
        ),
        (PART, "### A1\n- [a{0}] b ? → c\n", "[marking]\n" + "a{0} = 1\n"),
        (PART, "### A1\n- a{0} : b\n", "a{0} = 1\n"),
    ],
    ids=["facts", "choices", "an order", "an open question", "fields"],
)
def test_a_deck_of_many_things_is_joined_soon(
    exam: str, key: str, settings: str
) -> None:
    source = source_of(*map(repeated, (exam, key, settings)))

    assert soonest(lambda: read_deck(source), 2 * READ_TIME_S) < 2 * READ_TIME_S


def repeated(text: str) -> str:
    """Repeat, 5,000 times, the lines from the first that has a number on."""
    lines = text.splitlines(keepends=True)
    first = next((n for n, line in enumerate(lines) if "{0}" in line), len(lines))
    many = "".join(lines[first:])
    return "".join(lines[:first]) + "".join(many.format(n) for n in range(5000))


# Any text at all

SIGNS = st.text("ab1)(.-*_#|[]x>→—:;…/{}`+= \n\t\u00a0\u202fé☐", max_size=200)
LINES = st.lists(
    st.sampled_from(
        [
            *("# Titre", "## PARTIE A — X (2 × 1 pt = /2)", "## PARTIE A", "## Barème"),
            *("1) a", "2. b", "→ [ ] a [x] b", "- [ ] a", "- [x] b", "V/F", "→ V/F"),
            *("| a | b |", "|---|---|", "| 1. c | … |", "**Cas A — d**", "- M : ____"),
            *("- **e** : f (g, h).", "- **i** → e", "> - **j** : k", "**Total : /2**"),
            *("- A — X : /2", "```", "---", "______", "  suite", "", "+++", "x = 1"),
            *("### A1", "### A-1 d", "- [a] b ? → c", "- a < b : c", "- Faux", "{#A1}"),
            *("  - Accepté : l ; m", "- Modèle : …", "1) n {#A2} → V/F", "### e"),
        ]
    ),
    max_size=30,
).map("\n".join)
ANY = st.one_of(st.text(), SIGNS, LINES, st.binary().map(lambda b: b.decode("latin1")))


@given(ANY, ANY, ANY)
@example(
    "- Métier : " + "9" * 5000, "### D-A\n- a (99999999999) : b", "a = " + "9" * 5000
)
@example("## A (" + "9" * 400 + " × 2 = /3)\n" + "9" * 5000 + ") a", "", "[" * 2000)
def test_any_text_gives_a_deck_or_problems(exam: str, key: str, settings: str) -> None:
    parsed = read_deck(source_of(exam, key, settings))

    assert key_skeleton(parsed.deck.title, parsed.items)
    assert all(str(problem.message) for problem in parsed.problems)


@given(st.data())
def test_any_lines_of_the_built_in_deck_give_a_deck_or_problems(
    data: st.DataObject,
) -> None:
    """Its lines in any number and order, also cut in the middle."""
    texts = []
    for name in ("exam.md", "key.md", "deck.toml"):
        lines = (BUILT_IN / name).read_text(encoding="utf-8").split("\n")
        some = data.draw(st.lists(st.sampled_from(lines), max_size=12))
        texts.append("\n".join(some)[: data.draw(st.integers(0, 500))])

    parsed = read_deck(source_of(*texts))

    assert all(str(problem.message) for problem in parsed.problems)


@given(st.text())
def test_any_settings_give_settings_or_problems(text: str) -> None:
    parse_settings(text, "deck.toml")
