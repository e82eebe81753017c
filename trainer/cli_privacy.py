"""The commands about a person's data: all of it in a file, or all of it gone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer import console

if TYPE_CHECKING:
    from trainer.core.messages import Message


@click.command("export", cls=console.Command)
@click.argument("name")
@click.argument("file", type=console.PATH)
def export_(name: str, file: Path) -> None:
    """Écrire tout ce qui est gardé de NAME dans l’archive FILE (.zip)."""
    from trainer.accounts import account_named
    from trainer.person_export import export_account

    with console.database() as database, database.reading() as session:
        account = account_named(session, name)
        export_account(session, account, file, console.now())
    click.echo(file)


@click.command(cls=console.Command)
@click.argument("name")
@click.option("--now", "at_once", is_flag=True, help="Aussitôt, sans les sept jours.")
def erase(name: str, *, at_once: bool) -> None:
    """Effacer tout ce qui est gardé de NAME, dans sept jours."""
    from trainer.accounts import account_named
    from trainer.core.messages import message
    from trainer.erasing import ask_to_erase, erase_now

    with console.database() as database:
        with database.writing() as session:
            account = account_named(session, name)
            day = ask_to_erase(session, account.id, console.now())
        if at_once:
            erase_now(database, console.config().home, account.id)
            _say(message("Effacé. Les sauvegardes d’avant le gardent 35 jours."))
            return
    _say(
        message(
            "Tout sera effacé le {day:%d/%m/%Y}. D’ici là, la personne peut y renoncer"
            " dans « Mes données ».",
            day=day,
        )
    )


def _say(sentence: Message) -> None:
    click.echo(console.said(sentence))
