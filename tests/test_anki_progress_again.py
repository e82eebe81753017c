"""What of a student's progress the real Anki takes over, and when."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from anki.collection import (
    Collection,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)

from tests.anki_students import Past, past_of
from tests.real_anki import loaded
from tests.simulated_student import study
from tests.studying import NOW, add_deck, add_learner, states_of
from trainer.anki_deck import notes_of
from trainer.anki_export import export_deck, write_package
from trainer.anki_notes import GUID_PREFIX
from trainer.core.study_settings import StudySettings
from trainer.db import Database
from trainer.learners import load_learner

BEFORE = datetime(2026, 3, 2, 9, tzinfo=UTC)
DECK = loaded()
NOTES = tuple(notes_of(DECK))
SETTINGS = StudySettings(since=BEFORE - timedelta(days=999))
PAST = past_of([note.key for note in NOTES], SETTINGS, BEFORE, "again")


def take_in(
    anki: Collection, path: Path, past: Past = PAST, *, is_ticked: bool = True
) -> None:
    write_package(DECK.deck, NOTES, path, NOW, past.memory())
    take_in_file(anki, path, is_ticked=is_ticked)


def take_in_file(anki: Collection, path: Path, *, is_ticked: bool = True) -> None:
    options = ImportAnkiPackageOptions(
        with_scheduling=is_ticked, with_deck_configs=is_ticked
    )
    anki.import_anki_package(
        ImportAnkiPackageRequest(package_path=str(path), options=options)
    )


def earlier(past: Past, days: int) -> Past:
    """Give what had been done so many days before."""
    until = BEFORE - timedelta(days=days)
    return replace(
        past,
        reviews={
            key: [each for each in reviews if each.effective_at < until]
            for key, reviews in past.reviews.items()
        },
    )


def answers_in(anki: Collection) -> list[int]:
    assert anki.db
    return list(anki.db.list("select id from revlog order by id"))


def ids_of(past: Past) -> list[int]:
    return sorted(past.ids().values())


def test_a_student_of_the_database_goes_on_in_anki(
    sqlite_db: Database, anki: Collection, tmp_path: Path
) -> None:
    """One who answers late, undoes some answers, and crams."""
    with sqlite_db.writing() as session:
        add_deck(session)
        add_learner(session)
    study(sqlite_db, days=12, until=NOW)
    with sqlite_db.reading() as session:
        learner = load_learner(session)
        report = export_deck(session, "exemple", tmp_path / "a.apkg", NOW, learner)
        states = states_of(session, learner)

    take_in_file(anki, tmp_path / "a.apkg")

    assert anki.db
    query = "select guid, reps, lapses, c.data from cards c join notes n on n.id = nid"
    cards = {guid: row for guid, *row in anki.db.all(query)}
    for key, state in states.items():
        reps, lapses, data = cards[f"{GUID_PREFIX}{key}"]
        assert (reps, lapses) == (state.reps, state.lapses)
        assert json.loads(data)["s"] == pytest.approx(state.stability, abs=5.1e-5)
    assert report.studied == len(states)
    assert report.answers == len(answers_in(anki)) > 100
    assert anki.fix_integrity() == ("Database rebuilt and optimized.", True)


def test_without_the_ticks_every_card_is_new(anki: Collection, tmp_path: Path) -> None:
    take_in(anki, tmp_path / "a.apkg", is_ticked=False)

    assert answers_in(anki) == []
    assert len(anki.find_cards("is:new")) == len(NOTES)


def test_progress_travels_once(anki: Collection, tmp_path: Path) -> None:
    past = earlier(PAST, days=60)
    take_in(anki, tmp_path / "a.apkg", past)

    take_in(anki, tmp_path / "b.apkg", PAST)

    assert answers_in(anki) == ids_of(past) != ids_of(PAST)


def test_it_travels_whole_again_once_the_notes_are_deleted(
    anki: Collection, tmp_path: Path
) -> None:
    """So it does only because notes, cards and answers keep their ids."""
    take_in(anki, tmp_path / "a.apkg", earlier(PAST, days=60))
    anki.remove_notes(anki.find_notes(""))

    take_in(anki, tmp_path / "b.apkg", PAST)

    assert answers_in(anki) == ids_of(PAST)
    assert anki.fix_integrity() == ("Database rebuilt and optimized.", True)


def test_the_same_package_twice_changes_nothing(
    anki: Collection, tmp_path: Path
) -> None:
    assert anki.db
    take_in(anki, tmp_path / "a.apkg")
    before = anki.db.all("select * from cards order by id")

    take_in(anki, tmp_path / "b.apkg")

    assert anki.db.all("select * from cards order by id") == before
    assert answers_in(anki) == ids_of(PAST)
