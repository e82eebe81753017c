"""Codes by which one joins a class: how they are written, and read when typed."""

from __future__ import annotations

import unicodedata

# Crockford's: no I, L, O and U, so that no sign looks like another one of them.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8  # of 32 signs: 40 bits
_MEANT = str.maketrans("ILOU", "110V")
_BETWEEN = frozenset(" -–—.·_\N{NO-BREAK SPACE}")


def read_code(text: str) -> str | None:
    """Read a code as it was typed; None: it can be no code.

    Case, spaces and hyphens do not matter, and I, L, O and U are what they look like.
    """
    plain = unicodedata.normalize("NFKC", text[: 8 * LENGTH]).upper()
    signs = "".join(sign for sign in plain if sign not in _BETWEEN).translate(_MEANT)
    is_code = len(signs) == LENGTH and set(signs) <= set(SIGNS)
    return signs if is_code else None


def grouped(code: str) -> str:
    """Write a code in two groups, to be read aloud."""
    half = LENGTH // 2
    return f"{code[:half]}-{code[half:]}"
