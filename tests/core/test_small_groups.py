"""Figures about few people are not shown, nor those that give them away."""

from __future__ import annotations

import pytest

from trainer.core.small_groups import may_show, may_split, shown_shares


@pytest.mark.parametrize(("people", "shown"), [(0, False), (4, False), (5, True)])
def test_a_figure_is_about_five_people_at_least(people: int, shown: bool) -> None:
    assert may_show(people) is shown


@pytest.mark.parametrize(
    ("people", "shown"), [(30, True), (29, False), (26, False), (25, True), (4, False)]
)
def test_what_is_left_of_the_whole_is_no_small_group_either(
    people: int, shown: bool
) -> None:
    assert may_show(people, whole=30) is shown


@pytest.mark.parametrize(
    ("people", "shown"),
    [(0, True), (1, False), (4, False), (5, True), (8, False), (11, False), (12, True)],
)
def test_of_how_many_is_said_unless_few_are_on_a_side(people: int, shown: bool) -> None:
    assert may_split(people, 12) is shown


def test_nothing_is_said_of_a_small_group_as_a_whole() -> None:
    assert not may_split(0, 4)
    assert not may_split(4, 4)


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ((6, 9, 0), (True, True, True)),
        ((3, 3, 9, 0), (False, False, True, True)),
        ((9, 2, 6), (True, False, False)),  # 17 - 15 = 2
        ((2,), (False,)),
        ((), ()),
    ],
)
def test_a_share_of_few_is_not_left_over(
    people: tuple[int, ...], shown: tuple[bool, ...]
) -> None:
    assert shown_shares(people) == shown
