"""The story of how a class's parts went, week by week, and what happened meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.class_answers import (
    WEEKS,
    ClassMember,
    WeekVotes,
    cards_of_class,
    weekly_votes_of,
)
from trainer.class_grid import topics_by_kind
from trainer.core.class_rates import class_evidence
from trainer.core.exam_topics import Topic, TopicKind
from trainer.core.messages import Message, message
from trainer.core.topic_votes import Tally, TopicVotes
from trainer.core.weak_topics import Estimate, estimates, may_tell
from trainer.tables import (
    AssignmentRow,
    ClassroomRow,
    ContrastRow,
    DeckRow,
    ItemRevisionRow,
    ItemRow,
)


@dataclass(frozen=True, slots=True)
class WeekRate:
    """What a class knew of a part in a week, from so many votes of so many students."""

    asked: int
    students: int
    estimate: Estimate

    def is_shown(self, *, in_public: bool) -> bool:
        """Say whether there is enough to show the rate."""
        return may_tell(self.asked, self.students, self.estimate, in_public=in_public)


@dataclass(frozen=True, slots=True)
class PartTrend:
    """A part or list of the paper with its rate in each week."""

    topic: Topic
    weeks: tuple[WeekRate, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that may have changed what a class knows."""

    day: date
    what: Message


@dataclass(frozen=True, slots=True)
class Trend:
    """The parts week by week; `starts` are the first days of the weeks."""

    starts: tuple[date, ...]
    parts: tuple[PartTrend, ...]
    events: tuple[Event, ...]


def trend_of_class(
    session: Session,
    classroom: ClassroomRow,
    members: Collection[ClassMember],
    deck: DeckRow,
    *,
    today: date,
    zone: str,
) -> Trend:
    """Return how each part went in the last twelve weeks, this one too.

    Args:
        zone: in which an instant becomes a day.
    """
    starts = _weeks_until(today)
    students = [member.student_id for member in members]
    votes = weekly_votes_of(session, students, deck, first=starts[0])
    kinds = topics_by_kind(deck, cards_of_class(session, deck))
    topics = kinds.get(TopicKind.PART, ())
    by_week = [
        _week(topics, [vote for vote in votes if vote.week == week], students)
        for week in range(WEEKS)
    ]
    events = [
        each
        for each in _events(session, classroom, deck, zone)
        if starts[0] <= each.day <= today
    ]
    return Trend(
        starts=starts,
        parts=tuple(
            PartTrend(topic, tuple(week[place] for week in by_week))
            for place, topic in enumerate(topics)
        ),
        events=tuple(sorted(events, key=lambda each: each.day)),
    )


def _weeks_until(today: date) -> tuple[date, ...]:
    """Give the Mondays of the last weeks, this one too."""
    monday = today - timedelta(days=today.weekday())
    return tuple(monday - timedelta(weeks=WEEKS - 1 - n) for n in range(WEEKS))


def _week(
    topics: Collection[Topic], votes: Collection[WeekVotes], students: Collection[int]
) -> list[WeekRate]:
    counted = [
        TopicVotes(
            len(topic.card_ids),
            [
                Tally(vote.student_id, vote.card_id, vote.asked, vote.passed)
                for vote in votes
                if vote.card_id in topic.card_ids
            ],
        )
        for topic in topics
    ]
    evidence = class_evidence(counted, students)
    found = estimates(evidence.topics, doubt=evidence.doubt)
    return [
        WeekRate(each.asked, len({t.student for t in each.tallies}), estimate)
        for each, estimate in zip(counted, found, strict=True)
    ]


def _events(
    session: Session, classroom: ClassroomRow, deck: DeckRow, zone: str
) -> Iterator[Event]:
    for row in session.scalars(
        select(AssignmentRow).filter_by(classroom_id=classroom.id, deck_id=deck.id)
    ):
        yield Event(row.begins_on, message("Devoir : {title}", title=row.title))
    for given in session.scalars(
        select(ContrastRow).filter_by(classroom_id=classroom.id, deck_id=deck.id)
    ):
        what = message(
            "Cartes « À distinguer » : {first} et {second}",
            first=given.first,
            second=given.second,
        )
        yield Event(given.given_at.astimezone(ZoneInfo(zone)).date(), what)
    edits = session.execute(
        select(ItemRevisionRow.created_at, func.count())
        .join(ItemRow, ItemRow.id == ItemRevisionRow.item_id)
        .where(ItemRow.deck_id == deck.id, ItemRevisionRow.number > 1)
        .group_by(ItemRevisionRow.created_at)
    )
    for at, count in edits:
        what = message(
            "Épreuve modifiée : {n} {n:question|questions}",
            n=count,
        )
        yield Event(at.astimezone(ZoneInfo(zone)).date(), what)
