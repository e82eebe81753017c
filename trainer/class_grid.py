"""The story of what each student of a class would recall today, topic by topic."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.class_answers import ClassMember, Votes, cards_of_class, votes_of
from trainer.content import LoadedCard, deck_from_json
from trainer.core.exam_topics import AskedCard, Topic, TopicKind, topics_of
from trainer.core.mastery import chance_today, guess_chance, mastery
from trainer.core.small_groups import may_show
from trainer.tables import CardRow, CardStateRow, DeckRow, ItemRow


@dataclass(frozen=True, slots=True)
class Cell:
    """What a student, or a class, would recall today of a topic, and by what evidence.

    `students` have answered; `last_day` is the day of the last answer (None: nothing
    was asked yet).
    """

    recall: float
    asked: int
    students: int
    last_day: date | None

    def is_shown(self, *, in_public: bool) -> bool:
        """Say whether the cell may be shown: to all, it must tell of nobody or many."""
        return not in_public or not self.students or may_show(self.students)


@dataclass(frozen=True, slots=True)
class GridRow:
    """A student with a cell for each topic."""

    member: ClassMember
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Topics by students, with the mean of the class."""

    kind: TopicKind
    kinds: tuple[TopicKind, ...]
    topics: tuple[Topic, ...]
    of_class: tuple[Cell, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """What is kept of a student's card, as far as recall needs it."""

    stability: float | None
    last_study_day: date | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of some students' cards, as of a study day."""

    guesses: Mapping[int, float]
    memories: Mapping[tuple[int, int], Memory]
    votes: Collection[Votes]
    today: date


def grid_of_class(
    session: Session,
    members: Sequence[ClassMember],
    deck: DeckRow,
    *,
    today: date,
    kind: TopicKind = TopicKind.PART,
) -> Grid:
    """Return what each student would recall today of each topic of a kind."""
    cards = cards_of_class(session, deck)
    kinds = topics_by_kind(deck, cards)
    topics = kinds.get(kind, ())
    students = [member.student_id for member in members]
    evidence = Evidence(
        guesses=guesses_of(cards),
        memories=memories_of(session, students, deck),
        votes=votes_of(session, students, deck),
        today=today,
    )
    rows = rows_of(members, topics, evidence)
    return Grid(
        kind=kind,
        kinds=tuple(kinds),
        topics=topics,
        of_class=tuple(
            _mean([row.cells[place] for row in rows]) for place in range(len(topics))
        ),
        rows=rows,
    )


def rows_of(
    members: Iterable[ClassMember], topics: Sequence[Topic], evidence: Evidence
) -> tuple[GridRow, ...]:
    """Return what each of some students would recall of some topics."""
    votes = {(vote.student_id, vote.card_id): vote for vote in evidence.votes}
    return tuple(
        GridRow(
            member,
            tuple(_cell(member.student_id, topic, evidence, votes) for topic in topics),
        )
        for member in members
    )


def guesses_of(cards: Iterable[LoadedCard]) -> dict[int, float]:
    """Return what blind guessing would earn, by card."""
    return {card.id: guess_chance(card.card, len(card.deck.jobs)) for card in cards}


def memories_of(
    session: Session, students: Collection[int], deck: DeckRow
) -> dict[tuple[int, int], Memory]:
    """Return what is kept of each card of a deck, by student and card."""
    rows = session.execute(
        select(
            CardStateRow.student_id,
            CardStateRow.card_id,
            CardStateRow.stability,
            CardStateRow.last_study_day,
        )
        .join(CardRow, CardRow.id == CardStateRow.card_id)
        .join(ItemRow, ItemRow.id == CardRow.item_id)
        .where(CardStateRow.student_id.in_(students), ItemRow.deck_id == deck.id)
    )
    return {
        (student, card): Memory(stability, day)
        for student, card, stability, day in rows
    }


def topics_by_kind(
    deck: DeckRow, cards: Iterable[LoadedCard]
) -> dict[TopicKind, tuple[Topic, ...]]:
    """Return the topics of a deck of each kind that it has."""
    asked = [AskedCard(each.id, each.item, each.card) for each in cards]
    content = deck_from_json(deck.content)
    return {
        kind: topics
        for kind in TopicKind
        if (topics := topics_of(content, asked, kind))
    }


def _cell(
    student: int,
    topic: Topic,
    evidence: Evidence,
    votes: Mapping[tuple[int, int], Votes],
) -> Cell:
    own = [vote for card in topic.card_ids if (vote := votes.get((student, card)))]
    return Cell(
        recall=mastery(
            chance_today(
                evidence.memories.get((student, card)),
                evidence.guesses[card],
                evidence.today,
            )
            for card in topic.card_ids
        ),
        asked=sum(vote.asked for vote in own),
        students=int(bool(own)),
        last_day=max((vote.last_day for vote in own), default=None),
    )


def _mean(cells: Sequence[Cell]) -> Cell:
    days = [cell.last_day for cell in cells if cell.last_day]
    return Cell(
        recall=mastery(cell.recall for cell in cells),
        asked=sum(cell.asked for cell in cells),
        students=sum(cell.students for cell in cells),
        last_day=max(days, default=None),
    )
