"""The settings of a deck: the text of its `deck.toml` → values and problems."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from trainer.core.model import Message, Problem, message

_LINE = re.compile(r"\(at line (\d+)")
_KEYS = ("title", "language", "confusable", "aliases", "marking")


@dataclass(frozen=True, slots=True)
class DeckSettings:
    """What `deck.toml` says; everything has a default."""

    title: str = ""
    language: str = "fr"
    confusable: tuple[tuple[str, str], ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    marking: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)


def parse_settings(text: str, path: str) -> tuple[DeckSettings, list[Problem]]:
    """Read `deck.toml`; every value of the wrong form is a problem."""
    try:
        values = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        place = _LINE.search(str(error))
        wrong = message("ce n’est pas du TOML : {error}", error=error)
        return DeckSettings(), [Problem(path, int(place[1]) if place else 1, wrong)]
    problems: list[Message] = [
        message("réglage inconnu : {name}", name=name)
        for name in values
        if name not in _KEYS
    ]
    settings = DeckSettings(
        title=_text(values, "title", "", problems),
        language=_text(values, "language", "fr", problems),
        confusable=_pairs(values.get("confusable", []), problems),
        aliases=_aliases(values.get("aliases", {}), problems),
        marking=_marking(values.get("marking", {}), problems),
    )
    return settings, [Problem(path, _line_of(text, p), p) for p in problems]


def line_naming(text: str, word: str) -> int:
    """Return the first line of a text that holds a word, else 1."""
    lines = text.split("\n")
    return next((n for n, line in enumerate(lines, start=1) if word in line), 1)


def _line_of(text: str, problem: Message) -> int:
    return line_naming(text, str(problem.values.get("name", "")))


def _text(
    values: Mapping[str, object], name: str, default: str, problems: list[Message]
) -> str:
    value = values.get(name, default)
    if isinstance(value, str):
        return value
    problems.append(message("{name} doit être un texte", name=name))
    return default


def _pairs(value: object, problems: list[Message]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for pair in value if isinstance(value, list) else [value]:
        match pair:
            case [str(one), str(other)]:
                pairs.append((one, other))
            case _:
                name = "confusable"
                text = message("{name} attend des paires de métiers", name=name)
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
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
