"""The story of the list of classes: a line for each, of the last four weeks.

Always the same statements for any number of classes, and one for each deck that they
learn: a school has few decks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.at_risk import ClassWork, work_of_classes
from trainer.classrooms import ListedClassroom, list_classrooms
from trainer.content import deck_from_json
from trainer.core.small_groups import may_show, may_split
from trainer.tables import ClassroomDeckRow, ClassroomRow, DeckRow


@dataclass(frozen=True, slots=True)
class ClassWeek:
    """How a class does with the deck that it was given last.

    `active` students studied in the last seven days, `to_see` are those for whom a rule
    holds; None where that may not be said in public. What a class knows is on its own
    page: to rate the topics of all classes of a school takes longer than all else.
    """

    deck_title: str
    students: int
    active: int | None
    to_see: int | None


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class in the list; `week` is None where nothing can or may be said."""

    classroom: ListedClassroom
    week: ClassWeek | None


def class_lines(
    session: Session, account_id: int, today: date, *, hides_names: bool
) -> tuple[ClassLine, ...]:
    """Return the classes that a teacher teaches, each with its line.

    Args:
        hides_names: say nothing about fewer than five people.
    """
    listed = list_classrooms(session, account_id)
    ids, decks = _decks(session, [each.uid for each in listed])
    given = {id_: deck.id for id_, deck in decks.items()}
    works = work_of_classes(session, given, today) if given else ()
    weeks = {
        each.classroom_id: _week(
            each, decks[each.classroom_id], today, in_public=hides_names
        )
        for each in works
        if each.works and (not hides_names or may_show(len(each.works)))
    }
    return tuple(ClassLine(each, weeks.get(ids.get(each.uid, 0))) for each in listed)


def _decks(
    session: Session, uids: Iterable[str]
) -> tuple[dict[str, int], dict[int, DeckRow]]:
    """Return the ids of those classes that learn something, and the last deck given."""
    rows = session.execute(
        select(ClassroomRow.uid, ClassroomRow.id, DeckRow)
        .join(ClassroomDeckRow, ClassroomDeckRow.classroom_id == ClassroomRow.id)
        .join(DeckRow, DeckRow.id == ClassroomDeckRow.deck_id)
        .where(ClassroomRow.uid.in_(list(uids)), DeckRow.retired_at.is_(None))
        .order_by(ClassroomDeckRow.given_at, DeckRow.id)
    ).all()
    return (
        {uid: id_ for uid, id_, _ in rows},
        {id_: deck for _, id_, deck in rows},
    )


def _week(work: ClassWork, deck: DeckRow, today: date, *, in_public: bool) -> ClassWeek:
    students = len(work.works)
    counts = work.active(today), len(work.to_see(today))
    active, to_see = (
        n if not in_public or may_split(n, students) else None for n in counts
    )
    return ClassWeek(deck_from_json(deck.content).title, students, active, to_see)
