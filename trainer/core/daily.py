"""Choose the cards of a day and their order: today's queue.

Knows nothing of what the cards ask, of rows or of the clock. The queue is planned anew
after each answer, and the cards that are left then keep their order: no place in it
depends on the cards before it, or on the order in which the candidates are given. Nor
does an answer move another card between today and tomorrow (see `core.leveling`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import blake2b
from operator import itemgetter
from typing import NamedTuple

from trainer.core.card_state import Phase
from trainer.core.leveling import reviews_to_take
from trainer.core.schedule import retrievability

# Steps due this soon are taken early when nothing else is left (Anki's default).
LEARN_AHEAD = timedelta(minutes=20)
STEPS = (Phase.LEARNING, Phase.RELEARNING)
ONE_DAY = timedelta(days=1)


class Candidate(NamedTuple):
    """What the queue needs to know of a card: a tuple, because there are thousands.

    `position` is its place in the deck. A held card (suspended, buried, retired) is not
    asked, but what was answered today counts, and closes the family. A card in review
    may be taken from `earliest_day` to `latest_day`; without them, on its day or later.
    An early one is due only because an exam is near.
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
    deck_id: int = 0
    earliest_day: date | None = None
    latest_day: date | None = None
    is_early: bool = False


@dataclass(frozen=True, slots=True)
class DayLimits:
    """How many cards a student wants to see on one day, steps apart.

    `new_of_deck` bounds the new cards of decks that have a pace of their own; they come
    before the others. `usual_reviews` is what the day's load is to be near, and is 0
    when every card is to come on its own day.
    """

    new_per_day: int
    reviews_per_day: int
    new_of_deck: Mapping[int, int] = field(default_factory=dict)
    usual_reviews: float = 0


@dataclass(frozen=True, slots=True)
class DayQueue:
    """What is left for today: the cards in their order, and how many of each kind.

    `next_due_at` is when there will be a card again, if only later steps are left;
    `new_missing` counts the places for which there was no new card.
    """

    cards: tuple[Candidate, ...]
    new: int
    learning: int
    review: int
    next_due_at: datetime | None = None
    new_missing: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class _Today:
    """What a day's answers have taken: places of the limits, and whole families."""

    introduced: Counter[int]
    reviewed: int
    families: frozenset[int]
    reviewed_families: frozenset[int]
    new_families: frozenset[int]

    @property
    def places(self) -> int:
        """How many places of the day's limit are taken."""
        return self.introduced.total() + self.reviewed


def plan_day(
    candidates: Sequence[Candidate],
    limits: DayLimits,
    *,
    day: date,
    now: datetime,
    seed: str,
    rivals: Mapping[int, frozenset[int]] | None = None,
) -> DayQueue:
    """Give what is left of a study day: steps due now, then reviews and new cards.

    Steps have no limit. Reviews keep within `reviews_per_day`, new cards within
    `new_per_day` and within the places that the reviews leave, as in Anki. A family
    gives one card a day, steps apart.

    Args:
        candidates: all the cards; those in review that are neither answered today nor
            due by tomorrow may be left out.
        seed: names the student; it shuffles the cards that fell due on one day.
        rivals: the families that are not begun on one day with a family.
    """
    today = _so_far(candidates, day)
    active = [card for card in candidates if not card.is_held]
    places = limits.reviews_per_day - today.places
    reviews, kept = _choose_reviews(active, today, limits, day, seed)
    wanted_new = limits.new_per_day - today.introduced.total()
    choice = _NewChoice(
        min(wanted_new, places - kept), limits.new_of_deck, rivals or {}
    )
    due = {card.family_id for card in active if card.due_day and card.due_day <= day}
    closed = today.families | due | {card.family_id for card in reviews}
    new = _choose_new(active, closed, today, choice)
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
        new_missing=max(0, choice.places - len(new)),
    )


def _so_far(candidates: Iterable[Candidate], day: date) -> _Today:
    """Count the cards answered on this day, and those in a step.

    A card from an earlier day that is still in a step takes the place of a review: to
    memory its next answer is one, and Anki counts it too. It has its place before it
    is answered, so that the counts do not jump.
    """
    introduced: list[Candidate] = []
    reviewed: list[Candidate] = []
    answered = _answered(day)
    for card in candidates:
        is_answered = card.last_study_day in answered
        if is_answered or (card.phase in STEPS and not card.is_held):
            is_from_today = card.introduced_on is None or card.introduced_on >= day
            (introduced if is_from_today else reviewed).append(card)
    new_families = frozenset(card.family_id for card in introduced)
    reviewed_families = frozenset(card.family_id for card in reviewed)
    return _Today(
        introduced=Counter(card.deck_id for card in introduced),
        reviewed=len(reviewed),
        families=new_families | reviewed_families,
        reviewed_families=reviewed_families,
        new_families=new_families,
    )


def _answered(day: date) -> tuple[date, date]:
    """Give the last study days of cards that were answered on a day."""
    # After a flight west a day comes again: what the day after has had, it has had.
    return day, day + ONE_DAY


def _choose_reviews(
    active: Sequence[Candidate],
    today: _Today,
    limits: DayLimits,
    day: date,
    seed: str,
) -> tuple[list[Candidate], int]:
    """Choose the reviews, and count the places that they keep from new cards.

    A card put off to tomorrow keeps its place: the load of reviews is levelled, and
    what it leaves of a day is not for new cards.
    """
    places = limits.reviews_per_day - today.places
    answered, tomorrow = _answered(day), day + ONE_DAY
    unasked = [
        card
        for card in active
        if card.due_day is not None
        and card.due_day <= tomorrow
        and card.last_study_day not in answered
    ]
    open_ = [card for card in unasked if card.family_id not in today.families]
    due = [card for card in open_ if _due_day(card) <= day]
    waiting = len({card.family_id for card in due})
    if waiting > places:
        # Under a cap some memories fade whatever is done, and one that is nearly lost
        # costs more to save than one that still holds. FSRS simulations of a backlog
        # (open-spaced-repetition/fsrs4anki, pull request 634, 2024): 2.3 minutes of
        # work for each card known in the end by descending retrievability, 2.8 by
        # ascending, 3.0 by due day. Anki has this order since its pull request 3559.
        # Before an exam, what is not due by itself comes after that, weakest first.
        due.sort(key=lambda card: (*_need(card, day), card.card_id))
        return _one_a_family(due, places), waiting
    if limits.usual_reviews:
        due = _levelled(unasked, open_, today, limits, day)
    shuffle = _shuffle_of(day, seed)
    due.sort(key=lambda card: (card.due_day, shuffle(card)))
    chosen = _one_a_family(due, places)
    return chosen, max(waiting, len(chosen))


def _need(card: Candidate, day: date) -> tuple[bool, float]:
    recall = retrievability(card, day)
    return card.is_early, recall if card.is_early else -recall


def _levelled(
    unasked: Sequence[Candidate],
    open_: Iterable[Candidate],
    today: _Today,
    limits: DayLimits,
    day: date,
) -> list[Candidate]:
    """Take of what is due by tomorrow as much as makes an even load.

    What cannot wait is always taken. Then, the least flexible first, what is due, and
    of tomorrow's what may come early. Families are counted, since each gives one card;
    one that was answered counts as what it was this morning.
    """
    by_today = {card.family_id for card in unasked if _due_day(card) <= day}
    by_tomorrow = {card.family_id for card in unasked}
    wanted = reviews_to_take(
        due=len(by_today | today.reviewed_families),
        due_by_tomorrow=len(by_tomorrow | today.reviewed_families),
        usual=limits.usual_reviews,
    )
    in_order = sorted(
        (card for card in open_ if (card.earliest_day or _due_day(card)) <= day),
        key=lambda card: (_due_day(card) > day, _latest_day(card, day), card.card_id),
    )
    places = limits.reviews_per_day - today.places
    fixed = {card.family_id for card in in_order if _latest_day(card, day) <= day}
    most = max(wanted - len(today.reviewed_families), len(fixed))
    return _one_a_family(in_order, min(most, places))


@dataclass(frozen=True, slots=True)
class _NewChoice:
    """How many new cards a day may still hold, and which not together."""

    places: int
    of_deck: Mapping[int, int]
    rivals: Mapping[int, frozenset[int]]


def _choose_new(
    active: Sequence[Candidate],
    closed: Collection[int],
    today: _Today,
    choice: _NewChoice,
) -> list[Candidate]:
    """Take new cards by their places, of each deck within its pace.

    Those of a deck with a pace come first. A family whose rival is begun today waits.
    """
    new = [
        card
        for card in active
        if card.phase is Phase.NEW and card.family_id not in closed
    ]
    new.sort(
        key=lambda card: (
            card.deck_id not in choice.of_deck,
            card.position,
            card.card_id,
        )
    )
    begun = set(today.new_families)
    of_deck = Counter(today.introduced)
    chosen: list[Candidate] = []
    for card in new:
        if len(chosen) >= choice.places:
            break
        pace = choice.of_deck.get(card.deck_id)
        is_enough = pace is not None and of_deck[card.deck_id] >= pace
        is_apart = begun.isdisjoint(choice.rivals.get(card.family_id, ()))
        if card.family_id not in begun and is_apart and not is_enough:
            chosen.append(card)
            begun.add(card.family_id)
            of_deck[card.deck_id] += 1
    return chosen


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
        *_places_over_the_day(new, today.introduced.total()),
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


def _due_day(card: Candidate) -> date:
    assert card.due_day is not None, "a card in review is due on a day"
    return card.due_day


def _latest_day(card: Candidate, day: date) -> date:
    """Give the last day for a card; one that is past it cannot wait any more."""
    return max(card.latest_day or _due_day(card), day)
