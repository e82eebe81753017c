"""Tell which study day an instant belongs to: a local date that begins at the rollover.

The only module of the rules that knows local time. What it gives is stored with each
review and never computed again, so that no journey and no changed setting moves a past
day; days are counted afterwards, so that days of 23 and 25 hours cost nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trainer.core.messages import message

ONE_DAY = timedelta(days=1)
ONE_SECOND = timedelta(seconds=1)


class UnknownZoneError(ValueError):
    """There is no time zone of this name."""

    def __init__(self, zone: str) -> None:
        self.message = message(
            "Le fuseau horaire «\u00a0{zone}\u00a0» n’existe pas\u00a0; "
            "donner un nom comme Europe/Paris.",
            zone=zone,
        )
        super().__init__(str(self.message))


def study_day(instant: datetime, zone: str, *, rollover_hour: int) -> date:
    """Give the study day of an instant; a later instant never has an earlier day.

    Args:
        instant: aware.
        zone: an IANA name, "Europe/Paris".
        rollover_hour: the local hour at which the day begins, 0 to 23.

    Raises:
        UnknownZoneError: no such zone.
    """
    local = instant.astimezone(_zone_named(zone))
    day = (local - timedelta(hours=rollover_hour)).date()
    # Where clocks are set back over the rollover (Chatham: 03:45 becomes 02:45), that
    # hour comes twice; the day has begun the first time and does not end again.
    has_begun = day_begins(day + ONE_DAY, zone, rollover_hour=rollover_hour) <= instant
    return day + ONE_DAY if has_begun else day


def day_begins(day: date, zone: str, *, rollover_hour: int) -> datetime:
    """Give the first instant, in UTC, at which local clocks reach a day's rollover.

    Raises:
        UnknownZoneError: no such zone.
    """
    place = _zone_named(zone)
    rollover = datetime.combine(day, time(rollover_hour), place)
    begin = rollover.astimezone(UTC)
    if begin.astimezone(place) == rollover:
        return begin
    # Clocks were set forward over the rollover, in Samoa by the whole of 30 December
    # 2011: the day begins at that change. PEP 495: with fold=1 a local time that never
    # was gives an instant before the change, with fold=0 one after it.
    before = rollover.replace(fold=1).astimezone(UTC)
    return before + ONE_SECOND * bisect_left(
        range((begin - before) // ONE_SECOND),
        True,
        # Two datetimes of one zone are compared by what their clocks show.
        key=lambda second: (before + ONE_SECOND * second).astimezone(place) >= rollover,
    )


def _zone_named(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # ValueError: not a zone's name at all; OSError: a folder of zones ("Europe").
        raise UnknownZoneError(zone) from None
