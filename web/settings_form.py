"""The form of the settings: what is typed, what it means, what is wrong with it.

A wrong value keeps its place in the form, with a sentence beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from functools import cache
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from werkzeug.datastructures import MultiDict

from trainer.core.messages import Message, message
from trainer.core.study_settings import StudySettings
from trainer.errors import Invalid
from web.i18n import Language
from web.preferences import Motion, Preferences, TextSize, Theme
from web.schemas import Schema

Preset = Literal["light", "normal", "exam"]
RETENTIONS: Mapping[Preset, float] = {"light": 0.85, "normal": 0.90, "exam": 0.93}
MINUTES = (0, 5, 10, 15, 20, 30)
LATEST_ROLLOVER = 10
MAX_A_DAY = 9999

_EXAM = "exam-"
_CHOOSE = message("Choisir une des réponses proposées.")
_SENTENCES = {
    "new_per_day": message("Écrire un nombre entier entre 0 et 9 999."),
    "reviews_per_day": message("Écrire un nombre entier entre 0 et 9 999."),
    "zone": message("Choisir un fuseau de la liste."),
    "exams": message("Écrire une date, ou laisser vide."),
}


class UnknownField(Invalid):
    """The form has a field that the page has not."""

    def __init__(self, name: str) -> None:
        super().__init__(
            message("La demande n’a pas la forme attendue ({where}).", where=name)
        )


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """What stands in the fields, as it is typed; `exams` by the slug of the deck."""

    minutes_per_day: str = ""
    new_per_day: str = ""
    reviews_per_day: str = ""
    rollover_hour: str = ""
    zone: str = ""
    retention: str = ""
    counts_streak: str = ""
    language: str = ""
    theme: str = ""
    buttons: str = ""
    text_size: str = ""
    motion: str = ""
    easy_days: tuple[str, ...] = ()
    exams: Mapping[str, str] = field(default_factory=dict)


def _known_zone(zone: str) -> str:
    if zone not in zones():
        raise ValueError("unknown zone")
    return zone


def _offered(minutes: int) -> int:
    if minutes not in MINUTES:
        raise ValueError("not offered")
    return minutes


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


class SettingsIn(Schema):
    """What the form means: no other field counts."""

    minutes_per_day: Annotated[int, AfterValidator(_offered)]
    new_per_day: Annotated[int, Field(ge=0, le=MAX_A_DAY)]
    reviews_per_day: Annotated[int, Field(ge=0, le=MAX_A_DAY)]
    rollover_hour: Annotated[int, Field(ge=0, le=LATEST_ROLLOVER)]
    zone: Annotated[str, AfterValidator(_known_zone)]
    retention: Preset
    counts_streak: Literal["", "1"]
    language: Language
    theme: Theme
    buttons: Annotated[int, Field(ge=2, le=4, multiple_of=2)]
    text_size: TextSize
    motion: Motion
    easy_days: tuple[Annotated[int, Field(ge=0, le=6)], ...]
    exams: Mapping[str, Annotated[date | None, BeforeValidator(_day)]]

    def study(self, before: StudySettings) -> StudySettings:
        """Give the settings of the schedule, with what the page does not show."""
        return replace(
            before,
            minutes_per_day=self.minutes_per_day,
            new_per_day=self.new_per_day,
            reviews_per_day=self.reviews_per_day,
            rollover_hour=self.rollover_hour,
            zone=self.zone,
            desired_retention=RETENTIONS[self.retention],
            easy_days=tuple(sorted(set(self.easy_days))),
        )

    def looks(self) -> Preferences:
        """Give what belongs to this device."""
        return Preferences(
            language=self.language,
            theme=self.theme,
            buttons=self.buttons,
            text_size=self.text_size,
            motion=self.motion,
        )


@dataclass(frozen=True, slots=True)
class FieldErrors:
    """What is wrong with a form, by the name of the field."""

    by_field: Mapping[str, Message] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Say whether anything is."""
        return bool(self.by_field)

    def of(self, name: str) -> Message | None:
        """Give what is wrong with a field."""
        return self.by_field.get(name)

    def among(self, *names: str) -> bool:
        """Say whether one of these fields is wrong."""
        return any(name in self.by_field for name in names)


def typed(form: MultiDict[str, str]) -> SettingsForm:
    """Take what was sent as it is.

    Raises:
        UnknownField: it has a field that the page has not.
    """
    sent = {name: value for name, value in form.items() if name != "csrf_token"}
    days = form.getlist("easy_days") if sent.pop("easy_days", None) else []
    exams = {n.removeprefix(_EXAM): v for n, v in sent.items() if n.startswith(_EXAM)}
    plain = {name: v for name, v in sent.items() if not name.startswith(_EXAM)}
    unknown = plain.keys() - {each.name for each in fields(SettingsForm)} | (
        plain.keys() & {"exams"}
    )
    if unknown:
        raise UnknownField(min(unknown))
    return SettingsForm(**plain, easy_days=tuple(days), exams=exams)


def read(form: SettingsForm) -> SettingsIn | FieldErrors:
    """Say what a form means, or what is wrong with it."""
    try:
        return SettingsIn.model_validate(asdict(form))
    except ValidationError as error:
        wrong = (detail["loc"] for detail in error.errors(include_url=False))
        return FieldErrors(dict(_explained(loc) for loc in wrong))


def exam_field(slug: str) -> str:
    """Give the name of the field for the day of a deck's exam."""
    return _EXAM + slug


def preset_of(retention: float) -> Preset:
    """Give the preset nearest to a desired retention."""
    return min(RETENTIONS, key=lambda preset: abs(RETENTIONS[preset] - retention))


@cache
def zones() -> tuple[str, ...]:
    """Give the names of the time zones, in order."""
    return tuple(sorted(available_timezones()))


def _explained(loc: tuple[int | str, ...]) -> tuple[str, Message]:
    name = str(loc[0])
    sentence = _SENTENCES.get(name, _CHOOSE)
    return exam_field(str(loc[1])) if name == "exams" else name, sentence
