"""Léa and Tom, who learn a small deck with one item of each kind, and its cards."""

from __future__ import annotations

import pytest

from tests.samples import MLE
from tests.studying import add_deck, add_learner
from trainer.core.questions import Response
from trainer.core.reviews import Rating
from trainer.db import Database
from trainer.learners import Learner

AGAIN, HARD, GOOD, EASY = Rating
DELIVERABLE = "exemple/B1#deliverable"
RULE = "exemple/F1#rule"
JOB = "exemple/A1#job"
RIGHT = Response(choice=MLE.text)
WRONG = Response(choice="Data Scientist")


@pytest.fixture
def lea(db: Database) -> Learner:
    """A student who learns a small deck with one item of each kind."""
    with db.writing() as session:
        add_deck(session)
        return add_learner(session, "lea")


@pytest.fixture
def tom(db: Database, lea: Learner) -> Learner:
    """Another student of that deck."""
    with db.writing() as session:
        return add_learner(session, "tom")
