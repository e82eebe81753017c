"""The story of a person's data in one archive: JSON, tables, and Anki packages."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy.orm import Session

from trainer import access
from trainer.anki_export import export_deck
from trainer.backup import refuse_target
from trainer.db_errors import clear_disk_errors
from trainer.learners import Learner, load_learner
from trainer.my_data import export_json
from trainer.own_cards import export_cards
from trainer.review_sheet import export_csv
from trainer.tables import AccountRow, StudentRow


def export_person(
    session: Session, learner: Learner, path: Path, now: datetime
) -> None:
    """Write all of a person's data into a new archive, whole or not at all.

    Raises:
        TargetExists: there is such a file.
        FolderMissing: there is no folder to put it in.
        Unavailable: the disk is full or read-only.
    """
    part = path.with_name(f".{path.name}.part")
    with clear_disk_errors(path.parent):
        refuse_target(path)
        try:
            with ZipFile(part, "w", ZIP_DEFLATED) as archive:
                part.chmod(0o600)
                _fill(archive, session, learner, now)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def export_account(
    session: Session, account: AccountRow, path: Path, now: datetime
) -> None:
    """Write all of an account's data into a new archive, as `export_person` does."""
    student = session.get_one(StudentRow, account.student_id)
    export_person(session, load_learner(session, student.uid), path, now)


def _fill(archive: ZipFile, session: Session, learner: Learner, now: datetime) -> None:
    tables = {
        "mes-donnees.json": export_json(session, learner, now),
        "mes-revisions.csv": export_csv(session, learner),
        "mes-cartes.csv": export_cards(session, learner),
    }
    for name, pieces in tables.items():
        _write(archive, name, (piece.encode() for piece in pieces), now)
    with tempfile.TemporaryDirectory(prefix="trainer-") as folder:
        package = Path(folder) / "deck.apkg"
        for deck in access.decks_of(session, learner.id):
            export_deck(session, deck.slug, package, now, learner)
            name = f"paquets/{deck.slug}.apkg"
            _write(archive, name, [package.read_bytes()], now)


def _write(archive: ZipFile, name: str, pieces: Iterable[bytes], now: datetime) -> None:
    about = ZipInfo(name, now.timetuple()[:6])
    about.compress_type = ZIP_DEFLATED
    about.external_attr = 0o600 << 16
    with archive.open(about, "w", force_zip64=True) as file:
        for piece in pieces:
            file.write(piece)
