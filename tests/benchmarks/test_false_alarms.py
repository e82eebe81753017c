"""Few students on track are named, and those are who stop: in a short simulation."""

from __future__ import annotations

import pytest

from benchmarks.false_alarms import HOLIDAYS, Kind, Monday, false_alarms, simulate
from trainer.core.at_risk import Rule

MOST_FALSE_ALARMS = 0.05


@pytest.fixture(scope="module")
def mondays() -> list[Monday]:
    """A class of nine until two weeks after its holidays."""
    return simulate(1, on_track=6, weeks=max(HOLIDAYS) + 3)


@pytest.mark.parametrize("rule", Rule)
def test_hardly_any_student_on_track_is_named(
    mondays: list[Monday], rule: Rule
) -> None:
    assert false_alarms(mondays, rule) <= MOST_FALSE_ALARMS


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (Kind.STOPS, Rule.ABSENT),
        (Kind.SLOW, Rule.PACE),
        (Kind.FORGETS, Rule.SUCCESS),
    ],
)
def test_who_is_off_the_track_is_named_for_that(
    mondays: list[Monday], kind: Kind, rule: Rule
) -> None:
    assert any(rule in each.rules for each in mondays if each.kind is kind)
