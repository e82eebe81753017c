"""A class list makes accounts once, and updates them when it is read again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from tests.schooling import NOW, School, add_deck, make_school
from trainer import access
from trainer.accounts import BadName
from trainer.classrooms import students_of
from trainer.core.rosters import RosterChange
from trainer.db import Database
from trainer.errors import BadFiles
from trainer.giving import Terms, give_deck
from trainer.joining import join
from trainer.namesakes import add_student_account
from trainer.rosters import (
    NoRoster,
    NumberTaken,
    RosterOutdated,
    Secret,
    Slip,
    apply_roster,
    plan_roster,
    read_roster,
    rename_student,
)
from trainer.tables import AccountRow

LIST = "Nom;Numéro\nZoé Lefèvre;1\nLoïc Nuñez;2\n"


@pytest.fixture
def school(db: Database) -> School:
    """Vera with Tom and Lea in 10A, Carl with Max in 10B."""
    return make_school(db)


def apply(
    db: Database, school: School, text: str, new: int | None = None
) -> tuple[Slip, ...]:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        roster = read_roster(text.encode(), "liste.csv")
        count = len(plan_roster(session, classroom, roster).new)
        secrets = [
            Secret(f"phrase {n}", f"hash {n}")
            for n in range(count if new is None else new)
        ]
        return apply_roster(session, classroom, roster, secrets, NOW)


def in_class(db: Database, school: School) -> dict[str, str | None]:
    with db.reading() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        return {each.name: each.number for each in students_of(session, classroom)}


def accounts(db: Database) -> int:
    with db.reading() as session:
        return session.scalars(select(func.count(AccountRow.id))).one()


def test_a_list_makes_accounts_with_phrases_that_let_in_once(
    db: Database, school: School
) -> None:
    slips = apply(db, school, LIST)

    assert slips == (
        Slip("Zoé Lefèvre", "1", "Zoé Lefèvre", "phrase 0"),
        Slip("Loïc Nuñez", "2", "Loïc Nuñez", "phrase 1"),
    )
    with db.reading() as session:
        rows = session.scalars(
            select(AccountRow).where(AccountRow.password_hash.like("hash%"))
        ).all()
        assert [(row.must_change, row.is_teacher) for row in rows] == [
            (True, False)
        ] * 2


def test_a_list_read_again_changes_nothing(db: Database, school: School) -> None:
    apply(db, school, LIST)
    before = accounts(db)

    slips = apply(db, school, LIST)

    assert slips == ()
    assert accounts(db) == before
    assert len(in_class(db, school)) == 4


def test_a_list_read_again_updates_names_and_numbers(
    db: Database, school: School
) -> None:
    apply(db, school, LIST)
    before = accounts(db)

    apply(db, school, "Nom;Numéro\nZoé Martin;1\nloic nunez;\nTom;4\n")

    assert accounts(db) == before
    assert in_class(db, school) == {
        "Zoé Martin": "1",
        "loic nunez": "2",
        "Tom": "4",
        "Lea": None,
    }


def test_who_is_not_in_the_list_is_told_and_stays(db: Database, school: School) -> None:
    with db.reading() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        plan = plan_roster(session, classroom, read_roster(b"Tom\nNina", ""))

    assert plan.absent == ("Lea",)
    assert [line.change for line in plan.lines] == [RosterChange.SAME, RosterChange.NEW]


def test_a_name_of_another_class_makes_another_account(
    db: Database, school: School
) -> None:
    (slip,) = apply(db, school, "Nom;Identifiant\nMax;MAX")

    assert slip.sign_in_name == "MAX 2"
    with db.reading() as session:
        row = session.get_one(AccountRow, school.max.id)
        assert (row.password_hash, row.must_change) == ("no hash", False)


def test_who_waits_is_not_let_in_by_having_a_name_of_the_list(
    db: Database, school: School
) -> None:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        join(session, classroom, session.get_one(AccountRow, school.max.id), NOW)

    apply(db, school, "Max")

    with db.reading() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        found = students_of(session, classroom)
    assert sorted(each.is_waiting for each in found if each.name == "Max") == [
        *(False, True)
    ]


def test_new_students_learn_what_the_class_learns(db: Database, school: School) -> None:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        give_deck(session, classroom, add_deck(session, "x", school.vera), Terms(), NOW)

    apply(db, school, "Nina")

    with db.reading() as session:
        row = session.scalars(select(AccountRow).filter_by(name="Nina")).one()
        assert access.learns(session, row.student_id, "x")


def test_a_list_with_a_mistake_changes_nothing(db: Database, school: School) -> None:
    before = accounts(db)

    with pytest.raises(BadFiles):
        apply(db, school, "Zoé\nZoé")

    assert accounts(db) == before


def test_a_class_that_has_changed_meanwhile_is_not_changed(
    db: Database, school: School
) -> None:
    with pytest.raises(RosterOutdated):
        apply(db, school, LIST, new=1)

    assert len(in_class(db, school)) == 2


@pytest.mark.parametrize("data", [b"", b"\n\n", b"Nom;Prenom\n", b"PK\x03\x04\x00\x00"])
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(NoRoster):
        read_roster(data, "x")


def test_lists_that_are_read_at_once_make_nobody_twice(
    db: Database, school: School
) -> None:
    def read_it(_: int) -> int:
        try:
            return len(apply(db, school, LIST, new=2))
        except RosterOutdated:
            return 0

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(read_it, range(4)))

    assert sorted(made) == [0, 0, 0, 2]
    assert len(in_class(db, school)) == 4


def test_namesakes_who_come_at_once_get_names_of_their_own(
    db: Database, school: School
) -> None:
    def add(n: int) -> str:
        with db.writing() as session:
            row = add_student_account(session, "Nina", str(n), NOW, must_change=True)
            return row.name

    with ThreadPoolExecutor(4) as pool:
        names = set(pool.map(add, range(4)))

    assert names == {"Nina", "Nina 2", "Nina 3", "Nina 4"}


def test_thirty_namesakes_get_thirty_accounts(db: Database, school: School) -> None:
    text = "Nom;Numéro\n" + "\n".join(f"Léa Martin;{n}" for n in range(30))

    slips = apply(db, school, text)

    assert len({slip.sign_in_name for slip in slips}) == 30
    assert slips[29].sign_in_name == "Léa Martin 30"


def rename(db: Database, school: School, name: str, number: str = "") -> None:
    with db.writing() as session:
        found = access.student_of(
            session, school.vera.id, school.class_a, school.tom.uid
        )
        rename_student(session, *found[:2], name=name, number=number)


def test_a_student_is_named_anew_and_signs_in_as_before(
    db: Database, school: School
) -> None:
    rename(db, school, " Thomas  Petit ", "7")
    before = accounts(db)

    apply(db, school, "Nom;Numéro\nTom Petit;7")

    assert in_class(db, school) == {"Lea": None, "Tom Petit": "7"}
    assert accounts(db) == before
    with db.reading() as session:
        assert session.get_one(AccountRow, school.tom.id).name == "Tom"


def test_no_two_students_of_a_class_have_one_number(
    db: Database, school: School
) -> None:
    apply(db, school, "Nom;Numéro\nLea;é7")

    with pytest.raises(NumberTaken):
        rename(db, school, "Tom", "E7")
    rename(db, school, "Tom", "8")
    rename(db, school, "Tom", "8")

    assert in_class(db, school) == {"Lea": "é7", "Tom": "8"}


@pytest.mark.parametrize(("name", "number"), [("", ""), ("…", ""), ("Tom", "!!")])
def test_nobody_is_named_by_no_name(
    db: Database, school: School, name: str, number: str
) -> None:
    with pytest.raises(BadName):
        rename(db, school, name, number)
