"""A planted confusion is found, and what practice did to it is told, in most classes.

`benchmarks/confused_pair.py` prints the same of many more classes.
"""

from __future__ import annotations

from random import Random

import pytest

from tests.simulated_confusions import PLANTED, SimulatedClass, Simulation
from trainer.core.confusion_matrix import ranked_pairs
from trainer.core.contrast_effect import Verdict, effect_of

CLASSES = 20
DAYS = 14


def verdicts(left: float) -> list[Verdict]:
    found = []
    for seed in range(CLASSES):
        simulated = Simulation(Random(seed), SimulatedClass())
        before = simulated.days(DAYS)
        simulated.planted *= left
        found.append(effect_of(before, simulated.days(DAYS), PLANTED).verdict)
    return found


def test_a_planted_pair_is_ranked_first_in_at_least_95_of_100_classes() -> None:
    simulated = (Simulation(Random(seed), SimulatedClass()) for seed in range(CLASSES))

    first = [ranked_pairs(each.days(DAYS))[0].pair for each in simulated]

    assert first.count(PLANTED) >= 0.95 * CLASSES


@pytest.mark.parametrize(("left", "fell"), [(0.1, (0.9, 1)), (1.0, (0, 0.1))])
def test_the_page_says_that_a_pair_fell_where_it_did(
    left: float, fell: tuple[float, float]
) -> None:
    share = verdicts(left).count(Verdict.FELL) / CLASSES

    assert fell[0] <= share <= fell[1]
