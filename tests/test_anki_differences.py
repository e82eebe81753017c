"""What is otherwise in Anki and does not come here is told, for an hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.anki_values import anki_file, foreign_note, note, report_of, row
from tests.studying import (
    MINUTE,
    NOW,
    add_deck,
    add_learner,
    add_revision,
    recall_items,
)
from trainer import access
from trainer.anki_deck import notes_of
from trainer.anki_differences import NAMED, Differences, differences_of, listed
from trainer.anki_notes import AnkiNote
from trainer.anki_reports import (
    ReportGone,
    keep_report,
    kept_report,
    lines,
    summary,
)
from trainer.content import load_deck
from trainer.core.anki_file import AnkiFile
from trainer.core.anki_log import Skipped
from trainer.core.holds import HoldAction
from trainer.db import Database
from trainer.holding import HoldIn, record_holds
from trainer.learners import Learner
from trainer.tables import ItemRow
from trainer.uploads import UploadGone, kept_upload, upload_name

ITEMS = recall_items(3)
FIRST = f"{ITEMS[0].key}#rule"


@pytest.fixture
def learner(sqlite_db: Database) -> Learner:
    """A student with a deck of three cards."""
    with sqlite_db.writing() as session:
        add_deck(session, ITEMS)
        return add_learner(session)


def told(db: Database, learner: Learner, file: AnkiFile) -> Differences:
    with db.reading() as session:
        cards = access.card_names_of(session, learner.id)
        return differences_of(session, learner, file, cards)


def made(db: Database) -> AnkiNote:
    """Give the note of the first card, as it goes out now."""
    with db.reading() as session:
        deck = load_deck(session, access.all_decks(session)[0])
    return next(each for each in notes_of(deck) if each.key == FIRST)


def after(seconds: int, own: AnkiNote) -> datetime:
    return datetime.fromtimestamp(own.modified_at + seconds, UTC)


@pytest.mark.parametrize(
    ("seconds", "is_changed", "count"),
    [(60, True, 1), (60, False, 0), (0, True, 0), (-60, True, 0)],
)
def test_a_note_was_edited_that_is_newer_and_other_than_ours(
    sqlite_db: Database, learner: Learner, seconds: int, is_changed: bool, count: int
) -> None:
    own = made(sqlite_db)
    fields = ("À moi", *own.fields[1:]) if is_changed else own.fields
    there = note(FIRST, fields=fields, modified_at=after(seconds, own))

    assert told(sqlite_db, learner, anki_file(there)).edited.count == count


def test_an_older_text_of_ours_was_edited_by_nobody(
    sqlite_db: Database, learner: Learner
) -> None:
    """Who has not taken the newest deck along has the words of then."""
    once = made(sqlite_db)
    with sqlite_db.writing() as session:
        item = session.query(ItemRow).filter_by(key=ITEMS[0].key).one()
        add_revision(session, item, replace(ITEMS[0], text="Autre question"), 2)
    there = note(FIRST, fields=once.fields, modified_at=after(0, once))

    assert told(sqlite_db, learner, anki_file(there)).edited.count == 0


def test_letters_that_anki_composes_are_no_edit(
    sqlite_db: Database, learner: Learner
) -> None:
    own = made(sqlite_db)
    fields = tuple(field.replace("é", "e\u0301") for field in own.fields)
    there = note(FIRST, fields=fields, modified_at=after(60, own))

    assert fields != own.fields
    assert told(sqlite_db, learner, anki_file(there)).edited.count == 0


def test_what_is_set_aside_in_both_is_no_difference(
    sqlite_db: Database, learner: Learner
) -> None:
    file = anki_file(note(FIRST, card={"is_suspended": True, "flag": 2}))
    found = told(sqlite_db, learner, file)
    holds = [
        HoldIn(str(action), FIRST, action, NOW)
        for action in (HoldAction.SUSPEND, HoldAction.FLAG)
    ]
    with sqlite_db.writing() as session:
        record_holds(session, learner, holds, sent_at=NOW, now=NOW)

    again = told(sqlite_db, learner, file)

    assert (found.suspended.first, found.flagged.first) == ((FIRST,), (FIRST,))
    assert (again.suspended.count, again.flagged.count) == (0, 0)


@pytest.mark.parametrize(
    ("field", "title"),
    [
        ("<b>Qui&nbsp;?</b><br>Elle", "Qui ? Elle"),
        ("x" * 300, "x" * 79 + "…"),
        ("<" * 2000, "<" * 79 + "…"),
        ("", ""),
    ],
)
def test_an_own_note_is_called_by_its_first_field(
    sqlite_db: Database, learner: Learner, field: str, title: str
) -> None:
    file = anki_file(foreign_note("own", fields=(field,)))

    assert told(sqlite_db, learner, file).own.first == (title,)


def test_a_name_deceives_no_reader_and_no_terminal(
    sqlite_db: Database, learner: Learner
) -> None:
    hostile = "a\x1b[2J\u202eb\r\x9bc\x07"
    shown = "a⟦U+001B⟧[2J⟦U+202E⟧b ⟦U+009B⟧c⟦U+0007⟧"

    found = told(sqlite_db, learner, anki_file(foreign_note("x", fields=(hostile,))))

    assert found.own.first == (shown,)
    assert listed([hostile]).first == (shown,)


def test_of_many_the_first_are_named() -> None:
    found = listed(f"{n}" for n in range(100) for _ in range(2))

    assert (found.count, len(found.first)) == (100, NAMED)
    assert len(listed(["x" * 1_000_000]).first[0]) == 300


# Reports


def test_a_report_is_kept_for_its_student_for_an_hour(sqlite_db: Database) -> None:
    report = report_of(anki_file(foreign_note("own", row(NOW)), orphans=2))
    report = replace(report, skipped={Skipped.RESET: 3})
    with sqlite_db.writing() as session:
        keep_report(session, report, "tom", "x", NOW)

    with sqlite_db.reading() as session:
        assert kept_report(session, "tom", "x", NOW + 59 * MINUTE) == report
        for owner, token, now in (
            *(("tom", "x", NOW + 60 * MINUTE), ("tom", "y", NOW)),
            ("lea", "x", NOW),
        ):
            with pytest.raises(ReportGone):
                kept_report(session, owner, token, now)
        with pytest.raises(UploadGone):  # it is no upload of a paper
            kept_upload(session, upload_name("tom", "x"), NOW)


def test_each_reason_has_a_sentence() -> None:
    report = replace(report_of(anki_file()), skipped=dict.fromkeys(Skipped, 2))

    found = [str(line.sentence) for line in lines(report)]

    assert len(found) == len(Skipped)
    assert all(sentence.startswith("2 ") for sentence in found)


def test_a_file_without_a_log_is_not_called_empty() -> None:
    said = str(summary(report_of(anki_file(foreign_note("own")))))

    assert "Inclure les données de planification" in said
