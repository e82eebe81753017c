"""The story of a class's answers as a table: one row an answer, all that is counted.

Every figure of a teacher's pages can be counted anew from it: what each column means is
said in the dictionary beside it. It tells no hour.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from trainer.class_answers import (
    EVIDENCE,
    ClassAnswer,
    ClassMember,
    answers_of,
    cards_of_class,
)
from trainer.class_grid import topics_by_kind
from trainer.class_questions import questions_in
from trainer.content import LoadedCard, deck_from_json
from trainer.core.confusion_matrix import NoJob, given_in
from trainer.core.confusions import job_asked, job_names
from trainer.core.exam_topics import AskedCard, TopicKind, weights_of
from trainer.core.markup import to_text
from trainer.core.messages import Message, message
from trainer.core.questions import Response
from trainer.core.right_answers import NameKey
from trainer.core.topics import part_of
from trainer.review_sheet import PURPOSES, RATINGS, decimal, said, way_of
from trainer.tables import DeckRow

Cell = str | int | float | date | None

_RESPONSE = TypeAdapter(Response)
_SEVERAL = " | "  # between the words of a cell
_GROUPS = (TopicKind.JOB, TopicKind.TOOL, TopicKind.TAG)
_PLACES = 6  # of a decimal: figures are counted from it
_GIVEN = {NoJob.OTHER: "autre réponse", NoJob.NOTHING: "sans réponse"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table, and what it means."""

    name: str
    meaning: Message


COLUMNS = (
    Column("élève", message("le nom de la liste de classe, ou un numéro d’ordre")),
    Column("jour", message("le jour d’étude, de 4 heures à 4 heures")),
    Column("rang", message("la place parmi les réponses de l’élève, 1 d’abord")),
    Column("partie", message("la partie de l’épreuve, ou la liste")),
    Column("question", message("ce qui est demandé")),
    Column("consigne", message("ce que l’on demande de l’énoncé")),
    Column("réponse", message("ce qui a été choisi ou écrit")),
    Column("juste", message("1 : la carte a été sue ; 0 : à revoir")),
    Column("note", message("À revoir, Difficile, Correct ou Facile")),
    Column("points", message("la part des points, de 0 à 1, si elle est connue")),
    Column("secondes", message("le temps de réponse")),
    Column("sorte", message("révision, entraînement ou examen blanc")),
    Column("façon", message("comment elle était posée ; dans Anki, l’élève se note")),
    Column("première", message("1 : première réponse de l’élève à cette carte")),
    Column(
        "voix",
        message("1 : première réponse du jour à cette carte, hors entraînement"),
    ),
    Column("métier demandé", message("le métier juste, s’il en faut un")),
    Column("métier donné", message("le métier répondu, autre réponse, sans réponse")),
    Column("métiers", message("les métiers dont parle la carte")),
    Column("outils", message("les outils dont parle la carte")),
    Column("thèmes", message("les thèmes de la question")),
    Column("poids", message("les points de l’épreuve que la carte apporte ou prépare")),
    Column("valeur", message("ce que vaut la carte parmi les questions")),
    Column("au hasard", message("la part qu’obtient qui coche sans savoir")),
    Column("options", message("les réponses proposées, dans leur ordre")),
    Column("carte", message("le nom de la carte, qui ne change jamais")),
    Column("version", message("la version de la question à laquelle on a répondu")),
)


def rows_of(
    session: Session,
    members: Sequence[ClassMember],
    deck: DeckRow,
    *,
    names: bool,
    since: date | None = None,
) -> Iterator[tuple[Cell, ...]]:
    """Give the answers of a class to a deck, oldest first, undone ones left out.

    Cards that are no longer asked are left out, too.

    Args:
        names: whether students are named; else each has a number of this file alone.
        since: the first study day (default: all).
    """
    cards = {each.id: each for each in cards_of_class(session, deck)}
    called = _called(members, names=names)
    about = _about(deck, tuple(cards.values()))
    of_deck = job_names(next(iter(cards.values())).deck.jobs) if cards else {}
    counted = _Counted()
    for answer in answers_of(session, list(called), deck, since=since):
        loaded = cards.get(answer.card_id)
        if loaded is not None:
            rank, is_first, is_vote = counted.add(answer)
            yield (
                called[answer.student_id],
                *_row(answer, loaded, rank),
                *(int(is_first), int(is_vote)),
                *_jobs(answer, loaded, of_deck),
                *about[answer.card_id],
                *(_SEVERAL.join(json.loads(answer.shown)), loaded.card.key),
                answer.revision,
            )


class _Counted:
    """What has been answered so far."""

    def __init__(self) -> None:
        self._ranks: dict[int, int] = {}
        self._cards: set[tuple[int, int]] = set()
        self._days: set[tuple[int, int, date]] = set()

    def add(self, answer: ClassAnswer) -> tuple[int, bool, bool]:
        """Return the rank of an answer, and whether it is a first one, and a vote."""
        student, card = answer.student_id, answer.card_id
        rank = self._ranks[student] = self._ranks.get(student, 0) + 1
        if answer.purpose not in EVIDENCE:
            return rank, False, False
        day = (student, card, answer.study_day)
        is_first, is_vote = (student, card) not in self._cards, day not in self._days
        self._cards.add((student, card))
        self._days.add(day)
        return rank, is_first, is_vote


def _called(members: Sequence[ClassMember], *, names: bool) -> dict[int, Cell]:
    if names:
        return {each.student_id: each.name for each in members}
    # By a uid that nobody sees: the class list's order would tell who is who.
    hidden = sorted(members, key=lambda each: each.uid)
    return {each.student_id: number for number, each in enumerate(hidden, start=1)}


def _row(answer: ClassAnswer, loaded: LoadedCard, rank: int) -> tuple[Cell, ...]:
    return (
        answer.study_day,
        rank,
        part_of(loaded.item),
        to_text(loaded.card.text),
        str(loaded.card.ask),
        said(_RESPONSE.validate_json(answer.response)),
        int(answer.is_passed),
        RATINGS[answer.rating],
        answer.score,
        round(answer.duration_ms / 1000, 1),
        PURPOSES[answer.purpose],
        way_of(answer.format, answer.source),
    )


def _about(
    deck: DeckRow, cards: Sequence[LoadedCard]
) -> Mapping[int, tuple[Cell, ...]]:
    """Return of each card what it is about, what it weighs and what guessing earns."""
    names: dict[tuple[int, TopicKind], list[str]] = defaultdict(list)
    for kind, topics in topics_by_kind(deck, cards).items():
        for topic in topics:
            for id_ in topic.card_ids:
                names[id_, kind].append(topic.name)
    asked = [AskedCard(each.id, each.item, each.card) for each in cards]
    weights = weights_of(deck_from_json(deck.content), asked)
    return {
        each.id: (
            *(_SEVERAL.join(names[each.id, kind]) for kind in _GROUPS),
            *(weights[each.id], question.max_mark, question.guess),
        )
        for each, question in zip(cards, questions_in(cards), strict=True)
    }


def _jobs(
    answer: ClassAnswer, loaded: LoadedCard, names: Mapping[str, str]
) -> tuple[str, str]:
    """Return the job that was asked for and the one that was given; none: empty."""
    asked, key = job_asked(loaded.card, names), loaded.card.answer
    if asked is None or not isinstance(key, NameKey):
        return "", ""
    if answer.is_passed:
        return asked, asked
    given = given_in(_RESPONSE.validate_json(answer.response), key, names)
    return asked, _GIVEN[given] if isinstance(given, NoJob) else given


def as_text(cell: Cell) -> str:
    """Write a cell as a spreadsheet in French reads it."""
    match cell:
        case None:
            return ""
        case date():
            return cell.isoformat()
        case float():
            return decimal(cell, _PLACES)
        case _:
            return str(cell)
