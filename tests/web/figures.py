"""The figures of a page, and the file of a student that they are counted anew from."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from flask import Flask

from tests.web.recounting import Figures, Recount
from tests.web.visiting import NOW
from trainer.core.holds import HoldAction
from trainer.db import Database
from trainer.holding import HoldIn, record_holds
from trainer.learners import load_learner
from web.context import context_of

TODAY = NOW.date()
STUDIED_DAYS = 40

_FIGURE = re.compile(r'<data data-figure="([^"]*)" value="([^"]*)">')


def figures_of(page: str) -> Figures:
    """Read the numbers of a page; one that stands twice is the same."""
    found: Figures = {}
    for name, value in _FIGURE.findall(page):
        assert found.setdefault(unescape(name), float(value)) == float(value)
    return found


def recount(app: Flask) -> Recount:
    """Count anew in the file that the student takes along, and in nothing else."""
    file = app.test_client().get("/my-data/everything.json", buffered=True)
    assert file.headers["Content-Disposition"].startswith("attachment")
    return Recount(file.text, TODAY)


def database_of(app: Flask) -> Database:
    return context_of(app).database


def hold(app: Flask, action: HoldAction, card: str, days_ago: int) -> None:
    at = NOW - timedelta(days=days_ago)
    event = HoldIn(f"{action}-{card}-{days_ago}", card, action, at)
    with database_of(app).writing() as session:
        record_holds(session, load_learner(session), [event], sent_at=at, now=at)
