"""What today says of each deck, and what the answer to a card reveals."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from tests.daily_reviewing import hand_of, rule
from tests.daily_reviewing import lea as lea  # a fixture, used by its name
from tests.daily_reviewing import tom as tom  # a fixture, used by its name
from tests.samples import CHOICE, ORDERING
from tests.statements import counted
from tests.studying import (
    DAY,
    MINUTE,
    NOW,
    add_deck,
    add_learner,
    answer,
    recall_items,
    send,
)
from trainer.core.reviews import Rating
from trainer.core.right_answers import NameKey
from trainer.daily_review import Today, next_cards, today
from trainer.day_plan import plan
from trainer.db import Database
from trainer.errors import NotFound
from trainer.learners import Learner
from trainer.pace import SECONDS_PER_CARD
from trainer.revealing import Reveal, reveal
from trainer.tables import CardRow, EnrolmentRow

# Today


def held_today(db: Database, learner: Learner) -> Today:
    """Return what today holds."""
    with db.reading() as session:
        return today(session, learner, NOW)


def test_today_says_what_each_deck_holds(db: Database, tom: Learner) -> None:
    send(db, tom, answer("u1", rule(1), Rating.EASY, at=NOW - 30 * DAY))
    send(db, tom, answer("u2", rule(1, "autre"), at=NOW - 11 * MINUTE))
    with db.writing() as session:
        card = update(CardRow).where(CardRow.key == rule(30))
        session.execute(card.values(retired_at=NOW))

    held = held_today(db, tom)

    first, other = held.decks
    assert (first.slug, first.title, first.is_checked) == ("exemple", "Exemple", False)
    assert (other.slug, other.title, other.is_checked) == ("autre", "Autre", True)
    assert (first.cards, other.cards) == (29, 30)
    assert (first.new + other.new, first.review, other.learning) == (4, 1, 1)
    assert (held.new, held.learning, held.review, held.left) == (4, 1, 1, 6)


def test_today_counts_what_the_queue_holds(db: Database, tom: Learner) -> None:
    send(db, tom, answer("u1", rule(1), Rating.EASY))

    held, hand = held_today(db, tom), hand_of(db, tom, limit=50)

    assert (held.new, held.left) == (hand.new, len(hand.cards))
    with db.reading() as session:
        assert plan(session, tom, NOW).queue.new == held.new


def test_without_answers_a_card_is_thought_to_take_12_seconds(
    db: Database, lea: Learner
) -> None:
    send(db, lea, answer("u1", rule(1), duration_ms=0))

    assert held_today(db, lea).seconds_per_card == SECONDS_PER_CARD == 12


def test_the_first_use_ends_with_the_first_answer(db: Database, lea: Learner) -> None:
    before = held_today(db, lea).is_first_use
    send(db, lea, answer("u1", rule(1)))

    assert (before, held_today(db, lea).is_first_use) == (True, False)


# The answer apart


def revealed(db: Database, lea: Learner, card: str) -> Reveal:
    """Return the answer of a card."""
    with db.reading() as session:
        return reveal(session, lea, card)


@pytest.fixture
def lou(db: Database) -> Learner:
    """A student of a deck with one item of each kind."""
    with db.writing() as session:
        add_deck(session)
        return add_learner(session, "lou")


def test_a_choice_reveals_what_is_right_and_why(db: Database, lou: Learner) -> None:
    found = revealed(db, lou, "exemple/A1#job")

    assert isinstance(CHOICE.answer, NameKey)
    assert (found.right, found.text) == (("ML Engineer",), "ML Engineer")
    assert found.accepted == ("ml engineer", "mle", "ingenieur ml")
    assert found.reasons == CHOICE.answer.reasons
    assert str(found.source).startswith("Partie A, question 1")


def test_a_statement_reveals_its_verdict(db: Database, lou: Learner) -> None:
    found = revealed(db, lou, "exemple/C1#verdict")

    assert (found.is_true, found.right) == (False, ())
    assert "automatise" in found.explanation


def test_an_order_reveals_its_steps(db: Database, lou: Learner) -> None:
    assert revealed(db, lou, "exemple/E1#order").order == ORDERING.answer


def test_an_open_question_reveals_a_model_and_its_points(
    db: Database, lou: Learner
) -> None:
    found = revealed(db, lou, "exemple/F1#rule")

    assert found.text == "Compter, dater, comparer."
    assert len(found.points) == 2
    assert found.right == ()


def test_a_case_reveals_what_else_counts(db: Database, lou: Learner) -> None:
    found = revealed(db, lou, "exemple/D-A#tools")

    assert found.points == ("Power BI", "SQL", "Excel")
    assert found.examples == ("Tableau",)


def test_a_card_that_is_not_learnt_reveals_nothing(db: Database, lou: Learner) -> None:
    with db.writing() as session:
        session.execute(delete(EnrolmentRow))

    with pytest.raises(NotFound):
        revealed(db, lou, "exemple/A1#job")


# What it costs


def test_a_hand_takes_as_many_statements_for_50_cards_as_for_one(
    db: Database,
) -> None:
    with db.writing() as session:
        add_deck(session, recall_items(60))
        lea = add_learner(session, "lea", new_per_day=60)
    seen = [answer(f"s{n}", rule(n), Rating.EASY, NOW - 30 * DAY) for n in range(1, 31)]
    send(db, lea, *seen)

    counts = []
    for limit in (1, 50):
        with db.reading() as session, counted() as statements:
            assert len(next_cards(session, lea, NOW, limit=limit).cards) == limit
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 9


def test_today_takes_as_many_statements_for_50_cards_as_for_one(
    db: Database,
) -> None:
    with db.writing() as session:
        add_deck(session, recall_items(60))
        idle = add_learner(session, "idle", new_per_day=1)
        busy = add_learner(session, "busy", new_per_day=50)

    counts = []
    for learner, left in ((idle, 1), (busy, 50)):
        with db.reading() as session, counted() as statements:
            assert today(session, learner, NOW).left == left
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 10
