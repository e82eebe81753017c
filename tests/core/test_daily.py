"""What is in today's queue: the limits, siblings apart, rivals apart, the pace."""

from __future__ import annotations

from datetime import timedelta

from tests.core.candidates import (
    MINUTE,
    NOW,
    ONE_DAY,
    ROOMY,
    TODAY,
    YESTERDAY,
    answered,
    due_card,
    ids,
    new_card,
    plan,
    step_card,
)
from trainer.core.daily import DayLimits, DayQueue, plan_day

# --- What is in the queue -----------------------------------------------------------


def test_queue_without_candidates_is_empty() -> None:
    assert plan() == DayQueue(cards=(), new=0, learning=0, review=0)


def test_reviews_due_by_today_are_asked_and_later_ones_are_not() -> None:
    overdue = due_card(1, due_day=YESTERDAY)
    due = due_card(2)
    later = due_card(3, due_day=TODAY + ONE_DAY)

    queue = plan(later, due, overdue)

    assert ids(queue) == [1, 2]
    assert queue.review == 2


def test_new_cards_come_in_the_order_of_the_deck() -> None:
    queue = plan(
        new_card(1, position=3), new_card(2, position=1), new_card(3, position=2)
    )

    assert ids(queue) == [2, 3, 1]
    assert queue.new == 3


def test_held_cards_are_never_asked() -> None:
    cards = [new_card(1), due_card(2), step_card(3)]

    queue = plan(*(card._replace(is_held=True) for card in cards))

    assert queue == DayQueue(cards=(), new=0, learning=0, review=0)


def test_cards_of_one_due_day_are_shuffled_by_the_seed_and_the_day() -> None:
    cards = [due_card(card_id) for card_id in range(30)]

    orders = [ids(plan(*cards, seed=seed)) for seed in ("tom", "lea", "tom")]
    tomorrow = plan_day(cards, ROOMY, day=TODAY + ONE_DAY, now=NOW, seed="tom")

    assert orders[0] == orders[2]
    assert len({tuple(order) for order in [*orders, ids(tomorrow), range(30)]}) == 4


# --- Limits -------------------------------------------------------------------------


def test_reviews_stop_at_the_limit() -> None:
    cards = [due_card(card_id) for card_id in range(10)]

    queue = plan(*cards, limits=DayLimits(new_per_day=5, reviews_per_day=4))

    assert queue.review == len(queue.cards) == 4


def test_reviews_done_today_take_their_place_in_the_limit() -> None:
    cards = [due_card(card_id) for card_id in range(10)]
    done = [answered(due_card(card_id)) for card_id in range(20, 23)]

    queue = plan(*cards, *done, limits=DayLimits(new_per_day=5, reviews_per_day=4))

    assert queue.review == 1


def test_new_cards_stop_at_the_limit_with_those_introduced_today() -> None:
    cards = [new_card(card_id, position=card_id) for card_id in range(10)]
    introduced = [answered(new_card(20)), step_card(21, due_at=NOW + 60 * MINUTE)]

    queue = plan(*cards, *introduced, limits=DayLimits(5, 100))

    assert ids(queue) == [0, 1, 2]


def test_new_cards_only_take_the_places_that_reviews_leave() -> None:
    new = [new_card(card_id) for card_id in range(10)]
    due = [due_card(card_id) for card_id in range(20, 23)]

    some = plan(*new, *due, limits=DayLimits(new_per_day=10, reviews_per_day=5))
    none = plan(*new, *due, limits=DayLimits(new_per_day=10, reviews_per_day=3))

    assert (some.review, some.new) == (3, 2)
    assert (none.review, none.new) == (3, 0)


def test_new_cards_of_today_take_places_of_reviews() -> None:
    due = [due_card(card_id) for card_id in range(10)]
    introduced = [answered(new_card(card_id)) for card_id in range(20, 23)]

    queue = plan(*due, *introduced, limits=DayLimits(10, reviews_per_day=5))

    assert queue.review == 2


def test_no_limit_holds_a_step_back() -> None:
    steps = [step_card(card_id) for card_id in range(3)]

    queue = plan(*steps, new_card(8), due_card(9), limits=DayLimits(0, 0))

    assert ids(queue) == [0, 1, 2]
    assert (queue.learning, queue.review, queue.new) == (3, 0, 0)


def test_step_left_from_yesterday_keeps_the_place_of_a_review() -> None:
    due = [due_card(card_id) for card_id in range(10)]
    step = step_card(20, introduced_on=YESTERDAY)
    limits = DayLimits(new_per_day=5, reviews_per_day=4)

    before = plan(*due, step, limits=limits)
    after = plan(*due, answered(step), limits=limits)

    assert (before.learning, before.review) == (1, 3)
    assert (after.learning, after.review) == (0, 3)


def test_held_card_answered_today_still_counts() -> None:
    cards = [new_card(card_id) for card_id in range(10)]
    buried = answered(new_card(20))._replace(is_held=True)

    queue = plan(*cards, buried, limits=DayLimits(new_per_day=3, reviews_per_day=9))

    assert queue.new == 2


def test_answers_of_a_later_day_count_for_a_day_that_comes_again() -> None:
    # After a flight west it is once more the day before.
    cards = [new_card(card_id) for card_id in range(10)]
    introduced = answered(new_card(20))._replace(
        last_study_day=TODAY + ONE_DAY, introduced_on=TODAY + ONE_DAY
    )

    queue = plan(*cards, introduced, limits=DayLimits(3, reviews_per_day=9))

    assert queue.new == 2


def test_answers_of_a_clock_that_was_a_year_ahead_do_not_count_today() -> None:
    cards = [new_card(card_id) for card_id in range(10)]
    next_year = TODAY + timedelta(days=365)
    introduced = answered(new_card(20))._replace(
        last_study_day=next_year, introduced_on=next_year
    )

    queue = plan(*cards, introduced, limits=DayLimits(3, reviews_per_day=9))

    assert queue.new == 3


# --- Siblings -----------------------------------------------------------------------


def test_family_gives_one_new_card_a_day() -> None:
    queue = plan(
        new_card(1, family=7, position=1),
        new_card(2, family=7, position=2),
        new_card(3, family=8, position=3),
    )

    assert ids(queue) == [1, 3]


def test_family_gives_its_most_overdue_review_before_the_others() -> None:
    queue = plan(due_card(1, family=7), due_card(2, family=7, due_day=YESTERDAY))

    assert ids(queue) == [2]


def test_family_with_a_review_gives_no_new_card() -> None:
    queue = plan(new_card(1, family=7), due_card(2, family=7))

    assert ids(queue) == [2]


def test_family_with_a_card_answered_today_gives_nothing_else() -> None:
    siblings = [new_card(1, family=7), due_card(2, family=7)]

    queue = plan(*siblings, answered(due_card(3, family=7)))

    assert queue.cards == ()


def test_family_with_a_card_in_a_step_gives_only_that() -> None:
    siblings = [new_card(1, family=7), due_card(2, family=7)]
    step = step_card(3, family=7, introduced_on=YESTERDAY)

    queue = plan(*siblings, step)

    assert ids(queue) == [3]


def test_held_step_does_not_close_its_family_for_ever() -> None:
    held = step_card(3, family=7, introduced_on=YESTERDAY)._replace(is_held=True)

    queue = plan(due_card(2, family=7), held)

    assert ids(queue) == [2]


def test_siblings_of_a_crowded_family_are_no_overload() -> None:
    # Three cards are due, but only two of them can be asked: that fits.
    cards = [
        due_card(1, family=7, due_day=YESTERDAY, stability=2.0),
        due_card(2, family=7, stability=50.0),
        due_card(3, family=8, stability=99.0),
    ]

    queue = plan(*cards, limits=DayLimits(new_per_day=0, reviews_per_day=2))

    assert ids(queue) == [1, 3]


# --- New cards kept apart, and paced --------------------------------------------------


def test_rivals_are_not_begun_on_one_day_and_others_move_up() -> None:
    cards = [new_card(number, position=number) for number in range(1, 6)]
    rivals = {1: frozenset({2, 3}), 2: frozenset({1}), 3: frozenset({1})}

    queue = plan(*cards, limits=DayLimits(3, 100), rivals=rivals)

    assert ids(queue) == [1, 4, 5]
    assert queue.new_missing == 0


def test_a_rival_of_what_was_begun_today_waits() -> None:
    begun = [answered(new_card(1)), step_card(2, due_at=NOW + 60 * MINUTE)]
    rivals = {3: frozenset({1}), 4: frozenset({2}), 5: frozenset({9})}

    queue = plan(*begun, *map(new_card, (3, 4, 5)), rivals=rivals)

    assert ids(queue) == [5]
    assert queue.new_missing == 97


def test_a_rival_of_a_review_may_be_begun() -> None:
    queue = plan(due_card(1), new_card(2), rivals={2: frozenset({1})})

    assert sorted(ids(queue)) == [1, 2]


def test_a_deck_with_a_pace_comes_first_and_no_faster() -> None:
    paced = [
        new_card(number, position=number)._replace(deck_id=7) for number in (8, 9, 10)
    ]
    begun = answered(new_card(11))._replace(deck_id=7)
    others = [new_card(number, position=number) for number in (1, 2, 3)]
    limits = DayLimits(5, 100, new_of_deck={7: 3})

    queue = plan(*others, *paced, begun, limits=limits)

    assert ids(queue) == [8, 9, 1, 2]
