"""The pages of the papers: what there is, an upload with its plan, the import.

The files of an upload are kept for an hour under a token, so that the page of its plan
is an address like any other: to reload, to go back to. The import plans again, and
refuses if the outcome is not the one that was shown.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask import url_for as address
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from trainer import access
from trainer.automatic_backups import keep_before_import
from trainer.core.deck import SourceText
from trainer.core.doubts import doubt_problems
from trainer.core.item_changes import Change, item_changes
from trainer.core.model import Item, Level, Message, Problem, message
from trainer.core.topics import KINDS
from trainer.deck_contents import deck_contents, given_text, list_decks
from trainer.errors import Invalid, Refused
from trainer.first_use import store_plans
from trainer.giving import bring_paper, study_deck
from trainer.import_plan import ImportPlan
from trainer.papers import sent_text
from trainer.quotas import check_room
from trainer.uploads import (
    Upload,
    UploadChoice,
    UploadPlan,
    keep_upload,
    kept_upload,
    plan_upload,
    upload_name,
)
from web.addresses import deck_slug
from web.context import database, is_class, now, quotas
from web.preferences import translate
from web.transfer import download_name
from web.visitor import current_learner, visitor

content = Blueprint("content", __name__)

_DOUBT = "doubt-"


class NoPaper(Invalid):
    """The form came without a paper."""

    def __init__(self) -> None:
        super().__init__(
            message("Aucune épreuve n’a été choisie : choisir d’abord un fichier .md.")
        )


class PlanChanged(Refused):
    """The import would not do what the plan said."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Le contenu a changé depuis que ce plan a été montré : "
                "rien n’a été enregistré. Envoyer l’épreuve de nouveau."
            )
        )


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """A question that is no longer the same, with what is other in it."""

    item: Item
    changes: tuple[Change, ...]


@content.get("/content")
def index() -> str:
    """Show the papers, and the form for another one."""
    with database().reading() as session:
        learner = current_learner(session)
        decks = list_decks(session, learner.id, visitor().account_id)
    titles = Counter(deck.title for deck in decks)
    namesakes = {title for title, n in titles.items() if n > 1}
    return render_template("content/index.html", decks=decks, namesakes=namesakes)


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
        "content/deck.html", contents=contents, kinds=KINDS, zone=zone, learns=learns
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
    name = download_name(stem or given.path, ending if stem else "md")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@content.post("/content/plans")
def make_plan() -> AnyResponse:
    """Keep the files of an upload, and go to the page of its plan."""
    upload = _uploaded()
    token = secrets.token_urlsafe()
    keeper = visitor().account_id
    with database().writing() as session:
        if keeper is not None:
            check_room(session, keeper)
        keep_upload(session, upload, _own(token), now())
    return redirect(address("content.plan", token=token), 303)


@content.get("/content/plans/<token>")
def plan(token: str) -> tuple[str, int]:
    """Show what importing an upload would do; nothing is stored."""
    choice = _choice(request.args.get("deck", ""), request.args.get("keeps", "1"))
    with _place_to_import(), database().reading() as session:
        upload = kept_upload(session, _own(token), now())
        planned = _planned(session, upload, choice)
    return _plan_page(token, upload, choice, planned)


@content.post("/content/imports")
def import_plan() -> AnyResponse | tuple[str, int]:
    """Do what a plan said, with its doubts settled; once done, it is done."""
    token, fingerprint_shown = _field("token"), _field("fingerprint")
    choice, decisions = _choice(_field("deck"), _field("keeps")), _decisions()
    with _place_to_import(), database().reading() as session:
        upload = kept_upload(session, _own(token), now())
        shown = _planned(session, upload, choice)
        decided = _planned(session, upload, choice, decisions) if decisions else shown
    if has_work(decided.plan) and fingerprint(shown.plan) != fingerprint_shown:
        raise PlanChanged
    if decided.plan.has_errors:
        doubtful = bool(decided.plan.parsed.assignment.doubts)
        return _plan_page(token, upload, choice, shown if doubtful else decided)
    keep_before_import(database(), now())
    _store(decided.plan)
    flash(translate(_imported(decided.plan)), "done")
    return redirect(address("content.deck", slug=decided.plan.parsed.deck.slug), 303)


def has_work(plan: ImportPlan) -> bool:
    """Say whether a plan has anything to do, or to settle first."""
    items = plan.added or plan.changed or plan.moved or plan.retired
    return bool(items or plan.changes_deck or plan.has_errors)


def fingerprint(plan: ImportPlan) -> str:
    """Give a short name for what a plan would do: equal plans, equal names."""
    changes = [
        [(each.item.key, each.hash, each.position) for each in group]
        for group in (plan.added, plan.changed, plan.unchanged)
    ]
    outcome = (plan.base, changes, plan.retired, plan.parsed.deck)
    return hashlib.sha256(repr(outcome).encode()).hexdigest()


def problem_groups(plan: ImportPlan, level: Level) -> list[list[Problem]]:
    """Put problems that say the same of other places together, in the paper's order.

    A doubt is no problem here: it is settled on the page.
    """
    doubts = doubt_problems(plan.parsed.assignment, plan.source.exam.path)
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in plan.parsed.problems:
        if problem.level is level and problem not in doubts:
            name = (problem.path, problem.message.template)
            groups.setdefault(name, []).append(problem)
    return list(groups.values())


def _place_to_import() -> AbstractContextManager[None]:
    """Have a place to read a paper in, among the teachers of a server."""
    return quotas().importing(visitor().uid) if is_class() else nullcontext()


def _own(token: str) -> str:
    """Give what an upload of who asks is kept under."""
    return upload_name(visitor().uid, token)


def _planned(
    session: Session,
    upload: Upload,
    choice: UploadChoice,
    decisions: Mapping[str, str] | None = None,
) -> UploadPlan:
    account_id = visitor().account_id
    return plan_upload(session, upload, choice, decisions, account_id=account_id)


def _store(plan: ImportPlan) -> None:
    """Store a plan: whoever brings a new deck learns it, and keeps it in a class."""
    account_id = visitor().account_id
    if account_id is None:
        store_plans(database(), [plan], now())
        return
    with database().writing() as session:
        bring_paper(session, plan, account_id, now())


def _plan_page(
    token: str, upload: Upload, choice: UploadChoice, planned: UploadPlan
) -> tuple[str, int]:
    plan = planned.plan
    page = render_template(
        "content/plan.html",
        token=token,
        files=[text.path for text in _texts(upload)],
        choice=choice,
        upload=upload,
        planned=planned,
        plan=plan,
        fingerprint=fingerprint(plan),
        work=has_work(plan),
        changed=[_changed(plan, each.item) for each in plan.changed],
        errors=problem_groups(plan, Level.ERROR),
        warnings=problem_groups(plan, Level.WARNING),
    )
    return page, 422 if plan.has_errors else 200


def _changed(plan: ImportPlan, item: Item) -> ChangedItem:
    return ChangedItem(item, item_changes(plan.known[item.key], item))


def _texts(upload: Upload) -> list[SourceText]:
    return [text for text in (upload.exam, upload.key, upload.settings) if text]


def _uploaded() -> Upload:
    """Read the files of the upload; the same checks as for papers on a disk."""
    exam = _text_of(request.files.get("exam"))
    if exam is None:
        raise NoPaper
    key, settings = (_text_of(request.files.get(n)) for n in ("key", "settings"))
    return Upload(exam, key, settings)


def _text_of(file: FileStorage | None) -> SourceText | None:
    if file is None or not file.filename:
        return None
    return sent_text(file.filename, file.read())


def _choice(deck: str, keeps: str) -> UploadChoice:
    return UploadChoice(deck_slug(deck) if deck else "", keeps != "0")


def _field(name: str) -> str:
    return request.form.get(name, "")


def _decisions() -> dict[str, str]:
    return {
        name.removeprefix(_DOUBT): value
        for name, value in request.form.items()
        if name.startswith(_DOUBT)
    }


def _imported(plan: ImportPlan) -> Message:
    return message(
        "« {title} » est à jour : {added} {added:question ajoutée|questions ajoutées},"
        " {changed} {changed:modifiée|modifiées},"
        " {retired} {retired:retirée|retirées}.",
        title=plan.parsed.deck.title,
        added=len(plan.added),
        changed=len(plan.changed),
        retired=len(plan.retired),
    )
