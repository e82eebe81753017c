"""A class is joined by a code, which ends, is renewed and closed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from tests.schooling import NOW, School, add_deck, make_school
from trainer import access
from trainer.classrooms import students_of
from trainer.core.join_codes import grouped
from trainer.db import Database
from trainer.errors import TooMany
from trainer.giving import Terms, give_deck
from trainer.joining import (
    BadCodeDays,
    ClassClosed,
    Joined,
    WrongCode,
    admit,
    classroom_with_code,
    close_code,
    code_of,
    join,
    join_newly,
    open_code,
    try_code,
)
from trainer.tables import AccountRow


@pytest.fixture
def school(db: Database) -> School:
    """Vera with Tom and Lea in 10A, Carl with Max in 10B."""
    return make_school(db)


def opened(db: Database, school: School, days: int = 7) -> str:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        return open_code(session, classroom, NOW, days=days)


def found(db: Database, code: str, after: timedelta = timedelta()) -> str:
    with db.reading() as session:
        return classroom_with_code(session, code, NOW + after).name


def joined(db: Database, school: School, account_id: int) -> Joined:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        return join(session, classroom, session.get_one(AccountRow, account_id), NOW)


def test_a_code_opens_its_class_however_it_is_typed(
    db: Database, school: School
) -> None:
    code = opened(db, school)

    assert found(db, code) == found(db, grouped(code).lower()) == "10A"


def test_a_code_ends_by_itself(db: Database, school: School) -> None:
    code = opened(db, school, days=1)

    assert found(db, code, timedelta(hours=23)) == "10A"
    with pytest.raises(WrongCode):
        found(db, code, timedelta(days=1))


def test_a_renewed_code_opens_and_the_old_one_does_not(
    db: Database, school: School
) -> None:
    old = opened(db, school)
    new = opened(db, school)

    assert found(db, new) == "10A"
    with pytest.raises(WrongCode):
        found(db, old)


def test_closed_and_unknown_codes_are_answered_alike(
    db: Database, school: School
) -> None:
    code = opened(db, school)
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        close_code(session, classroom)
        assert code_of(classroom, NOW) is None

    said = []
    for typed in (code, "00000000", "", "no code at all", "\x00"):
        with pytest.raises(WrongCode) as refused:
            found(db, typed)
        said.append(str(refused.value))
    assert len(set(said)) == 1


def test_a_class_that_has_closed_is_not_joined(db: Database, school: School) -> None:
    code = opened(db, school, days=30)
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        classroom.closes_on = date(2026, 11, 25)

    assert found(db, code, timedelta(days=1)) == "10A"
    with pytest.raises(WrongCode):  # on the closing day itself
        found(db, code, timedelta(days=2))
    assert code_of(classroom, NOW + timedelta(days=1)) == code
    assert code_of(classroom, NOW + timedelta(days=2)) is None


def test_no_code_is_opened_that_would_open_nothing(
    db: Database, school: School
) -> None:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        classroom.closes_on = NOW.date()

    with pytest.raises(ClassClosed):
        opened(db, school)


def test_a_code_is_valid_for_a_day_a_week_or_a_month(
    db: Database, school: School
) -> None:
    with pytest.raises(BadCodeDays):
        opened(db, school, days=365)


def test_who_joins_waits_for_approval_and_learns_nothing_yet(
    db: Database, school: School
) -> None:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        give_deck(session, classroom, add_deck(session, "x", school.vera), Terms(), NOW)

    came = joined(db, school, school.max.id)

    assert came is Joined.WAITING
    with db.writing() as session:
        assert not access.learns(session, school.max.student_id, "x")
        classroom, membership, _ = access.student_of(
            session, school.vera.id, school.class_a, school.max.uid
        )
        assert [each.is_waiting for each in students_of(session, classroom)] == [
            *(False, True, False)
        ]
        admit(session, classroom, membership, NOW)
        assert access.learns(session, school.max.student_id, "x")


def test_joining_twice_equals_once(db: Database, school: School) -> None:
    came = [joined(db, school, school.tom.id) for _ in range(2)]

    assert came == [Joined.MEMBER, Joined.MEMBER]


def test_who_joins_in_two_windows_at_once_is_there_once(
    db: Database, school: School
) -> None:
    with ThreadPoolExecutor(4) as pool:
        came = set(pool.map(lambda _: joined(db, school, school.max.id), range(4)))

    assert came == {Joined.WAITING}


def test_who_teaches_a_class_is_not_its_student(db: Database, school: School) -> None:
    assert joined(db, school, school.vera.id) is Joined.TEACHES


def tried(db: Database, code: str, address: str, after: timedelta) -> str | None:
    with db.writing() as session:
        found = try_code(
            session, code, secret=b"secret", address=address, now=NOW + after
        )
        return found.name if found else None


def test_an_address_has_ten_wrong_codes_a_minute(db: Database, school: School) -> None:
    code = opened(db, school)
    here, soon = "192.0.2.1", timedelta(seconds=30)
    for _ in range(10):
        assert tried(db, "00000000", here, timedelta()) is None

    with pytest.raises(TooMany):
        tried(db, code, here, soon)

    assert tried(db, code, "192.0.2.2", soon) == "10A"
    assert tried(db, code, here, timedelta(seconds=60)) == "10A"


def test_a_class_that_joins_at_once_is_not_slowed_down(
    db: Database, school: School
) -> None:
    code = opened(db, school)

    assert {tried(db, code, "192.0.2.1", timedelta()) for _ in range(40)} == {"10A"}


def test_thousands_of_tries_from_everywhere_are_two_hundred_an_hour(
    sqlite_db: Database,
) -> None:
    make_school(sqlite_db)
    looked_at, hours = 0, 3
    for second in range(0, hours * 3600, 4):
        address, after = f"192.0.2.{second % 251}", timedelta(seconds=second)
        try:
            assert tried(sqlite_db, "00000000", address, after) is None
            looked_at += 1
        except TooMany:
            continue

    assert looked_at <= 200 * hours


def test_a_newcomer_gets_an_account_and_waits(db: Database, school: School) -> None:
    with db.writing() as session:
        classroom = access.classroom_of(session, school.vera.id, school.class_a)
        account = join_newly(session, classroom, "tom", "hash", NOW)
        waiting = [each for each in students_of(session, classroom) if each.is_waiting]

    assert (account.name, account.must_change) == ("tom 2", False)
    assert [each.name for each in waiting] == ["tom 2"]
