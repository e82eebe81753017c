"""What comes before the first card: the built-in decks, a learner, a warm process."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from trainer.daily_review import next_cards
from trainer.db import Database
from trainer.import_plan import ImportPlan, plan_import
from trainer.importing import PlanOutdated, apply_import
from trainer.learners import Learner, ensure_learner, find_learner, load_learner
from trainer.papers import built_in_decks, read_source
from trainer.tables import DeckRow


def prepare(database: Database, now: datetime) -> Learner:
    """Return the learner of this computer, with the built-in decks on first use.

    A built-in deck that is there is left as it is; `trainer import` brings it up to
    date.
    """
    with database.reading() as session:
        learner = find_learner(session)
        slugs = set(session.scalars(select(DeckRow.slug)))
        missing = [path for path in built_in_decks() if path.name not in slugs]
        plans = [plan_import(session, read_source(path)) for path in missing]
    if learner is not None and not plans:
        return learner
    for plan in plans:
        # Another process may have had the same thought: then the deck is there.
        with suppress(PlanOutdated), database.writing() as session:
            apply_import(session, plan, now)
    return store_plans(database, (), now)


def store_plans(
    database: Database, plans: Sequence[ImportPlan], now: datetime
) -> Learner:
    """Apply plans, all of them or none, and give the learner the decks that are new.

    Raises:
        BadFiles, PlanOutdated: as for each plan.
    """
    try:
        return _store(database, plans, now)
    except IntegrityError:  # on PostgreSQL another process gave them meanwhile
        return _store(database, plans, now)


def warm_up(database: Database, now: datetime) -> None:
    """Take a hand for nobody: what a process does only once has been done then.

    Most of a first hand is that: to connect, to put statements together, to read the
    cards' content.
    """
    with database.reading() as session:
        next_cards(session, load_learner(session), now)
    # What was made so far will stay: to look it through for garbage takes Python as
    # long as a large hand takes, and would fall into the first one.
    gc.freeze()


def _store(database: Database, plans: Sequence[ImportPlan], now: datetime) -> Learner:
    with database.writing() as session:
        for plan in plans:
            apply_import(session, plan, now)
        return ensure_learner(session, now)
