"""The commands about classes: made, listed, filled, joined by a code, given decks."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer import console
from trainer.console import PATH

if TYPE_CHECKING:
    from trainer.classrooms import ListedClassroom
    from trainer.core.messages import Message
    from trainer.rosters import RosterPlan, Secret, Slip

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group(cls=console.Commands)
def classroom() -> None:
    """Créer des classes, y faire entrer des élèves, leur donner des paquets."""


@classroom.command()
@click.argument("name")
@click.option("--teacher", required=True, help="Le nom du compte de qui y enseigne.")
def add(name: str, teacher: str) -> None:
    """Créer la classe NAME."""
    from trainer.classrooms import make_classroom, teacher_named
    from trainer.core.messages import message

    with console.database() as database, database.writing() as session:
        account = teacher_named(session, teacher)
        made = make_classroom(session, account.id, name, console.now())
        shown, closes_on = made.name, made.closes_on
    _say(
        message(
            "Classe {name} créée ; elle ferme le {day}, un mois après la fin de"
            " l’année scolaire.",
            name=shown,
            day=closes_on.isoformat(),
        )
    )


@classroom.command("list")
@console.JSON
def list_(*, as_json: bool) -> None:
    """Montrer les classes, et combien d’élèves y sont."""
    from trainer.classrooms import list_classrooms

    with console.database() as database, database.reading() as session:
        found = list_classrooms(session)
    if as_json:
        console.print_json([_report(each) for each in found])
    else:
        for each in found:
            _say(_line(each))


@classroom.command()
@click.argument("classroom")
@click.argument("file", type=PATH)
@click.option("--dry-run", is_flag=True, help="Montrer le plan, ne rien changer.")
@console.JSON
def roster(classroom: str, file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Lire la liste FILE (.csv) de CLASSROOM ; chaque phrase n’est montrée qu’ici."""
    from trainer import access
    from trainer.papers import read_bytes
    from trainer.rosters import apply_roster, plan_roster, read_roster

    found = read_roster(read_bytes(file), file.name)
    console.print_problems(found.problems)
    if found.problems:
        raise click.exceptions.Exit(1)
    with console.database() as database:
        with database.reading() as session:
            row = access.classroom_named(session, classroom)
            plan = plan_roster(session, row, found)
        slips: tuple[Slip, ...] = ()
        if not dry_run:
            secrets = _secrets(len(plan.new))
            with database.writing() as session:
                row = access.classroom_named(session, classroom)
                slips = apply_roster(session, row, found, secrets, console.now())
    if as_json:
        console.print_json([_slip(slip) for slip in slips])
    else:
        click.echo(console.said(_outcome(plan)), err=True)
        for slip in slips:
            click.echo("\t".join((slip.name, slip.sign_in_name, slip.phrase)))


@classroom.command()
@click.argument("classroom")
@click.option("--days", default=7, help="Valable 1, 7 ou 30 jours.")
@click.option("--open", "is_open", is_flag=True, help="Sans accepter chacun.")
@click.option("--close", is_flag=True, help="Fermer le code.")
def code(classroom: str, days: int, *, is_open: bool, close: bool) -> None:
    """Ouvrir un nouveau code pour rejoindre CLASSROOM, ou le fermer."""
    from trainer import access
    from trainer.core.join_codes import grouped
    from trainer.core.messages import message
    from trainer.joining import close_code, open_code

    with console.database() as database, database.writing() as session:
        row = access.classroom_named(session, classroom)
        if close:
            close_code(session, row)
        else:
            row.needs_approval = not is_open
            made = open_code(session, row, console.now(), days=days)
    if close:
        _say(message("Le code n’ouvre plus la classe."))
    else:
        click.echo(grouped(made))


@classroom.command()
@click.argument("classroom")
@click.argument("name")
def teacher(classroom: str, name: str) -> None:
    """Laisser NAME, qui a un compte d’enseignant, enseigner dans CLASSROOM."""
    from trainer import access
    from trainer.classrooms import add_teacher
    from trainer.core.messages import message

    with console.database() as database, database.writing() as session:
        row = access.classroom_named(session, classroom)
        shown = add_teacher(session, row, name, console.now()).name
        room = row.name
    _say(message("{name} enseigne dans la classe {room}.", name=shown, room=room))


@classroom.command()
@click.argument("classroom")
@click.argument("deck")
@click.option("--exam", type=_DAY, help="Jour de l’examen, AAAA-MM-JJ.")
@click.option("--new", type=int, help="Nouvelles cartes par jour.")
@click.option("--retention", type=float, help="De 0,85 à 0,93.")
def give(
    classroom: str,
    deck: str,
    exam: datetime | None,
    new: int | None,
    retention: float | None,
) -> None:
    """Donner le paquet DECK à CLASSROOM."""
    from trainer import access
    from trainer.core.messages import message
    from trainer.giving import Terms, give_deck

    terms = Terms(exam.date() if exam else None, new, retention)
    with console.database() as database:
        console.learner(database)  # with the built-in decks
        with database.writing() as session:
            row = access.classroom_named(session, classroom)
            given = access.deck_named(session, deck)
            give_deck(session, row, given, terms, console.now())
    _say(message("La classe apprend ce paquet."))


@classroom.command("renew-secret")
@click.option("--now", "at_once", is_flag=True, help="L’ancien ne vaut plus rien.")
def renew_secret(*, at_once: bool) -> None:
    """Changer le secret du serveur, qui est à relancer ensuite."""
    from trainer.core.messages import message
    from trainer.server_secret import renew_secret as renew

    renew(console.config().home, at_once=at_once)
    told = message(
        "Secret changé : relancer le serveur. Les pages ouvertes restent bonnes"
        " jusqu’au prochain changement."
    )
    if at_once:
        told = message(
            "Secret changé : relancer le serveur, puis recharger les pages ouvertes."
        )
    _say(told)


def _secrets(count: int) -> list[Secret]:
    """Make phrases and their hashes, before anything is locked."""
    from trainer.passwords import Passwords
    from trainer.phrases import new_phrase
    from trainer.rosters import Secret

    passwords = Passwords()
    phrases = [new_phrase() for _ in range(count)]
    return [Secret(phrase, passwords.hash(phrase)) for phrase in phrases]


def _report(each: ListedClassroom) -> dict[str, object]:
    return {
        "id": each.uid,
        "name": each.name,
        "students": each.students,
        "waiting": each.waiting,
        "closes_on": each.closes_on.isoformat(),
    }


def _line(each: ListedClassroom) -> Message:
    from trainer.core.messages import message

    return message(
        "{name} : {n} {n:élève|élèves}, {waiting} en attente, ferme le {day}",
        name=each.name,
        n=each.students,
        waiting=each.waiting,
        day=each.closes_on.isoformat(),
    )


def _outcome(plan: RosterPlan) -> Message:
    from trainer.core.messages import message
    from trainer.core.rosters import RosterChange

    return message(
        "Nouveaux : {new}. Mis à jour : {renamed}. Inchangés : {same}.",
        new=plan.count(RosterChange.NEW),
        renamed=plan.count(RosterChange.RENAMED),
        same=plan.count(RosterChange.SAME),
    )


def _slip(slip: Slip) -> dict[str, object]:
    return {
        "name": slip.name,
        "number": slip.number,
        "sign_in_name": slip.sign_in_name,
        "phrase": slip.phrase,
    }


def _say(sentence: Message) -> None:
    click.echo(console.said(sentence))


@click.command()
@click.argument("name")
@click.option("--deck", default="", help="Le paquet ; sinon le dernier donné.")
@console.JSON
def report(name: str, deck: str, *, as_json: bool) -> None:
    """Dire quoi reprendre avec la classe NAME."""
    from trainer.class_report import class_report, report_lines

    with console.database() as database, database.reading() as session:
        found = class_report(session, name, deck, console.now().date())
    if as_json:
        console.print_json(found)
    else:
        for line in report_lines(found):
            click.echo(console.said(line))
