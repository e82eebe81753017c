"""The story of contrast cards: a class is given two jobs that it is to tell apart.

A student has practised them with some cards that had the two alone to choose from. They
are free practice: no schedule moves. Whether the class confuses them less since is told
by its other answers.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from trainer.class_answers import EVIDENCE
from trainer.core.contrast_effect import ContrastEffect, effect_of
from trainer.core.messages import message
from trainer.core.reviews import Purpose
from trainer.core.sessions import Pair
from trainer.errors import NotFound
from trainer.job_answers import (
    GivenAnswers,
    JobCards,
    by_job,
    cards_between,
    job_answers_of,
    job_cards_of,
)
from trainer.tables import (
    ClassroomDeckRow,
    ClassroomRow,
    ContrastRow,
    DeckRow,
    EnrolmentRow,
    MembershipRow,
    MembershipStatus,
    RetractionRow,
    ReviewRow,
)

PRACTISED = 5  # cards that make a practice, or all where there are fewer
WEEKS = timedelta(weeks=4)  # before and since, that are compared
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GivenContrast:
    """Two jobs that a class is to tell apart, and what became of it.

    `practised` is how many of its `students` have done so.
    """

    uid: str
    pair: Pair
    given_at: datetime
    practised: int
    students: int
    effect: ContrastEffect


@dataclass(frozen=True, slots=True)
class OwnContrast:
    """Two jobs that somebody is to tell apart, with so many cards."""

    slug: str
    pair: Pair
    cards: int


def give_contrast(
    session: Session,
    classroom: ClassroomRow,
    deck: DeckRow,
    jobs: Pair,
    *,
    account_id: int,
    now: datetime,
) -> ContrastRow:
    """Give a class cards to tell two jobs apart; those that it has stay as they are.

    Args:
        deck: one that the class learns.
        jobs: either way round.
        account_id: the teacher.

    Raises:
        NotFound: no card of the deck asks which of the two it is.
    """
    first, second = sorted(jobs)
    if not cards_between(job_cards_of(session, deck), (first, second)):
        raise NotFound(message("Aucune carte ne demande lequel des deux."))
    known = session.scalar(
        select(ContrastRow).filter_by(
            classroom_id=classroom.id, deck_id=deck.id, first=first, second=second
        )
    )
    if known:
        return known
    row = ContrastRow(
        uid=secrets.token_hex(16),
        classroom_id=classroom.id,
        deck_id=deck.id,
        first=first,
        second=second,
        given_at=now,
        made_by=account_id,
    )
    session.add(row)
    session.flush()
    return row


def withdraw_contrast(session: Session, row: ContrastRow) -> None:
    """Take back what a class was to tell apart; what it answered stays."""
    session.delete(row)


def given_contrasts(
    session: Session,
    classroom: ClassroomRow,
    deck: DeckRow,
    students: Sequence[int],
    *,
    cards: JobCards,
) -> tuple[GivenContrast, ...]:
    """Return what a class was given of a deck, the last first, and what became of it.

    Args:
        students: of the class.
        cards: of the deck.
    """
    rows = session.scalars(
        select(ContrastRow)
        .where(ContrastRow.classroom_id == classroom.id, ContrastRow.deck_id == deck.id)
        .order_by(ContrastRow.given_at.desc(), ContrastRow.id.desc())
    ).all()
    if not rows:
        return ()
    who = _practised(session, students, rows, {deck.id: cards})
    effects = _effects(session, students, rows, cards)
    return tuple(
        GivenContrast(
            uid=row.uid,
            pair=_pair(row),
            given_at=row.given_at,
            practised=len(who[row.id]),
            students=len(students),
            effect=effects[row.id],
        )
        for row in rows
    )


def own_contrasts(
    session: Session, account_id: int, student_id: int
) -> tuple[OwnContrast, ...]:
    """Return what somebody's classes gave to tell apart, until it was practised."""
    found = session.execute(
        select(ContrastRow, DeckRow)
        .join(DeckRow, DeckRow.id == ContrastRow.deck_id)
        .where(
            DeckRow.retired_at.is_(None),
            exists().where(
                MembershipRow.classroom_id == ContrastRow.classroom_id,
                MembershipRow.account_id == account_id,
                MembershipRow.status == MembershipStatus.MEMBER,
            ),
            exists().where(
                ClassroomDeckRow.classroom_id == ContrastRow.classroom_id,
                ClassroomDeckRow.deck_id == ContrastRow.deck_id,
            ),
            exists().where(
                EnrolmentRow.deck_id == ContrastRow.deck_id,
                EnrolmentRow.student_id == student_id,
            ),
        )
        .order_by(ContrastRow.given_at, ContrastRow.id)
    ).all()
    if not found:
        return ()
    decks = {deck.id: deck for _, deck in found}
    cards = {id_: job_cards_of(session, deck) for id_, deck in decks.items()}
    who = _practised(session, [student_id], [row for row, _ in found], cards)
    left = {
        (deck.slug, _pair(row)): len(cards_between(cards[deck.id], _pair(row)))
        for row, deck in found
        if student_id not in who[row.id]
    }
    return tuple(OwnContrast(*what, n) for what, n in left.items() if n)


def _pair(row: ContrastRow) -> Pair:
    return row.first, row.second


# Who has practised


def _practised(
    session: Session,
    students: Collection[int],
    rows: Sequence[ContrastRow],
    cards: Mapping[int, JobCards],
) -> Mapping[int, set[int]]:
    """Return who practised each of some contrasts since it was given.

    Args:
        cards: of each deck.
    """
    last = _last_answers(session, students, rows)
    done: dict[int, set[int]] = {}
    for row in rows:
        between = {each.id for each in cards_between(cards[row.deck_id], _pair(row))}
        practised: dict[int, set[int]] = defaultdict(set)
        for student_id, shown, card_id, at in last:
            if at >= row.given_at and shown in _shown(row):
                practised[student_id] |= between & {card_id}
        enough = min(PRACTISED, len(between))
        done[row.id] = {id_ for id_, ids in practised.items() if len(ids) >= enough}
    return done


def _last_answers(
    session: Session, students: Collection[int], rows: Sequence[ContrastRow]
) -> Sequence[tuple[int, str, int, datetime]]:
    """Return when each student last answered each card with just two jobs to choose."""
    found = session.execute(
        select(
            ReviewRow.student_id,
            ReviewRow.shown,
            ReviewRow.card_id,
            func.max(ReviewRow.effective_at),
        )
        .where(
            ReviewRow.student_id.in_(students),
            ReviewRow.purpose == Purpose.CRAM,
            ReviewRow.shown.in_(sorted({text for row in rows for text in _shown(row)})),
            # In another zone, and before four o'clock, it is still the day before.
            ReviewRow.study_day >= min(row.given_at for row in rows).date() - _ONE_DAY,
            ~exists().where(
                RetractionRow.student_id == ReviewRow.student_id,
                RetractionRow.review_uid == ReviewRow.uid,
            ),
        )
        .group_by(ReviewRow.student_id, ReviewRow.shown, ReviewRow.card_id)
    )
    return [(who, shown, card, at) for who, shown, card, at in found]


def _shown(row: ContrastRow) -> tuple[str, str]:
    """Return what was to choose from, as the log has it, in either order."""
    first, second = _pair(row)
    return _json(first, second), _json(second, first)


def _json(*options: str) -> str:
    return json.dumps(options, ensure_ascii=False, separators=(",", ":"))


# What became of it


def _effects(
    session: Session,
    students: Collection[int],
    rows: Sequence[ContrastRow],
    cards: JobCards,
) -> Mapping[int, ContrastEffect]:
    """Compare the weeks before each of some contrasts with those since.

    The day itself is left out. Free practice, by which it is trained, is no measure.
    """
    days = {row.id: row.given_at.date() for row in rows}
    ends = {end for day in days.values() for end in _ends(day)}
    periods = sorted(ends)
    answers: dict[int, list[GivenAnswers]] = defaultdict(list)
    for each in job_answers_of(
        session,
        students,
        cards,
        since=periods[0],
        purposes=EVIDENCE,
        periods=periods,
    ):
        answers[each.period].append(each)
    pairs = {row.id: _pair(row) for row in rows}
    return {
        id_: effect_of(
            by_job(_between(answers, periods, day - WEEKS, day)),
            by_job(_between(answers, periods, day + _ONE_DAY, day + WEEKS + _ONE_DAY)),
            pairs[id_],
            apart=[pair for other, pair in pairs.items() if other != id_],
        )
        for id_, day in days.items()
    }


def _ends(day: date) -> tuple[date, ...]:
    """Return where the weeks before and since begin and end."""
    return day - WEEKS, day, day + _ONE_DAY, day + WEEKS + _ONE_DAY


def _between(
    answers: Mapping[int, Iterable[GivenAnswers]],
    periods: Sequence[date],
    first: date,
    end: date,
) -> list[GivenAnswers]:
    """Return the answers from a day to another, that one left out."""
    return [
        each
        for number, begins in enumerate(periods, 1)
        if first <= begins < end
        for each in answers.get(number, ())
    ]
