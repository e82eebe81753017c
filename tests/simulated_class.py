"""What a class answered in some weeks, put straight into the log: quick, and seeded.

Each student has an ability, each card a difficulty of its own; what is planted comes on
top. Answers come once a day and card; a card that was missed comes again the next day.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from math import exp
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from tests.importing import SLUG, import_paper
from tests.schooling import add_person, put_in
from tests.studying import NOW
from trainer import access
from trainer.class_answers import ClassMember, cards_of_class, members_of
from trainer.classrooms import make_classroom
from trainer.content import LoadedCard
from trainer.core.card_state import CardState
from trainer.core.grading import accepted_words
from trainer.core.ladder import format_of
from trainer.core.paper import ask
from trainer.core.questions import Format
from trainer.core.reviews import Purpose, Rating
from trainer.core.right_answers import NameKey, TrueFalseKey
from trainer.core.wording import fold
from trainer.db import Database
from trainer.giving import Terms, give_deck
from trainer.learners import lock_learner
from trainer.replaying import rebuild
from trainer.tables import DeckRow, ReviewRow, ReviewSource, StudentRow

HOUR = time(17, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """How a class learns.

    Attributes:
        new_per_day: cards that each student begins on a day.
        harder: by how much (logits) a card is harder than others.
        confused: the job that is answered in the place of another, and how often.
        is_here: whether a student studies on a day (0 is the first).
    """

    days: int = 14
    new_per_day: int = 12
    seed: int = 1
    harder: Callable[[LoadedCard], float] = lambda _: 0.0
    confused: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    is_here: Callable[[int, int], bool] = lambda _student, _day: True


def answer_as_class(
    session: Session,
    student_ids: Collection[int],
    deck: DeckRow,
    last_day: date,
    plan: ClassPlan = ClassPlan(),
) -> int:
    """Fill the log with what a class answered until a day; return how many answers."""
    cards = cards_of_class(session, deck)
    first_day = last_day - timedelta(days=plan.days - 1)
    rows: list[dict[str, Any]] = []
    for place, student_id in enumerate(student_ids):
        rng = Random(f"{plan.seed} {place}")
        days = [
            first_day + timedelta(days=day)
            for day in range(plan.days)
            if plan.is_here(place, day)
        ]
        for row in _answers(cards, days, plan, rng):
            number = len(rows)
            rows.append(row | {"student_id": student_id, "uid": f"s{number}"})
    if rows:
        session.execute(insert(ReviewRow), rows)
    for student_id in student_ids:
        uid = session.get_one(StudentRow, student_id).uid
        rebuild(session, lock_learner(session, uid), check=False)
    return len(rows)


def make_answering_class(
    database: Database, plan: ClassPlan, *, students: int, last_day: date
) -> tuple[ClassMember, ...]:
    """Make a class that has answered the deck that `importing` brings."""
    import_paper(database)
    with database.writing() as session:
        teacher = add_person(session, "Vera", is_teacher=True)
        pupils = [add_person(session, f"Élève {n:02}") for n in range(students)]
        classroom = make_classroom(session, teacher.id, "10A", NOW)
        put_in(session, classroom, *pupils)
        deck = access.deck_named(session, SLUG)
        give_deck(session, classroom, deck, Terms(), NOW)
        members = members_of(session, classroom)
        ids = [each.student_id for each in members]
        answer_as_class(session, ids, deck, last_day, plan)
    return members


def _answers(
    cards: Iterable[LoadedCard], days: Iterable[date], plan: ClassPlan, rng: Random
) -> Iterable[dict[str, Any]]:
    ability = rng.gauss(0.6, 0.7)
    waiting = list(cards)
    due: dict[date, list[LoadedCard]] = {}
    times: dict[int, int] = {}
    for day in days:
        late = [each for on in sorted(due) if on <= day for each in due.pop(on)]
        fresh, waiting = waiting[: plan.new_per_day], waiting[plan.new_per_day :]
        for sequence, card in enumerate((*late, *fresh)):
            before = times.get(card.id, 0)
            level = ability + 0.8 * before - plan.harder(card)
            row, is_right = _answer(card, level, plan, rng)
            times[card.id] = before + 1 if is_right else max(0, before - 1)
            gap = 2 * (before + 1) if is_right else 1
            due.setdefault(day + timedelta(days=gap), []).append(card)
            yield row | _moment(day, sequence)


def _answer(
    loaded: LoadedCard, level: float, plan: ClassPlan, rng: Random
) -> tuple[dict[str, Any], bool]:
    card = loaded.card
    question = ask(card, format_of(card, CardState()), loaded.deck, rng)
    is_right = rng.random() < 1 / (1 + exp(-level))
    response: dict[str, Any] = {}
    if isinstance(card.answer, TrueFalseKey):
        is_right = is_right or rng.random() < 0.5
        response = {"is_true": card.answer.is_true is is_right}
    elif isinstance(card.answer, NameKey) and question.options:
        right = set(accepted_words(card.answer))
        taken, often = plan.confused.get(card.answer.right[0].text, ("", 0.0))
        if taken in question.options and rng.random() < often:
            option = taken
        elif is_right:
            option = next(each for each in question.options if fold(each) in right)
        else:
            option = rng.choice(question.options)
        is_right = fold(option) in right
        response = {"choice": option}
    return {
        "card_id": loaded.id,
        "revision": loaded.revision,
        "rating": Rating.GOOD if is_right else Rating.AGAIN,
        "response": json.dumps(response),
        "shown": json.dumps(question.options),
        "score": None if question.format is Format.SELF_MARKED else float(is_right),
        "duration_ms": rng.randint(3_000, 20_000),
        "format": question.format,
    }, is_right


def _moment(day: date, sequence: int) -> dict[str, Any]:
    at = datetime.combine(day, HOUR) + timedelta(seconds=20 * sequence)
    return {
        "source": ReviewSource.WEB,
        "purpose": Purpose.STUDY,
        "device_at": at,
        "sequence": sequence,
        "zone": "Europe/Paris",
        "received_at": at,
        "effective_at": at,
        "study_day": day,
    }
