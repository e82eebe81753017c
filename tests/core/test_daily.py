"""What today's queue promises: limits, siblings apart, steps first, a steady order."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trainer.core.daily import Candidate, DayLimits, DayQueue, plan_day
from trainer.core.model import CardState, Phase, Rating, Review, StudySettings
from trainer.core.schedule import advance, retrievability

TODAY = date(2026, 5, 5)
NOW = datetime(2026, 5, 5, 18, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)
YESTERDAY = TODAY - ONE_DAY
ROOMY = DayLimits(new_per_day=100, reviews_per_day=1000)


def new_card(
    card_id: int, *, family: int | None = None, position: int = 0
) -> Candidate:
    return Candidate(card_id, card_id if family is None else family, position)


def due_card(
    card_id: int,
    *,
    family: int | None = None,
    due_day: date = TODAY,
    stability: float = 10.0,
    early: int = 0,
    late: int = 0,
) -> Candidate:
    """Make a card in review, last seen ten days before today."""
    return Candidate(
        card_id,
        card_id if family is None else family,
        position=0,
        phase=Phase.REVIEW,
        due_day=due_day,
        stability=stability,
        last_study_day=TODAY - timedelta(days=10),
        introduced_on=TODAY - timedelta(days=30),
        earliest_day=due_day - early * ONE_DAY,
        latest_day=due_day + late * ONE_DAY,
    )


def step_card(
    card_id: int,
    *,
    family: int | None = None,
    due_at: datetime = NOW,
    introduced_on: date = TODAY,
) -> Candidate:
    """Make a card in a learning step, last answered on the day of its introduction."""
    return Candidate(
        card_id,
        card_id if family is None else family,
        position=0,
        phase=Phase.LEARNING,
        due_at=due_at,
        stability=2.0,
        last_study_day=introduced_on,
        introduced_on=introduced_on,
    )


def answered(card: Candidate) -> Candidate:
    """Make what a card is after an answer today that sent it into review."""
    return card._replace(
        phase=Phase.REVIEW,
        due_at=None,
        due_day=TODAY + timedelta(days=5),
        stability=5.0,
        last_study_day=TODAY,
        introduced_on=card.introduced_on or TODAY,
    )


def plan(
    *candidates: Candidate,
    limits: DayLimits = ROOMY,
    seed: str = "",
    rivals: Mapping[int, frozenset[int]] | None = None,
) -> DayQueue:
    return plan_day(candidates, limits, day=TODAY, now=NOW, seed=seed, rivals=rivals)


def ids(queue: DayQueue) -> list[int]:
    return [card.card_id for card in queue.cards]


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


# --- Sixty days ---------------------------------------------------------------------


@dataclass
class Student:
    """Somebody who studies 360 cards in 120 families, and is away or tired at times."""

    limits: DayLimits
    settings: tuple[StudySettings, ...] = (StudySettings(since=NOW - 900 * ONE_DAY),)
    chance: random.Random = field(default_factory=lambda: random.Random(5))
    states: dict[int, CardState] = field(
        default_factory=lambda: dict.fromkeys(range(360), CardState())
    )

    def study(self, day: date, now: datetime) -> Iterator[Candidate]:
        """Answer until nothing is left, or until tired; give the cards asked."""
        patience = self.chance.choice([20, 1000, 1000])
        while patience:
            queue = self.queue(day, now)
            if not queue.cards:
                return
            card = queue.cards[0]
            yield card
            self.answer(card.card_id, day, now)
            now += timedelta(seconds=15)
            patience -= 1

    def queue(self, day: date, now: datetime) -> DayQueue:
        candidates = [
            Candidate(
                card_id,
                card_id // 3,
                card_id,
                state.phase,
                state.due_at,
                state.due_day,
                state.stability,
                state.last_study_day,
                state.introduced_on,
            )
            for card_id, state in self.states.items()
        ]
        return plan_day(candidates, self.limits, day=day, now=now, seed="tom")

    def answer(self, card_id: int, day: date, now: datetime) -> None:
        rating = self.chance.choices(tuple(Rating), weights=(2, 1, 6, 1))[0]
        self.states[card_id] = advance(
            self.states[card_id],
            Review(str(now), rating, now, day),
            settings=self.settings,
            seed=f"tom/{card_id}",
        )


def test_sixty_days_keep_the_limits_and_siblings_apart() -> None:
    limits = DayLimits(new_per_day=9, reviews_per_day=30)
    student = Student(limits)
    away = range(20, 30)
    full_days = 0

    for number in range(60):
        if number in away:
            continue
        day, now = TODAY + number * ONE_DAY, NOW + number * ONE_DAY
        asked = list(student.study(day, now))

        cards = {card.card_id for card in asked}
        new = [card for card in asked if card.phase is Phase.NEW]
        outside_steps = {
            card.card_id for card in asked if card.phase in (Phase.NEW, Phase.REVIEW)
        }
        seen_families = Counter(card_id // 3 for card_id in outside_steps)
        assert len(new) <= limits.new_per_day
        assert len(cards) <= limits.reviews_per_day
        assert max(seen_families.values(), default=0) <= 1
        full_days += len(cards) == limits.reviews_per_day

    assert full_days > 10
    assert sum(state.reps > 0 for state in student.states.values()) > 150
