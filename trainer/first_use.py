"""What a database needs before the first card: the built-in decks and a learner."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from trainer.db import Database
from trainer.importing import apply_import, plan_import
from trainer.learners import Learner, ensure_learner, find_learner
from trainer.papers import built_in_decks, read_source
from trainer.tables import DeckRow


def prepare(database: Database, now: datetime) -> Learner:
    """Return the learner of this computer; on first use, import the built-in decks.

    Several processes may do so at once: the second finds what the first has stored.
    """
    with database.reading() as session:
        learner = find_learner(session)
        is_empty = not session.scalar(select(exists().select_from(DeckRow)))
    if learner is not None and not is_empty:
        return learner
    with database.writing() as session:
        if not session.scalar(select(exists().select_from(DeckRow))):
            for path in built_in_decks():
                apply_import(session, plan_import(session, read_source(path)), now)
        return ensure_learner(session, now)
