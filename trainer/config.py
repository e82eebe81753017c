"""Where the data are and which language is spoken, read from the environment once.

Knows neither the database nor the web: the command line reads it before anything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import platformdirs

from trainer.errors import BadSetting, UnknownLanguage

LANGUAGES = ("fr", "en")
LOOPBACK = "127.0.0.1"  # IPv4 only: werkzeug trusts no IPv6 host by name
LOOPBACK_HOSTS = ("localhost", LOOPBACK)
DATABASE_NAME = "trainer.db"
_FEW = tuple(str(number) for number in range(10))
# No port, no star, no dot before it: one computer, and not all that have its ending.
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_CONTACT = re.compile(r"(?:https://|mailto:|tel:)?[!-~]{3,200}")


@dataclass(frozen=True, slots=True)
class Reach:
    """From where the server is reached; as it stands, from this computer alone.

    `hosts` are the names by which it is called, `proxies` how many of ours stand before
    it and say in headers who asks; `contact` is for who finds a hole.
    """

    listen: str = LOOPBACK
    hosts: tuple[str, ...] = ()
    proxies: int = 0
    certificate: Path | None = None
    private_key: Path | None = None
    contact: str = ""

    @property
    def is_secure(self) -> bool:
        """Whether browsers speak HTTPS: with us, or with the proxy before us."""
        return self.certificate is not None or self.proxies > 0


@dataclass(frozen=True, slots=True)
class Config:
    """What the environment says; the address of a database may hold a password.

    `is_class`: for people who sign in, not for who sits at this computer.
    """

    home: Path
    database_url: str = field(repr=False)
    language: str = LANGUAGES[0]
    is_class: bool = False
    reach: Reach = Reach()


def load_config(environ: Mapping[str, str]) -> Config:
    """Read the configuration; an empty variable is as good as none.

    Args:
        environ: TRAINER_HOME (default: the person's data folder),
            TRAINER_DATABASE_URL (default: a SQLite file there),
            TRAINER_LANGUAGE (default: fr),
            TRAINER_CLASS (1: people sign in; default: a computer of one's own),
            and what `reach_of` reads.

    Raises:
        UnknownLanguage: the program does not speak it.
        BadSetting: a number or a name of a computer is none.
    """
    home = _home(environ.get("TRAINER_HOME", ""))
    return Config(
        home=home,
        database_url=environ.get("TRAINER_DATABASE_URL") or sqlite_url(home),
        language=language_of(environ),
        is_class=environ.get("TRAINER_CLASS", "") not in ("", "0"),
        reach=reach_of(environ),
    )


def reach_of(environ: Mapping[str, str]) -> Reach:
    """Read from where the server is reached.

    Args:
        environ: TRAINER_LISTEN (default: 127.0.0.1), TRAINER_HOSTS (names and
            addresses, a comma between two), TRAINER_PROXIES (default: 0),
            TRAINER_CERTIFICATE and TRAINER_PRIVATE_KEY (files), TRAINER_CONTACT (an
            address of mail or web).

    Raises:
        BadSetting: a number or a name of a computer is none.
    """
    proxies = environ.get("TRAINER_PROXIES") or "0"
    if proxies not in _FEW:
        raise BadSetting("TRAINER_PROXIES", proxies)
    return Reach(
        listen=environ.get("TRAINER_LISTEN") or LOOPBACK,
        hosts=_hosts(environ.get("TRAINER_HOSTS", "")),
        proxies=int(proxies),
        certificate=_file(environ.get("TRAINER_CERTIFICATE", "")),
        private_key=_file(environ.get("TRAINER_PRIVATE_KEY", "")),
        contact=_contact(environ.get("TRAINER_CONTACT", "")),
    )


def sqlite_url(home: Path) -> str:
    """Return the address of the SQLite database of a data folder."""
    return "sqlite:///" + quote((home / DATABASE_NAME).as_posix(), safe="/:")


def _home(value: str) -> Path:
    if not value:
        return platformdirs.user_data_path("trainer", appauthor=False)
    return Path(value).expanduser().absolute()


def _hosts(value: str) -> tuple[str, ...]:
    hosts = tuple(host.strip().lower() for host in value.split(",") if host.strip())
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise BadSetting("TRAINER_HOSTS", host)
    return hosts


def _file(value: str) -> Path | None:
    return Path(value).expanduser().absolute() if value else None


def _contact(value: str) -> str:
    """Return an address as security.txt wants it; a mail address needs no `mailto:`."""
    if value and not _CONTACT.fullmatch(value):
        raise BadSetting("TRAINER_CONTACT", value)
    return f"mailto:{value}" if value and ":" not in value else value


def language_of(environ: Mapping[str, str]) -> str:
    """Return the language that the program shall speak.

    Raises:
        UnknownLanguage: it does not speak it.
    """
    language = environ.get("TRAINER_LANGUAGE") or LANGUAGES[0]
    if language not in LANGUAGES:
        raise UnknownLanguage(language, ", ".join(LANGUAGES))
    return language
