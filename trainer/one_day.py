"""The story of one study day: what was answered on it, or what falls due on it.

Only reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from trainer import access
from trainer.content import LoadedCard
from trainer.core.history import LoggedAnswer
from trainer.core.statistics import DayWork, work_by_day
from trainer.due_days import due_days
from trainer.learners import Learner
from trainer.review_history import answers_on
from trainer.study_cards import study_cards

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayAnswer:
    """One answer of a day, with its card."""

    card: LoadedCard
    logged: LoggedAnswer


@dataclass(frozen=True, slots=True)
class OneDay:
    """A study day; `due` are the cards that are to come on it, if it is not over."""

    day: date
    today: date
    zone: str
    work: DayWork
    answers: tuple[DayAnswer, ...]
    due: tuple[LoadedCard, ...]


@dataclass(frozen=True, slots=True)
class DayScore:
    """How many answers of a study day count, and how many of them were right."""

    day: date
    answers: int
    passed: int


def last_days(
    session: Session, learner: Learner, now: datetime
) -> tuple[DayScore, ...]:
    """Say what was done today and yesterday, if anything was: the newest first."""
    today = learner.day_at(now)
    scores = (_score(session, learner, today - n * _ONE_DAY) for n in range(2))
    return tuple(score for score in scores if score.answers)


def one_day(session: Session, learner: Learner, day: date, now: datetime) -> OneDay:
    """Say what was answered on a study day, and what falls due on it from today on."""
    today = learner.day_at(now)
    answers = answers_on(session, learner, day)
    keys = sorted({key for key, _ in answers})
    cards = access.cards_of(session, learner.id, keys)
    return OneDay(
        day=day,
        today=today,
        zone=learner.settings_at(now).zone,
        work=work_by_day(logged for _, logged in answers).get(day, DayWork()),
        answers=tuple(
            DayAnswer(cards[key], logged) for key, logged in answers if key in cards
        ),
        due=_due_on(session, learner, day, today) if day >= today else (),
    )


def _score(session: Session, learner: Learner, day: date) -> DayScore:
    answers = [
        logged
        for _, logged in answers_on(session, learner, day)
        if logged.is_study and not logged.is_retracted
    ]
    return DayScore(day, len(answers), sum(each.is_passed for each in answers))


def _due_on(
    session: Session, learner: Learner, day: date, today: date
) -> tuple[LoadedCard, ...]:
    """Return the cards of a day to come; today has those that were put off too."""
    cards = study_cards(session, learner)
    due = due_days(learner, cards)
    return tuple(
        card.loaded
        for card in cards
        if card.loaded.id in due and max(due[card.loaded.id], today) == day
    )
