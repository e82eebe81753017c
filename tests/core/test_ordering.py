"""The rules of trainer.core.ordering; the figures are those of the built-in exam."""

from __future__ import annotations

from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.core.ordering import (
    broken,
    closure,
    find_cycle,
    follower,
    guess_share,
    is_valid,
    kept_pairs,
    order_share,
)
from trainer.core.right_answers import Constraint, OrderKey, Step

# Part E of the exam: 1 < 2, 2 < 3 < 4 < 5 < 7 < 8, 2 < 6 < 7.
EDGES = ("12", "23", "34", "45", "57", "78", "26", "67")
RIGHT = tuple("12345678")


def make_key(names: str, edges: tuple[str, ...]) -> OrderKey:
    steps = tuple(Step(name, f"étape {name}") for name in names)
    return OrderKey(steps, tuple(Constraint(edge[0], edge[1]) for edge in edges))


EXAM = make_key("12345678", EDGES)


@st.composite
def keys(draw: st.DrawFn, most: int = 5) -> OrderKey:
    names = "abcdefgh"[: draw(st.integers(2, most))]
    pairs = [a + b for a in names for b in names if a < b]
    edges = draw(st.lists(st.sampled_from(pairs), min_size=1, unique=True))
    return make_key(names, tuple(edges))


def valid_orders(key: OrderKey) -> list[tuple[str, ...]]:
    names = [step.name for step in key.steps]
    return [order for order in permutations(names) if is_valid(order, key)]


def test_the_exam_has_25_pairs_and_4_valid_orders() -> None:
    orders = valid_orders(EXAM)

    assert len(closure(EXAM.constraints)) == 25
    assert ["".join(order) for order in orders] == [
        "12345678",
        "12346578",
        "12364578",
        "12634578",
    ]
    assert all(order_share(order, EXAM) == 1.0 for order in orders)


@pytest.mark.parametrize(
    ("order", "mark"),
    [
        ("12354678", 7.36),  # 4 and 5 swapped
        ("23456781", 3.52),  # first step put last
        ("12634578", 8.0),  # step 6 moved to place 3
        ("87654321", 0.0),  # reversed
    ],
)
def test_marks_out_of_8_are_those_of_the_reference_table(
    order: str, mark: float
) -> None:
    share = order_share(tuple(order), EXAM)

    assert 8 * share == pytest.approx(mark)


def test_a_random_order_earns_about_one_mark_of_8() -> None:
    # Exact, over all 40,320 orders.
    assert 8 * guess_share(EXAM) == pytest.approx(1.00813, abs=1e-5)


def test_the_guess_share_of_a_long_order_is_a_fixed_sample() -> None:
    names = "abcdefghijkl"
    chain = make_key(names, tuple(a + b for a, b in pairwise(names)))

    first = guess_share(chain)
    guess_share.cache_clear()

    assert guess_share(chain) == first
    assert 0.05 < first < 0.15


def test_an_empty_order_and_one_with_steps_missing_keep_fewer_pairs() -> None:
    assert order_share((), EXAM) == 0.0
    assert kept_pairs(tuple("12"), EXAM) == 1
    assert not is_valid(tuple("1234567"), EXAM)
    assert not is_valid((*RIGHT, "8"), EXAM)


def test_unknown_names_keep_nothing() -> None:
    assert kept_pairs(("x", "1", "y"), EXAM) == 0


def test_broken_gives_the_constraints_in_the_order_of_the_key() -> None:
    found = broken(tuple("23456781"), EXAM)

    assert [(c.before, c.after) for c in found] == [("1", "2")]
    assert broken(RIGHT, EXAM) == ()


def test_only_a_step_with_one_possible_follower_has_one() -> None:
    followers = {name: follower(name, EXAM) for name in RIGHT}

    assert followers == {
        **dict.fromkeys(RIGHT),
        "1": "2",
        "7": "8",
    }


def test_without_constraints_every_order_is_right() -> None:
    free = make_key("abc", ())

    assert is_valid(("c", "a", "b"), free)
    assert order_share(("c", "a", "b"), free) == 1.0
    assert follower("a", free) is None


def test_a_circle_has_no_valid_order() -> None:
    circle = make_key("abcd", ("ab", "bc", "ca", "cd"))

    assert find_cycle(circle.constraints) == ("a", "b", "c")
    assert find_cycle(EXAM.constraints) == ()
    assert valid_orders(circle) == []


@given(keys())
def test_a_full_share_and_a_valid_order_are_the_same(key: OrderKey) -> None:
    names = tuple(step.name for step in key.steps)

    for order in permutations(names):
        assert (order_share(order, key) == 1.0) == is_valid(order, key)


@given(keys())
def test_the_follower_is_what_all_valid_orders_agree_on(key: OrderKey) -> None:
    orders = valid_orders(key)

    for step in key.steps:
        seen = {
            order[order.index(step.name) + 1] if order[-1] != step.name else None
            for order in orders
        }
        agreed = seen.pop() if len(seen) == 1 else None
        assert follower(step.name, key) == agreed


@given(keys())
def test_half_of_the_pairs_are_kept_by_chance(key: OrderKey) -> None:
    orders = list(permutations([step.name for step in key.steps]))

    mean = sum(kept_pairs(order, key) for order in orders) / len(orders)

    assert mean == pytest.approx(len(closure(key.constraints)) / 2)
