"""The page of the settings: how much is studied a day, this device's looks, breaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from babel.dates import get_day_names
from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from trainer.breaks import (
    breaks_of,
    cancel_break,
    count_streak,
    counts_streak,
    plan_break,
)
from trainer.core.messages import Message, message
from trainer.errors import Invalid, NotFound
from trainer.exam_dates import ExamOutOfReach, exam_dates, set_exam
from trainer.learners import change_settings, planned_settings
from web.addresses import deck_slug
from web.context import database, now
from web.i18n import translate as translate_to
from web.preferences import Preferences, keep, language, preferences, translate
from web.settings_form import (
    LATEST_ROLLOVER,
    MINUTES,
    FieldErrors,
    SettingsForm,
    SettingsIn,
    exam_field,
    preset_of,
    read,
    typed,
    zones,
)
from web.visitor import current_learner

settings = Blueprint("settings", __name__)

_NO_BREAK = message("Choisir le premier et le dernier jour de la pause.")


@dataclass(frozen=True, slots=True)
class BreakForm:
    """What stands in the form of a break, and what is wrong with it."""

    first_day: str = ""
    last_day: str = ""
    error: Message | None = None


@settings.get("/settings")
def show() -> str:
    """Show the settings, those that begin tomorrow included."""
    with database().reading() as session:
        return _page(session, stored_form(session))


@settings.post("/settings")
def change() -> Response:
    """Keep the settings: what is learnt by in the log, the looks in cookies."""
    form = typed(request.form)
    wanted = read(form)
    if isinstance(wanted, FieldErrors):
        return _refused(form, wanted)
    try:
        _store(wanted)
    except ExamOutOfReach as error:
        return _refused(form, FieldErrors({exam_field(error.slug): error.message}))
    return _saved(wanted.looks())


@settings.post("/settings/breaks")
def add_break() -> Response:
    """Plan a break."""
    first, last = (request.form.get(n, "") for n in ("first_day", "last_day"))
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return _no_break(BreakForm(first, last, _NO_BREAK))
    try:
        with database().writing() as session:
            learner = current_learner(session)
            plan_break(session, learner, *days, today=learner.day_at(now()))
    except Invalid as error:
        return _no_break(BreakForm(first, last, error.message))
    return _back_to_breaks(message("Pause prévue."))


@settings.post("/settings/cancelled-breaks")
def take_break_back() -> Response:
    """Take a planned break back; one that is gone already is no mistake."""
    number = request.form.get("id", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotFound(message("Cette pause n’est plus prévue."))
    with database().writing() as session:
        cancel_break(session, current_learner(session), int(number))
    return _back_to_breaks(message("Pause retirée."))


def stored_form(session: Session) -> SettingsForm:
    """Give the form as what is stored fills it in."""
    learner = current_learner(session)
    planned, looks = planned_settings(learner), preferences()
    return SettingsForm(
        minutes_per_day=str(planned.minutes_per_day),
        new_per_day=str(planned.new_per_day),
        reviews_per_day=str(planned.reviews_per_day),
        rollover_hour=str(planned.rollover_hour),
        zone=planned.zone,
        retention=preset_of(planned.desired_retention),
        counts_streak="1" if counts_streak(session, learner) else "",
        language=looks.language,
        theme=looks.theme,
        buttons=str(looks.buttons),
        text_size=looks.text_size,
        motion=looks.motion,
        easy_days=tuple(map(str, planned.easy_days)),
        exams={
            exam.slug: exam.day.isoformat() if exam.day else ""
            for exam in exam_dates(session, learner)
        },
    )


def _store(wanted: SettingsIn) -> None:
    with database().writing() as session:
        learner, instant = current_learner(session), now()
        study = wanted.study(planned_settings(learner))
        change_settings(session, learner, study, instant)
        for slug, day in wanted.exams.items():
            set_exam(session, learner, deck_slug(slug), day, instant)
        count_streak(session, learner, wanted=bool(wanted.counts_streak))


def _saved(looks: Preferences) -> Response:
    flash(translate_to(message("Réglages enregistrés."), looks.language), "done")
    response = make_response(redirect(url_for("settings.show"), 303))
    keep(response, looks)
    return response


def _refused(form: SettingsForm, errors: FieldErrors) -> Response:
    with database().reading() as session:
        return make_response(_page(session, form, errors), 422)


def _no_break(wanted: BreakForm) -> Response:
    with database().reading() as session:
        page = _page(session, stored_form(session), wanted_break=wanted)
        return make_response(page, 422)


def _back_to_breaks(done: Message) -> Response:
    flash(translate(done), "done")
    return redirect(url_for("settings.show", _anchor="breaks"), 303)


def _page(
    session: Session,
    form: SettingsForm,
    errors: FieldErrors | None = None,
    *,
    wanted_break: BreakForm | None = None,
) -> str:
    learner = current_learner(session)
    today = learner.day_at(now())
    return render_template(
        "settings.html",
        form=form,
        errors=errors or FieldErrors(),
        exams=exam_dates(session, learner),
        breaks=breaks_of(session, learner, since=today),
        wanted_break=wanted_break or BreakForm(),
        today=today,
        zones=zones(),
        minutes=MINUTES,
        hours=range(LATEST_ROLLOVER + 1),
        weekdays=sorted(get_day_names(locale=language()).items()),
    )
