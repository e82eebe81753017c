"""The story of a learner: which decks, with what settings.

On a computer of one's own there is one, `LOCAL_UID`; accounts are another door to the
same rows.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime, timedelta

from sqlalchemy import and_, bindparam, delete, exists, func, insert, or_, select
from sqlalchemy.orm import Session

from trainer.core.study_day import day_begins, study_day
from trainer.core.study_settings import StudySettings
from trainer.tables import (
    DeckRow,
    EnrolmentRow,
    ReviewRow,
    StudentRow,
    StudySettingsRow,
)

LOCAL_UID = "local"
_BEFORE_ALL = timedelta(days=1)
_TICK = timedelta(microseconds=1)  # the shortest time that a database keeps
_DAY_FIELDS = ("zone", "rollover_hour")


@dataclass(frozen=True, slots=True)
class Learner:
    """A student who is learning: the settings are dated, oldest first.

    `locked_in` is the session in which they were read under the student's lock.
    """

    id: int
    uid: str
    created_at: datetime
    settings: tuple[StudySettings, ...]
    locked_in: Session | None = field(default=None, compare=False, repr=False)

    def settings_at(self, instant: datetime) -> StudySettings:
        """Return the settings in force at an instant (the first before them all)."""
        in_force = [s for s in self.settings if s.since <= instant]
        return (in_force or self.settings)[-1 if in_force else 0]

    def day_at(self, instant: datetime) -> date:
        """Return the study day of an instant, by the settings in force then."""
        settings = self.settings_at(instant)
        return study_day(instant, settings.zone, rollover_hour=settings.rollover_hour)

    def day_begins(self, day: date) -> datetime:
        """Return when a coming study day begins, by the newest settings."""
        return _begins(day, self.settings[-1])

    def schedule_seed(self, card_key: str) -> str:
        """Return what seeds the chance in this student's schedule of a card."""
        return f"{self.uid} {card_key}"


def ensure_learner(session: Session, now: datetime) -> Learner:
    """Return the learner of this computer, made on first use, with every deck."""
    student = session.scalar(select(StudentRow).where(StudentRow.uid == LOCAL_UID))
    if student is None:
        student = add_student(session, LOCAL_UID, "", now)
    enrolled = exists().where(
        EnrolmentRow.deck_id == DeckRow.id, EnrolmentRow.student_id == student.id
    )
    is_for_all = or_(
        and_(DeckRow.owner_id.is_(None), DeckRow.keeper_id.is_(None)),
        DeckRow.owner_id == student.id,
    )
    missing = session.scalars(select(DeckRow.id).where(~enrolled, is_for_all)).all()
    if missing:
        rows = [
            {"student_id": student.id, "deck_id": deck_id, "created_at": now}
            for deck_id in missing
        ]
        session.execute(insert(EnrolmentRow), rows)
    session.flush()
    return load_learner(session)


def add_student(session: Session, uid: str, name: str, now: datetime) -> StudentRow:
    """Add somebody who learns, with the usual settings and no deck yet."""
    student = StudentRow(uid=uid, name=name, created_at=now)
    session.add(student)
    session.flush()
    first = StudySettings(since=now - _BEFORE_ALL)
    session.add(StudySettingsRow(student_id=student.id, **asdict(first)))
    return student


def load_learner(session: Session, uid: str = LOCAL_UID) -> Learner:
    """Return a learner who is there: see `ensure_learner` and `add_student`."""
    learner = find_learner(session, uid)
    assert learner is not None, "make the learner first"
    return learner


def find_learner(session: Session, uid: str = LOCAL_UID) -> Learner | None:
    """Return the learner of this computer, or the one of a uid, if there is one yet."""
    rows = session.connection().execute(_FIND, {"uid": uid}).all()
    if not rows:
        return None
    settings = tuple(StudySettings(*values) for _, _, *values in rows)
    id_, created_at = rows[0][:2]
    return Learner(id_, uid, created_at, settings)


def lock_learner(session: Session, uid: str = LOCAL_UID) -> Learner:
    """Return a learner who is there, locked until the transaction ends.

    `lock` then need not read the settings again; after `change_settings` load it anew.
    """
    _take_lock(session, uid)
    return replace(load_learner(session, uid), locked_in=session)


def with_settings_now(session: Session, learner: Learner) -> Learner:
    """Return a learner with the settings that the session sees."""
    rows = session.connection().execute(_SETTINGS, {"student_id": learner.id})
    return replace(learner, settings=tuple(StudySettings(*row) for row in rows))


def lock(session: Session, learner: Learner) -> Learner:
    """Let one transaction at a time change what a student's states are made of.

    SQLite has one writer anyway; on PostgreSQL two replays of one card must not end in
    the wrong order.

    Returns:
        The learner with the settings that are in force under the lock: those that the
        caller has may have been changed by another process or in another window.
    """
    if learner.locked_in is session:
        return learner
    _take_lock(session, learner.uid)
    return with_settings_now(session, learner)


def change_settings(
    session: Session, learner: Learner, wanted: StudySettings, now: datetime
) -> None:
    """Let other settings be in force from now on.

    A changed zone or rollover hour counts from the end of the current study day, so
    that no day is cut short or lived twice; everything else counts at once.
    """
    learner = lock(session, learner)
    since = _after_all_answers(session, learner, now)
    current = learner.settings_at(since)
    _forget_from(session, learner, since)
    at_once = replace(
        wanted, since=since, zone=current.zone, rollover_hour=current.rollover_hour
    )
    is_same = replace(at_once, since=current.since) == current
    changes = [] if is_same and current.since < since else [at_once]
    if any(getattr(wanted, name) != getattr(current, name) for name in _DAY_FIELDS):
        tomorrow = learner.day_at(since) + timedelta(days=1)
        # West of here tomorrow begins later than it does here: by then it is the same
        # day in both places.
        begins = max(_begins(tomorrow, current), _begins(tomorrow, wanted))
        changes.append(replace(wanted, since=begins))
    if changes:
        rows = [asdict(each) | {"student_id": learner.id} for each in changes]
        session.execute(insert(StudySettingsRow), rows)


def planned_settings(learner: Learner) -> StudySettings:
    """Return the newest settings, those of tomorrow included: what the form shows."""
    return learner.settings[-1]


def new_uid() -> str:
    """Return a fresh uid for an event made on this computer."""
    return uuid.uuid4().hex


def _after_all_answers(session: Session, learner: Learner, now: datetime) -> datetime:
    """Return the first instant from now on that no answer has been replayed at.

    The clocks of two requests may cross: an answer that was stored before the change
    can have the later time, and a rebuild would replay it by the new settings.
    """
    last = session.scalar(
        select(func.max(ReviewRow.effective_at)).where(
            ReviewRow.student_id == learner.id,
            ReviewRow.study_day >= learner.day_at(now),
        )
    )
    first = learner.settings[0].since
    return max(now, first + _TICK, last + _TICK if last else now)


def _take_lock(session: Session, uid: str) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(_LOCK, {"uid": uid})


def _begins(day: date, settings: StudySettings) -> datetime:
    return day_begins(day, settings.zone, rollover_hour=settings.rollover_hour)


def _forget_from(session: Session, learner: Learner, since: datetime) -> None:
    """Drop settings that were to begin then or later: none was replayed with yet."""
    session.execute(
        delete(StudySettingsRow).where(
            StudySettingsRow.student_id == learner.id, StudySettingsRow.since >= since
        )
    )


# Statements: made once, because to make one takes longer than to run it.

_SETTINGS_FIELDS = [
    getattr(StudySettingsRow, field.name) for field in fields(StudySettings)
]
_SETTINGS = (
    select(*_SETTINGS_FIELDS)
    .where(StudySettingsRow.student_id == bindparam("student_id"))
    .order_by(StudySettingsRow.since)
)
_FIND = (
    select(StudentRow.id, StudentRow.created_at, *_SETTINGS_FIELDS)
    .join(StudySettingsRow, StudySettingsRow.student_id == StudentRow.id)
    .where(StudentRow.uid == bindparam("uid"))
    .order_by(StudySettingsRow.since)
)
_LOCK = (
    select(StudentRow.id)
    .where(StudentRow.uid == bindparam("uid"))
    .with_for_update(key_share=True)
)
