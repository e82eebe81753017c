"""The page of Anki: decks go out with what was learnt, reviews done there come home."""

from __future__ import annotations

import secrets
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, flash, redirect, render_template, request
from flask import url_for as address
from werkzeug.wrappers import Response as AnyResponse

from trainer import access
from trainer.anki_import import import_reviews
from trainer.anki_reading import LARGEST_FILE, read_anki_file
from trainer.anki_reports import keep_report, kept_report, lines, summary
from trainer.anki_withdrawal import NoSuchImport, imports_of, withdraw_import
from trainer.automatic_backups import folder_of, keep_before_import
from trainer.content import deck_from_json
from trainer.core.messages import Message, message
from trainer.db import make_folder
from trainer.errors import Invalid, Refused, Unavailable
from trainer.own_cards import deck_slug, own_cards
from web.context import database, is_class, now, quotas
from web.errors import status_of
from web.my_data import NoFile
from web.preferences import translate
from web.visitor import current_learner, visitor

anki = Blueprint("anki", __name__)

_DIGITS = 18  # of a number that every database takes


@anki.get("/my-data/anki")
def show() -> str:
    """Show what goes to Anki, what comes back, and how."""
    return _page()


@anki.post("/my-data/anki/imports")
def bring() -> AnyResponse | tuple[str, int]:
    """Add the reviews of a file, and go to the report of what became of them."""
    try:
        with quotas().importing(visitor().uid):
            token = _import()
    except (Invalid, Refused, Unavailable) as error:
        return _page(error.message), status_of(error)
    return redirect(address("anki.report", token=token), 303)


@anki.post("/my-data/anki/withdrawals")
def withdraw() -> AnyResponse:
    """Undo the answers of an import, all of them."""
    number = request.form.get("id", "")
    if not (number.isascii() and number.isdigit() and len(number) <= _DIGITS):
        raise NoSuchImport
    with database().writing() as session:
        count = withdraw_import(session, current_learner(session), int(number), now())
    told = message(
        "{n} {n:réponse rapportée d’Anki ne compte|réponses rapportées d’Anki ne"
        " comptent} plus.",
        n=count,
    )
    flash(translate(told), "done")
    return redirect(address("anki.show", _anchor="home"), 303)


@anki.get("/my-data/anki/imports/<token>")
def report(token: str) -> str:
    """Show what became of a file; for an hour."""
    with database().reading() as session:
        kept = kept_report(session, visitor().uid, token, now())
        learner = current_learner(session)
        found = list(lines(kept))
        keys = [key for line in found if line.are_cards for key in line.named.first]
        cards = access.cards_of(session, learner.id, keys)
    return render_template(
        "my_data/anki_report.html",
        report=kept,
        summary=summary(kept),
        lines=found,
        cards=cards,
    )


def _import() -> str:
    """Read the file that was sent, add its reviews, and keep the report."""
    folder = folder_of(database())
    if folder is not None:
        make_folder(folder)
    with TemporaryDirectory(prefix=".upload-", dir=folder) as scratch:
        found = read_anki_file(_sent_file(Path(scratch)))
    if not is_class():
        keep_before_import(database(), now())
    token = secrets.token_urlsafe()
    with database().writing() as session:
        made = import_reviews(session, current_learner(session), found, now())
        keep_report(session, made, visitor().uid, token, now())
    return token


def _sent_file(scratch: Path) -> Path:
    """Give the file of the form: beyond 500 kB it came to the disk piece by piece."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise NoFile
    path = scratch / "upload"  # the name that it was sent with is no path
    sent.save(path)
    return path


def _page(error: Message | None = None) -> str:
    with database().reading() as session:
        learner = current_learner(session)
        has_own = bool(own_cards(session, learner))
        decks = [
            (row.slug, deck_from_json(row.content).title)
            for row in access.decks_of(session, learner.id)
            if has_own or row.slug != deck_slug(learner)
        ]
        imports = imports_of(session, learner)
        zone = learner.settings_at(now()).zone
    return render_template(
        "my_data/anki.html",
        decks=decks,
        imports=imports,
        zone=zone,
        error=error,
        most_bytes=LARGEST_FILE,
    )
