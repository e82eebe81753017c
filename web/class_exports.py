"""What a teacher takes along of a class: its answers as a table, with a dictionary."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import (
    Blueprint,
    Response,
    render_template,
    request,
    send_file,
    stream_with_context,
)
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from trainer.answer_sheet import COLUMNS, Cell, as_text, rows_of
from trainer.asking_again import Proof
from trainer.class_answers import members_of
from trainer.core.messages import Message, message
from trainer.core.spreadsheet import csv_lines
from trainer.errors import NotFound, TooMany
from trainer.new_password import WrongPassword
from trainer.personal_reads import Look
from trainer.taking_along import allow_names, last_taken
from web.accounts import refused
from web.classrooms import teacher_id
from web.context import database, now, passwords
from web.entering import server_secret
from web.preferences import translate
from web.projector import note_shown
from web.teaching import class_view
from web.transfer import attach, download_name
from web.visitor import current_learner

class_exports = Blueprint("class_exports", __name__)

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@class_exports.get("/classrooms/<uid>/exports")
def show(uid: str) -> str:
    """Show what can be taken along, and what its columns mean."""
    return _page(uid)


@class_exports.post("/classrooms/<uid>/answer-sheets")
def send(uid: str) -> AnyResponse:
    """Send the answers of a class; who is named there can see it."""
    names = request.form.get("names") == "1"
    with database().reading() as session:
        view = class_view(session, uid, slug=request.form.get("deck") or None)
        if view.deck is None:
            raise NotFound(message("La classe n’apprend encore rien."))
        members = members_of(session, view.classroom)
        title = f"{view.classroom.name}, {view.deck.deck.title}, {view.today}"
    if names:
        try:
            _ask_again()
        except (WrongPassword, TooMany) as error:
            return refused(error, _page(uid, view.slug, error.message))
        note_shown((member.account_id for member in members), Look.SHEET)
    if request.form.get("format") == "xlsx":
        return _workbook(uid, view.slug, download_name(title, "xlsx"), names=names)
    return _csv(uid, view.slug, download_name(title, "csv"), names=names)


def _ask_again() -> None:
    """Let names be taken along by who types the password of the account."""
    typed = request.form.get("password", "")
    proof = Proof(teacher_id(), typed, server_secret())
    allow_names(database(), passwords(), proof, now())


def _page(uid: str, slug: str | None = None, error: Message | None = None) -> str:
    with database().reading() as session:
        return render_template(
            "teaching/exports.html",
            view=class_view(session, uid, slug=slug),
            columns=COLUMNS,
            last=last_taken(session, teacher_id()),
            zone=current_learner(session).settings_at(now()).zone,
            error=error,
        )


def _csv(uid: str, slug: str | None, name: str, *, names: bool) -> Response:
    """Send the table while it is being written: one moment of the database."""

    def pieces() -> Iterator[bytes]:
        with database().reading() as session:
            lines = (
                tuple(as_text(cell) for cell in row)
                for row in _rows(session, uid, slug, names=names)
            )
            heading = tuple(column.name for column in COLUMNS)
            for line in csv_lines(chain([heading], lines)):
                yield line.encode()

    response = Response(stream_with_context(pieces()), mimetype="text/csv")
    attach(response, name)
    return response


def _workbook(uid: str, slug: str | None, name: str, *, names: bool) -> Response:
    from trainer.workbook_export import write_workbook  # 20 ms that few starts need

    with TemporaryDirectory() as folder:
        path = Path(folder) / "answers.xlsx"
        with database().reading() as session:
            write_workbook(path, _rows(session, uid, slug, names=names), translate)
        data = BytesIO(path.read_bytes())
    return send_file(data, _WORKBOOK, as_attachment=True, download_name=name)


def _rows(
    session: Session, uid: str, slug: str | None, *, names: bool
) -> Iterator[tuple[Cell, ...]]:
    view = class_view(session, uid, slug=slug)
    assert view.deck is not None, "the class was asked for what it does not learn"
    members = members_of(session, view.classroom)
    return rows_of(session, members, view.deck.row, names=names)
