"""The pages of a student's classes: join one by a code, see them, leave one.

A code that was right stays in the signed cookie of the pages until the class is joined,
so that it is neither typed twice nor in any address.
"""

from __future__ import annotations

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
)
from flask import session as page_session
from flask import url_for as address
from werkzeug.wrappers import Response

from trainer import access, sign_ins
from trainer.accounts import readable_name
from trainer.assignments import own_assignments
from trainer.classrooms import leave as leave_class
from trainer.classrooms import own_classrooms
from trainer.core.join_codes import LENGTH
from trainer.core.messages import Message, message
from trainer.core.school_year import is_closed
from trainer.errors import Invalid, Refused, TooMany, TrainerError
from trainer.joining import (
    Joined,
    WrongCode,
    classroom_with_code,
    join,
    join_newly,
    try_code,
)
from trainer.password_strength import SHORTEST, check_strength
from trainer.phrases import new_phrase
from trainer.tables import AccountRow
from web import cookies
from web.addresses import uid_of_address
from web.context import database, now, passwords
from web.entering import JOIN_CODE, device_here, server_secret, typed_twice
from web.errors import status_of
from web.preferences import translate
from web.visitor import Visitor, current_learner, find_visitor, visitor

joining = Blueprint("joining", __name__)

_SAID = {
    Joined.MEMBER: message("C’est fait : la classe est rejointe."),
    Joined.WAITING: message(
        "Demande envoyée : la classe s’ouvre dès qu’un enseignant l’accepte."
    ),
    Joined.TEACHES: message("Qui enseigne dans une classe n’y est pas élève."),
}


@joining.get("/join")
def ask_code() -> str:
    """Ask for the code of a class."""
    return _code_page(request.args.get("code", "")[: 4 * LENGTH])


@joining.post("/join")
def try_it() -> Response:
    """Look whether a code opens a class; wrong ones are counted."""
    typed = request.form.get("code", "")
    place = request.remote_addr or ""
    try:
        with database().writing() as session:
            found = try_code(
                session, typed, secret=server_secret(), address=place, now=now()
            )
            code = found.join_code if found else None
        if code is None:
            raise WrongCode
    except (WrongCode, TooMany) as error:
        return _refused(error, _code_page(typed, error.message))
    page_session[JOIN_CODE] = code
    return redirect(address("joining.ask_person"), 303)


@joining.get("/join/account")
def ask_person() -> str | Response:
    """Ask who joins: the person who is signed in, or somebody new."""
    if JOIN_CODE not in page_session:
        return redirect(address("joining.ask_code"), 303)
    try:
        return _person_page(_classroom_name())
    except WrongCode as error:  # it was closed meanwhile
        page_session.pop(JOIN_CODE)
        return _refused(error, _code_page("", error.message))


@joining.post("/join/account")
def join_class() -> Response:
    """Join a class, with the account of this device or with a new one."""
    asks = find_visitor()
    try:
        return _join(asks) if asks else _join_newly()
    except WrongCode as error:
        page_session.pop(JOIN_CODE, None)
        return _refused(error, _code_page("", error.message))
    except (Invalid, Refused, TooMany) as error:
        name = request.form.get("name", "")
        return _refused(error, _person_page(_classroom_name(), name, error.message))


@joining.get("/my-classes")
def index() -> str:
    """Show the classes that one is in."""
    asks = visitor()
    assert asks.account_id is not None, "only in a class"
    with database().reading() as session:
        found = own_classrooms(session, asks.account_id)
        today = current_learner(session).day_at(now())
        tasks = own_assignments(session, asks.account_id, today)
    return render_template(
        "classrooms/own.html",
        classrooms=found,
        tasks=tasks,
        study_day=today,
        today=now().date(),
        is_closed=is_closed,
    )


@joining.post("/my-classes/<uid>/departures")
def leave(uid: str) -> Response:
    """Leave a class; what was learnt stays."""
    asks = visitor()
    assert asks.account_id is not None, "only in a class"
    with database().writing() as session:
        classroom, membership = access.own_membership(
            session, asks.account_id, uid_of_address(uid)
        )
        name = classroom.name
        leave_class(session, membership)
    left = message(
        "La classe {name} est quittée. Ce qui a été appris reste.", name=name
    )
    flash(translate(left), "done")
    return redirect(address("joining.index"), 303)


def _join(asks: Visitor) -> Response:
    assert asks.account_id is not None, "only in a class"
    with database().writing() as session:
        classroom = classroom_with_code(session, page_session.get(JOIN_CODE, ""), now())
        account = session.get_one(AccountRow, asks.account_id)
        came = join(session, classroom, account, now())
    page_session.pop(JOIN_CODE, None)
    flash(translate(_SAID[came]), "done")
    return redirect(address("joining.index"), 303)


def _join_newly() -> Response:
    """Make an account: with a password of one's own, or with a phrase that is shown."""
    wants_phrase = request.form.get("way") == "phrase"
    name = readable_name(request.form.get("name", ""))
    classroom_name = _classroom_name()
    password = new_phrase() if wants_phrase else typed_twice()
    check_strength(password, [name, classroom_name], is_teacher=False)
    with passwords().place():
        hashed = passwords().hash(password)
    with database().writing() as session:
        classroom = classroom_with_code(session, page_session.get(JOIN_CODE, ""), now())
        account = join_newly(session, classroom, name, hashed, now())
        token, own_name = (
            sign_ins.begin(session, account, device_here(), now()),
            account.name,
        )
    page_session.clear()
    response = _welcome(own_name, password if wants_phrase else None)
    cookies.keep_token(response, token)
    return response


def _welcome(name: str, phrase: str | None) -> Response:
    """Show what to sign in with; a phrase that was made is shown this once."""
    if phrase is not None:
        page = render_template("classrooms/joined.html", name=name, phrase=phrase)
        return make_response(page)
    welcome = message(
        "Bienvenue. Pour revenir : le nom « {name} » et le mot de passe.", name=name
    )
    flash(translate(welcome), "done")
    return redirect(address("joining.index"), 303)


def _classroom_name() -> str:
    with database().reading() as session:
        return classroom_with_code(session, page_session.get(JOIN_CODE, ""), now()).name


def _refused(error: TrainerError, page: str) -> Response:
    response = make_response(page, status_of(error))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def _code_page(code: str, error: Message | None = None) -> str:
    return render_template("classrooms/join.html", code=code, error=error)


def _person_page(classroom: str, name: str = "", error: Message | None = None) -> str:
    return render_template(
        "classrooms/join_account.html",
        classroom=classroom,
        name=name,
        error=error,
        shortest=SHORTEST,
    )
