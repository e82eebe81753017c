"""The command that brings home the reviews done in Anki."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer import console

if TYPE_CHECKING:
    from trainer.anki_import import AnkiReport
    from trainer.db import Database
    from trainer.learners import Learner


@click.command("import-anki", cls=console.Command)
@click.argument("file", type=console.PATH)
@click.option("--student", help="L’élève, dans une classe.")
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait ajouté, sans écrire.")
@console.JSON
def import_anki(
    file: Path, student: str | None, *, dry_run: bool, as_json: bool
) -> None:
    """Rapporter d’Anki les révisions de FILE (.apkg ou .colpkg)."""
    from dataclasses import asdict

    from trainer.anki_import import foretell, import_reviews
    from trainer.anki_reading import read_anki_file
    from trainer.automatic_backups import keep_before_import
    from trainer.papers import clear_read_errors

    with console.database() as database:
        learner = _learner(database, student)
        with clear_read_errors(file):
            found = read_anki_file(file)
        if dry_run:
            with database.reading() as session:
                report = foretell(session, learner, found)
        else:
            keep_before_import(database, console.now())
            with database.writing() as session:
                report = import_reviews(session, learner, found, console.now())
    if as_json:
        console.print_json(asdict(report))
    else:
        _print(report, dry_run=dry_run)


def _learner(database: Database, name: str | None) -> Learner:
    """Return the student of a name, else the learner of this computer."""
    from trainer.accounts import learner_named

    if name is None:
        found: Learner = console.learner(database)
        return found
    with database.reading() as session:
        return learner_named(session, name)


def _print(report: AnkiReport, *, dry_run: bool) -> None:
    from trainer.anki_reports import lines, summary
    from trainer.core.messages import message

    click.echo(console.said(summary(report)))
    for line in lines(report):
        click.echo(console.said(line.sentence))
        for name in line.named.first:
            click.echo(f"- {name}")
        if more := line.named.count - len(line.named.first):
            click.echo(console.said(message("Et {n} de plus.", n=more)))
    if dry_run:
        click.echo(console.said(message("Rien n’a été écrit.")))
