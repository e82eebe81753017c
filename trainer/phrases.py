"""Phrases of three words that a pupil can read from a paper slip and type."""

from __future__ import annotations

import re
import secrets
from functools import cache
from importlib.resources import files

_SHORTEST = 15
_WORDS = 3
_BETWEEN = re.compile(r"[\s\-\u2010\u2011–_.,]+")


@cache
def words() -> tuple[str, ...]:
    """Return the words that phrases are made of."""
    text = files("trainer").joinpath("phrase_words.txt").read_text(encoding="utf-8")
    return tuple(text.split())


def new_phrase() -> str:
    """Make a phrase that nobody can foresee: thirty bits, fifteen signs at least."""
    while True:
        phrase = "-".join(secrets.choice(words()) for _ in range(_WORDS))
        if len(phrase) >= _SHORTEST:
            return phrase


def as_phrase(typed: str) -> str | None:
    """Return a phrase as it was made, however it is typed; None: it is none."""
    parts = _BETWEEN.split(typed.strip().lower())
    if len(parts) != _WORDS or not _known().issuperset(parts):
        return None
    return "-".join(parts)


@cache
def _known() -> frozenset[str]:
    return frozenset(words())
