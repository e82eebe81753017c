"""All cards of a student, each with what is known of it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from tests.samples import DECK, ITEMS, cards_of
from tests.statements import counted
from tests.studying import NOW, add_deck, add_learner, answer, send
from trainer.core.card_state import Phase
from trainer.core.holds import CardHold, HoldAction
from trainer.db import Database
from trainer.holding import HoldIn, record_holds
from trainer.study_cards import study_cards
from trainer.tables import DeckRow

CARD = "exemple/role-data-analyst#mission"


def test_each_card_comes_with_its_part_jobs_state_and_hold(db: Database) -> None:
    with db.writing() as session:
        add_deck(session, ITEMS)
        learner = add_learner(session)
    send(db, learner, answer("u1", CARD))
    with db.writing() as session:
        flag = HoldIn("h1", CARD, HoldAction.FLAG, NOW)
        record_holds(session, learner, [flag], sent_at=NOW, now=NOW)

    with db.reading() as session:
        cards = {c.loaded.card.key: c for c in study_cards(session, learner)}

    role, verdict = cards[CARD], cards["exemple/C1#verdict"]
    assert (role.part, role.jobs) == ("role", ("Data Analyst",))
    assert (role.state.reps, role.hold) == (1, CardHold(is_flagged=True))
    assert (verdict.part, verdict.state.phase) == ("C", Phase.NEW)
    assert verdict.hold == CardHold()


def test_one_deck_may_be_asked_for_and_a_deck_not_learnt_is_left_out(
    db: Database,
) -> None:
    with db.writing() as session:
        add_deck(session, ITEMS)
        learner = add_learner(session)
        add_deck(session, (), replace(DECK, slug="autre"))

    with db.reading() as session:
        decks = {row.slug: row.id for row in session.scalars(select(DeckRow))}
        of_deck = study_cards(session, learner, deck_id=decks["exemple"])
        of_other = study_cards(session, learner, deck_id=decks["autre"])

    assert len(of_deck) == len(cards_of())
    assert of_other == ()


def test_all_cards_take_four_statements(sqlite_db: Database) -> None:
    with sqlite_db.writing() as session:
        add_deck(session, ITEMS)
        learner = add_learner(session)

    with sqlite_db.reading() as session, counted() as statements:
        study_cards(session, learner)

    assert len(statements) == 4
