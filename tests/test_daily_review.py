"""The day: what is left of it, the next cards in hand, an answer apart."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from random import Random

import pytest
from sqlalchemy import delete, update

from tests.daily_reviewing import hand_of, keys, rule
from tests.daily_reviewing import lea as lea  # a fixture, used by its name
from tests.daily_reviewing import tom as tom  # a fixture, used by its name
from tests.samples import CHOICE, ITEMS
from tests.studying import (
    DAY,
    MINUTE,
    NOW,
    add_deck,
    add_learner,
    add_settings,
    answer,
    recall_items,
    send,
    stored_states,
    take_back,
    undo,
)
from trainer.core.card_state import CardState, Phase
from trainer.core.reviews import Rating
from trainer.core.study_settings import StudySettings
from trainer.daily_review import Interval, next_cards
from trainer.db import Database
from trainer.errors import NotFound
from trainer.learners import Learner
from trainer.tables import CardRow, EnrolmentRow

# The next cards


def test_the_first_hand_holds_the_first_new_cards(db: Database, lea: Learner) -> None:
    hand = hand_of(db, lea)

    assert keys(hand) == [rule(1), rule(2), rule(3)]
    assert (hand.new, hand.learning, hand.review) == (3, 0, 0)
    assert (hand.study_day, hand.next_due_at) == (date(2026, 11, 23), None)
    assert {(card.deck_title, card.phase) for card in hand.cards} == {
        ("Exemple", Phase.NEW)
    }


def test_a_hand_holds_no_more_than_was_asked_for(db: Database, lea: Learner) -> None:
    hand = hand_of(db, lea, limit=2)

    assert keys(hand) == [rule(1), rule(2)]
    assert hand.new == 3


def test_cards_in_hand_are_not_given_again(db: Database, lea: Learner) -> None:
    hand = hand_of(db, lea, limit=2, exclude=[rule(1), rule(2), "nowhere#rule"])

    assert keys(hand) == [rule(3)]
    assert hand.new == 3


def test_what_was_answered_takes_its_place_of_the_day(
    db: Database, lea: Learner
) -> None:
    send(db, lea, answer("u1", rule(1), Rating.EASY))

    hand = hand_of(db, lea)

    assert keys(hand) == [rule(2), rule(3)]
    assert (hand.new, hand.review) == (2, 0)


def test_an_undone_answer_gives_its_place_back(db: Database, lea: Learner) -> None:
    before = hand_of(db, lea)
    send(db, lea, answer("u1", rule(1), Rating.EASY))

    take_back(db, lea, undo("u1"))

    assert hand_of(db, lea) == before


def test_an_answer_leaves_the_order_of_the_others(db: Database) -> None:
    with db.writing() as session:
        add_deck(session, recall_items(30))
        lea = add_learner(session, "lea")
    learnt = (answer(f"s{n}", rule(n), Rating.EASY, NOW - 30 * DAY) for n in range(9))
    send(db, lea, *list(learnt)[1:])
    before = keys(hand_of(db, lea, limit=50))

    for number, card in enumerate(before):
        send(db, lea, answer(f"u{number}", card, Rating.EASY))

        assert keys(hand_of(db, lea, limit=50)) == before[number + 1 :]


def test_tomorrow_there_are_new_cards_again(db: Database, lea: Learner) -> None:
    send(db, lea, *(answer(f"u{n}", rule(n), Rating.EASY) for n in (1, 2, 3)))

    assert keys(hand_of(db, lea)) == []
    assert keys(hand_of(db, lea, now=NOW + DAY)) == [rule(4), rule(5), rule(6)]


# Decks


def test_the_limits_count_over_all_decks(db: Database, tom: Learner) -> None:
    send(db, tom, answer("u1", rule(1), Rating.EASY))
    send(db, tom, answer("u2", rule(1, "autre"), Rating.EASY))

    whole, other = hand_of(db, tom), hand_of(db, tom, deck="autre")

    assert (whole.new, other.new) == (3, 3)
    assert keys(other) == [rule(number, "autre") for number in (2, 3, 4)]


def test_one_deck_gives_only_its_cards(db: Database, tom: Learner) -> None:
    send(db, tom, answer("u1", rule(1), at=NOW - MINUTE))
    send(db, tom, answer("u2", rule(2), Rating.EASY, at=NOW - 30 * DAY))

    hand = hand_of(db, tom, deck="autre")

    assert {key.partition("/")[0] for key in keys(hand)} == {"autre"}
    assert {card.deck_title for card in hand.cards} == {"Autre"}


@pytest.mark.parametrize("slug", ["nowhere", "autre"])
def test_a_deck_that_is_not_learnt_is_not_found(
    db: Database, tom: Learner, slug: str
) -> None:
    with db.writing() as session:
        session.execute(delete(EnrolmentRow).where(EnrolmentRow.deck_id == 2))

    with pytest.raises(NotFound), db.reading() as session:
        next_cards(session, tom, NOW, deck=slug)


def test_siblings_come_one_a_day(db: Database) -> None:
    with db.writing() as session:
        add_deck(session)
        lea = add_learner(session, "lea")

    hand = hand_of(db, lea, limit=50)

    # Those of jobs that are confused with another of the day wait for tomorrow.
    families = [key.partition("#")[0] for key in keys(hand)]
    assert len(families) == len(set(families)) == 8
    assert set(families) < {item.key for item in ITEMS}


# Steps


def test_a_step_that_is_due_comes_first(db: Database, lea: Learner) -> None:
    send(db, lea, answer("u1", rule(2), at=NOW - 11 * MINUTE))

    hand = hand_of(db, lea)

    assert keys(hand) == [rule(2), rule(1), rule(3)]
    assert (hand.new, hand.learning) == (2, 1)
    assert hand.cards[0].phase is Phase.LEARNING


def test_a_step_due_soon_comes_when_nothing_else_is_left(
    db: Database, lea: Learner
) -> None:
    send(db, lea, answer("u1", rule(1)), answer("u2", rule(2), Rating.EASY))

    assert keys(hand_of(db, lea)) == [rule(3), rule(1)]


def test_a_later_step_says_when_to_come_back(db: Database, lea: Learner) -> None:
    with db.writing() as session:
        slow = StudySettings(NOW - DAY, learning_steps=(45,), new_per_day=1)
        lea = add_settings(session, lea, slow)
    send(db, lea, answer("u1", rule(1), Rating.AGAIN))

    hand = hand_of(db, lea)

    assert (keys(hand), hand.next_due_at) == ([], NOW + 45 * MINUTE)


def test_a_finished_day_says_that_new_cards_come_tomorrow(
    db: Database, lea: Learner
) -> None:
    send(db, lea, *(answer(f"u{n}", rule(n), Rating.EASY) for n in (1, 2, 3)))

    hand = hand_of(db, lea)

    assert (keys(hand), hand.next_due_at) == ([], datetime(2026, 11, 24, 3, tzinfo=UTC))


def test_without_new_cards_the_next_day_is_the_first_due_one(
    db: Database, lea: Learner
) -> None:
    send(db, lea, *(answer(f"u{n}", rule(n), Rating.EASY) for n in (1, 2, 3)))
    days = [state.due_day for state in stored_states(db, lea).values()]
    first = min(day for day in days if day)
    with db.writing() as session:
        lea = add_settings(session, lea, StudySettings(NOW, new_per_day=0))

    hand = hand_of(db, lea, now=NOW + MINUTE)

    begins = datetime.combine(first, time(3), UTC)
    assert (keys(hand), hand.next_due_at) == ([], begins)


def test_what_the_limit_left_over_is_for_tomorrow(db: Database, lea: Learner) -> None:
    send(db, lea, *(answer(f"u{n}", rule(n), Rating.EASY) for n in (1, 2, 3)))
    with db.writing() as session:
        none = StudySettings(NOW, new_per_day=0, reviews_per_day=0)
        lea = add_settings(session, lea, none)

    hand = hand_of(db, lea, now=NOW + 30 * DAY)

    begins = datetime(2026, 12, 24, 3, tzinfo=UTC)
    assert (keys(hand), hand.next_due_at) == ([], begins)


# What is retired


@pytest.mark.parametrize("rating", [None, Rating.AGAIN, Rating.EASY])
def test_a_retired_card_never_comes(
    db: Database, lea: Learner, rating: Rating | None
) -> None:
    if rating is not None:
        send(db, lea, answer("u1", rule(1), rating, at=NOW - 60 * DAY))
    with db.writing() as session:
        card = update(CardRow).where(CardRow.key == rule(1))
        session.execute(card.values(retired_at=NOW))

    assert keys(hand_of(db, lea)) == [rule(2), rule(3), rule(4)]


# Questions


def test_a_question_is_the_same_until_its_card_is_answered(db: Database) -> None:
    with db.writing() as session:
        add_deck(session, [CHOICE])
        lea = add_learner(session, "lea")
    first, again = hand_of(db, lea), hand_of(db, lea)
    orders = {first.cards[0].question.options}

    for number in range(1, 5):
        at = NOW + number * MINUTE
        send(
            db,
            lea,
            answer(f"u{number}", "exemple/A1#job", Rating.AGAIN, at=at),
            now=at,
        )
        later = hand_of(db, lea, now=at + 2 * MINUTE)
        orders.add(later.cards[0].question.options)

    assert first == again
    assert len(orders) > 2


def test_two_students_see_options_in_their_own_order(db: Database) -> None:
    with db.writing() as session:
        add_deck(session, [CHOICE])
        students = [add_learner(session, f"s{number}") for number in range(6)]

    orders = {hand_of(db, each).cards[0].question.options for each in students}

    assert len(orders) > 2


# The delay on the buttons


def test_the_delay_on_a_button_is_the_one_after_it_is_pressed(
    db: Database, tom: Learner
) -> None:
    chance, said_days = Random(20261123), set()
    for days in range(0, 40, 2):
        shown_at = NOW + days * DAY
        hand = hand_of(db, tom, now=shown_at, limit=50)
        for number, card in enumerate(hand.cards):
            key, rating = card.question.card_key, chance.choice(list(Rating))
            at = shown_at + number * MINUTE

            send(db, tom, answer(f"{days}-{key}", key, rating, at=at), now=at)

            said = card.intervals[rating]
            assert said == delay_after(stored_states(db, tom)[key], tom, at)
            said_days.add(said.days)
    assert len(said_days) > 8  # of many lengths


def delay_after(state: CardState, learner: Learner, at: datetime) -> Interval:
    """Return how long after its last answer a card is due."""
    if state.due_day is not None:
        return Interval(days=(state.due_day - learner.day_at(at)).days)
    assert state.due_at is not None
    return Interval(minutes=round((state.due_at - at) / MINUTE))


def test_the_delays_follow_the_settings_in_force(db: Database) -> None:
    with db.writing() as session:
        add_deck(session, recall_items(1))
        lea = add_learner(session, "lea")
    send(db, lea, answer("u1", rule(1), Rating.EASY, at=NOW - 30 * DAY))
    (before,) = hand_of(db, lea).cards
    with db.writing() as session:
        strict = StudySettings(NOW - MINUTE, desired_retention=0.97)
        lea = add_settings(session, lea, strict)

    (after,) = hand_of(db, lea).cards

    assert before.question == after.question
    days = [card.intervals[Rating.GOOD].days or 0 for card in (before, after)]
    assert days[0] > 2 * days[1] > 0
