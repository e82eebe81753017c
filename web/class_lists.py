"""The pages of a class list: what reading it would do, the slips with new phrases.

A phrase is shown by the answer to the form that made it, and never again: there is no
address for it, and the database holds its hash alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask import url_for as address
from werkzeug.wrappers import Response

from trainer import access
from trainer.core.messages import message
from trainer.core.rosters import RosterChange, RosterLine
from trainer.core.spreadsheet import csv_lines
from trainer.errors import BadFiles
from trainer.phrases import new_phrase
from trainer.rosters import (
    NoRoster,
    Secret,
    Slip,
    apply_roster,
    give_phrase,
    plan_roster,
    read_roster,
    rename_student,
    waiting_for_first_time,
)
from web.addresses import uid_of_address
from web.classrooms import back, class_page, classroom_here, teacher_id
from web.context import database, now, passwords
from web.preferences import translate

class_lists = Blueprint("class_lists", __name__)

_HEADING = ("Nom", "Numéro", "Identifiant")


@class_lists.post("/classrooms/<uid>/roster-plans")
def make_plan(uid: str) -> Response:
    """Show what a class list would change; nothing is stored."""
    data, name = _sent()
    with database().reading() as session:
        classroom = classroom_here(session, uid)
        try:
            roster = read_roster(data, name)
        except NoRoster as error:
            page = class_page(session, classroom, error.message)
            return make_response(page, 422)
        plan = plan_roster(session, classroom, roster)
        page = render_template(
            "classrooms/roster.html",
            classroom=classroom,
            roster=roster,
            plan=plan,
            counts={each: plan.count(each) for each in RosterChange},
            table="".join(csv_lines([_HEADING, *map(_cells, roster.lines)])),
            pasted="" if name else data.decode(),
        )
    return make_response(page, 422 if roster.problems else 200)


@class_lists.post("/classrooms/<uid>/rosters")
def apply(uid: str) -> Response:
    """Bring a class up to the list that was shown, and show the new phrases once."""
    roster = read_roster(request.form.get("table", "").encode(), "")
    with database().reading() as session:
        classroom = classroom_here(session, uid)
        if roster.problems:
            raise BadFiles(roster.problems)
        count = len(plan_roster(session, classroom, roster).new)
    made = _secrets(count)
    with database().writing() as session:
        classroom = classroom_here(session, uid)
        slips = apply_roster(session, classroom, roster, made, now())
        name = classroom.name
    if not slips:
        flash(translate(message("La classe est à jour : personne de nouveau.")), "done")
        return redirect(address("classrooms.show", uid=uid, _anchor="students"), 303)
    return _slips_page(uid, name, slips)


@class_lists.post("/classrooms/<uid>/phrases")
def renew_phrases(uid: str) -> Response:
    """Show a new phrase for a student, or for all who have not come yet."""
    person = uid_of_address(request.form.get("person", ""))
    everybody = request.form.get("person") == "to-come"
    with database().reading() as session:
        classroom = classroom_here(session, uid)
        to_come = [each.uid for each in waiting_for_first_time(session, classroom)]
    people = to_come if everybody else [person]
    if not people:
        return back(uid, message("Tous les élèves sont déjà venus."), "students")
    made = _secrets(len(people))
    slips = []
    with database().writing() as session:
        for each, secret in zip(people, made, strict=True):
            classroom, membership, _ = access.student_of(
                session, teacher_id(), uid_of_address(uid), each
            )
            slips.append(give_phrase(session, membership, secret))
        name = classroom.name
    return _slips_page(uid, name, slips)


@class_lists.post("/classrooms/<uid>/roster-names")
def rename(uid: str) -> Response:
    """Name a student anew in the list of a class."""
    person = uid_of_address(request.form.get("person", ""))
    with database().writing() as session:
        classroom, membership, _ = access.student_of(
            session, teacher_id(), uid_of_address(uid), person
        )
        rename_student(
            session,
            classroom,
            membership,
            name=request.form.get("name", ""),
            number=request.form.get("number", ""),
        )
    flash(translate(message("Le nom dans la classe est enregistré.")), "done")
    return redirect(address("classrooms.student", uid=uid, person=person), 303)


def _sent() -> tuple[bytes, str]:
    """Give the list: the file if there is one, else what was pasted."""
    file = request.files.get("file")
    if file is not None and file.filename:
        return file.read(), file.filename
    return request.form.get("pasted", "").encode(), ""


def _cells(line: RosterLine) -> Sequence[str]:
    return (line.name, line.number or "", line.sign_in_name or "")


def _secrets(count: int) -> list[Secret]:
    """Make phrases and their hashes, outside of any transaction: it takes long."""
    phrases = [new_phrase() for _ in range(count)]
    with passwords().place():
        return [Secret(phrase, passwords().hash(phrase)) for phrase in phrases]


def _slips_page(uid: str, name: str, slips: Sequence[Slip]) -> Response:
    page = render_template(
        "classrooms/slips.html",
        uid=uid,
        name=name,
        slips=slips,
        place=request.host_url,
    )
    return make_response(page)
