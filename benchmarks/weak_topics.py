"""How often is a weak topic found, and what are the intervals beside it worth?

    python benchmarks/weak_topics.py [--classes 1000] [--seed 1]

Classes of 25 students answer for two weeks (`tests/simulations/two_weeks.py`); what is
true of each topic is known. Printed for each sort of class: the share of the 80 %
intervals that hold the true rate, with its standard error over classes; how far the
shown rates are from the true ones; and how often the weakest topic, set below the mean
of the others, is ranked first. Where a schedule asks and each answer teaches, there is
no one truth: that of all cards, and that of the cards that were asked, when they were.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path
from random import Random
from statistics import fmean, stdev

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import print_cells
from tests.simulations.two_weeks import STUDENTS, PlayedClass, World, play
from trainer.core.class_rates import class_evidence
from trainer.core.weak_topics import Estimate, estimates, has_enough, weakness

WEIGHT = 8.0  # marks, the same for all topics
ANSWERS = (8, 22, 60, 150)
GAPS = (0.15, 0.20, 0.25, 0.30, 0.35)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in many classes of a world."""

    coverage: float
    error: float  # standard error of the coverage, over classes
    when_asked: float  # coverage of what was true of the cards asked, when they were
    planted: float  # coverage of the topic that was set below
    bias: float
    rmse: float
    width: float
    shown: float
    first: float


@dataclass(frozen=True, slots=True)
class _Judged:
    """What is shown of the topics of one class, and whether it is true."""

    found: Sequence[Estimate]
    holds: Sequence[bool]
    when_asked: Sequence[bool]
    errors: Sequence[float]
    shown: Sequence[bool]


def main(arguments: Sequence[str]) -> int:
    """Play the classes and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--classes", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    classes, seed = options.classes, options.seed

    print(f"{classes} classes of {STUDENTS} students for each row\n")
    print_cells(
        "class",
        "answers a topic",
        "in the 80 % interval",
        "when asked",
        "of the planted topic",
        "bias",
        "error",
        "width",
        "shown",
        "planted found first",
    )
    print("|" + 10 * "---|")
    for what, world in worlds():
        print_row(what, world, find(world, classes, seed))
    return 0


def worlds() -> list[tuple[str, World]]:
    """Give the sorts of classes, each with its name."""
    plain = World(answers=60)
    named = [("usual", replace(plain, answers=answers)) for answers in ANSWERS]
    named += [
        ("all equal", World(60, ability=0, taste=0, hardness=0, luck=0, activity=0)),
        ("eagerness 0", replace(plain, eagerness=0.0)),
        ("eagerness 0.6", replace(plain, eagerness=0.6)),
        ("5 topics", replace(plain, topics=5)),
        ("20 topics", replace(plain, topics=20)),
        ("scheduled, learning", replace(plain, schedule=True)),
    ]
    close = replace(plain, spread=(0.35, 0.35))
    named += [(f"planted {gap:.0%} below", replace(close, gap=gap)) for gap in GAPS]
    named.append(
        ("scheduled, planted 35% below", replace(close, gap=0.35, schedule=True))
    )
    return named


def find(world: World, classes: int, seed: int) -> Found:
    """Play classes of a world and compare what is shown with what is true."""
    rng = Random(seed)
    judged = [_judge(play(world, rng)) for _ in range(classes)]
    covered = [fmean(each.holds) for each in judged]
    errors = [error for each in judged for error in each.errors]
    found = [estimate for each in judged for estimate in each.found]
    return Found(
        coverage=fmean(covered),
        error=stdev(covered) / sqrt(classes),
        when_asked=fmean(fmean(each.when_asked) for each in judged),
        planted=fmean(each.holds[0] for each in judged),
        bias=fmean(errors),
        rmse=sqrt(fmean(error**2 for error in errors)),
        width=fmean(estimate.width for estimate in found),
        shown=fmean(fmean(each.shown) for each in judged),
        first=fmean(weakest(each.found) == 0 for each in judged),
    )


def _judge(played: PlayedClass) -> _Judged:
    evidence = class_evidence(played.topics, range(STUDENTS))
    found = estimates(evidence.topics, doubt=evidence.doubt)
    return _Judged(
        found=found,
        holds=_holds(found, played.truth),
        when_asked=_holds(found, played.when_asked),
        errors=[e.rate - t for e, t in zip(found, played.truth, strict=True)],
        shown=[
            has_enough(topic.asked, each)
            for topic, each in zip(played.topics, found, strict=True)
        ],
    )


def _holds(found: Sequence[Estimate], truth: Sequence[float]) -> list[bool]:
    return [e.low <= true <= e.high for e, true in zip(found, truth, strict=True)]


def weakest(found: Sequence[Estimate]) -> int:
    """Give the place of the topic that is ranked first, all worth the same."""
    return min(range(len(found)), key=lambda place: weakness(WEIGHT, found[place]))


def print_row(what: str, world: World, found: Found) -> None:
    """Print what was found of one world."""
    print_cells(
        what,
        world.answers,
        f"{found.coverage:.1%} ± {found.error:.1%}",
        f"{found.when_asked:.1%}" if world.schedule else "",
        f"{found.planted:.1%}" if world.gap else "",
        f"{found.bias:+.3f}",
        f"{found.rmse:.3f}",
        f"{found.width:.2f}",
        f"{found.shown:.0%}",
        f"{found.first:.1%}" if world.gap else "",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
