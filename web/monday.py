"""The Monday page of a class: three lines, to be read in a minute or printed."""

from __future__ import annotations

from flask import Blueprint, render_template

from trainer.core.at_risk import (
    ABSENT_DAYS,
    BACKLOG_DAYS,
    LEAST_SUCCESS,
    WINDOW_DAYS,
    Rule,
)
from trainer.core.messages import message
from trainer.core.small_groups import may_show
from trainer.monday import monday_of
from web.context import database
from web.projector import note_shown
from web.questions import FLAGS
from web.teaching import class_view

monday = Blueprint("monday", __name__)

RULES = {
    Rule.ABSENT: message("{n} jours sans aucune séance", n=ABSENT_DAYS),
    Rule.BACKLOG: message(
        "plus de {n} jours de travail en retard, au rythme de l’élève", n=BACKLOG_DAYS
    ),
    Rule.SUCCESS: message(
        "très probablement moins de {n} % de réponses justes aux révisions d’un autre"
        " jour",
        n=round(100 * LEAST_SUCCESS),
    ),
    Rule.PACE: message(
        "à son rythme, des cartes jamais vues le jour de l’examen",
    ),
}


@monday.get("/classrooms/<uid>/monday")
def show(uid: str) -> str:
    """Show what to teach again, whom to see, which question is broken."""
    with database().reading() as session:
        view = class_view(session, uid)
        found = view.deck and monday_of(
            session,
            view.classroom,
            view.deck.row,
            today=view.today,
            since=view.since,
            hides_names=view.hides_names,
        )
        page = render_template(
            "teaching/monday.html",
            view=view,
            monday=found,
            may_count=bool(
                found and (not view.hides_names or may_show(len(found.members)))
            ),
            flags=FLAGS,
            rules=RULES,
            weeks=WINDOW_DAYS // 7,
        )
    if found and not view.hides_names:
        note_shown(each.member.account_id for each in found.to_see)
    return page
