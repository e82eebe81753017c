"""Assignments: set, changed, withdrawn, and how far everybody is, from the log."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.schooling import School, make_learning_school
from tests.statements import counted
from tests.studying import DAY, NOW, answer, send
from trainer import access
from trainer.assignments import (
    BadDays,
    BadTarget,
    BadTitle,
    Draft,
    NoSuchPart,
    OwnAssignment,
    assignment_progress,
    assignments_of,
    change_assignment,
    make_assignment,
    own_assignments,
    parts_of,
    withdraw_assignment,
)
from trainer.class_answers import members_of
from trainer.core.assignments import Goal, Progress, Task
from trainer.core.reviews import Purpose, Rating
from trainer.db import Database
from trainer.erasing import delete_person
from trainer.errors import NotFound
from trainer.giving import withdraw_deck
from trainer.learners import load_learner
from trainer.tables import AccountRow, AssignmentRow, StudentRow

TODAY = NOW.date()
LAST = TODAY + 730 * DAY  # on which something may be due
CARD = "exemple/A1#job"
WEEK = Task(Goal.DAYS, 3, TODAY - 3 * DAY, TODAY + 3 * DAY)


@pytest.fixture
def school(db: Database) -> School:
    """10A learns a deck."""
    return make_learning_school(db)


def give(
    session: Session,
    school: School,
    task: Task = WEEK,
    title: str = "Cette semaine",
    *,
    now: datetime = NOW,
) -> AssignmentRow:
    classroom = access.classroom_of(session, school.vera.id, school.class_a)
    deck = access.deck_of_class(session, classroom.id, "exemple")
    draft = Draft(title, task)
    return make_assignment(
        session, classroom, deck, draft, account_id=school.vera.id, now=now
    )


def change(session: Session, row: AssignmentRow, school: School, draft: Draft) -> None:
    change_assignment(session, row, draft, account_id=school.vera.id, now=NOW)


def own(db: Database, school: School) -> list[OwnAssignment]:
    with db.reading() as session:
        return list(own_assignments(session, school.tom.id, TODAY))


def reached(db: Database, school: School) -> dict[str, Progress]:
    """Return how far each student is with the one assignment."""
    with db.reading() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        members = members_of(session, classroom)
        (found,) = assignments_of(session, classroom, members, TODAY)
        row = session.scalars(select(AssignmentRow)).one()
        assert assignment_progress(session, row, members, TODAY) == found
        return {member.name: progress for member, progress in found.progress}


def answer_many(db: Database, school: School, days_ago: int, count: int) -> None:
    with db.reading() as session:
        tom = load_learner(session, school.tom.student_uid)
    at = NOW - days_ago * DAY
    answers = [
        answer(
            f"{days_ago}-{n}", CARD, at=at + timedelta(seconds=n), purpose=Purpose.CRAM
        )
        for n in range(count)
    ]
    send(db, tom, *answers, now=at + timedelta(hours=1))


def test_days_of_study_are_counted_for_all_and_for_oneself(
    db: Database, school: School
) -> None:
    with db.writing() as session:
        give(session, school)
    for days_ago in (4, 3, 1):
        answer_many(db, school, days_ago, 1)

    assert reached(db, school) == {"Lea": Progress(0, 3), "Tom": Progress(2, 3)}
    assert [each.progress for each in own(db, school)] == [Progress(2, 3)]


def test_crammed_sessions_are_worth_less_than_spaced_ones(
    db: Database, school: School
) -> None:
    with db.writing() as session:
        give(session, school, Task(Goal.SESSIONS, 5, TODAY - 3 * DAY, TODAY))
    answer_many(db, school, 0, 50)

    assert reached(db, school)["Tom"] == Progress(3, 5)


def test_mastery_of_a_part_counts_its_cards_alone_and_guesses_the_unseen(
    db: Database, school: School
) -> None:
    with db.writing() as session:
        give(session, school, Task(Goal.MASTERY, 50, TODAY, TODAY, "A"))
    before = reached(db, school)
    with db.reading() as session:
        tom = load_learner(session, school.tom.student_uid)
    send(db, tom, answer("u1", CARD, Rating.EASY))

    after = reached(db, school)

    assert before["Tom"] == before["Lea"] == after["Lea"]
    assert after["Tom"].done > before["Tom"].done > 0


def test_what_is_over_long_is_listed_and_not_counted_anew(
    db: Database, school: School
) -> None:
    with db.writing() as session:
        row = give(session, school)
        row.begins_on, row.due_on = TODAY - 40 * DAY, TODAY - 28 * DAY
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        members = members_of(session, classroom)

        (found,) = assignments_of(session, classroom, members, TODAY)

    assert found.progress == ()
    assert own(db, school) == []


@pytest.mark.parametrize(("begins", "due"), [(1, 3), (-5, -1)])
def test_a_student_sees_what_is_to_be_done_now(
    db: Database, school: School, begins: int, due: int
) -> None:
    with db.writing() as session:
        row = give(session, school)
        row.begins_on, row.due_on = TODAY + begins * DAY, TODAY + due * DAY

    assert own(db, school) == []


def test_nobody_sees_what_another_class_or_a_deck_taken_back_has(
    db: Database, school: School
) -> None:
    with db.writing() as session:
        give(session, school)
        assert own_assignments(session, school.max.id, TODAY) == ()
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        deck = access.deck_of_class(session, classroom.id, "exemple")
        withdraw_deck(session, classroom, deck)

    assert own(db, school) == []


@pytest.mark.parametrize(
    ("task", "error"),
    [
        (Task(Goal.DAYS, 1, TODAY, TODAY - DAY), BadDays),
        (Task(Goal.DAYS, 1, TODAY - 9 * DAY, TODAY - DAY), BadDays),
        (Task(Goal.DAYS, 1, TODAY, TODAY + 400 * DAY), BadDays),
        (Task(Goal.DAYS, 1, date.min, TODAY), BadDays),
        (Task(Goal.DAYS, 1, LAST, LAST + DAY), BadDays),
        (Task(Goal.DAYS, 1, date.max, date.max), BadDays),
        (Task(Goal.DAYS, 2, LAST, LAST), BadTarget),
        (Task(Goal.DAYS, 8, TODAY, TODAY + 6 * DAY), BadTarget),
        (Task(Goal.DAYS, 0, TODAY, TODAY), BadTarget),
        (Task(Goal.MASTERY, 96, TODAY, TODAY), BadTarget),
        (Task(Goal.MASTERY, 50, TODAY, TODAY, "Z"), NoSuchPart),
        (Task(Goal.DAYS, 1, TODAY, TODAY, "A"), NoSuchPart),
    ],
)
def test_what_nobody_could_do_is_refused(
    db: Database, school: School, task: Task, error: type[Exception]
) -> None:
    with db.writing() as session, pytest.raises(error):
        give(session, school, task)


@pytest.mark.parametrize("title", ["", " \u200b ", "…", "x" * 81])
def test_a_title_says_something(db: Database, school: School, title: str) -> None:
    with db.writing() as session, pytest.raises(BadTitle):
        give(session, school, title=title)


def test_a_changed_assignment_counts_what_was_done_already(
    db: Database, school: School
) -> None:
    with db.writing() as session:
        row = give(session, school)
    answer_many(db, school, 1, 1)
    with db.writing() as session:
        row = session.scalars(select(AssignmentRow)).one()
        draft = Draft("Deux jours", Task(Goal.DAYS, 2, TODAY - DAY, TODAY))
        change(session, row, school, draft)

    assert [each.assignment.title for each in own(db, school)] == ["Deux jours"]
    assert reached(db, school)["Tom"] == Progress(1, 2)


@pytest.mark.parametrize("due_on", [TODAY - DAY, LAST + DAY])
def test_an_assignment_is_put_off_to_no_day_that_it_could_not_be_set_for(
    db: Database, school: School, due_on: date
) -> None:
    task = Task(Goal.DAYS, 1, due_on - 3 * DAY, due_on)
    with db.writing() as session:
        row = give(session, school)

        with pytest.raises(BadDays):
            change(session, row, school, Draft("Plus tard", task))


def test_what_is_over_keeps_its_day_when_its_title_is_mended(
    db: Database, school: School
) -> None:
    over = Task(Goal.DAYS, 3, TODAY - 9 * DAY, TODAY - 3 * DAY)
    with db.writing() as session:
        row = give(session, school)
        row.begins_on, row.due_on = over.begins_on, over.due_on

        change(session, row, school, Draft("Mieux dit", over))

        assert (row.title, row.due_on) == ("Mieux dit", over.due_on)


def test_after_midnight_the_study_day_of_the_teacher_goes_on(
    db: Database, school: School
) -> None:
    night = datetime.combine(TODAY + DAY, time(1), UTC)  # 2 o’clock in Paris
    yesterday = Task(Goal.DAYS, 1, TODAY - DAY, TODAY - DAY)
    with db.writing() as session:
        row = give(session, school, Task(Goal.DAYS, 1, TODAY, TODAY), now=night)

        with pytest.raises(BadDays):
            give(session, school, yesterday, now=night)

    assert row.due_on == TODAY


def test_a_withdrawn_assignment_is_gone(db: Database, school: School) -> None:
    with db.writing() as session:
        uid = give(session, school).uid
        find = (session, school.vera.id, school.class_a, uid)
        classroom, row = access.assignment_of(*find)
        assert classroom.uid == school.class_a
        withdraw_assignment(session, row)

        with pytest.raises(NotFound):
            access.assignment_of(*find)

    assert own(db, school) == []


def test_an_assignment_of_a_class_is_nobody_elses(db: Database, school: School) -> None:
    with db.writing() as session:
        uid = give(session, school).uid

        for teacher, room in (
            (school.carl, school.class_a),
            (school.carl, school.class_b),
            (school.tom, school.class_a),
        ):
            with pytest.raises(NotFound):
                access.assignment_of(session, teacher.id, room, uid)


def test_an_assignment_stays_when_its_teacher_is_erased_and_names_nobody(
    db: Database, school: School
) -> None:
    with db.writing() as session:
        give(session, school)
        vera = session.get_one(StudentRow, school.vera.student_id)
        delete_person(session, vera)

        row = session.scalars(select(AssignmentRow)).one()
        assert row.made_by is None
        assert session.get(AccountRow, school.vera.id) is None


def test_parts_and_lists_of_a_deck_can_be_asked_for(
    db: Database, school: School
) -> None:
    with db.reading() as session:
        deck = access.deck_named(session, "exemple")

        names = [part.name for part in parts_of(session, deck)]

    assert names[0] == "A"
    assert len(names) == len(set(names)) > 1


def test_the_number_of_statements_is_the_same_for_any_number_of_tasks(
    db: Database, school: School
) -> None:
    tasks = [WEEK, Task(Goal.MASTERY, 50, TODAY, TODAY), WEEK, WEEK]
    with db.writing() as session:
        for task in tasks:
            give(session, school, task)

    with db.reading() as session, counted() as statements:
        found = own_assignments(session, school.tom.id, TODAY)

    assert len(found) == 4
    assert len(statements) == 5
