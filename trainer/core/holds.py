"""What a student sets aside: cards suspended, buried until tomorrow, flagged.

Holds are events, as answers are: whatever order they come in, the later one holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import assert_never


class HoldAction(StrEnum):
    """What is done with a card: each has another that undoes it."""

    SUSPEND = "suspend"
    RESUME = "resume"
    BURY = "bury"
    UNBURY = "unbury"
    FLAG = "flag"
    UNFLAG = "unflag"


@dataclass(frozen=True, slots=True)
class Hold:
    """One such event; ordered as reviews are, by (effective_at, sequence, uid)."""

    uid: str
    action: HoldAction
    effective_at: datetime
    study_day: date
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class CardHold:
    """What the holds of a card come to; a card is buried for the rest of a day."""

    is_suspended: bool = False
    buried_on: date | None = None
    is_flagged: bool = False

    def is_held(self, day: date) -> bool:
        """Say whether the card is not to be asked on a study day."""
        return self.is_suspended or (
            self.buried_on is not None and self.buried_on >= day
        )


NOT_HELD = CardHold()


def fold_holds(holds: Iterable[Hold]) -> CardHold:
    """Give what the holds of one card come to, whatever order they come in."""
    hold = NOT_HELD
    for event in sorted(holds, key=attrgetter("effective_at", "sequence", "uid")):
        hold = _after(hold, event)
    return hold


def _after(hold: CardHold, event: Hold) -> CardHold:
    match event.action:
        case HoldAction.SUSPEND | HoldAction.RESUME as action:
            return replace(hold, is_suspended=action is HoldAction.SUSPEND)
        case HoldAction.BURY:
            return replace(hold, buried_on=event.study_day)
        case HoldAction.UNBURY:
            return replace(hold, buried_on=None)
        case HoldAction.FLAG | HoldAction.UNFLAG as action:
            return replace(hold, is_flagged=action is HoldAction.FLAG)
        case _:
            assert_never(event.action)
