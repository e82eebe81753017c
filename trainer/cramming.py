"""The story of sessions apart: which cards they ask, beside those of the day.

Only reads. The answers to them come in as cram, which moves no schedule; so a session
is the same list of cards until the day ends.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from urllib.parse import parse_qsl

from sqlalchemy import Integer, bindparam, exists, select
from sqlalchemy.orm import Session

from trainer import access
from trainer.card_list import find_cards, recall_on
from trainer.core.card_filter import is_hard, read_filter
from trainer.core.card_state import CardState, Phase
from trainer.core.confusions import Confusion, confusion_of, job_names
from trainer.core.history import Answer, LoggedAnswer
from trainer.core.ladder import format_of
from trainer.core.messages import message
from trainer.core.paper import ask, ask_between, seed_of
from trainer.core.questions import Format, Response
from trainer.core.reviews import Purpose, Rating, Review
from trainer.core.sessions import (
    Pair,
    SessionCard,
    SessionKind,
    SessionRequest,
    cards_in,
    in_order,
    parse_session,
)
from trainer.core.topics import jobs_named, jobs_right
from trainer.daily_review import Hand, HandCard
from trainer.errors import NotFound
from trainer.learners import Learner
from trainer.study_cards import StudyCard, study_cards
from trainer.tables import RetractionRow, ReviewRow
from trainer.tagging import tags_of

CONFUSED_TWICE = 2  # once may be a slip
_STEPS = (Phase.LEARNING, Phase.RELEARNING)
_NO_STATE = CardState()
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Material:
    """What sessions are made of: the cards of a student, and the jobs confused.

    `pairs` are the confusable ones of the decks, those that were confused first; the
    number says how many times.
    """

    cards: Mapping[int, StudyCard]
    candidates: tuple[SessionCard, ...]
    pairs: Mapping[Pair, int]
    day: date

    def held_by(self, request: SessionRequest) -> tuple[SessionCard, ...]:
        """Return the cards that a session may ask."""
        return cards_in(self.candidates, request, day=self.day, pairs=tuple(self.pairs))


def session_named(address: str, *, deck: str = "") -> SessionRequest:
    """Return the session of an address.

    Raises:
        NotFound: it is none.
    """
    request = parse_session(address, deck=deck)
    if request is None:
        raise NotFound(message("Cet entraînement n’existe pas."))
    return request


def session_cards(
    session: Session, learner: Learner, request: SessionRequest, now: datetime
) -> tuple[StudyCard, ...]:
    """Return the cards of a session in the order in which they are asked.

    Raises:
        NotFound: there is no such deck for this student.
    """
    material = load_material(session, learner, now, deck=request.deck)
    if request.kind is SessionKind.LIST:
        listed = read_filter(dict(parse_qsl(request.value)))
        found = find_cards(session, learner, listed, now).cards
        return found[: request.size]
    seed = seed_of(learner.schedule_seed(request.address), material.day.isoformat())
    ids = in_order(
        material.held_by(request),
        request,
        pairs=tuple(material.pairs),
        rng=Random(seed),
    )
    return tuple(material.cards[id_] for id_ in ids)


def session_hand(
    session: Session,
    learner: Learner,
    request: SessionRequest,
    now: datetime,
    *,
    exclude: Collection[str] = (),
) -> Hand:
    """Deal a whole session: no limits, and no delays, since it moves no schedule.

    Args:
        exclude: keys of cards that are in hand already, or answered.

    Raises:
        NotFound: there is no such deck for this student.
    """
    cards = [
        card
        for card in session_cards(session, learner, request, now)
        if card.loaded.card.key not in exclude
    ]
    day = learner.day_at(now)
    phases = Counter(card.state.phase for card in cards)
    return Hand(
        cards=tuple(_hand_card(card, learner, request) for card in cards),
        new=phases[Phase.NEW],
        learning=sum(phases[phase] for phase in _STEPS),
        review=phases[Phase.REVIEW],
        study_day=day,
        day_ends_in=learner.day_begins(day + _ONE_DAY) - now,
        next_due_at=None,
    )


def load_material(
    session: Session, learner: Learner, now: datetime, *, deck: str = ""
) -> Material:
    """Load what the sessions of a student are made of, of one deck or of all.

    Raises:
        NotFound: there is no such deck for this student.
    """
    deck_id = access.deck_of(session, learner.id, deck).id if deck else None
    cards = study_cards(session, learner, deck_id=deck_id)
    by_id = {card.loaded.id: card for card in cards}
    missed = _missed(session, learner)
    tags = tags_of(session, learner)
    day = learner.day_at(now)
    return Material(
        cards=by_id,
        candidates=tuple(
            _candidate(card, tags.get(id_, ()), missed.get(id_, ()), day)
            for id_, card in by_id.items()
        ),
        pairs=_pairs(by_id, missed),
        day=day,
    )


def _hand_card(card: StudyCard, learner: Learner, request: SessionRequest) -> HandCard:
    loaded, state = card.loaded, card.state
    rng = Random(seed_of(learner.schedule_seed(loaded.card.key), state.reps))
    if request.pair:
        question = ask_between(loaded.card, request.pair, rng)
    else:
        question = ask(loaded.card, format_of(loaded.card, state), loaded.deck, rng)
    return HandCard(
        question=question,
        deck_title=loaded.deck.title,
        phase=state.phase,
        intervals={},
    )


def _candidate(
    card: StudyCard, tags: Sequence[str], missed: Sequence[Answer], day: date
) -> SessionCard:
    return SessionCard(
        card_id=card.loaded.id,
        part=card.part,
        jobs=card.jobs,
        named=jobs_named(card.loaded.card),
        right=jobs_right(card.loaded.card, card.loaded.deck.jobs),
        tags=frozenset(tags),
        recall=recall_on(card, day),
        missed_on=max((a.review.study_day for a in missed), default=None),
        is_marked=card.hold.is_flagged,
        is_suspended=card.hold.is_suspended,
    )


# What was answered wrong


def _missed(session: Session, learner: Learner) -> dict[int, list[Answer]]:
    """Return the wrong answers of a student, by the card's id; cram is left out."""
    rows = session.connection().execute(_MISSED, {"student_id": learner.id})
    missed: dict[int, list[Answer]] = {}
    for card_id, uid, effective_at, study_day, response in rows:
        given = json.loads(response)
        logged = LoggedAnswer(
            review=Review(uid, Rating.AGAIN, effective_at, study_day),
            format=Format.CHOICE,
            response=Response(given.get("choice"), text=given.get("text", "")),
            shown=(),
            duration_ms=0,
            source="",
        )
        missed.setdefault(card_id, []).append(Answer(logged, _NO_STATE, _NO_STATE))
    return missed


def _pairs(
    cards: Mapping[int, StudyCard], missed: Mapping[int, Sequence[Answer]]
) -> dict[Pair, int]:
    """Return the jobs to tell apart: those confused twice, or once by a hard card.

    Those that the deck calls confusable are among them, confused or not.
    """
    counts: Counter[Pair] = Counter()
    hard: set[Pair] = set()
    for card_id, answers in missed.items():
        card = cards.get(card_id)
        for pair in _confused_at(card, answers) if card else ():
            counts[pair] += 1
            if card and is_hard(card.state):
                hard.add(pair)
    given = {
        one_way_round(pair): None
        for card in cards.values()
        for pair in card.loaded.deck.confusable
    }
    worth = {p for p, n in counts.items() if n >= CONFUSED_TWICE or p in hard}
    found = sorted(worth, key=lambda pair: (-counts[pair], pair))
    return {pair: counts[pair] for pair in (*found, *given)}


def one_way_round(pair: Pair) -> Pair:
    """Return two jobs in the order of the alphabet: who was taken for whom is one."""
    first, second = sorted(pair)
    return first, second


def _confused_at(card: StudyCard, answers: Sequence[Answer]) -> list[Pair]:
    names = job_names(card.loaded.deck.jobs)
    found = [confusion_of(answer, card.loaded.card, names) for answer in answers]
    return [_pair_of(each) for each in found if each]


def _pair_of(confusion: Confusion) -> Pair:
    return one_way_round((confusion.right, confusion.answered))


# Made once, because to make it takes longer than to run it.
_STUDENT = bindparam("student_id", type_=Integer)
_MISSED = (
    select(
        ReviewRow.card_id,
        ReviewRow.uid,
        ReviewRow.effective_at,
        ReviewRow.study_day,
        ReviewRow.response,
    )
    .where(
        ReviewRow.student_id == _STUDENT,
        ReviewRow.rating == Rating.AGAIN,
        ReviewRow.purpose == Purpose.STUDY,
        ~exists().where(
            RetractionRow.student_id == _STUDENT,
            RetractionRow.review_uid == ReviewRow.uid,
        ),
    )
    .order_by(ReviewRow.id)
)
