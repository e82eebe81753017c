"""A class is made, named, taught by several, and left."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.schooling import NOW, School, add_deck, add_person, make_school, put_in
from trainer import access, classrooms
from trainer.classrooms import BadClassName, BadClosingDay, LastTeacher, NoSuchTeacher
from trainer.db import Database
from trainer.errors import NotFound
from trainer.giving import Terms, give_deck
from trainer.joining import join
from trainer.tables import AccountRow


@pytest.fixture
def school(db: Database) -> School:
    """Vera with Tom and Lea in 10A, Carl with Max in 10B."""
    return make_school(db)


def test_a_class_closes_a_month_after_the_school_year(
    db: Database, school: School
) -> None:
    with db.reading() as session:
        (listed,) = classrooms.list_classrooms(session, school.vera.id)

    assert (listed.name, listed.closes_on) == ("10A", date(2027, 8, 31))
    assert (listed.students, listed.waiting) == (2, 0)


def test_a_class_is_there_for_who_teaches_it_alone(
    db: Database, school: School
) -> None:
    with db.reading() as session:
        said = []
        for uid in (school.class_b, "nowhere"):
            with pytest.raises(NotFound) as refused:
                access.classroom_of(session, school.vera.id, uid)
            said.append(str(refused.value))

    assert said[0] == said[1]


def test_a_student_is_there_for_who_teaches_the_class_alone(
    db: Database, school: School
) -> None:
    places = [
        (school.vera, school.class_a, school.max),
        (school.vera, school.class_b, school.max),
        (school.carl, school.class_a, school.tom),
        (school.tom, school.class_a, school.lea),
        (school.vera, school.class_a, school.vera),
    ]
    with db.reading() as session:
        _, found, _ = access.student_of(
            session, school.vera.id, school.class_a, school.tom.uid
        )
        for who, classroom, whom in places:
            with pytest.raises(NotFound):
                access.student_of(session, who.id, classroom, whom.uid)

    assert found.account_id == school.tom.id


def test_students_are_listed_as_a_dictionary_does(db: Database, school: School) -> None:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        put_in(session, classroom, add_person(session, "Élodie"))
        found = classrooms.students_of(session, classroom)

    assert [each.name for each in found] == ["Élodie", "Lea", "Tom"]


def test_several_teachers_teach_a_class_and_the_last_one_stays(
    db: Database, school: School
) -> None:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        vera, carl = (
            session.get_one(AccountRow, each.id) for each in (school.vera, school.carl)
        )
        classrooms.add_teacher(session, classroom, "CARL", NOW)
        classrooms.add_teacher(session, classroom, "carl", NOW)
        both = [each.name for each in classrooms.teachers_of(session, classroom)]
        classrooms.remove_teacher(session, classroom, vera)
        with pytest.raises(LastTeacher):
            classrooms.remove_teacher(session, classroom, carl)

    assert both == ["Vera", "Carl"]
    with db.reading() as session, pytest.raises(NotFound):
        access.classroom_of(session, school.vera.id, school.class_a)


@pytest.mark.parametrize("name", ["Tom", "nobody"])
def test_only_a_teacher_can_teach(db: Database, school: School, name: str) -> None:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        with pytest.raises(NoSuchTeacher):
            classrooms.add_teacher(session, classroom, name, NOW)


def test_a_class_is_renamed_and_closes_on_another_day(
    db: Database, school: School
) -> None:
    day = date(2027, 7, 3)
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        classrooms.change_classroom(
            classroom, name=" 10A  2027", closes_on=day, now=NOW
        )

    with db.reading() as session:
        (listed,) = classrooms.list_classrooms(session, school.vera.id)
    assert (listed.name, listed.closes_on) == ("10A 2027", day)


@pytest.mark.parametrize("name", ["", " ", "—", "x" * 61])
def test_a_class_has_a_name_that_can_be_read(
    db: Database, school: School, name: str
) -> None:
    with db.writing() as session, pytest.raises(BadClassName):
        classrooms.make_classroom(session, school.vera.id, name, NOW)


@pytest.mark.parametrize("days", [-1, 0, 733])
def test_a_class_closes_on_a_day_to_come(
    db: Database, school: School, days: int
) -> None:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        day = NOW.date() + timedelta(days=days)
        with pytest.raises(BadClosingDay):
            classrooms.change_classroom(classroom, name="x", closes_on=day, now=NOW)


def test_who_leaves_goes_on_with_the_decks(db: Database, school: School) -> None:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        give_deck(session, classroom, add_deck(session, "x", school.vera), Terms(), NOW)
        _, membership = access.own_membership(session, school.tom.id, school.class_a)
        classrooms.leave(session, membership)

    with db.reading() as session:
        assert access.learns(session, school.tom.student_id, "x")
        assert classrooms.own_classrooms(session, school.tom.id) == ()


def test_who_is_removed_has_the_decks_of_other_classes_and_the_schools_alone(
    db: Database, school: School
) -> None:
    with db.writing() as session:
        a = access.classroom_of(session, school.vera.id, school.class_a)
        of_a, of_both, of_school = (
            add_deck(session, "only-a", school.vera),
            add_deck(session, "both", school.vera),
            add_deck(session, "schools"),
        )
        for deck in (of_a, of_both, of_school):
            give_deck(session, a, deck, Terms(), NOW)
        other = classrooms.make_classroom(session, school.vera.id, "10C", NOW)
        other.needs_approval = False
        tom = session.get_one(AccountRow, school.tom.id)
        join(session, other, tom, NOW)
        give_deck(session, other, of_both, Terms(), NOW)
        _, membership, _ = access.student_of(
            session, school.vera.id, school.class_a, school.tom.uid
        )
        classrooms.remove_student(session, membership)

    with db.reading() as session:
        left = [row.slug for row in access.decks_of(session, school.tom.student_id)]
        kept = [row.slug for row in access.decks_of(session, school.lea.student_id)]
    assert left == ["both", "schools"]
    assert kept == ["only-a", "both", "schools"]


def test_nobody_leaves_a_class_of_others(db: Database, school: School) -> None:
    with db.reading() as session, pytest.raises(NotFound):
        access.own_membership(session, school.max.id, school.class_a)
