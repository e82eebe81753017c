"""Reviews that come home from Anki: what is added, what is known, what is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import update

from tests.anki_values import anki_file, foreign_note, note, row
from tests.samples import DECK
from tests.studying import (
    DAY,
    MINUTE,
    NOW,
    add_deck,
    add_learner,
    add_revision,
    add_settings,
    answer,
    everything,
    recall_items,
    reviews_of,
    send,
    stored_states,
    take_back,
    undo,
)
from trainer.anki_import import (
    AnkiReport,
    CardFull,
    LogFull,
    TooManyReviews,
    foretell,
    import_reviews,
)
from trainer.core.anki_file import AnkiFile, AnkiReview, RowKind
from trainer.core.anki_ids import epoch_ms
from trainer.core.anki_log import Skipped
from trainer.core.card_state import CardState
from trainer.core.questions import Format
from trainer.core.reviews import Purpose, Rating, Review
from trainer.core.schedule import replay
from trainer.core.study_day import study_day
from trainer.core.study_settings import StudySettings
from trainer.db import Database
from trainer.learners import Learner
from trainer.progress import progress
from trainer.replaying import rebuild
from trainer.reviewing import MAX_DURATION_MS
from trainer.tables import CardRow, ItemRevisionRow, ItemRow, ReviewSource

CARDS = tuple(f"{DECK.slug}/F{number}#rule" for number in range(1, 7))
FIRST, SECOND, THIRD, *_ = CARDS


@pytest.fixture
def learner(db: Database) -> Learner:
    """A student with a deck of six cards."""
    with db.writing() as session:
        add_deck(session, recall_items(6))
        return add_learner(session)


def bring(
    db: Database, learner: Learner, file: AnkiFile, now: datetime = NOW
) -> AnkiReport:
    with db.writing() as session:
        return import_reviews(session, learner, file, now)


def expected(learner: Learner, key: str, *rows: AnkiReview) -> CardState:
    """Give the state of a card that was answered here at the times of these rows."""
    times = [
        NOW - (epoch_ms(NOW) - each.id_ms) * timedelta(milliseconds=1) for each in rows
    ]
    reviews = [
        Review(str(n), Rating(each.ease), at, learner.day_at(at))
        for n, (each, at) in enumerate(zip(rows, times, strict=True))
    ]
    return replay(reviews, learner.settings, seed=learner.schedule_seed(key))


# What is added


def test_an_answer_of_anki_is_stored_as_one_of_ours(
    db: Database, learner: Learner
) -> None:
    at = NOW - 2 * DAY

    report = bring(db, learner, anki_file(note(FIRST, row(at, 2, duration_ms=7001))))

    assert (report.added, report.known, report.skipped) == (1, 0, {})
    (stored,) = reviews_of(db, learner)
    assert stored.uid == f"anki:{epoch_ms(at)}"
    assert (stored.rating, stored.effective_at, stored.device_at) == (
        Rating.HARD,
        at,
        at,
    )
    assert (stored.received_at, stored.duration_ms) == (NOW, 7001)
    assert (stored.source, stored.purpose) == (ReviewSource.ANKI, Purpose.STUDY)
    assert (stored.format, stored.score) == (Format.SELF_MARKED, None)
    assert (stored.response, stored.shown, stored.revision) == ("{}", "[]", 1)


def test_a_card_is_as_if_it_had_been_answered_here(
    db: Database, learner: Learner
) -> None:
    rows = [row(NOW - n * DAY, ease) for n, ease in ((40, 3), (39, 3), (30, 1), (2, 4))]

    other = row(NOW - DAY)

    bring(db, learner, anki_file(note(FIRST, *rows), note(SECOND, other)))

    assert stored_states(db, learner) == {
        FIRST: expected(learner, FIRST, *rows),
        SECOND: expected(learner, SECOND, other),
    }


def test_the_study_day_is_that_of_the_settings_in_force_then(db: Database) -> None:
    with db.writing() as session:
        add_deck(session, recall_items(6))
        first = add_learner(session)
        moved = NOW - 10 * DAY
        tokyo = StudySettings(since=moved, zone="Asia/Tokyo", rollover_hour=6)
        learner = add_settings(session, first, tokyo)
    times = [moved + n * 37 * MINUTE for n in range(-100, 100)]

    bring(db, learner, anki_file(note(FIRST, *map(row, times))))

    found = {each.effective_at: each.study_day for each in reviews_of(db, learner)}
    zones = {
        at: ("Europe/Paris", 4) if at < moved else ("Asia/Tokyo", 6) for at in times
    }
    assert found == {
        at: study_day(at, zone, rollover_hour=hour)
        for at, (zone, hour) in zones.items()
    }


def test_an_answer_from_before_the_account_keeps_its_time(
    db: Database, learner: Learner
) -> None:
    at = learner.created_at - 800 * DAY

    bring(db, learner, anki_file(note(FIRST, row(at), row(NOW - DAY))))

    assert reviews_of(db, learner)[0].effective_at == at
    with db.reading() as session:
        figures = progress(session, learner, NOW)
    assert learner.day_at(at) in figures.days


def test_an_answer_that_lies_ahead_counts_now(db: Database, learner: Learner) -> None:
    ahead = [row(NOW + DAY), row(NOW + 2 * DAY, 1)]

    bring(db, learner, anki_file(note(FIRST, *ahead)))

    stored = reviews_of(db, learner)
    assert [each.effective_at for each in stored] == [NOW, NOW]
    assert [each.rating for each in stored] == [Rating.GOOD, Rating.AGAIN]
    assert bring(db, learner, anki_file(note(FIRST, *ahead)), NOW + DAY).known == 2


def test_a_duration_that_cannot_be_is_cut(db: Database, learner: Learner) -> None:
    rows = [row(NOW - DAY, duration_ms=-5), row(NOW, duration_ms=2**31 - 1)]

    bring(db, learner, anki_file(note(FIRST, *rows)))

    found = [each.duration_ms for each in reviews_of(db, learner)]
    assert found == [0, MAX_DURATION_MS]


def test_an_answer_belongs_to_the_revision_of_its_time(
    db: Database, learner: Learner
) -> None:
    item = recall_items(1)[0]
    with db.writing() as session:
        changed = session.query(ItemRow).filter_by(key=item.key).one()
        add_revision(session, changed, replace(item, text="Autre question"), 2)
        session.flush()
        changed_at = update(ItemRevisionRow).values(created_at=NOW - 3 * DAY)
        session.execute(changed_at.where(ItemRevisionRow.number == 2))
    times = [NOW - 300 * DAY, NOW - 10 * DAY, NOW]

    bring(db, learner, anki_file(note(FIRST, *map(row, times))))

    assert [each.revision for each in reviews_of(db, learner)] == [1, 1, 2]


# What is known


def test_the_same_file_again_changes_nothing(db: Database, learner: Learner) -> None:
    file = anki_file(
        note(FIRST, row(NOW - DAY), row(NOW)), note(SECOND, row(NOW - MINUTE))
    )
    bring(db, learner, file)
    before = everything(db)

    report = bring(db, learner, file, NOW + DAY)

    assert (report.added, report.known) == (0, 3)
    assert everything(db) == before


def test_an_answer_that_was_exported_is_known_again(
    db: Database, learner: Learner
) -> None:
    """Two answers of one ms, from two devices: the second one has the next id."""
    send(db, learner, answer("one", FIRST), answer("two", SECOND))
    later = row(NOW)._replace(id_ms=epoch_ms(NOW) + 1)
    before = everything(db)

    report = bring(db, learner, anki_file(note(FIRST, row(NOW)), note(SECOND, later)))

    assert (report.added, report.known) == (0, 2)
    assert everything(db) == before


def test_an_answer_to_another_card_at_the_same_ms_is_no_known_one(
    db: Database, learner: Learner
) -> None:
    send(db, learner, answer("one", FIRST))

    report = bring(db, learner, anki_file(note(SECOND, row(NOW))))

    assert (report.added, report.known) == (1, 0)


def test_an_answer_that_was_undone_stays_undone(db: Database, learner: Learner) -> None:
    rows = [row(NOW - DAY), row(NOW)]
    file = anki_file(note(FIRST, *rows))
    bring(db, learner, file)
    take_back(db, learner, undo(f"anki:{epoch_ms(NOW)}"))
    send(db, learner, answer("ours", SECOND))
    take_back(db, learner, undo("ours"))

    report = bring(db, learner, anki_file(*file.notes, note(SECOND, row(NOW))))

    assert (report.added, report.known) == (0, 3)
    states = {FIRST: expected(learner, FIRST, rows[0])}
    assert stored_states(db, learner) == states


@pytest.mark.parametrize("seed", range(8))
def test_parts_in_any_order_come_to_the_whole(
    db: Database, learner: Learner, seed: int
) -> None:
    """Answers given here come in between, at any moment too."""
    rng = Random(seed)
    times = rng.sample(range(100_000), 40)
    rows = [
        (rng.choice(CARDS), row(NOW - n * MINUTE, rng.randint(1, 4))) for n in times
    ]
    here, there = rows[:15], rows[15:]
    parts = [[each for each in there if rng.random() < 0.5] for _ in range(3)] + [there]
    steps = [*parts, *([each] for each in here)]
    rng.shuffle(steps)

    for step in steps:
        if len(step) == 1 and step[0] in here:
            ((key, each),) = step
            given = NOW - (epoch_ms(NOW) - each.id_ms) * timedelta(milliseconds=1)
            send(db, learner, answer(str(each.id_ms), key, Rating(each.ease), given))
        else:
            bring(db, learner, anki_file(*(note(key, each) for key, each in step)))

    log = {key: [each for k, each in rows if k == key] for key in CARDS}
    assert stored_states(db, learner) == {
        key: expected(learner, key, *answers) for key, answers in log.items() if answers
    }
    with db.writing() as session:
        assert rebuild(session, learner, check=True).different == 0


# What is told


def test_rows_that_do_not_count_are_told_by_reason(
    db: Database, learner: Learner
) -> None:
    reset = row(NOW, 0, kind=RowKind.MANUAL, factor=0)
    moved = row(NOW - MINUTE, 0, kind=RowKind.RESCHEDULED)

    report = bring(db, learner, anki_file(note(FIRST, reset, moved, row(NOW - DAY))))

    assert report.added == 1
    assert report.skipped == {Skipped.RESET: 1, Skipped.RESCHEDULED: 1}


def test_what_is_not_ours_is_counted_and_left(db: Database, learner: Learner) -> None:
    other = foreign_note("Zz9", row(NOW), fields=("<b>Capitale</b> de l&#39;Italie ?",))
    second = foreign_note(f"trainer:{FIRST}", row(NOW - DAY), card={"ord": 1})

    report = bring(db, learner, anki_file(other, second, orphans=4))

    assert (report.added, report.foreign_cards, report.foreign_reviews) == (0, 1, 1)
    assert (report.unknown.first, report.unknown_reviews) == ((FIRST,), 1)
    assert report.orphans == 4
    assert report.differences.own.first == ("Capitale de l'Italie ?",)
    assert everything(db) == []


def test_a_card_that_is_not_the_learners_takes_no_answer(
    db: Database, learner: Learner
) -> None:
    """What is another's looks like what is not there."""
    with db.writing() as session:
        deck = replace(DECK, slug="autre", title="Autre")
        add_deck(session, recall_items(1, "autre"), deck)
    keys = ("autre/F1#rule", "exemple/Z9#rule", "")

    report = bring(db, learner, anki_file(*(note(key, row(NOW)) for key in keys)))

    assert report.unknown.first == keys
    assert (report.added, report.unknown_reviews) == (0, 3)
    assert everything(db) == []


def test_a_retired_card_takes_its_answers_and_is_told(
    db: Database, learner: Learner
) -> None:
    with db.writing() as session:
        retired = update(CardRow).where(CardRow.key == FIRST).values(retired_at=NOW)
        session.execute(retired)

    report = bring(db, learner, anki_file(note(FIRST, row(NOW)), note(SECOND)))

    assert (report.added, report.retired.first) == (1, (FIRST,))


def test_a_file_without_a_log_says_so(db: Database, learner: Learner) -> None:
    assert not bring(db, learner, anki_file(note(FIRST))).has_log
    assert bring(db, learner, anki_file(note(FIRST, row(NOW)))).has_log


def test_a_look_stores_nothing_and_says_the_same(
    db: Database, learner: Learner
) -> None:
    file = anki_file(note(FIRST, row(NOW)), note("autre/F1#rule", row(NOW - DAY)))

    with db.reading() as session:
        foretold = foretell(session, learner, file)

    assert everything(db) == []
    assert bring(db, learner, file) == foretold


def test_more_reviews_than_anybody_does_are_refused(
    db: Database, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.anki_import.MOST_NEW", 3)
    rows = [row(NOW - n * MINUTE) for n in range(4)]

    with pytest.raises(TooManyReviews):
        bring(db, learner, anki_file(note(FIRST, *rows)))

    assert everything(db) == []
    assert bring(db, learner, anki_file(note(FIRST, *rows[1:]))).added == 3


@pytest.mark.parametrize("limit", ["MOST_IN_ALL", "MOST_OF_CARD"])
def test_file_after_file_a_log_does_not_grow_without_end(
    db: Database, learner: Learner, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(f"trainer.anki_import.{limit}", 3)
    rows = [row(NOW - n * MINUTE) for n in range(4)]
    bring(db, learner, anki_file(note(FIRST, *rows[:2])))
    before = everything(db)

    with pytest.raises((LogFull, CardFull)):
        bring(db, learner, anki_file(note(FIRST, *rows[2:])))

    assert everything(db) == before


def test_a_long_log_is_stored_piece_by_piece(
    db: Database, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.anki_import._AT_ONCE", 2)
    rows = [row(NOW - n * DAY) for n in reversed(range(5))]

    bring(db, learner, anki_file(note(FIRST, *rows)))

    assert stored_states(db, learner) == {FIRST: expected(learner, FIRST, *rows)}
