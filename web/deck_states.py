"""What is said of a whole deck: its key is checked, it is retired; and back again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template
from flask import url_for as address
from werkzeug.wrappers import Response as AnyResponse

from trainer import access, key_checks
from trainer.content import deck_from_json
from trainer.core.messages import message
from trainer.retiring import bring_deck_back, retire_deck, retirement_of
from web.addresses import deck_slug
from web.context import database, now
from web.preferences import translate
from web.visitor import visitor

deck_states = Blueprint("deck_states", __name__)


@deck_states.post("/content/decks/<slug>/key-checks")
def check_key(slug: str) -> AnyResponse:
    """Note that a teacher has checked a key."""
    account_id = visitor().account_id
    with database().writing() as session:
        deck = access.deck_vouched_for_by(session, account_id, deck_slug(slug))
        key_checks.check_key(session, deck, account_id, now())
    flash(translate(message("C’est noté : le corrigé est relu.")), "done")
    return redirect(address("content.deck", slug=slug), 303)


@deck_states.post("/content/decks/<slug>/withdrawn-key-checks")
def take_check_back(slug: str) -> AnyResponse:
    """Have a key be unchecked again."""
    with database().writing() as session:
        account_id = visitor().account_id
        deck = access.deck_vouched_for_by(session, account_id, deck_slug(slug))
        key_checks.take_check_back(session, deck, now())
    flash(translate(message("C’est noté : le corrigé est à relire.")), "done")
    return redirect(address("content.deck", slug=slug), 303)


@deck_states.get("/content/decks/<slug>/retirement")
def ask(slug: str) -> str:
    """Say what it means to retire a deck."""
    with database().reading() as session:
        account_id = visitor().account_id
        row = access.deck_changed_by(session, account_id, deck_slug(slug))
        meant = retirement_of(session, row, account_id)
        deck = deck_from_json(row.content)
    return render_template("content/retirement.html", deck=deck, meant=meant)


@deck_states.post("/content/decks/<slug>/retirements")
def retire(slug: str) -> AnyResponse:
    """Ask the cards of a deck no more."""
    with database().writing() as session:
        deck = access.deck_changed_by(session, visitor().account_id, deck_slug(slug))
        retire_deck(session, deck, now())
    return redirect(address("content.deck", slug=slug), 303)


@deck_states.post("/content/decks/<slug>/returns")
def bring_back(slug: str) -> AnyResponse:
    """Ask the cards of a deck again."""
    with database().writing() as session:
        deck = access.deck_changed_by(session, visitor().account_id, deck_slug(slug))
        bring_deck_back(session, deck, now())
    flash(translate(message("Ce paquet est de retour.")), "done")
    return redirect(address("content.deck", slug=slug), 303)
