"""The story of how far students are with what they were set: counted from the log.

For one student or a class: one statement for the answers, two for what is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session

from trainer.class_activity import StudentDeck, days_of
from trainer.class_answers import cards_of_class
from trainer.core.assignments import Goal, Progress, Task, progress
from trainer.core.mastery import chance_today, guess_chance, mastery
from trainer.core.topics import part_of
from trainer.tables import CardRow, CardStateRow, DeckRow, ItemRow


@dataclass(frozen=True, slots=True)
class DeckTask:
    """Something that is to be done with a deck."""

    deck: DeckRow
    task: Task


class _Memory(NamedTuple):
    """What is known of a card that was answered."""

    stability: float | None
    last_study_day: date | None


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """What was counted for some tasks and students."""

    answers: Mapping[StudentDeck, Mapping[date, int]]
    cards: Mapping[int, Mapping[int, tuple[str, float]]]
    memories: Mapping[StudentDeck, Mapping[int, _Memory]]
    today: date

    def progress(self, student_id: int, asked: DeckTask) -> Progress:
        """Return how far a student is; when a task is over, as it was then."""
        key, task = (student_id, asked.deck.id), asked.task
        if task.goal is not Goal.MASTERY:
            return progress(task, self.answers.get(key, {}))
        day, known = min(self.today, task.due_on), self.memories.get(key, {})
        return progress(
            task,
            {},
            mastery(
                chance_today(known.get(card_id), guess, day)
                for card_id, (part, guess) in self.cards[asked.deck.id].items()
                if task.part in (None, part)
            ),
        )


def count_tasks(
    session: Session,
    tasks: Collection[DeckTask],
    student_ids: Collection[int],
    today: date,
) -> TaskCounts:
    """Count what some students have done for some tasks."""
    of_mastery = [each for each in tasks if each.task.goal is Goal.MASTERY]
    others = [each for each in tasks if each.task.goal is not Goal.MASTERY]
    decks = {each.deck.id: each.deck for each in of_mastery}
    return TaskCounts(
        answers=_answers(session, others, student_ids),
        cards={id_: _cards(session, deck) for id_, deck in decks.items()},
        memories=_memories(session, list(decks), student_ids),
        today=today,
    )


def _answers(
    session: Session, tasks: Sequence[DeckTask], student_ids: Collection[int]
) -> Mapping[StudentDeck, Mapping[date, int]]:
    if not tasks or not student_ids:
        return {}
    days = days_of(
        session,
        student_ids,
        sorted({each.deck.id for each in tasks}),
        since=min(each.task.begins_on for each in tasks),
        until=max(each.task.due_on for each in tasks),
    )
    return {
        key: {day: counts.answers for day, counts in each.items()}
        for key, each in days.items()
    }


def _cards(session: Session, deck: DeckRow) -> dict[int, tuple[str, float]]:
    """Return the part of each card, and the chance to guess it."""
    return {
        each.id: (
            part_of(each.item),
            guess_chance(each.card, len(each.deck.jobs)),
        )
        for each in cards_of_class(session, deck)
    }


def _memories(
    session: Session, deck_ids: Sequence[int], student_ids: Collection[int]
) -> Mapping[StudentDeck, Mapping[int, _Memory]]:
    found: dict[StudentDeck, dict[int, _Memory]] = defaultdict(dict)
    if deck_ids and student_ids:
        some = {"decks": deck_ids, "students": student_ids}
        for student_id, deck_id, card_id, *memory in session.connection().execute(
            _MEMORIES, some
        ):
            found[student_id, deck_id][card_id] = _Memory(*memory)
    return found


# Made once, because to make it takes longer than to run it.
_STUDENTS: BindParameter[Sequence[int]] = bindparam("students", expanding=True)
_DECKS: BindParameter[Sequence[int]] = bindparam("decks", expanding=True)
_MEMORIES: Select[*tuple[Any, ...]] = (
    select(
        CardStateRow.student_id,
        ItemRow.deck_id,
        CardStateRow.card_id,
        CardStateRow.stability,
        CardStateRow.last_study_day,
    )
    .join(CardRow, CardRow.id == CardStateRow.card_id)
    .join(ItemRow, ItemRow.id == CardRow.item_id)
    .where(CardStateRow.student_id.in_(_STUDENTS), ItemRow.deck_id.in_(_DECKS))
)
