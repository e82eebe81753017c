"""The settings of a deck: the text of its `deck.toml` → values and problems."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat

from trainer.core.messages import Message, Problem, message
from trainer.core.toml_text import read_toml

MOST_POINTS = 1000  # of one blank
MOST_PAIRS = 1000  # of jobs that are confused; the others are not read

LONGEST = 128 * 1024  # signs; 20 times the longest settings seen

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")
UNREADABLE = message("ce réglage ne se lit pas (du TOML est attendu : nom = valeur)")
_KEYS = (
    "title",
    "language",
    "subjects",
    "confusable",
    "aliases",
    "questions",
    "marking",
    "topics",
)


@dataclass(frozen=True, slots=True)
class DeckSettings:
    """What `deck.toml` says; everything has a default."""

    title: str = ""
    language: str = "fr"
    subjects: str = ""
    confusable: tuple[tuple[str, str], ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)
    marking: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def parse_settings(text: str, path: str) -> tuple[DeckSettings, list[Problem]]:
    """Read `deck.toml`; every value of the wrong form is a problem."""
    if len(text) > LONGEST:
        wrong = message("ces réglages sont trop longs")
        return DeckSettings(), [Problem(path, 1, wrong)]
    values, line = read_toml(text)
    if line:
        return DeckSettings(), [Problem(path, line, UNREADABLE)]
    problems: list[Message] = [
        message("réglage inconnu : {name}", name=name)
        for name in values
        if name not in _KEYS
    ]
    settings = DeckSettings(
        title=_text(values, "title", "", problems),
        language=_language(values, problems),
        subjects=_text(values, "subjects", "", problems),
        confusable=_pairs(values.get("confusable", []), problems),
        aliases=_aliases(values.get("aliases", {}), problems),
        questions=_questions(values.get("questions", {}), problems),
        marking=_marking(values.get("marking", {}), problems),
        topics=_topics(values.get("topics", {}), problems),
    )
    names = (str(problem.values["name"]) for problem in problems)
    lines = (line_setting(text, name) for name in names)
    return settings, list(map(Problem, repeat(path), lines, problems))


def line_naming(text: str, word: str) -> int:
    """Return the first line of a text that holds a word, else 1."""
    lines = text.split("\n")
    return next((n for n, line in enumerate(lines, start=1) if word in line), 1)


def line_setting(text: str, name: str) -> int:
    """Return the line that gives a setting its value, else the first that holds it."""
    return _lines_by_setting(text).get(name) or line_naming(text, name)


@lru_cache(maxsize=8)
def _lines_by_setting(text: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        name = line.partition("=")[0].strip(" \t\r[]")
        for key in (name, name.strip("\"'"), name.removeprefix("marking.")):
            lines.setdefault(key, number)
    return lines


def _text(
    values: Mapping[str, object], name: str, default: str, problems: list[Message]
) -> str:
    value = values.get(name, default)
    if isinstance(value, str):
        return value
    problems.append(message("{name} doit être un texte", name=name))
    return default


def _language(values: Mapping[str, object], problems: list[Message]) -> str:
    language = _text(values, "language", "fr", problems)
    if _LANGUAGE.fullmatch(language):
        return language
    name = "language"
    problems.append(message("{name} attend un code comme fr ou en", name=name))
    return "fr"


def _pairs(value: object, problems: list[Message]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for pair in value[:MOST_PAIRS] if isinstance(value, list) else [value]:
        match pair:
            case [str(one), str(other)]:
                pairs.append((one, other))
            case _:
                name = "confusable"
                text = message("{name} attend des paires de noms", name=name)
                problems.append(text)
    return tuple(pairs)


def _aliases(value: object, problems: list[Message]) -> dict[str, tuple[str, ...]]:
    aliases = {}
    for name, others in value.items() if isinstance(value, dict) else [("aliases", 0)]:
        if isinstance(others, list) and all(isinstance(o, str) for o in others):
            aliases[str(name)] = tuple(others)
        else:
            problems.append(message("{name} attend une liste de noms", name=name))
    return aliases


def _topics(value: object, problems: list[Message]) -> dict[str, tuple[str, ...]]:
    topics = {}
    for name, some in value.items() if isinstance(value, dict) else [("topics", 0)]:
        if isinstance(some, list) and all(isinstance(s, str) and s for s in some):
            topics[str(name)] = tuple(some)
        else:
            problems.append(
                message("{name} attend une liste de questions ou de mots", name=name)
            )
    return topics


def _questions(value: object, problems: list[Message]) -> dict[str, str]:
    questions = {}
    table = value if isinstance(value, dict) else {"questions": None}
    for name, question in table.items():
        if isinstance(question, str) and question.strip():
            questions[str(name)] = question
        else:
            problems.append(message("{name} attend une question", name=name))
    return questions


def _marking(
    value: object, problems: list[Message]
) -> dict[str, tuple[tuple[str, float], ...]]:
    marking = {}
    for name, shares in value.items() if isinstance(value, dict) else [("marking", 0)]:
        if isinstance(shares, dict) and all(map(_is_points, shares.values())):
            marking[str(name)] = tuple((str(k), float(v)) for k, v in shares.items())
        else:
            problems.append(message("{name} attend des points par champ", name=name))
    return marking


def _is_points(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return 0 <= value <= MOST_POINTS
