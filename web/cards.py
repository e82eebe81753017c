"""The pages of many cards: the list, and sessions apart."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as cookie
from pydantic import Field, ValidationError

from trainer.card_changes import BulkAction, Change, change_cards, undo_change
from trainer.card_list import card_page, find_cards
from trainer.core.card_filter import (
    CardFilter,
    CardOrder,
    CardStatus,
    RecallBand,
    query_of,
    read_filter,
)
from trainer.core.messages import message
from trainer.core.sessions import (
    MAX_SIZE,
    SIZES,
    SessionKind,
    SessionRequest,
    with_size,
)
from trainer.own_cards import deck_slug as own_deck_slug
from trainer.session_offers import contrast, session_offers
from web.addresses import deck_slug
from web.context import database, now
from web.errors import Malformed
from web.preferences import translate
from web.schemas import Schema
from web.undo_texts import read_undo_text, undo_text
from web.visitor import current_learner

cards = Blueprint("cards", __name__)

_CHANGED = "changed"
_LONGEST_VIEW = 2000


class ChangeIn(Schema):
    """The form of the list: what to do, and with which cards."""

    action: BulkAction
    tag: Annotated[str, Field(max_length=200)] = ""
    scope: Annotated[str, Field(pattern="^(checked|all)$")] = "checked"
    view: Annotated[str, Field(max_length=_LONGEST_VIEW)] = ""
    card: Annotated[tuple[str, ...], Field(max_length=100)] = ()


@cards.get("/cards")
def index() -> str:
    """List the cards that keep to a filter."""
    wanted = read_filter(request.args)
    page = request.args.get("page", 1, type=int)
    with database().reading() as session:
        learner = current_learner(session)
        found = card_page(session, learner, wanted, now(), page=page)
    return render_template(
        "cards/index.html",
        found=found,
        wanted=wanted,
        view=_view(wanted, found.page),
        query=query_of(wanted),
        statuses=CardStatus,
        bands=RecallBand,
        orders=CardOrder,
        today=learner.day_at(now()),
        own_deck=own_deck_slug(learner),
        is_checked=request.args.get("checked") == "page",
        selection=SessionRequest(SessionKind.LIST, urlencode(query_of(wanted))),
        changed=cookie.pop(_CHANGED, None),
    )


@cards.post("/cards/changes")
def change() -> Response:
    """Do one thing with the checked cards, or with all that were found."""
    asked = _form()
    wanted = read_filter(dict(parse_qsl(asked.view)))
    with database().writing() as session:
        learner = current_learner(session)
        found = find_cards(session, learner, wanted, now())
        some = found.cards if asked.scope == "all" else found.all
        keys = {card.loaded.card.key for card in some} & set(asked.card)
        chosen = [
            card
            for card in some
            if asked.scope == "all" or card.loaded.card.key in keys
        ]
        done = change_cards(
            session, learner, chosen, asked.action, now(), tag=asked.tag
        )
    return _back(asked.view, done, can_undo=True, chosen=len(chosen))


@cards.post("/cards/undoings")
def undo() -> Response:
    """Undo what was done with many cards."""
    before = read_undo_text(request.form.get("change", ""))
    with database().writing() as session:
        learner = current_learner(session)
        done = undo_change(session, learner, before, now())
    return _back(request.form.get("view", ""), done, can_undo=False, chosen=done.count)


@cards.get("/sessions")
def sessions() -> str:
    """Say which sessions apart there are."""
    size = request.args.get("size", MAX_SIZE, type=int)
    size = size if size in SIZES else MAX_SIZE
    with database().reading() as session:
        learner = current_learner(session)
        offers = session_offers(session, learner, now(), size=size)
    return render_template("cards/sessions.html", offers=offers, size=size, sizes=SIZES)


@cards.get("/sessions/contrast")
def contrasts() -> str:
    """Put two jobs side by side, before their cards are mixed."""
    asked = request.args
    jobs = (asked.get("first", ""), asked.get("second", ""))
    size = asked.get("size", MAX_SIZE, type=int)
    with database().reading() as session:
        learner = current_learner(session)
        slug = deck_slug(asked.get("deck", ""))
        found = contrast(session, learner, slug, jobs, now())
    apart = with_size(found.request, size)
    return render_template("cards/contrast.html", contrast=found, apart=apart)


def _form() -> ChangeIn:
    given: dict[str, object] = dict(request.form.items())
    given.pop("csrf_token", None)
    given["card"] = tuple(request.form.getlist("card"))
    try:
        return ChangeIn.model_validate(given)
    except ValidationError as error:
        raise Malformed(error) from error


def _view(wanted: CardFilter, page: int) -> str:
    """Write a filter and a page as the query of an address."""
    return urlencode(query_of(wanted) | ({"page": str(page)} if page > 1 else {}))


def _back(view: str, done: Change, *, can_undo: bool, chosen: int) -> Response:
    """Lead back to the same page of the list, which says what was done."""
    if not chosen:
        flash(translate(message("Aucune carte cochée : rien n’a changé.")), "error")
    else:
        cookie[_CHANGED] = {
            "action": done.action.value if can_undo else "undo",
            "tag": done.tag,
            "count": done.count,
            "undo": undo_text(done) if can_undo else None,
        }
    given = dict(parse_qsl(view))
    page = given.get("page", "")
    kept = _view(read_filter(given), int(page) if page.isdecimal() else 1)
    return make_response(redirect(f"{url_for('cards.index')}?{kept}", 303))
