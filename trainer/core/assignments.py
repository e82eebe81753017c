"""What a class may be set to do, and how far somebody has come with it.

Spacing is worth more than cramming: the first session of a day counts whole, a later
one half (features T4).
"""

from __future__ import annotations

from enum import StrEnum


class Goal(StrEnum):
    """What an assignment asks for."""

    DAYS = "days"  # study on so many days
    MASTERY = "mastery"  # so many per cent of a part known
    SESSIONS = "sessions"  # so many points for sessions
