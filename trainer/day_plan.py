"""The plan of a day from the rows: which cards it may hold, and which are left of it.

Only reads. What a day takes of the cards that it may hold is decided in `core.daily`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
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

from trainer.core.card_state import Phase
from trainer.core.daily import STEPS, Candidate, DayLimits, DayQueue, plan_day
from trainer.core.pacing import before_exam, effective_due_day, seen_by
from trainer.day_limits import DayRules, rules_of, usual_load
from trainer.exam_dates import exams_of
from trainer.learners import Learner
from trainer.rivals import rivals_among
from trainer.tables import (
    CardHoldRow,
    CardRow,
    CardStateRow,
    EnrolmentRow,
    ItemRow,
)

_ONE_DAY = timedelta(days=1)
_CARDS_PER_ITEM = 1000
_MORE_NEW = 4  # times as many items are looked at when those were not enough
_UNSEEN = (Phase.NEW, None, None, None, None, None, False)
_FEW = 300  # new items; to choose more than these takes longer than to read them all


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What is left of a day, the deck of each card that it may hold, and its rules."""

    queue: DayQueue
    decks: Mapping[int, int]
    rules: DayRules


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a plan is asked for."""

    session: Session
    learner: Learner
    day: date
    only_deck: int | None

    @property
    def parameters(self) -> dict[str, object]:
        return {
            "student_id": self.learner.id,
            "day": self.day,
            "day_after": self.day + _ONE_DAY,
            "only_deck": self.only_deck,
        }


def plan(
    session: Session, learner: Learner, now: datetime, *, only_deck: int | None = None
) -> DayPlan:
    """Plan what is left of the day, of one deck or of all.

    The limits count over all decks: cards of others than the wanted one, or of one that
    is no longer learnt, are not asked, but what was answered of them today has taken
    its places. The load is levelled over all decks together, not in one alone.
    """
    asked = _Asked(session, learner, learner.day_at(now), only_deck)
    rules = rules_of(session, learner, now)
    limits = rules.limits
    seen = _seen(asked, rules)
    room = limits.reviews_per_day - _families(seen, asked.day)
    # When more is due than fits, the limit alone decides.
    if room >= 0 and only_deck is None and rules.is_levelled:
        limits = replace(limits, usual_reviews=usual_load(session, learner, now))
    # Some of the first will have to wait: rivals, siblings of what is taken early.
    wanted = 2 * max(0, min(limits.new_per_day, room))
    while True:
        new, is_all = _new(asked, limits, wanted) if wanted else ([], True)
        candidates = [*seen, *new]
        queue = plan_day(
            candidates,
            limits,
            day=asked.day,
            now=now,
            seed=learner.uid,
            rivals=rivals_among(session, candidates, asked.day),
        )
        if is_all or not queue.new_missing:
            break
        wanted *= _MORE_NEW
    return DayPlan(queue, {card.card_id: card.deck_id for card in candidates}, rules)


def next_day(
    session: Session, learner: Learner, now: datetime, *, only_deck: int | None = None
) -> date | None:
    """Return the first study day after today that has a card; None: there is none left.

    What today's limits left over, and what is new, is for tomorrow.
    """
    tomorrow = learner.day_at(now) + _ONE_DAY
    asked = _Asked(session, learner, tomorrow, only_deck)
    connection = session.connection()
    is_new_left = connection.execute(_ANY_NEW, asked.parameters).scalar()
    if is_new_left and learner.settings_at(now).new_per_day:
        return tomorrow
    due_day: date | None = connection.execute(_FIRST_DUE, asked.parameters).scalar()
    if due_day is None:
        return None
    for deck_id, exam in exams_of(session, learner, tomorrow).items():
        if only_deck in (None, deck_id):
            of_deck = asked.parameters | {"only_deck": deck_id}
            for state in connection.execute(_DUE_DAYS, of_deck):
                due_day = min(due_day, effective_due_day(state, exam.on) or due_day)
    return max(due_day, tomorrow)


def _seen(asked: _Asked, rules: DayRules) -> list[Candidate]:
    """Return the cards that were answered today or may be asked, new ones apart."""
    connection = asked.session.connection()
    rows = connection.execute(_SEEN_CARDS, asked.parameters).all()
    seen = {row[0]: Candidate(*row) for row in rows}
    for deck_id, exam in rules.exams.items():
        tomorrow = asked.day + _ONE_DAY
        of_deck = {"deck_id": deck_id, "seen_by": seen_by(exam.on, tomorrow)}
        rows = connection.execute(_BEFORE_EXAM, asked.parameters | of_deck).all()
        seen |= {row[0]: Candidate(*row) for row in rows}
    return [
        before_exam(card, rules.exams[card.deck_id].on)
        if card.deck_id in rules.exams
        else card
        for card in seen.values()
    ]


def _families(seen: Iterable[Candidate], day: date) -> int:
    """Count the families that were answered, or are due: each takes a place."""
    families = {
        card.family_id
        for card in seen
        if not card.is_held
        and (
            card.phase in STEPS
            or card.due_day is None
            or card.due_day <= day
            or card.last_study_day == day
        )
    }
    return len(families)


def _new(asked: _Asked, limits: DayLimits, wanted: int) -> tuple[list[Candidate], bool]:
    """Return the first new cards, of so many items a deck that has a pace and of all.

    Returns:
        The cards, and whether there are no others.
    """
    connection = asked.session.connection()
    statement = _NEW_CARDS if wanted > _FEW else _FEW_NEW_CARDS
    decks: Collection[int | None] = {*limits.new_of_deck, None}
    if asked.only_deck is not None:
        decks = {asked.only_deck}
    new: dict[int, Candidate] = {}
    is_all = True
    for deck_id in decks:
        some = {"only_deck": deck_id, "most_new": wanted}
        rows = connection.execute(statement, asked.parameters | some).all()
        new |= {
            row[1]: Candidate._make((*row[1:], *_UNSEEN, row[0], None, None, False))
            for row in rows
        }
        items = {family_id for _, _, family_id, _ in rows}
        is_all = is_all and (wanted > _FEW or len(items) < wanted)
    return list(new.values()), is_all


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
    _MINE.where(CardStateRow.due_day <= _DAY_AFTER),
    _MINE.where(CardStateRow.due_at.is_not(None)),
)
_IS_SEEN = and_(
    CardStateRow.student_id == _STUDENT,
    CardStateRow.card_id.in_(_MAY_COUNT),
    or_(_MAY_BE_ASKED, _IS_ANSWERED),
)
_CARDS_IN_REVIEW: Select[*tuple[Any, ...]] = (
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
    .where(CardStateRow.student_id == _STUDENT)
)
_SEEN_CARDS = _CARDS_IN_REVIEW.where(_IS_SEEN)
# Those that an exam brings back earlier.
_BEFORE_EXAM = _CARDS_IN_REVIEW.where(
    ItemRow.deck_id == bindparam("deck_id", type_=Integer),
    CardStateRow.due_day > _DAY_AFTER,
    CardStateRow.last_study_day <= bindparam("seen_by", type_=Date),
    _MAY_BE_ASKED,
)
_IS_NEW = and_(_MAY_BE_ASKED, CardRow.id.not_in(_MINE))
_NEW_CARDS: Select[*tuple[Any, ...]] = (
    select(ItemRow.deck_id, CardRow.id, CardRow.item_id, _PLACE)
    .join(ItemRow, ItemRow.id == CardRow.item_id)
    .join(EnrolmentRow, EnrolmentRow.deck_id == ItemRow.deck_id)
    .where(EnrolmentRow.student_id == _STUDENT, _IS_WANTED, _IS_NEW)
)
# Of so many items. An item of which a card was answered today, or is due, gives no new
# one; and when there are more due than the day may hold, no place is left for new cards
# at all. (Whether a card has a state is asked of each by itself, since only the first
# items are looked at.)
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
            .where(
                _IS_SEEN,
                or_(
                    _IS_ANSWERED,
                    CardStateRow.due_day <= _DAY,
                    CardStateRow.due_at.is_not(None),
                ),
            )
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
_DUE_DAYS = (
    select(CardStateRow.due_day, CardStateRow.last_study_day)
    .join(CardRow, CardRow.id == CardStateRow.card_id)
    .join(ItemRow, ItemRow.id == CardRow.item_id)
    .where(CardStateRow.student_id == _STUDENT, CardStateRow.due_day.is_not(None))
    .where(_IS_WANTED, _MAY_BE_ASKED)
)
