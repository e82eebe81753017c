"""The languages of the pages: French as the code has it, English from a catalogue.

A French sentence is its own catalogue key, so French needs no catalogue. The English
one is a folder of plain `.po` files, read once: no compiled file to keep in step.
Knows nothing of requests: the language is an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from string import Formatter
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.messages.catalog import Message as BabelMessage
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from trainer.core.messages import Message, message
from trainer.core.typography import french_spaces

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

_HOUR = 60
_DAY = 24 * _HOUR
_MONTH_DAYS = 30
_YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of one language by their French; what is missing stays French."""

    sentences: Mapping[str, str] = field(default_factory=dict)
    plurals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def gettext(self, sentence: str) -> str:
        """Give a sentence in this language."""
        return self.sentences.get(sentence) or french_spaces(sentence)

    def ngettext(self, singular: str, plural: str, count: float) -> str:
        """Give the form for `count`; French says "0 carte" where English says cards."""
        forms = self.plurals.get(singular)
        if forms is None:
            return french_spaces(singular if abs(count) < 2 else plural)
        return forms[0] if count == 1 else forms[-1]


@cache
def catalogue(language: Language) -> Catalogue:
    """Give the catalogue of a language; the French one is empty."""
    if language == "fr":
        return Catalogue()
    entries: list[BabelMessage] = []
    for path in files("web").joinpath("translations", language).iterdir():
        with path.open("rb") as file:
            entries += read_po(file, locale=language)
    return _sorted_out(entries)


def translate(sentence: Message, language: Language) -> str:
    """Say a message in a language, numbers and messages inside it too."""
    template = catalogue(language).gettext(sentence.template)
    if "{" not in template:
        return template
    return _Speaker(language).vformat(template, (), sentence.values)


def number(value: float, language: Language) -> str:
    """Write a number as the language does, with at most two decimals."""
    return format_decimal(value, format="#,##0.##", locale=language)


@lru_cache(maxsize=4096)
def minutes_label(minutes: int, language: Language) -> str:
    """Say a delay in minutes: `10 min`, `2 h`, from a day on as days."""
    if minutes >= _DAY:
        return days_label(round(minutes / _DAY), language)
    if minutes >= _HOUR:
        return translate(
            message("{n} h", n=_short(minutes / _HOUR, language)), language
        )
    return translate(message("{n} min", n=minutes), language)


@lru_cache(maxsize=8192)
def days_label(days: int, language: Language) -> str:
    """Say an interval in days: `4 j`, `2,3 mois`, `1,2 an` (a month is 30 days)."""
    years = round(days / _YEAR_DAYS, 1)
    if days < _MONTH_DAYS:
        said = message("{n} j", n=days)
    elif days < _YEAR_DAYS:
        said = message("{n} mois", n=_short(days / _MONTH_DAYS, language))
    elif years < 2:
        said = message("{n} an", n=_short(years, language))
    else:
        said = message("{n} ans", n=_short(years, language))
    return translate(said, language)


def duration_label(seconds: float, language: Language) -> str:
    """Say how long something takes, in whole minutes, one at least if it takes time."""
    minutes = round(seconds / 60)
    return minutes_label(max(1, minutes) if seconds > 0 else 0, language)


def day_label(day: date, language: Language) -> str:
    """Say a day: `lundi 23 novembre`."""
    return _dated(day, "EEEE {d} MMMM", language)


def full_day_label(day: date, language: Language) -> str:
    """Say a day with its year: `23 novembre 2026`."""
    return _dated(day, "{d} MMMM y", language)


def short_day_label(day: date, language: Language) -> str:
    """Say a day with its year in a table: `23 nov. 2026`."""
    return _dated(day, "{d} MMM y", language)


def stamp_label(instant: datetime, zone: str, language: Language) -> str:
    """Say a past instant by a zone's clocks: `23 novembre 2026 à 14:05`."""
    local = instant.astimezone(ZoneInfo(zone))
    said = message(
        "{day} à {time}",
        day=full_day_label(local.date(), language),
        time=format_time(local, "HH:mm", locale=language),
    )
    return translate(said, language)


def moment_label(
    instant: datetime, now: datetime, zone: str, language: Language
) -> str:
    """Say when something comes by a zone's clocks: `à 14:05`, `demain`, `le 3 mars`."""
    local, today = instant.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    days = (local.date() - today.date()).days
    if days == 0:
        said = message("à {time}", time=format_time(local, "HH:mm", locale=language))
    elif days == 1:
        said = message("demain")
    else:
        said = message("le {day}", day=_dated(local.date(), "{d} MMMM", language))
    return translate(said, language)


def _sorted_out(entries: Iterable[BabelMessage]) -> Catalogue:
    sentences: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        if not entry.id or entry.fuzzy or not entry.string:
            continue
        if isinstance(entry.id, str):
            sentences[entry.id] = str(entry.string)
        else:
            plurals[entry.id[0]] = tuple(entry.string)
    return Catalogue(sentences, plurals)


class _Speaker(Formatter):
    """Fills a template in: messages and numbers inside it speak the language too."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def format_field(self, value: object, format_spec: str) -> str:
        if isinstance(value, Message):
            return translate(value, self.language)
        if isinstance(value, float) and format_spec in ("", "g"):
            return number(value, self.language)
        if isinstance(value, int) and not format_spec:
            return number(value, self.language)
        one, bar, many = format_spec.partition("|")
        if bar and self.language != "fr":
            return one if value == 1 else many
        if bar:
            return one if abs(float(str(value))) < 2 else many
        return str(super().format_field(value, format_spec))


def _dated(day: date, pattern: str, language: Language) -> str:
    ordinal = "d'er'" if language == "fr" and day.day == 1 else "d"
    return format_date(day, pattern.format(d=ordinal), locale=language)


def _short(value: float, language: Language) -> str:
    return format_decimal(value, format="0.#", locale=language)
