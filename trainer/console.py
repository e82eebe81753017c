"""What all commands stand on: environment, clock, database, printing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from trainer.config import Config
    from trainer.core.messages import Message
    from trainer.db import Database

PATH = click.Path(path_type=Path, readable=False)  # the stories say it in French
JSON = click.option("--json", "as_json", is_flag=True, help="Réponse en JSON.")

_WHOLE = 200  # signs: more than any first sentence has


class Command(click.Command):
    """A command whose line in the list of commands is never cut, but wrapped."""

    def get_short_help_str(self, limit: int = _WHOLE) -> str:
        """Return the first sentence of the help, whole."""
        return super().get_short_help_str(_WHOLE)


class Commands(click.Group):
    """A group of such commands, and one itself."""

    command_class = Command

    def get_short_help_str(self, limit: int = _WHOLE) -> str:
        """Return the first sentence of the help, whole."""
        return super().get_short_help_str(_WHOLE)


def now() -> datetime:
    """Read the clock; the command line is one of the two places that may."""
    return datetime.now(UTC)


def config() -> Config:
    """Read the environment."""
    from trainer.config import load_config

    return load_config(os.environ)


def said(sentence: Message) -> str:
    """Say a message in the language of the environment."""
    language = os.environ.get("TRAINER_LANGUAGE")
    if language != "en":
        return str(sentence)
    from web.i18n import translate

    return translate(sentence, "en")


@contextmanager
def database() -> Iterator[Database]:
    """Open the database of the environment."""
    from trainer.db import open_database

    opened = open_database(config())
    try:
        yield opened
    finally:
        opened.close()


def learner(database: Database) -> Any:
    """Return the learner of this computer, with the built-in decks on first use."""
    from trainer.first_use import prepare

    return prepare(database, now())


def print_json(value: object) -> None:
    """Print a report for programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_problems(problems: Sequence[Any]) -> None:
    """Print each problem on stderr as `file:line: sentence`."""
    from trainer.reports import problem_line

    for problem in problems:
        click.echo(problem_line(problem, said), err=True)
