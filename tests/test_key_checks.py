"""A key that a teacher calls checked stays so until an answer changes."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.schooling import School, make_school
from tests.studying import DAY, NOW
from tests.test_versions import SLUG, source
from tests.web.uploading import KEY, PAPER
from trainer import access
from trainer.content import deck_from_json
from trainer.db import Database
from trainer.erasing import delete_person
from trainer.errors import NotFound
from trainer.giving import bring_paper
from trainer.import_plan import plan_import
from trainer.importing import PlanOutdated, apply_import
from trainer.key_checks import KeyCheck, check_key, key_check_of, take_check_back
from trainer.tables import StudentRow

UNCHECKED = KEY.replace("checked = true", "checked = false")
LATER = NOW + DAY


def bring(db: Database, exam: str = PAPER, key: str | None = UNCHECKED) -> School:
    """Have Vera bring a paper whose key nobody has checked."""
    school = make_school(db)
    with db.writing() as session:
        plan = plan_import(session, source(exam, key))
        bring_paper(session, plan, school.vera.id, NOW)
    return school


def update(db: Database, exam: str = PAPER, key: str | None = UNCHECKED) -> None:
    with db.writing() as session:
        plan = plan_import(session, source(exam, key), keeps_answers=key is None)
        apply_import(session, plan, LATER)


def check(db: Database, account_id: int | None, now: datetime = NOW) -> None:
    with db.writing() as session:
        deck = access.deck_vouched_for_by(session, account_id, SLUG)
        check_key(session, deck, account_id, now)


def checked(db: Database) -> tuple[bool, KeyCheck | None]:
    with db.reading() as session:
        deck = access.deck_named(session, SLUG)
        return deck_from_json(deck.content).checked, key_check_of(session, deck)


def test_a_key_is_called_checked_by_name(db: Database) -> None:
    school = bring(db)
    assert checked(db) == (False, None)

    check(db, school.vera.id)

    assert checked(db) == (True, KeyCheck(NOW, "Vera"))


def test_it_can_be_taken_back(db: Database) -> None:
    check(db, bring(db).vera.id)

    with db.writing() as session:
        take_check_back(session, access.deck_named(session, SLUG), LATER)

    assert checked(db) == (False, None)


def test_it_stays_while_the_answers_do(db: Database) -> None:
    check(db, bring(db).vera.id)

    update(db, PAPER.replace("tomates", "tomates mûres"))
    update(db, PAPER.replace("tomates", "tomates mûres"), key=None)

    assert checked(db) == (True, KeyCheck(NOW, "Vera"))


def test_a_paper_that_marks_another_answer_asks_for_it_anew(db: Database) -> None:
    check(db, bring(db).vera.id)

    update(db, PAPER.replace("[x] G", "[ ] G").replace("[ ] R", "[x] R", 1), key=None)

    assert checked(db) == (False, None)


def test_a_changed_answer_asks_for_it_anew(db: Database) -> None:
    check(db, bring(db).vera.id)

    update(db, key=UNCHECKED.replace("soupe froide", "soupe très froide"))

    assert checked(db) == (False, None)


def test_a_new_question_with_its_answer_asks_for_it_anew(db: Database) -> None:
    check(db, bring(db).vera.id)
    more = "\n3) Un plat à bulles.\n→ [ ] Gaspacho  [x] Ratatouille\n"

    update(db, PAPER.replace("2 items × 2 pts = /4", "3 items × 2 pts = /6") + more)

    assert checked(db) == (False, None)


def test_a_file_that_says_so_names_nobody(db: Database) -> None:
    bring(db, key=KEY)

    assert checked(db) == (True, None)


def test_a_plan_of_before_does_not_undo_it(db: Database) -> None:
    school = bring(db)
    with db.reading() as session:
        plan = plan_import(session, source(PAPER.replace("froid", "glacé")))

    check(db, school.vera.id, LATER)

    with pytest.raises(PlanOutdated), db.writing() as session:
        apply_import(session, plan, LATER)


def test_who_keeps_a_deck_says_so_and_nobody_else(db: Database) -> None:
    school = bring(db)

    with pytest.raises(NotFound):
        check(db, school.carl.id)


def test_of_a_deck_of_the_school_any_teacher_says_so(db: Database) -> None:
    school = bring(db)
    with db.writing() as session:
        access.deck_named(session, SLUG).keeper_id = None

    check(db, school.carl.id)

    assert checked(db) == (True, KeyCheck(NOW, "Carl"))


def test_it_stays_when_who_said_so_is_erased_but_names_nobody(db: Database) -> None:
    school = bring(db)
    check(db, school.vera.id)

    with db.writing() as session:
        delete_person(session, session.get_one(StudentRow, school.vera.student_id))

    assert checked(db) == (True, KeyCheck(NOW, ""))
