"""What do a teacher's pages cost in a large school?

    python benchmarks/school.py [--rounds 5] [--classes 10] [--days 330]

Ten classes of thirty that have learnt one exam for a school year: about a million
reviews of simulated students. The list of the classes, whole page, beside Anki's graphs
of all time on as many reviews of as many cards. And each page of a class with some
thousand reviews of its own: in a database of this class alone, and among a hundred.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks import anki_peer, measuring
from benchmarks.growth import Changes, grown, size_of
from benchmarks.measuring import timed
from benchmarks.studied import config_of
from tests.simulated_class import ClassPlan, answer_as_class
from trainer import access, sign_ins
from trainer.accounts import add_account, choose_password
from trainer.class_answers import cards_of_class, members_of
from trainer.classrooms import make_classroom
from trainer.config import DATABASE_NAME
from trainer.db import open_database
from trainer.first_use import prepare
from trainer.giving import Terms, give_deck
from trainer.joining import join
from trainer.tables import AccountRow, ClassroomRow
from web import create_app
from web.context import context_of
from web.cookies import SIGN_IN

DECK = "metiers-data"
STUDENTS = 30
SCHOOL_AIM, CLASS_AIM = 0.5, 1.5
OWN_DAYS = 14  # in which thirty students answer some ten thousand times
PAGES = {
    "Monday": "monday",
    "topics": "topics",
    "confusions": "confusions",
    "questions": "questions",
}
# How the copies of a class differ: people by their ids, all else by its own key.
COPIES: Changes = {
    "students": {"id": "id + :k * 100", "uid": "uid || '-' || :k"},
    "accounts": {
        "id": "id + :k * 100",
        "uid": "uid || '-' || :k",
        "student_id": "student_id + :k * 100",
        "name": "name || ' ' || :k",
        "sign_in_name": "sign_in_name || ' ' || :k",
        "is_teacher": "0",
    },
    "study_settings": {"id": "NULL", "student_id": "student_id + :k * 100"},
    "enrolments": {"id": "NULL", "student_id": "student_id + :k * 100"},
    "classrooms": {
        "id": "id + :k",
        "uid": "uid || '-' || :k",
        "name": "name || ' ' || :k",
        "join_code": "NULL",
    },
    # The one teacher teaches them all.
    "classroom_teachers": {"classroom_id": "classroom_id + :k"},
    "classroom_decks": {"classroom_id": "classroom_id + :k"},
    "memberships": {
        "classroom_id": "classroom_id + :k",
        "account_id": "account_id + :k * 100",
    },
    "reviews": {"id": "NULL", "student_id": "student_id + :k * 100"},
    "card_states": {"student_id": "student_id + :k * 100"},
}


def main() -> None:
    """Measure, and print the rows."""
    options = measuring.options(__doc__, rounds=5, classes=10, days=330, crowd=31)
    if options.small:
        options.rounds, options.classes, options.days, options.crowd = 1, 2, 7, 2
    now = datetime.now(UTC)
    measuring.heading("ms a page")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        one = Path(folder) / "one"
        make_class(one, now, options.days)
        school = grown(one, "school", COPIES, options.classes)
        _compare_with_anki(school, now, stack, options.rounds)
        small = Path(folder) / "small"
        make_class(small, now, OWN_DAYS if not options.small else 3)
        crowd = grown(small, "crowd", COPIES, options.crowd)
        homes = {"alone": small, "crowd": crowd}
        for what, page in PAGES.items():
            runs = {
                name: asking(home, now, stack, f"/classrooms/{{uid}}/{page}")
                for name, home in homes.items()
            }
            figures = measuring.take_turns(options.rounds, runs)
            title = f"{what} of a class, {count_of(crowd):,} reviews, {size_of(crowd)}"
            peer = f"{count_of(small):,} reviews, {size_of(small)}"
            measuring.row(title, figures["crowd"], peer, figures["alone"], CLASS_AIM)


def make_class(home: Path, now: datetime, days: int) -> None:
    """Make a class of thirty that has learnt the built-in deck for some days."""
    with closing(open_database(config_of(home))) as database:
        prepare(database, now)
        with database.writing() as session:
            begun = now - timedelta(days=days + 1)
            vera = _account(session, "Vera", begun, is_teacher=True)
            classroom = make_classroom(session, vera.id, "10A", begun)
            classroom.needs_approval = False
            give_deck(
                session, classroom, access.deck_named(session, DECK), Terms(), begun
            )
            for number in range(STUDENTS):
                join(session, classroom, _account(session, f"S{number}", begun), begun)
            students = [each.student_id for each in members_of(session, classroom)]
            deck = access.deck_named(session, DECK)
            plan = ClassPlan(days=days, new_per_day=5)
            answer_as_class(session, students, deck, now.date(), plan)


def _account(
    session: Session, name: str, now: datetime, *, is_teacher: bool = False
) -> AccountRow:
    row = add_account(session, name, "no hash", now, is_teacher=is_teacher)
    choose_password(session, row, "no hash")
    return row


def _compare_with_anki(
    school: Path, now: datetime, stack: ExitStack, rounds: int
) -> None:
    path = school / "peer.anki2"
    make_peer(path, school)
    col = anki_peer.open_collection(path)
    stack.callback(col.close)
    runs: Mapping[str, Callable[[], float]] = {
        "ours": asking(school, now, stack, "/classrooms"),
        "anki": lambda: timed(lambda: col._backend.graphs(search="", days=0)),
    }
    figures = measuring.take_turns(rounds, runs)
    title = f"list of a school's classes, {count_of(school):,} reviews"
    measuring.row(
        title, figures["ours"], "Anki's graphs, all time", figures["anki"], SCHOOL_AIM
    )


def make_peer(path: Path, school: Path) -> None:
    """Make a collection of the deck's cards with as many reviews as the school's."""
    with closing(open_database(config_of(school))) as database:
        with database.reading() as session:
            cards = cards_of_class(session, access.deck_named(session, DECK))
        anki_peer.add_notes(path, ((each.card.key, each.card.text) for each in cards))
    with (
        closing(sqlite3.connect(path)) as file,
        closing(sqlite3.connect(school / DATABASE_NAME)) as ours,
    ):
        notes = [id_ for (id_,) in file.execute("select id from cards order by id")]
        rows = ours.execute(
            "SELECT card_id, rating, unixepoch(study_day), duration_ms FROM reviews"
            " ORDER BY study_day, id"
        )
        # A review is named by its millisecond there; those of a day follow each other.
        file.executemany(
            "insert into revlog values (?, ?, -1, ?, 5, 2, 500, ?, 1)",
            (
                (day * 1000 + number, notes[card % len(notes)], rating, duration)
                for number, (card, rating, day, duration) in enumerate(rows)
            ),
        )
        file.commit()


def asking(
    home: Path, now: datetime, stack: ExitStack, path: str
) -> Callable[[], float]:
    """Give what asks for a page as the teacher and tells the milliseconds."""
    app = create_app(replace(config_of(home), is_class=True), lambda: now)
    stack.callback(context_of(app).database.close)
    client = _signed_in(app, now)
    with context_of(app).database.reading() as session:
        uid = session.scalars(
            select(ClassroomRow.uid).order_by(ClassroomRow.id)
        ).first()
    address = path.format(uid=uid)

    def ask() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status}"

    ask()  # nothing is compiled or in a cache before the first
    return lambda: timed(ask)


def _signed_in(app: Flask, now: datetime) -> FlaskClient:
    with context_of(app).database.writing() as session:
        vera = session.scalars(select(AccountRow).filter_by(name="Vera")).one()
        cookie = sign_ins.begin(session, vera, "benchmark", now)
    client = app.test_client()
    client.set_cookie(SIGN_IN, cookie)
    return client


def count_of(home: Path) -> int:
    """Count the reviews of a database."""
    with closing(sqlite3.connect(home / DATABASE_NAME)) as file:
        (count,) = file.execute("SELECT count(*) FROM reviews").fetchone()
    return int(count)


if __name__ == "__main__":
    main()
