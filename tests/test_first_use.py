"""What comes before the first card."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.importing import PAPER
from tests.statements import counted
from tests.studying import NOW
from trainer import first_use, learners
from trainer.daily_review import next_cards
from trainer.db import Database
from trainer.first_use import prepare, store_plans, warm_up
from trainer.import_plan import ImportPlan, plan_import
from trainer.learners import Learner, load_learner
from trainer.tables import DeckRow, EnrolmentRow


def plan_of(db: Database) -> ImportPlan:
    with db.reading() as session:
        return plan_import(session, PAPER)


def test_the_learner_has_the_decks_that_are_stored(db: Database) -> None:
    learner = store_plans(db, [plan_of(db)], NOW)

    with db.reading() as session:
        rows = session.execute(select(EnrolmentRow.student_id, EnrolmentRow.deck_id))
        decks = session.scalars(select(DeckRow.id)).all()
        assert rows.all() == [(learner.id, deck) for deck in decks]


def test_what_another_process_has_given_meanwhile_is_no_mistake(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def ensure(session: Session, now: object) -> Learner:
        calls.append(now)
        if len(calls) == 1:
            raise IntegrityError("INSERT", {}, Exception())
        return learners.ensure_learner(session, NOW)

    monkeypatch.setattr(first_use, "ensure_learner", ensure)
    store_plans(db, [plan_of(db)], NOW)

    assert len(calls) == 2
    with db.reading() as session:
        assert len(session.scalars(select(DeckRow)).all()) == 1


def test_the_first_hand_needs_no_statement_that_is_not_warm(db: Database) -> None:
    prepare(db, NOW)

    with counted() as warm:
        warm_up(db, NOW)

    with counted() as asked, db.reading() as session:
        next_cards(session, load_learner(session), NOW)
    assert asked == warm != []
