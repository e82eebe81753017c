"""Reviews of one card, and what replay makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from trainer.core.card_state import CardState
from trainer.core.reviews import Rating, Review
from trainer.core.schedule import replay
from trainer.core.study_settings import StudySettings

AGAIN, HARD, GOOD, EASY = Rating
MONDAY = date(2026, 1, 5)
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
DEFAULTS = (StudySettings(since=ALWAYS),)
SEED = "tom/1"


def review(rating: Rating, *, day: int = 0, minute: int = 0) -> Review:
    """Make a review some days and minutes after Monday noon."""
    return Review(
        uid=f"{day}-{minute}",
        rating=rating,
        effective_at=NOON + timedelta(days=day, minutes=minute),
        study_day=MONDAY + timedelta(days=day),
    )


def states_after(reviews: Sequence[Review]) -> list[CardState]:
    """Give the state after each review of a card."""
    return [
        replay(reviews[: done + 1], DEFAULTS, seed=SEED) for done in range(len(reviews))
    ]


steps = st.lists(st.integers(1, 600), max_size=3).map(tuple)
one_settings = st.builds(
    StudySettings,
    since=st.just(ALWAYS),
    desired_retention=st.floats(0.7, 0.97),
    learning_steps=steps,
    relearning_steps=steps,
)
gaps = st.one_of(
    st.tuples(st.just(0), st.integers(0, 90)),
    st.tuples(st.integers(1, 400), st.integers(0, 90)),
)
entries = st.tuples(st.sampled_from(Rating), gaps)


@st.composite
def histories(draw: st.DrawFn, min_size: int = 1) -> list[Review]:
    """Draw the reviews of one card, oldest first, some on one day, some far apart."""
    reviews = []
    days = minutes = 0
    for number, (rating, gap) in enumerate(
        draw(st.lists(entries, min_size=min_size, max_size=14))
    ):
        days += gap[0]
        minutes += gap[1]
        answer = review(rating, day=days, minute=minutes)
        reviews.append(replace(answer, uid=f"{number:02}"))
    return reviews
