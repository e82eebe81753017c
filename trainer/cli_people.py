"""The commands about people: who may sign in, and with what the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from trainer import console

if TYPE_CHECKING:
    from trainer.core.messages import Message
    from trainer.tables import AccountRow


@click.group(cls=console.Commands)
def person() -> None:
    """Ajouter des personnes à une classe, ou en retirer."""


@person.command()
@click.argument("name")
@click.option("--teacher", is_flag=True, help="Enseignant, et non élève.")
def add(name: str, *, teacher: bool) -> None:
    """Créer le compte de NAME ; ses trois mots ne sont montrés qu’ici."""
    from trainer.accounts import add_account
    from trainer.core.messages import message

    phrase, hashed = _new_phrase()
    with console.database() as database:
        console.learner(database)  # the first teacher takes it over
        with database.writing() as session:
            account = add_account(
                session, name, hashed, console.now(), is_teacher=teacher
            )
    _say(message("Compte créé pour {name}.", name=account.name))
    _say_phrase(phrase)


@person.command("list")
@console.JSON
def list_(*, as_json: bool) -> None:
    """Montrer qui a un compte."""
    from trainer.accounts import all_accounts

    with console.database() as database, database.reading() as session:
        accounts = all_accounts(session)
    if as_json:
        console.print_json([_report(account) for account in accounts])
    else:
        for account in accounts:
            _say(_line(account))


@person.command()
@click.argument("name")
def reset(name: str) -> None:
    """Donner trois nouveaux mots à NAME, et déconnecter ses appareils."""
    from trainer.accounts import account_named, give_password
    from trainer.core.messages import message

    phrase, hashed = _new_phrase()
    with console.database() as database, database.writing() as session:
        account = account_named(session, name)
        give_password(session, account, hashed)
    _say(message("Les appareils de {name} sont déconnectés.", name=account.name))
    _say_phrase(phrase)


@person.command()
@click.argument("name")
def remove(name: str) -> None:
    """Fermer le compte de NAME ; ce qui a été appris reste dans la base."""
    from trainer.accounts import account_named, close_account
    from trainer.core.messages import message

    with console.database() as database, database.writing() as session:
        account = account_named(session, name)
        close_account(session, account)
    _say(
        message(
            "Le compte de {name} est fermé : plus de connexion, plus de classe."
            " « trainer person reset » le rouvre.",
            name=account.name,
        )
    )


def _new_phrase() -> tuple[str, str]:
    """Make a phrase and its hash, before anything is locked."""
    from trainer.passwords import Passwords
    from trainer.phrases import new_phrase

    phrase = new_phrase()
    return phrase, Passwords().hash(phrase)


def _say_phrase(phrase: str) -> None:
    from trainer.core.messages import message

    _say(
        message(
            "Trois mots pour la première connexion, montrés une seule fois : {phrase}",
            phrase=phrase,
        )
    )


def _report(account: AccountRow) -> dict[str, object]:
    return {
        "name": account.name,
        "teacher": account.is_teacher,
        "open": account.password_hash is not None,
        "must_change": account.must_change,
        "created_at": account.created_at.isoformat(),
    }


def _line(account: AccountRow) -> Message:
    from trainer.core.messages import message

    role = message("enseignant") if account.is_teacher else message("élève")
    if account.password_hash is None:
        state = message("compte fermé")
    elif account.must_change:
        state = message("n’a pas encore choisi de mot de passe")
    else:
        state = message("a choisi un mot de passe")
    return message(
        "{name} : {role}, {state}", name=account.name, role=role, state=state
    )


def _say(sentence: Message) -> None:
    click.echo(console.said(sentence))
