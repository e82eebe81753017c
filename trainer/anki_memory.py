"""The story of what a student has learnt of a deck, as Anki takes it over.

Only reads; knows nothing of packages.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import Session

from trainer.core.anki_ids import review_ids
from trainer.core.anki_schedule import CardInAnki, Logged, card_in_anki
from trainer.core.holds import NOT_HELD
from trainer.core.reviews import Review
from trainer.core.schedule import MAXIMUM_INTERVAL_DAYS, PARAMETERS
from trainer.core.study_settings import StudySettings
from trainer.holding import holds_of
from trainer.learners import Learner
from trainer.tables import CardRow, DeckRow, ItemRow, RetractionRow, ReviewRow


@dataclass(frozen=True, slots=True)
class Preset:
    """The settings that a student's decks go on with in Anki.

    Steps are minutes; `easy_days` are days of the week, Monday 0, of half the load.
    """

    parameters: tuple[float, ...]
    desired_retention: float
    new_per_day: int
    reviews_per_day: int
    learning_steps: tuple[int, ...]
    relearning_steps: tuple[int, ...]
    easy_days: tuple[int, ...]
    maximum_interval_days: int

    @property
    def name(self) -> str:
        """What Anki calls it."""
        shown = f"{self.desired_retention:.0%}".replace("%", "\u00a0%")
        return f"Trainer — {shown} — {self.new_per_day} + {self.reviews_per_day}"

    @property
    def fingerprint(self) -> str:
        """What its id is made of: Anki never updates a preset whose id it has."""
        return f"preset {json.dumps(astuple(self))}"


@dataclass(frozen=True, slots=True)
class AnkiMemory:
    """What a student has learnt of a deck; `cards` are by card key.

    A card without an answer or a hold is not among them.
    """

    preset: Preset
    cards: Mapping[str, CardInAnki]

    @property
    def studied(self) -> int:
        """How many cards have a memory."""
        return sum(card.columns.reps > 0 for card in self.cards.values())

    @property
    def answers(self) -> int:
        """How many answers are told."""
        return sum(len(card.log) for card in self.cards.values())


def memory_of(
    session: Session, learner: Learner, deck: DeckRow, now: datetime
) -> AnkiMemory:
    """Return what a student has learnt of a deck, its retired cards left out.

    The states are those of the whole log replayed, as those that are stored.
    """
    settings = learner.settings_at(now)
    connection = session.connection()
    rows = connection.execute(_KEYS, {"deck_id": deck.id})
    keys: dict[int, str] = {row.id: row.key for row in rows}
    log = _log(session, learner, keys)
    holds = holds_of(session, learner)
    cards = {
        key: card_in_anki(
            log.get(card_id, ()),
            learner.settings,
            seed=learner.schedule_seed(key),
            today=settings,
            hold=holds.get(card_id, NOT_HELD),
        )
        for card_id, key in keys.items()
        if card_id in log or card_id in holds
    }
    return AnkiMemory(preset_of(settings), cards)


def preset_of(settings: StudySettings) -> Preset:
    """Return the preset of a student's settings."""
    return Preset(
        PARAMETERS,
        settings.desired_retention,
        settings.new_per_day,
        settings.reviews_per_day,
        settings.learning_steps,
        settings.relearning_steps,
        settings.easy_days,
        MAXIMUM_INTERVAL_DAYS,
    )


def _log(
    session: Session, learner: Learner, keys: Mapping[int, str]
) -> dict[int, list[Logged]]:
    """Return the answers to these cards that are not undone, by card.

    The ids are given among all answers of the student.
    """
    student = {"student_id": learner.id}
    connection = session.connection()
    retracted = frozenset(connection.execute(_RETRACTED, student).scalars())
    rows = connection.execute(_LOG, student).all()
    log = defaultdict[int, list[Logged]](list)
    ids = review_ids((row[2], row[4]) for row in rows)
    for id_ms, (card_id, duration_ms, uid, *review) in zip(ids, rows, strict=True):
        if card_id in keys and uid not in retracted:
            log[card_id].append(Logged(id_ms, Review(uid, *review), duration_ms))
    return log


# Statements: made once, because to make one takes longer than to run it.

_STUDENT = bindparam("student_id", type_=Integer)
_KEYS = (
    select(CardRow.id, CardRow.key)
    .join(ItemRow, ItemRow.id == CardRow.item_id)
    .where(
        ItemRow.deck_id == bindparam("deck_id", type_=Integer),
        CardRow.retired_at.is_(None),
    )
)
_RETRACTED = select(RetractionRow.review_uid).where(
    RetractionRow.student_id == _STUDENT
)
_LOG: Select[*tuple[Any, ...]] = (
    select(
        ReviewRow.card_id,
        ReviewRow.duration_ms,
        ReviewRow.uid,
        ReviewRow.rating,
        ReviewRow.effective_at,
        ReviewRow.study_day,
        ReviewRow.sequence,
        ReviewRow.purpose,
    )
    .where(ReviewRow.student_id == _STUDENT)
    .order_by(ReviewRow.id)
)
