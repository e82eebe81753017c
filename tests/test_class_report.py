"""A class's Monday in a terminal: three lines, and nobody named."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.importing import SLUG, import_paper
from tests.schooling import School, add_person, make_school, put_in
from tests.simulated_class import ClassPlan, answer_as_class
from tests.studying import NOW
from trainer import access
from trainer.class_answers import members_of
from trainer.class_report import class_report, report_lines
from trainer.db import Database
from trainer.errors import NotFound
from trainer.giving import Terms, give_deck

TODAY = NOW.date()


@pytest.fixture
def school(sqlite_db: Database) -> School:
    """10A has twelve students, who take ML Engineer for another; 10B learns nothing."""
    import_paper(sqlite_db)
    school = make_school(sqlite_db)
    with sqlite_db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        put_in(session, classroom, *(add_person(session, f"E{n}") for n in range(10)))
        deck = access.deck_named(session, SLUG)
        give_deck(session, classroom, deck, Terms(), NOW - timedelta(days=30))
        students = [each.student_id for each in members_of(session, classroom)]
        plan = ClassPlan(confused={"ML Engineer": ("MLOps / Platform", 0.6)})
        answer_as_class(session, students, deck, TODAY, plan)
    return school


def test_a_report_says_what_to_teach_and_names_nobody(
    sqlite_db: Database, school: School
) -> None:
    with sqlite_db.reading() as session:
        report = class_report(session, "10A", "", TODAY)
    said = "\n".join(map(str, report_lines(report))).replace("\u00a0", " ")

    assert report["topic"] is not None
    assert report["pair"] is not None
    assert set(report["pair"]["jobs"]) == {"ML Engineer", "MLOps / Platform"}
    assert said.startswith("10A · Métiers data\nÀ reprendre : ")
    assert "ML Engineer ou MLOps / Platform, confondus" in said
    assert report["to_see"] is None or report["to_see"] not in range(1, 5)
    assert not any(name in said for name in ("Tom", "Lea", "E1"))


def test_a_class_without_answers_is_told_so(
    sqlite_db: Database, school: School
) -> None:
    with sqlite_db.writing() as session:
        classroom = access.classroom_of(session, school.carl.id, school.class_b)
        give_deck(session, classroom, access.deck_named(session, SLUG), Terms(), NOW)

        report = class_report(session, "10B", SLUG, TODAY)

    assert (report["topic"], report["pair"], report["questions"]) == (None, None, [])
    assert any("pas assez de réponses" in str(line) for line in report_lines(report))


@pytest.mark.parametrize(("name", "slug"), [("10B", ""), ("10Z", ""), ("10A", "x")])
def test_what_is_not_there_has_no_report(
    sqlite_db: Database, school: School, name: str, slug: str
) -> None:
    with sqlite_db.reading() as session, pytest.raises(NotFound):
        class_report(session, name, slug, TODAY)
