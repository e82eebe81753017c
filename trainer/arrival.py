"""When an event of a device counts: set once, when it arrives.

Answers, undoings and holds come late, and from clocks that are wrong.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from trainer.learners import Learner

_NO_TIME = timedelta()


def effective_time(
    learner: Learner, device_at: datetime, sent_at: datetime, now: datetime
) -> datetime:
    """Return when an event happened: as long before now as it was before the sending.

    That is the device's time, less its clock's error. It lies between the student's
    beginning and now: a clock that is wrong by years neither loses an answer nor moves
    it out of the log.
    """
    longest = max(now - learner.created_at, _NO_TIME)
    return now - min(max(sent_at - device_at, _NO_TIME), longest)


def times_of_arrival(
    learner: Learner, device_at: datetime, sent_at: datetime, now: datetime
) -> dict[str, object]:
    """Return the columns that say whose an event is, and when it counts."""
    effective_at = effective_time(learner, device_at, sent_at, now)
    return {
        "student_id": learner.id,
        "received_at": now,
        "effective_at": effective_at,
        "study_day": learner.day_at(effective_at),
    }
