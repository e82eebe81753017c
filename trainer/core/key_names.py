"""The keys that new items get: their place or name, else a number never used.

Keys are names inside a deck ("A3", "role-data-analyst"), and none is used twice, not
even that of an item long gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from trainer.core.items import Kind
from trainer.core.wording import slug

NAMED_FACTS = frozenset({Kind.ROLE, Kind.TERM, Kind.MEMO})

_KEY = re.compile(r"[A-Za-z0-9_-]+")
_NUMBERED = re.compile(r"(.*?)(\d{1,9})", re.DOTALL)
_LETTERED = re.compile(r"(.+)-([A-Z])", re.DOTALL)


class KeyNames:
    """The keys used so far, and how to make another one."""

    def __init__(self, used: Iterable[str]) -> None:
        self.used = set(used)
        self.highest: dict[str, int] = {}  # by what stands before the number
        for key in self.used:
            self.count(key)

    def claim(self, key: str) -> bool:
        """Take a key, if there is one and it was never used."""
        if not key or key in self.used:
            return False
        self.used.add(key)
        self.count(key)
        return True

    def next(self, kind: Kind, part: str, place: str) -> str:
        """Give the next number never used in a part ("A13") or after a name ("…-2")."""
        is_fact = kind in NAMED_FACTS
        stem = f"{place_key(kind, place) or kind}-" if is_fact else part or f"{kind}-"
        return f"{stem}{max(self.highest.get(stem, 0), int(is_fact)) + 1}"

    def count(self, key: str) -> None:
        """Note the number that a key ends in; D-B is the second of part D."""
        if match := _NUMBERED.fullmatch(key):
            stem, number = match[1], int(match[2])
        elif match := _LETTERED.fullmatch(key):
            stem, number = match[1], ord(match[2]) - ord("A") + 1
        else:
            return
        self.highest[stem] = max(number, self.highest.get(stem, 0))


def place_key(kind: Kind, place: str) -> str:
    """Give the key that a place or a name would make, "" if it cannot make one."""
    if kind in NAMED_FACTS:
        name = slug(place).removeprefix(f"{kind}-")
        return f"{kind}-{name}" if name else ""
    return place if is_key(place) else ""


def is_key(text: str) -> bool:
    """Say whether a text can be a key: plain letters, digits, hyphens."""
    return bool(_KEY.fullmatch(text))
