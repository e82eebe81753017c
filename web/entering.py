"""What the ways into a class have in common: a form and a device that ask for it."""

from __future__ import annotations

from flask import current_app, request

from trainer.core.device_names import device_name
from trainer.core.messages import message
from trainer.errors import Invalid

JOIN_CODE = "join_code"  # where the cookie of a page keeps what was typed


class NotRepeated(Invalid):
    """The new password was typed twice, not the same way."""

    def __init__(self) -> None:
        super().__init__(message("Les deux nouveaux mots de passe sont différents."))


def typed_twice() -> str:
    """Give the new password of a form.

    Raises:
        NotRepeated: the two fields differ.
    """
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        raise NotRepeated
    return new


def device_here() -> str:
    """Give a short name for what asks, such as "Firefox, Windows"."""
    return device_name(request.headers.get("User-Agent", ""))


def server_secret() -> bytes:
    """Give what signs and hashes for this server alone."""
    return str(current_app.config["SECRET_KEY"]).encode()
