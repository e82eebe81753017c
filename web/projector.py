"""Whether names may be on this screen: hidden until a teacher shows them on a device.

The page may be on a projector, in front of the class. What was shown is noted for those
whom it is about.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, current_app, redirect, request
from werkzeug.wrappers import Response

from trainer.personal_reads import Look, note_reads
from trainer.tables import AccountRow
from web.accounts import own_path
from web.context import database, now, reach_of_app
from web.security import cookie_name
from web.visitor import visitor

SCHOOL_DAY_S = 12 * 3600  # names that were shown are hidden again the next morning
_COOKIE = "trainer_names"

projector = Blueprint("projector", __name__)


@projector.post("/projector")
def switch() -> Response:
    """Show names on this device until the evening, or hide them again."""
    response = redirect(own_path(request.form.get("next", "")), 303)
    if request.form.get("names") == "shown":
        response.set_cookie(
            _named(),
            visitor().uid,
            max_age=SCHOOL_DAY_S,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    else:
        response.delete_cookie(
            _named(), httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response


def hides_names() -> bool:
    """Say whether this device shows no name: until this very teacher shows them."""
    return request.cookies.get(_named()) != visitor().uid


def note_shown(account_ids: Iterable[int], what: Look = Look.RESULTS) -> None:
    """Note for each of some students, once, that a page names them beside results.

    After the figures are there, so that nothing slow keeps others from writing.
    """
    shown = tuple(account_ids)
    if not shown:
        return
    at = now()
    with database().writing() as session:
        reader = session.get_one(AccountRow, visitor().account_id)
        note_reads(session, reader.uid, shown, what, at)


def _named() -> str:
    return cookie_name(_COOKIE, reach_of_app(current_app))
