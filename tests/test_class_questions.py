"""The figures of a class's questions, beside Moodle's formulas worked out elsewhere."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from tests.importing import SLUG
from tests.schooling import report_error
from tests.simulated_class import ClassPlan, make_answering_class
from tests.studying import NOW, add_revision
from trainer import access
from trainer.class_answers import ClassMember
from trainer.class_questions import (
    ClassQuestion,
    ClassQuestions,
    Paper,
    QuestionFlag,
    questions_of,
)
from trainer.content import LoadedCard
from trainer.core.item_statistics import FEWEST_STUDENTS
from trainer.core.items import Kind
from trainer.core.reviews import Rating
from trainer.core.right_answers import RecallKey
from trainer.db import Database
from trainer.error_reports import answer_report
from trainer.tables import (
    AccountRow,
    CardRow,
    CardStateRow,
    ErrorReportRow,
    ItemRow,
    ReviewRow,
    ReviewSource,
)

TODAY = date(2026, 11, 23)
STUDENTS = 15
HARD = f"{SLUG}/C2#verdict"
CHOICE = f"{SLUG}/A3#job"


@pytest.fixture
def members(sqlite_db: Database) -> tuple[ClassMember, ...]:
    """Return who is in a class that has answered for two weeks."""
    plan = ClassPlan(harder=harder)
    return make_answering_class(sqlite_db, plan, students=STUDENTS, last_day=TODAY)


def harder(loaded: LoadedCard) -> float:
    return 6.0 if loaded.item.place == "A3" else 0.0


def found(
    db: Database,
    members: tuple[ClassMember, ...],
    paper: Paper = Paper.EXAM,
    *,
    last: bool = False,
) -> ClassQuestions:
    with db.reading() as session:
        deck = access.deck_named(session, SLUG)
        return questions_of(session, members, deck, paper=paper, last=last)


# Moodle's calculation, from the rows of the log and by the standard library alone

Marks = dict[str, dict[int, float]]
CASE = {"job": 1.5, "deliverable": 1.0, "tools": 1.5, "indicators": 2.0, "risk": 1.0}
LISTS = (Kind.ROLE, Kind.TERM, Kind.MEMO)


def exported(
    db: Database, paper: Paper, *, last: bool
) -> tuple[Marks, dict[str, float]]:
    """Return the marks of each question by student, and what each is worth."""
    is_list = paper is Paper.LISTS
    with db.reading() as session:
        cards = session.execute(
            select(CardRow.id, CardRow.key, ItemRow.kind).join(
                ItemRow, ItemRow.id == CardRow.item_id
            )
        ).all()
        keys = {id_: key for id_, key, kind in cards if (kind in LISTS) is is_list}
        rows = session.scalars(select(ReviewRow).order_by(ReviewRow.effective_at)).all()
    marks: Marks = {}
    for row in rows:
        if row.card_id not in keys:
            continue
        share = row.score if row.score is not None else row.rating > Rating.AGAIN
        of_question = marks.setdefault(keys[row.card_id], {})
        if last or row.student_id not in of_question:
            of_question[row.student_id] = float(share)
    worth = {key: _worth(key, marks, paper) for key in marks}
    return (
        {
            key: {student: share * worth[key] for student, share in of.items()}
            for key, of in marks.items()
        },
        worth,
    )


def _worth(key: str, keys: Iterable[str], paper: Paper) -> float:
    if paper is Paper.LISTS:
        return 1.0
    item = key.partition("#")[0]
    points = {"A": 2, "B": 3, "C": 3, "D": 7, "E": 8, "F": 3}
    if item.startswith(f"{SLUG}/D-"):
        return CASE[key.partition("#")[2]]
    siblings = sum(each.startswith(f"{item}#") for each in keys)
    return points[item.removeprefix(f"{SLUG}/")[0]] / siblings


@pytest.mark.parametrize(
    ("paper", "last"), [(Paper.EXAM, False), (Paper.EXAM, True), (Paper.LISTS, False)]
)
def test_the_figures_are_moodles(
    sqlite_db: Database,
    members: tuple[ClassMember, ...],
    paper: Paper,
    last: bool,
) -> None:
    marks, worth = exported(sqlite_db, paper, last=last)
    students = sorted(next(iter(marks.values())))
    columns = {key: [of[s] for s in students] for key, of in marks.items()}
    totals = [sum(column[n] for column in columns.values()) for n in range(STUDENTS)]

    result = found(sqlite_db, members, paper, last=last)

    assert {each.key for each in result.questions} == set(columns)
    for each in result.questions:
        assert figures_of(each) == pytest.approx(
            moodles_figures(each.key, columns, totals, worth), abs=1e-6
        )
    variances = [statistics.variance(column) for column in columns.values()]
    share = 1 - sum(variances) / statistics.variance(totals)
    alpha = len(columns) / (len(columns) - 1) * share
    assert result.paper.consistency == pytest.approx(100 * alpha, abs=1e-6)
    error = (1 - alpha) ** 0.5 * statistics.stdev(totals)
    assert result.paper.standard_error == pytest.approx(error, abs=1e-6)


def figures_of(question: ClassQuestion) -> dict[str, float | None]:
    return asdict(question.statistics)


def moodles_figures(
    key: str,
    columns: dict[str, list[float]],
    totals: list[float],
    worth: dict[str, float],
) -> dict[str, float | None]:
    own = columns[key]
    rest = [total - mark for total, mark in zip(totals, own, strict=True)]
    covariances = {k: statistics.covariance(c, totals) for k, c in columns.items()}
    roots = {k: found**0.5 for k, found in covariances.items() if found >= 0}
    varies = len(set(own)) > 1
    highest = statistics.covariance(sorted(own), sorted(rest))
    share = statistics.covariance(own, rest) / highest if varies else 0.0
    return {
        "students": STUDENTS,
        "facility": statistics.fmean(own) / worth[key],
        "deviation": statistics.stdev(own),
        "discrimination": 100 * statistics.correlation(own, rest) if varies else None,
        "efficiency": 100 * share if varies else None,
        "intended_weight": 100 * worth[key] / sum(worth.values()),
        "effective_weight": 100 * roots[key] / sum(roots.values())
        if key in roots
        else None,
    }


def test_a_question_that_nobody_knows_is_the_first_to_mend(
    sqlite_db: Database, members: tuple[ClassMember, ...]
) -> None:
    worst = found(sqlite_db, members).to_mend[0]

    assert worst.key == CHOICE
    assert QuestionFlag.HARD in worst.flags
    assert sum(each.chosen for each in worst.options) == STUDENTS
    assert worst.guess == pytest.approx(0.2)


def test_few_students_make_no_figure(
    sqlite_db: Database, members: tuple[ClassMember, ...]
) -> None:
    result = found(sqlite_db, members[: FEWEST_STUDENTS - 1])

    assert result.paper.students == FEWEST_STUDENTS - 1
    assert result.to_mend == ()
    assert not any(each.statistics.is_shown for each in result.questions)


def test_a_report_is_open_until_it_is_answered(
    sqlite_db: Database, members: tuple[ClassMember, ...]
) -> None:
    with sqlite_db.writing() as session:
        report_error(session, members[0].student_id, HARD)

    assert flags(sqlite_db, members, HARD)[0] is QuestionFlag.REPORTED

    with sqlite_db.writing() as session:
        report = session.scalars(select(ErrorReportRow.id)).one()
        students = [each.student_id for each in members]
        teacher = session.scalars(select(AccountRow.id).filter_by(name="Vera")).one()
        answer_report(
            session, students, report, "Corrigé.", account_id=teacher, now=NOW
        )

    assert QuestionFlag.REPORTED not in flags(sqlite_db, members, HARD)


def test_who_forgets_again_and_again_is_counted(
    sqlite_db: Database, members: tuple[ClassMember, ...]
) -> None:
    with sqlite_db.writing() as session:
        card = session.scalars(select(CardRow).filter_by(key=HARD)).one()
        state = session.get_one(CardStateRow, (members[0].student_id, card.id))
        state.lapses = 4

    (question,) = (
        each for each in found(sqlite_db, members).questions if each.key == HARD
    )

    assert question.leeches == 1
    assert QuestionFlag.LEECH in question.flags


def test_answers_to_an_earlier_version_are_counted_apart(
    sqlite_db: Database, members: tuple[ClassMember, ...]
) -> None:
    questions = found(sqlite_db, members).questions
    item = next(each.loaded.item for each in questions if each.key == HARD)
    with sqlite_db.writing() as session:
        row = session.scalars(select(ItemRow).filter_by(key=item.key)).one()
        add_revision(session, row, replace(item, text="Autrement dit."), number=2)

    earlier = {each.key: each.earlier for each in found(sqlite_db, members).questions}

    assert earlier.pop(HARD) == STUDENTS
    assert set(earlier.values()) == {0}


def test_without_answers_nothing_is_odd(
    sqlite_db: Database, members: tuple[ClassMember, ...]
) -> None:
    with sqlite_db.writing() as session:
        session.execute(delete(ReviewRow))
        session.execute(delete(CardStateRow))

    result = found(sqlite_db, members)

    assert (result.paper.students, result.to_mend) == (0, ())


def flags(
    db: Database, members: tuple[ClassMember, ...], key: str
) -> tuple[QuestionFlag, ...]:
    (question,) = (each for each in found(db, members).questions if each.key == key)
    return question.flags


def test_a_first_answer_in_anki_is_the_students_own_mark(
    sqlite_db: Database, members: tuple[ClassMember, ...]
) -> None:
    """It has no option, and a later one is no first: the student is left out."""
    questions = found(sqlite_db, members).questions
    before = {each.key: each.statistics.students for each in questions}
    recalls = (q for q in questions if isinstance(q.loaded.card.answer, RecallKey))
    recall = next(q.key for q in recalls if before[q.key] == STUDENTS)
    for key in (CHOICE, recall):
        rate_in_anki(sqlite_db, members[0].student_id, key)

    questions = found(sqlite_db, members).questions

    after = {each.key: each.statistics.students for each in questions}
    assert (before[CHOICE], after[CHOICE]) == (STUDENTS, STUDENTS - 1)
    assert after[recall] == STUDENTS


def rate_in_anki(db: Database, student_id: int, key: str) -> None:
    """Have a student rate a card in Anki before all other answers."""
    columns = [column.name for column in ReviewRow.__table__.columns]
    first = select(ReviewRow).join(CardRow, CardRow.id == ReviewRow.card_id)
    mine = (CardRow.key == key, ReviewRow.student_id == student_id)
    with db.writing() as session:
        row = session.scalars(
            first.where(*mine).order_by(ReviewRow.effective_at)
        ).first()
        assert row
        values = {name: getattr(row, name) for name in columns if name != "id"}
        values |= {"uid": f"anki:{row.id}", "source": ReviewSource.ANKI, "score": None}
        at = row.effective_at - timedelta(days=1)
        session.add(ReviewRow(**values | {"effective_at": at, "response": "{}"}))
