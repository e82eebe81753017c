"""Holds: what a card's events come to, whatever order they come in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.core.holds import NOT_HELD, CardHold, Hold, HoldAction, fold_holds

START = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = date(2026, 11, 23)
ONE_DAY = timedelta(days=1)


def hold(action: HoldAction, minutes: int = 0, uid: str = "u", **other: int) -> Hold:
    at = START + timedelta(minutes=minutes)
    return Hold(uid, action, at, DAY, **other)


@pytest.mark.parametrize(
    ("action", "other", "held"),
    [
        (HoldAction.SUSPEND, HoldAction.RESUME, CardHold(is_suspended=True)),
        (HoldAction.BURY, HoldAction.UNBURY, CardHold(buried_on=DAY)),
        (HoldAction.FLAG, HoldAction.UNFLAG, CardHold(is_flagged=True)),
    ],
)
def test_each_hold_has_one_that_undoes_it(
    action: HoldAction, other: HoldAction, held: CardHold
) -> None:
    assert fold_holds([hold(action)]) == held
    assert fold_holds([hold(action), hold(other, 1)]) == NOT_HELD


def test_one_kind_of_hold_leaves_the_others_alone() -> None:
    folded = fold_holds(
        [
            hold(HoldAction.SUSPEND),
            hold(HoldAction.FLAG, 1),
            hold(HoldAction.BURY, 2),
            hold(HoldAction.RESUME, 3),
        ]
    )

    assert folded == CardHold(buried_on=DAY, is_flagged=True)


def test_at_one_instant_the_sequence_decides_and_then_the_uid() -> None:
    by_sequence = [
        hold(HoldAction.RESUME, uid="a", sequence=2),
        hold(HoldAction.SUSPEND, uid="b", sequence=1),
    ]
    by_uid = [hold(HoldAction.RESUME, uid="b"), hold(HoldAction.SUSPEND, uid="a")]

    assert fold_holds(by_sequence) == NOT_HELD
    assert fold_holds(by_uid) == NOT_HELD


def test_a_suspended_card_is_held_on_every_day_and_a_flagged_one_on_none() -> None:
    assert CardHold(is_suspended=True).is_held(DAY + 1000 * ONE_DAY)
    assert not CardHold(is_flagged=True).is_held(DAY)


def test_a_buried_card_is_held_for_the_rest_of_its_day() -> None:
    buried = CardHold(buried_on=DAY)

    assert buried.is_held(DAY)
    assert not buried.is_held(DAY + ONE_DAY)


@given(
    st.lists(
        st.tuples(st.sampled_from(HoldAction), st.integers(0, 3), st.integers(0, 3)),
        max_size=8,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_arrival_changes_nothing(
    given_holds: list[tuple[HoldAction, int, int]], random: object
) -> None:
    holds = [
        hold(action, minutes, f"u{number}", sequence=sequence)
        for number, (action, minutes, sequence) in enumerate(given_holds)
    ]
    shuffled = list(holds)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own

    assert fold_holds(shuffled) == fold_holds(holds)
