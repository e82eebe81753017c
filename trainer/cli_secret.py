"""The command about what signs cookies and forms: another one in its place."""

from __future__ import annotations

import click

from trainer import console


@click.command("renew-secret")
@click.option("--now", "at_once", is_flag=True, help="L’ancien ne vaut plus rien.")
def renew_secret(*, at_once: bool) -> None:
    """Changer le secret du serveur, qui est à relancer ensuite."""
    from trainer.core.model import message
    from web.security import renew_secret as renew

    renew(console.config().home, at_once=at_once)
    told = message(
        "Secret changé : relancer le serveur. Les pages ouvertes restent bonnes"
        " jusqu’au prochain changement."
    )
    if at_once:
        told = message(
            "Secret changé : relancer le serveur, puis recharger les pages ouvertes."
        )
    click.echo(console.said(told))
