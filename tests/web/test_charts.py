"""The charts: what is drawn where, and nothing in them but numbers and said words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from web.charts import (
    COMING_STEPS,
    HEAT_STEPS,
    Bar,
    DayCell,
    Mark,
    Rate,
    bars,
    calendar,
    coming_level,
    heat_level,
    trend,
)

MONDAY = date(2026, 11, 23)
WEEKDAYS = ("lun.", "", "mer.", "", "ven.", "", "dim.")
MONTHS = tuple(f"m{number}" for number in range(1, 13))


def drawn(*cells: DayCell) -> ElementTree.Element:
    svg = calendar(cells, label="Jours", weekdays=WEEKDAYS, months=MONTHS)
    return ElementTree.fromstring(svg)


def cell(days: int, count: int = 1, *, is_coming: bool = False) -> DayCell:
    day = MONDAY + timedelta(days=days)
    return DayCell(day, count, f"{day}, {count}", f"/days/{day}", is_coming)


def test_a_week_is_a_column_that_begins_on_monday() -> None:
    svg = drawn(*(cell(days) for days in range(9)))

    places = [
        (int(rect.get("x", "")), int(rect.get("y", "")))
        for rect in svg.iter("rect")
        if "heat" in rect.get("class", "")
    ]

    columns = sorted({x for x, _ in places})
    assert len(columns) == 2
    assert [y for x, y in places if x == columns[0]] == sorted({y for _, y in places})
    assert len([1 for x, _ in places if x == columns[1]]) == 2


def test_a_calendar_may_begin_within_a_week() -> None:
    thursday, monday = drawn(cell(3), cell(7)).findall(".//g/rect")

    assert int(thursday.get("y", "")) > int(monday.get("y", ""))
    assert int(thursday.get("x", "")) < int(monday.get("x", ""))


def test_a_month_stands_over_the_week_of_its_first_day() -> None:
    svg = drawn(*(cell(days) for days in range(14)))

    names = [text.text for text in svg.iter("text") if text.text not in WEEKDAYS]

    assert names == ["m12"]  # Tuesday 1 December is in the second week


def test_days_with_a_number_lead_to_it_for_the_pointer_alone() -> None:
    svg = drawn(cell(0, 0), cell(1, 12))

    (link,) = svg.iter("a")

    assert link.get("href") == "/days/2026-11-24"
    assert link.get("tabindex") == "-1"
    assert [title.text for title in link.iter("title")] == ["2026-11-24, 12"]


def test_days_to_come_have_another_shape() -> None:
    svg = drawn(cell(0, 9), cell(1, 9, is_coming=True))

    assert len(svg.findall(".//circle")) == 1
    assert len(svg.findall(".//rect[@class='coming']")) == 1


def test_the_picture_has_a_name_and_holds_no_link() -> None:
    svg = drawn(cell(0), cell(1))

    (image,) = (each for each in svg.iter("g") if each.get("role") == "img")

    assert image.get("aria-label") == "Jours"
    assert image.find("title") is not None
    assert list(image.iter("a")) == []


@pytest.mark.parametrize(
    ("count", "level"),
    [(0, 0), (1, 1), (9, 1), (10, 2), (24, 2), (25, 3), (49, 3), (50, 4), (999, 4)],
)
def test_the_shade_of_a_day_is_its_own(count: int, level: int) -> None:
    assert heat_level(count) == level


def test_there_are_five_shades_and_five_sizes() -> None:
    assert len(HEAT_STEPS) == len(COMING_STEPS) == 4
    assert [coming_level(count) for count in (0, *COMING_STEPS)] == [0, 1, 2, 3, 4]


def test_bars_have_their_numbers_and_dates() -> None:
    svg = ElementTree.fromstring(
        bars([Bar(4, "quatre", "lun."), Bar(0, "zéro"), Bar(2, "deux")], label="Cartes")
    )

    heights = [float(each.get("height", "")) for each in svg.iter("rect")]

    assert heights[0] == 2 * heights[2] > heights[1] == 0
    assert [text.text for text in svg.iter("text")] == ["4", "lun.", "2"]


def test_bars_of_nothing_are_flat() -> None:
    assert 'height="0.0"' in bars([Bar(0, "zéro")], label="Cartes")


def test_words_from_outside_stay_words() -> None:
    evil = '"><script>alert(1)</script>'

    svg = bars([Bar(1, evil, evil)], label=evil)
    svg += calendar(
        [DayCell(MONDAY, 1, evil, evil)],
        label=evil,
        weekdays=[evil] * 7,
        months=[evil] * 12,
    )

    assert "<script" not in svg
    assert not re.search(r'style=|on\w+="', svg)


def test_a_trend_joins_neighbours_and_leaves_gaps_open() -> None:
    rates = [Rate(0.5, 0.4, 0.6, "une"), Rate(0.75, 0.7, 0.8, "deux"), None]
    rates.append(Rate(0.25, 0.2, 0.3, "quatre"))

    svg = ElementTree.fromstring(trend(rates, label="A", ticks=("7 sept.", "", "", "")))

    points = svg.findall(".//circle[@class='point']")
    joined = svg.find(".//path[@class='joined']")
    assert [point.findtext("title") for point in points] == ["une", "deux", "quatre"]
    assert joined is not None
    assert joined.get("d", "").count("M") == 1
    assert len(svg.findall(".//path[@class='reach']")) == 3


def test_a_trend_marks_what_happened() -> None:
    marks = (Mark(1.5, 1, "Devoir <b>"),)

    svg = ElementTree.fromstring(
        trend([None, None], label="A", ticks=("", ""), marks=marks)
    )

    event = svg.find(".//path[@class='event']")
    assert event is not None
    assert event.findtext("title") == "Devoir <b>"
    assert "1" in [text.text for text in svg.findall(".//text")]


def test_the_numbers_of_what_happened_a_day_apart_can_be_read() -> None:
    marks = [Mark(1 + day / 7, day + 1, "Devoir") for day in range(3)]

    svg = ElementTree.fromstring(
        trend([None, None], label="A", ticks=("", ""), marks=marks)
    )

    numbers = {text.text: text.get("x") for text in svg.findall(".//text")}
    first, second, third = (float(str(numbers[number])) for number in "123")
    assert second - first >= 10
    assert third - second >= 10
