"""An import from Anki that is taken back: its answers count no more, all others do."""

from __future__ import annotations

import pytest

from tests.anki_values import anki_file, note, row
from tests.samples import DECK
from tests.studying import (
    DAY,
    MINUTE,
    NOW,
    add_deck,
    add_learner,
    answer,
    recall_items,
    send,
    stored_states,
)
from trainer.anki_import import import_reviews
from trainer.anki_withdrawal import NoSuchImport, imports_of, withdraw_import
from trainer.core.anki_file import AnkiFile
from trainer.db import Database
from trainer.learners import Learner
from trainer.replaying import rebuild

FIRST, SECOND = (f"{DECK.slug}/F{number}#rule" for number in (1, 2))
OWN = anki_file(note(FIRST, row(NOW - 9 * DAY), row(NOW - 2 * DAY)))
WRONG = anki_file(note(FIRST, row(NOW - 5 * DAY)), note(SECOND, row(NOW - DAY)))


@pytest.fixture
def learner(db: Database) -> Learner:
    with db.writing() as session:
        add_deck(session, recall_items(2))
        return add_learner(session)


def bring(db: Database, learner: Learner, file: AnkiFile, minutes: int = 0) -> int:
    with db.writing() as session:
        at = NOW + minutes * MINUTE
        return import_reviews(session, learner, file, at).added


def withdraw(db: Database, learner: Learner, import_id: int) -> int:
    with db.writing() as session:
        return withdraw_import(session, learner, import_id, NOW + DAY)


def listed(db: Database, learner: Learner) -> list[tuple[int, int]]:
    with db.reading() as session:
        return [(each.id, each.answers) for each in imports_of(session, learner)]


def test_a_withdrawn_import_leaves_all_as_it_was(
    db: Database, learner: Learner
) -> None:
    send(db, learner, answer("1", SECOND))
    bring(db, learner, OWN)
    before = stored_states(db, learner)
    bring(db, learner, WRONG, minutes=1)
    (wrong, count), (own, _) = listed(db, learner)

    assert withdraw(db, learner, wrong) == count == 2

    assert stored_states(db, learner) == before
    assert listed(db, learner) == [(own, 2)]
    with db.reading() as session:
        assert rebuild(session, learner, check=True).different == 0


def test_what_was_withdrawn_stays_so_when_it_comes_again(
    db: Database, learner: Learner
) -> None:
    bring(db, learner, WRONG)
    ((wrong, _),) = listed(db, learner)
    withdraw(db, learner, wrong)

    assert bring(db, learner, WRONG, minutes=2) == 0
    assert stored_states(db, learner) == {}
    assert listed(db, learner) == []


def test_nothing_else_can_be_withdrawn(db: Database, learner: Learner) -> None:
    with db.writing() as session:
        other = add_learner(session, "other")
    bring(db, learner, OWN)
    ((own, _),) = listed(db, learner)

    with pytest.raises(NoSuchImport):
        withdraw(db, other, own)
    with pytest.raises(NoSuchImport):
        withdraw(db, learner, own + 10**9)
    withdraw(db, learner, own)
    with pytest.raises(NoSuchImport):
        withdraw(db, learner, own)
