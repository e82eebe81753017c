"""What every template can use: the reader's language, and filters that speak it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TypeVar

from flask import Flask
from markupsafe import Markup

from trainer.core.markup import to_html, to_text
from web import i18n
from web.addresses import address_here
from web.context import is_class, now
from web.i18n import Language, catalogue
from web.preferences import language, preferences
from web.visitor import find_visitor, is_stranger

_Value = TypeVar("_Value")


def set_up_templates(app: Flask) -> None:
    """Give the templates of an app `_()`, `{% trans %}`, filters and preferences."""
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # extension
        lambda text: catalogue(language()).gettext(text),
        lambda one, many, count: catalogue(language()).ngettext(one, many, count),
        newstyle=True,
    )
    environment.filters.update(
        say=_spoken(i18n.translate),
        number=_spoken(i18n.number),
        day=_spoken(i18n.day_label),
        full_day=_spoken(i18n.full_day_label),
        short_day=_spoken(i18n.short_day_label),
        moment=_moment,
        stamp=_stamp,
        duration=_spoken(i18n.duration_label),
        days=_spoken(i18n.days_label),
        markup=_markup,
        words=to_text,
    )
    environment.globals["address_here"] = address_here
    app.context_processor(_common)


def _common() -> dict[str, object]:
    chosen = preferences()
    visitor = find_visitor()
    return {
        "lang": chosen.language,
        "theme": chosen.theme,
        "text_size": chosen.text_size,
        "motion": chosen.motion,
        "buttons": chosen.buttons,
        "account": visitor.uid if visitor else "",  # names what a device keeps
        "visitor": visitor,
        "in_class": is_class(),
        "is_stranger": is_stranger(),
    }


def _spoken(say: Callable[[_Value, Language], str]) -> Callable[[_Value], str]:
    """Have a filter speak the language of the request."""

    @wraps(say)
    def spoken(value: _Value) -> str:
        return say(value, language())

    return spoken


def _moment(instant: datetime, zone: str) -> str:
    return i18n.moment_label(instant, now(), zone, language())


def _stamp(instant: datetime, zone: str) -> str:
    return i18n.stamp_label(instant, zone, language())


def _markup(text: str) -> Markup:
    # Safe: the one renderer of item texts made it.
    return Markup(to_html(text))  # nosec B704
