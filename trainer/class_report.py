"""The story of a class's Monday in a terminal: three lines, and nobody named.

For who runs the program and teaches nobody: as on a projector, no figure is about fewer
than five people.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypedDict

from sqlalchemy.orm import Session

from trainer import access
from trainer.content import deck_from_json
from trainer.core.markup import to_text
from trainer.core.messages import Message, message
from trainer.core.small_groups import may_split
from trainer.errors import NotFound
from trainer.monday import Monday, monday_of

WEEKS = 4


class TopicReport(TypedDict):
    """The topic to teach again; shares are of 1."""

    name: str
    rate: float
    low: float
    high: float
    answers: int
    marks_lost: float


class PairReport(TypedDict):
    """The two jobs that are taken for one another."""

    jobs: list[str]
    confused: int
    asked: int
    low: float
    high: float


class QuestionReport(TypedDict):
    """A question to look at, by its card's key, and what is odd about it."""

    card: str
    place: str
    text: str
    flags: list[str]


class ClassReport(TypedDict):
    """Monday of a class; `to_see` is None where so few may not be spoken of."""

    classroom: str
    deck: str
    students: int
    topic: TopicReport | None
    missing_answers: int
    pair: PairReport | None
    to_see: int | None
    questions: list[QuestionReport]


def class_report(session: Session, name: str, slug: str, today: date) -> ClassReport:
    """Return what is to be done for a class, from the last four weeks.

    Args:
        name: of the class, or its uid.
        slug: of a deck that it learns; empty: the one that was given last.

    Raises:
        NotFound: there is no such class, or no such deck in it.
        SeveralClasses: several classes have this name.
    """
    classroom = access.classroom_named(session, name)
    decks = access.decks_of_class(session, classroom.id)
    if not decks:
        raise NotFound(message("La classe n’apprend encore rien."))
    deck = access.deck_of_class(session, classroom.id, slug) if slug else decks[0]
    since = today - timedelta(weeks=WEEKS) + timedelta(days=1)
    found = monday_of(
        session, classroom, deck, today=today, since=since, hides_names=True
    )
    students, to_see = len(found.members), len(found.to_see)
    return ClassReport(
        classroom=classroom.name,
        deck=deck_from_json(deck.content).title,
        students=students,
        topic=_topic(found),
        missing_answers=found.missing_answers,
        pair=_pair(found),
        to_see=to_see if may_split(to_see, students) else None,
        questions=_questions(found),
    )


def report_lines(report: ClassReport) -> Iterator[Message]:
    """Say a report, line by line."""
    yield message("{name} · {deck}", name=report["classroom"], deck=report["deck"])
    if topic := report["topic"]:
        yield message(
            "À reprendre : {topic}, réussi à {rate} % (entre {low} et {high} %, {n}"
            " {n:réponse|réponses})",
            topic=topic["name"],
            rate=round(100 * topic["rate"]),
            low=round(100 * topic["low"]),
            high=round(100 * topic["high"]),
            n=topic["answers"],
        )
    else:
        yield message("À reprendre : pas assez de réponses, ou aucun sujet fragile")
    if pair := report["pair"]:
        yield message(
            "À distinguer : {first} ou {second}, confondus {n} fois sur {asked}",
            first=pair["jobs"][0],
            second=pair["jobs"][1],
            n=pair["confused"],
            asked=pair["asked"],
        )
    if report["to_see"] is None:
        yield message("Élèves à voir : sur la page de la classe, avec les noms")
    else:
        yield message(
            "Élèves à voir : {n} sur {all}", n=report["to_see"], all=report["students"]
        )
    for each in report["questions"]:
        yield message(
            "Question à revoir : {place}, {text}",
            place=each["place"],
            text=each["text"],
        )


def _topic(found: Monday) -> TopicReport | None:
    if found.topic is None:
        return None
    estimate = found.topic.estimate
    return TopicReport(
        name=str(found.topic.topic.title),
        rate=estimate.rate,
        low=estimate.low,
        high=estimate.high,
        answers=found.topic.asked,
        marks_lost=found.topic.lost,
    )


def _pair(found: Monday) -> PairReport | None:
    if found.pair is None:
        return None
    return PairReport(
        jobs=list(found.pair.pair),
        confused=found.pair.confused,
        asked=found.pair.asked,
        low=found.pair.low,
        high=found.pair.high,
    )


def _questions(found: Monday) -> list[QuestionReport]:
    return [
        QuestionReport(
            card=each.key,
            place=each.loaded.item.place,
            text=to_text(each.loaded.card.text),
            flags=[flag.value for flag in each.flags],
        )
        for each in found.to_mend
    ]
