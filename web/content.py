"""The pages of the papers: what there is, and what each deck asks."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response, redirect, render_template
from flask import session as cookie
from flask import url_for as address
from werkzeug.wrappers import Response as AnyResponse

from trainer import access
from trainer.core.topics import KINDS
from trainer.deck_contents import deck_contents, given_text, list_decks
from trainer.giving import study_deck
from web.addresses import deck_slug
from web.context import database, now
from web.plans import STORED
from web.transfer import attach, download_name
from web.visitor import current_learner, visitor

content = Blueprint("content", __name__)


@content.get("/content")
def index() -> str:
    """Show the papers, and the ways to another one."""
    with database().reading() as session:
        listed = list_decks(session, visitor().account_id)
    titles = Counter(deck.title for deck in listed)
    return render_template(
        "content/index.html",
        decks=[deck for deck in listed if not deck.is_retired],
        retired=[deck for deck in listed if deck.is_retired and deck.may_change],
        namesakes={title for title, n in titles.items() if n > 1},
    )


@content.get("/content/decks/<slug>")
def deck(slug: str) -> str:
    """Show what a deck asks, and the texts that were given of it."""
    with database().reading() as session:
        contents = deck_contents(session, deck_slug(slug), visitor().account_id)
        learner = current_learner(session)
        learns = visitor().account_id is None or access.learns(
            session, learner.id, slug
        )
        zone = learner.settings_at(now()).zone
    return render_template(
        "content/deck.html",
        contents=contents,
        kinds=KINDS,
        zone=zone,
        learns=learns,
        stored=cookie.pop(STORED, ""),
    )


@content.post("/content/decks/<slug>/enrolments")
def study(slug: str) -> AnyResponse:
    """Have a teacher learn a deck of the school's, too."""
    account_id = visitor().account_id
    assert account_id is not None, "a door was left open"
    with database().writing() as session:
        row = access.deck_read_by(session, account_id, deck_slug(slug))
        study_deck(session, row, account_id, now())
    return redirect(address("study.deck", slug=slug), 303)


@content.get("/content/decks/<slug>/<part>")
def text(slug: str, part: str) -> Response:
    """Send a text that was given of a deck, as it was given."""
    with database().reading() as session:
        given = given_text(session, deck_slug(slug), part, visitor().account_id)
    stem, _, ending = given.path.rpartition(".")
    response = Response(given.text, mimetype="text/plain")
    attach(response, download_name(stem or given.path, ending if stem else "md"))
    return response
