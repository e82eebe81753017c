"""What child processes do in the tests of answers; each can be killed at any moment."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from random import Random

import psycopg  # noqa: F401 – so that a child need not

from tests.faults.children import CONTEXT, LONG_S
from tests.studying import NOW, answer, send, take_back, undo
from trainer.config import Config
from trainer.core.reviews import Rating
from trainer.db import open_database
from trainer.first_use import prepare
from trainer.learners import load_learner
from web.serving import serve

CONTEXT.set_forkserver_preload(["tests.faults.children", "tests.faults.answering"])

CARDS = 20


def card(number: int) -> str:
    """Return the key of a card."""
    return f"exemple/F{number}#rule"


def study(config: Config, name: str, acknowledge: Connection) -> None:
    """Answer cards and undo answers without end, and acknowledge each event."""
    db = open_database(config)
    with db.reading() as session:
        learner = load_learner(session)
    chance, number = Random(name), 0
    answered: list[str] = []
    while True:
        number += 1
        uid, now = f"{name}-{number}", NOW + number * timedelta(seconds=1)
        if answered and chance.random() < 0.2:
            take_back(db, learner, undo(chance.choice(answered), now, uid), now=now)
        else:
            key, rating = card(chance.randint(1, CARDS)), chance.choice(list(Rating))
            send(db, learner, answer(uid, key, rating, now), now=now)
            answered.append(uid)
        acknowledge.send(uid)


class Greeting(io.StringIO):
    """Takes what the server prints when it is ready, and passes its port on."""

    def __init__(self, listener: Connection) -> None:
        super().__init__()
        self.listener = listener

    def write(self, text: str) -> int:
        if found := re.search(r":(\d+)/", text):
            self.listener.send(int(found[1]))
        return len(text)


def serve_pages(config: Config, tell: Connection) -> None:
    """Serve the pages on any free port, and tell which."""
    with redirect_stdout(Greeting(tell)):
        serve(config, port=0)


def prepare_at_once(config: Config, start: Barrier) -> None:
    """Do what each start of the program does, at the same instant as the others."""
    db = open_database(config)
    start.wait(LONG_S)
    prepare(db, NOW)
    db.close()
