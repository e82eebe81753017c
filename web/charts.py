"""Charts as SVG, made on the server: functions of numbers and of words already said.

Colours and patterns are classes of `progress.css`; every chart stands beside a table
with the same numbers. Links inside a chart are for the pointer: the table has them too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from markupsafe import Markup

# A day belongs to the last of these steps that it reaches. They are fixed, so that no
# day that is past changes its shade.
HEAT_STEPS = (1, 10, 25, 50)
COMING_STEPS = (1, 3, 8, 20)

_PITCH = 12
_CELL = 10
_LEFT = 30
_TOP = 18
_RADII = (0.0, 1.6, 2.5, 3.4, 4.3)

_BAR_PITCH = 24
_BAR_WIDTH = 16
_BAR_HEIGHT = 110
_BAR_TOP = 18
_BAR_LEFT = 12  # for the date below the first bar

_TREND_PITCH = 24
_TREND_LEFT = 30
_TREND_TOP = 14  # for the numbers of what happened
_TREND_HEIGHT = 90
_NUMBER_WIDTH = 11


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of the calendar: past with its answers, or to come with its cards."""

    day: date
    count: int
    title: str
    href: str
    is_coming: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with what is said of it; `tick` stands below, if it is not empty."""

    value: int
    title: str
    tick: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share (0 to 1) with the ends of its interval, and what is said of it."""

    value: float
    low: float
    high: float
    title: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened, `place` steps after the beginning, with its number."""

    place: float
    number: int
    title: str


def calendar(
    cells: Sequence[DayCell],
    *,
    label: str,
    weekdays: Sequence[str],
    months: Sequence[str],
) -> Markup:
    """Draw days as a calendar, a column a week: past ones as squares, others as dots.

    Args:
        cells: in order, a day each, at least one.
        label: what the chart shows, in a sentence.
        weekdays: seven short names, Monday first; an empty one is not written.
        months: twelve short names.
    """
    monday = cells[0].day - timedelta(days=cells[0].day.weekday())
    columns = (cells[-1].day - monday).days // 7 + 1
    width, height = _LEFT + columns * _PITCH, _TOP + 7 * _PITCH
    drawn = [
        *_weekday_names(weekdays),
        *_month_names(monday, columns, months),
        *(_day(cell, *_corner(cell, monday)) for cell in cells),
    ]
    links = [_link(cell, *_corner(cell, monday)) for cell in cells if cell.count]
    return _svg("calendar", (width, height), label, drawn, links)


def bars(values: Sequence[Bar], *, label: str) -> Markup:
    """Draw bars side by side, each with its number above it."""
    tallest = max((bar.value for bar in values), default=0) or 1
    size = (_BAR_LEFT + len(values) * _BAR_PITCH, _BAR_TOP + _BAR_HEIGHT + 22)
    parts = [_bar(bar, place, tallest) for place, bar in enumerate(values)]
    base = _BAR_TOP + _BAR_HEIGHT
    axis = Markup('<path class="axis" d="M0 {y}H{x}"/>').format(y=base, x=size[0])
    return _svg("bars", size, label, [*parts, axis])


def trend(
    rates: Sequence[Rate | None],
    *,
    label: str,
    ticks: Sequence[str],
    marks: Sequence[Mark] = (),
) -> Markup:
    """Draw shares over time: a point each with its interval, None where none is known.

    Points of neighbours are joined.

    Args:
        label: what the chart shows, in a sentence.
        ticks: what stands below each; an empty one is not written.
        marks: what happened meanwhile, in its order.
    """
    width = _TREND_LEFT + len(rates) * _TREND_PITCH
    size = (width, _TREND_TOP + _TREND_HEIGHT + 18)
    drawn = [
        *_levels(width),
        *_marks(marks),
        *(_interval(rate, place) for place, rate in enumerate(rates) if rate),
        _joined(rates),
        *(_point(rate, place) for place, rate in enumerate(rates) if rate),
        *(_tick(text, place) for place, text in enumerate(ticks) if text),
    ]
    return _svg("trend", size, label, drawn)


def heat_level(count: int) -> int:
    """Give the shade of a day's answers, 0 for none to 4."""
    return bisect_right(HEAT_STEPS, count)


def coming_level(count: int) -> int:
    """Give the size of a coming day's cards, 0 for none to 4."""
    return bisect_right(COMING_STEPS, count)


def _svg(
    name: str,
    size: tuple[float, float],
    label: str,
    drawn: Iterable[Markup],
    links: Iterable[Markup] = (),
) -> Markup:
    """Put a picture together; an image may hold no links, so that they lie over it."""
    return Markup(
        '<svg class="chart {name}" viewBox="0 0 {width} {height}" width="{width}"'
        ' height="{height}"><g role="img" aria-label="{label}"><title>{label}</title>'
        '{drawn}</g><g aria-hidden="true">{links}</g></svg>'
    ).format(
        name=name,
        label=label,
        width=size[0],
        height=size[1],
        drawn=Markup("").join(drawn),
        links=Markup("").join(links),
    )


def _weekday_names(weekdays: Sequence[str]) -> Iterator[Markup]:
    for row, name in enumerate(weekdays):
        if name:
            y = _TOP + row * _PITCH + _CELL - 2
            yield Markup('<text x="0" y="{y}">{name}</text>').format(y=y, name=name)


def _month_names(monday: date, columns: int, months: Sequence[str]) -> Iterator[Markup]:
    """Write each month over the week that its first day is in."""
    for column in range(columns):
        sunday = monday + timedelta(days=7 * column + 6)
        if sunday.day <= 7:
            yield Markup('<text x="{x}" y="10">{name}</text>').format(
                x=_LEFT + column * _PITCH, name=months[sunday.month - 1]
            )


def _corner(cell: DayCell, monday: date) -> tuple[int, int]:
    week, weekday = divmod((cell.day - monday).days, 7)
    return _LEFT + week * _PITCH, _TOP + weekday * _PITCH


def _day(cell: DayCell, x: int, y: int) -> Markup:
    if not cell.is_coming:
        return Markup(
            '<rect class="heat-{level}" x="{x}" y="{y}" width="{size}" height="{size}"'
            ' rx="2"/>'
        ).format(level=heat_level(cell.count), x=x, y=y, size=_CELL)
    return Markup(
        '<rect class="coming" x="{x}" y="{y}" width="{size}" height="{size}" rx="2"/>'
        '<circle class="coming-dot" cx="{cx}" cy="{cy}" r="{r}"/>'
    ).format(
        x=x + 0.5,
        y=y + 0.5,
        size=_CELL - 1,
        cx=x + _CELL / 2,
        cy=y + _CELL / 2,
        r=_RADII[coming_level(cell.count)],
    )


def _link(cell: DayCell, x: int, y: int) -> Markup:
    return Markup(
        '<a href="{href}" tabindex="-1"><rect class="hit" x="{x}" y="{y}"'
        ' width="{size}" height="{size}"><title>{title}</title></rect></a>'
    ).format(href=cell.href, x=x - 1, y=y - 1, size=_PITCH, title=cell.title)


def _bar(bar: Bar, place: int, tallest: int) -> Markup:
    height = round(_BAR_HEIGHT * bar.value / tallest, 1)
    middle = _BAR_LEFT + place * _BAR_PITCH + _BAR_PITCH / 2
    x, y = middle - _BAR_WIDTH / 2, _BAR_TOP + _BAR_HEIGHT
    drawn = Markup(
        '<rect class="bar-mark" x="{x}" y="{y}" width="{width}" height="{height}">'
        "<title>{title}</title></rect>"
    ).format(x=x, y=y - height, width=_BAR_WIDTH, height=height, title=bar.title)
    number = Markup('<text class="middle strong" x="{x}" y="{y}">{n}</text>').format(
        x=middle, y=y - height - 5, n=bar.value
    )
    tick = Markup(
        '<text class="middle soft-text" x="{x}" y="{y}">{tick}</text>'
    ).format(x=middle, y=y + 16, tick=bar.tick)
    parts = [drawn, number if bar.value else "", tick if bar.tick else ""]
    return Markup("").join(parts)


def _levels(width: int) -> Iterator[Markup]:
    for share in (0.0, 0.5, 1.0):
        y = _height_of(share)
        yield Markup(
            '<path class="level" d="M{left} {y}H{width}"/>'
            '<text class="end" x="{x}" y="{below}">{n}</text>'
        ).format(
            left=_TREND_LEFT,
            y=y,
            width=width,
            x=_TREND_LEFT - 4,
            below=y + 3,
            n=round(100 * share),
        )


def _height_of(share: float) -> float:
    return round(_TREND_TOP + _TREND_HEIGHT * (1 - share), 1)


def _middle_of(place: float) -> float:
    return round(_TREND_LEFT + (place + 0.5) * _TREND_PITCH, 1)


def _marks(marks: Iterable[Mark]) -> Iterator[Markup]:
    """Draw what happened; a number moves right from the one that it would stand on."""
    free = 0.0
    for mark in marks:
        x = _TREND_LEFT + mark.place * _TREND_PITCH
        number_at = max(x, free)
        free = number_at + _NUMBER_WIDTH
        yield _mark(mark, round(x, 1), round(number_at, 1))


def _mark(mark: Mark, x: float, number_at: float) -> Markup:
    return Markup(
        '<path class="event" d="M{x} {top}V{bottom}"><title>{title}</title></path>'
        '<text class="middle strong" x="{number_at}" y="{above}">{n}</text>'
    ).format(
        x=x,
        number_at=number_at,
        top=_TREND_TOP,
        bottom=_TREND_TOP + _TREND_HEIGHT,
        title=mark.title,
        above=_TREND_TOP - 4,
        n=mark.number,
    )


def _interval(rate: Rate, place: int) -> Markup:
    return Markup('<path class="reach" d="M{x} {low}V{high}"/>').format(
        x=_middle_of(place), low=_height_of(rate.low), high=_height_of(rate.high)
    )


def _joined(rates: Sequence[Rate | None]) -> Markup:
    """Draw a line from each point to the next, where both are known."""
    steps = [
        f"M{_middle_of(place)} {_height_of(one.value)}"
        f"L{_middle_of(place + 1)} {_height_of(other.value)}"
        for place, (one, other) in enumerate(pairwise(rates))
        if one and other
    ]
    return Markup('<path class="joined" d="{steps}"/>').format(steps="".join(steps))


def _point(rate: Rate, place: int) -> Markup:
    return Markup(
        '<circle class="point" cx="{x}" cy="{y}" r="3.5"><title>{title}</title>'
        "</circle>"
    ).format(x=_middle_of(place), y=_height_of(rate.value), title=rate.title)


def _tick(text: str, place: int) -> Markup:
    return Markup('<text class="middle" x="{x}" y="{y}">{text}</text>').format(
        x=_middle_of(place), y=_TREND_TOP + _TREND_HEIGHT + 14, text=text
    )
