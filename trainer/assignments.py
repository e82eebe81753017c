"""The story of assignments: set to a class, changed, withdrawn, and how far all are.

A teacher sees days and sums, never an hour. A goal counts what is in the log: nobody
has to hand anything in.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.class_answers import ClassMember, cards_of_class
from trainer.content import deck_from_json
from trainer.core.assignments import Goal, Progress, Task
from trainer.core.messages import Message, message
from trainer.core.person_names import shown_name
from trainer.core.topics import part_of, part_title, title_of_part
from trainer.errors import Invalid
from trainer.learners import load_learner
from trainer.tables import (
    AccountRow,
    AssignmentRow,
    ClassroomDeckRow,
    ClassroomRow,
    DeckRow,
    MembershipRow,
    MembershipStatus,
    StudentRow,
)
from trainer.task_progress import DeckTask, TaskCounts, count_tasks

LONGEST_TITLE = 80
LONGEST_TASK = timedelta(days=366)
FARTHEST = timedelta(days=2 * 365)
RECENT = timedelta(days=28)  # a task that is over longer is not counted anew


class BadTitle(Invalid):
    """Nothing can be called that."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Le titre d’un devoir a au moins une lettre ou un chiffre, et {longest}"
                " signes au plus.",
                longest=LONGEST_TITLE,
            )
        )


class BadDays(Invalid):
    """Nothing can be done in those days."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Un devoir finit entre aujourd’hui et dans deux ans, pas avant de"
                " commencer, et dure un an au plus."
            )
        )


class BadTarget(Invalid):
    """Nobody can reach that."""

    def __init__(self, most: int) -> None:
        super().__init__(
            message("Avec ces dates, l’objectif va de 1 à {most}.", most=most)
        )


class NoSuchPart(Invalid):
    """The deck has no such part."""

    def __init__(self) -> None:
        super().__init__(message("Ce paquet n’a pas cette partie."))


@dataclass(frozen=True, slots=True)
class Draft:
    """An assignment as a teacher writes it."""

    title: str
    task: Task


@dataclass(frozen=True, slots=True)
class Assignment:
    """Something that a class is to do, in words; `part` is the part's title, if any."""

    uid: str
    title: str
    deck_slug: str
    deck_title: str
    task: Task
    part: Message | None = None


@dataclass(frozen=True, slots=True)
class ClassAssignment:
    """An assignment, and how far each student of the class is; none: long over."""

    assignment: Assignment
    progress: tuple[tuple[ClassMember, Progress], ...]

    @property
    def reached(self) -> int:
        """How many students have reached the goal."""
        return sum(each.is_reached for _, each in self.progress)


@dataclass(frozen=True, slots=True)
class OwnAssignment:
    """What somebody is to do for a class, and how far it is done."""

    assignment: Assignment
    classroom_uid: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a deck that can be asked for."""

    name: str
    title: Message


# By a teacher


def make_assignment(
    session: Session,
    classroom: ClassroomRow,
    deck: DeckRow,
    draft: Draft,
    *,
    account_id: int,
    now: datetime,
) -> AssignmentRow:
    """Set a class something to do with a deck that it learns.

    Args:
        account_id: who sets it.

    Raises:
        BadTitle, BadDays, BadTarget, NoSuchPart: nobody could do that.
    """
    _check(session, deck, draft)
    _check_due(draft.task.due_on, _day_of(session, account_id, now))
    row = AssignmentRow(
        uid=secrets.token_hex(16),
        classroom_id=classroom.id,
        deck_id=deck.id,
        made_by=account_id,
        created_at=now,
        **_values(draft),
    )
    session.add(row)
    session.flush()
    return row


def change_assignment(
    session: Session,
    row: AssignmentRow,
    draft: Draft,
    *,
    account_id: int,
    now: datetime,
) -> None:
    """Set something else; what was done already counts for it.

    Args:
        account_id: who changes it.

    Raises:
        BadTitle, BadDays, BadTarget, NoSuchPart: nobody could do that.
    """
    _check(session, session.get_one(DeckRow, row.deck_id), draft)
    if draft.task.due_on != row.due_on:
        _check_due(draft.task.due_on, _day_of(session, account_id, now))
    for name, value in _values(draft).items():
        setattr(row, name, value)
    session.flush()


def withdraw_assignment(session: Session, row: AssignmentRow) -> None:
    """Let an assignment be as if it had never been set; what was learnt stays."""
    session.delete(row)
    session.flush()


def parts_of(session: Session, deck: DeckRow) -> tuple[Part, ...]:
    """Return the parts and lists of a deck, in the paper's order."""
    titles = {part.letter: part.title for part in deck_from_json(deck.content).parts}
    cards = cards_of_class(session, deck)
    return tuple(
        Part(name, title)
        for name, title in {
            part_of(each.item): part_title(each.item, titles) for each in cards
        }.items()
    )


def assignments_of(
    session: Session,
    classroom: ClassroomRow,
    members: Sequence[ClassMember],
    today: date,
) -> tuple[ClassAssignment, ...]:
    """Return what a class was set, what is due first coming first.

    What has been over for four weeks is not counted anew: it has no progress.
    """
    rows = _of_classes(session, [classroom.id])
    found = [_Set(row, deck) for row, deck in rows]
    counted = [each for each in found if each.row.due_on > today - RECENT]
    students = [member.student_id for member in members]
    tasks = [each.asked for each in counted]
    counts = count_tasks(session, tasks, students, today)
    return tuple(
        _class_assignment(each, members if each in counted else (), counts)
        for each in found
    )


def assignment_progress(
    session: Session, row: AssignmentRow, members: Sequence[ClassMember], today: date
) -> ClassAssignment:
    """Return how far each student of the class is with an assignment."""
    each = _Set(row, session.get_one(DeckRow, row.deck_id))
    students = [member.student_id for member in members]
    counts = count_tasks(session, [each.asked], students, today)
    return _class_assignment(each, members, counts)


# By a student


def own_assignments(
    session: Session, account_id: int, today: date
) -> tuple[OwnAssignment, ...]:
    """Return what somebody is to do now, for all classes, what is due first first."""
    rooms = session.execute(
        select(ClassroomRow.id, ClassroomRow.uid, AccountRow.student_id)
        .join(MembershipRow, MembershipRow.classroom_id == ClassroomRow.id)
        .join(AccountRow, AccountRow.id == MembershipRow.account_id)
        .where(
            MembershipRow.account_id == account_id,
            MembershipRow.status == MembershipStatus.MEMBER,
        )
    ).all()
    uids = {id_: uid for id_, uid, _ in rooms}
    now_on = [
        _Set(row, deck)
        for row, deck in (_of_classes(session, uids) if uids else ())
        if row.begins_on <= today <= row.due_on
    ]
    if not now_on:
        return ()
    student_id = rooms[0][2]
    tasks = [each.asked for each in now_on]
    counts = count_tasks(session, tasks, [student_id], today)
    return tuple(
        OwnAssignment(
            _assignment(each),
            uids[each.row.classroom_id],
            counts.progress(student_id, each.asked),
        )
        for each in now_on
    )


# What both share


@dataclass(frozen=True, slots=True)
class _Set:
    """An assignment's row with its deck's."""

    row: AssignmentRow
    deck: DeckRow

    @property
    def asked(self) -> DeckTask:
        row = self.row
        task = Task(row.goal, row.target, row.begins_on, row.due_on, row.part)
        return DeckTask(self.deck, task)


def _of_classes(
    session: Session, classroom_ids: Iterable[int]
) -> Sequence[tuple[AssignmentRow, DeckRow]]:
    """Return what some classes were set with decks that they still learn."""
    return [
        (row, deck)
        for row, deck in session.execute(
            select(AssignmentRow, DeckRow)
            .join(DeckRow, DeckRow.id == AssignmentRow.deck_id)
            .join(
                ClassroomDeckRow,
                (ClassroomDeckRow.deck_id == AssignmentRow.deck_id)
                & (ClassroomDeckRow.classroom_id == AssignmentRow.classroom_id),
            )
            .where(
                AssignmentRow.classroom_id.in_(list(classroom_ids)),
                DeckRow.retired_at.is_(None),
            )
            .order_by(AssignmentRow.due_on, AssignmentRow.id)
        )
    ]


def _class_assignment(
    each: _Set, members: Sequence[ClassMember], counts: TaskCounts
) -> ClassAssignment:
    return ClassAssignment(
        _assignment(each),
        tuple((one, counts.progress(one.student_id, each.asked)) for one in members),
    )


def _assignment(each: _Set) -> Assignment:
    deck = deck_from_json(each.deck.content)
    titles = {part.letter: part.title for part in deck.parts}
    return Assignment(
        uid=each.row.uid,
        title=each.row.title,
        deck_slug=each.deck.slug,
        deck_title=deck.title,
        task=each.asked.task,
        part=title_of_part(each.row.part, titles) if each.row.part else None,
    )


def _values(draft: Draft) -> dict[str, object]:
    task = draft.task
    return {
        "title": shown_name(draft.title),
        "goal": task.goal,
        "target": task.target,
        "part": task.part,
        "begins_on": task.begins_on,
        "due_on": task.due_on,
    }


def _check(session: Session, deck: DeckRow, draft: Draft) -> None:
    title, task = shown_name(draft.title), draft.task
    if len(title) > LONGEST_TITLE or not any(sign.isalnum() for sign in title):
        raise BadTitle
    # The last day of the calendar has no day a year later.
    if not timedelta() <= task.due_on - task.begins_on < LONGEST_TASK:
        raise BadDays
    if not 1 <= task.target <= task.most:
        raise BadTarget(task.most)
    if task.part is None:
        return
    names = {part.name for part in parts_of(session, deck)}
    if task.goal is not Goal.MASTERY or task.part not in names:
        raise NoSuchPart


def _check_due(due_on: date, today: date) -> None:
    if not today <= due_on <= today + FARTHEST:
        raise BadDays


def _day_of(session: Session, account_id: int, now: datetime) -> date:
    """Return the study day that it is where somebody is."""
    uid = session.scalars(
        select(StudentRow.uid)
        .join(AccountRow, AccountRow.student_id == StudentRow.id)
        .where(AccountRow.id == account_id)
    ).one()
    return load_learner(session, uid).day_at(now)
