"""Is a confused pair found in a class, and does the page tell whether practice helped?

    python benchmarks/confused_pair.py [--classes 400] [--small]

Simulated classes of 25 students, of whom six in ten confuse a planted pair, answer ten
cards a day that ask for a job, for two weeks. How often is the planted pair ranked
first? Then the class gets contrast cards, which lower the confusion of the pair or do
not; two weeks later the page says that it fell, rose, or that nothing is shown. Last, a
class without any planted pair gets cards for the pair that happens to be first.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.simulated_confusions import PLANTED, SimulatedClass, Simulation
from trainer.core.confusion_matrix import JobAnswers, PairRate, ranked_pairs
from trainer.core.contrast_effect import Verdict, effect_of

DAYS = 14
RATES = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
USUAL = 0.25
LEFT = (1.0, 0.75, 0.5, 0.25, 0.1)


@dataclass(frozen=True, slots=True)
class Told:
    """How often each verdict was given, of how many classes."""

    verdicts: Counter[Verdict]

    def share(self, verdict: Verdict) -> str:
        """Give the share of one, in per cent."""
        return f"{100 * self.verdicts[verdict] / self.verdicts.total():.1f} %"


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--classes", type=int, default=400)
    parser.add_argument("--small", action="store_true", help="one class each")
    asked = parser.parse_args()
    classes = 1 if asked.small else asked.classes
    print("| planted, of who confuses | confused, of all | ranked first | aim |")
    print("| --- | --- | --- | --- |")
    for rate in RATES:
        print(_found_row(rate, classes))
    print()
    print("| confusion left after the cards | fell | nothing shown | rose |")
    print("| --- | --- | --- | --- |")
    for left in LEFT:
        print(_effect_row(f"{100 * left:.0f} %", _practised(left, classes)))
    print(_effect_row("all, pair first by chance", _chosen_by_chance(classes)))


def ranked_first(pairs: tuple[PairRate, ...]) -> bool:
    """Say whether the planted pair is the first."""
    return bool(pairs) and pairs[0].pair == PLANTED


def _found_row(rate: float, classes: int) -> str:
    first, shares = 0, []
    for seed in range(classes):
        answers = Simulation(Random(seed), SimulatedClass(planted=rate)).days(DAYS)
        first += ranked_first(ranked_pairs(answers))
        shares.append(_confused(answers))
    share = 100 * sum(shares) / classes
    found = 100 * first / classes
    return f"| {100 * rate:.0f} % | {share:.1f} % | {found:.1f} % | 95 % |"


def _confused(answers: list[JobAnswers]) -> float:
    """Give how often the planted pair was confused, of the answers to its jobs."""
    asked = [each for each in answers if each.asked in PLANTED]
    wrong = [e for e in asked if e.given in PLANTED and e.given != e.asked]
    return sum(e.answers for e in wrong) / sum(e.answers for e in asked)


def _practised(left: float, classes: int) -> Told:
    return Told(Counter(_verdicts(left, classes)))


def _verdicts(left: float, classes: int) -> Iterator[Verdict]:
    for seed in range(classes):
        simulated = Simulation(Random(seed), SimulatedClass(planted=USUAL))
        before = simulated.days(DAYS)
        simulated.planted *= left
        yield effect_of(before, simulated.days(DAYS), PLANTED).verdict


def _chosen_by_chance(classes: int) -> Told:
    verdicts: Counter[Verdict] = Counter()
    for seed in range(classes):
        simulated = Simulation(Random(seed), SimulatedClass(planted=0))
        before = simulated.days(DAYS)
        first, *_ = ranked_pairs(before)
        verdicts[effect_of(before, simulated.days(DAYS), first.pair).verdict] += 1
    return Told(verdicts)


def _effect_row(name: str, told: Told) -> str:
    fell, same, rose = map(told.share, (Verdict.FELL, Verdict.NOT_SHOWN, Verdict.ROSE))
    return f"| {name} | {fell} | {same} | {rose} |"


if __name__ == "__main__":
    main()
