"""Texts written as TOML strings; the standard library reads TOML only."""

from __future__ import annotations

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
