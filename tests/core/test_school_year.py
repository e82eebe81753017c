"""A class closes a month after its school year."""

from __future__ import annotations

from datetime import date

import pytest

from trainer.core.school_year import closing_day


@pytest.mark.parametrize(
    ("today", "closes"),
    [
        (date(2026, 9, 1), date(2027, 8, 31)),
        (date(2026, 12, 31), date(2027, 8, 31)),
        (date(2027, 1, 1), date(2027, 8, 31)),
        (date(2027, 7, 31), date(2027, 8, 31)),
        (date(2027, 8, 1), date(2028, 8, 31)),
    ],
)
def test_a_class_closes_on_the_31_august_after_its_school_year(
    today: date, closes: date
) -> None:
    assert closing_day(today) == closes
