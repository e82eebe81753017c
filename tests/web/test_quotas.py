"""How much one person may have and send: refused beyond, and nobody else is."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta

import pytest
from flask import Flask

from tests.schooling import add_deck, make_school
from tests.web.uploading import PAPER, upload
from tests.web.visiting import (
    NOW,
    Browser,
    add_person,
    review_event,
    reviews,
    signed_in,
)
from trainer import quotas
from trainer.core.deck import SourceText
from trainer.db import Database
from trainer.errors import TooMany
from trainer.quotas import (
    MOST_UPLOADED,
    MOST_UPLOADED_BY_ALL,
    MOST_UPLOADS,
    ImportRuns,
    KeptUpload,
    NoRoomLeft,
    Quotas,
    check_room,
    surplus_uploads,
)
from trainer.tables import GivenTextRow, TextPart
from trainer.uploads import Upload, UploadGone, keep_upload, kept_upload, upload_name
from web.context import context_of


@pytest.fixture
def database(class_app: Flask) -> Database:
    return context_of(class_app).database


def test_two_import_at_once_and_each_only_once() -> None:
    places = Quotas()

    with ExitStack() as held:
        held.enter_context(places.importing("vera"))
        with pytest.raises(ImportRuns), places.importing("vera"):
            pass
        held.enter_context(places.importing("carl"))
        with pytest.raises(ImportRuns), places.importing("rita"):
            pass

    with places.importing("vera"):
        pass


def test_a_failed_import_gives_its_place_back() -> None:
    places = Quotas()

    with pytest.raises(ZeroDivisionError), places.importing("vera"):
        raise ZeroDivisionError

    with places.importing("vera"):
        pass


def test_nobody_gives_more_than_2000_answers_an_hour() -> None:
    counted = Quotas()

    for _ in range(20):
        counted.take_answers("tom", 100, NOW)
    with pytest.raises(TooMany) as refused:
        counted.take_answers("tom", 1, NOW + timedelta(minutes=10))

    assert refused.value.retry_after_s == 50 * 60 + 1
    counted.take_answers("lea", 100, NOW)
    counted.take_answers("tom", 100, NOW + timedelta(hours=1))


def test_nobody_gives_more_than_20000_answers_a_day() -> None:
    counted = Quotas()

    for hour in range(10):
        counted.take_answers("tom", 2_000, NOW + timedelta(hours=hour))
    with pytest.raises(TooMany):
        counted.take_answers("tom", 1, NOW + timedelta(hours=11))

    counted.take_answers("tom", 1, NOW + timedelta(days=1))


def test_a_clock_that_goes_back_holds_nobody_up() -> None:
    counted = Quotas()

    counted.take_answers("tom", 2_000, NOW)

    counted.take_answers("tom", 2_000, NOW - timedelta(days=2))


def test_answers_beyond_are_to_be_sent_later_and_nothing_is_stored(
    class_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "ANSWERS", ((timedelta(hours=1), 1),))
    add_person(class_app, "Tom")
    tom = signed_in(class_app, "Tom")
    before = tom.dump()

    refused = tom.send("/api/reviews", reviews(review_event(1), review_event(2)))

    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert tom.dump() == before


def test_on_ones_own_computer_nothing_is_counted(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "ANSWERS", ((timedelta(hours=1), 0),))
    monkeypatch.setattr(quotas, "IMPORTS_AT_ONCE", 0)

    sent = browser.send("/api/reviews", reviews(review_event()))

    assert sent.status_code == 200
    assert upload(browser, PAPER).status_code == 200


@pytest.mark.parametrize(("most", "value"), [("MOST_FILES", 1), ("MOST_MEGABYTES", 0)])
def test_papers_that_one_keeps_have_a_limit(
    database: Database, monkeypatch: pytest.MonkeyPatch, most: str, value: int
) -> None:
    school = make_school(database)
    with database.writing() as session:
        deck = add_deck(session, "big", school.vera)
        text = GivenTextRow(deck_id=deck.id, part=TextPart.EXAM, name="e", text=PAPER)
        text.given_at = NOW
        session.add(text)
    monkeypatch.setattr(quotas, most, value)

    with database.reading() as session:
        with pytest.raises(NoRoomLeft):
            check_room(session, school.vera.id)
        if most == "MOST_FILES":
            check_room(session, school.carl.id)


def test_who_has_no_room_left_uploads_nothing(
    class_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "MOST_FILES", 0)
    add_person(class_app, "Vera", is_teacher=True)
    vera = signed_in(class_app, "Vera")
    before = vera.dump()

    assert upload(vera, PAPER).status_code == 409
    assert vera.dump() == before


def test_who_imports_waits_for_those_who_do(
    class_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_person(class_app, "Vera", is_teacher=True)
    vera = signed_in(class_app, "Vera")
    monkeypatch.setattr(quotas, "IMPORTS_AT_ONCE", 0)

    refused = upload(vera, PAPER)

    assert refused.status_code == 503
    assert "Retry-After" in refused.headers


def waiting(owner: str, count: int, size: int = 1) -> list[KeptUpload]:
    """Give uploads that wait, the newest first: the highest number."""
    return [KeptUpload(f"{owner}{n}", owner, size) for n in range(count, 0, -1)]


def test_who_uploads_too_often_loses_the_own_oldest_alone() -> None:
    vera, carl = waiting("vera", MOST_UPLOADS + 2), waiting("carl", 1)

    assert surplus_uploads([*vera, *carl]) == ["vera2", "vera1"]


def test_who_uploads_too_much_keeps_the_newest() -> None:
    assert surplus_uploads(waiting("vera", 4, MOST_UPLOADED // 3)) == ["vera1"]
    assert surplus_uploads(waiting("vera", 2, MOST_UPLOADED + 1)) == ["vera1"]


def test_if_all_upload_too_much_who_keeps_most_loses_the_oldest() -> None:
    size = MOST_UPLOADED // 4
    many = MOST_UPLOADED_BY_ALL // MOST_UPLOADED
    big = [each for n in range(many) for each in waiting(f"big{n}-", 4, size)]
    small = waiting("small", 2, size)

    gone = surplus_uploads([*big, *small])

    assert [len(gone), *{name.rpartition("-")[2] for name in gone}] == [1, "1"]


def test_one_person_uploads_nobody_elses_files_away(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "MOST_UPLOADS", 1)
    sent = Upload(SourceText("cuisine.md", PAPER))
    names = [upload_name(uid, "token") for uid in ("carl", "vera")]
    names.append(upload_name("vera", "another"))

    for minute, name in enumerate(names):
        with database.writing() as session:
            keep_upload(session, sent, name, NOW + timedelta(minutes=minute))

    at = NOW + timedelta(minutes=len(names))
    with database.reading() as session:
        assert kept_upload(session, names[0], at) == sent
        assert kept_upload(session, names[2], at) == sent
        with pytest.raises(UploadGone):
            kept_upload(session, names[1], at)
        with pytest.raises(UploadGone):
            kept_upload(session, names[0], NOW + timedelta(hours=1))


def test_a_long_time_without_the_network_is_sent_within_hours() -> None:
    counted, at, left = Quotas(), NOW, 90 * 50  # three months, fifty answers a day

    while left:
        batch = min(100, left)  # as `web/static/scripts/outbox.js` sends them
        try:
            counted.take_answers("tom", batch, at)
            left -= batch
        except TooMany as refused:
            at += timedelta(seconds=refused.retry_after_s)

    assert at - NOW <= timedelta(hours=2, seconds=2)
