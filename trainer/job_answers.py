"""The story of a class's answers to the cards that ask for a job: asked, and given.

Every one counts, of study, of free practice and of mock exams; what was undone does
not. What was passed, also after all, is the right job. Which one that was, the revision
says that was answered.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, select
from sqlalchemy.orm import Session

from trainer.content import cards_from_json, deck_from_json
from trainer.core.cards import asked_by
from trainer.core.confusion_matrix import Given, JobAnswers, given_in
from trainer.core.confusions import job_asked, job_names
from trainer.core.items import Deck
from trainer.core.questions import Card, Response
from trainer.core.reviews import Purpose, Rating
from trainer.core.right_answers import NameKey
from trainer.core.sessions import Pair, tells_apart
from trainer.core.topics import jobs_named, jobs_right
from trainer.tables import (
    CardRow,
    DeckRow,
    ItemRevisionRow,
    ItemRow,
    RetractionRow,
    ReviewRow,
    ReviewSource,
)

_Conditions = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class JobCard:
    """A card that asks for a job, as one revision of its item has it.

    `is_current`: it is asked today, by this revision.
    """

    id: int
    place: str
    revision: int
    card: Card
    asked: str
    is_current: bool

    @property
    def key(self) -> NameKey:
        """What is right."""
        assert isinstance(self.card.answer, NameKey)
        return self.card.answer


@dataclass(frozen=True, slots=True)
class JobCards:
    """All that ever asked for a job in a deck, by card and revision."""

    deck: Deck
    names: Mapping[str, str]
    versions: Mapping[tuple[int, int], JobCard]

    @property
    def jobs(self) -> tuple[str, ...]:
        """The jobs of the deck, in its order."""
        return tuple(job.name for job in self.deck.jobs)

    @property
    def ids(self) -> list[int]:
        """The cards."""
        return sorted({id_ for id_, _ in self.versions})


@dataclass(frozen=True, slots=True)
class GivenAnswers:
    """So many answers of a student to a card that named the same.

    `period` says how many of the days that periods begin with had come.
    """

    student_id: int
    card: JobCard
    given: Given
    answers: int
    period: int = 0


def job_cards_of(session: Session, deck: DeckRow) -> JobCards:
    """Return the cards of a deck that ask for a job, those of earlier days too."""
    content = deck_from_json(deck.content)
    names = job_names(content.jobs)
    cards: dict[int, list[tuple[int, str, bool]]] = defaultdict(list)
    for item_id, id_, key, retired_at in session.execute(_cards(deck.id)):
        cards[item_id].append((id_, key, retired_at is None))
    found = {}
    for item_id, place, current, number, text in session.execute(_revisions(deck.id)):
        made = cards_from_json(text)
        for id_, key, is_asked in cards[item_id]:
            card = made.get(key)
            asked = job_asked(card, names) if card else None
            if card and asked:
                found[id_, number] = JobCard(
                    id=id_,
                    place=place,
                    revision=number,
                    card=asked_by(content, card),
                    asked=asked,
                    is_current=is_asked and number == current,
                )
    return JobCards(content, names, found)


def cards_between(cards: JobCards, pair: Pair) -> tuple[JobCard, ...]:
    """Return the cards that can be asked with two jobs alone to choose from."""
    if not set(cards.jobs).issuperset(pair):
        return ()
    return tuple(
        each
        for each in cards.versions.values()
        if each.is_current
        and tells_apart(
            jobs_named(each.card), jobs_right(each.card, cards.deck.jobs), pair
        )
    )


def job_answers_of(
    session: Session,
    students: Collection[int],
    cards: JobCards,
    *,
    since: date | None = None,
    purposes: Sequence[Purpose] = tuple(Purpose),
    periods: Sequence[date] = (),
) -> Iterator[GivenAnswers]:
    """Count what some students answered to cards that ask for a job.

    The database counts right answers, and wrong ones by their words, which are read
    here. What was rated in Anki is left out: no job is named there.

    Args:
        since: the first study day that counts (default: all).
        periods: the study days on which a new period begins, the first one first.
    """
    if not cards.versions:
        return
    narrowed = _narrowed(students, cards, since, purposes)
    read: dict[tuple[str, int, int], Given] = {}  # most are one of a few jobs
    for row in session.execute(_counted(periods, narrowed)):
        student_id, card_id, number, period, said, n = row
        card = cards.versions.get((card_id, number))
        if card is None:  # it asked for something else then
            continue
        words = said, card_id, number
        if said is not None and words not in read:
            read[words] = given_in(_response(said), card.key, cards.names)
        given = card.asked if said is None else read[words]
        yield GivenAnswers(student_id, card, given, n, period)


def by_job(found: Iterable[GivenAnswers]) -> list[JobAnswers]:
    """Put the answers of a student together that named the same for the same job."""
    counted: Counter[tuple[int, str, Given]] = Counter()
    for each in found:
        counted[each.student_id, each.card.asked, each.given] += each.answers
    return [JobAnswers(*who_and_what, n) for who_and_what, n in counted.items()]


def _response(said: str) -> Response:
    given = json.loads(said)
    return Response(given.get("choice"), text=given.get("text", ""))


# Statements


def _cards(deck_id: int) -> Select[int, int, str, datetime | None]:
    return (
        select(CardRow.item_id, CardRow.id, CardRow.key, CardRow.retired_at)
        .join(ItemRow, ItemRow.id == CardRow.item_id)
        .where(ItemRow.deck_id == deck_id)
    )


def _revisions(deck_id: int) -> Select[int, str, int, int, str]:
    return (
        select(
            ItemRow.id,
            ItemRow.place,
            ItemRow.revision,
            ItemRevisionRow.number,
            ItemRevisionRow.content,
        )
        .join(ItemRevisionRow, ItemRevisionRow.item_id == ItemRow.id)
        .where(ItemRow.deck_id == deck_id)
        .order_by(ItemRow.position, ItemRow.id, ItemRevisionRow.number)
    )


def _narrowed(
    students: Collection[int],
    cards: JobCards,
    since: date | None,
    purposes: Sequence[Purpose],
) -> _Conditions:
    is_retracted = exists().where(
        RetractionRow.student_id == ReviewRow.student_id,
        RetractionRow.review_uid == ReviewRow.uid,
    )
    return (
        ReviewRow.student_id.in_(students),
        ReviewRow.card_id.in_(cards.ids),
        ReviewRow.purpose.in_(purposes),
        ReviewRow.source != ReviewSource.ANKI,
        *([ReviewRow.study_day >= since] if since else []),
        ~is_retracted,
    )


def _counted(days: Sequence[date], which: _Conditions) -> Select[Any]:
    """Count answers in one pass: the right ones together, the others by their words."""
    ends = [case((ReviewRow.study_day >= day, 1), else_=0) for day in days]
    said = case((ReviewRow.rating == Rating.AGAIN, ReviewRow.response))
    return (
        select(
            ReviewRow.student_id,
            ReviewRow.card_id,
            ReviewRow.revision,
            sum(ends, start=literal(0)).label("period"),
            said.label("said"),
            func.count(),
        )
        .where(*which)
        .group_by(
            *(ReviewRow.student_id, ReviewRow.card_id, ReviewRow.revision),
            *("period", "said"),
        )
    )
