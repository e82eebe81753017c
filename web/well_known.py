"""What other programs look for at fixed places of a site: whom to tell of a hole."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from web.context import config, now

well_known = Blueprint("well_known", __name__)

_GOOD_FOR = timedelta(days=180)  # RFC 9116 recommends less than a year


@well_known.get("/.well-known/security.txt")
def security() -> Response:
    """Say whom to write to about a hole (RFC 9116), if the server was told."""
    contact = config().reach.contact
    if not contact:
        raise NotFound
    expires = (now() + _GOOD_FOR).replace(microsecond=0)
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: fr, en",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
