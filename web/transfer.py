"""Files that leave the program: a deck for Anki, its exam for Moodle."""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from flask import Blueprint, Response, request, send_file

from trainer import access
from trainer.anki_text import export_text
from trainer.moodle_export import export_moodle
from web.addresses import deck_slug
from web.context import database, now
from web.visitor import current_learner, visitor

transfer = Blueprint("transfer", __name__)

# Signs that some system refuses, and those that reorder what is read.
_NO_NAME = re.compile(
    r'[\s\x00-\x1f\x7f-\x9f/\\:*?"<>|\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+'
)
_LONGEST_NAME = 100


@transfer.post("/decks/<slug>/anki-exports")
def export(slug: str) -> Response:
    """Send a deck as an Anki package, with what was learnt of it if that is wanted."""
    from trainer.anki_export import export_deck  # 0.2 s that few starts need

    with TemporaryDirectory() as folder:
        path = Path(folder) / "deck.apkg"
        with database().reading() as session:
            learner = current_learner(session)
            row = access.deck_of(session, learner.id, deck_slug(slug))
            whose = learner if request.form.get("progress") else None
            report = export_deck(session, row.slug, path, now(), whose)
        package = BytesIO(path.read_bytes())
    name = download_name(report.title, "apkg")
    return send_file(
        package, "application/apkg", as_attachment=True, download_name=name
    )


@transfer.post("/decks/<slug>/anki-texts")
def export_notes(slug: str) -> Response:
    """Send a deck as a text file of notes, for where no package may go into Anki."""
    with database().reading() as session:
        learner = current_learner(session)
        row = access.deck_of(session, learner.id, deck_slug(slug))
        export = export_text(session, row)
    return send_file(
        BytesIO(export.data),
        "text/plain",
        as_attachment=True,
        download_name=download_name(f"{export.title} (Anki)", "txt"),
    )


@transfer.post("/content/decks/<slug>/moodle-exports")
def export_exam(slug: str) -> Response:
    """Send the exam of a deck as a file for Moodle's question bank, with its key."""
    with database().reading() as session:
        row = access.deck_read_by(session, visitor().account_id, deck_slug(slug))
        export = export_moodle(session, row)
    return send_file(
        BytesIO(export.data),
        "application/xml",
        as_attachment=True,
        download_name=download_name(f"{export.title} (Moodle)", "xml"),
    )


def download_name(title: str, ending: str) -> str:
    """Make a file name of a title, without the signs that no system takes."""
    stem = _NO_NAME.sub(" ", title).strip(" .")[:_LONGEST_NAME].strip()
    return f"{stem or 'export'}.{ending}"


def attach(response: Response, name: str) -> None:
    """Have a response kept as a file of that name, as `send_file` does.

    A header takes no sign beyond ISO 8859-1: the server would fail on a dash.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    names = {"filename": f"export{plain}" if plain.startswith(".") else plain}
    if plain != name:
        names["filename*"] = f"UTF-8''{quote(name, safe='')}"
    response.headers.set("Content-Disposition", "attachment", **names)
