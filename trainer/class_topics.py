"""The story of a class's topics: how well each is known, by whom, and what it costs.

Rates are counted from votes (`class_answers`) and drawn together over the topics of a
kind (`core.weak_topics`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from trainer.class_answers import ClassMember, Votes, cards_of_class, votes_of
from trainer.class_grid import (
    Evidence,
    GridRow,
    guesses_of,
    memories_of,
    rows_of,
    topics_by_kind,
)
from trainer.content import LoadedCard
from trainer.core.class_rates import class_evidence
from trainer.core.exam_topics import Topic, TopicKind
from trainer.core.items import Deck
from trainer.core.messages import Message, message
from trainer.core.topic_votes import Tally, TopicVotes
from trainer.core.topics import jobs_title
from trainer.core.weak_topics import (
    Estimate,
    estimates,
    has_enough,
    marks_lost,
    may_tell,
    weakness,
)
from trainer.errors import NotFound
from trainer.tables import DeckRow


class Counted(Protocol):
    """Votes of a student on a card, wherever they were counted."""

    @property
    def student_id(self) -> int: ...
    @property
    def card_id(self) -> int: ...
    @property
    def asked(self) -> int: ...
    @property
    def passed(self) -> int: ...


@dataclass(frozen=True, slots=True)
class ClassTopic:
    """A topic with what a class knows of it.

    `asked` counts votes, `students` who gave one; `estimate` is the share that the
    class knows, with its 80 % interval.
    """

    topic: Topic
    asked: int
    students: int
    estimate: Estimate

    @property
    def lost(self) -> float:
        """The marks that the topic is expected to cost."""
        return marks_lost(self.topic.weight, self.estimate)

    def is_shown(self, *, in_public: bool) -> bool:
        """Say whether there is enough to show its rate."""
        return may_tell(self.asked, self.students, self.estimate, in_public=in_public)


@dataclass(frozen=True, slots=True)
class ClassTopics:
    """The topics of a kind, the most marks lost first, and the kinds that there are."""

    kind: TopicKind
    kinds: tuple[TopicKind, ...]
    topics: tuple[ClassTopic, ...]

    def shown(self, *, in_public: bool) -> tuple[ClassTopic, ...]:
        """Give those with enough answers."""
        return tuple(t for t in self.topics if t.is_shown(in_public=in_public))

    def hidden(self, *, in_public: bool) -> tuple[ClassTopic, ...]:
        """Give those with too few answers, in the order of the paper."""
        return tuple(t for t in self.topics if not t.is_shown(in_public=in_public))


@dataclass(frozen=True, slots=True)
class TopicCard:
    """A card of a topic with what a class knows of it."""

    loaded: LoadedCard
    asked: int
    students: int
    estimate: Estimate

    def is_shown(self, *, in_public: bool) -> bool:
        """Say whether there is enough to show its rate."""
        return may_tell(self.asked, self.students, self.estimate, in_public=in_public)


@dataclass(frozen=True, slots=True)
class TopicDetail:
    """One topic: its cards, the least known first, and its students, as well."""

    topic: ClassTopic
    cards: tuple[TopicCard, ...]
    students: tuple[GridRow, ...]


def topics_of_class(
    session: Session,
    members: Collection[ClassMember],
    deck: DeckRow,
    *,
    kind: TopicKind | None = None,
    since: date | None = None,
) -> ClassTopics:
    """Return the topics of a class, those that cost most first, unsure ones last.

    Args:
        kind: by default jobs, or parts of a deck without jobs.
        since: the first study day that counts (default: all).
    """
    kinds = topics_by_kind(deck, cards_of_class(session, deck))
    students = [member.student_id for member in members]
    votes = votes_of(session, students, deck, since=since)
    return rank_topics(kinds, votes, students, kind=kind)


def rank_topics(
    kinds: Mapping[TopicKind, Sequence[Topic]],
    votes: Iterable[Counted],
    students: Collection[int],
    *,
    kind: TopicKind | None = None,
) -> ClassTopics:
    """Rate topics by the votes of a class, the costliest first, unsure ones last.

    Args:
        kinds: the topics of a deck, by kind.
        kind: as `topics_of_class` takes it.
    """
    chosen = kind or (TopicKind.JOB if TopicKind.JOB in kinds else TopicKind.PART)
    found = _rated(kinds.get(chosen, ()), votes, students)
    order = sorted(
        found,
        key=lambda t: (
            not has_enough(t.asked, t.estimate),
            *weakness(t.topic.weight, t.estimate),
        ),
    )
    return ClassTopics(chosen, tuple(kinds), tuple(order))


def topic_of_class(
    session: Session,
    members: Sequence[ClassMember],
    deck: DeckRow,
    named: tuple[TopicKind, str],
    *,
    today: date,
    since: date | None = None,
) -> TopicDetail:
    """Return a topic of a class with its cards and its students.

    Args:
        named: the kind and the name of the topic.

    Raises:
        NotFound: the deck has no such topic.
    """
    cards = cards_of_class(session, deck)
    topics = topics_by_kind(deck, cards).get(named[0], ())
    students = [member.student_id for member in members]
    votes = votes_of(session, students, deck, since=since)
    rated = _rated(topics, votes, students)
    found = next((each for each in rated if each.topic.name == named[1]), None)
    if found is None:
        raise NotFound(message("Ce sujet n’existe pas."))
    memories = memories_of(session, students, deck)
    known = Evidence(guesses_of(cards), memories, votes, today)
    rows = rows_of(members, (found.topic,), known)
    return TopicDetail(
        topic=found,
        cards=_topic_cards(found.topic, cards, votes, students),
        students=tuple(sorted(rows, key=lambda row: row.cells[0].recall)),
    )


def title_of(deck: Deck, kind: TopicKind) -> Message:
    """Say by what topics of a kind group the cards of a deck."""
    return jobs_title(deck) if kind is TopicKind.JOB else _TITLES[kind]


_TITLES = {
    TopicKind.PART: message("Parties"),
    TopicKind.TOOL: message("Outils"),
    TopicKind.TAG: message("Thèmes"),
}


def _rated(
    topics: Sequence[Topic], votes: Iterable[Counted], students: Collection[int]
) -> list[ClassTopic]:
    by_card: dict[int, list[Tally]] = {}
    for vote in votes:
        tally = Tally(vote.student_id, vote.card_id, vote.asked, vote.passed)
        by_card.setdefault(vote.card_id, []).append(tally)
    counted = [
        TopicVotes(
            len(topic.card_ids),
            [tally for card in topic.card_ids for tally in by_card.get(card, ())],
        )
        for topic in topics
    ]
    evidence = class_evidence(counted, students)
    found = estimates(evidence.topics, doubt=evidence.doubt)
    return [
        ClassTopic(
            topic=topic,
            asked=each.asked,
            students=len({tally.student for tally in each.tallies}),
            estimate=estimate,
        )
        for topic, each, estimate in zip(topics, counted, found, strict=True)
    ]


def _topic_cards(
    topic: Topic,
    cards: Iterable[LoadedCard],
    votes: Collection[Votes],
    students: Collection[int],
) -> tuple[TopicCard, ...]:
    """Rate the cards of a topic as if each were a topic, the least known first."""
    own = {card.id: card for card in cards if card.id in topic.card_ids}
    single = [
        Topic(topic.kind, card.card.key, topic.title, 0.0, (card_id,))
        for card_id, card in own.items()
    ]
    found = (
        TopicCard(card, each.asked, each.students, each.estimate)
        for card, each in zip(
            own.values(), _rated(single, votes, students), strict=True
        )
    )
    return tuple(
        sorted(
            found,
            key=lambda c: (not has_enough(c.asked, c.estimate), c.estimate.rate),
        )
    )
