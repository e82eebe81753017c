"""Sixty days of a student who is away or tired at times: every promise holds."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.core.candidates import NOW, ONE_DAY, TODAY
from trainer.core.card_state import CardState, Phase
from trainer.core.daily import Candidate, DayLimits, DayQueue, plan_day
from trainer.core.reviews import Rating, Review
from trainer.core.schedule import advance
from trainer.core.study_settings import StudySettings


@dataclass
class Student:
    """Somebody who studies 360 cards in 120 families, and is away or tired at times."""

    limits: DayLimits
    settings: tuple[StudySettings, ...] = (StudySettings(since=NOW - 900 * ONE_DAY),)
    chance: random.Random = field(default_factory=lambda: random.Random(5))
    states: dict[int, CardState] = field(
        default_factory=lambda: dict.fromkeys(range(360), CardState())
    )

    def study(self, day: date, now: datetime) -> Iterator[Candidate]:
        """Answer until nothing is left, or until tired; give the cards asked."""
        patience = self.chance.choice([20, 1000, 1000])
        while patience:
            queue = self.queue(day, now)
            if not queue.cards:
                return
            card = queue.cards[0]
            yield card
            self.answer(card.card_id, day, now)
            now += timedelta(seconds=15)
            patience -= 1

    def queue(self, day: date, now: datetime) -> DayQueue:
        candidates = [
            Candidate(
                card_id,
                card_id // 3,
                card_id,
                state.phase,
                state.due_at,
                state.due_day,
                state.stability,
                state.last_study_day,
                state.introduced_on,
            )
            for card_id, state in self.states.items()
        ]
        return plan_day(candidates, self.limits, day=day, now=now, seed="tom")

    def answer(self, card_id: int, day: date, now: datetime) -> None:
        rating = self.chance.choices(tuple(Rating), weights=(2, 1, 6, 1))[0]
        self.states[card_id] = advance(
            self.states[card_id],
            Review(str(now), rating, now, day),
            settings=self.settings,
            seed=f"tom/{card_id}",
        )


def test_sixty_days_keep_the_limits_and_siblings_apart() -> None:
    limits = DayLimits(new_per_day=9, reviews_per_day=30)
    student = Student(limits)
    away = range(20, 30)
    full_days = 0

    for number in range(60):
        if number in away:
            continue
        day, now = TODAY + number * ONE_DAY, NOW + number * ONE_DAY
        asked = list(student.study(day, now))

        cards = {card.card_id for card in asked}
        new = [card for card in asked if card.phase is Phase.NEW]
        outside_steps = {
            card.card_id for card in asked if card.phase in (Phase.NEW, Phase.REVIEW)
        }
        seen_families = Counter(card_id // 3 for card_id in outside_steps)
        assert len(new) <= limits.new_per_day
        assert len(cards) <= limits.reviews_per_day
        assert max(seen_families.values(), default=0) <= 1
        full_days += len(cards) == limits.reviews_per_day

    assert full_days > 10
    assert sum(state.reps > 0 for state in student.states.values()) > 150
