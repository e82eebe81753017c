"""The story of answers and undoings: what comes in is judged and appended to the log.

Both only ever add rows; what a card's state becomes is `replaying`'s alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, assert_never

from sqlalchemy import BindParameter, bindparam, insert, select
from sqlalchemy.orm import Session

from trainer import access
from trainer.arrival import times_of_arrival
from trainer.content import LoadedCard, cards_from_json
from trainer.core.card_state import CardState, Phase
from trainer.core.grading import grade, may_rate, suggested_rating
from trainer.core.ladder import fits
from trainer.core.messages import Message, message
from trainer.core.questions import Card, Format, Response, Score
from trainer.core.reviews import Purpose, Rating
from trainer.core.right_answers import (
    CardKey,
    NameKey,
    OrderKey,
    RecallKey,
    TrueFalseKey,
)
from trainer.core.wording import fold
from trainer.learners import Learner, lock
from trainer.replaying import replay_cards
from trainer.tables import (
    CardRow,
    ItemRevisionRow,
    RetractionRow,
    ReviewRow,
    ReviewSource,
)

MAX_DURATION_MS = 600_000  # ten minutes: a longer answer was a break
NO_RESPONSE = Response()
_RESPONSE = tuple(field.name for field in fields(Response))
_NOT_GIVEN = (None, (), "")
_RATED = "rated"  # in a stored response: the rating as it was sent


@dataclass(frozen=True, slots=True)
class AnswerIn:
    """One answer as the device sends it; `uid` was made when the card was shown.

    `device_at` is aware; `sequence` counts the answers of one device. `format` is how
    it was asked; None: as `format_answered` says.
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
    format: Format | None = None


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
    """What became of one event; a rejected one says why.

    `phase` is the phase of the card after a new answer, and after its whole batch.
    """

    uid: str
    status: Status
    reason: Message | None = None
    score: float | None = None
    phase: Phase | None = None


_SAME_UID = {
    Status.REJECTED: message("Cet identifiant a déjà servi pour une autre réponse.")
}


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
    learner = lock(session, learner)
    known = _known_reviews(session, learner, [answer.uid for answer in answers])
    cards = access.cards_of(session, learner.id, [answer.card for answer in answers])
    outcomes: list[Outcome] = []
    rows: list[dict[str, Any]] = []
    for answer in answers:
        outcome = _known_outcome(answer, known)
        if outcome is None:
            outcome, row = _judge(session, answer, cards.get(answer.card))
            if row is not None:
                row |= times_of_arrival(learner, answer.device_at, sent_at, now)
                known[answer.uid] = _Known(_content(answer), outcome.score)
                rows.append(row)
        outcomes.append(outcome)
    if not rows:
        return tuple(outcomes)
    session.connection().execute(_APPEND_REVIEWS, rows)
    states = replay_cards(session, learner, {row["card_id"] for row in rows})
    after = {row["uid"]: states.get(row["card_id"], CardState()).phase for row in rows}
    return tuple(replace(each, phase=after.get(each.uid)) for each in outcomes)


def retract(
    session: Session,
    learner: Learner,
    retractions: Sequence[RetractionIn],
    now: datetime,
) -> tuple[Outcome, ...]:
    """Undo answers by appending retractions, and replay their cards."""
    learner = lock(session, learner)
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
        connection = session.connection()
        connection.execute(_APPEND_RETRACTIONS, rows)
        uids = [row["review_uid"] for row in rows]
        parameters = {"student_id": learner.id, "uids": uids}
        cards = connection.execute(_CARDS_OF_REVIEWS, parameters).scalars()
        replay_cards(session, learner, set(cards))
    return tuple(outcomes)


def format_answered(response: Response, key: CardKey) -> Format:
    """Return the format in which a card was asked, from what was answered."""
    match key:
        case RecallKey():
            return Format.SELF_MARKED
        case TrueFalseKey():
            return Format.TRUE_FALSE
        case OrderKey():
            return Format.ORDERING
        case NameKey() if response.choice is not None:
            return Format.CHOICE
        case NameKey():  # signs alone are never asked to be typed: see `format_of`
            is_typable = any(fold(right.text) for right in key.right)
            return Format.TYPED if is_typable else Format.SELF_MARKED
        case _:
            assert_never(key)


# What is known already


class _Known(NamedTuple):
    """A stored answer: what must be the same in another of its uid, and its score."""

    content: tuple[object, ...]
    score: float | None


def _known_reviews(
    session: Session, learner: Learner, uids: Sequence[str]
) -> dict[str, _Known]:
    parameters = {"student_id": learner.id, "uids": uids}
    rows = session.connection().execute(_KNOWN_REVIEWS, parameters)
    return {
        uid: _Known((card, *_as_sent(rating, response), purpose), score)
        for uid, score, card, rating, response, purpose in rows
    }


def _as_sent(rating: Rating, response: str) -> tuple[Rating, str]:
    """Return the rating and the response that a device sent, from what was stored."""
    if f'"{_RATED}":' not in response:
        return rating, response
    given = json.loads(response)
    return Rating(given.pop(_RATED)), _json(given)


def _known_retractions(
    session: Session, learner: Learner, uids: Sequence[str]
) -> dict[str, str]:
    parameters = {"student_id": learner.id, "uids": uids}
    rows = session.connection().execute(_KNOWN_RETRACTIONS, parameters)
    return dict(rows.all())


def _known_outcome(answer: AnswerIn, known: Mapping[str, _Known]) -> Outcome | None:
    """Say what becomes of an answer whose uid is known; None: it is not."""
    stored = known.get(answer.uid)
    if stored is None:
        return None
    status = _status(stored.content, _content(answer))
    score = stored.score if status is Status.KNOWN else None
    return Outcome(answer.uid, status, _SAME_UID.get(status), score)


def _content(answer: AnswerIn) -> tuple[object, ...]:
    """Return what has to be the same in two answers of one uid."""
    return answer.card, answer.rating, _response_json(answer), answer.purpose


def _status(known: object, given: object) -> Status:
    if known is None:
        return Status.NEW
    return Status.KNOWN if known == given else Status.REJECTED


# What is new


class _Marked(NamedTuple):
    """An answer by one revision of its item: how it was asked, what it is worth."""

    revision: int
    asked_as: Format
    score: Score
    rating: Rating


def _judge(
    session: Session, answer: AnswerIn, card: LoadedCard | None
) -> tuple[Outcome, dict[str, Any] | None]:
    """Say what becomes of a new answer, and what to store of it."""
    if card is None:
        return _rejected(answer, message("Cette carte n’existe pas.")), None
    marked = _mark(session, answer, card)
    if isinstance(marked, Message):
        return _rejected(answer, marked), None
    row = _row(answer, marked) | {"card_id": card.id}
    return Outcome(answer.uid, Status.NEW, score=marked.score.share), row


def _rejected(answer: AnswerIn, reason: Message) -> Outcome:
    return Outcome(answer.uid, Status.REJECTED, reason)


def _mark(session: Session, answer: AnswerIn, card: LoadedCard) -> _Marked | Message:
    """Mark an answer: by the current revision, else by the newest it goes with.

    What was right when the card was shown stays right, also when the item was changed
    before the answer came in. What is typed in other letters than ours a browser may
    mark in another way: then our mark holds, so that the answer is not lost.
    """
    newest = None
    for number, version in _versions(session, answer, card):
        asked_as = _format_of(answer, version)
        if asked_as is None:
            continue
        score = grade(answer.response, asked_as, version)
        marked = _Marked(number, asked_as, score, answer.rating)
        if may_rate(score, answer.rating, overridden=answer.overridden):
            return marked
        newest = newest or marked
    if newest is None:
        return message("Cette carte ne se demande pas ainsi.")
    if newest.asked_as is Format.TYPED:
        return newest._replace(rating=suggested_rating(newest.score) or answer.rating)
    return message("Cette note ne va pas avec la correction de la réponse.")


def _versions(
    session: Session, answer: AnswerIn, card: LoadedCard
) -> Iterator[tuple[int, Card]]:
    """Give the card as it is now, then as it was, the newest first."""
    yield card.revision, card.card
    earlier = {"item_id": card.item_id, "number": card.revision}
    for number, content in session.connection().execute(_EARLIER_REVISIONS, earlier):
        once = cards_from_json(content).get(answer.card)
        if once:
            yield number, once


def _format_of(answer: AnswerIn, card: Card) -> Format | None:
    """Return how the card was asked; None: it never is asked so."""
    if answer.format is None:
        return format_answered(answer.response, card.answer)
    return answer.format if fits(answer.format, card) else None


def _row(answer: AnswerIn, marked: _Marked) -> dict[str, Any]:
    is_corrected = marked.rating is not answer.rating
    return {
        "uid": answer.uid,
        "revision": marked.revision,
        "format": marked.asked_as,
        "score": marked.score.share,
        "rating": marked.rating,
        "response": _response_json(answer, rated=is_corrected),
        "shown": _json(answer.shown),
        "duration_ms": min(max(answer.duration_ms, 0), MAX_DURATION_MS),
        "source": answer.source,
        "purpose": answer.purpose,
        "device_at": answer.device_at,
        "sequence": answer.sequence,
        "zone": answer.zone,
    }


def _response_json(answer: AnswerIn, *, rated: bool = False) -> str:
    """Write a response; with the rating that was sent, where it is not the stored one.

    The same answer, sent again, is then known again.
    """
    response = ((name, getattr(answer.response, name)) for name in _RESPONSE)
    given = {name: value for name, value in response if value not in _NOT_GIVEN}
    marks = {"overridden": True} if answer.overridden else {}
    return _json(given | marks | ({_RATED: answer.rating} if rated else {}))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# Statements: made once, because to make one takes longer than to run it.

_UIDS: BindParameter[Sequence[str]] = bindparam("uids", expanding=True)
_KNOWN_REVIEWS = (
    select(
        ReviewRow.uid,
        ReviewRow.score,
        CardRow.key,
        ReviewRow.rating,
        ReviewRow.response,
        ReviewRow.purpose,
    )
    .join(CardRow, CardRow.id == ReviewRow.card_id)
    .where(ReviewRow.student_id == bindparam("student_id"), ReviewRow.uid.in_(_UIDS))
)
_KNOWN_RETRACTIONS = select(RetractionRow.uid, RetractionRow.review_uid).where(
    RetractionRow.student_id == bindparam("student_id"), RetractionRow.uid.in_(_UIDS)
)
_CARDS_OF_REVIEWS = select(ReviewRow.card_id).where(
    ReviewRow.student_id == bindparam("student_id"), ReviewRow.uid.in_(_UIDS)
)
_EARLIER_REVISIONS = (
    select(ItemRevisionRow.number, ItemRevisionRow.content)
    .where(
        ItemRevisionRow.item_id == bindparam("item_id"),
        ItemRevisionRow.number < bindparam("number"),
    )
    .order_by(ItemRevisionRow.number.desc())
)
_APPEND_REVIEWS = insert(ReviewRow)
_APPEND_RETRACTIONS = insert(RetractionRow)
