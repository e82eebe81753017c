"""Reviews done in the real Anki come home: in all four formats, in parts, in between.

Anki reads the clock of the machine, so these tests do too.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)
from sqlalchemy import select

from tests.conftest import config_of, file_of
from tests.real_anki import answer_next
from tests.samples import DECK
from tests.studying import (
    DAY,
    add_deck,
    add_learner,
    answer,
    recall_items,
    reviews_of,
    send,
    stored_states,
)
from trainer.anki_export import export_deck
from trainer.anki_import import AnkiReport, import_reviews
from trainer.anki_reading import read_anki_file
from trainer.core.anki_file import AnkiFile
from trainer.core.anki_ids import epoch_ms, imported_id
from trainer.core.anki_log import Skipped
from trainer.core.card_state import CardState
from trainer.core.reviews import Rating, Review
from trainer.core.schedule import replay
from trainer.db import Database, open_database
from trainer.learners import Learner, load_learner
from trainer.tables import CardRow, ReviewRow, ReviewSource

FORMATS = ("new.apkg", "legacy.apkg", "new.colpkg", "legacy.colpkg")
CARDS = tuple(f"{DECK.slug}/F{number}#rule" for number in range(1, 41))
REVIEWED = 30
RESET, MOVED, SUSPENDED, EDITED = CARDS[:4]


def clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 – Anki knows no other


@dataclass(frozen=True, slots=True)
class There:
    """A folder with a student's database and what Anki has exported of it.

    `log` holds the rows that were written in Anki: ms, rating, kind, factor and key;
    `memory` the stability and the difficulty of each card there.
    """

    folder: Path
    now: datetime
    log: list[tuple[int, int, int, int, str]]
    memory: dict[str, tuple[float, float]]

    def file(self, name: str) -> AnkiFile:
        return read_anki_file(self.folder / name)


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> There:
    """A student of some weeks, who then reviewed 30 cards in Anki."""
    folder = tmp_path_factory.mktemp("there")
    config = config_of(folder / "home")
    config.home.mkdir()
    shutil.copy(migrated_file, file_of(config))
    now = clock()
    database = open_database(config)
    with database.writing() as session:
        add_deck(session, recall_items(len(CARDS)))
        learner = add_learner(session, new_per_day=9999)
    for n, key in enumerate(CARDS[:20]):
        for days in (30, 29, 9):
            given = now - days * DAY - n * timedelta(seconds=1)
            said = answer(f"{key}-{days}", key, Rating(1 + (n + days) % 4), given)
            send(database, learner, said, now=given)
    with database.reading() as session:
        export_deck(session, DECK.slug, folder / "ours.apkg", now, learner)
    database.close()
    return review_there(folder)


def review_there(folder: Path) -> There:
    """Take the deck into Anki, review it, change this and that, export four files."""
    anki = Collection(str(folder / "collection.anki2"))
    assert anki.db
    anki.set_config("fsrs", True)
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    package = str(folder / "ours.apkg")
    request = ImportAnkiPackageRequest(package_path=package, options=options)
    anki.import_anki_package(request)
    taken_along = set(anki.db.list("select id from revlog"))
    answer_there(anki, max(taken_along))
    change_this_and_that(anki)
    rows = anki.db.all(
        "select r.id, ease, r.type, r.factor, substr(guid, 9) from revlog r"
        " join cards c on c.id = r.cid join notes n on n.id = c.nid"
        " where guid like 'trainer:%' order by r.id"
    )
    memory = {
        key: (given["s"], given["d"])
        for key, data in anki.db.all(
            "select substr(guid, 9), c.data from cards c join notes n on n.id = c.nid"
            " where guid like 'trainer:%' and c.data like '%\"s\"%'"
        )
        if (given := json.loads(data))
    }
    for legacy, age in ((False, "new"), (True, "legacy")):
        given = ExportAnkiPackageOptions(with_scheduling=True, legacy=legacy)
        anki.export_anki_package(
            out_path=str(folder / f"{age}.apkg"), options=given, limit=None
        )
        anki.export_collection_package(str(folder / f"{age}.colpkg"), False, legacy)
        anki.reopen()
    anki.close()
    log = [row for row in rows if row[0] not in taken_along]
    return There(folder, clock(), [tuple(row) for row in log], memory)


def answer_there(anki: Collection, last: int) -> None:
    """Review the deck until enough cards have an answer after the last one."""
    assert anki.db
    deck = anki.decks.by_name(DECK.title)
    assert deck
    anki.decks.select(deck["id"])
    rng = Random(6)
    count = "select count(distinct cid) from revlog where id > ?"
    while anki.db.scalar(count, last) < REVIEWED:
        answer_next(anki, rng.choice((1, 2, 3, 3, 4)))


def change_this_and_that(anki: Collection) -> None:
    """Do what leaves rows that are no answers, and what does not come home."""

    def card_of(key: str) -> Any:
        (id_,) = anki.find_cards(f'"Clé:{key}"')
        return id_

    anki.sched.schedule_cards_as_new([card_of(RESET)])
    anki.sched.set_due_date([card_of(MOVED)], "3")
    anki.sched.suspend_cards([card_of(SUSPENDED)])
    edited = anki.get_card(card_of(EDITED)).note()
    edited.fields[-2] = "à moi"
    edited.mod += 1
    anki.update_note(edited)
    own = anki.new_note(anki.models.current())
    own.fields = ["Capitale ?", "Rome"]
    anki.add_note(own, anki.decks.current()["id"])


@pytest.fixture
def home(there: There, tmp_path: Path) -> Iterator[tuple[Database, Learner]]:
    """The student's database as it was when the deck went out."""
    config = config_of(tmp_path / "home")
    shutil.copytree(there.folder / "home", config.home)
    database = open_database(config)
    with database.reading() as session:
        learner = load_learner(session)
    yield database, learner
    database.close()


Home = tuple[Database, Learner]


def bring(home: Home, file: AnkiFile, now: datetime) -> AnkiReport:
    database, learner = home
    with database.writing() as session:
        return import_reviews(session, learner, file, now)


def expected_states(home: Home) -> dict[str, CardState]:
    """Give what the answers come to, had they all been given here."""
    database, learner = home
    with database.reading() as session:
        keys = dict(session.execute(select(CardRow.id, CardRow.key)).all())
    log: dict[str, list[Review]] = {}
    for each in reviews_of(database, learner):
        at = each.effective_at
        review = Review(each.uid, each.rating, at, learner.day_at(at))
        log.setdefault(keys[each.card_id], []).append(review)
    return {
        key: replay(reviews, learner.settings, seed=learner.schedule_seed(key))
        for key, reviews in log.items()
    }


def from_anki(home: Home) -> list[ReviewRow]:
    rows = reviews_of(*home)
    return [row for row in rows if row.source is ReviewSource.ANKI]


@pytest.mark.parametrize("name", FORMATS)
def test_reviews_come_home_as_if_they_had_been_done_here(
    there: There, home: Home, name: str
) -> None:
    report = bring(home, there.file(name), there.now)

    answers = [row for row in there.log if row[2] < 4]
    assert [(imported_id(row.uid), row.rating) for row in from_anki(home)] == [
        (id_ms, ease) for id_ms, ease, *_ in answers
    ]
    assert [epoch_ms(row.effective_at) for row in from_anki(home)] == [
        id_ms for id_ms, *_ in answers
    ]
    assert stored_states(*home) == expected_states(home)
    assert (report.added, report.known) == (len(answers), 60)
    assert report.skipped == {Skipped.RESET: 1, Skipped.DUE_DATE: 1}
    assert report.differences.edited.first == (EDITED,)
    assert report.differences.suspended.first == (SUSPENDED,)
    assert report.differences.own.first == ("Capitale ?",)
    assert report.unknown.count == 0


def test_what_is_known_is_what_anki_knows(there: There, home: Home) -> None:
    """Anki rounds what it stores, and knows more of a card that was reset."""
    bring(home, there.file(FORMATS[0]), there.now)

    states = stored_states(*home)

    assert len(there.memory) > REVIEWED
    for key, (stability, difficulty) in there.memory.items():
        if key != RESET:
            assert states[key].stability == pytest.approx(stability, rel=0.01, abs=1e-3)
            assert states[key].difficulty == pytest.approx(difficulty, abs=0.01)


def test_all_formats_one_after_the_other_are_one(there: There, home: Home) -> None:
    bring(home, there.file(FORMATS[0]), there.now)
    before = stored_states(*home), len(reviews_of(*home))

    reports = [bring(home, there.file(name), there.now) for name in FORMATS]

    assert [report.added for report in reports] == [0, 0, 0, 0]
    assert (stored_states(*home), len(reviews_of(*home))) == before
