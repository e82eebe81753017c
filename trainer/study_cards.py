"""All cards that a student learns, each with what is known of it by now.

For the pages that look over many cards at once: the list, the figures, the sessions.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from trainer.content import LoadedCard, loaded_card, select_cards
from trainer.core.card_state import CardState
from trainer.core.holds import NOT_HELD, CardHold
from trainer.core.reviews import Purpose, Rating
from trainer.core.statistics import RECOGNISED
from trainer.core.topics import jobs_of, part_of
from trainer.holding import holds_of
from trainer.learners import Learner
from trainer.replaying import state_columns
from trainer.tables import (
    CardRow,
    CardStateRow,
    EnrolmentRow,
    ItemRow,
    RetractionRow,
    ReviewRow,
)

_NEW = CardState()


@dataclass(frozen=True, slots=True)
class StudyCard:
    """A card that is asked, with its memory, what it is about, and whether it is held.

    `part` is the letter of its part, or the kind of a list without a letter;
    `was_recalled`: it was right at least once without options to choose from.
    """

    loaded: LoadedCard
    part: str
    jobs: tuple[str, ...]
    state: CardState
    hold: CardHold
    was_recalled: bool


def study_cards(
    session: Session, learner: Learner, *, deck_id: int | None = None
) -> tuple[StudyCard, ...]:
    """Return the cards of a student, of all decks or one, in the papers' order."""
    parameters = {"student_id": learner.id, "deck_id": deck_id}
    connection = session.connection()
    rows = connection.execute(_STATES, parameters)
    states = {card_id: CardState(*values) for card_id, *values in rows}
    holds = holds_of(session, learner)
    recalled = frozenset(connection.execute(_RECALLED, parameters).scalars())
    loaded = map(loaded_card, connection.execute(_CARDS, parameters))
    return tuple(
        StudyCard(
            loaded=each,
            part=part_of(each.item),
            jobs=jobs_of(each.item, each.card),
            state=states.get(each.id, _NEW),
            hold=holds.get(each.id, NOT_HELD),
            was_recalled=each.id in recalled,
        )
        for each in loaded
    )


# Statements: made once, because to make one takes longer than to run it.

_DECK = bindparam("deck_id", type_=Integer)
_STATES = select(CardStateRow.card_id, *state_columns()).where(
    CardStateRow.student_id == bindparam("student_id")
)
_RECALLED = (
    select(ReviewRow.card_id)
    .where(
        ReviewRow.student_id == bindparam("student_id"),
        ReviewRow.format.not_in(RECOGNISED),
        ReviewRow.rating > Rating.AGAIN,
        ReviewRow.purpose == Purpose.STUDY,
        ~exists().where(
            RetractionRow.student_id == ReviewRow.student_id,
            RetractionRow.review_uid == ReviewRow.uid,
        ),
    )
    .distinct()
)
_CARDS = (
    select_cards()
    .join(EnrolmentRow, EnrolmentRow.deck_id == ItemRow.deck_id)
    .where(
        EnrolmentRow.student_id == bindparam("student_id"),
        CardRow.retired_at.is_(None),
        or_(_DECK.is_(None), ItemRow.deck_id == _DECK),
    )
    .order_by(ItemRow.deck_id, ItemRow.position, CardRow.position)
)
