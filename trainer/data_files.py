"""The story of writing one's data into a file, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from trainer.backup import refuse_target
from trainer.core.messages import message
from trainer.db_errors import clear_disk_errors
from trainer.errors import Invalid
from trainer.learners import Learner
from trainer.my_data import export_json
from trainer.own_cards import export_cards
from trainer.review_sheet import export_csv


class UnknownEnding(Invalid):
    """The name of the file does not say what to write."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            message(
                "{path} : donner un nom qui finit par .json (tout), .csv (les"
                " révisions) ou .cartes.csv (ses propres cartes).",
                path=path,
            )
        )


def write_data(session: Session, learner: Learner, path: Path, now: datetime) -> None:
    """Write everything of a student, or a table, as the ending of the name says.

    Raises:
        UnknownEnding: it says nothing.
        TargetExists: there is such a file.
        FolderMissing: there is no folder to put it in.
        Unavailable: the disk is full or read-only.
    """
    match path.suffixes[-2:]:
        case [*_, ".json"]:
            pieces = export_json(session, learner, now)
        case [".cartes", ".csv"]:
            pieces = export_cards(session, learner)
        case [*_, ".csv"]:
            pieces = export_csv(session, learner)
        case _:
            raise UnknownEnding(path)
    _write(path, (piece.encode() for piece in pieces))


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, whole or not at all.

    Raises:
        TargetExists: there is such a file.
        FolderMissing: there is no folder to put it in.
        Unavailable: the disk is full or read-only.
    """
    _write(path, [data])


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    part = path.with_name(f".{path.name}.part")
    with clear_disk_errors(path.parent):
        refuse_target(path)
        try:
            with part.open("wb") as file:
                file.writelines(pieces)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
