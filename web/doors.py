"""Who may pass which door: every address of the app, denied unless it is named here.

On a computer of one's own there is one person, who may do everything but what only a
class has. In a class nobody passes but who is signed in, and a door that is not for a
visitor looks like one that is not there.
"""

from __future__ import annotations

from enum import StrEnum

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from trainer import sign_ins
from web import cookies
from web.addresses import address_here
from web.context import context_of, database, now
from web.errors import NotSignedIn
from web.visitor import OWNER, Visitor, find_visitor, let_in, turn_away


class Door(StrEnum):
    """For whom an address is."""

    ANYONE = "anyone"
    LEARNER = "learner"  # who learns: everybody who is signed in
    TEACHER = "teacher"  # who brings papers; on one's own, oneself
    OWNER = "owner"  # who runs the program: only on a computer of one's own
    STRANGER = "stranger"  # a class's way in, for who is not signed in either
    MEMBER = "member"  # who is signed in to a class
    CLASS_TEACHER = "class_teacher"  # who teaches in a class


_OF_CLASSES = (Door.STRANGER, Door.MEMBER, Door.CLASS_TEACHER)
_FOR_STRANGERS = (Door.ANYONE, Door.STRANGER)
_FOR_TEACHERS = (Door.TEACHER, Door.CLASS_TEACHER)
# With a password that somebody else knows: to choose another one, or to leave.
_BEFORE_ALL = ("accounts.new_password", "accounts.change", "accounts.end")

DOORS: dict[str, Door] = {
    "static": Door.ANYONE,
    "api.health": Door.ANYONE,
    "pwa.service_worker": Door.ANYONE,
    "pwa.offline": Door.ANYONE,
    "well_known.security": Door.ANYONE,
    **dict.fromkeys(
        (
            *("anki.bring", "anki.report", "anki.show", "anki.withdraw"),
            *("api.answer", "api.answers_at_hand", "api.description", "api.holds"),
            *("api.misses", "api.notes", "api.queue", "api.reports"),
            *("api.retractions", "api.reviews"),
            *("cards.change", "cards.contrasts", "cards.index", "cards.sessions"),
            *("cards.undo", "day_plans.as_usual", "day_plans.catch_up"),
            *("day_plans.limits", "day_plans.more", "day_plans.withdraw_catch_up"),
            *("my_data.cards", "my_data.everything", "my_data.import_own_cards"),
            *("my_data.plan_own_cards", "my_data.reviews", "my_data.show"),
            *("progress.card", "progress.day", "progress.show"),
            *("settings.add_break", "settings.change", "settings.show"),
            *("settings.take_break_back", "study.deck", "study.review"),
            *("study.today", "transfer.export", "transfer.export_notes"),
            "privacy.archive",
        ),
        Door.LEARNER,
    ),
    "privacy.show": Door.ANYONE,
    **dict.fromkeys(
        (
            *("content.deck", "content.index", "content.text"),
            *("deck_states.ask", "deck_states.bring_back", "deck_states.check_key"),
            *("deck_states.retire", "deck_states.take_check_back"),
            *("editor.check", "editor.deck", "editor.new", "editor.plan"),
            *("plans.accept", "plans.make", "plans.show"),
            *("versions.compare", "versions.index", "versions.restore"),
            "transfer.export_exam",
        ),
        Door.TEACHER,
    ),
    **dict.fromkeys(
        (
            *("my_data.download_backup", "my_data.plan_restoration"),
            "my_data.restore",
        ),
        Door.OWNER,
    ),
    **dict.fromkeys(
        (
            *("class_lists.apply", "class_lists.make_plan", "class_lists.rename"),
            *("class_lists.renew_phrases", "classrooms.change", "classrooms.code"),
            *("confusions.cell", "confusions.give", "confusions.sheet"),
            *("confusions.show", "confusions.withdraw"),
            *("topics.detail", "topics.grid", "topics.over_time", "topics.show"),
            *("classrooms.end_code", "classrooms.give", "classrooms.index"),
            *("classrooms.let_in", "classrooms.let_teach", "classrooms.make"),
            *("classrooms.remove_from_team", "classrooms.remove_member"),
            *("classrooms.renew_code", "classrooms.show", "classrooms.student"),
            *("classrooms.withdraw", "content.study", "projector.switch"),
            *("class_exports.send", "class_exports.show"),
            *("questions.answer", "questions.detail", "questions.show"),
            *("assignments.change", "assignments.index", "assignments.make"),
            *("assignments.show", "assignments.withdraw", "monday.show"),
        ),
        Door.CLASS_TEACHER,
    ),
    **dict.fromkeys(
        (
            *("joining.ask_code", "joining.ask_person", "joining.join_class"),
            "joining.try_it",
        ),
        Door.STRANGER,
    ),
    "joining.index": Door.MEMBER,
    "joining.leave": Door.MEMBER,
    **dict.fromkeys(
        (
            *("privacy.ask", "privacy.erasure", "privacy.reads"),
            "privacy.withdraw",
        ),
        Door.MEMBER,
    ),
    **dict.fromkeys(
        (
            *("privacy.ask_for_student", "privacy.student_erasure"),
            "privacy.withdraw_for_student",
        ),
        Door.CLASS_TEACHER,
    ),
    **dict.fromkeys(
        (
            *("accounts.begin", "accounts.first_teacher", "accounts.sign_in"),
            "accounts.make_first_teacher",
        ),
        Door.STRANGER,
    ),
    **dict.fromkeys(
        (
            *("accounts.change", "accounts.end", "accounts.end_devices"),
            *("accounts.new_password", "accounts.rename", "accounts.show"),
        ),
        Door.MEMBER,
    ),
}


def guard(app: Flask) -> None:
    """Let nobody pass a door of an app that is not theirs."""
    app.before_request(_pass_class if context_of(app).is_class else _pass_own)


def _pass_own() -> None:
    let_in(OWNER)
    door = DOORS.get(request.endpoint or "")
    if request.endpoint and (door is None or door in _OF_CLASSES):
        raise NotFound


def _pass_class() -> ResponseReturnValue | None:
    _recognise()
    if request.endpoint is None:  # no such page
        return None
    door = DOORS.get(request.endpoint)
    if door is None or door is Door.OWNER:
        raise NotFound
    if door in _FOR_STRANGERS:
        return None
    found = find_visitor()
    if found is None:
        return _ask_to_sign_in()
    if found.must_change and request.endpoint not in _BEFORE_ALL:
        return _ask_for_password()
    if door in _FOR_TEACHERS and not found.is_teacher:
        raise NotFound
    return None


def _recognise() -> None:
    """Look up who is signed in on the device that asks."""
    token = cookies.token()
    if request.endpoint == "static":
        return
    if not token:
        turn_away()
        return
    with database().reading() as session:
        found = sign_ins.find(session, token, at := now())
    if found is None:
        turn_away()
        return
    if sign_ins.needs_note(found, at):
        with database().writing() as session:
            sign_ins.note_use(session, found, at)
    let_in(
        Visitor(
            uid=found.student_uid,
            name=found.name,
            is_teacher=found.is_teacher,
            account_id=found.account_id,
            sign_in_id=found.id,
            must_change=found.must_change,
        )
    )


def _ask_to_sign_in() -> ResponseReturnValue:
    if not _asks_for_page():
        raise NotSignedIn
    # Only a path of ours: what came with the request names no other site.
    return redirect(url_for("accounts.sign_in", next=address_here()), 303)


def _ask_for_password() -> ResponseReturnValue:
    if not _asks_for_page():
        raise NotSignedIn
    return redirect(url_for("accounts.new_password"), 303)


def _asks_for_page() -> bool:
    is_api = request.path.startswith("/api/")
    return request.method in ("GET", "HEAD") and not is_api
