"""The story of the page of sessions: what each is for, and how many cards it holds.

Only reads. What a session asks is said in `cramming`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from trainer import access
from trainer.card_list import part_of_deck
from trainer.core.items import Deck
from trainer.core.messages import Message, message
from trainer.core.right_answers import RoleKey
from trainer.core.sessions import (
    ERROR_DAYS,
    MAX_SIZE,
    Pair,
    SessionCard,
    SessionKind,
    SessionRequest,
    cards_in,
    contrast_of,
)
from trainer.cramming import Material, load_material, one_way_round
from trainer.errors import NotFound
from trainer.learners import Learner
from trainer.study_cards import StudyCard


@dataclass(frozen=True, slots=True)
class Offer:
    """A session that can be begun: its name, what it is for, how many cards it has."""

    request: SessionRequest
    name: Message
    count: int
    purpose: Message | None = None


@dataclass(frozen=True, slots=True)
class PairOffer:
    """Two jobs to tell apart; `times` is how often they were confused."""

    deck: str
    pair: Pair
    count: int
    times: int


@dataclass(frozen=True, slots=True)
class DeckOffers:
    """The sessions of one deck."""

    deck: Deck
    parts: tuple[Offer, ...]
    jobs: tuple[Offer, ...]
    pairs: tuple[PairOffer, ...]


@dataclass(frozen=True, slots=True)
class SessionOffers:
    """All sessions: over all decks, then deck by deck."""

    weak: tuple[Offer, ...]
    tags: tuple[Offer, ...]
    decks: tuple[DeckOffers, ...]


@dataclass(frozen=True, slots=True)
class Mission:
    """What a job is there for, in the words of the paper, if it says it."""

    job: str
    text: str
    tools: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two jobs side by side, and the session that mixes their cards."""

    deck: Deck
    missions: tuple[Mission, Mission]
    offer: PairOffer
    request: SessionRequest


_WEAK = (
    (
        SessionRequest(SessionKind.FORGOTTEN),
        message("Oubliées aujourd’hui"),
        message("Reprendre une fois de plus ce qui a manqué aujourd’hui."),
    ),
    (
        SessionRequest(SessionKind.ERRORS, str(ERROR_DAYS[0])),
        message("Erreurs des 7 derniers jours"),
        message("Revoir les cartes manquées cette semaine."),
    ),
    (
        SessionRequest(SessionKind.ERRORS, str(ERROR_DAYS[1])),
        message("Erreurs des 30 derniers jours"),
        message("Revoir les cartes manquées ce mois-ci."),
    ),
    (
        SessionRequest(SessionKind.CONFUSED),
        message("Réponses confondues"),
        message("Mêler les cartes dont les réponses se ressemblent."),
    ),
    (
        SessionRequest(SessionKind.EXAM),
        message("Avant l’examen"),
        message("Commencer par ce qui risque le plus d’être oublié."),
    ),
    (
        SessionRequest(SessionKind.MARKED),
        message("Cartes marquées"),
        message("Reprendre les cartes marquées d’un drapeau."),
    ),
)


def session_offers(
    session: Session, learner: Learner, now: datetime, *, size: int = MAX_SIZE
) -> SessionOffers:
    """Say which sessions there are for a student."""
    material = load_material(session, learner, now)
    decks = [deck.slug for deck in access.decks_of(session, learner.id)]
    return SessionOffers(
        weak=tuple(
            Offer(replace(request, size=size), name, _count(material, request), why)
            for request, name, why in _WEAK
        ),
        tags=tuple(_tag_offers(material, size)),
        decks=tuple(
            deck_offers(material, slug, size)
            for slug in decks
            if any(_is_of(card, slug) for card in material.cards.values())
        ),
    )


def deck_offers(material: Material, slug: str, size: int = MAX_SIZE) -> DeckOffers:
    """Say which sessions there are of one deck that has cards."""
    cards = [card for card in material.cards.values() if _is_of(card, slug)]
    mine = {card.loaded.id for card in cards}
    some = [c for c in material.candidates if c.card_id in mine]
    names = {card.part: part_of_deck(card) for card in reversed(cards)}
    deck = cards[0].loaded.deck
    parts = _named(SessionKind.PART, (card.part for card in cards), slug, size)
    jobs = _named(SessionKind.JOB, (j for c in cards for j in c.jobs), slug, size)
    jobs_here = {job.name for job in deck.jobs}
    return DeckOffers(
        deck=deck,
        parts=tuple(
            Offer(each, names[each.value], _count_of(some, each, material))
            for each in parts
        ),
        jobs=tuple(
            Offer(
                each,
                message("{job}", job=each.value),
                _count_of(some, each, material),
            )
            for each in jobs
        ),
        pairs=tuple(
            PairOffer(slug, pair, _count_of(some, contrast_of(pair), material), times)
            for pair, times in material.pairs.items()
            if jobs_here.issuperset(pair)
        ),
    )


def contrast(
    session: Session, learner: Learner, slug: str, jobs: Pair, now: datetime
) -> Contrast:
    """Put two jobs of a deck side by side.

    Raises:
        NotFound: there is no such deck for this student, or no such job in it.
    """
    material = load_material(session, learner, now, deck=slug)
    pair = one_way_round(jobs)
    request = contrast_of(pair, deck=slug)
    cards = material.held_by(request)
    known = {job for card in material.cards.values() for job in card.jobs}
    if pair[0] == pair[1] or not known.issuperset(pair):
        raise NotFound(message("Cet entraînement n’existe pas."))
    all_cards = tuple(material.cards.values())
    return Contrast(
        deck=all_cards[0].loaded.deck,
        missions=(_mission(all_cards, pair[0]), _mission(all_cards, pair[1])),
        offer=PairOffer(slug, pair, len(cards), material.pairs.get(pair, 0)),
        request=request,
    )


def _is_of(card: StudyCard, slug: str) -> bool:
    return card.loaded.deck.slug == slug


def _named(
    kind: SessionKind, values: Iterable[str], slug: str, size: int
) -> list[SessionRequest]:
    return [SessionRequest(kind, value, size, slug) for value in dict.fromkeys(values)]


def _tag_offers(material: Material, size: int) -> Iterator[Offer]:
    tags = sorted({tag for card in material.candidates for tag in card.tags})
    for tag in tags:
        request = SessionRequest(SessionKind.TAG, tag, size)
        yield Offer(request, message("{tag}", tag=tag), _count(material, request))


def _count(material: Material, request: SessionRequest) -> int:
    return len(material.held_by(request))


def _count_of(
    cards: Iterable[SessionCard], request: SessionRequest, material: Material
) -> int:
    pairs = tuple(material.pairs)
    return len(cards_in(cards, request, day=material.day, pairs=pairs))


def _mission(cards: Iterable[StudyCard], job: str) -> Mission:
    for card in cards:
        item = card.loaded.item
        if isinstance(item.answer, RoleKey) and item.answer.job.text == job:
            return Mission(job, item.text, item.answer.tools)
    return Mission(job, "", ())
