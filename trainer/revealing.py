"""The story of an answer that is shown: what is right and why, and what is like it.

Only reads. The answer travels apart from its question, and ahead of its need: it also
holds what the page has to know before it shows anything (`rivals`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import assert_never

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from trainer import access
from trainer.content import LoadedCard, cards_from_json, item_from_json
from trainer.core.card_state import CardState
from trainer.core.cards import source_of
from trainer.core.grading import accepted_words
from trainer.core.items import Kind
from trainer.core.messages import Message
from trainer.core.paper import names_of
from trainer.core.questions import Card, Format, Question
from trainer.core.right_answers import (
    NameKey,
    OrderKey,
    Reason,
    RecallKey,
    RoleKey,
    TrueFalseKey,
)
from trainer.core.slips import rivals_of
from trainer.daily_review import load_states, question_of
from trainer.learners import Learner
from trainer.tables import CardNoteRow, DeckRow, ItemRevisionRow, ItemRow

_MOST_ITEMS = 500  # a longer list is a vocabulary, in which a slip is seldom a word
_NEW = CardState()


@dataclass(frozen=True, slots=True)
class Mission:
    """What a job does, in the words of its reminder.

    `names` are the folded ones that may be typed for it, where a name is typed.
    """

    job: str
    text: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reveal:
    """A card's answer, apart from its question: what is right, and why.

    `job` is whose work a statement speaks of.
    `spellings` are all that is taken for right, `accepted` the same folded, `rivals`
    those of other answers that a slip may make of them; `missions` are of the jobs to
    choose from, `note` is the student's. The other texts are item Markdown.
    """

    card: Card
    right: tuple[str, ...] = ()
    is_true: bool | None = None
    job: str = ""
    order: OrderKey | None = None
    spellings: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    text: str = ""
    points: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    explanation: str = ""
    source: Message | None = None
    missions: tuple[Mission, ...] = ()
    note: str = ""


def reveal(
    session: Session, learner: Learner, card_key: str, *, beside: Sequence[str] = ()
) -> Reveal:
    """Return the answer of a card.

    Args:
        beside: other jobs that it was asked with than in the daily review.

    Raises:
        NotFound: there is no such card for this student.
    """
    loaded = access.card_of(session, learner.id, card_key)
    return next(_reveal_all(session, learner, [loaded], beside))


def reveal_some(
    session: Session,
    learner: Learner,
    card_keys: Sequence[str],
    *,
    beside: Sequence[str] = (),
) -> tuple[Reveal, ...]:
    """Return the answers of those of these cards that there are.

    Args:
        beside: as `reveal` takes it.
    """
    cards = access.cards_of(session, learner.id, card_keys)
    return tuple(_reveal_all(session, learner, tuple(cards.values()), beside))


def reveal_card(loaded: LoadedCard) -> Reveal:
    """Return the answer of a loaded card, by itself."""
    card = loaded.card
    base = Reveal(
        card=card,
        explanation=card.explanation,
        source=source_of(loaded.item),
    )
    match card.answer:
        case NameKey() as key:
            return _reveal_name(base, key)
        case TrueFalseKey() as key:
            truth = replace(base, is_true=key.is_true, job=key.job)
            return replace(truth, explanation=key.sentence)
        case OrderKey() as key:
            return replace(base, order=key)
        case RecallKey(text, points, accepted):
            return replace(base, text=text, points=points, examples=accepted)
        case _:
            assert_never(card.answer)


def _reveal_name(base: Reveal, key: NameKey) -> Reveal:
    right = tuple(answer.text for answer in key.right)
    return replace(
        base,
        right=right,
        spellings=tuple(
            dict.fromkeys(n for each in key.right for n in (each.text, *each.variants))
        ),
        accepted=accepted_words(key),
        text=" · ".join(right),
        reasons=key.reasons,
    )


# What the deck and the student add to it


def _reveal_all(
    session: Session,
    learner: Learner,
    cards: Sequence[LoadedCard],
    beside: Sequence[str],
) -> Iterator[Reveal]:
    ids = [loaded.id for loaded in cards]
    states = load_states(session, learner, ids)
    notes = _notes(session, learner, ids)
    surroundings: dict[tuple[str, Kind], _Surroundings] = {}
    for loaded in cards:
        revealed = replace(reveal_card(loaded), note=notes.get(loaded.id, ""))
        key = loaded.card.answer
        if isinstance(key, NameKey):
            kind = Kind.ROLE if key.is_job else loaded.item.kind
            place = loaded.deck.slug, kind
            if place not in surroundings:
                surroundings[place] = _Surroundings(session, loaded, kind)
            around = surroundings[place]
            question = question_of(loaded, states.get(loaded.id, _NEW), learner)
            revealed = replace(
                revealed,
                rivals=rivals_of(revealed.accepted, around.names),
                missions=_missions(loaded, key, question, around, beside),
            )
        yield revealed


class _Surroundings:
    """What else a deck has answers for: its jobs, or its items of one kind."""

    def __init__(self, session: Session, loaded: LoadedCard, kind: Kind) -> None:
        parameters = {"slug": loaded.deck.slug, "kind": kind}
        rows = session.connection().execute(_ITEMS, parameters)
        self.contents = rows.scalars().all()
        self.jobs = loaded.deck.jobs if kind is Kind.ROLE else ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The folded spellings of all answers."""
        jobs = (name for job in self.jobs for name in names_of(job))
        answers = (word for content in self.contents for word in _answers(content))
        return tuple(dict.fromkeys((*jobs, *answers)))

    @cached_property
    def missions(self) -> dict[str, str]:
        """The mission of each job that has a reminder."""
        roles = map(item_from_json, self.contents if self.jobs else ())
        return {
            role.answer.job.text: role.text
            for role in roles
            if isinstance(role.answer, RoleKey)
        }


# Keyed by the text itself: a revision never changes, so that nothing can be stale.
@lru_cache(maxsize=4096)
def _answers(content: str) -> tuple[str, ...]:
    """Return the folded spellings of the answers of an item's cards."""
    keys = (card.answer for card in cards_from_json(content).values())
    named = (key for key in keys if isinstance(key, NameKey))
    return tuple(word for key in named for word in accepted_words(key))


def _missions(
    loaded: LoadedCard,
    key: NameKey,
    question: Question,
    around: _Surroundings,
    beside: Sequence[str],
) -> tuple[Mission, ...]:
    """Return what the jobs do that the student may have taken for one another."""
    if not key.is_job:
        return ()
    right = {answer.text for answer in key.right}
    alike = {
        job for pair in loaded.deck.confusable if right & set(pair) for job in pair
    }
    shown = {*right, *alike, *question.options, *beside} & around.missions.keys()
    is_typed = question.format is Format.TYPED
    return tuple(
        Mission(job.name, around.missions[job.name], names_of(job) if is_typed else ())
        for job in loaded.deck.jobs
        if job.name in shown
    )


def _notes(session: Session, learner: Learner, ids: Sequence[int]) -> dict[int, str]:
    parameters = {"student_id": learner.id, "card_ids": ids}
    return dict(session.connection().execute(_NOTES, parameters).all())


# Statements: made once, because to make one takes longer than to run it.

_SOME_CARDS: BindParameter[Sequence[int]] = bindparam("card_ids", expanding=True)
_NOTES = select(CardNoteRow.card_id, CardNoteRow.text).where(
    CardNoteRow.student_id == bindparam("student_id"),
    CardNoteRow.card_id.in_(_SOME_CARDS),
)
_ITEMS = (
    select(ItemRevisionRow.content)
    .join(
        ItemRow,
        (ItemRow.id == ItemRevisionRow.item_id)
        & (ItemRow.revision == ItemRevisionRow.number),
    )
    .join(DeckRow, DeckRow.id == ItemRow.deck_id)
    .where(
        DeckRow.slug == bindparam("slug"),
        ItemRow.kind == bindparam("kind", type_=ItemRow.kind.type),
        ItemRow.retired_at.is_(None),
    )
    .order_by(ItemRow.position)
    .limit(_MOST_ITEMS)
)
