"""Papers for tests: the cases of tests/cases/*.md and the built-in deck.

A case is a Markdown file: a title, words, and blocks between fences of four backticks,
each below a heading that says what it is: `exam`, `key`, `settings`, `expected`, and
any number of `same: …`, the exam once more in another spelling. `⍽` stands for a
no-break space, which nobody would see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from tests.showing import problem_line
from trainer.core.deck import ParsedDeck, Source, SourceText, read_deck
from trainer.core.items import Deck, Item
from trainer.papers import read_source

CASES = Path(__file__).parent / "cases"
BUILT_IN = Path(__file__).parents[1] / "decks" / "metiers-data"

_BLOCK = re.compile(r"^## (.+)\n+^````.*\n((?s:.*?))^````$", re.M)


@dataclass(frozen=True, slots=True)
class Case:
    """One paper with what it is expected to say."""

    name: str
    exam: str
    key: str
    settings: str
    expected: str
    same: tuple[tuple[str, str], ...]

    def source(self, exam: str | None = None) -> Source:
        """Return the texts of the case, or of another spelling of its exam."""
        text = self.exam if exam is None else exam
        return source_of(text, self.key, self.settings, slug=self.name)


def cases() -> list[Case]:
    """Return every case, by name."""
    return [_case(path) for path in sorted(CASES.glob("*.md"))]


def case_named(name: str) -> Case:
    """Return one case."""
    return _case(CASES / f"{name}.md")


def _case(path: Path) -> Case:
    text = path.read_text(encoding="utf-8").replace("⍽", "\u00a0")
    blocks = _BLOCK.findall(text)
    named = dict(blocks)
    same = [(name, block) for name, block in blocks if name.startswith("same: ")]
    known = {"exam", "key", "settings", "expected", *(name for name, _ in same)}
    assert named.keys() <= known, f"{path}: {named.keys() - known}"
    return Case(
        path.stem,
        exam=named["exam"],
        key=named.get("key", ""),
        settings=named.get("settings", ""),
        expected=named["expected"],
        same=tuple(same),
    )


def source_of(
    exam: str, key: str = "", settings: str = "", *, slug: str = "essai"
) -> Source:
    """Return texts as a source; an empty key or settings are none."""
    return Source(
        slug,
        SourceText("exam.md", exam),
        SourceText("key.md", key) if key else None,
        SourceText("deck.toml", settings) if settings else None,
    )


def read(exam: str, key: str = "", settings: str = "") -> ParsedDeck:
    """Read texts as a deck."""
    return read_deck(source_of(exam, key, settings))


def built_in() -> Source:
    """Return the texts of the built-in deck."""
    return read_source(BUILT_IN)


def said(parsed: ParsedDeck) -> list[str]:
    """Return what is wrong, as `file:line: sentence`; a warning begins with a `?`."""
    return list(map(problem_line, parsed.problems))


def errors(parsed: ParsedDeck) -> list[str]:
    """Return the errors alone, as `file:line: sentence`."""
    return [line for line in said(parsed) if not line.startswith("?")]


def without_lines(parsed: ParsedDeck) -> tuple[Deck, list[Item], list[str]]:
    """Return what a paper says apart from the lines on which it does."""
    parts = tuple(replace(part, line=0) for part in parsed.deck.parts)
    items = [replace(item, line=0) for item in parsed.items]
    problems = sorted(f"{p.level}: {p.message}" for p in parsed.problems)
    return replace(parsed.deck, parts=parts), items, problems
