"""What of a student's progress the real Anki takes over, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from anki.collection import (
    Collection,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)

from tests.anki_students import Past, past_of
from tests.real_anki import NOW, loaded
from trainer.anki_deck import notes_of
from trainer.anki_export import write_package
from trainer.core.model import StudySettings

BEFORE = datetime(2026, 3, 2, 9, tzinfo=UTC)
DECK = loaded()
NOTES = tuple(notes_of(DECK))
SETTINGS = StudySettings(since=BEFORE - timedelta(days=999))
PAST = past_of([note.key for note in NOTES], SETTINGS, BEFORE, "again")


def take_in(
    anki: Collection, path: Path, past: Past = PAST, *, is_ticked: bool = True
) -> None:
    write_package(DECK.deck, NOTES, path, NOW, past.memory())
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
