"""The pages of a class's questions: how hard each is, what is odd, what is reported."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from flask import url_for as address
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from trainer.class_answers import members_of
from trainer.class_questions import (
    ClassQuestion,
    ClassQuestions,
    Paper,
    QuestionFlag,
    questions_of,
)
from trainer.core.distractors import OptionFlag
from trainer.core.item_statistics import FEWEST_STUDENTS
from trainer.core.model import message
from trainer.error_reports import (
    LONGEST_ANSWER,
    NoAnswer,
    NoSuchReport,
    answer_report,
    reports_on,
)
from trainer.errors import NotFound
from web.classrooms import classroom_here, teacher_id
from web.context import database, now
from web.teaching import ClassDeck, ClassView, class_view

questions = Blueprint("questions", __name__)

MOST_TO_MEND = 5
FLAGS = {
    QuestionFlag.AGAINST: message(
        "Qui sait le reste se trompe plus souvent ici : l’énoncé ou le corrigé est"
        " peut-être faux."
    ),
    QuestionFlag.REPORTED: message("Un élève a signalé une erreur."),
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
        found = _questions(session, view, view.deck) if view.deck else None
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
            if not (report.isdecimal() and len(report) < 16):
                raise NoSuchReport
            answer_report(
                session,
                students,
                int(report),
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
    view = class_view(session, uid)
    if view.deck is None:
        raise _no_question()
    question = _question(_questions(session, view, view.deck), key)
    students = [each.student_id for each in members_of(session, view.classroom)]
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
        paper=_paper(),
        last=_last(),
    )


def _questions(session: Session, view: ClassView, deck: ClassDeck) -> ClassQuestions:
    members = members_of(session, view.classroom)
    return questions_of(session, members, deck.row, paper=_paper(), last=_last())


def _question(found: ClassQuestions, key: str) -> ClassQuestion:
    for each in found.questions:
        if each.key == key:
            return each
    raise _no_question()


def _no_question() -> NotFound:
    return NotFound(message("Cette question n’existe pas."))


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
