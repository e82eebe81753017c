"""Which job was asked and which was given: every answer of a class, counted once."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from io import StringIO

import pytest
from sqlalchemy import select, update

from tests.anki_values import anki_file, note, row
from tests.samples import ANALYST, BI, CASE, CHOICE, DECK, MEMO, MLE, ROLE
from tests.schooling import School, make_learning_school
from tests.statements import counted
from tests.studying import (
    DAY,
    NOW,
    add_deck,
    add_revision,
    answer,
    send,
    take_back,
    undo,
)
from trainer import access
from trainer.anki_import import import_reviews
from trainer.class_confusions import CellDetail, ClassConfusions, cell_of, confusions_of
from trainer.core.confusion_matrix import Given, NoJob, Tally
from trainer.core.questions import Format, Response
from trainer.core.reviews import Purpose, Rating
from trainer.core.right_answers import NameKey
from trainer.db import Database
from trainer.errors import NotFound
from trainer.giving import Terms, give_deck
from trainer.job_answers import cards_between, job_cards_of
from trainer.learners import Learner, load_learner
from trainer.review_sheet import export_csv
from trainer.tables import CardRow, ItemRow

JOB = "exemple/A1#job"
SCIENTIST = "Data Scientist"
TODAY = NOW.date()


@pytest.fixture
def school(db: Database) -> School:
    """10A learns a deck."""
    return make_learning_school(db)


def learner(db: Database, uid: str) -> Learner:
    with db.reading() as session:
        return load_learner(session, uid)


def found(db: Database, school: School, days: int | None = None) -> ClassConfusions:
    with db.reading() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        deck = access.deck_named(session, "exemple")
        since = None if days is None else TODAY - days * DAY
        return confusions_of(session, classroom, deck, since=since)


def cell(db: Database, school: School, asked: str, given: Given) -> CellDetail:
    with db.reading() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        deck = access.deck_named(session, "exemple")
        return cell_of(session, classroom, deck, (asked, given))


def answer_all_sorts(db: Database, school: School) -> None:
    """Have Tom and Lea answer in every way, wrongly, rightly and after all."""
    tom, lea = (learner(db, who.student_uid) for who in (school.tom, school.lea))
    scientist, right = Response(choice=SCIENTIST), Response(choice=MLE.text)
    case, memo, role = (
        f"{item.key}#{name}"
        for item, name in ((CASE, "job"), (MEMO, "job"), (ROLE, "tools"))
    )
    send(
        db,
        tom,
        answer("1", JOB, Rating.AGAIN, response=scientist, format=Format.CHOICE),
        answer("2", JOB, response=scientist, overridden=True),
        answer("3", JOB, response=right),
        answer("4", JOB, Rating.AGAIN, response=Response(text="ds")),
        answer("5", JOB, Rating.AGAIN, response=Response(text="boulanger")),
        answer("6", JOB, Rating.AGAIN),
        answer("7", JOB, Rating.AGAIN, response=scientist, purpose=Purpose.CRAM),
        answer("8", JOB, Rating.AGAIN, response=scientist, purpose=Purpose.MOCK),
        answer("9", JOB, Rating.AGAIN, response=scientist),  # undone
        answer("10", "exemple/C1#verdict", response=Response(is_true=False)),
        answer("11", "exemple/A1#job", Rating.AGAIN, response=right, overridden=True),
    )
    take_back(db, tom, undo("9"))
    send(
        db,
        lea,
        answer("1", case, response=Response(text="Data Analyst")),
        answer("2", memo, Rating.AGAIN, response=Response(text="DE")),
        answer("3", memo, response=Response(choice=ANALYST.text)),
        answer("4", role, response=Response(text="  analyste data ")),
        answer("5", role, Rating.AGAIN, response=Response(text=" ")),
        answer(
            "6",
            "exemple/B1#job",
            Rating.AGAIN,
            response=Response(text="MLE parce que…"),
            format=Format.SENTENCE,
        ),
    )


def exported(db: Database, uid: str) -> list[dict[str, str]]:
    """Give the rows of a student's own file."""
    with db.reading() as session:
        text = "".join(export_csv(session, load_learner(session, uid)))
    return list(csv.DictReader(StringIO(text.lstrip("\ufeff")), delimiter=";"))


JOB_OF_CARD = {
    "exemple/A1#job": MLE.text,
    "exemple/B1#job": MLE.text,
    "exemple/D-A#job": BI.text,
    "exemple/memo-tableau-de-bord#job": BI.text,
    "exemple/role-data-analyst#job": ANALYST.text,
    "exemple/role-data-analyst#tools": ANALYST.text,
}


def test_rows_add_up_to_the_answers_that_are_exported(
    db: Database, school: School
) -> None:
    answer_all_sorts(db, school)
    uids = (school.tom.student_uid, school.lea.student_uid)
    counts = Counter(
        JOB_OF_CARD[row["carte"]]
        for uid in uids
        for row in exported(db, uid)
        if row["carte"] in JOB_OF_CARD and row["annulée"] == "non"
    )

    matrix = found(db, school).matrix

    assert {job: row.answers for job, row in matrix.rows.items()} == counts
    for job in matrix.jobs:
        cells = [matrix.cell(job, given).answers for given in matrix.columns]
        assert sum(cells) == counts[job]
    assert matrix.answers == counts.total() == 15


def test_each_answer_stands_where_it_was_given(db: Database, school: School) -> None:
    answer_all_sorts(db, school)

    matrix = found(db, school).matrix

    assert matrix.jobs == tuple(job.name for job in DECK.jobs)
    assert matrix.cells == {
        (MLE.text, SCIENTIST): Tally(4, 1),  # chosen, typed, in cram, in an exam
        (MLE.text, MLE.text): Tally(3, 1),  # also after all, and right but not known
        (MLE.text, NoJob.OTHER): Tally(2, 2),
        (MLE.text, NoJob.NOTHING): Tally(1, 1),
        (BI.text, BI.text): Tally(2, 1),  # what is accepted, and another right one
        (BI.text, "Data Engineer"): Tally(1, 1),
        (ANALYST.text, ANALYST.text): Tally(1, 1),
        (ANALYST.text, NoJob.NOTHING): Tally(1, 1),
    }


def test_who_is_in_another_class_is_not_counted(db: Database, school: School) -> None:
    with db.writing() as session:
        other = access.classroom_of(session, school.carl.id, school.class_b)
        give_deck(session, other, access.deck_named(session, "exemple"), Terms(), NOW)
    send(db, learner(db, school.max.student_uid), answer("1", JOB, Rating.AGAIN))

    assert found(db, school).matrix.answers == 0
    assert found(db, school).pairs == ()


def test_only_answers_since_a_day_count(db: Database, school: School) -> None:
    tom = learner(db, school.tom.student_uid)
    for days in (30, 5, 0):
        at = NOW - days * DAY
        send(db, tom, answer(f"u{days}", JOB, Rating.AGAIN, at), now=at)

    assert [found(db, school, days).matrix.answers for days in (5, 4)] == [2, 1]
    assert found(db, school).matrix.answers == 3


def test_what_was_right_when_it_was_answered_is_the_job_that_was_asked(
    db: Database, school: School
) -> None:
    tom = learner(db, school.tom.student_uid)
    send(db, tom, answer("old", JOB, response=Response(choice=MLE.text)))
    assert isinstance(CHOICE.answer, NameKey)
    changed = replace(CHOICE.answer, right=(ANALYST,))
    with db.writing() as session:
        row = session.scalars(select(ItemRow).filter_by(key=CHOICE.key)).one()
        add_revision(session, row, replace(CHOICE, answer=changed), number=2)
    send(db, tom, answer("new", JOB, Rating.AGAIN, response=Response(choice=MLE.text)))

    matrix = found(db, school).matrix

    assert matrix.cell(MLE.text, MLE.text).answers == 1
    assert matrix.cell(ANALYST.text, MLE.text).answers == 1


def test_an_answer_from_when_a_card_asked_for_no_job_is_in_no_row(
    db: Database, school: School
) -> None:
    tom = learner(db, school.tom.student_uid)
    with db.writing() as session:
        row = session.scalars(select(ItemRow).filter_by(key=CHOICE.key)).one()
        assert isinstance(CHOICE.answer, NameKey)
        no_job = replace(CHOICE.answer, is_job=False)
        add_revision(session, row, replace(CHOICE, answer=no_job), number=2)
    send(db, tom, answer("u", JOB, Rating.AGAIN, response=Response(choice=SCIENTIST)))

    assert found(db, school).matrix.answers == 0


def test_answers_to_a_card_that_is_no_more_still_count(
    db: Database, school: School
) -> None:
    send(db, learner(db, school.tom.student_uid), answer("u", JOB, Rating.AGAIN))
    with db.writing() as session:
        session.execute(
            update(CardRow).where(CardRow.key == JOB).values(retired_at=NOW)
        )

    assert found(db, school).matrix.rows[MLE.text].answers == 1


def test_behind_a_cell_are_cards_and_students_who_add_up_to_it(
    db: Database, school: School
) -> None:
    answer_all_sorts(db, school)
    matrix = found(db, school).matrix

    for (asked, given), tally in matrix.cells.items():
        detail = cell(db, school, asked, given)
        assert (detail.answers, detail.people) == (tally.answers, tally.people)
        assert sum(each.answers for each in detail.cards) == tally.answers
        assert sum(each.answers for each in detail.students) == tally.answers


def test_behind_a_cell_the_most_answers_come_first(
    db: Database, school: School
) -> None:
    answer_all_sorts(db, school)

    detail = cell(db, school, MLE.text, NoJob.OTHER)

    assert [each.card.card.key for each in detail.cards] == [
        "exemple/A1#job",
        "exemple/B1#job",
    ]
    assert [each.member.name for each in detail.students] == ["Lea", "Tom"]


@pytest.mark.parametrize(
    "where",
    [("Boulanger", MLE.text), (MLE.text, "Boulanger"), ("Data Engineer", MLE.text)],
)
def test_a_cell_that_there_is_not_is_not_found(
    db: Database, school: School, where: tuple[str, str]
) -> None:
    with pytest.raises(NotFound):
        cell(db, school, *where)


def test_a_deck_without_job_cards_has_an_empty_matrix(
    db: Database, school: School
) -> None:
    with db.writing() as session:
        add_deck(session, (), replace(DECK, slug="vide"))
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        empty = confusions_of(session, classroom, access.deck_named(session, "vide"))

    assert empty.matrix.answers == 0
    assert empty.matrix.cell(MLE.text, MLE.text) == Tally()


def test_two_jobs_are_told_apart_by_the_cards_that_are_asked_today(
    db: Database, school: School
) -> None:
    def between() -> list[str]:
        with db.reading() as session:
            cards = job_cards_of(session, access.deck_named(session, "exemple"))
            return [
                each.card.key
                for each in cards_between(cards, (MLE.text, "MLOps / Platform"))
            ]

    assert between() == ["exemple/A1#job", "exemple/B1#job"]
    with db.writing() as session:
        session.execute(
            update(CardRow).where(CardRow.key == JOB).values(retired_at=NOW)
        )
    assert between() == ["exemple/B1#job"]


def test_many_answers_take_as_many_statements_as_none(
    db: Database, school: School
) -> None:
    with counted() as before:
        found(db, school)
    answer_all_sorts(db, school)
    with counted() as after:
        found(db, school)

    assert len(after) == len(before)


def test_free_practice_moves_the_matrix_and_no_pair(
    db: Database, school: School
) -> None:
    tom = learner(db, school.tom.student_uid)
    scientist = Response(choice=SCIENTIST)
    right = [
        answer(f"r{n}", JOB, response=Response(choice=MLE.text)) for n in range(20)
    ]
    wrong = [answer(f"w{n}", JOB, Rating.AGAIN, response=scientist) for n in range(4)]
    practice = [
        answer(f"p{n}", JOB, Rating.AGAIN, response=scientist, purpose=Purpose.CRAM)
        for n in range(30)
    ]
    send(db, tom, *right, *wrong)
    before = found(db, school)
    send(db, tom, *practice)

    after = found(db, school)

    assert [(each.confused, each.asked) for each in before.pairs] == [(4, 24)]
    assert after.pairs == before.pairs
    assert after.matrix.cell(MLE.text, SCIENTIST).answers == 34


def test_what_was_rated_in_anki_names_no_job(db: Database, school: School) -> None:
    tom = learner(db, school.tom.student_uid)
    send(db, tom, answer("1", JOB, response=Response(choice=MLE.text)))
    before = found(db, school)
    rated = [row(NOW - n * DAY, ease) for n, ease in enumerate((1, 3, 4), start=1)]

    with db.writing() as session:
        import_reviews(session, tom, anki_file(note(JOB, *rated)), NOW)

    assert found(db, school) == before
