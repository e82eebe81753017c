"""The story of Monday: what to teach again, whom to see, which question is broken.

It counts nothing itself: each line is the first of a page that says more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from trainer.at_risk import StudentToSee, students_to_see
from trainer.class_answers import ClassMember, members_of
from trainer.class_confusions import confusions_of
from trainer.class_questions import ClassQuestion, questions_of
from trainer.class_topics import ClassTopic, topics_of_class
from trainer.core.confusion_matrix import PairRate
from trainer.core.item_statistics import FEWEST_STUDENTS
from trainer.core.small_groups import may_show
from trainer.core.weak_topics import FEWEST_ANSWERS, WELL_KNOWN, WIDEST, has_enough
from trainer.tables import ClassroomRow, DeckRow

MOST_QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class Monday:
    """What a teacher is to know of a class and a deck, in three lines.

    `topic` is expected to cost most marks, `pair` most answers. Without enough answers
    for any topic, about `missing_answers` more would do for one; without enough
    students for the figures of questions (`question_students` have answered one),
    `missing_students` more. With `hides_few` a
    topic or a pair is not named, since it is about fewer than five people.
    """

    members: tuple[ClassMember, ...]
    topic: ClassTopic | None
    missing_answers: int
    pair: PairRate | None
    hides_few: bool
    to_see: tuple[StudentToSee, ...]
    to_mend: tuple[ClassQuestion, ...]
    others_to_mend: int
    question_students: int
    missing_students: int


def monday_of(
    session: Session,
    classroom: ClassroomRow,
    deck: DeckRow,
    *,
    today: date,
    since: date | None,
    hides_names: bool,
) -> Monday:
    """Return the three lines of a class.

    Args:
        since: the first study day that counts for what to teach (default: all).
        hides_names: say nothing of what fewer than five people did.
    """
    members = members_of(session, classroom)
    topics = topics_of_class(session, members, deck, since=since).topics
    pairs = confusions_of(session, classroom, deck, since=since).pairs
    pair = _first(pairs, in_public=hides_names)
    questions = questions_of(session, members, deck)
    return Monday(
        members=members,
        topic=weakest(topics, in_public=hides_names),
        missing_answers=missing_answers(topics),
        pair=pair,
        hides_few=_hides_weakest(topics, in_public=hides_names)
        or (pair is None and bool(pairs)),
        to_see=students_to_see(session, classroom, deck, members, today),
        to_mend=questions.to_mend[:MOST_QUESTIONS],
        others_to_mend=max(0, len(questions.to_mend) - MOST_QUESTIONS),
        question_students=questions.paper.students,
        missing_students=max(0, FEWEST_STUDENTS - questions.paper.students),
    )


def weakest(topics: Iterable[ClassTopic], *, in_public: bool) -> ClassTopic | None:
    """Return the topic that costs most marks, of those that may be named.

    What is as good as known is not: there is nothing to teach again.

    Args:
        topics: the most marks lost first.
    """
    shown = (each for each in topics if each.is_shown(in_public=in_public))
    return next((each for each in shown if each.lost > 0 and _is_weak(each)), None)


def _is_weak(topic: ClassTopic) -> bool:
    return topic.estimate.rate < WELL_KNOWN


def missing_answers(topics: Iterable[ClassTopic]) -> int:
    """Say about how many more answers would do for a first topic; 0: there is one.

    An interval is half as wide with four times the answers.
    """
    return min(map(_missing, topics), default=FEWEST_ANSWERS)


def _missing(topic: ClassTopic) -> int:
    if has_enough(topic.asked, topic.estimate):
        return 0
    wanted = round(topic.asked * (topic.estimate.width / WIDEST) ** 2)
    return max(1, FEWEST_ANSWERS - topic.asked, wanted - topic.asked)


def _hides_weakest(topics: Iterable[ClassTopic], *, in_public: bool) -> bool:
    """Say whether a topic would be named if so few had not answered to it."""
    known = tuple(topics)
    named = weakest(known, in_public=in_public)
    return named is None and weakest(known, in_public=False) is not None


def _first(pairs: Iterable[PairRate], *, in_public: bool) -> PairRate | None:
    shown = (each for each in pairs if not in_public or may_show(each.people))
    return next(shown, None)
