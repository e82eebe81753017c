"""The story of what students say of cards: notes, reports of errors, why they missed.

Events of a device as answers are, each with a uid of its own; none of them moves the
schedule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import BindParameter, Integer, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from trainer import access
from trainer.arrival import effective_time
from trainer.core.messages import Message, message
from trainer.core.reviews import MissCause
from trainer.learners import Learner, lock
from trainer.reviewing import Outcome, Status
from trainer.tables import CardNoteRow, CardRow, ErrorReportRow, MissRow

_UNKNOWN_CARD = message("Cette carte n’existe pas.")
_SAME_UID = message("Cet identifiant a déjà servi pour une autre réponse.")
_NOTHING_SAID = message("Dire en quelques mots ce qui ne va pas.")


@dataclass(frozen=True, slots=True)
class MissIn:
    """Why an answer was wrong; of several for one answer the last one holds."""

    uid: str
    review_uid: str
    cause: MissCause
    device_at: datetime


@dataclass(frozen=True, slots=True)
class NoteIn:
    """A student's own words on a card; no words take them away."""

    uid: str
    card: str
    text: str
    device_at: datetime


@dataclass(frozen=True, slots=True)
class ReportIn:
    """What is wrong with a card, in a student's words."""

    uid: str
    card: str
    text: str
    device_at: datetime


_Event = TypeVar("_Event", MissIn, ReportIn)


class _Note(NamedTuple):
    """The words that hold on a card; a later writing, then a later uid, wins."""

    written_at: datetime
    uid: str
    text: str


def record_misses(
    session: Session, learner: Learner, misses: Sequence[MissIn], now: datetime
) -> tuple[Outcome, ...]:
    """Keep why answers were wrong, also of answers that have yet to come."""
    learner = lock(session, learner)
    some = {"student_id": learner.id, "uids": [miss.uid for miss in misses]}
    found = session.connection().execute(_MISSES, some)
    known: dict[str, object] = {uid: tuple(content) for uid, *content in found}
    outcomes, new = _sort_out(misses, known, lambda miss: (miss.review_uid, miss.cause))
    whose = {"student_id": learner.id, "received_at": now}
    if new:
        rows = [asdict(miss) | whose for miss in new]
        session.connection().execute(insert(MissRow), rows)
    return outcomes


def causes_of(session: Session, learner: Learner) -> dict[str, MissCause]:
    """Return why answers were wrong, by the uid of the answer: what was said last."""
    rows = session.connection().execute(_CAUSES, {"student_id": learner.id})
    return dict(rows.all())


def record_reports(
    session: Session, learner: Learner, reports: Sequence[ReportIn], now: datetime
) -> tuple[Outcome, ...]:
    """Keep what students find wrong, with the revision that the card has now."""
    learner = lock(session, learner)
    cards = access.cards_of(session, learner.id, [report.card for report in reports])
    some = {"student_id": learner.id, "uids": [report.uid for report in reports]}
    found = session.connection().execute(_REPORTS, some)
    known: dict[str, object] = {uid: tuple(content) for uid, *content in found}

    def content(report: ReportIn) -> object:
        if report.card not in cards:
            return _UNKNOWN_CARD
        text = report.text.strip()
        return (report.card, text) if text else _NOTHING_SAID

    outcomes, new = _sort_out(reports, known, content)
    rows = [
        {
            "student_id": learner.id,
            "card_id": cards[report.card].id,
            "uid": report.uid,
            "revision": cards[report.card].revision,
            "text": report.text.strip(),
            "device_at": report.device_at,
            "received_at": now,
        }
        for report in new
    ]
    if rows:
        session.connection().execute(insert(ErrorReportRow), rows)
    return outcomes


def record_notes(
    session: Session,
    learner: Learner,
    notes: Sequence[NoteIn],
    *,
    sent_at: datetime,
    now: datetime,
) -> tuple[Outcome, ...]:
    """Keep the last words on each card, whatever order they arrive in.

    Words taken back leave a row without text, so that older ones that come late do not
    bring them back.

    Args:
        sent_at: the device's clock when it sent them, to correct it by.
        now: the server's clock.
    """
    learner = lock(session, learner)
    cards = access.cards_of(session, learner.id, [note.card for note in notes])
    ids = {key: loaded.id for key, loaded in cards.items()}
    before = _notes(session, learner, ids.values())
    kept, outcomes = dict(before), []
    for note in notes:
        written_at = effective_time(learner, note.device_at, sent_at, now)
        given = _Note(written_at, note.uid, note.text.strip())
        outcomes.append(_keep(given, ids.get(note.card), kept))
    changed = {id_: note for id_, note in kept.items() if note != before.get(id_)}
    _store_notes(session, learner, changed)
    return tuple(outcomes)


def _sort_out(
    events: Iterable[_Event],
    known: dict[str, object],
    content: Callable[[_Event], object],
) -> tuple[tuple[Outcome, ...], list[_Event]]:
    """Say what becomes of events, and give those that are new.

    Args:
        known: what is stored under their uids.
        content: what an event says; a message, where it is refused.
    """
    outcomes, new = [], []
    for event in events:
        given = content(event)
        outcomes.append(_outcome(event.uid, known.get(event.uid), given))
        if outcomes[-1].status is Status.NEW:
            known[event.uid] = given
            new.append(event)
    return tuple(outcomes), new


def _outcome(uid: str, stored: object, given: object) -> Outcome:
    if isinstance(given, Message):
        return Outcome(uid, Status.REJECTED, given)
    if stored is None:
        return Outcome(uid, Status.NEW)
    if stored == given:
        return Outcome(uid, Status.KNOWN)
    return Outcome(uid, Status.REJECTED, _SAME_UID)


def _keep(given: _Note, card_id: int | None, kept: dict[int, _Note]) -> Outcome:
    """Let a note take the place of an earlier one."""
    if card_id is None:
        return Outcome(given.uid, Status.REJECTED, _UNKNOWN_CARD)
    stored = kept.get(card_id)
    if stored is not None and stored.uid == given.uid:
        return _outcome(given.uid, stored.text, given.text)
    if stored is None or stored[:2] < given[:2]:
        kept[card_id] = given
    return Outcome(given.uid, Status.NEW)


def _notes(
    session: Session, learner: Learner, card_ids: Iterable[int]
) -> dict[int, _Note]:
    some = {"student_id": learner.id, "card_ids": list(card_ids)}
    rows = session.connection().execute(_NOTES, some)
    return {row.card_id: _Note(row.written_at, row.uid, row.text) for row in rows}


def _store_notes(session: Session, learner: Learner, notes: dict[int, _Note]) -> None:
    if not notes:
        return
    connection = session.connection()
    some = {"student_id": learner.id, "card_ids": list(notes)}
    connection.execute(_FORGET_NOTES, some)
    rows = [
        note._asdict() | {"student_id": learner.id, "card_id": card_id}
        for card_id, note in notes.items()
    ]
    connection.execute(insert(CardNoteRow), rows)


# Statements: made once, because to make one takes longer than to run it.

_STUDENT = bindparam("student_id", type_=Integer)
_UIDS: BindParameter[Sequence[str]] = bindparam("uids", expanding=True)
_CARD_IDS: BindParameter[Sequence[int]] = bindparam("card_ids", expanding=True)
_MISSES = select(MissRow.uid, MissRow.review_uid, MissRow.cause).where(
    MissRow.student_id == _STUDENT, MissRow.uid.in_(_UIDS)
)
_CAUSES = (
    select(MissRow.review_uid, MissRow.cause)
    .where(MissRow.student_id == _STUDENT)
    .order_by(MissRow.device_at, MissRow.id)
)
_REPORTS = (
    select(ErrorReportRow.uid, CardRow.key, ErrorReportRow.text)
    .join(CardRow, CardRow.id == ErrorReportRow.card_id)
    .where(ErrorReportRow.student_id == _STUDENT, ErrorReportRow.uid.in_(_UIDS))
)
_NOTES = select(
    CardNoteRow.card_id, CardNoteRow.written_at, CardNoteRow.uid, CardNoteRow.text
).where(CardNoteRow.student_id == _STUDENT, CardNoteRow.card_id.in_(_CARD_IDS))
_FORGET_NOTES = delete(CardNoteRow).where(
    CardNoteRow.student_id == _STUDENT, CardNoteRow.card_id.in_(_CARD_IDS)
)
