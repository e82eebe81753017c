"""The pages about what is kept of a person: what for, who looked, how it goes."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    send_file,
    url_for,
)
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from trainer.core.messages import Message, message
from trainer.core.personal_data import AIMS, AUDIENCES, GROUPS, PERIODS
from trainer.core.personal_register import data_in
from trainer.erasing import (
    ask_to_erase,
    erasable_student,
    outcome,
    take_back,
)
from trainer.person_export import export_person
from trainer.personal_reads import reads_of
from trainer.retention import BACKUPS_STAY, Notices, notices_of
from trainer.tables import AccountRow
from web.addresses import uid_of_address
from web.context import database, is_class, now
from web.preferences import translate
from web.visitor import current_learner, find_visitor, visitor

privacy = Blueprint("privacy", __name__)


@privacy.get("/privacy")
def show() -> str:
    """Tell in plain words what is kept of a person, why and how long."""
    groups = [
        (words, data)
        for group, words in GROUPS.items()
        if (data := data_in(group, is_class=is_class()))
    ]
    return render_template(
        "privacy/show.html",
        groups=groups,
        aims=AIMS,
        periods=PERIODS,
        audiences=AUDIENCES,
        is_class=is_class(),
        backup_days=BACKUPS_STAY.days,
    )


@privacy.get("/my-data/reads")
def reads() -> str:
    """Show who looked at what is about who asks."""
    with database().reading() as session:
        zone = current_learner(session).settings_at(now()).zone
        found = reads_of(session, _account_id())
    return render_template("privacy/reads.html", reads=found, zone=zone)


@privacy.get("/my-data/everything.zip")
def archive() -> Response:
    """Send all of a person's data as one archive."""
    with tempfile.TemporaryDirectory(prefix="trainer-") as folder:
        path = Path(folder) / "everything.zip"
        with database().reading() as session:
            export_person(session, current_learner(session), path, now())
        data = BytesIO(path.read_bytes())
    name = f"mes-donnees-{now():%Y-%m-%d}.zip"
    return send_file(data, "application/zip", as_attachment=True, download_name=name)


# To be erased


@privacy.get("/my-data/erasure")
def erasure() -> str:
    """Say what it is to be erased, before it is asked for or taken back."""
    with database().reading() as session:
        found = notices_of(session, _account_id(), now())
        told = outcome(session, _account_id())
    return render_template(
        "privacy/erasure.html",
        erase_on=found.erase_on,
        waits_for=found.waits_for,
        outcome=told,
        backup_days=BACKUPS_STAY.days,
        student=None,
        back=url_for("my_data.show"),
        action=url_for("privacy.ask"),
        withdrawal=url_for("privacy.withdraw"),
    )


@privacy.post("/my-data/erasure")
def ask() -> AnyResponse:
    """Have who asks erased in seven days, and sign every device out."""
    with database().writing() as session:
        ask_to_erase(session, _account_id(), now())
    flash(
        translate(
            message(
                "L’effacement est demandé, et tous les appareils sont déconnectés."
                " Se connecter de nouveau permet d’y renoncer."
            )
        ),
        "done",
    )
    return redirect(url_for("accounts.sign_in"), 303)


@privacy.post("/my-data/erasure-withdrawals")
def withdraw() -> AnyResponse:
    """Let who asks stay after all."""
    with database().writing() as session:
        take_back(session, _account_id())
    return _done(_STAYS, url_for("my_data.show"))


@privacy.get("/classrooms/<uid>/students/<person>/erasure")
def student_erasure(uid: str, person: str) -> str:
    """Say to a teacher what it is to erase a student."""
    with database().reading() as session:
        account = _student(session, uid, person)
    return render_template(
        "privacy/erasure.html",
        erase_on=account.erase_on,
        waits_for=(),
        outcome=None,
        backup_days=BACKUPS_STAY.days,
        student=account,
        back=url_for("classrooms.student", uid=uid, person=person),
        action=url_for("privacy.ask_for_student", uid=uid, person=person),
        withdrawal=url_for("privacy.withdraw_for_student", uid=uid, person=person),
    )


@privacy.post("/classrooms/<uid>/students/<person>/erasure")
def ask_for_student(uid: str, person: str) -> AnyResponse:
    """Have a student of a teacher's class erased in seven days."""
    with database().writing() as session:
        account = _student(session, uid, person)
        ask_to_erase(session, account.id, now())
    return redirect(url_for("privacy.student_erasure", uid=uid, person=person), 303)


@privacy.post("/classrooms/<uid>/students/<person>/erasure-withdrawals")
def withdraw_for_student(uid: str, person: str) -> AnyResponse:
    """Let a student of a teacher's class stay after all."""
    with database().writing() as session:
        account = _student(session, uid, person)
        take_back(session, account.id)
    there = url_for("privacy.student_erasure", uid=uid, person=person)
    return _done(_STAYS, there)


# On other pages


@privacy.app_template_global()
def privacy_notices() -> Notices | None:
    """Give what who asks is to know on coming back; None: nobody asks, or alone."""
    found = find_visitor()
    if found is None or found.account_id is None:
        return None
    with database().reading() as session:
        return notices_of(session, found.account_id, now())


_STAYS = message("C’est annulé : rien n’est effacé.")


def _account_id() -> int:
    account_id = visitor().account_id
    assert account_id is not None, "only in a class"
    return account_id


def _student(session: Session, uid: str, person: str) -> AccountRow:
    return erasable_student(
        session, _account_id(), uid_of_address(uid), uid_of_address(person)
    )


def _done(said: Message, there: str) -> AnyResponse:
    flash(translate(said), "done")
    return redirect(there, 303)
