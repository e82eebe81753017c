"""The story of a day: what is left of it, and the next cards in hand.

Only reads. What a day holds is decided in `core.daily`, how a card is asked in
`core.cards` and `core.paper`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import BindParameter, bindparam, exists, func, select
from sqlalchemy.orm import Session

from trainer import access
from trainer.content import LoadedCard, deck_from_json, loaded_card, select_cards
from trainer.core.card_state import CardState, Phase
from trainer.core.daily import STEPS, DayQueue
from trainer.core.ladder import format_of, may_be_said
from trainer.core.pacing import Exam, effective_due_day
from trainer.core.paper import ask, seed_of
from trainer.core.questions import Format, Question
from trainer.core.reviews import Purpose, Rating
from trainer.core.schedule import preview
from trainer.day_limits import DayRules
from trainer.day_plan import next_day, plan
from trainer.learners import Learner
from trainer.pace import seconds_per_card
from trainer.replaying import state_columns
from trainer.tables import (
    CardHoldRow,
    CardRow,
    CardStateRow,
    DeckRow,
    ItemRow,
    RetractionRow,
    ReviewRow,
)


@dataclass(frozen=True, slots=True)
class Interval:
    """The delay that a rating leads to: days for a card in review, else minutes."""

    minutes: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class HandCard:
    """A card to ask, and the delay after each rating.

    `due_in` is how long a card in a step would still wait (less than none: it is due).
    """

    question: Question
    deck_title: str
    phase: Phase
    intervals: dict[Rating, Interval]
    due_in: timedelta | None = None
    is_flagged: bool = False


@dataclass(frozen=True, slots=True)
class Hand:
    """The next cards of a day, and how many are left of it."""

    cards: tuple[HandCard, ...]
    new: int
    learning: int
    review: int
    study_day: date
    day_ends_in: timedelta
    next_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeckToday:
    """What one deck holds for today."""

    slug: str
    title: str
    is_checked: bool
    cards: int
    new: int
    learning: int
    review: int
    days_to_exam: int | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """What today holds, deck by deck; `next_due_at` when nothing is left just now."""

    decks: tuple[DeckToday, ...]
    new: int
    learning: int
    review: int
    seconds_per_card: float
    next_due_at: datetime | None
    rules: DayRules
    is_first_use: bool = False

    @property
    def left(self) -> int:
        """How many cards are left."""
        return self.new + self.learning + self.review


def today(session: Session, learner: Learner, now: datetime) -> Today:
    """Say what today holds, deck by deck."""
    study_day = learner.day_at(now)
    day = plan(session, learner, now)
    queue, exams = day.queue, day.rules.exams
    left = Counter(
        (day.decks[card.card_id], _group(card.phase)) for card in queue.cards
    )
    sizes = _card_counts(session)
    return Today(
        decks=tuple(
            replace(
                _deck_today(deck, sizes.get(deck.id, 0), left),
                days_to_exam=_days_to(exams.get(deck.id), study_day),
            )
            for deck in access.decks_of(session, learner.id)
            if deck.id in sizes or deck.owner_id is None  # no own card is left
        ),
        new=queue.new,
        learning=queue.learning,
        review=queue.review,
        seconds_per_card=seconds_per_card(session, learner, study_day),
        next_due_at=_next_due_at(session, learner, now, queue),
        rules=day.rules,
        is_first_use=_is_first_use(session, learner),
    )


def next_cards(
    session: Session,
    learner: Learner,
    now: datetime,
    *,
    deck: str | None = None,
    limit: int = 10,
    exclude: Collection[str] = (),
) -> Hand:
    """Return the next cards to ask, of one deck or of all, and what is left of the day.

    Args:
        exclude: keys of cards that are in hand already, or answered but not yet sent.

    Raises:
        NotFound: there is no such deck for this student.
    """
    only = access.deck_of(session, learner.id, deck).id if deck else None
    day = plan(session, learner, now, only_deck=only)
    queue, exams = day.queue, day.rules.exams
    wanted = [card.card_id for card in queue.cards]
    cards = _load_cards(session, wanted, limit, exclude)
    states = load_states(session, learner, [card.id for card in cards])
    flagged = _load_flagged(session, learner)
    typed = _typed_rightly(session, learner, states)
    hand = (
        _hand_card(
            card,
            states.get(card.id, CardState()),
            learner,
            now,
            was_typed=card.id in typed,
            exam=exams.get(day.decks[card.id]),
        )
        for card in cards
    )
    return Hand(
        cards=tuple(
            replace(asked, is_flagged=card.id in flagged)
            for card, asked in zip(cards, hand, strict=True)
        ),
        new=queue.new,
        learning=queue.learning,
        review=queue.review,
        study_day=(study_day := learner.day_at(now)),
        day_ends_in=learner.day_begins(study_day + timedelta(days=1)) - now,
        next_due_at=_next_due_at(session, learner, now, queue, only),
    )


def question_of(
    loaded: LoadedCard, state: CardState, learner: Learner, *, was_typed: bool = False
) -> Question:
    """Ask a card: shuffled anew after each answer, the same when it is loaded twice."""
    card = loaded.card
    rng = Random(seed_of(learner.schedule_seed(card.key), state.reps))
    format = format_of(card, state, was_typed=was_typed)
    return ask(card, format, loaded.deck, rng)


def load_states(
    session: Session, learner: Learner, ids: Sequence[int]
) -> dict[int, CardState]:
    """Return the states of those of these cards that were answered."""
    parameters = {"student_id": learner.id, "card_ids": ids}
    rows = session.connection().execute(_STATES, parameters)
    return {card_id: CardState(*values) for card_id, *values in rows}


def _next_due_at(
    session: Session,
    learner: Learner,
    now: datetime,
    queue: DayQueue,
    only_deck: int | None = None,
) -> datetime | None:
    """Return when there will be a card again, if there is none now."""
    if queue.cards or queue.next_due_at:
        return queue.next_due_at
    day = next_day(session, learner, now, only_deck=only_deck)
    return learner.day_begins(day) if day else None


def _is_first_use(session: Session, learner: Learner) -> bool:
    parameters = {"student_id": learner.id}
    return not session.connection().execute(_ANY_REVIEW, parameters).scalar()


# Cards in hand


def _load_cards(
    session: Session, ids: Sequence[int], limit: int, exclude: Collection[str]
) -> list[LoadedCard]:
    """Load the first of these cards, in their order, without the excluded ones."""
    some = ids[: limit + len(exclude)]
    rows = session.connection().execute(_CARDS, {"card_ids": some})
    cards = {card.id: card for card in map(loaded_card, rows)}
    wanted = [cards[id_] for id_ in some if cards[id_].card.key not in exclude]
    return wanted[:limit]


def _load_flagged(session: Session, learner: Learner) -> frozenset[int]:
    parameters = {"student_id": learner.id}
    return frozenset(session.connection().execute(_FLAGGED, parameters).scalars())


def _hand_card(
    loaded: LoadedCard,
    state: CardState,
    learner: Learner,
    now: datetime,
    *,
    was_typed: bool,
    exam: Exam | None,
) -> HandCard:
    return HandCard(
        question=question_of(loaded, state, learner, was_typed=was_typed),
        deck_title=loaded.deck.title,
        phase=state.phase,
        intervals=_intervals(state, loaded.card.key, learner, now, exam=exam),
        due_in=state.due_at - now if state.due_at else None,
    )


def _typed_rightly(
    session: Session, learner: Learner, states: dict[int, CardState]
) -> frozenset[int]:
    """Return those of the cards that hold for long whose answer was typed before."""
    ids = [id_ for id_, state in states.items() if may_be_said(state)]
    if not ids:
        return frozenset()
    parameters = {"student_id": learner.id, "card_ids": ids}
    return frozenset(session.connection().execute(_TYPED, parameters).scalars())


def _intervals(
    state: CardState,
    card_key: str,
    learner: Learner,
    now: datetime,
    *,
    exam: Exam | None,
) -> dict[Rating, Interval]:
    """Give the delay after each rating: to the day that an exam leaves to the card."""
    day = learner.day_at(now)
    after = preview(
        state,
        learner.settings,
        seed=learner.schedule_seed(card_key),
        now=now,
        day=day,
    )
    return {rating: _interval(state, now, day, exam) for rating, state in after.items()}


def _interval(
    state: CardState, now: datetime, day: date, exam: Exam | None
) -> Interval:
    due_day = effective_due_day(state, exam.on if exam else None)
    if due_day is not None:
        return Interval(days=(due_day - day).days)
    assert state.due_at is not None
    return Interval(minutes=round((state.due_at - now).total_seconds() / 60))


# Today


def _deck_today(deck: DeckRow, cards: int, left: Counter[tuple[int, str]]) -> DeckToday:
    content = deck_from_json(deck.content)
    return DeckToday(
        slug=deck.slug,
        title=content.title,
        is_checked=content.checked,
        cards=cards,
        new=left[deck.id, "new"],
        learning=left[deck.id, "learning"],
        review=left[deck.id, "review"],
    )


def _days_to(exam: Exam | None, day: date) -> int | None:
    return (exam.on - day).days if exam else None


def _group(phase: Phase) -> str:
    return "learning" if phase in STEPS else phase.value


def _card_counts(session: Session) -> dict[int, int]:
    return dict(session.connection().execute(_CARD_COUNTS).all())


# Statements: made once, because to make one takes longer than to run it.

_SOME_CARDS: BindParameter[Sequence[int]] = bindparam("card_ids", expanding=True)
_CARDS = select_cards().where(CardRow.id.in_(_SOME_CARDS))
_STATES = select(CardStateRow.card_id, *state_columns()).where(
    CardStateRow.student_id == bindparam("student_id"),
    CardStateRow.card_id.in_(_SOME_CARDS),
)
_FLAGGED = select(CardHoldRow.card_id).where(
    CardHoldRow.student_id == bindparam("student_id"), CardHoldRow.is_flagged
)
_TYPED = select(ReviewRow.card_id).where(
    ReviewRow.student_id == bindparam("student_id"),
    ReviewRow.card_id.in_(_SOME_CARDS),
    ReviewRow.format == Format.TYPED,
    ReviewRow.rating > Rating.AGAIN,
    ReviewRow.purpose == Purpose.STUDY,
    ~exists().where(
        RetractionRow.student_id == ReviewRow.student_id,
        RetractionRow.review_uid == ReviewRow.uid,
    ),
)
_CARD_COUNTS = (
    select(ItemRow.deck_id, func.count())
    .join(CardRow, CardRow.item_id == ItemRow.id)
    .where(CardRow.retired_at.is_(None))
    .group_by(ItemRow.deck_id)
)
_ANY_REVIEW = select(exists().where(ReviewRow.student_id == bindparam("student_id")))
