"""TOML written and read: what the standard library lacks, and where it is careless.

It reads TOML only, takes minutes for a name of 100,000 parts, and raises more than its
own error.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

_STRING = re.compile(r"""\"(?:[^"\\\n]|\\.)*\"?|'[^'\n]*'?""")
_DEEP = re.compile(r"""(?<![\w"'-])(?:[\w"'-]+[ \t]?\.[ \t]?){20}""")
_LINE = re.compile(r"\(at line (\d+)")
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_SHOWN = "\u00a0\u202f"  # French has no-break spaces in every other sentence


def quoted(text: str) -> str:
    """Write a text as a TOML string on one line; what cannot be seen is escaped."""
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(sign: str) -> str:
    if sign in _SHORT:
        return _SHORT[sign]
    if sign.isprintable() or sign in _SHOWN:
        return sign
    return f"\\U{ord(sign):08X}"


def read_toml(text: str) -> tuple[dict[str, Any], int]:
    """Read TOML; where it is none, give nothing and the line, else 0."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    names = _STRING.sub('""', plain)
    if deep := _DEEP.search(names):
        return {}, names.count("\n", 0, deep.start()) + 1
    try:
        return tomllib.loads(plain), 0
    except (ValueError, RecursionError) as error:
        place = _LINE.search(str(error))
        is_cut = "end of document" in str(error)
        last = plain.count("\n") + 1 if is_cut else 1
        return {}, int(place[1]) if place else last
