"""What a part of an address can be, before any database is asked for it."""

from __future__ import annotations

import re

from trainer.core.model import message
from trainer.errors import NotFound

SLUG = r"^[0-9a-z][0-9a-z-]{0,99}$"


def deck_slug(text: str) -> str:
    """Give the name of a deck; what no deck can be called gets the answer of no deck.

    Raises:
        NotFound: it has signs that no slug has (PostgreSQL fails on some of them).
    """
    if not re.fullmatch(SLUG, text):
        raise NotFound(message("Ce paquet n’existe pas."))
    return text
