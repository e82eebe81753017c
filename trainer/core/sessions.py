"""Sessions apart: which cards are asked, and in what order, beside those of the day.

A session is a fixed list of cards that a student picks by part, job, tag or weakness.
Its answers move no schedule. Knows nothing of rows, pages or the clock.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import zip_longest
from random import Random
from typing import assert_never

MAX_SIZE = 100
SIZES = (10, 20, 50, MAX_SIZE)
ERROR_DAYS = (7, 30)

_ADDRESS = re.compile(r"([a-z]+)(?:\.([0-9]{1,3}))?(?::(.*))?", re.DOTALL)
_BETWEEN = "|"
_LONGEST_AGO = 366  # days
_MORE_THAN_ANY = 2.0

Pair = tuple[str, str]


class SessionKind(StrEnum):
    """By what the cards of a session are picked."""

    PART = "part"
    JOB = "job"
    TAG = "tag"
    ERRORS = "errors"
    CONFUSED = "confused"
    FORGOTTEN = "forgotten"
    EXAM = "exam"
    MARKED = "marked"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """Which session is wanted: `value` is the part, the job, the tag, the days, …

    `value` of a list is the query of its address; of two jobs, see `pair`. An empty
    `deck` means all of them.
    """

    kind: SessionKind
    value: str = ""
    size: int = MAX_SIZE
    deck: str = ""

    @property
    def address(self) -> str:
        """The text that `parse_session` reads, such as "part.20:A"."""
        size = f".{self.size}" if self.size != MAX_SIZE else ""
        value = f":{self.value}" if self.value else ""
        return f"{self.kind}{size}{value}"

    @property
    def days(self) -> int:
        """How many days back errors count."""
        return int(self.value or ERROR_DAYS[0])

    @property
    def pair(self) -> Pair | None:
        """The two jobs to tell apart; None: all that are confused, or another kind."""
        first, _, second = self.value.partition(_BETWEEN)
        is_pair = self.kind is SessionKind.CONFUSED and second
        return (first, second) if is_pair else None


@dataclass(frozen=True, slots=True)
class SessionCard:
    """A card as far as sessions need it.

    `named` are the jobs that its key names, `right` all that count as right. `recall`
    is the chance of recall today (None: never answered), `missed_on` the last study day
    on which it was answered wrong.
    """

    card_id: int
    part: str
    jobs: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    right: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    recall: float | None = None
    missed_on: date | None = None
    is_marked: bool = False
    is_suspended: bool = False


def contrast_of(pair: Pair, *, deck: str = "") -> SessionRequest:
    """Return the session that asks which of two jobs it is, again and again."""
    return SessionRequest(SessionKind.CONFUSED, _BETWEEN.join(pair), deck=deck)


def tells_apart(named: Collection[str], right: Collection[str], pair: Pair) -> bool:
    """Say whether a card can be asked with two jobs alone to choose from.

    One of them is what its key names, and the other is wrong.

    Args:
        named: the jobs that its key names; none of a card that asks for no job.
        right: all jobs that count as right.
    """
    first, second = pair
    is_one_right = (first in right) != (second in right)
    return is_one_right and (first in named or second in named)


def parse_session(address: str, *, deck: str = "") -> SessionRequest | None:
    """Read a session from its address, such as "errors.20:7"; None: it is none."""
    found = _ADDRESS.fullmatch(address)
    if not found or found[1] not in set(SessionKind):
        return None
    size = int(found[2] or MAX_SIZE)
    request = SessionRequest(SessionKind(found[1]), found[3] or "", size, deck)
    return request if 1 <= size <= MAX_SIZE and _has_its_value(request) else None


def with_size(request: SessionRequest, size: int) -> SessionRequest:
    """Return the same session of another length."""
    return replace(request, size=min(max(size, 1), MAX_SIZE))


def cards_in(
    cards: Iterable[SessionCard],
    request: SessionRequest,
    *,
    day: date,
    pairs: Sequence[Pair],
) -> tuple[SessionCard, ...]:
    """Return the cards that a session may ask, in the order in which they come.

    Args:
        cards: of one student; those of a list already picked.
        day: the study day.
        pairs: jobs that are confused.
    """
    is_in = [card for card in cards if _belongs(card, request, day, pairs)]
    if request.kind is SessionKind.LIST:
        return tuple(is_in)
    return tuple(card for card in is_in if not card.is_suspended)


def in_order(
    cards: Sequence[SessionCard],
    request: SessionRequest,
    *,
    pairs: Sequence[Pair],
    rng: Random,
) -> tuple[int, ...]:
    """Return the ids of the cards of a session in the order in which they are asked.

    Before an exam the weakest come first, two jobs take turns, a list keeps its order;
    all others are shuffled, so that no card gives the next one away.
    """
    match request.kind:
        case SessionKind.EXAM:
            ordered = sorted(cards, key=_weakness)
        case SessionKind.CONFUSED:
            shuffled = rng.sample(cards, len(cards))
            ordered = list(_taking_turns(shuffled, _jobs_to_tell(request, pairs)))
        case SessionKind.LIST:
            ordered = list(cards)
        case _:
            ordered = rng.sample(cards, len(cards))
    return tuple(card.card_id for card in ordered[: request.size])


def _has_its_value(request: SessionRequest) -> bool:
    match request.kind:
        case SessionKind.PART | SessionKind.JOB | SessionKind.TAG:
            return bool(request.value)
        case SessionKind.ERRORS:
            days = request.value or "1"
            return days.isdecimal() and 1 <= int(days[:4]) <= _LONGEST_AGO
        case SessionKind.CONFUSED:
            return not request.value or request.pair is not None
        case SessionKind.LIST:
            return True
        case SessionKind.FORGOTTEN | SessionKind.EXAM | SessionKind.MARKED:
            return not request.value
        case _:
            assert_never(request.kind)


def _belongs(
    card: SessionCard, request: SessionRequest, day: date, pairs: Sequence[Pair]
) -> bool:
    match request.kind:
        case SessionKind.ERRORS:
            return _is_missed_since(card, day - timedelta(days=request.days - 1))
        case SessionKind.FORGOTTEN:
            return _is_missed_since(card, day)
        case SessionKind.CONFUSED if request.pair:
            return tells_apart(card.named, card.right, request.pair)
        case SessionKind.CONFUSED:
            return not set(card.jobs).isdisjoint(_jobs_to_tell(request, pairs))
        case _:
            return _is_about(card, request)


def _is_about(card: SessionCard, request: SessionRequest) -> bool:
    match request.kind:
        case SessionKind.PART:
            return card.part == request.value
        case SessionKind.JOB:
            return request.value in card.jobs
        case SessionKind.TAG:
            return request.value in card.tags
        case SessionKind.MARKED:
            return card.is_marked
        case _:
            return True


def _is_missed_since(card: SessionCard, day: date) -> bool:
    return card.missed_on is not None and card.missed_on >= day


def _weakness(card: SessionCard) -> float:
    """Put what may be lost before what was never learnt: that cannot be recalled."""
    return _MORE_THAN_ANY if card.recall is None else card.recall


def _jobs_to_tell(request: SessionRequest, pairs: Sequence[Pair]) -> tuple[str, ...]:
    """Return the jobs to tell apart, each beside the one that it is confused with."""
    wanted = [request.pair] if request.pair else pairs
    return tuple(dict.fromkeys(job for pair in wanted for job in pair))


def _taking_turns(
    cards: Sequence[SessionCard], jobs: Sequence[str]
) -> Iterator[SessionCard]:
    groups: dict[str, list[SessionCard]] = {job: [] for job in jobs}
    for card in cards:
        groups[next(job for job in jobs if job in card.jobs)].append(card)
    for turn in zip_longest(*groups.values()):
        yield from (card for card in turn if card is not None)
