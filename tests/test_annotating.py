"""The story of notes, reports and misses: events that move no schedule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.samples import ITEMS
from tests.studying import DAY, MINUTE, NOW, add_deck, add_learner, values_of
from trainer.annotating import (
    MissIn,
    NoteIn,
    ReportIn,
    causes_of,
    record_misses,
    record_notes,
    record_reports,
)
from trainer.core.questions import Response
from trainer.core.reviews import MissCause, Rating
from trainer.db import Database
from trainer.learners import Learner
from trainer.revealing import reveal
from trainer.reviewing import AnswerIn, Outcome, record
from trainer.tables import CardStateRow, ErrorReportRow

CARD = "exemple/A1#job"
LATER = NOW + DAY


@pytest.fixture
def learner(db: Database) -> Learner:
    """A student of the example deck."""
    with db.writing() as session:
        add_deck(session, ITEMS)
        return add_learner(session)


def write(
    db: Database, learner: Learner, *notes: NoteIn, sent_after: timedelta = DAY
) -> tuple[Outcome, ...]:
    with db.writing() as session:
        sent_at = NOW + sent_after
        return record_notes(session, learner, notes, sent_at=sent_at, now=LATER)


def note(uid: str, text: str, minutes: int = 0, card: str = CARD) -> NoteIn:
    return NoteIn(uid, card, text, NOW + minutes * MINUTE)


def note_on(db: Database, learner: Learner, card: str = CARD) -> str:
    with db.reading() as session:
        return reveal(session, learner, card).note


def miss(uid: str, cause: MissCause, minutes: int = 0) -> MissIn:
    return MissIn(uid, "r1", cause, NOW + minutes * MINUTE)


def say(db: Database, learner: Learner, *misses: MissIn) -> tuple[Outcome, ...]:
    with db.writing() as session:
        return record_misses(session, learner, misses, LATER)


def causes(db: Database, learner: Learner) -> dict[str, MissCause]:
    with db.reading() as session:
        return causes_of(session, learner)


def report(db: Database, learner: Learner, *reports: ReportIn) -> tuple[Outcome, ...]:
    with db.writing() as session:
        return record_reports(session, learner, reports, LATER)


# Notes


def test_a_note_comes_with_the_answer_of_its_card(
    db: Database, learner: Learner
) -> None:
    outcomes = write(db, learner, note("n1", "  API = ML Engineer\n"))

    assert values_of(outcomes) == [("n1", "new")]
    assert note_on(db, learner) == "API = ML Engineer"
    assert note_on(db, learner, "exemple/C1#verdict") == ""


@pytest.mark.parametrize("in_order", [True, False])
def test_the_note_that_was_written_last_holds(
    db: Database, learner: Learner, in_order: bool
) -> None:
    notes = [note("n1", "avant"), note("n2", "après", minutes=5)]

    for each in notes if in_order else notes[::-1]:
        write(db, learner, each)

    assert note_on(db, learner) == "après"


def test_of_two_notes_of_one_moment_every_order_keeps_the_same(
    db: Database, learner: Learner
) -> None:
    one, other = note("n1", "un"), note("n2", "deux")

    write(db, learner, other, one)

    assert note_on(db, learner) == "deux"


def test_a_wrong_clock_is_corrected_before_notes_are_compared(
    db: Database, learner: Learner
) -> None:
    write(db, learner, note("n1", "avant", minutes=60))  # a day before the sending

    # Of a device whose clock is a day late: written one minute before it was sent.
    write(db, learner, note("n2", "après"), sent_after=MINUTE)

    assert note_on(db, learner) == "après"


def test_a_note_without_words_takes_them_away_for_good(
    db: Database, learner: Learner
) -> None:
    write(db, learner, note("n2", " ", minutes=5))

    write(db, learner, note("n1", "avant"))

    assert note_on(db, learner) == ""


def test_a_note_sent_twice_is_known_and_other_words_are_refused(
    db: Database, learner: Learner
) -> None:
    write(db, learner, note("n1", "un"))

    outcomes = write(db, learner, note("n1", "un"), note("n1", "deux"))

    assert values_of(outcomes) == [("n1", "known"), ("n1", "rejected")]
    assert note_on(db, learner) == "un"


def test_a_note_on_no_card_is_refused_by_itself(db: Database, learner: Learner) -> None:
    outcomes = write(db, learner, note("n1", "un", card="x"), note("n2", "deux"))

    assert values_of(outcomes) == [("n1", "rejected"), ("n2", "new")]


# Misses


def test_why_an_answer_was_missed_may_come_before_the_answer(
    db: Database, learner: Learner
) -> None:
    outcomes = say(db, learner, miss("m1", MissCause.MISREAD))

    assert values_of(outcomes) == [("m1", "new")]
    assert causes(db, learner) == {"r1": MissCause.MISREAD}


def test_the_last_cause_that_was_said_holds(db: Database, learner: Learner) -> None:
    say(db, learner, miss("m2", MissCause.GAP, minutes=1))
    say(db, learner, miss("m1", MissCause.TIME))

    assert causes(db, learner) == {"r1": MissCause.GAP}


def test_a_cause_sent_twice_is_known_and_another_is_refused(
    db: Database, learner: Learner
) -> None:
    first = miss("m1", MissCause.GAP)

    outcomes = say(db, learner, first, first, miss("m1", MissCause.TIME))

    assert [status for _, status in values_of(outcomes)] == ["new", "known", "rejected"]
    assert values_of(say(db, learner, first)) == [("m1", "known")]


# Reports


def test_a_report_is_kept_with_the_revision_of_its_card(
    db: Database, learner: Learner
) -> None:
    outcomes = report(db, learner, ReportIn("e1", CARD, "  La clé est fausse. ", NOW))

    assert values_of(outcomes) == [("e1", "new")]
    with db.reading() as session:
        (row,) = session.scalars(select(ErrorReportRow))
    assert (row.text, row.revision, row.device_at) == ("La clé est fausse.", 1, NOW)


def test_a_report_sent_twice_is_one(db: Database, learner: Learner) -> None:
    same = ReportIn("e1", CARD, "Faux.", NOW)

    outcomes = (*report(db, learner, same, same), *report(db, learner, same))

    assert [status for _, status in values_of(outcomes)] == ["new", "known", "known"]


def test_a_report_of_nothing_or_on_no_card_is_refused(
    db: Database, learner: Learner
) -> None:
    outcomes = report(
        db,
        learner,
        ReportIn("e1", CARD, "  ", NOW),
        ReportIn("e2", "x", "Faux.", NOW),
        ReportIn("e3", CARD, "Faux.", NOW),
        ReportIn("e3", CARD, "Autre.", NOW),
    )

    statuses = [status for _, status in values_of(outcomes)]
    assert statuses == ["rejected", "rejected", "new", "rejected"]


# The schedule


@pytest.mark.parametrize(
    "annotate",
    [
        lambda db, learner: write(db, learner, note("n1", "un")),
        lambda db, learner: say(db, learner, miss("m1", MissCause.GAP)),
        lambda db, learner: report(db, learner, ReportIn("e1", CARD, "Faux.", NOW)),
    ],
    ids=["note", "miss", "report"],
)
def test_nothing_that_is_said_of_a_card_moves_its_schedule(
    db: Database,
    learner: Learner,
    annotate: Callable[[Database, Learner], tuple[Outcome, ...]],
) -> None:
    wrong = AnswerIn("r1", CARD, Rating.AGAIN, NOW, Response(choice="Data Analyst"))
    with db.writing() as session:
        record(session, learner, [wrong], sent_at=NOW, now=NOW)
    before = states(db)

    annotate(db, learner)

    assert before
    assert states(db) == before


def states(db: Database) -> list[tuple[object, ...]]:
    columns = CardStateRow.__table__.columns
    with db.reading() as session:
        return [tuple(row) for row in session.execute(select(*columns))]
