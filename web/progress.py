"""The pages that look back and ahead: progress, one day, the history of a card."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from babel.dates import format_date, get_day_names, get_month_names
from flask import Blueprint, render_template, url_for
from markupsafe import Markup

from trainer.card_history import card_history
from trainer.core.messages import message
from trainer.core.reviews import MissCause
from trainer.core.statistics import DayWork
from trainer.errors import NotFound
from trainer.one_day import one_day
from trainer.progress import MONTH_DAYS, Progress
from trainer.progress import progress as what_is_known
from web.charts import Bar, DayCell, bars, calendar
from web.context import database, now
from web.i18n import full_day_label
from web.preferences import language, translate
from web.visitor import current_learner
from web.wire import interval_label

progress = Blueprint("progress", __name__)

PAST_WEEKS = 52
_ONE_DAY = timedelta(days=1)
_TICK_DAYS = 5
_NO_WORK = DayWork()
_CAUSES = {
    MissCause.GAP: message("Lacune"),
    MissCause.MISREAD: message("Mal lu"),
    MissCause.CONFUSED: message("Confondu"),
    MissCause.TIME: message("Pas le temps"),
}


@progress.get("/progress")
def show() -> str:
    """Show what was done, what is known and what is to come."""
    with database().reading() as session:
        found = what_is_known(session, current_learner(session), now())
    first = _first_day(found.today)
    return render_template(
        "progress/index.html",
        progress=found,
        calendar=_calendar(found),
        forecast=_forecast(found),
        days=sorted((day for day in found.days if day >= first), reverse=True),
        coming=[found.today + _ONE_DAY * n for n in range(MONTH_DAYS)],
        causes=_CAUSES,
    )


@progress.get("/progress/days/<day>")
def day(day: str) -> str:
    """Show what was answered on a day, or what is to come on it."""
    with database().reading() as session:
        learner = current_learner(session)
        found = one_day(session, learner, _day_named(day), now())
    return render_template("progress/day.html", found=found)


@progress.get("/cards/<path:key>")
def card(key: str) -> str:
    """Show every answer to a card, and what is known of it."""
    with database().reading() as session:
        found = card_history(session, current_learner(session), key, now())
    return render_template(
        "progress/card.html",
        history=found,
        interval=lambda interval: interval_label(interval, language()),
    )


def _day_named(name: str) -> date:
    """Read a day of an address, written in one way only."""
    try:
        day = date.fromisoformat(name)
    except ValueError:
        day = None
    if day is None or day.isoformat() != name:
        raise NotFound(message("Ce jour n’existe pas."))
    return day


def _first_day(today: date) -> date:
    """Return the Monday that the calendar begins with."""
    return today - timedelta(days=today.weekday(), weeks=PAST_WEEKS)


def _calendar(found: Progress) -> Markup:
    names = get_day_names("abbreviated", locale=language())
    months = get_month_names("abbreviated", locale=language())
    return calendar(
        [*_past_cells(found), *_coming_cells(found)],
        label=translate(
            message("Calendrier : réponses des jours passés, cartes des jours à venir")
        ),
        weekdays=[names[day] if day % 2 == 0 else "" for day in range(7)],
        months=[months[number] for number in range(1, 13)],
    )


def _past_cells(found: Progress) -> Iterator[DayCell]:
    """Give the days up to today, each with the answers stored with it."""
    first = _first_day(found.today)
    for number in range((found.today - first).days + 1):
        day = first + timedelta(days=number)
        count = found.days.get(day, _NO_WORK).answers
        said = message(
            "{day}, réponses : {n}", day=full_day_label(day, language()), n=count
        )
        yield DayCell(day, count, translate(said), _day_address(day))


def _coming_cells(found: Progress) -> Iterator[DayCell]:
    for number, count in enumerate(found.due[1:], start=1):
        day = found.today + timedelta(days=number)
        said = message(
            "{day}, cartes à revoir : {n}", day=full_day_label(day, language()), n=count
        )
        yield DayCell(day, count, translate(said), _day_address(day), is_coming=True)


def _forecast(found: Progress) -> Markup:
    return bars(
        [
            Bar(
                value=count,
                title=translate(
                    message(
                        "{day}, cartes à revoir : {n}",
                        day=full_day_label(found.today + _ONE_DAY * number, language()),
                        n=count,
                    )
                ),
                tick=_tick(found.today, number),
            )
            for number, count in enumerate(found.due[:MONTH_DAYS])
        ],
        label=translate(message("Cartes à revoir, jour par jour")),
    )


def _tick(today: date, number: int) -> str:
    if number % _TICK_DAYS:
        return ""
    return format_date(today + _ONE_DAY * number, "d MMM", locale=language())


def _day_address(day: date) -> str:
    return url_for("progress.day", day=day.isoformat())
