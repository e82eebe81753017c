"""The pages of the papers: what there is, an upload with its plan, the import.

Nothing is kept between the plan and the import: the plan's form carries the texts, and
the import plans again and refuses if the outcome is not the one that was shown.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from trainer import access
from trainer.automatic_backups import keep_before_import
from trainer.content import load_deck
from trainer.core.deck import Source
from trainer.core.model import Message, message
from trainer.daily_review import today
from trainer.errors import Invalid, Refused
from trainer.import_plan import ImportPlan, plan_import
from trainer.importing import apply_import
from trainer.learners import ensure_learner, load_learner
from trainer.papers import decode, source_from_upload
from web.context import database, now
from web.preferences import translate

content = Blueprint("content", __name__)

_DOUBT = "doubt-"
_FILES = ("exam", "key", "settings")
_FIELDS = ("name", *_FILES, "fingerprint")


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
class PaperLine:
    """A paper in the list of them."""

    slug: str
    title: str
    is_checked: bool
    items: int
    cards: int


@dataclass(frozen=True, slots=True)
class PlanForm:
    """What the page of a plan carries to the import."""

    name: str
    exam: str
    key: str
    settings: str
    fingerprint: str = ""

    @property
    def source(self) -> Source:
        """The texts as a source."""
        texts = (self.exam, self.key, self.settings)
        return source_from_upload(self.name, *(text.encode() for text in texts))


@content.get("/content")
def index() -> str:
    """Show the papers, and the form for another one."""
    with database().reading() as session:
        learner = load_learner(session)
        held = today(session, learner, now())
        rows = access.decks_of(session, learner.id)
        items = {row.slug: len(load_deck(session, row).items) for row in rows}
    decks = [
        PaperLine(deck.slug, deck.title, deck.is_checked, items[deck.slug], deck.cards)
        for deck in held.decks
    ]
    return render_template("content/index.html", decks=decks)


@content.post("/content/plans")
def make_plan() -> tuple[str, int]:
    """Show what importing an upload would do; nothing is stored."""
    form = _uploaded()
    with database().reading() as session:
        plan = plan_import(session, form.source)
    return _plan_page(replace(form, fingerprint=fingerprint(plan)), plan)


@content.post("/content/imports")
def import_plan() -> Response | tuple[str, int]:
    """Do what a plan said, with its doubts settled; once done, it is done."""
    form = PlanForm(**{name: _field(name) for name in _FIELDS})
    source, decisions = form.source, _decisions()
    with database().reading() as session:
        shown = plan_import(session, source)
        plan = plan_import(session, source, decisions) if decisions else shown
    if has_work(plan) and fingerprint(shown) != form.fingerprint:
        raise PlanChanged
    if plan.has_errors:
        return _plan_page(form, shown if plan.parsed.assignment.doubts else plan)
    keep_before_import(database(), now())
    with database().writing() as session:
        apply_import(session, plan, now())
        ensure_learner(session, now())
    flash(translate(_imported(plan)), "done")
    return redirect(url_for("content.index"), 303)


def has_work(plan: ImportPlan) -> bool:
    """Say whether a plan has anything to do, or to settle first."""
    return bool(plan.added or plan.changed or plan.retired or plan.has_errors)


def fingerprint(plan: ImportPlan) -> str:
    """Give a short name for what a plan would do: equal plans, equal names."""
    changes = [
        [(each.item.key, each.hash, each.position) for each in group]
        for group in (plan.added, plan.changed, plan.unchanged)
    ]
    outcome = (plan.base, changes, plan.retired, plan.parsed.deck)
    return hashlib.sha256(repr(outcome).encode()).hexdigest()


def _uploaded() -> PlanForm:
    """Read the files of the upload; the same checks as for papers on a disk."""
    exam = request.files.get("exam")
    if exam is None or not exam.filename:
        raise NoPaper
    texts = {name: _text_of(request.files.get(name)) for name in _FILES}
    return PlanForm(name=exam.filename, **texts)


def _text_of(file: FileStorage | None) -> str:
    if file is None or not file.filename:
        return ""
    return decode(file.read(), file.filename).text


def _field(name: str) -> str:
    """Read a field of a plan's form, with the ends of lines as the file had them."""
    return request.form.get(name, "").replace("\r\n", "\n")


def _plan_page(form: PlanForm, plan: ImportPlan) -> tuple[str, int]:
    page = render_template("content/plan.html", form=form, plan=plan)
    return page, 422 if plan.has_errors else 200


def _decisions() -> dict[str, str]:
    return {
        name.removeprefix(_DOUBT): value
        for name, value in request.form.items()
        if name.startswith(_DOUBT)
    }


def _imported(plan: ImportPlan) -> Message:
    return message(
        "« {title} » est à jour : {added} items ajoutés, {changed} changés, "
        "{retired} retirés.",
        title=plan.parsed.deck.title,
        added=len(plan.added),
        changed=len(plan.changed),
        retired=len(plan.retired),
    )
