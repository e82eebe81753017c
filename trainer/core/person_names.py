"""How a person is called: the name as it is shown, and as it is typed to sign in."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 60


def shown_name(typed: str) -> str:
    """Return a name as pages show it: one line, single spaces, no hidden signs."""
    text = unicodedata.normalize("NFC", typed)
    kept = "".join(sign if _is_shown(sign) else " " for sign in text)
    return " ".join(kept.split())


def sign_in_name(typed: str) -> str:
    """Return what two spellings of one name share: no accents, capitals, wide signs."""
    apart = unicodedata.normalize("NFKD", shown_name(typed).replace("’", "'"))
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(bare.casefold().split())


def _is_shown(sign: str) -> bool:
    # "C…" are control signs, signs that turn the direction, and no signs at all.
    return not unicodedata.category(sign).startswith("C")
