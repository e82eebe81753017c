"""The pages of a class's questions: how hard each is, what is odd, what is reported."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from flask import url_for as address
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from trainer.class_answers import ClassMember, members_of
from trainer.class_questions import (
    ClassQuestion,
    Paper,
    QuestionFlag,
    questions_of,
)
from trainer.core.distractors import OptionFlag
from trainer.core.item_statistics import FEWEST_STUDENTS
from trainer.core.messages import message
from trainer.error_reports import (
    LONGEST_ANSWER,
    NoAnswer,
    answer_report,
    reports_on,
)
from trainer.errors import NotFound
from trainer.tables import DeckRow
from web.classrooms import classroom_here, teacher_id
from web.context import database, now
from web.teaching import ClassView, class_view

questions = Blueprint("questions", __name__)

MOST_TO_MEND = 5
FLAGS = {
    QuestionFlag.AGAINST: message(
        "Qui sait le reste se trompe plus souvent ici : l’énoncé ou le corrigé est"
        " peut-être faux."
    ),
    QuestionFlag.REPORTED: message("Une erreur est signalée."),
    QuestionFlag.STRONG_WRONG_OPTION: message(
        "Une mauvaise réponse attire ceux qui savent le reste mieux que les autres."
    ),
    QuestionFlag.HARD: message("Presque personne ne réussit."),
    QuestionFlag.LEECH: message("Oubliée encore et encore."),
    QuestionFlag.PLACE: message(
        "Les mauvaises réponses tombent toujours à la même place."
    ),
    QuestionFlag.IDLE_OPTION: message("Une option que personne ne choisit."),
}
OPTION_FLAGS = {
    OptionFlag.NEVER_CHOSEN: message("personne ne la choisit"),
    OptionFlag.CHOSEN_BY_THE_STRONG: message("choisie par ceux qui savent le reste"),
}


@questions.get("/classrooms/<uid>/questions")
def show(uid: str) -> str:
    """Show the questions of a class: what to mend first, then the figures of all."""
    with database().reading() as session:
        view = class_view(session, uid)
        found = view.deck and questions_of(
            session,
            members_of(session, view.classroom),
            view.deck.row,
            paper=_paper(),
            last=_last(),
        )
        return render_template(
            "teaching/questions.html",
            view=view,
            found=found,
            most=MOST_TO_MEND,
            fewest=FEWEST_STUDENTS,
            flags=FLAGS,
            paper=_paper(),
            last=_last(),
        )


@questions.get("/classrooms/<uid>/questions/<path:key>")
def detail(uid: str, key: str) -> str:
    """Show what a class answered to a question, and what it says of it."""
    with database().reading() as session:
        return _detail(session, uid, key)


@questions.post("/classrooms/<uid>/questions/<path:key>/answers")
def answer(uid: str, key: str) -> AnyResponse:
    """Answer what a student has reported of a question."""
    report = request.form.get("report", "")
    text = request.form.get("text", "")
    try:
        with database().writing() as session:
            classroom = classroom_here(session, uid)
            students = [each.student_id for each in members_of(session, classroom)]
            answer_report(
                session,
                students,
                _number(report),
                text,
                account_id=teacher_id(),
                now=now(),
            )
    except NoAnswer as error:
        with database().reading() as session:
            page = _detail(session, uid, key, (report, text, error.message))
        return Response(page, 422)
    there = address(
        "questions.detail", uid=uid, key=key, _anchor="reports", **_chosen()
    )
    return redirect(there, 303)


def _detail(
    session: Session, uid: str, key: str, refused: tuple[object, ...] | None = None
) -> str:
    view = class_view(session, uid, slug=key.partition("/")[0])
    if view.deck is None:
        raise _no_question()
    members = members_of(session, view.classroom)
    paper, question = _question(session, members, view.deck.row, key)
    students = [each.student_id for each in members]
    return render_template(
        "teaching/question.html",
        view=view,
        question=question,
        reports=reports_on(session, students, view.deck.row, question.loaded.id),
        refused=refused,
        fewest=FEWEST_STUDENTS,
        longest=LONGEST_ANSWER,
        flags=FLAGS,
        option_flags=OPTION_FLAGS,
        shown=_shown(view, question),
        paper=paper,
        last=_last(),
    )


def _shown(view: ClassView, question: ClassQuestion) -> list[bool]:
    """Say of which options this screen may tell; how many were right it does."""
    wrong = [0 if each.is_right else each.chosen for each in question.options]
    return [
        may_be and view.may_count(option.shown)
        for may_be, option in zip(
            view.shown_shares(wrong), question.options, strict=True
        )
    ]


def _question(
    session: Session, members: Sequence[ClassMember], deck: DeckRow, key: str
) -> tuple[Paper, ClassQuestion]:
    """Return a question, with the paper it is in.

    Raises:
        NotFound: the deck asks no such card.
    """
    for paper in Paper:
        found = questions_of(session, members, deck, paper=paper, last=_last())
        for each in found.questions:
            if each.key == key:
                return paper, each
    raise _no_question()


def _no_question() -> NotFound:
    return NotFound(message("Cette question n’existe pas."))


def _number(text: str) -> int:
    """Read the number of a report; what is none gets one that no report has."""
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


def _paper() -> Paper:
    return Paper.LISTS if request.args.get("paper") == Paper.LISTS else Paper.EXAM


def _last() -> bool:
    return request.args.get("attempt") == "last"


def _chosen() -> dict[str, Any]:
    """Give the choices of this page's address, to come back to it."""
    return {
        name: value
        for name in ("deck", "paper", "attempt")
        if (value := request.args.get(name, ""))
    }
