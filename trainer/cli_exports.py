"""The commands that write files for elsewhere: Anki, Moodle, one's own data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer import console
from trainer.console import PATH

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from trainer.learners import Learner


@click.command("export-anki", cls=console.Command)
@click.argument("deck")
@click.argument("out", type=PATH)
@click.option(
    "--student",
    metavar="NAME",
    help="Avec ce que NAME a appris ; « local » : la personne de cet ordinateur.",
)
def export_anki(deck: str, out: Path, student: str | None) -> None:
    """Écrire le paquet DECK pour Anki dans OUT : .apkg, ou .txt pour ses notes."""
    from trainer import reports
    from trainer.anki_export import export_deck

    if out.suffix == ".txt":
        _export_notes(deck, out, student)
        return
    with console.database() as database:
        console.learner(database)
        with database.reading() as session:
            learner = _learner(session, student) if student else None
            report = export_deck(session, deck, out, console.now(), learner)
    for line in reports.export_lines(report, console.said):
        click.echo(line)


def _export_notes(deck: str, out: Path, student: str | None) -> None:
    """Write the notes of a deck as text; it can hold no progress."""
    from trainer import access, reports
    from trainer.anki_text import TextWithProgress, export_text
    from trainer.data_files import write_new

    if student:
        raise TextWithProgress
    with console.database() as database:
        console.learner(database)
        with database.reading() as session:
            made = export_text(session, access.deck_named(session, deck))
    write_new(out, made.data)
    click.echo(reports.notes_line(made, out, console.said))


def _learner(session: Session, name: str) -> Learner:
    """Return the student of a name; the learner of this computer has none."""
    from trainer.accounts import find_account, learner_named
    from trainer.learners import LOCAL_UID, load_learner

    if name == LOCAL_UID and find_account(session, name) is None:
        return load_learner(session)
    return learner_named(session, name)


@click.command("export-moodle", cls=console.Command)
@click.argument("deck")
@click.argument("out", type=PATH)
def export_moodle(deck: str, out: Path) -> None:
    """Écrire l’épreuve du paquet DECK, avec son corrigé, pour Moodle (.xml)."""
    from trainer import access
    from trainer.data_files import write_new
    from trainer.moodle_export import export_line
    from trainer.moodle_export import export_moodle as export

    with console.database() as database:
        console.learner(database)
        with database.reading() as session:
            made = export(session, access.deck_named(session, deck))
    write_new(out, made.data)
    click.echo(console.said(export_line(made, out)))


@click.command("export-data", cls=console.Command)
@click.argument("file", type=PATH)
def export_data(file: Path) -> None:
    """Écrire ses données dans FILE : .json (tout), .csv, .cartes.csv."""
    from trainer.data_files import write_data

    with console.database() as database:
        learner = console.learner(database)
        with database.reading() as session:
            write_data(session, learner, file, console.now())
    click.echo(file)
