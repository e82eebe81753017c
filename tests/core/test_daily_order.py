"""The order of today's queue: the load levelled, steps first, new cards spread."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.core.candidates import (
    MINUTE,
    NOW,
    ONE_DAY,
    TODAY,
    YESTERDAY,
    answered,
    due_card,
    ids,
    new_card,
    plan,
    step_card,
)
from trainer.core.card_state import Phase
from trainer.core.daily import Candidate, DayLimits
from trainer.core.schedule import retrievability

# --- The load levelled ----------------------------------------------------------------


def levelled(usual: int, *, most: int = 1000) -> DayLimits:
    return DayLimits(100, most, usual_reviews=usual)


def test_a_full_day_puts_off_what_can_wait_longest() -> None:
    cards = [due_card(number, late=number) for number in range(8)]

    queue = plan(*cards, limits=levelled(4))

    assert sorted(ids(queue)) == [0, 1, 2, 3, 4, 5]


def test_what_cannot_wait_is_asked_however_full_the_day_is() -> None:
    cards = [due_card(number) for number in range(8)]
    overdue = due_card(9, due_day=YESTERDAY - ONE_DAY, late=1)

    assert plan(*cards, overdue, limits=levelled(2)).review == 9


def test_an_empty_day_takes_some_of_tomorrows_that_may_come() -> None:
    tomorrow = TODAY + ONE_DAY
    fixed = [due_card(number, due_day=tomorrow) for number in range(10, 14)]
    may_come = [due_card(number, due_day=tomorrow, early=1) for number in range(6)]

    queue = plan(due_card(20), *fixed, *may_come, limits=levelled(5))

    assert len(ids(queue)) == 5
    assert ids(queue)[0] == 20
    assert set(ids(queue)[1:]) < set(range(6))


def test_nothing_of_tomorrow_comes_without_a_usual_load() -> None:
    may_come = due_card(1, due_day=TODAY + ONE_DAY, early=1)

    assert ids(plan(due_card(2), may_come)) == [2]


def test_levelling_keeps_the_limit() -> None:
    tomorrow = [due_card(n, due_day=TODAY + ONE_DAY, early=1) for n in range(20)]

    assert plan(due_card(30), *tomorrow, limits=levelled(15, most=4)).review == 4


def test_a_card_put_off_leaves_no_place_for_a_new_one() -> None:
    cards = [due_card(number, late=3) for number in range(8)]
    new = [new_card(number) for number in range(20, 30)]

    queue = plan(*cards, *new, limits=levelled(4, most=9))

    assert (queue.review, queue.new) == (6, 1)


def test_a_sibling_of_a_card_put_off_waits_too() -> None:
    cards = [due_card(number, late=3) for number in range(8)]
    siblings = [new_card(20 + number, family=number) for number in range(8)]

    assert plan(*cards, *siblings, limits=levelled(4)).new == 0


# --- Steps --------------------------------------------------------------------------


def test_steps_due_now_come_first_by_their_time() -> None:
    queue = plan(
        due_card(1),
        new_card(2),
        step_card(3, due_at=NOW),
        step_card(4, due_at=NOW - MINUTE),
    )

    assert ids(queue)[:2] == [4, 3]
    assert queue.learning == 2


def test_steps_due_within_20_minutes_are_taken_when_nothing_else_is_left() -> None:
    soon = step_card(1, due_at=NOW + 20 * MINUTE)
    sooner = step_card(2, due_at=NOW + 1 * MINUTE)

    with_others = plan(soon, sooner, due_card(3), new_card(4))
    alone = plan(soon, sooner)

    assert ids(with_others)[2:] == [2, 1]
    assert ids(alone) == [2, 1]
    assert alone.learning == 2
    assert alone.next_due_at is None


def test_queue_says_when_to_come_back_if_only_later_steps_are_left() -> None:
    later = step_card(1, due_at=NOW + 21 * MINUTE)
    much_later = step_card(2, due_at=NOW + 90 * MINUTE)

    waiting = plan(much_later, later)
    busy = plan(much_later, later, due_card(3))

    assert waiting.cards == ()
    assert waiting.next_due_at == NOW + 21 * MINUTE
    assert busy.next_due_at is None


# --- Order --------------------------------------------------------------------------


def test_new_cards_are_spread_evenly_among_reviews() -> None:
    reviews = [due_card(card_id) for card_id in range(6)]
    new = [new_card(card_id, position=card_id) for card_id in range(10, 13)]

    queue = plan(*new, *reviews)

    kinds = "".join("n" if card.phase is Phase.NEW else "r" for card in queue.cards)
    assert kinds == "rnrrnrrnr"


def test_new_cards_stay_spread_when_part_of_the_day_is_done() -> None:
    reviews = [due_card(card_id) for card_id in range(9)]
    new = [new_card(card_id, position=card_id) for card_id in range(10, 13)]
    whole_day = ids(plan(*new, *reviews))

    done = [answered(card) for card in reviews if card.card_id in whole_day[:4]]
    left = [card for card in reviews if card.card_id not in whole_day[:4]]
    done += [answered(card) for card in new if card.card_id in whole_day[:4]]
    left += [card for card in new if card.card_id not in whole_day[:4]]

    assert ids(plan(*done, *left)) == whole_day[4:]


def test_overload_keeps_what_is_best_remembered_and_asks_that_first() -> None:
    stabilities = {1: 3.0, 2: 90.0, 3: 12.0, 4: 30.0, 5: 1.0}
    cards = [
        due_card(card_id, stability=stability, due_day=TODAY - card_id * ONE_DAY)
        for card_id, stability in stabilities.items()
    ]

    queue = plan(*cards, limits=DayLimits(new_per_day=9, reviews_per_day=3))

    assert ids(queue) == [2, 4, 3]
    recalls = [retrievability(card, TODAY) for card in queue.cards]
    assert recalls == sorted(recalls, reverse=True)


def test_overload_before_an_exam_asks_what_is_due_anyway_then_the_weakest() -> None:
    stabilities = {1: 90.0, 2: 12.0, 3: 30.0}
    early = [
        due_card(card_id, stability=stability)._replace(is_early=True)
        for card_id, stability in stabilities.items()
    ]
    limits = DayLimits(new_per_day=0, reviews_per_day=3)

    assert ids(plan(*early, due_card(4, stability=2.0), limits=limits)) == [4, 2, 3]


def test_overload_of_equal_memories_has_one_order_too() -> None:
    cards = [due_card(card_id) for card_id in range(9)]
    limits = DayLimits(new_per_day=0, reviews_per_day=5)

    assert plan(*reversed(cards), limits=limits) == plan(*cards, limits=limits)


def test_without_overload_reviews_go_by_due_day() -> None:
    cards = [
        due_card(card_id, stability=card_id, due_day=TODAY - card_id * ONE_DAY)
        for card_id in range(1, 6)
    ]

    assert ids(plan(*cards)) == [5, 4, 3, 2, 1]


limits_drawn = st.builds(
    DayLimits,
    st.integers(0, 8),
    st.integers(0, 12),
    usual_reviews=st.sampled_from([0, 2.5, 6]),
)
families = st.integers(1, 12)
days_ago = st.integers(0, 5).map(lambda days: TODAY - days * ONE_DAY)
due_days = st.integers(-1, 5).map(lambda days: TODAY - days * ONE_DAY)
some_cards = st.one_of(
    st.builds(new_card, st.just(0), family=families, position=st.integers(0, 5)),
    st.builds(
        due_card,
        st.just(0),
        family=families,
        due_day=due_days,
        stability=st.sampled_from([1.0, 10.0, 50.0]),
        early=st.integers(0, 2),
        late=st.integers(0, 6),
    ),
    st.builds(
        step_card,
        st.just(0),
        family=families,
        due_at=st.integers(-30, 30).map(lambda minutes: NOW + minutes * MINUTE),
        introduced_on=days_ago,
    ),
    st.builds(answered, st.builds(due_card, st.just(0), family=families)),
)
decks = st.lists(some_cards, max_size=25).map(
    lambda cards: [card._replace(card_id=number) for number, card in enumerate(cards)]
)


@given(cards=decks, limits=limits_drawn, data=st.data())
def test_queue_does_not_depend_on_the_order_of_candidates(
    cards: list[Candidate], limits: DayLimits, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(cards))

    assert plan(*shuffled, limits=limits) == plan(*cards, limits=limits)


@given(cards=decks, limits=limits_drawn)
def test_answering_the_first_card_leaves_the_others_as_they_were(
    cards: list[Candidate], limits: DayLimits
) -> None:
    queue = plan(*cards, limits=limits)

    while queue.cards:
        first, *others = queue.cards
        cards = [answered(card) if card == first else card for card in cards]
        queue = plan(*cards, limits=limits)
        assert list(queue.cards) == others


@given(cards=decks, limits=limits_drawn)
def test_counts_are_those_of_the_cards(
    cards: list[Candidate], limits: DayLimits
) -> None:
    queue = plan(*cards, limits=limits)

    phases = Counter(card.phase for card in queue.cards)
    assert queue.new == phases[Phase.NEW]
    assert queue.review == phases[Phase.REVIEW]
    assert queue.learning == phases[Phase.LEARNING]
