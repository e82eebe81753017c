"""The story of holds: cards set aside, taken back or flagged, as events of a device.

They only add rows; what a card's holds come to is a cache, written here alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from sqlalchemy import BindParameter, Integer, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from trainer import access
from trainer.arrival import times_of_arrival
from trainer.core.holds import NOT_HELD, CardHold, Hold, HoldAction, fold_holds
from trainer.core.messages import message
from trainer.learners import Learner, lock
from trainer.reviewing import Outcome, Status
from trainer.tables import CardHoldRow, CardRow, HoldRow

_UNKNOWN_CARD = message("Cette carte n’existe pas.")
_SAME_UID = message("Cet identifiant a déjà servi pour une autre réponse.")


@dataclass(frozen=True, slots=True)
class HoldIn:
    """One hold as the device sends it; `device_at` is aware."""

    uid: str
    card: str
    action: HoldAction
    device_at: datetime
    sequence: int = 0


def record_holds(
    session: Session,
    learner: Learner,
    holds: Sequence[HoldIn],
    *,
    sent_at: datetime,
    now: datetime,
) -> tuple[Outcome, ...]:
    """Append holds to the log and fold those of their cards; a known one is no news.

    Args:
        holds: one batch of one device; their uids need not be unknown.
        sent_at: the device's clock when it sent them, to correct it by.
        now: the server's clock.
    """
    learner = lock(session, learner)
    known = _known(session, learner, [hold.uid for hold in holds])
    cards = access.cards_of(session, learner.id, [hold.card for hold in holds])
    outcomes, rows = [], []
    for hold in holds:
        outcomes.append(_outcome(hold, known, hold.card in cards))
        if outcomes[-1].status is Status.NEW:
            known[hold.uid] = (hold.card, hold.action)
            values = asdict(hold) | {"card_id": cards[hold.card].id}
            del values["card"]
            times = times_of_arrival(learner, hold.device_at, sent_at, now)
            rows.append(values | times)
    if rows:
        session.connection().execute(insert(HoldRow), rows)
        fold_cards(session, learner, {row["card_id"] for row in rows})
    return tuple(outcomes)


def fold_cards(session: Session, learner: Learner, card_ids: Iterable[int]) -> None:
    """Fold the whole log of holds of these cards, and store what it comes to."""
    some = {"student_id": learner.id, "card_ids": sorted(card_ids)}
    connection = session.connection()
    log = connection.execute(_LOG, some).all()
    folded = {
        card_id: fold_holds(Hold(*row[1:]) for row in rows)
        for card_id, rows in groupby(log, itemgetter(0))
    }
    connection.execute(_FORGET, some)
    kept = [
        asdict(hold) | {"student_id": learner.id, "card_id": card_id}
        for card_id, hold in folded.items()
        if hold != NOT_HELD
    ]
    if kept:
        connection.execute(insert(CardHoldRow), kept)


def holds_of(session: Session, learner: Learner) -> dict[int, CardHold]:
    """Return what the holds of the student's cards come to, by the id of the card."""
    rows = session.connection().execute(_HOLDS, {"student_id": learner.id})
    return {card_id: CardHold(*values) for card_id, *values in rows}


def _known(
    session: Session, learner: Learner, uids: Sequence[str]
) -> dict[str, tuple[str, HoldAction]]:
    some = {"student_id": learner.id, "uids": uids}
    rows = session.connection().execute(_KNOWN, some)
    return {uid: (card, action) for uid, card, action in rows}


def _outcome(
    hold: HoldIn, known: dict[str, tuple[str, HoldAction]], is_card: bool
) -> Outcome:
    stored = known.get(hold.uid)
    if stored == (hold.card, hold.action):
        return Outcome(hold.uid, Status.KNOWN)
    if stored is not None:
        return Outcome(hold.uid, Status.REJECTED, _SAME_UID)
    if not is_card:
        return Outcome(hold.uid, Status.REJECTED, _UNKNOWN_CARD)
    return Outcome(hold.uid, Status.NEW)


# Statements: made once, because to make one takes longer than to run it.

_STUDENT = bindparam("student_id", type_=Integer)
_UIDS: BindParameter[Sequence[str]] = bindparam("uids", expanding=True)
_CARD_IDS: BindParameter[Sequence[int]] = bindparam("card_ids", expanding=True)
_KNOWN = (
    select(HoldRow.uid, CardRow.key, HoldRow.action)
    .join(CardRow, CardRow.id == HoldRow.card_id)
    .where(HoldRow.student_id == _STUDENT, HoldRow.uid.in_(_UIDS))
)
_LOG = (
    select(HoldRow.card_id, *(getattr(HoldRow, field.name) for field in fields(Hold)))
    .where(HoldRow.student_id == _STUDENT, HoldRow.card_id.in_(_CARD_IDS))
    .order_by(HoldRow.card_id)
)
_FORGET = delete(CardHoldRow).where(
    CardHoldRow.student_id == _STUDENT, CardHoldRow.card_id.in_(_CARD_IDS)
)
_HOLDS = select(
    CardHoldRow.card_id,
    *(getattr(CardHoldRow, field.name) for field in fields(CardHold)),
).where(CardHoldRow.student_id == _STUDENT)
