"""The editor of a paper and its key: written, checked and shown, then planned.

Nothing is stored here. Every button is a form's: a script only presses the one that
checks while somebody writes, and takes the answer in without leaving the page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask import url_for as address
from werkzeug.wrappers import Response as AnyResponse

from trainer.core.deck import Source, SourceText
from trainer.core.items import Kind
from trainer.core.key_skeleton import with_missing
from trainer.core.messages import Level, Message, message
from trainer.core.paper_blocks import with_block
from trainer.core.preview import Preview, preview
from trainer.editing import (
    Conflict,
    Draft,
    begin_paper,
    conflict_of,
    lines_of,
    open_deck,
    reopen,
    upload_of,
)
from trainer.papers import source_of
from trainer.tables import TextPart
from trainer.uploads import slug_for_new
from web.addresses import deck_slug, small_number
from web.context import database
from web.plans import keep_for_an_hour, own_upload
from web.visitor import visitor

editor = Blueprint("editor", __name__)

KEY = "key"  # what is added beside the kinds of questions: what the key lacks
LONGEST = 200_000  # signs that are shown while they are written: twenty long papers


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a text, from 1: where something was put in."""

    part: TextPart
    line: int


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong at a line of one of the texts; 0: of no line."""

    part: TextPart
    line: int
    message: Message
    is_error: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What a draft would ask, and what is wrong; None: it is too long to be shown."""

    preview: Preview | None
    remarks: tuple[Remark, ...] = ()


@editor.get("/content/editor")
def new() -> str:
    """Begin a paper from nothing, or go on with one that was sent."""
    draft = begin_paper(request.args.get("title", ""))
    with database().reading() as session:
        if token := request.args.get("upload"):
            upload = own_upload(session, token)
            draft = reopen(upload, replace(draft, key="", title=_stem(upload.exam)))
    return _page(draft)


@editor.get("/content/decks/<slug>/editor")
def deck(slug: str) -> str:
    """Open the texts of a deck, or those that were sent to change it."""
    with database().reading() as session:
        draft = open_deck(session, deck_slug(slug), visitor().account_id)
        if token := request.args.get("upload"):
            draft = reopen(own_upload(session, token), draft)
    return _page(draft)


@editor.post("/content/editor")
def check() -> Response | str:
    """Show what a draft would ask and what is wrong, after adding what is wished."""
    draft, place = _added(_draft(), request.form.get("add", ""))
    if request.accept_mimetypes.best != "application/json":
        return _page(draft, place)
    shown = render_template("content/_checked.html", checked=_checked(draft))
    line = {"part": place.part, "line": place.line} if place else {}
    return jsonify(exam=draft.exam, key=draft.key, html=shown, **line)


@editor.post("/content/editor/plans")
def plan() -> AnyResponse | tuple[str, int]:
    """Keep a draft as an upload and go to its plan; if somebody was quicker, say so."""
    draft, account_id = _draft(), visitor().account_id
    with database().reading() as session:
        conflict = conflict_of(session, draft, account_id)
        if conflict is None:
            upload = upload_of(session, draft, account_id)
            name = source_of(upload.exam).slug
            meant = draft.slug or slug_for_new(session, account_id, name)
    if conflict is not None:
        based = replace(draft, base=conflict.version.number)
        return _page(based, conflict=conflict), 409
    token = keep_for_an_hour(upload)
    return redirect(address("plans.show", token=token, deck=meant), 303)


def _page(
    draft: Draft, place: Place | None = None, conflict: Conflict | None = None
) -> str:
    return render_template(
        "content/editor.html",
        draft=draft,
        place=place,
        conflict=conflict,
        checked=_checked(draft),
        kinds=tuple(Kind),
    )


def _draft() -> Draft:
    """Read the texts that were sent."""
    exam, key, settings = (lines_of(request.form.get(part, "")) for part in TextPart)
    slug = request.form.get("slug", "")
    return Draft(
        exam=exam,
        key=key,
        settings=settings,
        slug=deck_slug(slug) if slug else "",
        base=small_number(request.form.get("base", "")),
        title=request.form.get("title", ""),
    )


def _added(draft: Draft, what: str) -> tuple[Draft, Place | None]:
    """Put a ready-made piece into a draft; what is none adds nothing."""
    if len(draft.exam) + len(draft.key) > LONGEST:
        return draft, None
    if what == KEY:
        alone = preview(Source("draft", SourceText("", draft.exam)))
        items = (shown.item for shown in alone.items)
        key = with_missing(draft.key, alone.deck.title, items)
        return replace(draft, key=key), Place(
            TextPart.KEY, _first_other(draft.key, key)
        )
    if what in set(Kind):
        written = with_block(draft.exam, Kind(what))
        return replace(draft, exam=written.text), Place(TextPart.EXAM, written.line)
    return draft, None


def _first_other(before: str, after: str) -> int:
    """Return the first line that has words and is not as before; 1 if there is none."""
    old, new = before.split("\n"), after.split("\n")
    other = (
        number
        for number, line in enumerate(new)
        if line.strip() and (number >= len(old) or old[number] != line)
    )
    return next(other, 0) + 1


def _checked(draft: Draft) -> Checked:
    if len(draft.exam) + len(draft.key) + len(draft.settings) > LONGEST:
        return Checked(None)
    if not draft.exam.strip():
        empty = message("L’épreuve est vide : y écrire, ou ajouter une question.")
        return Checked(None, (Remark(TextPart.EXAM, 0, empty, is_error=True),))
    texts = zip(TextPart, (draft.exam, draft.key, draft.settings), strict=True)
    exam, key, settings = (
        SourceText(part, text) if text.strip() or part is TextPart.EXAM else None
        for part, text in texts
    )
    assert exam is not None
    shown = preview(Source(draft.slug or "draft", exam, key, settings))
    remarks = (
        Remark(TextPart(p.path), p.line, p.message, p.level is Level.ERROR)
        for p in shown.problems
    )
    return Checked(shown, tuple(remarks))


def _stem(text: SourceText) -> str:
    return text.path.rpartition(".")[0] or text.path
