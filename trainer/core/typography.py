"""French spacing: the no-break spaces that a keyboard does not give."""

from __future__ import annotations

import re

# A plain space before ? ! : ; % or », or after «, but not before a `%(name)s`.
_BREAKABLE = re.compile(r" (?=[?!:;»]|%(?!\())|(?<=«) ")


def french_spaces(text: str) -> str:
    """Keep signs with the words that they belong to: no line begins with "?"."""
    return _BREAKABLE.sub("\u00a0", text)
