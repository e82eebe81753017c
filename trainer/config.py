"""Where the data are and which language is spoken, read from the environment once.

Knows neither the database nor the web: the command line reads it before anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import platformdirs

from trainer.errors import UnknownLanguage

LANGUAGES = ("fr", "en")
DATABASE_NAME = "trainer.db"


@dataclass(frozen=True, slots=True)
class Config:
    """What the environment says; the address of a database may hold a password.

    `is_class`: for people who sign in, not for who sits at this computer.
    """

    home: Path
    database_url: str = field(repr=False)
    language: str = LANGUAGES[0]
    is_class: bool = False


def load_config(environ: Mapping[str, str]) -> Config:
    """Read the configuration; an empty variable is as good as none.

    Args:
        environ: TRAINER_HOME (default: the person's data folder),
            TRAINER_DATABASE_URL (default: a SQLite file there),
            TRAINER_LANGUAGE (default: fr),
            TRAINER_CLASS (1: people sign in; default: a computer of one's own).

    Raises:
        UnknownLanguage: the program does not speak it.
    """
    home = _home(environ.get("TRAINER_HOME", ""))
    return Config(
        home=home,
        database_url=environ.get("TRAINER_DATABASE_URL") or sqlite_url(home),
        language=language_of(environ),
        is_class=environ.get("TRAINER_CLASS", "") not in ("", "0"),
    )


def sqlite_url(home: Path) -> str:
    """Return the address of the SQLite database of a data folder."""
    return "sqlite:///" + quote((home / DATABASE_NAME).as_posix(), safe="/:")


def _home(value: str) -> Path:
    if not value:
        return platformdirs.user_data_path("trainer", appauthor=False)
    return Path(value).expanduser().absolute()


def language_of(environ: Mapping[str, str]) -> str:
    """Return the language that the program shall speak.

    Raises:
        UnknownLanguage: it does not speak it.
    """
    language = environ.get("TRAINER_LANGUAGE") or LANGUAGES[0]
    if language not in LANGUAGES:
        raise UnknownLanguage(language, ", ".join(LANGUAGES))
    return language
