"""Choose the cards of a day and their order: today's queue.

Knows nothing of what the cards ask, of rows or of the clock. The queue is planned anew
after each answer, and the cards that are left then keep their order: no place in it
depends on the cards before it, or on the order in which the candidates are given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from operator import itemgetter
from typing import NamedTuple

from trainer.core.model import Phase
from trainer.core.schedule import retrievability

# Steps due this soon are taken early when nothing else is left (Anki's default).
LEARN_AHEAD = timedelta(minutes=20)
STEPS = (Phase.LEARNING, Phase.RELEARNING)


class Candidate(NamedTuple):
    """What the queue needs to know of a card: a tuple, because there are thousands.

    `position` is its place in the deck. A held card (suspended, buried, retired) is not
    asked, but what was answered today counts, and closes the family.
    """

    card_id: int
    family_id: int
    position: int
    phase: Phase = Phase.NEW
    due_at: datetime | None = None
    due_day: date | None = None
    stability: float | None = None
    last_study_day: date | None = None
    introduced_on: date | None = None
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class DayLimits:
    """How many cards a student wants to see on one day, steps apart."""

    new_per_day: int
    reviews_per_day: int


@dataclass(frozen=True, slots=True)
class DayQueue:
    """What is left for today: the cards in their order, and how many of each kind.

    `next_due_at` is when there will be a card again, if only later steps are left.
    """

    cards: tuple[Candidate, ...]
    new: int
    learning: int
    review: int
    next_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Today:
    """What a day's answers have taken: places of the limits, and whole families."""

    introduced: int
    reviewed: int
    families: frozenset[int]


def plan_day(
    candidates: Sequence[Candidate],
    limits: DayLimits,
    *,
    day: date,
    now: datetime,
    seed: str,
) -> DayQueue:
    """Give what is left of a study day: steps due now, then reviews and new cards.

    Steps have no limit. Reviews keep within `reviews_per_day`, new cards within
    `new_per_day` and within the places that the reviews leave, as in Anki. A family
    gives one card a day, steps apart.

    Args:
        candidates: all the cards; those in review that are neither due nor answered
            today may be left out.
        seed: names the student; it shuffles the cards that fell due on one day.
    """
    today = _so_far(candidates, day)
    active = [card for card in candidates if not card.is_held]
    places = limits.reviews_per_day - today.introduced - today.reviewed
    reviews = _choose_reviews(active, today, places, day, seed)
    new_places = min(limits.new_per_day - today.introduced, places - len(reviews))
    new = _choose_new(active, today, reviews, new_places)
    steps = sorted((card for card in active if card.phase in STEPS), key=_step_order)
    ready = [card for card in steps if _due_at(card) <= now]
    soon = [card for card in steps if now < _due_at(card) <= now + LEARN_AHEAD]
    cards = (*ready, *_spread(reviews, new, today), *soon)
    return DayQueue(
        cards=cards,
        new=len(new),
        learning=len(ready) + len(soon),
        review=len(reviews),
        next_due_at=_due_at(steps[0]) if steps and not cards else None,
    )


def _so_far(candidates: Iterable[Candidate], day: date) -> _Today:
    """Count the cards answered on this day, and those in a step.

    A card from an earlier day that is still in a step takes the place of a review: to
    memory its next answer is one, and Anki counts it too. It has its place before it
    is answered, so that the counts do not jump.
    """
    introduced = reviewed = 0
    families = set()
    # After a flight west a day comes again: what the day after has had, it has had.
    these_days = (day, day + timedelta(days=1))
    for card in candidates:
        is_answered = card.last_study_day in these_days
        if is_answered or (card.phase in STEPS and not card.is_held):
            families.add(card.family_id)
            is_from_today = card.introduced_on is None or card.introduced_on >= day
            introduced += is_from_today
            reviewed += not is_from_today
    return _Today(introduced, reviewed, frozenset(families))


def _choose_reviews(
    active: Sequence[Candidate], today: _Today, places: int, day: date, seed: str
) -> list[Candidate]:
    due = [
        card
        for card in active
        if card.due_day is not None
        and card.due_day <= day
        and card.family_id not in today.families
    ]
    if len({card.family_id for card in due}) <= places:
        shuffle = _shuffle_of(day, seed)
        due.sort(key=lambda card: (card.due_day, shuffle(card)))
    else:
        # Under a cap some memories fade whatever is done, and one that is nearly lost
        # costs more to save than one that still holds. FSRS simulations of a backlog
        # (open-spaced-repetition/fsrs4anki, pull request 634, 2024): 2.3 minutes of
        # work for each card known in the end by descending retrievability, 2.8 by
        # ascending, 3.0 by due day. Anki has this order since its pull request 3559.
        due.sort(key=lambda card: (-retrievability(card, day), card.card_id))
    return _one_a_family(due, places)


def _choose_new(
    active: Sequence[Candidate],
    today: _Today,
    reviews: Sequence[Candidate],
    places: int,
) -> list[Candidate]:
    closed = today.families.union(card.family_id for card in reviews)
    new = [
        card
        for card in active
        if card.phase is Phase.NEW and card.family_id not in closed
    ]
    new.sort(key=lambda card: (card.position, card.card_id))
    return _one_a_family(new, places)


def _one_a_family(cards: Iterable[Candidate], places: int) -> list[Candidate]:
    """Take the first card of each family, for as long as there are places."""
    first: dict[int, Candidate] = {}
    for card in cards:
        if len(first) >= places:
            break
        first.setdefault(card.family_id, card)
    return list(first.values())


def _spread(
    reviews: Sequence[Candidate], new: Sequence[Candidate], today: _Today
) -> list[Candidate]:
    """Mix new cards evenly among reviews, over the whole day with what it has had."""
    placed = [
        *_places_over_the_day(reviews, today.reviewed),
        *_places_over_the_day(new, today.introduced),
    ]
    return [card for _, card in sorted(placed, key=itemgetter(0))]


def _places_over_the_day(
    cards: Sequence[Candidate], done: int
) -> Iterator[tuple[float, Candidate]]:
    """Place cards that come after others in the middles of equal parts of (0, 1)."""
    for number, card in enumerate(cards, start=done):
        yield (number + 0.5) / (done + len(cards)), card


def _shuffle_of(day: date, seed: str) -> Callable[[Candidate], bytes]:
    """Give a key that shuffles cards, each by itself: one that goes moves no other."""
    start = blake2b(f"{seed}/{day}/".encode(), digest_size=8)

    def key(card: Candidate) -> bytes:
        digest = start.copy()
        digest.update(b"%d" % card.card_id)
        return digest.digest()

    return key


def _step_order(card: Candidate) -> tuple[datetime, int]:
    return _due_at(card), card.card_id


def _due_at(card: Candidate) -> datetime:
    assert card.due_at is not None, "a card in a step is due at an instant"
    return card.due_at
