"""Students with a past of their own making, for what Anki is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from trainer.anki_memory import AnkiMemory, preset_of
from trainer.core.anki_ids import review_ids
from trainer.core.anki_schedule import Logged, card_in_anki
from trainer.core.card_state import CardState
from trainer.core.holds import CardHold
from trainer.core.reviews import Purpose, Rating, Review
from trainer.core.schedule import advance, replay
from trainer.core.study_day import day_begins, study_day
from trainer.core.study_settings import StudySettings

LONGEST_PAST = timedelta(days=300)
MOST_ANSWERS = 9
RATINGS = (Rating.AGAIN, Rating.HARD, Rating.GOOD, Rating.GOOD, Rating.EASY)


@dataclass(frozen=True, slots=True)
class Past:
    """What a student did, by card key, and how the student goes on."""

    settings: StudySettings
    reviews: dict[str, list[Review]]
    holds: dict[str, CardHold]

    def state(self, key: str) -> CardState:
        """Return what is known of a card."""
        return replay(self.reviews[key], [self.settings], seed=key)

    def day_at(self, instant: datetime) -> date:
        """Return the study day of an instant."""
        hour = self.settings.rollover_hour
        return study_day(instant, self.settings.zone, rollover_hour=hour)

    def ids(self) -> dict[str, int]:
        """Return the id of each answer in Anki's log."""
        log = [review for reviews in self.reviews.values() for review in reviews]
        ids = review_ids((review.uid, review.effective_at) for review in log)
        return {review.uid: id_ for review, id_ in zip(log, ids, strict=True)}

    def memory(self) -> AnkiMemory:
        """Return what Anki is told."""
        ids = self.ids()
        return AnkiMemory(
            preset_of(self.settings),
            {
                key: card_in_anki(
                    [Logged(ids[r.uid], r, duration_ms(r)) for r in reviews],
                    [self.settings],
                    seed=key,
                    today=self.settings,
                    hold=self.holds[key],
                )
                for key, reviews in self.reviews.items()
            },
        )


def duration_ms(review: Review) -> int:
    """Return how long an answer took."""
    return 1000 + len(review.uid) * 300


def past_of(
    keys: Iterable[str], settings: StudySettings, until: datetime, seed: str
) -> Past:
    """Return a past up to an instant: some cards are new, some were just begun."""
    rng = Random(seed)
    reviews = {key: _reviews(key, settings, until, rng) for key in keys}
    holds = {
        key: CardHold(
            is_suspended=rng.random() < 0.15,
            buried_on=until.date() if rng.random() < 0.2 else None,
            is_flagged=rng.random() < 0.2,
        )
        for key in reviews
    }
    return Past(settings, reviews, holds)


def _reviews(
    key: str, settings: StudySettings, until: datetime, rng: Random
) -> list[Review]:
    """Answer a card when it is due, or some days later, until the day has come."""
    at = _waking(until - LONGEST_PAST * rng.random() ** 2, settings, rng)
    state, reviews = CardState(), list[Review]()
    for number in range(rng.randrange(MOST_ANSWERS)):
        if at >= until:
            break
        hour = settings.rollover_hour
        review = Review(
            uid=f"{key}-{number}",
            rating=rng.choice(RATINGS),
            effective_at=at,
            study_day=study_day(at, settings.zone, rollover_hour=hour),
            purpose=Purpose.CRAM if rng.random() < 0.08 else Purpose.STUDY,
        )
        reviews.append(review)
        state = advance(state, review, settings=[settings], seed=key)
        at = _next(at, state, settings, rng)
    return reviews


def _next(
    at: datetime, state: CardState, settings: StudySettings, rng: Random
) -> datetime:
    if state.due_at:
        return max(at, state.due_at) + timedelta(minutes=rng.randrange(1, 20))
    if state.due_day is None:
        return at + timedelta(hours=1)
    day = state.due_day + timedelta(days=rng.choice((0, 0, 1, 6)))
    begins = day_begins(day, settings.zone, rollover_hour=settings.rollover_hour)
    return _waking(max(begins, at + timedelta(days=1)), settings, rng)


def _waking(at: datetime, settings: StudySettings, rng: Random) -> datetime:
    """Move a time into the waking hours of its day, far from its ends.

    Across a change of the clocks Anki counts an answer within an hour of the rollover
    to the other day.
    """
    hour = settings.rollover_hour
    day = study_day(at, settings.zone, rollover_hour=hour)
    begins = day_begins(day, settings.zone, rollover_hour=hour)
    return begins + timedelta(hours=2, seconds=rng.randrange(14 * 3600))
