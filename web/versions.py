"""The pages of a deck's versions: who stored which, what differs, and the way back."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask import url_for as address
from werkzeug.wrappers import Response as AnyResponse

from trainer.versions import compare_versions, deck_versions, older_upload
from web.addresses import deck_slug, small_number
from web.context import database, now
from web.plans import keep_for_an_hour
from web.visitor import current_learner, visitor

versions = Blueprint("versions", __name__)


@versions.get("/content/decks/<slug>/versions")
def index(slug: str) -> str:
    """List the versions of a deck, the newest first."""
    with database().reading() as session:
        found = deck_versions(session, deck_slug(slug), visitor().account_id)
        zone = current_learner(session).settings_at(now()).zone
    return render_template("content/versions.html", found=found, zone=zone)


@versions.get("/content/decks/<slug>/versions/differences")
def compare(slug: str) -> str:
    """Show what differs between two versions of a deck."""
    before, after = (small_number(request.args.get(n, "")) for n in ("from", "to"))
    numbers = (min(before, after), max(before, after))
    with database().reading() as session:
        found = compare_versions(
            session, deck_slug(slug), numbers, visitor().account_id
        )
        zone = current_learner(session).settings_at(now()).zone
    return render_template("content/differences.html", found=found, zone=zone)


@versions.post("/content/decks/<slug>/restorations")
def restore(slug: str) -> AnyResponse:
    """Go to the plan of an import of an older version."""
    number = small_number(request.form.get("number", ""))
    with database().reading() as session:
        account_id = visitor().account_id
        upload = older_upload(session, deck_slug(slug), number, account_id)
    token = keep_for_an_hour(upload)
    return redirect(address("plans.show", token=token, deck=slug), 303)
