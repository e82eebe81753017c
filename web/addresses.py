"""What a part of an address can be, before any database is asked for it."""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import request

from trainer.core.messages import message
from trainer.errors import NotFound

SLUG = r"^[0-9a-z][0-9a-z-]{0,99}$"
_UID = r"^[0-9A-Za-z-]{1,64}$"


def address_here() -> str:
    """Give the path and the query of this request, as an address that leads back here.

    What Flask gives is no address any more: a card's key has a "#" in it.
    """
    query = quote(request.query_string, safe="=&%+/:")
    return quote(request.path) + (f"?{query}" if query else "")


def uid_of_address(text: str) -> str:
    """Give the uid of a class or a person; what is none gets one that nobody has."""
    return text if re.fullmatch(_UID, text) else "-"


def deck_slug(text: str) -> str:
    """Give the name of a deck; what no deck can be called gets the answer of no deck.

    Raises:
        NotFound: it has signs that no slug has (PostgreSQL fails on some of them).
    """
    if not re.fullmatch(SLUG, text):
        raise NotFound(message("Ce paquet n’existe pas."))
    return text


def small_number(text: str) -> int:
    """Give a number that was sent; what is none, or a huge one, is 0."""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0
