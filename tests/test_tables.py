"""The tables: what their columns take and give back, and what the database refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from tests.rows import NOW, Ids, add_card, add_student, retraction, review
from trainer.core.reviews import Rating
from trainer.db import Database
from trainer.tables import RetractionRow, ReviewRow, ReviewSource, StudySettingsRow


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    """A writing transaction."""
    with db.writing() as session:
        yield session


@pytest.fixture
def ids(session: Session) -> Ids:
    """The one student and the one card in the database."""
    return add_card(session)


# What columns take and give


@pytest.mark.parametrize(
    "instant",
    [
        NOW,
        datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Paris")),
        datetime(2026, 10, 25, 2, 30, fold=0, tzinfo=ZoneInfo("Europe/Paris")),
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Paris")),
        datetime(1, 1, 2, tzinfo=timezone(timedelta(hours=14))),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
)
def test_an_instant_comes_back_in_utc_to_the_microsecond(
    session: Session, ids: Ids, instant: datetime
) -> None:
    session.add(review(ids, effective_at=instant))
    session.flush()

    found = session.scalars(select(ReviewRow.effective_at)).one()

    assert found == instant.astimezone(UTC)
    assert found.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused(session: Session, ids: Ids) -> None:
    session.add(review(ids, effective_at=datetime(2026, 11, 23)))  # noqa: DTZ001

    with pytest.raises(StatementError, match="without a zone"):
        session.flush()

    session.rollback()


def test_instants_are_compared_as_instants(session: Session, ids: Ids) -> None:
    paris = NOW.astimezone(ZoneInfo("Europe/Paris"))
    session.add(review(ids))
    session.flush()

    same = session.scalars(select(ReviewRow.uid).where(ReviewRow.effective_at == paris))

    assert same.one() == "u1"


def test_a_review_comes_back_as_it_was(session: Session, ids: Ids) -> None:
    row = review(ids, score=1 / 3)
    before = {name: value for name, value in vars(row).items() if name[0] != "_"}
    session.add(row)
    session.flush()
    session.expire_all()

    after = {name: getattr(row, name) for name in before}

    assert after == before
    assert (type(row.rating), type(row.source)) == (Rating, ReviewSource)


def test_settings_come_back_as_they_were(session: Session, ids: Ids) -> None:
    row = StudySettingsRow(
        student_id=ids.student,
        since=NOW,
        desired_retention=0.9,
        learning_steps=(1, 10),
        relearning_steps=(),
        zone="Europe/Paris",
        rollover_hour=4,
        new_per_day=20,
        reviews_per_day=200,
    )
    session.add(row)
    session.flush()
    session.expire_all()

    assert (row.learning_steps, row.relearning_steps) == ((1, 10), ())
    assert row.desired_retention == 0.9


def test_enumerations_are_stored_by_value(session: Session, ids: Ids) -> None:
    session.add(review(ids))
    session.flush()

    stored = session.execute(text("SELECT rating, source, purpose FROM reviews")).one()

    assert tuple(stored) == (3, "web", "study")


# What the database refuses


@pytest.mark.parametrize(
    "wrong", [{"uid": ""}, {"score": 1.5}, {"card_id": 99}, {"student_id": 99}]
)
def test_a_wrong_review_is_refused(
    session: Session, ids: Ids, wrong: dict[str, object]
) -> None:
    session.add(review(ids, **wrong))

    with pytest.raises(IntegrityError):
        session.flush()

    session.rollback()


def test_a_uid_that_is_too_long_is_refused(session: Session, ids: Ids) -> None:
    session.add(review(ids, uid="x" * 65))

    with pytest.raises(DBAPIError):
        session.flush()

    session.rollback()


@pytest.mark.parametrize(
    "change", ["rating = 5", "source = 'fax'", "purpose = 'fun'", "score = -1"]
)
def test_a_value_outside_its_enumeration_is_refused(
    session: Session, ids: Ids, change: str
) -> None:
    session.add(review(ids))
    session.flush()
    column, value = change.split(" = ")
    columns = [c.name for c in ReviewRow.__table__.columns if c.name not in {"id"}]
    values = [{column: value, "uid": "'u2'"}.get(name, name) for name in columns]
    copy = f"INSERT INTO reviews ({', '.join(columns)}) SELECT {', '.join(values)}"

    with pytest.raises(IntegrityError):
        session.execute(text(f"{copy} FROM reviews"))

    session.rollback()


def test_a_uid_is_unique_for_one_student(session: Session, ids: Ids) -> None:
    session.add(review(ids))
    session.flush()
    session.add(review(ids))

    with pytest.raises(IntegrityError):
        session.flush()

    session.rollback()


def test_two_students_may_use_one_uid(session: Session, ids: Ids) -> None:
    tom = Ids(student=add_student(session, "tom"), card=ids.card)

    session.add_all([review(ids), review(tom)])
    session.flush()

    assert session.scalars(select(ReviewRow.uid)).all() == ["u1", "u1"]


@pytest.mark.parametrize("log", [ReviewRow, RetractionRow])
def test_a_log_cannot_be_changed(
    session: Session, ids: Ids, log: type[ReviewRow] | type[RetractionRow]
) -> None:
    session.add_all([review(ids), retraction(ids)])
    session.flush()

    with pytest.raises(DBAPIError, match="only grow"):
        session.execute(update(log).values(uid="other"))

    session.rollback()


def test_a_log_cannot_be_changed_by_an_upsert(session: Session, ids: Ids) -> None:
    session.add(retraction(ids))
    session.flush()
    columns = "student_id, uid, review_uid, device_at, received_at"
    upsert = (
        f"INSERT INTO retractions ({columns}) SELECT {columns} FROM retractions"
        " WHERE true ON CONFLICT (student_id, uid) DO UPDATE SET review_uid = 'u2'"
    )

    with pytest.raises(DBAPIError, match="only grow"):
        session.execute(text(upsert))

    session.rollback()


@pytest.mark.parametrize("log", [ReviewRow, RetractionRow])
def test_rows_of_a_log_can_be_erased(
    session: Session, ids: Ids, log: type[ReviewRow] | type[RetractionRow]
) -> None:
    session.add_all([review(ids), retraction(ids)])
    session.flush()

    session.execute(delete(log))

    assert session.scalars(select(log)).all() == []
