"""Students who review for sixty days, played by the rules alone, without a database.

What is recalled is drawn by FSRS's own chance of recall, from a number that belongs to
a card and its repetition: two plans of one student differ by their days alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b

from trainer.core.card_state import CardState, Phase
from trainer.core.daily import Candidate, DayLimits, DayQueue, plan_day
from trainer.core.introductions import rivals_of
from trainer.core.leveling import usual_reviews
from trainer.core.pacing import Exam, before_exam, new_before_exam
from trainer.core.reviews import Rating, Review
from trainer.core.schedule import advance, retrievability
from trainer.core.study_settings import StudySettings

ONE_DAY = timedelta(days=1)
START = date(2026, 1, 5)
SETTINGS = (StudySettings(since=datetime(2025, 1, 1, tzinfo=UTC)),)
CARDS = 240
CARDS_OF_A_FAMILY = 2
JOBS = ("DA", "BI", "DS", "DL", "MLE", "OPS", "NLP", "GEN")
CONFUSABLE = (("DA", "BI"), ("DS", "DL"), ("DS", "MLE"), ("MLE", "OPS"), ("NLP", "GEN"))


@dataclass(frozen=True, slots=True)
class Day:
    """What was asked on a day: each card once, as it was when it came first."""

    day: date
    limits: DayLimits
    asked: tuple[Candidate, ...]

    @property
    def reviews(self) -> tuple[Candidate, ...]:
        """The cards that were in review."""
        return tuple(card for card in self.asked if card.phase is Phase.REVIEW)

    @property
    def new(self) -> tuple[Candidate, ...]:
        """The cards that were new."""
        return tuple(card for card in self.asked if card.phase is Phase.NEW)


@dataclass
class Student:
    """Somebody with a deck of 120 families of two cards, each about a job or none."""

    name: str
    limits: DayLimits
    is_levelled: bool = True
    easy_days: tuple[int, ...] = ()
    exam: Exam | None = None
    states: list[CardState] = field(
        default_factory=lambda: [CardState() for _ in range(CARDS)]
    )
    done: dict[date, int] = field(default_factory=dict)

    def study(self, days: Collection[int]) -> Iterator[Day]:
        """Review all that each of these days asks for, by their numbers from 0."""
        for number in days:
            yield self.study_day(START + number * ONE_DAY)

    def study_day(self, day: date, limits: DayLimits | None = None) -> Day:
        """Answer until nothing is left of a day."""
        now = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
        today = limits or self.limits_on(day)
        asked: dict[int, Candidate] = {}
        while (queue := self.queue(day, now, today)).cards:
            for card in queue.cards:
                asked.setdefault(card.card_id, card)
                self.answer(card.card_id, day, now)
            now += timedelta(minutes=20)
        was = Day(day, today, tuple(asked.values()))
        self.done[day] = len(was.reviews)
        return was

    def limits_on(self, day: date) -> DayLimits:
        """Give the student's limits with the usual number of reviews."""
        week = [day - n * ONE_DAY for n in range(1, 8)]
        done = {each: self.done[each] for each in week if self.done.get(each)}
        usual = usual_reviews(done, day, self.easy_days) if self.is_levelled else 0
        new = self.limits.new_per_day
        if self.exam:
            unseen = sum(state.reps == 0 for state in self.states)
            new = new_before_exam(self.exam, unseen, day)
        return DayLimits(new, self.limits.reviews_per_day, usual_reviews=usual)

    def queue(self, day: date, now: datetime, limits: DayLimits) -> DayQueue:
        """Plan what is left of a day, from the cards that it may hold."""
        cards = (candidate(card_id, state) for card_id, state in enumerate(self.states))
        if self.exam:
            cards = (before_exam(card, self.exam.on) for card in cards)
        seen = [
            card
            for card in cards
            if card.due_day is None
            or card.due_day <= day + ONE_DAY
            or card.last_study_day == day
        ]
        return plan_day(seen, limits, day=day, now=now, seed=self.name, rivals=RIVALS)

    def answer(self, card_id: int, day: date, now: datetime) -> None:
        """Recall a card or not, by the chance that FSRS gives it."""
        state = self.states[card_id]
        chance = retrievability(state, day) if state.reps else 0.6
        seed = f"{self.name}/{card_id}"
        is_recalled = draw(f"{seed}/{state.reps}") < chance
        rating = Rating.GOOD if is_recalled else Rating.AGAIN
        review = Review(uid="", rating=rating, effective_at=now, study_day=day)
        self.states[card_id] = advance(state, review, settings=SETTINGS, seed=seed)


def candidate(card_id: int, state: CardState) -> Candidate:
    """Give a card as the queue sees it."""
    return Candidate(
        card_id,
        family_of(card_id),
        card_id,
        state.phase,
        state.due_at,
        state.due_day,
        state.stability,
        state.last_study_day,
        state.introduced_on,
        earliest_day=state.earliest_day,
        latest_day=state.latest_day,
    )


def family_of(card_id: int) -> int:
    """Give the family of a card: the second cards come after all the first."""
    return card_id % (CARDS // CARDS_OF_A_FAMILY)


def jobs_of_family(family: int) -> frozenset[str]:
    """Give the job that a family is about; every third one is about none."""
    return frozenset() if family % 3 == 2 else frozenset({JOBS[family * 5 % 8]})


def draw(seed: str) -> float:
    """Draw from [0, 1), always the same for a seed."""
    return int.from_bytes(blake2b(seed.encode(), digest_size=6).digest()) / 2**48


RIVALS = rivals_of(
    {n: jobs_of_family(n) for n in range(CARDS // CARDS_OF_A_FAMILY)}, CONFUSABLE
)
