"""What a server does by itself: each day, in a class and alone."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.people import add_account
from tests.rows import add_card, review
from tests.schooling import make_school
from tests.web.visiting import NOW, close, config_of
from trainer.automatic_backups import folder_of, kept_backups
from trainer.db import Database
from trainer.erased_people import mark_of, note_erased
from trainer.errors import DiskFull
from trainer.last_care import NAME, note_care
from trainer.retention import STUDENTS_STAY
from trainer.tables import AccountRow, ClassroomRow, FailedTriesRow
from web import caring, create_app
from web.caring import EVERY_S, care_for_day, cared_for, watch
from web.context import Context, context_of

DAY = timedelta(days=1)


@pytest.fixture
def context(tmp_path: Path, prepared_home: Path) -> Context:
    """A class, served for a while, in which Paul has asked to be erased tomorrow."""
    app = create_app(replace(config_of(tmp_path / "home"), is_class=True), lambda: NOW)
    found = context_of(app)
    for days in (2, 1, 0):
        note_care(found.config.home, NOW - days * DAY)
    with found.database.writing() as session:
        add_account(session, "Paul").erase_on = (NOW + DAY).date()
    return found


def keep_whole(database: Database, made_at: datetime) -> None:
    """Put a backup where they lie, without throwing another one away."""
    folder = folder_of(database)
    assert folder is not None
    folder.mkdir(exist_ok=True)
    (folder / f"{made_at:%Y%m%dT%H%M%SZ}-start.db").touch()


def is_there(database: Database) -> bool:
    with database.reading() as session:
        return session.scalar(select(AccountRow.id)) is not None


def test_the_rules_are_kept_at_the_start_and_each_day(context: Context) -> None:
    tomorrow = replace(context, clock=lambda: NOW + DAY)

    with cared_for(context):
        watching = [each.name for each in threading.enumerate()]
    same_day = care_for_day(context, NOW)
    still = is_there(context.database)
    next_day = care_for_day(tomorrow, NOW)

    assert "care" in watching
    assert "care" not in [each.name for each in threading.enumerate()]
    assert (same_day, still) == (NOW, True)
    assert next_day == NOW + DAY
    assert not is_there(context.database)
    context.database.close()


@pytest.fixture
def clock() -> list[datetime]:
    """The time of a server; it goes on while the server waits."""
    return [NOW]


def days_go_by(
    context: Context, clock: list[datetime], days: float, last: datetime = NOW
) -> None:
    """Let the loop of a server run for some days, without waiting for them."""

    def stops_within(seconds: float) -> bool:
        clock[0] += timedelta(seconds=seconds)
        return clock[0] > NOW + days * DAY

    watch(replace(context, clock=lambda: clock[0]), last, stops_within)


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.scalars(select(AccountRow.name)))


def test_who_waits_no_longer_than_a_quarter_of_an_hour_keeps_the_rules_on_their_day(
    context: Context, clock: list[datetime]
) -> None:
    school = make_school(context.database)
    with context.database.writing() as session:
        room = session.scalars(select(ClassroomRow).filter_by(uid=school.class_b)).one()
        room.closes_on = (NOW + DAY - STUDENTS_STAY).date()  # Max leaves tomorrow
        session.add(FailedTriesRow(key="k", failures=1, last_at=NOW))

    days_go_by(context, clock, days=0.5)
    same_day = names(context.database)
    days_go_by(context, clock, days=2.6)

    assert EVERY_S <= 15 * 60
    assert same_day == ["Carl", "Lea", "Max", "Paul", "Tom", "Vera"]
    assert names(context.database) == ["Carl", "Lea", "Tom", "Vera"]
    with context.database.reading() as session:
        assert session.scalars(select(FailedTriesRow)).all() == []
    context.database.close()


def test_a_day_that_fails_is_no_reason_to_stop(
    context: Context,
    clock: list[datetime],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[datetime] = []

    def fail_once(database: Database, home: Path, now: datetime) -> None:
        seen.append(now)
        if len(seen) == 1:
            raise DiskFull(home)

    monkeypatch.setattr(caring, "keep_no_longer", fail_once)

    days_go_by(context, clock, days=2)

    assert [each.date() for each in seen] == [
        (NOW + DAY).date(),
        (NOW + 2 * DAY).date(),
    ]
    context.database.close()


def test_an_error_that_nobody_expected_is_logged_and_tried_again_next_round(
    context: Context,
    clock: list[datetime],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    seen: list[datetime] = []

    def fail_once(database: Database, now: datetime) -> None:
        seen.append(now)
        if len(seen) == 1:
            raise ZeroDivisionError

    monkeypatch.setattr(caring, "keep_daily", fail_once)

    days_go_by(context, clock, days=2)

    quarter = timedelta(seconds=EVERY_S)
    assert [each - seen[0] for each in seen] == [0 * DAY, quarter, DAY]
    (told,) = caplog.records
    assert told.exc_info is not None
    assert told.exc_info[0] is ZeroDivisionError
    context.database.close()


def test_after_a_jump_of_the_clock_nothing_is_let_go_of_before_the_next_day(
    context: Context, clock: list[datetime], caplog: pytest.LogCaptureFixture
) -> None:
    jumped = NOW + 1000 * DAY
    for days in range(12):  # more than are kept
        keep_whole(context.database, NOW - days * DAY)
    kept = len(kept_backups(context.database))
    clock[0] = jumped
    late = replace(context, clock=lambda: clock[0])

    with caplog.at_level(logging.WARNING), cared_for(late):
        pass
    at_the_start = (is_there(late.database), len(kept_backups(late.database)))
    clock[0] = jumped + DAY / 8
    with cared_for(late):
        pass
    the_same_day = (is_there(late.database), len(kept_backups(late.database)))
    clock[0] = jumped + DAY
    care_for_day(late, jumped)

    assert at_the_start == the_same_day == (True, kept)
    (told,) = [record.getMessage() for record in caplog.records]
    assert "avancé de 1000 jours" in told
    assert not is_there(late.database)
    assert kept_backups(late.database) == ()
    late.database.close()


def test_a_clock_that_is_set_right_again_has_cost_nobody_anything(
    context: Context, clock: list[datetime]
) -> None:
    late = replace(context, clock=lambda: clock[0])
    clock[0] = NOW + 1000 * DAY
    with cared_for(late):
        pass

    clock[0] = NOW + DAY / 24
    last = care_for_day(late, NOW + 1000 * DAY)
    before = names(late.database)
    clock[0] = NOW + DAY
    care_for_day(late, last)

    assert last == NOW + DAY / 24
    assert before == ["Paul"]  # who is erased on the day that was asked for
    assert names(late.database) == []
    late.database.close()


def test_a_server_that_was_off_all_summer_erases_the_day_after(
    context: Context, clock: list[datetime]
) -> None:
    back = NOW + 70 * DAY
    clock[0] = back
    late = replace(context, clock=lambda: clock[0])

    with cared_for(late):
        pass
    first_day = is_there(late.database)
    days_go_by(late, clock, days=72, last=back)

    assert first_day
    assert not is_there(late.database)
    late.database.close()


def test_a_care_that_cannot_be_noted_erases_nobody(
    context: Context, caplog: pytest.LogCaptureFixture
) -> None:
    (context.config.home / NAME).unlink()
    (context.config.home / NAME).mkdir()
    tomorrow = replace(context, clock=lambda: NOW + DAY)

    with caplog.at_level(logging.WARNING):
        care_for_day(tomorrow, NOW)

    assert len(caplog.records) == 1
    assert is_there(context.database)
    context.database.close()


def test_alone_a_backup_is_made_each_day_and_nobody_is_erased(
    context: Context, clock: list[datetime]
) -> None:
    alone = replace(context, is_class=False)
    with context.database.writing() as session:
        session.add(review(add_card(session)))

    with cared_for(alone):
        watching = [each.name for each in threading.enumerate()]
    days_go_by(alone, clock, days=3)

    made = sorted(each.made_at.date() for each in kept_backups(context.database))
    assert "care" in watching
    assert made == [(NOW + days * DAY).date() for days in range(4)]
    assert is_there(context.database)
    context.database.close()


def test_rules_that_cannot_be_kept_today_stop_no_server(
    context: Context,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(database: Database, home: Path, now: datetime) -> None:
        raise DiskFull(home)

    monkeypatch.setattr(caring, "keep_no_longer", fail)

    with caplog.at_level(logging.WARNING), cared_for(context):
        pass

    assert len(caplog.records) == 1
    context.database.close()


def test_an_app_erases_again_whom_a_backup_brought_back(
    tmp_path: Path, prepared_home: Path
) -> None:
    config = replace(config_of(tmp_path / "home"), is_class=True)
    app = create_app(config, lambda: NOW)
    database = context_of(app).database
    with database.writing() as session:
        tom = add_account(session, "Tom")
    # The list knows Tom, and the database has him again.
    note_erased(config.home, mark_of("student-tom", tom.created_at))
    close(app)

    app = create_app(config, lambda: NOW)

    assert not is_there(context_of(app).database)
    close(app)
