"""The check-up of the data: the database, its log, its backups, and who is in it.

It looks and changes nothing; a database of another release is not brought up to date.
"""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import exists, func, select, text
from sqlalchemy.orm import Session

from trainer import access
from trainer.automatic_backups import kept_backups
from trainer.backup_reading import contents_of, prepare
from trainer.checkup import Finding, good, judged, red, yellow
from trainer.config import Config
from trainer.content import deck_from_json
from trainer.core.messages import message
from trainer.db import Database, connect, is_current, journal_mode
from trainer.engines import PRAGMAS, sqlite_path
from trainer.erased_people import erased_marks, mark_of
from trainer.errors import TrainerError
from trainer.learners import load_learner
from trainer.replaying import rebuild
from trainer.tables import (
    AccountRow,
    ClassroomRow,
    ClassroomTeacherRow,
    ReviewRow,
    StudentRow,
)

BACKUP_AGE = timedelta(hours=26)
WAL_LIMIT = 64 * 1024**2
SAMPLE = 10  # students whose states are replayed
GROWING = ("reviews", "retractions", "holds", "personal_reads")
_AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Patient:
    config: Config
    database: Database
    session: Session
    now: datetime


def data_findings(config: Config, now: datetime) -> Iterator[Finding]:
    """Look at the database, its backups and who is in it.

    When there is none, or it cannot be read, that is the only finding.
    """
    what = message("Base de données")
    path = sqlite_path(config)
    if path is not None and not path.exists():
        yield good("database", what)  # the first start makes it
        return
    database = connect(config)
    try:
        with database.reading() as session:
            patient = _Patient(config, database, session, now)
            if not is_current(session.connection(), database.place):
                advice = message("La base est d’une version d’avant : relancer.")
                yield red("database", what, advice)
                return
            yield good("database", what)
            for look in _LOOKS:
                yield look(patient)
    except TrainerError as error:
        yield red("database", what, error.message)
    finally:
        database.close()


def integrity(patient: _Patient) -> Finding:
    """See whether the file is sound and no row points to nothing."""
    what = message("Intégrité de la base")
    if patient.database.path is None:
        return good("integrity", what)
    told = _answers(patient, "PRAGMA integrity_check(1)")
    lost = _answers(patient, "PRAGMA foreign_key_check")
    advice = message("Restaurer la dernière sauvegarde : trainer restore FICHIER")
    return judged("integrity", what, None if told == ["ok"] and not lost else advice)


def journal(patient: _Patient) -> Finding:
    """See whether readers wait for nobody, and a cut leaves the file sound."""
    what = message("Journal de la base")
    advice = message("Le journal n’est pas en mode WAL : relancer le programme.")
    if patient.database.path is None:
        return good("journal", what)
    is_wal = journal_mode(patient.session.connection()) == "wal"
    return judged("journal", what, None if is_wal else advice)


def durability(patient: _Patient) -> Finding:
    """See whether what was said to be kept outlives a power cut."""
    what = message("Écriture sur le disque")
    advice = message("La base n’attend pas le disque : signaler cette erreur.")
    if patient.database.path is None:
        waits = _answers(patient, "SHOW synchronous_commit") != ["off"]
    else:
        waits = _answers(patient, "PRAGMA synchronous") == [PRAGMAS["synchronous"]]
    return judged("durability", what, None if waits else advice)


def log_size(patient: _Patient) -> Finding:
    """See whether the log of SQLite is folded into the file from time to time."""
    what = message("Taille du journal")
    path = patient.database.path
    log = path.with_name(path.name + "-wal") if path else None
    if log is None or not log.exists() or log.stat().st_size <= WAL_LIMIT:
        return good("log_size", what)
    return yellow("log_size", what, message("Arrêter le serveur, puis le relancer."))


def growing(patient: _Patient) -> Finding:
    """See whether the database itself refuses to change what was answered."""
    what = message("Journal des réponses")
    found = set(_answers(patient, _TRIGGERS[patient.session.get_bind().dialect.name]))
    missing = [table for table in GROWING if f"{table}_only_grow" not in found]
    if not missing:
        return good("growing", what)
    advice = message(
        "La table {table} n’est plus protégée : restaurer une sauvegarde.",
        table=missing[0],
    )
    return red("growing", what, advice)


def states(patient: _Patient) -> Finding:
    """See whether the states of some students are what their answers give."""
    what = message("État des cartes")
    newest = select(StudentRow.uid).order_by(StudentRow.id.desc()).limit(SAMPLE)
    session = patient.session
    reports = (
        rebuild(session, load_learner(session, uid), check=True)
        for uid in session.scalars(newest).all()
    )
    different = sum(report.different for report in reports)
    advice = message("Les recalculer : trainer rebuild")
    return judged("states", what, advice if different else None)


def clock(patient: _Patient) -> Finding:
    """See whether the clock is not behind what was answered already."""
    what = message("Horloge et réponses")
    last = patient.session.scalar(select(func.max(ReviewRow.received_at)))
    advice = message("L’horloge est revenue en arrière : la mettre à l’heure.")
    is_behind = last is not None and last > patient.now + _AHEAD
    return judged("answers", what, advice if is_behind else None)


def backups(patient: _Patient) -> Finding:
    """See whether there is a backup that is young and can be restored."""
    what = message("Sauvegardes")
    first = _first_answer_at(patient.session)
    if patient.database.path is None or first is None:
        return good("backups", what)
    kept = kept_backups(patient.database)
    newest = max(kept, key=lambda each: each.made_at, default=None)
    if patient.now - (newest.made_at if newest else first) > BACKUP_AGE:
        advice = message(
            "Aucune depuis un jour : laisser le serveur en marche, il en fait une par"
            " jour."
        )
        return red("backups", what, advice)
    if newest is None:  # the first day is not over
        return good("backups", what)
    with tempfile.TemporaryDirectory(prefix="trainer-") as folder:
        prepared = Path(folder) / "prepared.db"
        try:
            prepare(newest.path, prepared)
            contents_of(prepared)
        except TrainerError as error:
            return red("backups", what, error.message)
    return good("backups", what)


def keys(patient: _Patient) -> Finding:
    """See whether a teacher has read the answers of each deck."""
    what = message("Corrigés")
    decks = access.all_decks(patient.session)
    papers = (row for row in decks if row.owner_id is None and row.retired_at is None)
    read = map(deck_from_json, (row.content for row in papers))
    unread = [deck.title for deck in read if not deck.checked]
    if not unread:
        return good("keys", what)
    advice = message(
        "{n} {n:corrigé|corrigés} à relire par un enseignant, dont « {title} ».",
        n=len(unread),
        title=unread[0],
    )
    return yellow("keys", what, advice)


def teachers(patient: _Patient) -> Finding:
    """See whether somebody can look after the classes, and nobody without a word."""
    what = message("Enseignants")
    if not patient.config.is_class:
        return good("teachers", what)
    found = patient.session.scalars(select(AccountRow).where(AccountRow.is_teacher))
    rows = found.all()
    if not rows:
        advice = message("Aucun enseignant : en créer un par « trainer person add ».")
        return red("teachers", what, advice)
    without = [row.name for row in rows if row.password_hash is None]
    if without:
        advice = message(
            "{name} n’a pas de mot de passe : en donner un.", name=without[0]
        )
        return red("teachers", what, advice)
    return good("teachers", what)


def classes(patient: _Patient) -> Finding:
    """See whether no class is kept after the month that follows its closing."""
    what = message("Classes fermées")
    due = patient.now.date() - timedelta(days=31)
    late = patient.session.scalar(
        select(ClassroomRow.name).where(ClassroomRow.closes_on < due)
    )
    if late is None:
        return good("classes", what)
    advice = message("La classe {name} est à effacer : relancer le serveur.", name=late)
    return red("classes", what, advice)


def looked_after(patient: _Patient) -> Finding:
    """See whether each class has a teacher who can sign in.

    A backup of before a teacher was erased brings the class back, and not the teacher.
    """
    what = message("Classes et enseignants")
    looks_after = exists().where(
        ClassroomTeacherRow.classroom_id == ClassroomRow.id,
        ClassroomTeacherRow.account_id == AccountRow.id,
        AccountRow.is_teacher,
        AccountRow.password_hash.is_not(None),
    )
    left = patient.session.scalar(
        select(ClassroomRow.name).where(~looks_after).order_by(ClassroomRow.id)
    )
    if not patient.config.is_class or left is None:
        return good("looked_after", what)
    advice = message(
        "Personne ne peut ouvrir la classe {name}. Y mettre un enseignant :"
        " trainer classroom teacher {quoted} NOM",
        name=left,
        quoted=shlex.quote(left),
    )
    return red("looked_after", what, advice)


def erasures(patient: _Patient) -> Finding:
    """See whether nobody who was erased is there again."""
    what = message("Personnes effacées")
    marks = erased_marks(patient.config.home)
    rows = patient.session.execute(select(StudentRow.uid, StudentRow.created_at))
    is_back = marks and any(mark_of(*row) in marks for row in rows)
    advice = message("Une personne effacée est revenue : relancer le serveur.")
    return judged("erasures", what, advice if is_back else None)


_LOOKS: tuple[Callable[[_Patient], Finding], ...] = (
    *(integrity, journal, durability, log_size, growing, states, clock, backups),
    *(keys, teachers, classes, looked_after, erasures),
)
_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'",
}


def _answers(patient: _Patient, statement: str) -> list[object]:
    return list(patient.session.scalars(text(statement)))


def _first_answer_at(session: Session) -> datetime | None:
    """Say when the first answer came in; None: nothing was ever answered."""
    return session.scalar(select(ReviewRow.received_at).order_by(ReviewRow.id).limit(1))
