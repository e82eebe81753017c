"""A database in which a sample paper has been studied for months, for the benchmarks.

The rows are those that the program itself would have written: the paper is imported,
the log is appended to, the states are replayed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert, select, update

from benchmarks.sample import write_paper
from trainer.config import Config, sqlite_url
from trainer.core.card_state import CardState, Phase
from trainer.core.reviews import Purpose, Rating, Review
from trainer.core.schedule import advance
from trainer.db import Database, open_database
from trainer.import_plan import plan_import
from trainer.importing import apply_import
from trainer.learners import Learner, ensure_learner, load_learner
from trainer.papers import read_source
from trainer.replaying import replay_cards
from trainer.tables import CardRow, ReviewRow, ReviewSource, StudySettingsRow

STUDIED = 0.7  # of the cards; the others are new
LAPSES = 0.12  # of the answers to cards in review
NO_LIMIT = 9999
_LONGEST = 45  # days: a learner in a hurry
_CHUNK = 20_000
_STEP = timedelta(minutes=10)
_BEGIN = datetime(2020, 1, 6, 9, tzinfo=UTC)


def config_of(home: Path) -> Config:
    """Give the configuration of a data folder."""
    return Config(home=home, database_url=sqlite_url(home))


def make_studied(home: Path, items: int, reviews: int, now: datetime) -> Database:
    """Make a data folder with a paper of this size and this many reviews of it."""
    database = open_database(config_of(home))
    import_paper(database, write_paper(home, items), now)
    set_limits(database, NO_LIMIT, NO_LIMIT)
    with database.writing() as session:
        learner = load_learner(session)
        cards = list(session.scalars(select(CardRow.id)))
        studied = Random(1).sample(cards, min(int(len(cards) * STUDIED), reviews))
        rows = list(history(learner, studied, reviews, now))
        for start in range(0, len(rows), _CHUNK):
            session.execute(insert(ReviewRow), rows[start : start + _CHUNK])
        replay_cards(session, learner, studied)
    return database


def import_paper(database: Database, deck: Path, now: datetime) -> None:
    """Import a deck folder for the learner of the database."""
    with database.writing() as session:
        apply_import(session, plan_import(session, read_source(deck)), now)
        ensure_learner(session, now)


def set_limits(database: Database, new: int, reviews: int) -> None:
    """Let so many cards be studied a day, from ever."""
    values = {"new_per_day": new, "reviews_per_day": reviews}
    with database.writing() as session:
        session.execute(update(StudySettingsRow).values(values))


def history(
    learner: Learner, cards: list[int], reviews: int, now: datetime
) -> Iterator[dict[str, Any]]:
    """Give the rows of this many reviews, shared evenly among the cards."""
    each, more = divmod(reviews, len(cards))
    for place, card in enumerate(cards):
        answers = _answers(learner, card, each + (place < more))
        yield from (_row(learner, card, *answer) for answer in _shifted(answers, now))


def _answers(learner: Learner, card: int, count: int) -> list[Review]:
    """Simulate a student who answers when a card is due, and forgets some.

    The last answer is a right one; part of its interval, a day at least, has gone by.
    """
    rng = Random(card)
    state, at, reviews = CardState(), _BEGIN, list[Review]()
    for number in range(count):
        forgets = state.phase is Phase.REVIEW and rng.random() < LAPSES
        rating = Rating.AGAIN if forgets and number < count - 1 else Rating.GOOD
        review = Review(f"past-{card}-{number}", rating, at, learner.day_at(at), number)
        reviews.append(review)
        state = advance(state, review, settings=learner.settings, seed=str(card))
        days = (state.due_day - review.study_day).days if state.due_day else 0
        wait = min(days, _LONGEST) * rng.uniform(0.9, 1.3) if number < count - 1 else 0
        at += timedelta(days=int(wait)) if wait else _STEP
    rest = timedelta(days=1 + int(days * rng.random() * 1.05))
    return [*reviews, replace(reviews[-1], effective_at=at + rest)]


def _shifted(
    answers: list[Review], now: datetime
) -> Iterator[tuple[int, Rating, datetime]]:
    """Move all answers so that the end of the simulation is now."""
    shift = now - answers[-1].effective_at
    for number, answer in enumerate(answers[:-1]):
        yield number, answer.rating, answer.effective_at + shift


def _row(
    learner: Learner, card: int, number: int, rating: Rating, at: datetime
) -> dict[str, Any]:
    return {
        "student_id": learner.id,
        "card_id": card,
        "revision": 1,
        "uid": f"past-{card}-{number}",
        "rating": rating,
        "response": '{"text":"Ingénieur ventes"}',
        "shown": '["Analyste ventes","Ingénieur ventes","Testeur images"]',
        "score": float(rating > Rating.AGAIN),
        "duration_ms": 4000,
        "source": ReviewSource.WEB,
        "purpose": Purpose.STUDY,
        "device_at": at,
        "sequence": number,
        "zone": "Europe/Paris",
        "received_at": at,
        "effective_at": at,
        "study_day": learner.day_at(at),
    }
