"""The school year in France, by which a class closes, and when it is closed."""

from __future__ import annotations

from datetime import date

_LAST_MONTH = 7  # it ends on 31 July


def closing_day(today: date) -> date:
    """Return when a class that is made today closes: a month after its school year."""
    year = today.year + (today.month > _LAST_MONTH)
    return date(year, 8, 31)


def is_closed(closes_on: date, today: date) -> bool:
    """Say whether a class is closed: it is from its closing day on, that day too."""
    return closes_on <= today
