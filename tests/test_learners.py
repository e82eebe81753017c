"""The learner of a computer: made once, with settings that never move a past day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.rows import add_student
from tests.samples import DECK
from tests.statements import counted
from tests.studying import (
    BEGINNING,
    DAY,
    MINUTE,
    NOW,
    add_deck,
    add_learner,
    answer,
    everything,
    recall_items,
    reviews_of,
    send,
)
from trainer.core.reviews import Rating
from trainer.core.study_settings import StudySettings
from trainer.daily_review import next_cards
from trainer.db import Database
from trainer.learners import (
    LOCAL_UID,
    Learner,
    change_settings,
    ensure_learner,
    find_learner,
    load_learner,
    lock,
    lock_learner,
    new_uid,
    planned_settings,
)
from trainer.replaying import RebuildReport, rebuild
from trainer.tables import EnrolmentRow, StudentRow, StudySettingsRow

TICK = timedelta(microseconds=1)
END_OF_TODAY = datetime(2026, 11, 24, 3, tzinfo=UTC)  # four o'clock in Paris


@pytest.fixture
def lea(db: Database) -> Learner:
    """The learner of this computer, with thirty cards."""
    with db.writing() as session:
        add_deck(session, recall_items(30))
        return add_learner(session)


def rule(number: int) -> str:
    """Return the key of a card."""
    return f"exemple/F{number}#rule"


def loaded(db: Database) -> Learner:
    """Return the learner of this computer."""
    with db.reading() as session:
        return load_learner(session)


def change(db: Database, now: datetime = NOW, **other: Any) -> Learner:
    """Change some settings as the form does, and return the learner with them."""
    with db.writing() as session:
        learner = load_learner(session)
        wanted = replace(planned_settings(learner), **other)
        change_settings(session, learner, wanted, now)
    return loaded(db)


# The learner


def test_who_is_locked_already_is_not_read_again(db: Database, lea: Learner) -> None:
    with db.writing() as session:
        locked = lock_learner(session)
        with counted() as statements:
            assert lock(session, locked) == locked == lea

    assert statements == []


def test_a_lock_of_another_transaction_is_none(db: Database, lea: Learner) -> None:
    with db.writing() as session:
        locked = lock_learner(session)
    changed = change(db, new_per_day=7)

    with db.writing() as session:
        assert lock(session, locked) == changed


def test_a_fresh_database_has_no_learner(db: Database) -> None:
    with db.reading() as session:
        assert find_learner(session) is None


def test_the_learner_is_made_once_with_usual_settings(db: Database) -> None:
    with db.writing() as session:
        made = ensure_learner(session, NOW)

    with db.writing() as session:
        again = ensure_learner(session, NOW + DAY)

    assert again == made == loaded(db)
    assert (made.uid, made.created_at) == (LOCAL_UID, NOW)
    assert made.settings == (StudySettings(since=NOW - DAY),)


def test_the_learner_learns_every_deck_also_later_ones(db: Database) -> None:
    with db.writing() as session:
        add_deck(session, recall_items(1))
        ensure_learner(session, NOW)
        add_deck(session, recall_items(1, "autre"), replace(DECK, slug="autre"))

        ensure_learner(session, NOW)
        ensure_learner(session, NOW)

        decks = session.scalars(select(EnrolmentRow.deck_id)).all()
    assert len(decks) == len(set(decks)) == 2


def test_another_student_is_not_the_learner_of_this_computer(db: Database) -> None:
    with db.writing() as session:
        add_student(session, "tom")

        assert find_learner(session) is None


def test_uids_are_not_made_twice() -> None:
    assert len({new_uid() for _ in range(100)}) == 100
    assert 1 <= len(new_uid()) <= 64


# Settings in force


@pytest.fixture
def changed() -> Learner:
    """A student whose settings changed once."""
    first = StudySettings(NOW - DAY, zone="Europe/Paris")
    second = StudySettings(NOW, zone="Pacific/Auckland")
    return Learner(1, "lea", BEGINNING, (first, second))


@pytest.mark.parametrize(
    ("instant", "zone"),
    [
        (NOW - 9 * DAY, "Europe/Paris"),
        (NOW - TICK, "Europe/Paris"),
        (NOW, "Pacific/Auckland"),
        (NOW + 9 * DAY, "Pacific/Auckland"),
    ],
)
def test_settings_are_in_force_until_the_next(
    changed: Learner, instant: datetime, zone: str
) -> None:
    assert changed.settings_at(instant).zone == zone


def test_the_day_of_an_instant_is_that_of_its_settings(changed: Learner) -> None:
    evening = timedelta(hours=8)

    assert changed.day_at(NOW + evening - DAY) == date(2026, 11, 22)
    assert changed.day_at(NOW + evening) == date(2026, 11, 24)


# Changing settings


def test_most_settings_count_at_once(db: Database, lea: Learner) -> None:
    after = change(db, desired_retention=0.95, new_per_day=7, learning_steps=(5,))

    now = after.settings_at(NOW)
    assert (now.desired_retention, now.new_per_day) == (0.95, 7)
    assert (now.learning_steps, now.since) == ((5,), NOW)
    assert after.settings_at(NOW - TICK) == lea.settings[0]


def test_saving_the_same_settings_changes_nothing(db: Database, lea: Learner) -> None:
    assert change(db) == lea


def test_a_new_zone_and_rollover_count_from_the_end_of_the_day(
    db: Database, lea: Learner
) -> None:
    after = change(db, zone="Asia/Tokyo", rollover_hour=3)

    assert after.settings_at(END_OF_TODAY - TICK) == lea.settings[0]
    then = after.settings_at(END_OF_TODAY)
    assert (then.zone, then.rollover_hour) == ("Asia/Tokyo", 3)


def test_what_counts_at_once_does_not_wait_for_a_new_zone(
    db: Database, lea: Learner
) -> None:
    after = change(db, zone="Asia/Tokyo", new_per_day=7)

    now, then = after.settings_at(NOW), after.settings_at(NOW + 2 * DAY)
    assert (now.zone, now.new_per_day) == ("Europe/Paris", 7)
    assert (then.zone, then.new_per_day) == ("Asia/Tokyo", 7)


ZONES = ("Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata", "Europe/Paris")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("rollover_hour", [0, 4, 11])
def test_no_day_is_lived_twice_or_left_out(
    db: Database, lea: Learner, zone: str, rollover_hour: int
) -> None:
    after = change(db, zone=zone, rollover_hour=rollover_hour)

    hours = [NOW + number * timedelta(hours=1) for number in range(96)]
    days = [after.day_at(hour) for hour in hours]
    assert days == sorted(days)
    assert {day.day for day in days} >= {23, 24, 25, 26}
    assert after.day_at(END_OF_TODAY - TICK) == date(2026, 11, 23)
    assert after.day_at(END_OF_TODAY) == date(2026, 11, 24)
    assert after.settings[-1].zone == zone


def test_a_change_of_mind_replaces_what_was_planned(db: Database, lea: Learner) -> None:
    change(db, zone="Asia/Tokyo")
    change(db, NOW + MINUTE, zone="America/Lima")

    after = change(db, NOW + 2 * MINUTE, zone="Europe/Paris")

    assert after == lea


def test_the_form_shows_what_is_planned(db: Database, lea: Learner) -> None:
    after = change(db, zone="Asia/Tokyo")

    assert planned_settings(after).zone == "Asia/Tokyo"


def test_settings_may_be_changed_many_times_in_one_instant(
    db: Database, lea: Learner
) -> None:
    for number in range(1, 5):
        after = change(db, new_per_day=number)

        assert after.settings_at(NOW).new_per_day == number
    assert change(db) == after
    assert len(after.settings) == 2


def test_settings_can_be_changed_before_they_began(db: Database, lea: Learner) -> None:
    """The server's clock was set back."""
    long_ago = BEGINNING - 400 * DAY

    after = change(db, long_ago, new_per_day=3)

    assert after.settings_at(NOW).new_per_day == 3
    assert after.settings[0] == lea.settings[0]


# What a change leaves alone


def study(db: Database, lea: Learner) -> None:
    """Answer ten cards on some days."""
    for number in range(1, 11):
        rating = list(Rating)[number % 4]
        for days in (9, 5, 1):
            at = NOW - days * DAY - number * MINUTE
            send(db, lea, answer(f"{days}-{number}", rule(number), rating, at=at))


CHANGES: list[dict[str, Any]] = [
    {"desired_retention": 0.8},
    {"learning_steps": (), "relearning_steps": (60,)},
    {"zone": "Pacific/Auckland"},
    {"rollover_hour": 12},
    {"zone": "America/Lima", "new_per_day": 0, "desired_retention": 0.97},
]


@pytest.mark.parametrize("other", CHANGES)
def test_a_change_moves_no_past_answer_and_no_state(
    db: Database, lea: Learner, other: dict[str, Any]
) -> None:
    study(db, lea)
    before = everything(db)

    after = change(db, **other)

    with db.writing() as session:
        assert rebuild(session, after, check=False) == RebuildReport(10, 0)
    assert everything(db) == before


def test_an_answer_after_a_change_leaves_nothing_to_rebuild(
    db: Database, lea: Learner
) -> None:
    study(db, lea)
    for number, other in enumerate(CHANGES, start=1):
        at = NOW + number * MINUTE
        learner = change(db, at, **other)
        send(db, learner, answer(f"u{number}", rule(1), at=at + MINUTE), now=at + DAY)

    with db.reading() as session:
        report = rebuild(session, learner, check=True)

    assert report == RebuildReport(10, 0)


def test_an_answer_stored_just_before_keeps_the_settings_it_was_replayed_by(
    db: Database, lea: Learner
) -> None:
    """Two requests: the change has read the clock first, and comes second."""
    first_read, then_read = NOW, NOW + timedelta(milliseconds=3)
    send(db, lea, answer("u1", rule(1), Rating.EASY, at=then_read), now=then_read)

    after = change(db, first_read, desired_retention=0.8)

    with db.reading() as session:
        assert rebuild(session, after, check=True) == RebuildReport(1, 0)
    assert after.settings[-1].since == then_read + TICK


def test_planned_settings_that_an_answer_was_replayed_by_stay(
    db: Database, lea: Learner
) -> None:
    learner = change(db, zone="Asia/Tokyo", desired_retention=0.8)
    begins = learner.settings[-1].since
    send(db, learner, answer("u1", rule(1), Rating.EASY, at=begins), now=begins)

    after = change(db, begins - TICK, zone="America/Lima")

    with db.reading() as session:
        assert rebuild(session, after, check=True) == RebuildReport(1, 0)
    assert after.settings_at(begins).zone == "Asia/Tokyo"


def test_a_new_zone_gives_the_next_answers_their_day(
    db: Database, lea: Learner
) -> None:
    learner = change(db, zone="Pacific/Auckland")
    evenings = [NOW + number * DAY + timedelta(hours=8) for number in (0, 1)]

    for evening in evenings:
        send(
            db,
            learner,
            answer(f"{evening:%d}", rule(1), at=evening),
            now=evening,
        )

    days = [row.study_day for row in reviews_of(db, learner)]
    assert days == [date(2026, 11, 23), date(2026, 11, 25)]


def test_new_limits_count_at_once(db: Database, lea: Learner) -> None:
    after = change(db, new_per_day=2)

    with db.reading() as session:
        assert next_cards(session, after, NOW).new == 2


def test_the_settings_of_another_student_stay(db: Database, lea: Learner) -> None:
    with db.writing() as session:
        tom = add_learner(session, "tom")

    change(db, new_per_day=2)

    with db.reading() as session:
        rows = select(func.count(StudySettingsRow.id)).where(
            StudySettingsRow.student_id == tom.id
        )
        assert session.scalar(rows) == 1
        assert session.scalar(select(func.count(StudentRow.id))) == 2
