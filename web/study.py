"""The student's pages: what today holds, the review, a deck."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from trainer import access
from trainer.assignments import own_assignments
from trainer.catching_up import after_break
from trainer.content import load_deck
from trainer.contrasts import own_contrasts
from trainer.cramming import session_named
from trainer.daily_review import today as what_today_holds
from trainer.deck_overview import overview
from trainer.error_reports import answered_reports
from trainer.one_day import last_days
from web.addresses import deck_slug
from web.context import database, is_class, now
from web.visitor import current_learner, visitor

study = Blueprint("study", __name__)


@study.get("/")
def today() -> str:
    """Say how many cards wait and how long they take, with one button."""
    with database().reading() as session:
        learner = current_learner(session)
        held = what_today_holds(session, learner, now())
        offer = after_break(session, learner, now())
        done = last_days(session, learner, now())
        answered = answered_reports(session, learner, now()) if is_class() else ()
        day = learner.day_at(now())
        account_id = visitor().account_id  # on a computer of one's own nobody sets any
        tasks = own_assignments(session, account_id, day) if account_id else ()
        apart = own_contrasts(session, account_id, learner.id) if account_id else ()
    settings = learner.settings_at(now())
    return render_template(
        "today.html",
        today=held,
        zone=settings.zone,
        has_new=settings.new_per_day > 0,
        offer=offer,
        done=done,
        answered=answered,
        study_day=day,
        tasks=tasks,
        contrasts=apart,
    )


@study.get("/review")
def review() -> str:
    """Give the frame of the review; the cards come by the API, answers apart."""
    asked = request.args.get("deck", "")
    slug = deck_slug(asked) if asked else None
    apart = request.args.get("session", "")
    with database().reading() as session:
        learner = current_learner(session)
        row = access.deck_of(session, learner.id, slug) if slug else None
        title = load_deck(session, row).deck.title if row else None
    settings = learner.settings_at(now())
    return render_template(
        "review.html",
        deck=slug,
        deck_title=title,
        zone=settings.zone,
        has_new=settings.new_per_day > 0,
        session=session_named(apart).address if apart else None,
    )


@study.get("/decks/<slug>")
def deck(slug: str) -> str:
    """Show what a deck is made of, and how well it is known."""
    with database().reading() as session:
        found = overview(session, current_learner(session), deck_slug(slug))
    return render_template("decks/deck.html", overview=found)
