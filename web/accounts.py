"""The ways into a class and out: to sign in, one's password, one's devices."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from trainer import accounts as stories
from trainer import sign_ins
from trainer.core.model import message
from trainer.errors import Invalid
from trainer.passwords import LONGEST
from web.context import database, now, passwords
from web.doors import COOKIE
from web.visitor import find_visitor, visitor

accounts = Blueprint("accounts", __name__)

_KEPT_S = 400 * 24 * 3600  # the longest that browsers keep one; the row ends before


class NotLetIn(Invalid):
    """The name or the password is wrong; which of them is nobody's business."""

    def __init__(self) -> None:
        super().__init__(message("Le nom ou le mot de passe ne va pas."))


@accounts.get("/sign-in")
def sign_in() -> str | Response:
    """Ask for a name and a password."""
    wanted = own_path(request.args.get("next", ""))
    if find_visitor() is not None:
        return redirect(wanted, 303)
    return _sign_in_page(wanted)


@accounts.post("/sign-in")
def begin() -> Response:
    """Let somebody in on this device, with a new token."""
    name = request.form.get("name", "")
    wanted = own_path(request.form.get("next", ""))
    password = request.form.get("password", "")
    with database().reading() as session:
        account = stories.find_account(session, name)
    hashed = account.password_hash if account else None
    with passwords().place():
        is_right = len(password) <= LONGEST and passwords().verify(hashed, password)
    if account is None or not is_right:
        return Response(_sign_in_page(wanted, name, NotLetIn()), 422)
    with database().writing() as session:
        device = request.headers.get("User-Agent", "")
        token = sign_ins.begin(session, account, device, now())
    response = redirect(wanted, 303)
    keep_token(response, token)
    return response


@accounts.post("/sign-out")
def end() -> Response:
    """Sign this device out."""
    here = visitor().sign_in_id
    assert here is not None
    with database().writing() as session:
        sign_ins.end(session, here)
    response = redirect(url_for("accounts.sign_in"), 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax")
    return response


def own_path(path: str) -> str:
    """Give a path of ours to go on to; any other place becomes the first page."""
    is_own = path.startswith("/") and path[1:2] not in ("/", "\\")
    return path if is_own and path.isprintable() else url_for("study.today")


def keep_token(response: Response, token: str) -> None:
    """Have the device keep the token of its sign-in, where no script can read it."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=_KEPT_S,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def _sign_in_page(wanted: str, name: str = "", error: Invalid | None = None) -> str:
    return render_template(
        "accounts/sign_in.html", next=wanted, name=name, error=error and error.message
    )
