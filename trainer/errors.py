"""What the program refuses to do, each with a sentence for the person in front of it.

    TrainerError
    ├── NotFound               what was asked for is not there, or not for this person
    ├── Refused                right as asked, but not in the state things are in
    │   ├── AlreadyServing     a server runs on this database
    │   ├── NewerSchema        the database was made by a newer version
    │   ├── ForeignDatabase    the database belongs to another program
    │   ├── TargetExists       a file would be replaced
    │   └── BackupByServer     PostgreSQL makes its own backups
    ├── Invalid                wrong as asked
    │   ├── BadFiles           a paper, its key or its settings have mistakes
    │   ├── NoDeckFolder       a single paper where a deck folder is wanted
    │   ├── UnknownLanguage    TRAINER_LANGUAGE
    │   ├── BadSetting         another variable
    │   ├── InvalidDatabaseUrl TRAINER_DATABASE_URL
    │   ├── DriverMissing      PostgreSQL's driver is not installed
    │   ├── NotADatabase       the file is something else
    │   ├── NotAnkiFile        an Anki package cannot have this name
    │   ├── BadTag             a tag has no letter, or is too long
    │   └── FolderMissing      a file shall go where there is no folder
    ├── TooMany                wrong guesses, or requests: wait for so many seconds
    └── Unavailable            nothing is wrong with the request: try again later
        ├── ReadOnlyPlace      no right to write there
        ├── DiskFull           no room left
        ├── DatabaseBusy       another process writes for too long
        ├── DatabaseUnavailable no answer from file or server
        ├── DatabaseDamaged    the file is no longer sound
        ├── UnsuitableDisk     the disk cannot hold a database in use
        └── BackupFailed       the copy is not what it should be

The web answers them with 404, 409, 422, 429 and 503, the command line with the
sentence and exit code 1. `str(error)` is the French sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from trainer.core.messages import Level, Message, Problem, message

_MINUTE_S = 60


class TrainerError(Exception):
    """A request that cannot be done, with the sentence that says so."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotFound(TrainerError):  # noqa: N818 – names a situation
    """What was asked for is not there, or is not for this person to see."""


class Refused(TrainerError):  # noqa: N818 – names a situation
    """The request is right as such, but not in the state things are in."""


class Invalid(TrainerError):  # noqa: N818 – names a situation
    """The request itself is wrong."""


class TooMany(TrainerError):  # noqa: N818 – names a situation
    """Somebody tried too often; `retry_after_s` says when it may be tried again."""

    def __init__(self, retry_after_s: int, sentence: Message | None = None) -> None:
        super().__init__(sentence or _too_many_tries(retry_after_s))
        self.retry_after_s = retry_after_s


class Unavailable(TrainerError):  # noqa: N818 – names a situation
    """Nothing is wrong with the request; it cannot be done just now."""


def _too_many_tries(seconds: int) -> Message:
    if seconds < 2 * _MINUTE_S:
        return message(
            "Trop d’essais : recommencer dans {n} {n:seconde|secondes}.", n=seconds
        )
    return message(
        "Trop d’essais : recommencer dans {n} minutes.", n=-(-seconds // _MINUTE_S)
    )


# Refused


class AlreadyServing(Refused):
    """A server runs on this database."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            message(
                "Un serveur utilise déjà {path} : l’arrêter d’abord, ou donner à"
                " celui-ci un autre dossier (TRAINER_HOME).",
                path=path,
            )
        )


class NewerSchema(Refused):
    """The database was made by a newer version of the program."""

    def __init__(self, place: object, found: str, known: str) -> None:
        super().__init__(
            message(
                "La base {place} vient d’une version plus récente du programme (schéma"
                " {found}, le dernier connu ici est {known}) : rien n’a été changé."
                " Mettre le programme à jour.",
                place=place,
                found=found,
                known=known,
            )
        )


class ForeignDatabase(Refused):
    """The database holds the tables of another program."""

    def __init__(self, place: object) -> None:
        super().__init__(
            message(
                "La base {place} contient les tables d’un autre programme : rien n’a"
                " été changé. Donner une base vide (TRAINER_DATABASE_URL).",
                place=place,
            )
        )


class TargetExists(Refused):
    """A file would be replaced."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            message(
                "{path} existe déjà : rien n’a été remplacé. Choisir un autre nom.",
                path=path,
            )
        )


class BackupByServer(Refused):
    """A PostgreSQL server has its own means to make a backup."""

    def __init__(self, place: object, path: Path) -> None:
        super().__init__(
            message(
                "La base {place} est sur un serveur PostgreSQL : la sauvegarder par"
                " « pg_dump --format=custom --file={path} ADRESSE ».",
                place=place,
                path=path,
            )
        )


# Invalid


class UnknownLanguage(Invalid):
    """TRAINER_LANGUAGE names a language that the program does not speak."""

    def __init__(self, language: str, known: str) -> None:
        super().__init__(
            message(
                "TRAINER_LANGUAGE vaut « {language} » : choisir parmi {known}.",
                language=language,
                known=known,
            )
        )


class BadFiles(Invalid):
    """A paper, its key or its settings have mistakes: `problems` says where."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        wrong = [p for p in self.problems if p.level is Level.ERROR]
        super().__init__(wrong[0].message)


class NoDeckFolder(Invalid):
    """A single paper was given where a deck folder is wanted."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            message(
                "{path} n’est pas un dossier de paquet : les clés d’une épreuve seule"
                " sont gardées dans la base.",
                path=path,
            )
        )


class BadSetting(Invalid):
    """A variable of the environment has a value that cannot be."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(
            message(
                "{name} ne peut pas valoir « {value} » : voir docs/operating.md.",
                name=name,
                value=value,
            )
        )


class InvalidDatabaseUrl(Invalid):
    """TRAINER_DATABASE_URL is no address of a database that the program can use.

    The sentence does not repeat it: it may hold a password.
    """

    def __init__(self) -> None:
        super().__init__(
            message(
                "TRAINER_DATABASE_URL n’est pas l’adresse d’une base connue : écrire"
                " postgresql://NOM:MOT_DE_PASSE@MACHINE/BASE ou sqlite:////CHEMIN.db."
            )
        )


class DriverMissing(Invalid):
    """The database is on a PostgreSQL server, and its driver is not installed."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Il manque le pilote de PostgreSQL : l’installer par"
                " « pip install 'trainer[postgres]' »."
            )
        )


class NotADatabase(Invalid):
    """The file is something else than a database."""

    def __init__(self, place: object) -> None:
        super().__init__(
            message(
                "{place} n’est pas une base de données : déplacer ce fichier, ou"
                " choisir un autre dossier (TRAINER_HOME).",
                place=place,
            )
        )


class NotAnkiFile(Invalid):
    """An Anki package cannot have this name, or it is a folder's."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            message(
                "{path} ne peut pas recevoir un paquet Anki : donner un nom de fichier,"
                " pas trop long, qui finit par .apkg.",
                path=path,
            )
        )


class BadTag(Invalid):
    """A tag has nothing that can be read, or is too long."""

    def __init__(self, longest: int) -> None:
        super().__init__(
            message(
                "Une étiquette a au moins une lettre ou un chiffre, et {longest} signes"
                " au plus : rien n’a été changé.",
                longest=longest,
            )
        )


class FolderMissing(Invalid):
    """A file shall go where there is no folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            message(
                "Le dossier {folder} n’existe pas : le créer d’abord.", folder=folder
            )
        )


# Unavailable


class ReadOnlyPlace(Unavailable):
    """There is no right to write there."""

    def __init__(self, place: object) -> None:
        super().__init__(
            message(
                "Impossible d’écrire dans {place} : rien n’a été enregistré."
                " Demander le droit d’y écrire, ou choisir un autre dossier.",
                place=place,
            )
        )


class DiskFull(Unavailable):
    """There is no room left."""

    def __init__(self, place: object) -> None:
        super().__init__(
            message(
                "Il n’y a plus de place sur le disque pour {place} : rien n’a été"
                " enregistré. Libérer de la place, puis recommencer.",
                place=place,
            )
        )


class DatabaseBusy(Unavailable):
    """Another process writes for too long."""

    def __init__(self, place: object) -> None:
        super().__init__(
            message(
                "La base {place} est occupée par une autre écriture : rien n’a été"
                " enregistré. Recommencer dans un instant.",
                place=place,
            )
        )


class DatabaseUnavailable(Unavailable):
    """The file or the server does not answer; `reason` is in the driver's words."""

    def __init__(self, place: object, reason: str) -> None:
        super().__init__(
            message(
                "La base {place} ne répond pas ({reason}) : vérifier son adresse"
                " (TRAINER_HOME, TRAINER_DATABASE_URL) et qu’elle est en marche.",
                place=place,
                reason=reason,
            )
        )


class DatabaseDamaged(Unavailable):
    """The file is no longer sound; `reason` is in the driver's words."""

    def __init__(self, place: object, reason: str) -> None:
        super().__init__(
            message(
                "La base {place} est abîmée ({reason}) : en garder une copie, puis"
                " reprendre la dernière sauvegarde.",
                place=place,
                reason=reason,
            )
        )


class UnsuitableDisk(Unavailable):
    """The disk cannot hold a database in use: no shared memory, as over a network."""

    def __init__(self, place: object) -> None:
        super().__init__(
            message(
                "Le disque de {place} ne convient pas à une base de données (est-ce un"
                " dossier du réseau ?) : choisir un dossier de cet ordinateur"
                " (TRAINER_HOME).",
                place=place,
            )
        )


class BackupFailed(Unavailable):
    """The copy, once restored, is not what it should be; it was thrown away."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            message(
                "La sauvegarde {path} n’est pas bonne ({reason}) : elle n’a pas été"
                " gardée. Recommencer, sur un autre disque si cela se répète.",
                path=path,
                reason=reason,
            )
        )
