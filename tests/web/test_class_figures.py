"""Every figure of a class's pages is counted anew from the table that is taken along.

What each figure is, `class_recounting` and `question_recounting` say in other words.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from tests.simulated_class import ClassPlan
from tests.web.class_recounting import ClassRecount
from tests.web.class_table import ClassTable, Figures
from tests.web.figures import figures_of
from tests.web.in_class import SchoolPages, let_class_answer, open_learning_school
from tests.web.question_recounting import QuestionRecount
from tests.web.visiting import DECK, NOW, PASSWORD, cheap_passwords, close, config_of
from trainer.content import LoadedCard
from trainer.core.reviews import Purpose, Rating
from trainer.core.topics import jobs_of
from trainer.learners import lock_learner
from trainer.replaying import rebuild
from trainer.tables import RetractionRow, ReviewRow, StudentRow
from web import create_app
from web.context import context_of

STUDENTS = 12
TODAY = NOW.date()
SINCE = TODAY - timedelta(days=27)
JOBS = ("ML Engineer", "MLOps / Platform")
CARD = f"{DECK}/A3#job"


@pytest.fixture(scope="module")
def school(
    tmp_path_factory: pytest.TempPathFactory, prepared_home: Path
) -> Iterator[SchoolPages]:
    """Twelve students have answered, some less than others; Vera sees their names.

    Some of it was longer ago than pages look back, some was undone, and some was free
    practice.
    """
    home = tmp_path_factory.mktemp("figures") / "home"
    shutil.copytree(prepared_home, home)
    config = config_of(home, is_class=True)
    app = create_app(config, lambda: NOW, passwords=cheap_passwords())
    pages = open_learning_school(app)
    plan = ClassPlan(
        confused={JOBS[0]: (JOBS[1], 0.5)},
        harder=harder,
        is_here=lambda place, day: place % 4 != 3 or day < 7,
    )
    last_day = TODAY - timedelta(days=17)
    ids = let_class_answer(pages, plan, students=STUDENTS, until=last_day)
    with context_of(app).database.writing() as session:
        undo_some_and_practise(session, ids)
    pages.vera.submit("/projector", names="shown")
    yield pages
    close(app)


def harder(loaded: LoadedCard) -> float:
    return 1.5 if JOBS[0] in jobs_of(loaded.item, loaded.card) else 0.0


def undo_some_and_practise(session: Session, students: Iterable[int]) -> None:
    """Undo every 17th answer, and give every 11th once more, in practice."""
    reviews = list(session.scalars(select(ReviewRow).order_by(ReviewRow.id)))
    columns = [column.name for column in ReviewRow.__table__.columns]
    again: list[dict[str, Any]] = []
    for review in reviews[::11]:
        row = {name: getattr(review, name) for name in columns if name != "id"}
        at = review.effective_at + timedelta(hours=2)
        moved = dict.fromkeys(("device_at", "received_at", "effective_at"), at)
        other = Rating.GOOD if review.rating is Rating.AGAIN else Rating.AGAIN
        again.append(
            row
            | moved
            | {"uid": f"c{review.uid}", "purpose": Purpose.CRAM, "rating": other}
        )
    session.execute(insert(ReviewRow), again)
    undone = [
        {
            "student_id": review.student_id,
            "uid": f"r{review.uid}",
            "review_uid": review.uid,
            "device_at": review.device_at,
            "received_at": review.received_at,
        }
        for review in reviews[::17]
    ]
    session.execute(insert(RetractionRow), undone)
    for student in students:
        uid = session.get_one(StudentRow, student).uid
        rebuild(session, lock_learner(session, uid), check=False)


@pytest.fixture(scope="module")
def table(school: SchoolPages) -> ClassTable:
    """The table, as Vera takes it along."""
    sheet = school.vera.submit(
        f"{school.class_a}/answer-sheets", format="csv", names="1", password=PASSWORD
    )
    assert sheet.headers["Content-Disposition"].startswith("attachment")
    return ClassTable(sheet.get_data(as_text=True))


@pytest.fixture(scope="module")
def counted(table: ClassTable) -> ClassRecount:
    """What can be counted in the table, and in nothing else."""
    members = ["Tom", *(f"Élève {n}" for n in range(STUDENTS - 1))]
    return ClassRecount(table, members)


def figures(school: SchoolPages, path: str, **query: str) -> Figures:
    """Read the numbers of a page of the class."""
    page = school.vera.get(f"{school.class_a}/{path}", **query)
    assert page.status_code == 200
    return figures_of(page.text)


def same(expected: Figures) -> object:
    """Match figures, by what six decimals in the file leave of them."""
    return pytest.approx(expected, rel=1e-4, abs=1e-4)


def test_the_table_has_every_answer_that_was_not_undone(
    school: SchoolPages, counted: ClassRecount
) -> None:
    with context_of(school.app).database.reading() as session:
        reviews = session.scalar(select(func.count()).select_from(ReviewRow)) or 0
        undone = session.scalar(select(func.count()).select_from(RetractionRow)) or 0

    assert len(counted.rows) == reviews - undone
    assert undone > 50
    assert {row["sorte"] for row in counted.rows} == {"révision", "entraînement"}


def test_the_table_marks_first_answers_and_votes(table: ClassTable) -> None:
    for column, rows in (("première", table.firsts), ("voix", table.votes)):
        marked = [row for row in table.rows if row[column] == "1"]
        assert sorted(map(str, marked)) == sorted(map(str, rows))
    assert len(table.rows) > len(table.votes) > len(table.firsts)


@pytest.mark.parametrize("by", ["part", "job", "tool", "tag"])
def test_topics(school: SchoolPages, counted: ClassRecount, by: str) -> None:
    shown = figures(school, "topics", by=by)

    assert shown == same(counted.topics(by, SINCE))
    assert any(name.endswith(":lost") for name in shown)


def test_topics_from_the_beginning_have_more_answers(
    school: SchoolPages, counted: ClassRecount
) -> None:
    ever = figures(school, "topics", by="part", since="all")

    assert ever == same(counted.topics("part", date.min))
    assert ever["topic:role:asked"] > counted.topics("part", SINCE)["topic:role:asked"]


def test_one_topic(school: SchoolPages, counted: ClassRecount) -> None:
    shown = figures(school, "topic", by="job", name=JOBS[0])

    assert shown == same(counted.topic("job", JOBS[0], SINCE, TODAY))


@pytest.mark.parametrize("by", ["part", "job"])
def test_the_grid(school: SchoolPages, counted: ClassRecount, by: str) -> None:
    shown = figures(school, "topics/grid", by=by)

    assert shown == same(counted.grid(by, TODAY))
    assert len(shown) > 100


def test_the_trend(school: SchoolPages, counted: ClassRecount) -> None:
    shown = figures(school, "topics/trend")

    assert shown == same(counted.trend(TODAY))
    assert len({name.split(":")[1] for name in shown}) >= 2  # weeks


def test_the_matrix_adds_up_to_the_log(
    school: SchoolPages, counted: ClassRecount
) -> None:
    shown = figures(school, "confusions", since="all")
    cells = {n: value for n, value in shown.items() if n.startswith("cell:")}
    rows = {n: value for n, value in shown.items() if n.startswith("row:")}

    expected = counted.matrix(date.min)
    assert cells | {n: value for n, value in rows.items() if value} == same(expected)
    with context_of(school.app).database.reading() as session:
        uids = [
            session.scalars(select(ReviewRow.uid)).all(),
            session.scalars(select(RetractionRow.review_uid)).all(),
        ]
    asked = [row for row in counted.rows if row["métier demandé"]]
    assert sum(rows.values()) == sum(cells.values()) == len(asked)
    assert len(counted.rows) == len(set(uids[0]) - set(uids[1]))


@pytest.mark.parametrize("since", ["", "all"])
def test_pairs(school: SchoolPages, counted: ClassRecount, since: str) -> None:
    shown = figures(school, "confusions", since=since)
    pairs = {n: value for n, value in shown.items() if n.startswith("pair:")}

    expected = counted.pairs(date.min if since else SINCE)
    ranked = sorted(expected, key=lambda p: -expected[p]["rate"] * expected[p]["asked"])
    assert pairs == same(
        {
            f"pair:{'|'.join(pair)}:{name}": value
            for pair in ranked[:5]
            for name, value in expected[pair].items()
        }
    )
    assert ranked[0] == JOBS


def test_what_is_behind_a_cell(school: SchoolPages, counted: ClassRecount) -> None:
    shown = figures(school, "confusions/cell", asked=JOBS[0], given=JOBS[1])

    assert shown == counted.cell(*JOBS, SINCE)


@pytest.mark.parametrize("paper", ["exam", "lists"])
def test_questions(school: SchoolPages, table: ClassTable, paper: str) -> None:
    shown = figures(school, "questions", paper=paper)

    assert shown == same(QuestionRecount(table, lists=paper == "lists").page())
    assert any(name.endswith(":discrimination") for name in shown)


def test_one_question(school: SchoolPages, table: ClassTable) -> None:
    shown = figures(school, f"questions/{CARD.replace('#', '%23')}")

    assert shown == same(QuestionRecount(table, lists=False).detail(CARD))


def test_monday_shows_the_first_of_the_other_pages(
    school: SchoolPages, counted: ClassRecount
) -> None:
    shown = figures(school, "monday")
    topics = figures(school, "topics")
    pair = counted.pairs(SINCE)[JOBS]

    lost = {n: value for n, value in topics.items() if n.endswith(":lost")}
    worst = max(lost, key=lambda name: round(lost[name], 1)).removesuffix(":lost")
    names = ("rate", "low", "high", "asked", "students", "lost")
    expected = {f"topic:{name}": topics[f"{worst}:{name}"] for name in names}
    for name in ("confused", "asked", "low", "high"):
        expected[f"pair:{name}"] = pair[name]
    assert shown == same(expected)
