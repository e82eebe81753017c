"""The ways into a class and out: to sign in, one's password, one's devices."""

from __future__ import annotations

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as page_session
from werkzeug.wrappers import Response

from trainer import first_teacher as first
from trainer import sign_ins
from trainer.accounts import readable_name
from trainer.asking_again import Proof
from trainer.core.messages import Message, message
from trainer.errors import Invalid, Refused, TooMany, TrainerError
from trainer.new_password import Wish, change_password
from trainer.password_strength import SHORTEST, SHORTEST_OF_TEACHER, check_strength
from trainer.phrases import new_phrase
from trainer.renaming import change_name
from trainer.signing_in import Attempt, NotLetIn
from trainer.signing_in import sign_in as let_in
from web import cookies
from web.context import database, now, passwords
from web.entering import JOIN_CODE, device_here, server_secret, typed_twice
from web.errors import status_of
from web.preferences import translate
from web.visitor import current_learner, find_visitor, visitor

accounts = Blueprint("accounts", __name__)


# In and out


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
    wanted = own_path(request.form.get("next", ""))
    attempt = _attempt()
    try:
        entered = let_in(database(), passwords(), attempt, now())
    except (NotLetIn, TooMany) as error:
        return refused(error, _sign_in_page(wanted, attempt.name, error.message))
    _end_here()  # who was in on this device before goes
    response = _entered(wanted, entered.token)
    cookies.keep_device(response, entered.device)
    return response


@accounts.post("/sign-out")
def end() -> Response:
    """Sign this device out."""
    _end_here()
    page_session.clear()
    flash(translate(message("Cet appareil est déconnecté.")), "done")
    response = redirect(url_for("accounts.sign_in"), 303)
    cookies.drop_token(response)
    return response


@accounts.get("/first-teacher/<token>")
def first_teacher(token: str) -> str:
    """Ask who follows the link in the terminal for a name and a password."""
    with database().reading() as session:
        first.check_link(session, token, now())
    return _first_teacher_page(token)


@accounts.post("/first-teacher/<token>")
def make_first_teacher(token: str) -> Response:
    """Make the first teacher, and sign this device in."""
    with database().reading() as session:
        first.check_link(session, token, now())
    typed = request.form.get("name", "")
    try:
        name = readable_name(typed)
        password = typed_twice()
        check_strength(password, [name], is_teacher=True)
        with passwords().place():
            hashed = passwords().hash(password)
        with database().writing() as session:
            account = first.make_first_teacher(session, token, name, hashed, now())
            begun = sign_ins.begin(session, account, device_here(), now())
    except (Invalid, Refused, TooMany) as error:
        return refused(error, _first_teacher_page(token, typed, error.message))
    return _entered(url_for("study.today"), begun)


# One's own account


@accounts.get("/account")
def show() -> str:
    """Show who is signed in, and where."""
    return _account_page(visitor().name)


@accounts.post("/account/names")
def rename() -> Response:
    """Give the account another name to sign in with; every device stays signed in."""
    asks = visitor()
    assert asks.account_id is not None, "only in a class"
    typed = request.form.get("name", "")
    proof = Proof(asks.account_id, request.form.get("current", ""), server_secret())
    try:
        name = change_name(database(), passwords(), proof, typed, now())
    except (Invalid, TooMany) as error:
        return refused(error, _account_page(typed, error.message))
    told = message("Le nom qui ouvre ce compte est maintenant « {name} ».", name=name)
    flash(translate(told), "done")
    return redirect(url_for("accounts.show"), 303)


@accounts.post("/account/sign-outs")
def end_devices() -> Response:
    """Sign one of one's devices out, or all but this one."""
    asks = visitor()
    assert asks.account_id is not None, "only in a class"
    wanted = request.form.get("device", "")
    with database().writing() as session:
        if wanted == "others":
            sign_ins.end_all(session, asks.account_id, but=asks.sign_in_id)
        else:
            is_number = wanted.isascii() and wanted.isdigit() and len(wanted) < 10
            number = int(wanted) if is_number else 0  # which no device has
            sign_ins.end_of_account(session, asks.account_id, number)
    flash(translate(message("C’est fait : déconnecté.")), "done")
    return redirect(url_for("accounts.show"), 303)


@accounts.get("/account/password")
def new_password() -> str:
    """Ask for a new password."""
    return _new_password_page()


@accounts.post("/account/password")
def change() -> Response:
    """Keep a new password; every other device signs out."""
    asks = visitor()
    assert asks.account_id is not None, "only in a class"
    current = request.form.get("current", "")
    try:
        new = typed_twice()
        wish = Wish(asks.account_id, current, new, device_here(), server_secret())
        begun = change_password(database(), passwords(), wish, now())
    except (Invalid, TooMany) as error:
        return refused(error, _new_password_page(error.message))
    flash(translate(message("Le nouveau mot de passe est enregistré.")), "done")
    wanted = url_for("study.today" if asks.must_change else "accounts.show")
    return _entered(wanted, begun, keep_notes=True)


def _end_here() -> None:
    """End the sign-in of this device, if it has one."""
    here = find_visitor()
    if here is None or here.sign_in_id is None:
        return
    with database().writing() as session:
        sign_ins.end(session, here.sign_in_id)


def own_path(path: str) -> str:
    """Give a path of ours to go on to; any other place becomes the first page.

    A browser takes `//host` and `/\\host` for another site, and drops control signs.
    """
    is_own = path.startswith("/") and path[1:2] not in ("/", "\\")
    return path if is_own and path.isprintable() else url_for("study.today")


def _attempt() -> Attempt:
    return Attempt(
        name=request.form.get("name", ""),
        password=request.form.get("password", ""),
        address=request.remote_addr or "",
        browser=device_here(),
        device=cookies.device(),
        secret=server_secret(),
    )


def _entered(wanted: str, token: str, *, keep_notes: bool = False) -> Response:
    """Go on as somebody else than before: with another token, and other form tokens.

    The code of a class that was typed just before stays: it is to be joined now.
    """
    kept = {JOIN_CODE, "_flashes"} if keep_notes else {JOIN_CODE}
    notes = {name: page_session[name] for name in kept if name in page_session}
    page_session.clear()
    page_session.update(notes)
    response = redirect(wanted, 303)
    cookies.keep_token(response, token)
    return response


def refused(error: TrainerError, page: str) -> Response:
    """Answer a form with its page again, which says what was wrong."""
    response = make_response(page, status_of(error))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def _sign_in_page(wanted: str, name: str = "", error: Message | None = None) -> str:
    return render_template("accounts/sign_in.html", next=wanted, name=name, error=error)


def _first_teacher_page(
    token: str, name: str = "", error: Message | None = None
) -> str:
    return render_template(
        "accounts/first_teacher.html",
        token=token,
        name=name,
        error=error,
        shortest=SHORTEST_OF_TEACHER,
    )


def _account_page(name: str, error: Message | None = None) -> str:
    asks = visitor()
    assert asks.account_id is not None, "only in a class"
    with database().reading() as session:
        zone = current_learner(session).settings_at(now()).zone
        devices = sign_ins.devices_of(session, asks.account_id, now())
    return render_template(
        "accounts/account.html", devices=devices, zone=zone, name=name, error=error
    )


def _new_password_page(error: Message | None = None) -> str:
    asks = visitor()
    return render_template(
        "accounts/new_password.html",
        error=error,
        idea=new_phrase(),
        shortest=SHORTEST_OF_TEACHER if asks.is_teacher else SHORTEST,
    )
