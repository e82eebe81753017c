"""The page of the settings: this device's looks, and how much is studied a day."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from pydantic import AfterValidator, Field, ValidationError

from trainer.core.model import StudySettings, message
from trainer.learners import change_settings, load_learner, planned_settings
from web.context import database, now
from web.errors import Malformed
from web.i18n import Language, translate
from web.preferences import Preferences, Theme, keep
from web.schemas import Schema

settings = Blueprint("settings", __name__)

_MAX_A_DAY = 9999


def _known_zone(zone: str) -> str:
    if zone not in zones():
        raise ValueError("unknown zone")
    return zone


class SettingsIn(Schema):
    """The form: no other field counts."""

    language: Language
    theme: Theme
    buttons: Annotated[int, Field(ge=2, le=4, multiple_of=2)]
    new_per_day: Annotated[int, Field(ge=0, le=_MAX_A_DAY)]
    reviews_per_day: Annotated[int, Field(ge=0, le=_MAX_A_DAY)]
    zone: Annotated[str, AfterValidator(_known_zone)]


@settings.get("/settings")
def show() -> str:
    """Show the settings, those that begin tomorrow included."""
    with database().reading() as session:
        planned = planned_settings(load_learner(session))
    return render_template("settings.html", settings=planned, zones=zones())


@settings.post("/settings")
def change() -> Response:
    """Keep the settings: what is learnt by in the log, the looks in cookies."""
    wanted = _form()
    with database().writing() as session:
        learner = load_learner(session)
        study = _study(wanted, planned_settings(learner))
        change_settings(session, learner, study, now())
    looks = Preferences(wanted.language, wanted.theme, wanted.buttons)
    flash(translate(message("Réglages enregistrés."), looks.language), "done")
    response = make_response(redirect(url_for("settings.show"), 303))
    keep(response, looks)
    return response


@cache
def zones() -> tuple[str, ...]:
    """Give the names of the time zones, in order."""
    return tuple(sorted(available_timezones()))


def _form() -> SettingsIn:
    given = dict(request.form.items())
    given.pop("csrf_token", None)
    try:
        return SettingsIn.model_validate(given)
    except ValidationError as error:
        raise Malformed(error) from error


def _study(wanted: SettingsIn, before: StudySettings) -> StudySettings:
    return replace(
        before,
        zone=wanted.zone,
        new_per_day=wanted.new_per_day,
        reviews_per_day=wanted.reviews_per_day,
    )
