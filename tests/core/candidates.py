"""Cards that a day may ask, and the queue that is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from trainer.core.card_state import Phase
from trainer.core.daily import Candidate, DayLimits, DayQueue, plan_day

TODAY = date(2026, 5, 5)
NOW = datetime(2026, 5, 5, 18, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)
YESTERDAY = TODAY - ONE_DAY
ROOMY = DayLimits(new_per_day=100, reviews_per_day=1000)


def new_card(
    card_id: int, *, family: int | None = None, position: int = 0
) -> Candidate:
    return Candidate(card_id, card_id if family is None else family, position)


def due_card(
    card_id: int,
    *,
    family: int | None = None,
    due_day: date = TODAY,
    stability: float = 10.0,
    early: int = 0,
    late: int = 0,
) -> Candidate:
    """Make a card in review, last seen ten days before today."""
    return Candidate(
        card_id,
        card_id if family is None else family,
        position=0,
        phase=Phase.REVIEW,
        due_day=due_day,
        stability=stability,
        last_study_day=TODAY - timedelta(days=10),
        introduced_on=TODAY - timedelta(days=30),
        earliest_day=due_day - early * ONE_DAY,
        latest_day=due_day + late * ONE_DAY,
    )


def step_card(
    card_id: int,
    *,
    family: int | None = None,
    due_at: datetime = NOW,
    introduced_on: date = TODAY,
) -> Candidate:
    """Make a card in a learning step, last answered on the day of its introduction."""
    return Candidate(
        card_id,
        card_id if family is None else family,
        position=0,
        phase=Phase.LEARNING,
        due_at=due_at,
        stability=2.0,
        last_study_day=introduced_on,
        introduced_on=introduced_on,
    )


def answered(card: Candidate) -> Candidate:
    """Make what a card is after an answer today that sent it into review."""
    return card._replace(
        phase=Phase.REVIEW,
        due_at=None,
        due_day=TODAY + timedelta(days=5),
        stability=5.0,
        last_study_day=TODAY,
        introduced_on=card.introduced_on or TODAY,
    )


def plan(
    *candidates: Candidate,
    limits: DayLimits = ROOMY,
    seed: str = "",
    rivals: Mapping[int, frozenset[int]] | None = None,
) -> DayQueue:
    return plan_day(candidates, limits, day=TODAY, now=NOW, seed=seed, rivals=rivals)


def ids(queue: DayQueue) -> list[int]:
    return [card.card_id for card in queue.cards]
