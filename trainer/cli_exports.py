"""The commands that write files for elsewhere: Anki, Moodle, one's own data."""

from __future__ import annotations

from pathlib import Path

import click

from trainer import console
from trainer.console import PATH


@click.command("export-anki", cls=console.Command)
@click.argument("deck")
@click.argument("out", type=PATH)
def export_anki(deck: str, out: Path) -> None:
    """Écrire le paquet DECK pour Anki dans le fichier OUT (.apkg)."""
    from trainer import reports
    from trainer.anki_export import export_deck

    with console.database() as database:
        console.learner(database)
        with database.reading() as session:
            report = export_deck(session, deck, out, console.now())
    click.echo(reports.export_line(report, console.said))


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
