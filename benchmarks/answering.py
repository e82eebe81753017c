"""Answers as the review page gives them, stored as the API stores them.

Knows how an answer comes to be; nothing of peers and figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from trainer.core.questions import Question, Response
from trainer.core.reviews import Rating
from trainer.core.right_answers import NameKey, OrderKey, RecallKey, TrueFalseKey
from trainer.daily_review import HandCard, next_cards
from trainer.db import Database
from trainer.learners import load_learner, lock_learner, new_uid
from trainer.revealing import Reveal, reveal
from trainer.reviewing import AnswerIn, Status, record
from web.schemas import HAND

# The page asks for more when it holds fewer cards, or has not asked for so long
# (web/static/scripts/hand.js).
ENOUGH = 6
FRESH = timedelta(seconds=60)
PACE = timedelta(seconds=8)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
ANSWERS_A_QUEUE = min(HAND - ENOUGH + 1, FRESH // PACE + 1)


@dataclass(slots=True)
class Student:
    """Answers the cards of a database, all right, one every eight seconds."""

    database: Database
    now: datetime
    hand: list[HandCard] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)
    asked_at: datetime = LONG_AGO

    def look(self, card: str) -> Reveal:
        """Fetch a card's answer, as the page does before it is needed."""
        with self.database.reading() as session:
            return reveal(session, load_learner(session), card)

    def prepare(self, card: str) -> AnswerIn:
        """Make a right answer of a card."""
        self.now += PACE
        return AnswerIn(
            uid=new_uid(),
            card=card,
            rating=Rating.GOOD,
            device_at=self.now,
            response=right_response(self.look(card)),
            duration_ms=4000,
            sequence=next(self.numbers),
            zone="Europe/Paris",
        )

    def store(self, answer: AnswerIn) -> None:
        """Store one answer, as POST /api/reviews does."""
        with self.database.writing() as session:
            learner = lock_learner(session)
            (outcome,) = record(
                session, learner, [answer], sent_at=self.now, now=self.now
            )
        assert outcome.status is Status.NEW, outcome

    def take(self) -> Question:
        """Take the next card in hand; refill it when the page would."""
        if len(self.hand) < ENOUGH or self.now - self.asked_at > FRESH:
            self.refill()
        return self.hand.pop(0).question

    def refill(self) -> None:
        """Ask for the next cards, as GET /api/queue does."""
        with self.database.reading() as session:
            learner = load_learner(session)
            cards = next_cards(session, learner, self.now, limit=HAND)
        self.hand, self.asked_at = list(cards.cards), self.now


def right_response(answer: Reveal) -> Response:
    """Give a right response to a card."""
    match answer.card.answer:
        case NameKey():
            return Response(choice=answer.right[0])
        case TrueFalseKey(is_true):
            return Response(is_true=is_true)
        case OrderKey(steps):
            return Response(order=tuple(step.name for step in steps))
        case RecallKey():
            return Response()
