"""The command line: parse, one transaction, one story, print.

Flask, SQLAlchemy and the catalogues are imported inside the commands, so that `--help`
is quick. Exit code 0; 1 with one sentence a mistake on stderr; 2 for a wrong usage.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trainer import console
from trainer.cli_anki import import_anki
from trainer.cli_classrooms import classroom, report
from trainer.cli_exports import export_anki, export_data, export_moodle
from trainer.cli_people import person
from trainer.cli_privacy import erase, export_
from trainer.console import PATH

if TYPE_CHECKING:
    from trainer.config import Config
    from trainer.core.deck import ParsedDeck, Source
    from trainer.import_plan import ImportPlan


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    from trainer.errors import BadFiles, TrainerError

    _never_fail_to_print()
    if os.name == "posix":
        os.umask(0o077)  # whatever is made is for its owner alone
    try:
        _choose_language()
        # It returns the code of an Exit, and raises all else.
        sys.exit(trainer(arguments, standalone_mode=False))
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BadFiles as error:
        console.print_problems(error.problems)
        sys.exit(1)
    except TrainerError as error:
        click.echo(console.said(error.message), err=True)
        sys.exit(1)


@click.group(
    cls=console.Commands, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="trainer", message="trainer %(version)s")
def trainer() -> None:
    """Réviser le vocabulaire des métiers à partir d’une épreuve d’examen."""


person.add_command(export_)
person.add_command(erase)
trainer.add_command(person)
trainer.add_command(classroom)
for command in (report, export_anki, import_anki, export_moodle, export_data):
    trainer.add_command(command)


# Papers


@trainer.command()
@click.argument("path", type=PATH)
@console.JSON
def check(path: Path, *, as_json: bool) -> None:
    """Lire une épreuve et dire ce qu’elle contient, ligne par ligne."""
    from trainer import reports
    from trainer.core.audit import audit
    from trainer.core.deck import read_deck
    from trainer.papers import read_source

    parsed = read_deck(read_source(path))
    findings = audit(parsed.deck, parsed.items, parsed.marked, parsed.printed)
    report = reports.check_report(parsed, findings, console.said)
    if as_json:
        console.print_json(report)
    else:
        console.print_problems(parsed.problems)
        click.echo("\n".join(reports.check_lines(parsed, findings, console.said)))
    if parsed.has_errors:
        raise click.exceptions.Exit(1)


@trainer.command()
@click.argument("paper", type=PATH)
def key(paper: Path) -> None:
    """Écrire à côté de PAPER le squelette de son corrigé, à remplir."""
    from trainer.core.deck import read_deck
    from trainer.core.key_skeleton import key_skeleton
    from trainer.errors import BadFiles
    from trainer.papers import key_path, read_source, write_new

    target = key_path(paper)
    source = read_source(paper)
    parsed = read_deck(source)
    if parsed.has_errors and source.key is None:
        raise BadFiles(parsed.problems)
    write_new(target, key_skeleton(parsed.deck.title, parsed.items))
    click.echo(target)


@trainer.command()
@click.argument("path", type=PATH)
def keys(path: Path) -> None:
    """Écrire keys.lock : la clé stable de chaque item d’un dossier de paquet."""
    from trainer.core.keys import lock_to_text
    from trainer.papers import lock_path, read_source, write_over

    target = lock_path(path)
    source = read_source(path)
    parsed = _settle_doubts(source)
    if parsed.has_errors:
        console.print_problems(parsed.problems)
        raise click.exceptions.Exit(1)
    write_over(target, lock_to_text(parsed.remembered()))
    click.echo(target)


@trainer.command("import")
@click.argument("paths", type=PATH, nargs=-1)
@click.option("--dry-run", is_flag=True, help="Montrer le plan, ne rien changer.")
@console.JSON
def import_(paths: tuple[Path, ...], *, dry_run: bool, as_json: bool) -> None:
    """Importer des épreuves (sans PATH : celles du programme)."""
    from trainer import reports
    from trainer.automatic_backups import keep_before_import
    from trainer.errors import BadFiles
    from trainer.first_use import store_plans
    from trainer.import_plan import plan_import
    from trainer.papers import built_in_decks, read_sources

    plans: list[ImportPlan] = []
    # Before a database is made: what cannot be read shall leave nothing behind.
    sources = read_sources(paths or built_in_decks())
    with console.database() as database:
        for source in _progress(sources, not as_json):
            with database.reading() as session:
                plans.append(plan_import(session, source))
        wrong = [p for plan in plans for p in plan.parsed.problems if plan.has_errors]
        if wrong:
            raise BadFiles(wrong)
        if not dry_run:
            now = console.now()
            keep_before_import(database, now)
            store_plans(database, plans, now)
    said = [reports.import_report(plan, console.said) for plan in plans]
    if as_json:
        console.print_json(said[0] if len(said) == 1 else said)
    else:
        for plan in plans:
            console.print_problems(plan.parsed.problems)
            click.echo(reports.import_line(plan, console.said, dry_run=dry_run))
            if lost := reports.lost_line(plan, console.said):
                click.echo(lost, err=True)


# Study


@trainer.command()
@console.JSON
def decks(*, as_json: bool) -> None:
    """Montrer les paquets et ce qui est à faire aujourd’hui."""
    from trainer import daily_review, reports

    with console.database() as database, database.reading() as session:
        learner = console.learner(database)
        today = daily_review.today(session, learner, console.now())
    if as_json:
        console.print_json(reports.decks_report(today))
    else:
        click.echo("\n".join(reports.deck_lines(today, console.said)))


@trainer.command()
@click.option("--deck", help="Seulement ce paquet.")
@console.JSON
def due(deck: str | None, *, as_json: bool) -> None:
    """Montrer les cartes à faire aujourd’hui."""
    from trainer import daily_review, reports

    with console.database() as database, database.reading() as session:
        learner = console.learner(database)
        hand = daily_review.next_cards(
            session, learner, console.now(), deck=deck, limit=reports.ALL
        )
    if as_json:
        console.print_json(reports.due_report(hand, console.said))
    else:
        click.echo("\n".join(reports.due_lines(hand, console.said)))


@trainer.command()
@click.option("--deck", help="Seulement ce paquet.")
def review(deck: str | None) -> None:
    """Réviser ici, dans le terminal."""
    from trainer.terminal import Terminal

    with console.database() as database:
        learner = console.learner(database)
        Terminal(database, learner, deck, clock=console.now, said=console.said).run()


@trainer.command()
@click.option("--host", help="Adresse de cet ordinateur (sinon 127.0.0.1).")
@click.option("--port", default=8000, type=click.IntRange(0, 65535))
@click.option("--tls", type=(PATH, PATH), help="Certificat et clé, pour HTTPS.")
@click.option("--behind-proxy", "proxies", type=click.IntRange(0, 9), help="Combien.")
@click.option("--class", "is_class", is_flag=True, help="Pour une classe : comptes.")
def serve(
    host: str | None,
    port: int,
    tls: tuple[Path, Path] | None,
    proxies: int | None,
    *,
    is_class: bool,
) -> None:
    """Ouvrir les pages dans le navigateur, sur cet ordinateur."""
    from dataclasses import replace

    from web.serving import serve as serve_pages

    config = _reached(console.config(), host, tls, proxies)
    serve_pages(replace(config, is_class=is_class or config.is_class), port=port)


# Care


@trainer.command()
@click.option("--check", "only_check", is_flag=True, help="Comparer, ne rien écrire.")
@console.JSON
def rebuild(*, only_check: bool, as_json: bool) -> None:
    """Recalculer l’état des cartes à partir du journal des réponses."""
    from trainer import reports
    from trainer.replaying import rebuild as rebuild_states

    with console.database() as database:
        learner = console.learner(database)
        transaction = database.reading() if only_check else database.writing()
        with transaction as session:
            report = rebuild_states(session, learner, check=only_check)
    if as_json:
        console.print_json({"cards": report.cards, "different": report.different})
    else:
        click.echo(reports.rebuild_line(report, console.said))
    if only_check and report.different:
        raise click.exceptions.Exit(1)


@trainer.command()
@click.argument("file", type=PATH)
def backup(file: Path) -> None:
    """Sauvegarder la base dans FILE, et vérifier la sauvegarde en la relisant."""
    from trainer import reports
    from trainer.backup import backup as back_up

    with console.database() as database:
        report = back_up(database, file)
    click.echo(reports.backup_line(report, console.said))


@trainer.command()
@click.argument("file", type=PATH)
def restore(file: Path) -> None:
    """Remettre la sauvegarde FILE à la place de la base, qui est gardée à côté."""
    from trainer import reports
    from trainer.restoring import restore_file

    restored = restore_file(console.config(), file, console.now())
    click.echo("\n".join(reports.restored_lines(restored, file, console.said)))


@trainer.command()
@click.option("--deploy", is_flag=True, help="Pour une classe, sur un réseau.")
@console.JSON
def doctor(*, deploy: bool, as_json: bool) -> None:
    """Examiner les réglages et les données, et dire que faire."""
    from trainer import reports
    from trainer.checkup import is_red
    from trainer.checkup_data import data_findings
    from trainer.checkup_setup import setup_findings

    config, now = console.config(), console.now()
    findings = [
        *setup_findings(config, os.environ, now, is_deployed=deploy),
        *data_findings(config, now),
    ]
    if as_json:
        console.print_json(reports.checkup_report(findings, console.said))
    else:
        click.echo("\n".join(reports.checkup_lines(findings, console.said)))
    if is_red(findings):
        raise click.exceptions.Exit(1)


# What the commands share


def _never_fail_to_print() -> None:
    """Have a sign that the terminal or the pipe cannot show written as its number."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _choose_language() -> None:
    """Speak the language of the environment, from the first word on.

    Raises:
        UnknownLanguage: the program does not speak it.
    """
    from trainer.command_words import speak
    from trainer.config import language_of

    speak(language_of(os.environ))


def _reached(
    config: Config,
    host: str | None,
    tls: tuple[Path, Path] | None,
    proxies: int | None,
) -> Config:
    """Return the configuration with what the command line says of its reach."""
    from dataclasses import replace

    certificate, key = tls or (config.reach.certificate, config.reach.private_key)
    reach = replace(
        config.reach,
        listen=host or config.reach.listen,
        certificate=certificate,
        private_key=key,
        proxies=config.reach.proxies if proxies is None else proxies,
    )
    return replace(config, reach=reach)


def _progress(sources: Sequence[Source], visible: bool) -> Iterator[Source]:
    """Go through papers behind a progress bar, if a person is looking."""
    from rich.console import Console
    from rich.progress import track

    terminal = Console(stderr=True)
    hidden = not (visible and terminal.is_terminal and len(sources) > 1)
    yield from track(sources, console=terminal, disable=hidden, transient=True)


def _settle_doubts(source: Any) -> ParsedDeck:
    """Ask, on a terminal, which item a doubtful one is; else leave the doubts."""
    from trainer.core.deck import read_deck
    from trainer.core.messages import message

    parsed = read_deck(source)
    if not parsed.assignment.doubts or not sys.stdin.isatty():
        return parsed
    decisions = {}
    question = message("Quelle question est-ce ?")
    for doubt in parsed.assignment.doubts:
        click.echo(f"{doubt.place} : {doubt.text}")
        choices = click.Choice([*doubt.candidates, "new"])
        decisions[doubt.place] = click.prompt(console.said(question), type=choices)
    return read_deck(source, decisions=decisions)
