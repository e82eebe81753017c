"""The plan of a day from the rows: which cards it may hold, and which are left of it.

Only reads. What a day takes of the cards that it may hold is decided in `core.daily`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session

from trainer.core.daily import Candidate, DayLimits, DayQueue, plan_day
from trainer.learners import Learner
from trainer.tables import CardHoldRow, CardRow, CardStateRow, EnrolmentRow, ItemRow

_ONE_DAY = timedelta(days=1)
_CARDS_PER_ITEM = 1000
_FEW = 300  # new items; to choose more than these takes longer than to read them all


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What is left of a day, and the deck of each card that it may hold."""

    queue: DayQueue
    decks: Mapping[int, int]


def plan(
    session: Session, learner: Learner, now: datetime, *, only_deck: int | None = None
) -> DayPlan:
    """Plan what is left of the day, of one deck or of all.

    The limits count over all decks: cards of others than the wanted one, or of one that
    is no longer learnt, are not asked, but what was answered of them today has taken
    its places.
    """
    day, settings = learner.day_at(now), learner.settings_at(now)
    limits = DayLimits(settings.new_per_day, settings.reviews_per_day)
    connection = session.connection()
    parameters: dict[str, object] = {
        "student_id": learner.id,
        "day": day,
        "day_after": day + _ONE_DAY,
        "only_deck": only_deck,
    }
    seen = connection.execute(_SEEN_CARDS, parameters).all()
    candidates = [Candidate._make(row) for row in seen]
    decks = {card.card_id: card.deck_id for card in candidates}
    most_new = _most_new(candidates, limits)
    if most_new:
        statement = _NEW_CARDS if most_new > _FEW else _FEW_NEW_CARDS
        new = connection.execute(statement, parameters | {"most_new": most_new}).all()
        candidates += [
            Candidate(card_id, family_id, position, deck_id=deck_id)
            for deck_id, card_id, family_id, position in new
        ]
        decks |= {row[1]: row[0] for row in new}
    queue = plan_day(candidates, limits, day=day, now=now, seed=learner.uid)
    return DayPlan(queue, decks)


def next_day(
    session: Session, learner: Learner, now: datetime, *, only_deck: int | None = None
) -> date | None:
    """Return the first study day after today that has a card; None: there is none left.

    What today's limits left over, and what is new, is for tomorrow.
    """
    tomorrow = learner.day_at(now) + _ONE_DAY
    parameters = {"student_id": learner.id, "day": tomorrow, "only_deck": only_deck}
    connection = session.connection()
    is_new_left = connection.execute(_ANY_NEW, parameters).scalar()
    if is_new_left and learner.settings_at(now).new_per_day:
        return tomorrow
    due_day: date | None = connection.execute(_FIRST_DUE, parameters).scalar()
    return max(due_day, tomorrow) if due_day else None


def _most_new(seen: Iterable[Candidate], limits: DayLimits) -> int:
    """Return a bound of how many new cards a day may still hold.

    Each family that was answered, or is to be asked, takes a place of the day.
    """
    families = {card.family_id for card in seen if not card.is_held}
    return max(0, min(limits.new_per_day, limits.reviews_per_day - len(families)))


# Statements: made once, because to make one takes longer than to run it.

_STUDENT = bindparam("student_id", type_=Integer)
_DAY = bindparam("day", type_=Date)
_DAY_AFTER = bindparam("day_after", type_=Date)
_ONLY_DECK = bindparam("only_deck", type_=Integer)
_IS_WANTED = or_(_ONLY_DECK.is_(None), ItemRow.deck_id == _ONLY_DECK)
_PLACE = ItemRow.position * _CARDS_PER_ITEM + CardRow.position
# Neither retired, nor suspended, nor buried on the day.
_MAY_BE_ASKED = and_(
    CardRow.retired_at.is_(None),
    CardRow.id.not_in(
        select(CardHoldRow.card_id).where(
            CardHoldRow.student_id == _STUDENT,
            or_(CardHoldRow.is_suspended, CardHoldRow.buried_on >= _DAY),
        )
    ),
)
# A card that counts today: answered on this day (or the next: after a flight west a day
# comes again), or to be asked. Three ranges of three indexes: of one condition with OR
# SQLite makes a look at every state of the student.
_MINE = select(CardStateRow.card_id).where(CardStateRow.student_id == _STUDENT)
_IS_ANSWERED = CardStateRow.last_study_day.between(_DAY, _DAY_AFTER)
_MAY_COUNT = union(
    _MINE.where(_IS_ANSWERED),
    _MINE.where(CardStateRow.due_day <= _DAY),
    _MINE.where(CardStateRow.due_at.is_not(None)),
)
_IS_SEEN = and_(
    CardStateRow.student_id == _STUDENT,
    CardStateRow.card_id.in_(_MAY_COUNT),
    or_(_MAY_BE_ASKED, _IS_ANSWERED),
)
_SEEN_CARDS: Select[*tuple[Any, ...]] = (
    select(
        CardRow.id,
        CardRow.item_id,
        _PLACE,
        CardStateRow.phase,
        CardStateRow.due_at,
        CardStateRow.due_day,
        CardStateRow.stability,
        CardStateRow.last_study_day,
        CardStateRow.introduced_on,
        or_(~_MAY_BE_ASKED, EnrolmentRow.id.is_(None), ~_IS_WANTED),
        ItemRow.deck_id,
        CardStateRow.earliest_day,
        CardStateRow.latest_day,
    )
    .join(ItemRow, ItemRow.id == CardRow.item_id)
    .join(CardStateRow, CardStateRow.card_id == CardRow.id)
    .outerjoin(
        EnrolmentRow,
        and_(
            EnrolmentRow.student_id == _STUDENT, EnrolmentRow.deck_id == ItemRow.deck_id
        ),
    )
    .where(_IS_SEEN)
)
_IS_NEW = and_(_MAY_BE_ASKED, CardRow.id.not_in(_MINE))
_NEW_CARDS: Select[*tuple[Any, ...]] = (
    select(ItemRow.deck_id, CardRow.id, CardRow.item_id, _PLACE)
    .join(ItemRow, ItemRow.id == CardRow.item_id)
    .join(EnrolmentRow, EnrolmentRow.deck_id == ItemRow.deck_id)
    .where(EnrolmentRow.student_id == _STUDENT, _IS_WANTED, _IS_NEW)
)
# Of as many items as the day may hold at most. An item of which a card is seen gives no
# new one: it was answered today, or it is due; and when there are more due than the day
# may hold, no place is left for new cards at all. (Whether a card has a state is asked
# of each by itself, since only the first items are looked at.)
_IS_NEW_ALONE = and_(
    _MAY_BE_ASKED,
    ~exists().where(
        CardStateRow.student_id == _STUDENT, CardStateRow.card_id == CardRow.id
    ),
)
_ITEMS_TO_BEGIN = (
    select(ItemRow.id)
    .join(EnrolmentRow, EnrolmentRow.deck_id == ItemRow.deck_id)
    .where(
        EnrolmentRow.student_id == _STUDENT,
        _IS_WANTED,
        exists().where(CardRow.item_id == ItemRow.id, _IS_NEW_ALONE),
        ItemRow.id.not_in(
            select(CardRow.item_id)
            .join(CardStateRow, CardStateRow.card_id == CardRow.id)
            .where(_IS_SEEN)
        ),
    )
    .order_by(ItemRow.position, ItemRow.id)
    .limit(bindparam("most_new", type_=Integer))
)
_FEW_NEW_CARDS: Select[*tuple[Any, ...]] = (
    select(ItemRow.deck_id, CardRow.id, CardRow.item_id, _PLACE)
    .join(ItemRow, ItemRow.id == CardRow.item_id)
    .where(CardRow.item_id.in_(_ITEMS_TO_BEGIN), _IS_NEW_ALONE)
)
_ANY_NEW = select(
    exists()
    .where(EnrolmentRow.student_id == _STUDENT)
    .where(EnrolmentRow.deck_id == ItemRow.deck_id, CardRow.item_id == ItemRow.id)
    .where(_IS_WANTED, _IS_NEW)
)
_FIRST_DUE = (
    select(func.min(CardStateRow.due_day))
    .join(CardRow, CardRow.id == CardStateRow.card_id)
    .join(ItemRow, ItemRow.id == CardRow.item_id)
    .join(EnrolmentRow, EnrolmentRow.deck_id == ItemRow.deck_id)
    .where(CardStateRow.student_id == _STUDENT, EnrolmentRow.student_id == _STUDENT)
    .where(_IS_WANTED, _MAY_BE_ASKED)
)
