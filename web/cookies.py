"""The two cookies of a class: who is signed in, and who was on this device before."""

from __future__ import annotations

from flask import current_app, request
from werkzeug.wrappers import Response

from trainer.known_devices import KnownDevice, read_device
from web.context import reach_of_app
from web.security import cookie_name

SIGN_IN = "trainer_sign_in"
DEVICE = "trainer_device"
_KEPT_S = 400 * 24 * 3600  # the longest that browsers keep one; the row ends before


def token() -> str:
    """Give the token of the sign-in that this device says it has."""
    return request.cookies.get(_named(SIGN_IN), "")


def keep_token(response: Response, token: str) -> None:
    """Have the device keep the token of its sign-in, where no script can read it."""
    _keep(response, SIGN_IN, token)


def drop_token(response: Response) -> None:
    """Have the device forget its sign-in."""
    response.delete_cookie(
        _named(SIGN_IN), httponly=True, samesite="Lax", secure=request.is_secure
    )


def device() -> KnownDevice:
    """Give what this device keeps of earlier sign-ins."""
    return read_device(request.cookies.get(_named(DEVICE), ""))


def keep_device(response: Response, known: KnownDevice) -> None:
    """Have the device keep that somebody was signed in on it."""
    _keep(response, DEVICE, known.text())


def _keep(response: Response, name: str, value: str) -> None:
    response.set_cookie(
        _named(name),
        value,
        max_age=_KEPT_S,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def _named(name: str) -> str:
    return cookie_name(name, reach_of_app(current_app))
