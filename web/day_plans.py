"""What a student decides about the day: a plan to catch up, other limits for today."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from trainer.catching_up import NoSuchPlan, accept, withdraw
from trainer.core.messages import Message, message
from trainer.day_limits import BadLimits, change_today, more_today, reset_today
from trainer.errors import Invalid
from web.context import database, now
from web.preferences import translate
from web.visitor import current_learner

day_plans = Blueprint("day_plans", __name__)

_LONGEST_NUMBER = 5


@day_plans.post("/catch-ups")
def catch_up() -> Response:
    """Let a plan be in force from today on."""
    cards = _number("cards_per_day")
    try:
        if cards is None:
            raise NoSuchPlan
        with database().writing() as session:
            accept(session, current_learner(session), cards, now())
    except Invalid as error:
        return _back(error.message, "error")
    return _back(message("Plan commencé."))


@day_plans.post("/withdrawn-catch-ups")
def withdraw_catch_up() -> Response:
    """Take the plan back; one that is gone already is no mistake."""
    with database().writing() as session:
        withdraw(session, current_learner(session), now())
    return _back(message("Plan annulé."))


@day_plans.post("/day-limits")
def limits() -> Response:
    """Let other limits be in force today."""
    new, reviews = _number("new_per_day"), _number("reviews_per_day")
    try:
        if new is None or reviews is None:
            raise BadLimits
        with database().writing() as session:
            change_today(
                session,
                current_learner(session),
                now(),
                new_per_day=new,
                reviews_per_day=reviews,
            )
    except Invalid as error:
        return _back(error.message, "error")
    return _back(message("Limites changées pour aujourd’hui."))


@day_plans.post("/day-extensions")
def more() -> Response:
    """Let today hold ten cards more."""
    with database().writing() as session:
        more_today(session, current_learner(session), now())
    return _back(message("Dix cartes de plus aujourd’hui."))


@day_plans.post("/usual-day-limits")
def as_usual() -> Response:
    """Let the limits of the settings be in force today."""
    with database().writing() as session:
        reset_today(session, current_learner(session), now())
    return _back(message("Limites habituelles pour aujourd’hui."))


def _number(name: str) -> int | None:
    text = request.form.get(name, "").strip()
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    return int(text) if is_number else None


def _back(said: Message, category: str = "done") -> Response:
    flash(translate(said), category)
    return redirect(url_for("study.today"), 303)
