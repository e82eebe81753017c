"""The page of one's own data: take it along, bring own cards, back up, restore."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    stream_with_context,
    url_for,
)
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from trainer.automatic_backups import (
    backup_named,
    folder_of,
    keep_before_import,
    kept_backups,
)
from trainer.backup import backup
from trainer.backup_reading import UnfitBackup, contents
from trainer.core.messages import Message, message
from trainer.core.own_cards import OwnCards, card_rows
from trainer.core.spreadsheet import csv_lines
from trainer.db import make_folder
from trainer.erasing import erase_again
from trainer.errors import BadFiles, Invalid
from trainer.first_use import prepare
from trainer.learners import Learner
from trainer.my_data import export_json
from trainer.own_cards import (
    NoTable,
    deck_slug,
    export_cards,
    import_cards,
    own_cards,
    plan_cards,
    read_cards,
)
from trainer.restoring import RestoreByServer, lay_ready, restore_ready
from trainer.review_sheet import export_csv
from web.context import config, database, now
from web.preferences import translate
from web.visitor import current_learner

my_data = Blueprint("my_data", __name__)

Export = Callable[[Session, Learner], Iterator[str]]


class NoFile(Invalid):
    """The form came without a file."""

    def __init__(self) -> None:
        super().__init__(message("Choisir d’abord un fichier."))


@my_data.get("/my-data")
def show() -> str:
    """Show what can be taken along and brought back."""
    return _page()


@my_data.get("/my-data/everything.json")
def everything() -> Response:
    """Send everything of the student as JSON."""
    return _download(
        lambda session, learner: export_json(session, learner, now()),
        "mes-donnees",
        "application/json",
    )


@my_data.get("/my-data/reviews.csv")
def reviews() -> Response:
    """Send the reviews as a table."""
    return _download(export_csv, "mes-revisions", "text/csv")


@my_data.get("/my-data/cards.csv")
def cards() -> Response:
    """Send the student's own cards as a table."""
    return _download(export_cards, "mes-cartes", "text/csv")


# Own cards


@my_data.post("/my-data/card-plans")
def plan_own_cards() -> Response | tuple[str, int]:
    """Show what a table of cards would change; nothing is stored."""
    try:
        file = _file()
        found = read_cards(file.read(), file.filename or "")
    except (NoFile, NoTable) as error:
        return _page(cards_error=error.message), 422
    return _plan_page(found), 422 if found.problems else 200


@my_data.post("/my-data/card-imports")
def import_own_cards() -> AnyResponse | tuple[str, int]:
    """Store the cards of a table that was shown."""
    table = request.form.get("table", "").encode()
    try:
        found = read_cards(table, "")
        keep_before_import(database(), now())
        with database().writing() as session:
            plan = import_cards(session, current_learner(session), found, now())
    except (NoTable, BadFiles) as error:
        return _page(cards_error=error.message), 422
    done = message(
        "Cartes enregistrées. Nouvelles : {added}. Changées : {changed}.",
        added=len(plan.added),
        changed=len(plan.changed),
    )
    return _back(done, "cards")


# Backups


@my_data.post("/my-data/backups")
def download_backup() -> Response:
    """Send a backup that is known to be good."""
    folder = folder_of(database())
    if folder is None:
        raise RestoreByServer
    make_folder(folder)
    with tempfile.TemporaryDirectory(prefix=".download-", dir=folder) as scratch:
        made = backup(database(), Path(scratch) / "backup.db")
        data = BytesIO(made.path.read_bytes())
    name = f"sauvegarde-{now():%Y-%m-%d}.db"
    return send_file(
        data, "application/vnd.sqlite3", as_attachment=True, download_name=name
    )


@my_data.post("/my-data/restoration-plans")
def plan_restoration() -> str | tuple[str, int]:
    """Show what a backup holds, against what is here; nothing is changed."""
    folder = folder_of(database())
    if folder is None:
        raise RestoreByServer
    make_folder(folder)
    with tempfile.TemporaryDirectory(prefix=".upload-", dir=folder) as scratch:
        try:
            ready = lay_ready(database(), _chosen(Path(scratch)))
        except (NoFile, UnfitBackup) as error:
            return _page(restore_error=error.message), 422
    with database().reading() as session:
        here = contents(session.connection())
        zone = current_learner(session).settings_at(now()).zone
    return render_template(
        "my_data/restoration.html", ready=ready, here=here, zone=zone
    )


@my_data.post("/my-data/restorations")
def restore() -> AnyResponse:
    """Put what was shown in the place of what is here."""
    restore_ready(database(), request.form.get("token", ""), now())
    erase_again(database(), config().home)
    prepare(database(), now())
    done = message(
        "La sauvegarde est restaurée. Ce qui était là avant est gardé parmi les"
        " sauvegardes."
    )
    return _back(done, "backups")


def _chosen(scratch: Path) -> Path:
    """Give the file to restore: one of the program's own backups, or an upload."""
    name = request.form.get("name")
    if name is not None:
        return backup_named(database(), name).path
    path = scratch / "upload.db"
    _file().save(path)
    return path


def _file() -> FileStorage:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise NoFile
    return file


def _download(export: Export, name: str, kind: str) -> Response:
    """Send a text while it is being written: one moment of the database."""

    def pieces() -> Iterator[bytes]:
        with database().reading() as session:
            for piece in export(session, current_learner(session)):
                yield piece.encode()

    response = Response(stream_with_context(pieces()), mimetype=kind)
    ending = kind.rpartition("/")[2]
    file_name = f"{name}-{now():%Y-%m-%d}.{ending}"
    response.headers.set("Content-Disposition", "attachment", filename=file_name)
    return response


def _back(done: Message, anchor: str) -> AnyResponse:
    flash(translate(done), "done")
    return redirect(url_for("my_data.show", _anchor=anchor), 303)


def _plan_page(found: OwnCards) -> str:
    with database().reading() as session:
        learner = current_learner(session)
        plan = None if found.problems else plan_cards(session, learner, found.cards)
    rows = list(zip(found.lines, found.cards, strict=True))
    return render_template(
        "my_data/cards.html",
        rows=rows,
        has_tags=any(card.tags is not None for card in found.cards),
        problems=found.problems,
        plan=plan,
        table=_table(found),
    )


def _table(found: OwnCards) -> str:
    """Write the cards again, to be sent back; without tags if there were none."""
    has_tags = any(card.tags is not None for card in found.cards)
    return "".join(csv_lines(row[: 2 + has_tags] for row in card_rows(found.cards)))


def _page(
    *, cards_error: Message | None = None, restore_error: Message | None = None
) -> str:
    with database().reading() as session:
        learner = current_learner(session)
        own = deck_slug(learner)
        count = len(own_cards(session, learner))
        zone = learner.settings_at(now()).zone
    return render_template(
        "my_data/index.html",
        own_deck=own,
        own_cards=count,
        backups=kept_backups(database()),
        is_on_server=database().path is None,
        zone=zone,
        cards_error=cards_error,
        restore_error=restore_error,
    )
