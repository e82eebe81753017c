"""The story of answers: appended to the log, from which states are replayed.

Every change of a card's state goes through `replay_cards`: an answer, an undo, an
answer that comes late and a rebuild all take this one way.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, assert_never

from sqlalchemy import ColumnElement, Select, delete, exists, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from trainer import access
from trainer.content import LoadedCard
from trainer.core.grading import grade, may_rate
from trainer.core.model import (
    CardKey,
    CardState,
    Format,
    Message,
    NameKey,
    OrderKey,
    Purpose,
    Rating,
    RecallKey,
    Response,
    Review,
    Score,
    TrueFalseKey,
    message,
)
from trainer.core.schedule import replay
from trainer.learners import Learner
from trainer.tables import (
    CardRow,
    CardStateRow,
    RetractionRow,
    ReviewRow,
    ReviewSource,
    StudentRow,
)

MAX_DURATION_MS = 600_000  # ten minutes: a longer answer was a break
NO_RESPONSE = Response()
_CHUNK = 500  # bound parameters of one statement, well under any database's limit


@dataclass(frozen=True, slots=True)
class AnswerIn:
    """One answer as the device sends it; `uid` was made when the card was shown.

    `device_at` is aware; `sequence` counts the answers of one device.
    """

    uid: str
    card: str
    rating: Rating
    device_at: datetime
    response: Response = NO_RESPONSE
    shown: tuple[str, ...] = ()
    duration_ms: int = 0
    sequence: int = 0
    zone: str = ""
    purpose: Purpose = Purpose.STUDY
    source: ReviewSource = ReviewSource.WEB
    overridden: bool = False


@dataclass(frozen=True, slots=True)
class RetractionIn:
    """The undoing of one answer; it may arrive before the answer itself."""

    uid: str
    review_uid: str
    device_at: datetime


class Status(StrEnum):
    """What became of an event."""

    NEW = "new"
    KNOWN = "known"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one event; a rejected one says why."""

    uid: str
    status: Status
    reason: Message | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """How many states there are, and how many of them the log gives otherwise."""

    cards: int
    different: int


def record(
    session: Session,
    learner: Learner,
    answers: Sequence[AnswerIn],
    *,
    sent_at: datetime,
    now: datetime,
) -> tuple[Outcome, ...]:
    """Append answers to the log and replay their cards; a known one changes nothing.

    Args:
        answers: one batch of one device; their uids need not be unknown.
        sent_at: the device's clock when it sent them, to correct it by.
        now: the server's clock.
    """
    _lock(session, learner)
    known = _known_reviews(session, learner, [answer.uid for answer in answers])
    cards = access.cards_of(session, learner.id, [answer.card for answer in answers])
    outcomes: list[Outcome] = []
    rows: list[dict[str, Any]] = []
    for answer in answers:
        card = cards.get(answer.card)
        outcome, row = _judge(answer, card, known)
        outcomes.append(outcome)
        if row is not None:
            row |= _times(learner, answer.device_at, sent_at, now)
            known[answer.uid] = _content(row)
            rows.append(row | {"student_id": learner.id})
    if rows:
        session.execute(insert(ReviewRow), rows)
        replay_cards(session, learner, {row["card_id"] for row in rows})
    return tuple(outcomes)


def retract(
    session: Session,
    learner: Learner,
    retractions: Sequence[RetractionIn],
    now: datetime,
) -> tuple[Outcome, ...]:
    """Undo answers by appending retractions, and replay their cards."""
    _lock(session, learner)
    known = _known_retractions(session, learner, [r.uid for r in retractions])
    outcomes, rows = [], []
    for retraction in retractions:
        status = _status(known.get(retraction.uid), retraction.review_uid)
        outcomes.append(Outcome(retraction.uid, status, _SAME_UID.get(status)))
        if status is Status.NEW:
            known[retraction.uid] = retraction.review_uid
            values = asdict(retraction) | {"received_at": now}
            rows.append(values | {"student_id": learner.id})
    if rows:
        session.execute(insert(RetractionRow), rows)
        undone = [row["review_uid"] for row in rows]
        cards = select(ReviewRow.card_id).where(
            ReviewRow.student_id == learner.id, ReviewRow.uid.in_(undone)
        )
        replay_cards(session, learner, set(session.scalars(cards)))
    return tuple(outcomes)


def replay_cards(session: Session, learner: Learner, card_ids: Iterable[int]) -> None:
    """Replay the whole log of these cards and store the states that it gives."""
    for chunk in _chunks(sorted(card_ids)):
        states = _states_of_log(session, learner, ReviewRow.card_id.in_(chunk))
        session.execute(
            delete(CardStateRow).where(
                CardStateRow.student_id == learner.id, CardStateRow.card_id.in_(chunk)
            )
        )
        if states:
            rows = [
                {"student_id": learner.id, "card_id": card_id, **state_values(state)}
                for card_id, state in states.items()
            ]
            session.execute(insert(CardStateRow), rows)


def rebuild(session: Session, learner: Learner, *, check: bool) -> RebuildReport:
    """Replay every card of the student's log; say how many states were different.

    Args:
        check: only look, store nothing.
    """
    query = select(CardStateRow.card_id, *state_columns())
    rows = session.execute(query.where(CardStateRow.student_id == learner.id))
    stored = {card_id: CardState(*values) for card_id, *values in rows}
    replayed = _states_of_log(session, learner)
    different = [
        card_id
        for card_id in stored.keys() | replayed.keys()
        if stored.get(card_id) != replayed.get(card_id)
    ]
    if not check:
        replay_cards(session, learner, different)
    return RebuildReport(len(replayed), len(different))


def state_columns() -> tuple[InstrumentedAttribute[Any], ...]:
    """Return the columns that make a CardState, in the order of its fields."""
    return tuple(getattr(CardStateRow, name) for name in _STATE_FIELDS)


def state_values(state: CardState) -> dict[str, object]:
    """Return a state as the values of its row."""
    return {name: getattr(state, name) for name in _STATE_FIELDS}


_STATE_FIELDS = tuple(field.name for field in fields(CardState))
_SAME_UID = {
    Status.REJECTED: message("Cet identifiant a déjà servi pour une autre réponse.")
}


def _lock(session: Session, learner: Learner) -> None:
    """Let one transaction at a time change a student's log.

    SQLite has one writer anyway; on PostgreSQL two replays of one card must not end in
    the wrong order.
    """
    if session.get_bind().dialect.name == "postgresql":
        query = select(StudentRow.id).where(StudentRow.id == learner.id)
        session.execute(query.with_for_update())


def _judge(
    answer: AnswerIn, card: LoadedCard | None, known: Mapping[str, tuple[object, ...]]
) -> tuple[Outcome, dict[str, Any] | None]:
    """Say what becomes of an answer, and what to store of it."""
    if card is None:
        return _rejected(answer, message("Cette carte n’existe pas.")), None
    score = _score(answer.response, card.card.answer, card)
    row = _row(answer, card, score)
    status = _status(known.get(answer.uid), _content(row))
    if status is not Status.NEW:
        return Outcome(answer.uid, status, _SAME_UID.get(status), score.share), None
    if not may_rate(score, answer.rating, overridden=answer.overridden):
        text = message("Cette note ne va pas avec la correction de la réponse.")
        return _rejected(answer, text), None
    return Outcome(answer.uid, Status.NEW, score=score.share), row


def _rejected(answer: AnswerIn, reason: Message) -> Outcome:
    return Outcome(answer.uid, Status.REJECTED, reason)


def _status(known: object, given: object) -> Status:
    if known is None:
        return Status.NEW
    return Status.KNOWN if known == given else Status.REJECTED


def _score(response: Response, key: CardKey, card: LoadedCard) -> Score:
    return grade(response, format_answered(response, key), card.card)


def format_answered(response: Response, key: CardKey) -> Format:
    """Return the format in which a card was asked, from what was answered."""
    match key:
        case RecallKey():
            return Format.SELF_MARKED
        case TrueFalseKey():
            return Format.TRUE_FALSE
        case OrderKey():
            return Format.ORDERING
        case NameKey():
            return Format.CHOICE if response.choice is not None else Format.TYPED
        case _:
            assert_never(key)


def _row(answer: AnswerIn, card: LoadedCard, score: Score) -> dict[str, Any]:
    return {
        "card_id": card.id,
        "revision": card.revision,
        "uid": answer.uid,
        "rating": answer.rating,
        "response": _json(
            {
                k: v
                for k, v in asdict(answer.response).items()
                if v not in (None, (), "")
            }
            | ({"overridden": True} if answer.overridden else {})
        ),
        "shown": _json(answer.shown),
        "score": score.share,
        "duration_ms": min(max(answer.duration_ms, 0), MAX_DURATION_MS),
        "source": answer.source,
        "purpose": answer.purpose,
        "device_at": answer.device_at,
        "sequence": answer.sequence,
        "zone": answer.zone,
    }


def _content(row: Mapping[str, object]) -> tuple[object, ...]:
    """Return what has to be the same in two answers of one uid."""
    return row["card_id"], row["rating"], row["response"]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _times(
    learner: Learner, device_at: datetime, sent_at: datetime, now: datetime
) -> dict[str, object]:
    """Set once when an answer counts: the device's time, less its clock's error.

    It lies between the student's beginning and now; a clock that is wrong by years
    neither loses an answer nor moves it out of the log.
    """
    corrected = device_at.timestamp() + (now - sent_at).total_seconds()
    first, last = learner.created_at.timestamp(), now.timestamp()
    if corrected >= last:
        effective_at = now
    elif corrected <= first:
        effective_at = learner.created_at
    else:
        effective_at = device_at + (now - sent_at)
    return {
        "received_at": now,
        "effective_at": effective_at,
        "study_day": learner.day_at(effective_at),
    }


def _known_reviews(
    session: Session, learner: Learner, uids: Sequence[str]
) -> dict[str, tuple[object, ...]]:
    query = select(
        ReviewRow.uid, ReviewRow.card_id, ReviewRow.rating, ReviewRow.response
    ).where(ReviewRow.student_id == learner.id, ReviewRow.uid.in_(uids))
    return {uid: tuple(content) for uid, *content in session.execute(query)}


def _known_retractions(
    session: Session, learner: Learner, uids: Sequence[str]
) -> dict[str, str]:
    query = select(RetractionRow.uid, RetractionRow.review_uid).where(
        RetractionRow.student_id == learner.id, RetractionRow.uid.in_(uids)
    )
    return dict(session.execute(query).tuples().all())


def _states_of_log(
    session: Session, learner: Learner, *conditions: ColumnElement[bool]
) -> dict[int, CardState]:
    """Replay the counting reviews that are not retracted, card by card."""
    reviews: dict[int, list[Review]] = defaultdict(list)
    keys: dict[int, str] = {}
    for row in session.execute(_counting(learner).where(*conditions)):
        card_id, key, uid, rating, effective_at, day, sequence, purpose = row
        keys[card_id] = key
        review = Review(uid, rating, effective_at, day, sequence, purpose)
        reviews[card_id].append(review)
    states = {
        card_id: replay(
            log, learner.settings, seed=learner.schedule_seed(keys[card_id])
        )
        for card_id, log in reviews.items()
    }
    return {card_id: state for card_id, state in states.items() if state.reps}


def _counting(
    learner: Learner,
) -> Select[int, str, str, Rating, datetime, date, int, Purpose]:
    retracted = exists().where(
        RetractionRow.student_id == ReviewRow.student_id,
        RetractionRow.review_uid == ReviewRow.uid,
    )
    return (
        select(
            ReviewRow.card_id,
            CardRow.key,
            ReviewRow.uid,
            ReviewRow.rating,
            ReviewRow.effective_at,
            ReviewRow.study_day,
            ReviewRow.sequence,
            ReviewRow.purpose,
        )
        .join(CardRow, CardRow.id == ReviewRow.card_id)
        .where(ReviewRow.student_id == learner.id, ~retracted)
    )


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
