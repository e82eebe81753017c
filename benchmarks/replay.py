"""Does our replay equal fsrs fed with study days, and what does it cost beside it?

    python benchmarks/replay.py PATH [--zone Europe/Paris] [--rollover 4]

PATH is a review log: a CSV file with the columns card_id, review_rating (1 to 4),
review_time (ISO 8601, UTC) and review_duration. After each review of each card, ours
and that of fsrs 6 without its fuzz are compared: stability, difficulty, phase, step and
when the card is due, where ours may lie in the fuzz range around theirs. The exit code
is 1 if anything differs by more than 1e-10.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import fsrs

from trainer.core.card_state import CardState, Phase
from trainer.core.reviews import Rating, Review
from trainer.core.schedule import advance, fuzz_range, replay
from trainer.core.study_day import study_day
from trainer.core.study_settings import StudySettings

TOLERANCE = 1e-10
ROUNDS = 5
SETTINGS = (StudySettings(since=datetime(1970, 1, 1, tzinfo=UTC)),)
SCHEDULER = fsrs.Scheduler(enable_fuzzing=False)


@dataclass(frozen=True, slots=True)
class History:
    """The reviews of one card, and the same as fsrs takes them."""

    card_id: str
    reviews: tuple[Review, ...]
    fed: tuple[tuple[fsrs.Rating, datetime], ...]


def main(arguments: Sequence[str]) -> int:
    """Compare, print what was found, and give the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("path", metavar="PATH", type=Path)
    parser.add_argument("--zone", default="Europe/Paris")
    parser.add_argument("--rollover", metavar="HOUR", type=int, default=4)
    options = parser.parse_args(arguments)

    histories = list(read_log(options.path, options.zone, options.rollover))
    reviews = sum(len(history.reviews) for history in histories)
    print(f"{reviews:,} reviews of {len(histories):,} cards, {options.zone}")

    stability, difficulty, others = compare(histories)
    print(f"largest relative difference of S: {stability:.2e}")
    print(f"largest relative difference of D: {difficulty:.2e}")
    print(f"reviews after which phase, step or due differ, fuzz aside: {others}")

    ours, theirs = race(
        lambda: [replay(h.reviews, SETTINGS, seed=h.card_id) for h in histories],
        lambda: [state_of_fsrs(h) for h in histories],
    )
    print(
        f"replay: {reviews / ours:,.0f} reviews/s, fsrs alone {reviews / theirs:,.0f}: "
        f"{ours / theirs:.2f} times its time, best of {ROUNDS} rounds each"
    )
    return int(max(stability, difficulty) > TOLERANCE or others > 0)


def read_log(path: Path, zone: str, rollover_hour: int) -> Iterator[History]:
    """Read the reviews of each card, oldest first."""
    reviews: dict[str, list[Review]] = defaultdict(list)
    with path.open(newline="", encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file)):
            instant = datetime.fromisoformat(row["review_time"]).astimezone(UTC)
            day = study_day(instant, zone, rollover_hour=rollover_hour)
            rating = Rating(int(row["review_rating"]))
            reviews[row["card_id"]].append(Review(f"{number:09}", rating, instant, day))
    for card_id, of_card in reviews.items():
        of_card.sort(key=lambda review: (review.effective_at, review.uid))
        fed = tuple((fsrs.Rating(each.rating), midnight(each)) for each in of_card)
        yield History(card_id, tuple(of_card), fed)


def midnight(review: Review) -> datetime:
    """Give a review's study day as fsrs takes it."""
    return datetime.combine(review.study_day, datetime.min.time(), UTC)


def compare(histories: list[History]) -> tuple[float, float, int]:
    """Give the largest differences of S and D, and how many other things differ."""
    stability = difficulty = 0.0
    others = 0
    for history in histories:
        state = CardState()
        card = fsrs.Card(card_id=0, due=history.fed[0][1])
        for review, (rating, day) in zip(history.reviews, history.fed, strict=True):
            state = advance(state, review, settings=SETTINGS, seed=history.card_id)
            card, _ = SCHEDULER.review_card(card, rating, day)
            stability = max(stability, relative(state.stability, card.stability))
            difficulty = max(difficulty, relative(state.difficulty, card.difficulty))
            others += not agree(state, card, review)
        others += state != replay(history.reviews, SETTINGS, seed=history.card_id)
    return stability, difficulty, others


def relative(ours: float | None, theirs: float | None) -> float:
    """Give the difference as a share of theirs."""
    assert ours is not None
    assert theirs is not None
    return abs(ours - theirs) / theirs


def agree(state: CardState, card: fsrs.Card, review: Review) -> bool:
    """Tell whether phase, step and due are the same, our fuzz aside."""
    wait = card.due - midnight(review)
    if state.phase.value != card.state.name.lower() or state.step != card.step:
        return False
    if state.phase is not Phase.REVIEW:
        return state.due_at == review.effective_at + wait
    if state.due_day is None:
        return False
    shortest, longest = fuzz_range(wait.days)
    return shortest <= (state.due_day - review.study_day).days <= longest


def state_of_fsrs(history: History) -> fsrs.Card:
    """Do what `replay` does with fsrs alone, its input made ready."""
    card = fsrs.Card(card_id=0, due=history.fed[0][1])
    for rating, day in history.fed:
        card, _ = SCHEDULER.review_card(card, rating, day)
    return card


def race(
    ours: Callable[[], object], theirs: Callable[[], object]
) -> tuple[float, float]:
    """Give the best time of each in seconds, taking turns on the same machine."""
    best = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        for runner, run in enumerate((ours, theirs)):
            start = time.perf_counter()
            run()
            best[runner] = min(best[runner], time.perf_counter() - start)
    return best[0], best[1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
