"""The pages about what is kept of a person: who looked at it, how it goes."""

from __future__ import annotations

from flask import Blueprint, render_template

from trainer.personal_reads import reads_of
from web.context import database, now
from web.visitor import current_learner, visitor

privacy = Blueprint("privacy", __name__)


@privacy.get("/my-data/reads")
def reads() -> str:
    """Show who looked at what is about who asks."""
    account_id = visitor().account_id
    assert account_id is not None, "only in a class"
    with database().reading() as session:
        zone = current_learner(session).settings_at(now()).zone
        found = reads_of(session, account_id)
    return render_template("privacy/reads.html", reads=found, zone=zone)
