"""A student who has answered for months, for tests and pictures of what comes of it.

The answers go in by the stories that the pages call, with a clock that moves: they are
planned, asked, judged and replayed as in life. Some are undone, some arrive late, some
are cram. The same seed gives the same log.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import assert_never

from sqlalchemy import update

from trainer.core.questions import Format, Question, Response
from trainer.core.reviews import Purpose, Rating
from trainer.daily_review import HandCard, next_cards
from trainer.db import Database
from trainer.learners import Learner, load_learner
from trainer.revealing import Reveal, reveal_some
from trainer.reviewing import AnswerIn, RetractionIn, Status, record, retract
from trainer.tables import StudentRow, StudySettingsRow

PACE = timedelta(seconds=9)
LONGEST_SITTINGS = 6  # a day: steps that are not due yet wait for the next day


@dataclass(frozen=True, slots=True)
class Habits:
    """How a student studies: shares of the days, and of the answers."""

    rests: float = 0.1  # of the days
    wrong: float = 0.12  # of the answers
    undone: float = 0.02
    late: float = 0.1  # of the sittings: they arrive with the next one
    cram: float = 0.1  # of the days
    new_per_day: int = 8


HABITS = Habits()


@dataclass(slots=True)
class _Desk:
    """What a simulated student works with."""

    database: Database
    learner: Learner
    habits: Habits
    rng: Random
    number: int = 0
    late: list[AnswerIn] = field(default_factory=list)


def study(
    database: Database,
    *,
    days: int,
    until: datetime,
    habits: Habits = HABITS,
    seed: int = 1,
) -> int:
    """Let the learner of a database study every day up to an instant, that day too.

    Args:
        database: with a learner and decks to begin with, and no answer yet; the learner
            and the first settings are moved back to the first day.
        days: how many.
        until: the time of the last sitting.

    Returns:
        How many answers were given.
    """
    first = until - timedelta(days=days - 1)
    desk = _Desk(database, _begin(database, first, habits), habits, Random(seed))
    for number in range(days):
        if number in (0, days - 1) or desk.rng.random() >= habits.rests:
            _study_day(desk, first + timedelta(days=number))
    return desk.number


def _begin(database: Database, first: datetime, habits: Habits) -> Learner:
    before = first - timedelta(days=1)
    with database.writing() as session:
        session.execute(update(StudentRow).values(created_at=before))
        session.execute(
            update(StudySettingsRow).values(
                since=before, new_per_day=habits.new_per_day
            )
        )
    with database.reading() as session:
        return load_learner(session)


def _study_day(desk: _Desk, now: datetime) -> None:
    asked: tuple[HandCard, ...] = ()
    for _ in range(LONGEST_SITTINGS):
        with desk.database.reading() as session:
            hand = next_cards(session, desk.learner, now, limit=50).cards
        if not hand:
            break
        now = _sit(desk, hand, now, Purpose.STUDY)
        asked = hand
    if desk.rng.random() < desk.habits.cram:
        _sit(desk, asked, now, Purpose.CRAM)


def _sit(
    desk: _Desk, hand: tuple[HandCard, ...], now: datetime, purpose: Purpose
) -> datetime:
    """Answer the cards in hand, send them or keep them, and undo some."""
    answers = []
    with desk.database.reading() as session:
        keys = [card.question.card_key for card in hand]
        reveals = reveal_some(session, desk.learner, keys)
    told = {reveal.card.key: reveal for reveal in reveals}
    for card in hand:
        took = PACE * desk.rng.uniform(0.4, 2.5)
        now += took
        question = card.question
        known = told[question.card_key]
        answers.append(
            _answer(desk, question, known, at=now, took=took, purpose=purpose)
        )
    if desk.rng.random() < desk.habits.late and not desk.late:
        desk.late = answers
        return now
    _send(desk, [*desk.late, *answers], now)
    desk.late = []
    return now + timedelta(minutes=2)


def _send(desk: _Desk, answers: list[AnswerIn], now: datetime) -> None:
    undone = [a for a in answers if desk.rng.random() < desk.habits.undone]
    undoings = [RetractionIn(f"undo-{a.uid}", a.uid, now) for a in undone]
    with desk.database.writing() as session:
        outcomes = record(session, desk.learner, answers, sent_at=now, now=now)
        outcomes += retract(session, desk.learner, undoings, now)
    assert {outcome.status for outcome in outcomes} == {Status.NEW}


def _answer(
    desk: _Desk,
    question: Question,
    told: Reveal,
    *,
    at: datetime,
    took: timedelta,
    purpose: Purpose,
) -> AnswerIn:
    desk.number += 1
    is_right = desk.rng.random() >= desk.habits.wrong
    return AnswerIn(
        uid=f"simulated-{desk.number:06d}",
        card=question.card_key,
        rating=Rating.GOOD if is_right else Rating.AGAIN,
        device_at=at,
        response=_response(desk.rng, question, told, is_right=is_right),
        shown=question.options or tuple(step.name for step in question.steps),
        format=question.format,
        duration_ms=took // timedelta(milliseconds=1),
        sequence=desk.number,
        zone="Europe/Paris",
        purpose=purpose,
    )


def _response(
    rng: Random, question: Question, answer: Reveal, *, is_right: bool
) -> Response:
    match question.format:
        case Format.CHOICE:
            fitting = [o for o in question.options if (o in answer.right) is is_right]
            return Response(choice=rng.choice(fitting))
        case Format.TRUE_FALSE:
            return Response(is_true=answer.is_true is is_right)
        case Format.ORDERING:
            assert answer.order is not None
            names = tuple(step.name for step in answer.order.steps)
            return Response(order=names if is_right else names[::-1])
        case Format.TYPED:
            return Response(text=answer.right[0] if is_right else "autre chose")
        case Format.SENTENCE | Format.SELF_MARKED:
            return Response()
        case _:
            assert_never(question.format)
