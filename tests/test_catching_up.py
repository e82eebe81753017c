"""After a break a plan is offered; it holds until it is done, and can be undone."""

from __future__ import annotations

import pickle
from datetime import date, datetime

import pytest
from sqlalchemy import delete, insert, update

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
from trainer.breaks import plan_break
from trainer.catching_up import (
    CatchUp,
    NoSuchPlan,
    Offer,
    accept,
    after_break,
    in_force,
    withdraw,
)
from trainer.core.daily import DayQueue
from trainer.core.reviews import Rating
from trainer.day_limits import change_today
from trainer.day_plan import plan
from trainer.db import Database
from trainer.learners import Learner
from trainer.tables import CardStateRow, CatchUpRow

CARDS = 80
CAP = 30
LEFT = 12  # days ago the last study day was
TODAY = date(2026, 11, 23)


@pytest.fixture
def lea(db: Database) -> Learner:
    """A student of 100 cards, who saw 80 of them and then was away for eleven days."""
    with db.writing() as session:
        add_deck(session, recall_items(100))
        lea = add_learner(session, "lea", new_per_day=CARDS)
    for first in range(1, 5):
        at = NOW - (LEFT + first % 4) * DAY
        answers = (
            answer(f"first{n}", card_key(n), Rating.EASY, at, duration_ms=15_000)
            for n in range(first, CARDS + 1, 4)
        )
        send(db, lea, *answers, now=at)
    return lea


def card_key(number: int) -> str:
    return f"exemple/F{number}#rule"


def offer_of(db: Database, lea: Learner, now: datetime = NOW) -> Offer | None:
    with db.reading() as session:
        return after_break(session, lea, now)


def plan_in_force(db: Database, lea: Learner, now: datetime = NOW) -> CatchUp | None:
    with db.reading() as session:
        return in_force(session, lea, lea.day_at(now))


def queue_of(db: Database, lea: Learner, now: datetime = NOW) -> DayQueue:
    with db.reading() as session:
        return plan(session, lea, now).queue


def follow(db: Database, lea: Learner, cap: int = CAP, now: datetime = NOW) -> None:
    with db.writing() as session:
        accept(session, lea, cap, now)


def take_back(db: Database, lea: Learner, now: datetime = NOW) -> None:
    with db.writing() as session:
        withdraw(session, lea, now)


def study(
    db: Database, lea: Learner, now: datetime, most: int = 1000
) -> tuple[int, int]:
    """Answer what a day asks for; give how many reviews and new cards that were."""
    reviews = new = 0
    while (queue := queue_of(db, lea, now)).cards and reviews + new < most:
        card = queue.cards[0]
        reviews += queue.review > 0 and card.introduced_on is not None
        new += card.introduced_on is None
        key = f"exemple/F{card.family_id}#rule"
        send(db, lea, answer(f"{now}-{key}", key, Rating.EASY, now), now=now)
        now += MINUTE
    return reviews, new


# The offer


def test_after_eleven_days_a_plan_is_offered(db: Database, lea: Learner) -> None:
    offer = offer_of(db, lea)

    assert offer is not None
    assert offer.due == CARDS
    assert offer.choices[0].minutes == 10
    for choice in offer.choices:
        assert 0 < choice.cards_per_day < CARDS
        assert choice.forecast.cleared_on > TODAY
        assert 0 <= choice.forecast.forgotten < CARDS


def test_more_a_day_clears_sooner_and_loses_less(db: Database, lea: Learner) -> None:
    offer = offer_of(db, lea)

    assert offer is not None
    slow, quick, *_ = offer.choices
    assert quick.cards_per_day > slow.cards_per_day
    assert quick.forecast.cleared_on < slow.forecast.cleared_on
    assert quick.forecast.forgotten < slow.forecast.forgotten


def test_a_planned_break_is_none_to_catch_up(db: Database, lea: Learner) -> None:
    first, last = TODAY - LEFT * DAY, TODAY - DAY
    with db.writing() as session:
        plan_break(session, lea, first, last, today=first)

    assert offer_of(db, lea) is None


def test_nothing_is_offered_for_what_takes_ten_minutes(
    db: Database, lea: Learner
) -> None:
    with db.writing() as session:
        later = update(CardStateRow).where(CardStateRow.card_id > 30)
        session.execute(later.values(due_day=TODAY + 5 * DAY))

    assert offer_of(db, lea) is None


def test_nothing_is_offered_when_nothing_was_missed(db: Database, lea: Learner) -> None:
    with db.writing() as session:
        session.execute(update(CardStateRow).values(due_day=TODAY))

    assert offer_of(db, lea) is None


def test_a_few_cards_on_the_first_day_back_do_not_end_the_offer(
    db: Database, lea: Learner
) -> None:
    study(db, lea, NOW, most=3)

    assert offer_of(db, lea) is not None
    assert offer_of(db, lea, NOW + DAY) is not None
    assert offer_of(db, lea, NOW + 20 * DAY) is not None  # once more away


# The plan


def test_a_plan_holds_reviews_to_the_cap_without_new_cards(
    db: Database, lea: Learner
) -> None:
    before = queue_of(db, lea)

    follow(db, lea)

    queue = queue_of(db, lea)
    assert (before.review, before.new) == (CARDS, 20)
    assert (queue.review, queue.new) == (CAP, 0)
    assert offer_of(db, lea) is None


def test_no_day_is_over_the_cap_until_all_that_waited_is_done(
    db: Database, lea: Learner
) -> None:
    follow(db, lea)

    days = [study(db, lea, NOW + n * DAY) for n in range(3)]
    after = queue_of(db, lea, NOW + 3 * DAY)

    assert days == [(CAP, 0), (CAP, 0), (CARDS - 2 * CAP, 0)]
    assert plan_in_force(db, lea, NOW + 3 * DAY) is None
    assert after.new == 20


def test_the_plan_holds_for_the_rest_of_its_last_day(
    db: Database, lea: Learner
) -> None:
    follow(db, lea)
    for number in range(3):
        study(db, lea, NOW + number * DAY)

    last_day = plan_in_force(db, lea, NOW + 2 * DAY + 60 * MINUTE)

    assert last_day == CatchUp(TODAY, CAP, CARDS, waiting=0)
    assert queue_of(db, lea, NOW + 2 * DAY + 60 * MINUTE).new == 0


def test_a_plan_that_is_over_does_not_come_again(db: Database, lea: Learner) -> None:
    card, long_ago = "exemple/F80#rule", NOW - 60 * DAY
    send(db, lea, answer("old", card, Rating.EASY, long_ago), now=long_ago)
    follow(db, lea)  # that card is not due yet, and waits for its own day
    days = [study(db, lea, NOW + number * DAY) for number in range(3)]

    its_day = NOW + 90 * DAY
    send(db, lea, answer("late", card, at=its_day), now=its_day)

    assert sum(reviews for reviews, _ in days) == CARDS - 1
    assert plan_in_force(db, lea, its_day) is None


def test_a_wish_for_today_does_not_lift_the_cap(db: Database, lea: Learner) -> None:
    with db.writing() as session:
        change_today(session, lea, NOW, new_per_day=50, reviews_per_day=500)

    follow(db, lea)

    assert queue_of(db, lea).review == CAP


def test_withdrawing_the_plan_gives_the_day_as_it_was(
    db: Database, lea: Learner
) -> None:
    before = pickle.dumps(queue_of(db, lea))

    follow(db, lea)
    during = pickle.dumps(queue_of(db, lea))
    take_back(db, lea)

    assert during != before
    assert pickle.dumps(queue_of(db, lea)) == before
    assert offer_of(db, lea) is not None


def test_a_plan_taken_back_after_some_answers_leaves_no_trace(
    db: Database, lea: Learner
) -> None:
    """The days are those of a student who never had it, with the same answers."""
    follow(db, lea)
    study(db, lea, NOW, most=7)
    states = stored_states(db, lea)

    later = NOW + 10 * MINUTE
    take_back(db, lea, later)

    taken_back = [queue_of(db, lea, at) for at in (later, NOW + DAY, NOW + 9 * DAY)]
    assert stored_states(db, lea) == states
    with db.writing() as session:
        session.execute(delete(CatchUpRow))
    never = [queue_of(db, lea, at) for at in (later, NOW + DAY, NOW + 9 * DAY)]
    assert taken_back == never
    assert never[0].review == CARDS - 7


def test_a_second_plan_changes_nothing(db: Database, lea: Learner) -> None:
    follow(db, lea)
    follow(db, lea, cap=5)

    found = plan_in_force(db, lea)
    assert found is not None
    assert found.cards_per_day == CAP


def test_a_plan_taken_back_can_be_made_anew(db: Database, lea: Learner) -> None:
    follow(db, lea)
    take_back(db, lea)
    follow(db, lea, cap=5)

    found = plan_in_force(db, lea)
    assert found is not None
    assert found.cards_per_day == 5


@pytest.mark.parametrize("cap", [0, -1, 10_000])
def test_a_plan_is_of_some_cards(db: Database, lea: Learner, cap: int) -> None:
    with pytest.raises(NoSuchPlan):
        follow(db, lea, cap)


def test_a_plan_for_which_nothing_waits_is_not_in_force(
    db: Database, lea: Learner
) -> None:
    with db.writing() as session:
        session.execute(
            insert(CatchUpRow).values(
                student_id=lea.id,
                started_on=TODAY - 20 * DAY,
                cards_per_day=5,
                due=3,
                created_at=NOW,
            )
        )

    assert plan_in_force(db, lea) is None
