"""The story of one card: every answer to it, what was known at each, what is known now.

Only reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer import access
from trainer.content import LoadedCard
from trainer.core.card_state import CardState
from trainer.core.history import Answer
from trainer.core.holds import NOT_HELD, CardHold
from trainer.core.messages import Message, message
from trainer.core.questions import Response
from trainer.core.right_answers import OrderKey
from trainer.core.schedule import retrievability
from trainer.core.statistics import chance_of_recall, options_to_guess_from
from trainer.daily_review import Interval
from trainer.due_days import due_day
from trainer.holding import holds_of
from trainer.learners import Learner
from trainer.revealing import Reveal, reveal_card
from trainer.review_history import histories
from trainer.tables import CardNoteRow


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One answer; `recall` is the chance of it before, if a night had gone by.

    `interval` is the delay that it led to, if it moved the schedule.
    """

    answer: Answer
    given: Message | None
    recall: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Recalls:
    """How often a card was asked after a night, how often it was known, and foreseen.

    A card that is known far less often than foreseen is maybe badly worded.
    """

    asked: int
    known: int
    foreseen: float


@dataclass(frozen=True, slots=True)
class CardHistory:
    """A card with its answers, oldest first, and what is known of it on a study day.

    `recall` is the chance of recall today and `due` the day of the next answer, of a
    card that was answered; `guessed` is the chance without luck, of a card that was
    only ever recognised among options.
    """

    card: LoadedCard
    reveal: Reveal
    lines: tuple[HistoryLine, ...]
    state: CardState
    recall: float
    guessed: float | None
    due: date | None
    hold: CardHold
    note: str
    today: date
    zone: str

    @property
    def recalls(self) -> Recalls | None:
        """How often the card was recalled after a night, next to how often foreseen."""
        tried = [
            (line.recall, line.answer.is_passed)
            for line in self.lines
            if line.answer.is_study and line.recall is not None
        ]
        if not tried:
            return None
        foreseen = sum(recall for recall, _ in tried)
        return Recalls(len(tried), sum(passed for _, passed in tried), foreseen)

    @property
    def undone(self) -> int:
        """How many of the answers were undone."""
        return sum(line.answer.logged.is_retracted for line in self.lines)

    @property
    def cram(self) -> int:
        """How many of the answers were free practice."""
        counted = (line.answer for line in self.lines if not line.answer.is_study)
        return sum(not answer.logged.is_retracted for answer in counted)


def card_history(
    session: Session, learner: Learner, key: str, now: datetime
) -> CardHistory:
    """Tell the history of a card.

    Raises:
        NotFound: there is no such card for this student.
    """
    card = access.card_of(session, learner.id, key)
    today = learner.day_at(now)
    answers = histories(session, learner, card_id=card.id).get(card.id, ())
    state = answers[-1].after if answers else CardState()
    options = options_to_guess_from(answers)
    return CardHistory(
        card=card,
        reveal=reveal_card(card),
        lines=tuple(_line(answer, card) for answer in answers),
        state=state,
        recall=retrievability(state, today),
        guessed=chance_of_recall(state, today, options) if options else None,
        due=due_day(learner, state) if state.reps else None,
        hold=holds_of(session, learner).get(card.id, NOT_HELD),
        note=_note(session, learner, card),
        today=today,
        zone=learner.settings_at(now).zone,
    )


def _line(answer: Answer, card: LoadedCard) -> HistoryLine:
    return HistoryLine(
        answer=answer,
        given=_given(answer.logged.response, card),
        recall=_recall_before(answer),
        interval=_interval(answer) if answer.is_study else None,
    )


def _recall_before(answer: Answer) -> float | None:
    """Return the chance of recall before an answer; on the same day there is none.

    What FSRS predicts for the same day is no better than a constant.
    """
    last_day, day = answer.before.last_study_day, answer.review.study_day
    if last_day is None or last_day >= day:
        return None
    return retrievability(answer.before, day)


def _given(response: Response, card: LoadedCard) -> Message | None:
    """Say what was answered; None: nothing, or nothing that was written down."""
    if response.is_true is not None:
        return message("Vrai") if response.is_true else message("Faux")
    if response.order:
        return message("{text}", text=" → ".join(_steps(response.order, card)))
    text = response.choice or response.text
    return message("{text}", text=text) if text else None


def _steps(order: tuple[str, ...], card: LoadedCard) -> list[str]:
    key = card.card.answer
    steps = key.steps if isinstance(key, OrderKey) else ()
    texts = {step.name: step.text for step in steps}
    return [texts.get(name, name) for name in order]


def _interval(answer: Answer) -> Interval:
    after = answer.after
    if after.due_day is not None:
        assert after.last_study_day is not None
        return Interval(days=(after.due_day - after.last_study_day).days)
    assert after.due_at is not None
    waits = after.due_at - answer.review.effective_at
    return Interval(minutes=round(waits.total_seconds() / 60))


def _note(session: Session, learner: Learner, card: LoadedCard) -> str:
    text = session.scalar(
        select(CardNoteRow.text).where(
            CardNoteRow.student_id == learner.id, CardNoteRow.card_id == card.id
        )
    )
    return text or ""
