"""When the cards of a student fall due: days, also of those that are in a step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from trainer.core.card_state import CardState
from trainer.learners import Learner
from trainer.study_cards import StudyCard

_ONE_DAY = timedelta(days=1)


def due_day(learner: Learner, state: CardState) -> date:
    """Return the study day on which a card that was answered is due."""
    if state.due_day is not None:
        return state.due_day
    assert state.due_at is not None, "a new card is not due"
    return learner.day_at(state.due_at)


def due_days(learner: Learner, cards: Iterable[StudyCard]) -> dict[int, date]:
    """Return when cards fall due, by their ids; new and suspended ones do not.

    A buried card is due on the day after at the earliest.
    """
    return {
        card.loaded.id: _not_buried(card, due_day(learner, card.state))
        for card in cards
        if card.state.reps and not card.hold.is_suspended
    }


def _not_buried(card: StudyCard, day: date) -> date:
    buried_on = card.hold.buried_on
    return max(day, buried_on + _ONE_DAY) if buried_on else day
