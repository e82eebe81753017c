"""How a student studies: the settings that the schedule and the plan of a day take.

Knows nothing of where they are kept, nor of the settings of a deck.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StudySettings:
    """How one student studies, from `since` (aware UTC) on.

    Steps are minutes; `rollover_hour` is the local hour at which the study day begins;
    `minutes_per_day` is 0 for no limit; `easy_days` are days of the week, Monday 0.
    """

    since: datetime
    desired_retention: float = 0.9
    learning_steps: tuple[int, ...] = (1, 10)
    relearning_steps: tuple[int, ...] = (10,)
    zone: str = "Europe/Paris"
    rollover_hour: int = 4
    new_per_day: int = 20
    reviews_per_day: int = 200
    minutes_per_day: int = 0
    easy_days: tuple[int, ...] = ()
