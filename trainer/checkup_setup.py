"""The check-up of what surrounds the data: settings, certificate, files, machine."""

from __future__ import annotations

import os
import shutil
import ssl
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trainer.checkup import Finding, good, judged, red, yellow
from trainer.config import Config, Reach
from trainer.core.clock_jumps import next_care
from trainer.core.messages import message
from trainer.engines import sqlite_path, sqlite_version
from trainer.last_care import last_care
from trainer.reaching import lack_of

ROOM_RED, ROOM_YELLOW = 100 * 1024**2, 500 * 1024**2
SOON = timedelta(days=14)
_OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_FILES = ("trainer*.db*", "backups/*.db", "erased-people.txt")
_BUILT_IN = datetime(2026, 1, 1, tzinfo=UTC)  # no clock that is right is before it
# WAL-reset bug: SQLite 3.7.0 to 3.51.2, mended backwards in these (SQLite's own notes).
_MENDED = ((3, 44, 6), (3, 50, 7))
_MENDED_FOR_GOOD = (3, 51, 3)


def setup_findings(
    config: Config, environ: Mapping[str, str], now: datetime, *, is_deployed: bool
) -> Iterator[Finding]:
    """Look at all that is not in the database.

    Args:
        is_deployed: whether it is to serve a class on a network.
    """
    yield reach(config)
    if is_deployed:
        yield people(config)
        yield names(config.reach)
        yield https(config.reach)
        yield way_round(config.reach)
        yield contact(config.reach)
    yield certificate(config.reach, now)
    yield debugging(environ)
    yield folder(config.home)
    yield files(config)
    yield secret(config.home)
    yield room(config.home)
    yield clock(now)
    if config.is_class:
        yield clock_jump(config.home, now)
    yield zones()
    yield versions(sqlite_version())


def reach(config: Config) -> Finding:
    """See whether a server may listen where it is to listen."""
    return judged("listen", message("Adresse d’écoute"), lack_of(config))


def people(config: Config) -> Finding:
    """See whether people sign in."""
    advice = message("Mettre TRAINER_CLASS=1, ou lancer « trainer serve --class ».")
    what = message("Mode classe")
    return judged("class", what, None if config.is_class else advice)


def names(reach: Reach) -> Finding:
    """See whether the server knows by which names it is called."""
    advice = message("Donner les noms du serveur dans TRAINER_HOSTS.")
    return judged("hosts", message("Noms du serveur"), None if reach.hosts else advice)


def https(reach: Reach) -> Finding:
    """See whether what browsers send is encrypted."""
    advice = message(
        "Sans HTTPS, pas de mot de passe protégé ni de révision hors ligne : donner"
        " TRAINER_CERTIFICATE et TRAINER_PRIVATE_KEY, ou TRAINER_PROXIES."
    )
    return judged("https", message("HTTPS"), None if reach.is_secure else advice)


def way_round(reach: Reach) -> Finding:
    """See whether somebody could go round the proxy, and lie about who asks."""
    what = message("Serveur placé devant")
    # Compared with, not listened at.
    if reach.proxies and reach.listen == "0.0.0.0":  # nosec B104
        advice = message(
            "D’autres ordinateurs atteignent aussi le programme sans passer par le"
            " serveur placé devant : écouter sur 127.0.0.1 (TRAINER_LISTEN), ou"
            " fermer le port dans le pare-feu."
        )
        return yellow("proxy", what, advice)
    return good("proxy", what)


def contact(reach: Reach) -> Finding:
    """See whether who finds a hole is told whom to write to."""
    what = message("Contact de sécurité")
    if reach.contact:
        return good("contact", what)
    advice = message("Donner une adresse dans TRAINER_CONTACT.")
    return yellow("contact", what, advice)


def certificate(reach: Reach, now: datetime) -> Finding:
    """See whether the certificate, if any, is good for each name and for some time."""
    what = message("Certificat")
    if reach.certificate is None or reach.private_key is None:
        return good("certificate", what)
    try:
        found = _peer_certificate(reach.certificate, reach.private_key)
    except OSError:  # an SSLError is one
        advice = message(
            "Le certificat ou sa clé ne se lit pas, ou le certificat n’est plus"
            " valable : en mettre un autre."
        )
        return red("certificate", what, advice)
    ends = datetime.fromtimestamp(
        ssl.cert_time_to_seconds(str(found["notAfter"])), tz=UTC
    )
    if ends <= now:
        advice = message("Le certificat n’est plus valable : le renouveler.")
        return red("certificate", what, advice)
    if missing := [name for name in reach.hosts if name not in _names_in(found)]:
        advice = message(
            "Le certificat ne vaut pas pour {name} : en demander un autre.",
            name=missing[0],
        )
        return red("certificate", what, advice)
    if ends - now < SOON:
        days = (ends - now).days
        advice = message(
            "Le certificat finit dans {days} j : le renouveler.", days=days
        )
        return yellow("certificate", what, advice)
    return good("certificate", what)


def debugging(environ: Mapping[str, str]) -> Finding:
    """See whether nothing is switched on that shows the inside, or off that guards."""
    what = message("Réglages de mise au point")
    shown = [
        name
        for name in ("FLASK_DEBUG", "PYTHONOPTIMIZE", "PYTHONINSPECT")
        if environ.get(name, "") not in ("", "0")
    ]
    if not shown:
        return good("debug", what)
    advice = message("Ôter {name} de l’environnement.", name=shown[0])
    return red("debug", what, advice)


def folder(home: Path) -> Finding:
    """See whether nobody else of this computer reads the data."""
    what = message("Dossier des données")
    advice = message("Le fermer aux autres : chmod 700 {path}", path=home)
    is_open = home.is_dir() and _is_open(home)
    return judged("folder", what, advice if is_open else None)


def files(config: Config) -> Finding:
    """See whether nobody else reads a file that was made before the program saw to it.

    The program opens nothing it makes; what was open stays so until somebody closes it.
    """
    what = message("Fichiers des données")
    database = sqlite_path(config)
    folders = {config.home, *([database.parent] if database else [])}
    for folder, path in _made_in(folders):
        if all(map(_is_open, (folder, path.parent, path))):
            advice = message("D’autres peuvent lire : chmod go= {path}", path=path)
            return red("files", what, advice)
    return good("files", what)


def secret(home: Path) -> Finding:
    """See whether the secret that signs cookies is one."""
    what = message("Secret")
    path = home / "secret"
    if not path.exists():  # the next start makes it
        return good("secret", what)
    if _is_open(path):
        advice = message("Le fermer aux autres : chmod 600 {path}", path=path)
        return red("secret", what, advice)
    if path.stat().st_size < 64:
        advice = message("Trop court : effacer {path}, puis relancer.", path=path)
        return red("secret", what, advice)
    return good("secret", what)


def room(home: Path) -> Finding:
    """See whether there is room on the disk for some time."""
    there = next(path for path in (home, *home.parents) if path.is_dir())
    free, total = shutil.disk_usage(there).free, shutil.disk_usage(there).total
    what = message("Place sur le disque ({size} Mo)", size=free // 1024**2)
    advice = message("Faire de la place, ou changer de disque (TRAINER_HOME).")
    if free < ROOM_RED:
        return red("room", what, advice)
    if free < min(ROOM_YELLOW, total // 10):
        return yellow("room", what, advice)
    return good("room", what)


def clock(now: datetime) -> Finding:
    """See whether the clock is not one that was never set."""
    advice = message("L’horloge de l’ordinateur retarde : la mettre à l’heure.")
    return judged("clock", message("Horloge"), None if now > _BUILT_IN else advice)


def clock_jump(home: Path, now: datetime) -> Finding:
    """See whether the clock has gone on as clocks do since a server cared last."""
    what = message("Marche de l’horloge")
    jump = next_care(last_care(home), now).jump
    if jump is None or jump.since is None:
        return good("clock_jump", what)
    advice = message(
        "Elle a avancé de {days} jours d’un coup, jusqu’au {day} : corriger la date si"
        " elle est fausse. Sinon, rien à faire : ce qui est à effacer attend le"
        " lendemain.",
        days=(jump.to - jump.since).days,
        day=jump.to.date().isoformat(),
    )
    return yellow("clock_jump", what, advice)


def zones() -> Finding:
    """See whether the local times of the world are known."""
    advice = message("Les fuseaux horaires manquent : installer tzdata.")
    try:
        ZoneInfo("Europe/Paris")
    except ZoneInfoNotFoundError:
        return red("zones", message("Fuseaux horaires"), advice)
    return good("zones", message("Fuseaux horaires"))


def versions(sqlite: tuple[int, ...]) -> Finding:
    """See whether Python and SQLite are without a known fault that matters here."""
    what = message(
        "Python {python}, SQLite {sqlite}",
        python=".".join(map(str, sys.version_info[:3])),
        sqlite=".".join(map(str, sqlite)),
    )
    is_mended = sqlite >= _MENDED_FOR_GOOD or any(
        mended[:2] == sqlite[:2] and sqlite >= mended for mended in _MENDED
    )
    if is_mended:
        return good("versions", what)
    advice = message(
        "Cette version de SQLite a un défaut connu si deux programmes écrivent au"
        " même instant ; celui-ci n’écrit jamais à deux. Mettre le système à jour."
    )
    return yellow("versions", what, advice)


def _is_open(path: Path) -> bool:
    # Windows has other rights, which the mode does not tell.
    return os.name == "posix" and bool(path.stat().st_mode & _OPEN_TO_OTHERS)


def _made_in(folders: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
    """Give the databases, the backups and the list of the erased, with the folder."""
    for folder in sorted(folders):
        for pattern in _FILES:
            for path in sorted(folder.glob(pattern)):
                yield folder, path


def _peer_certificate(path: Path, key: Path) -> Mapping[str, object]:
    """Read a certificate as a browser sees it, by a handshake in memory.

    Raises:
        OSError: it cannot be read, does not fit its key, or is not valid.
    """
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # An empty password, so that a locked key fails instead of asking for one.
    server.load_cert_chain(path, key, password="")  # nosec B106
    client = ssl.create_default_context(cafile=os.fspath(path))
    client.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    client.check_hostname = False
    ours, theirs = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking = client.wrap_bio(ours, theirs)
    answering = server.wrap_bio(theirs, ours, server_side=True)
    for side in (asking, answering, asking, answering, asking):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return asking.getpeercert() or {}


def _names_in(found: Mapping[str, object]) -> set[str]:
    pairs = found.get("subjectAltName", ())
    assert isinstance(pairs, tuple)
    return {str(name).lower() for _, name in pairs}
