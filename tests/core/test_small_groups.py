"""Figures about few people are not shown, nor those that give them away."""

from __future__ import annotations

import pytest

from trainer.core.small_groups import may_show


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
