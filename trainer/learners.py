"""The story of the one learner of a computer: which decks, with what settings.

Accounts and classes are another door to the same rows.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.orm import Session

from trainer.core.model import StudySettings
from trainer.core.study_day import day_begins, study_day
from trainer.tables import DeckRow, EnrolmentRow, StudentRow, StudySettingsRow

LOCAL_UID = "local"
_BEFORE_ALL = timedelta(days=1)
_DAY_FIELDS = ("zone", "rollover_hour")


@dataclass(frozen=True, slots=True)
class Learner:
    """A student who is learning: the settings are dated, oldest first."""

    id: int
    uid: str
    created_at: datetime
    settings: tuple[StudySettings, ...]

    def settings_at(self, instant: datetime) -> StudySettings:
        """Return the settings in force at an instant (the first before them all)."""
        in_force = [s for s in self.settings if s.since <= instant]
        return (in_force or self.settings)[-1 if in_force else 0]

    def day_at(self, instant: datetime) -> date:
        """Return the study day of an instant, by the settings in force then."""
        settings = self.settings_at(instant)
        return study_day(instant, settings.zone, rollover_hour=settings.rollover_hour)

    def schedule_seed(self, card_key: str) -> str:
        """Return what seeds the chance in this student's schedule of a card."""
        return f"{self.uid} {card_key}"


def ensure_learner(session: Session, now: datetime) -> Learner:
    """Return the learner of this computer, made on first use, with every deck."""
    student = session.scalar(select(StudentRow).where(StudentRow.uid == LOCAL_UID))
    if student is None:
        student = StudentRow(uid=LOCAL_UID, name="", created_at=now)
        session.add(student)
        session.flush()
        first = StudySettings(since=now - _BEFORE_ALL)
        session.add(StudySettingsRow(student_id=student.id, **asdict(first)))
    enrolled = exists().where(
        EnrolmentRow.deck_id == DeckRow.id, EnrolmentRow.student_id == student.id
    )
    missing = session.scalars(select(DeckRow.id).where(~enrolled)).all()
    if missing:
        rows = [
            {"student_id": student.id, "deck_id": deck_id, "created_at": now}
            for deck_id in missing
        ]
        session.execute(insert(EnrolmentRow), rows)
    session.flush()
    return load_learner(session)


def load_learner(session: Session) -> Learner:
    """Return the learner of this computer, whom `ensure_learner` made before."""
    learner = find_learner(session)
    assert learner is not None, "make the learner first"
    return learner


def find_learner(session: Session) -> Learner | None:
    """Return the learner of this computer, if there is one yet."""
    rows = session.execute(
        select(StudentRow.id, StudentRow.created_at, StudySettingsRow)
        .join(StudySettingsRow, StudySettingsRow.student_id == StudentRow.id)
        .where(StudentRow.uid == LOCAL_UID)
        .order_by(StudySettingsRow.since)
    ).all()
    if not rows:
        return None
    settings = tuple(_settings(row) for _, _, row in rows)
    return Learner(rows[0][0], LOCAL_UID, rows[0][1], settings)


def change_settings(
    session: Session, learner: Learner, wanted: StudySettings, now: datetime
) -> None:
    """Let other settings be in force from now on.

    A changed zone or rollover hour counts from the end of the current study day, so
    that no day is cut short or lived twice; everything else counts at once.
    """
    current = learner.settings_at(now)
    _forget_planned(session, learner, now)
    at_once = replace(
        wanted, since=now, zone=current.zone, rollover_hour=current.rollover_hour
    )
    changes = [at_once] if replace(at_once, since=current.since) != current else []
    if any(getattr(wanted, name) != getattr(current, name) for name in _DAY_FIELDS):
        tomorrow = learner.day_at(now) + timedelta(days=1)
        ends = day_begins(tomorrow, current.zone, rollover_hour=current.rollover_hour)
        changes.append(replace(wanted, since=ends))
    for settings in changes:
        session.add(StudySettingsRow(student_id=learner.id, **asdict(settings)))


def planned_settings(learner: Learner) -> StudySettings:
    """Return the newest settings, those of tomorrow included: what the form shows."""
    return learner.settings[-1]


def new_uid() -> str:
    """Return a fresh uid for an event made on this computer."""
    return uuid.uuid4().hex


def _forget_planned(session: Session, learner: Learner, now: datetime) -> None:
    """Drop settings that were to begin later: nothing was replayed with them yet."""
    session.execute(
        delete(StudySettingsRow).where(
            StudySettingsRow.student_id == learner.id, StudySettingsRow.since > now
        )
    )


def _settings(row: StudySettingsRow) -> StudySettings:
    return StudySettings(
        since=row.since,
        desired_retention=row.desired_retention,
        learning_steps=row.learning_steps,
        relearning_steps=row.relearning_steps,
        zone=row.zone,
        rollover_hour=row.rollover_hour,
        new_per_day=row.new_per_day,
        reviews_per_day=row.reviews_per_day,
    )
