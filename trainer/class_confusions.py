"""The story of the jobs that a class takes for one another: the matrix, and its cells.

What counts is said in `job_answers`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from trainer.class_answers import EVIDENCE, ClassMember, members_of
from trainer.core.confusion_matrix import (
    ConfusionMatrix,
    Given,
    PairRate,
    matrix_of,
    ranked_pairs,
)
from trainer.core.messages import message
from trainer.core.reviews import Purpose
from trainer.errors import NotFound
from trainer.job_answers import (
    GivenAnswers,
    JobCard,
    JobCards,
    by_job,
    job_answers_of,
    job_cards_of,
)
from trainer.tables import ClassroomRow, DeckRow


@dataclass(frozen=True, slots=True)
class ClassConfusions:
    """The jobs that a class asked and gave, and the pairs that it confuses.

    The matrix counts every answer. The pairs are ranked without free practice: who
    practises two jobs with those two to choose from would be said to confuse them more.
    `students` and `cards` are what was counted from.
    """

    matrix: ConfusionMatrix
    pairs: tuple[PairRate, ...]
    students: tuple[int, ...]
    cards: JobCards


@dataclass(frozen=True, slots=True)
class CellCard:
    """A card behind a cell: how many answers, and of how many people."""

    card: JobCard
    answers: int
    people: int


@dataclass(frozen=True, slots=True)
class CellStudent:
    """A student behind a cell."""

    member: ClassMember
    answers: int


@dataclass(frozen=True, slots=True)
class CellDetail:
    """What is behind a cell: most answers first."""

    asked: str
    given: Given
    answers: int
    people: int
    cards: tuple[CellCard, ...]
    students: tuple[CellStudent, ...]


def confusions_of(
    session: Session,
    classroom: ClassroomRow,
    deck: DeckRow,
    *,
    since: date | None = None,
) -> ClassConfusions:
    """Count which job a class gave for which.

    Args:
        deck: one that the class learns.
        since: the first study day that counts (default: all).
    """
    cards = job_cards_of(session, deck)
    students = tuple(each.student_id for each in members_of(session, classroom))
    practice, evidence = (
        by_job(job_answers_of(session, students, cards, since=since, purposes=some))
        for some in ([Purpose.CRAM], EVIDENCE)
    )
    matrix = matrix_of([*practice, *evidence], cards.jobs)
    return ClassConfusions(matrix, ranked_pairs(evidence), students, cards)


def cell_of(
    session: Session,
    classroom: ClassroomRow,
    deck: DeckRow,
    cell: tuple[str, Given],
    *,
    since: date | None = None,
) -> CellDetail:
    """Return what is behind a cell of the matrix: the cards, and who answered.

    Args:
        cell: the job that was asked for, and what was given.
        since: as `confusions_of` takes it.

    Raises:
        NotFound: there is no such cell.
    """
    asked, given = cell
    cards = job_cards_of(session, deck)
    members = {each.student_id: each for each in members_of(session, classroom)}
    of_row = [each for each in cards.versions.values() if each.asked == asked]
    if not of_row or (isinstance(given, str) and given not in {asked, *cards.jobs}):
        raise NotFound(message("Cette case n’est pas dans le tableau."))
    row = JobCards(cards.deck, cards.names, {(e.id, e.revision): e for e in of_row})
    found = [
        each
        for each in job_answers_of(session, list(members), row, since=since)
        if each.given == given
    ]
    by_student: Counter[int] = Counter()
    for each in found:
        by_student[each.student_id] += each.answers
    students = [CellStudent(members[id_], n) for id_, n in by_student.items()]
    return CellDetail(
        asked=asked,
        given=given,
        answers=by_student.total(),
        people=len(students),
        cards=tuple(_cell_cards(found)),
        students=tuple(sorted(students, key=_most_answers)),
    )


def _cell_cards(found: Sequence[GivenAnswers]) -> Iterator[CellCard]:
    """Give the cards of some answers, as they were asked last, most answers first."""
    by_card: dict[int, list[GivenAnswers]] = defaultdict(list)
    for each in found:
        by_card[each.card.id].append(each)
    counted = [
        CellCard(
            card=max((each.card for each in some), key=lambda card: card.revision),
            answers=sum(each.answers for each in some),
            people=len({each.student_id for each in some}),
        )
        for some in by_card.values()
    ]
    yield from sorted(counted, key=lambda each: (-each.answers, each.card.card.key))


def _most_answers(each: CellStudent) -> tuple[int, str, str]:
    return -each.answers, each.member.name.casefold(), each.member.uid
