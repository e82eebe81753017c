"""The pages of an upload: what importing it would do, and the import.

The files of an upload are kept for an hour under a token, so that the page of its plan
is an address like any other: to reload, to go back to. The import plans again, and
shows the new plan if the outcome is not the one that was shown.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request
from flask import session as cookie
from flask import url_for as address
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from trainer.automatic_backups import keep_before_import
from trainer.core.deck import SourceText
from trainer.core.doubts import doubt_problems
from trainer.core.item_changes import Change, Piece, compared, item_changes
from trainer.core.items import Item
from trainer.core.keys import Doubt
from trainer.core.markup import to_text
from trainer.core.messages import Level, Message, Problem, message
from trainer.errors import Invalid
from trainer.first_use import store_plans
from trainer.giving import bring_paper
from trainer.import_plan import ImportPlan
from trainer.importing import PlanOutdated
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
from web.visitor import visitor

plans = Blueprint("plans", __name__)

STORED = "stored"  # in the cookie: which draft the device no longer needs
_DOUBT = "doubt-"


class NoPaper(Invalid):
    """The form came without a paper."""

    def __init__(self) -> None:
        super().__init__(
            message("Aucune épreuve n’a été choisie : choisir d’abord un fichier .md.")
        )


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """A question that is no longer the same, with what is other in it."""

    item: Item
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known question that another one may be, and in which words they differ."""

    key: str
    place: str
    is_retired: bool
    known: tuple[Piece, ...]
    new: tuple[Piece, ...]


@plans.post("/content/plans")
def make() -> AnyResponse:
    """Keep the files of an upload, and go to the page of its plan."""
    token = keep_for_an_hour(_uploaded())
    return redirect(address("plans.show", token=token), 303)


@plans.get("/content/plans/<token>")
def show(token: str) -> tuple[str, int]:
    """Show what importing an upload would do; nothing is stored."""
    choice = _choice(request.args.get("deck", ""), request.args.get("keeps", "1"))
    with _place_to_import(), database().reading() as session:
        upload = own_upload(session, token)
        planned = _planned(session, upload, choice)
    return _page(token, upload, choice, planned)


@plans.post("/content/imports")
def accept() -> AnyResponse | tuple[str, int]:
    """Do what a plan said, with its doubts settled; once done, it is done."""
    token, choice = _field("token"), _choice(_field("deck"), _field("keeps"))
    decisions = _decisions()
    with _place_to_import(), database().reading() as session:
        upload = own_upload(session, token)
        shown = _planned(session, upload, choice)
        decided = _planned(session, upload, choice, decisions) if decisions else shown
    plan = decided.plan
    has_work = plan.has_work or plan.has_errors
    if has_work and fingerprint(shown.plan) != _field("fingerprint"):
        return _page(token, upload, choice, shown, is_late=True)
    if plan.has_errors:
        doubtful = bool(plan.parsed.assignment.doubts)
        return _page(token, upload, choice, shown if doubtful else decided)
    keep_before_import(database(), now())
    try:
        _store(plan)
    except PlanOutdated:  # somebody else was quicker by a moment
        with database().reading() as session:
            planned = _planned(session, upload, choice)
        return _page(token, upload, choice, planned, is_late=True)
    flash(translate(_imported(plan)), "done")
    cookie[STORED] = upload.draft
    return redirect(address("content.deck", slug=plan.parsed.deck.slug), 303)


def keep_for_an_hour(upload: Upload) -> str:
    """Keep the files of an upload; return the token that its sender finds it by."""
    token = secrets.token_urlsafe()
    keeper = visitor().account_id
    with database().writing() as session:
        if keeper is not None:
            check_room(session, keeper)
        keep_upload(session, upload, _own(token), now())
    return token


def own_upload(session: Session, token: str) -> Upload:
    """Return the files of an upload of the visitor's.

    Raises:
        UploadGone: they are no longer kept, or are somebody else's.
    """
    return kept_upload(session, _own(token), now())


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


def _page(
    token: str,
    upload: Upload,
    choice: UploadChoice,
    planned: UploadPlan,
    *,
    is_late: bool = False,
) -> tuple[str, int]:
    """Show a plan; `is_late`: it is not the one that was accepted."""
    plan = planned.plan
    page = render_template(
        "content/plan.html",
        is_late=is_late,
        candidates=_candidates(plan),
        token=token,
        files=[text.path for text in _texts(upload)],
        choice=choice,
        upload=upload,
        planned=planned,
        plan=plan,
        fingerprint=fingerprint(plan),
        work=plan.has_work or plan.has_errors,
        changed=[_changed(plan, each.item) for each in plan.changed],
        errors=problem_groups(plan, Level.ERROR),
        warnings=problem_groups(plan, Level.WARNING),
    )
    return page, 409 if is_late else 422 if plan.has_errors else 200


def _candidates(plan: ImportPlan) -> dict[str, list[Candidate]]:
    """Return, by place, the known questions that each doubtful one may be."""
    doubts = plan.parsed.assignment.doubts
    return {doubt.place: list(_candidates_of(plan, doubt)) for doubt in doubts}


def _candidates_of(plan: ImportPlan, doubt: Doubt) -> Iterator[Candidate]:
    known = {item.key: item for item in plan.parsed.known}
    for key in doubt.candidates:
        if item := known.get(key):
            pieces = compared(to_text(item.texts[0]), to_text(doubt.text))
            yield Candidate(key, item.place, item.retired, *pieces)


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
