"""A school in the middle of its week, for its pages to be looked at.

Names are as long as they come, some pupils have not come yet, some wait to be let in,
one leaves. What names a class, a person or a link is fixed, so that it can stand in an
address.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.simulated_class import ClassPlan, answer_as_class
from trainer import access, sign_ins
from trainer.accounts import add_account, choose_password
from trainer.assignments import Draft, make_assignment
from trainer.class_answers import members_of
from trainer.classrooms import add_teacher, make_classroom
from trainer.contrasts import give_contrast
from trainer.core.assignments import Goal, Task
from trainer.core.join_codes import LENGTH
from trainer.core.reviews import Purpose, Rating
from trainer.core.rosters import Roster, RosterLine
from trainer.core.sessions import contrast_of
from trainer.cramming import session_hand
from trainer.db import Database
from trainer.erasing import ask_to_erase
from trainer.giving import Terms, give_deck
from trainer.joining import join, open_code
from trainer.learners import load_learner
from trainer.personal_reads import Look, note_reads
from trainer.reviewing import AnswerIn, record
from trainer.rosters import Secret, apply_roster
from trainer.tables import (
    AccountRow,
    ClassroomRow,
    MembershipRow,
    OneTimeLinkRow,
    StudentRow,
)

DECK = "metiers-data"
LINK = "lien-de-la-salle-des-professeurs-0123456789"
CLASS, EMPTY_CLASS, OLD_CLASS = (f"{number:032x}" for number in (1, 2, 3))
CODE = "7K3MXQ9D"
LINA, NOE = (f"{number:032x}" for number in (11, 12))
TASK = f"{21:032x}"

_STOPS, _STOPS_AFTER = 5, 4  # by place in the class list, after so many days
_TASKS = (
    (TASK, "Séances espacées", Goal.SESSIONS, 6, None, -6, 8),
    (f"{22:032x}", "Réviser la partie A", Goal.MASTERY, 90, "A", -3, 11),
    (f"{23:032x}", "Semaine de la rentrée", Goal.DAYS, 3, None, -12, -5),
)
_CLASS_NAME = "Terminale STI2D 2, métiers de la donnée"
_NAMES = (
    *("Lina Abdelkader-Benmokhtar", "Noé", "Sacha", "Marie-Anne de Fontenay-Trésigny"),
    *("Jean-Christophe Vandenbroucke-Lemaistre", "Zoé", "Panda roux", "Élève 17"),
    *("Aïssatou Diallo", "Anaïs Lefèbvre", "Bilal Haddad", "Camille Œhler"),
    *("Chloé Nguyễn", "Đorđe Petrović", "Emma Martin", "Enzo Da Silva Ferreira"),
    *("Fatou Ndiaye", "Gabriel Roux", "Hugo Petit", "Inès Garcia", "Jade Moreau"),
    *("Kévin Le Goff", "Léo Fournier", "Manon Girard", "Mathis Bonnet", "Nour Ziani"),
    *("Oscar Lambert", "Pauline Dupont", "Rayan Cohen", "Yasmine Aït-Ouarab"),
)
_HAVE_COME = 24  # of those, the first ones but Sacha
_CONFUSED = {
    "ML Engineer": ("MLOps / Platform", 0.4),
    "MLOps / Platform": ("ML Engineer", 0.3),
    "Data Analyst": ("BI Analyst / BI Developer", 0.3),
}
_APART = ("BI Analyst / BI Developer", "Data Analyst")
_NEWCOMERS = ("Maxence-Alexandre", "xX_Dragon_Xx", "Nina")


def make_school(
    database: Database, password_hash: str, now: datetime, *, code: str = CODE
) -> None:
    """Make a school of the one student of a database, who becomes Lina.

    Vera teaches 30 students with a colleague, and a class that nobody is in yet. Nina
    waits to be let in, Sacha has a phrase to begin with, Noé leaves on Tuesday week.

    Args:
        password_hash: of everybody's password.
    """
    with database.writing() as session:
        # The first teacher takes over what was learnt on this computer before.
        lina = add_account(
            session, _NAMES[0], password_hash, now, is_teacher=True, must_change=False
        )
        lina.uid, lina.is_teacher = LINA, False
        vera, _ = (
            add_account(
                session, name, password_hash, now, is_teacher=True, must_change=False
            )
            for name in ("Vera", "Jean-Baptiste Delacroix-Montaigu")
        )
        classroom = _make_class(session, vera, now, code)
        _fill(session, classroom, lina, password_hash, now)
        for name in _NEWCOMERS:
            newcomer = add_account(session, name, password_hash, now, is_teacher=False)
            choose_password(session, newcomer, password_hash)
            join(session, classroom, newcomer, now - timedelta(hours=3))
        _make_other_classes(session, vera, now)
        for days, what in ((9, Look.RESULTS), (2, Look.RESULTS), (1, Look.SHEET)):
            note_reads(session, vera.uid, [lina.id], what, now - timedelta(days=days))


def let_class_answer(database: Database, now: datetime) -> None:
    """Let the class answer for two weeks, and confuse some jobs.

    A week ago it was given two of them to tell apart, which some have practised, and
    some assignments; one student has stopped since.
    """
    with database.writing() as session:
        classroom = session.scalars(select(ClassroomRow).filter_by(uid=CLASS)).one()
        deck = access.deck_named(session, DECK)
        vera = session.scalars(select(AccountRow).filter_by(name="Vera")).one()
        students = [
            member.student_id
            for member in members_of(session, classroom)
            if member.uid != LINA  # she has answered for longer
        ]
        plan = ClassPlan(
            confused=_CONFUSED,
            new_per_day=10,
            is_here=lambda place, day: place != _STOPS or day < _STOPS_AFTER,
        )
        answer_as_class(session, students, deck, now.date(), plan)
        give_contrast(
            session,
            classroom,
            deck,
            _APART,
            account_id=vera.id,
            now=now - timedelta(days=7),
        )
        for student_id in students[-6:]:
            _tell_apart(session, student_id, now - timedelta(days=6))
        for uid, title, goal, target, part, first, last in _TASKS:
            begins = now.date() + timedelta(days=first)
            task = Task(goal, target, begins, now.date(), part)
            row = make_assignment(
                session,
                classroom,
                deck,
                Draft(title, task),
                account_id=vera.id,
                now=now,
            )
            row.uid, row.due_on = uid, now.date() + timedelta(days=last)


def _tell_apart(session: Session, student_id: int, now: datetime) -> None:
    """Let a student practise the two jobs that the class was given, without luck."""
    student = session.get_one(StudentRow, student_id)
    learner = load_learner(session, student.uid)
    hand = session_hand(session, learner, contrast_of(_APART, deck=DECK), now)
    answers = [
        AnswerIn(
            uid=f"apart-{number}",
            card=card.question.card_key,
            rating=Rating.AGAIN,
            device_at=now,
            shown=card.question.options,
            purpose=Purpose.CRAM,
        )
        for number, card in enumerate(hand.cards)
    ]
    record(session, learner, answers, sent_at=now, now=now)


def make_link(database: Database, now: datetime) -> None:
    """Offer the link by which a server without people gets its first teacher."""
    with database.writing() as session:
        session.add(
            OneTimeLinkRow(
                token_hash=sign_ins.hash_of(LINK),
                ends_at=now + timedelta(hours=24),
            )
        )


def _make_class(
    session: Session, vera: AccountRow, now: datetime, code: str
) -> ClassroomRow:
    """Make the class that learns, with a code that opens it for some days more."""
    assert len(code) == LENGTH
    classroom = make_classroom(session, vera.id, _CLASS_NAME, now)
    add_teacher(session, classroom, "Jean-Baptiste Delacroix-Montaigu", now)
    open_code(session, classroom, now)
    classroom.uid, classroom.join_code = CLASS, code
    deck = access.deck_named(session, DECK)
    give_deck(session, classroom, deck, Terms(date(2027, 6, 14), 8, 0.9), now)
    return classroom


def _fill(
    session: Session,
    classroom: ClassroomRow,
    lina: AccountRow,
    password_hash: str,
    now: datetime,
) -> None:
    """Read the class list; most students have come with their slip already."""
    classroom.needs_approval = False
    join(session, classroom, lina, now)
    classroom.needs_approval = True
    membership = session.get_one(MembershipRow, (classroom.id, lina.id))
    membership.roster_id = "2027-001"
    lines = tuple(
        RosterLine(number, name, f"2027-{number:03}")
        for number, name in enumerate(_NAMES, 1)
    )
    secrets = [Secret("", password_hash) for _ in lines[1:]]
    apply_roster(session, classroom, Roster(lines, ()), secrets, now)
    accounts = {
        row.name: row
        for row in session.scalars(
            select(AccountRow).where(AccountRow.is_teacher.is_(False))
        )
    }
    for name in _NAMES[:_HAVE_COME]:
        if name != "Sacha":
            choose_password(session, accounts[name], password_hash)
    accounts["Noé"].uid = NOE


def _make_other_classes(session: Session, vera: AccountRow, now: datetime) -> None:
    """Make a class that is empty, whose code is over, and one that has closed."""
    empty = make_classroom(session, vera.id, "2de 4", now)
    open_code(session, empty, now - timedelta(days=9))
    empty.uid = EMPTY_CLASS
    old = make_classroom(session, vera.id, "Club du mercredi", now)
    old.needs_approval = False
    noe = session.scalars(select(AccountRow).filter_by(uid=NOE)).one()
    join(session, old, noe, now)
    old.uid, old.closes_on = OLD_CLASS, now.date() - timedelta(days=10)
    ask_to_erase(session, noe.id, now)
