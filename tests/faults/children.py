"""What child processes do in the fault tests; each can be killed at any moment.

They are forked from a process that has imported this module: a child starts in a few
milliseconds, and is a process of its own all the same.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path

import alembic.command  # noqa: F401 – so that a child need not
import psycopg  # noqa: F401 – so that a child need not
import pytest

from tests.rows import Ids, add_student, review
from trainer.config import Config
from trainer.db import Database, open_database, serving
from trainer.tables import CardStateRow

LONG_S = 60.0
THREADS = 2
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.faults.children"])


@contextmanager
def started(target: Callable[..., None], *arguments: object) -> Iterator[BaseProcess]:
    """Run a child for the block, and kill it at the end if it still runs."""
    child = CONTEXT.Process(target=target, args=arguments)
    child.start()
    try:
        yield child
    finally:
        kill(child)


def kill(child: BaseProcess) -> None:
    """End a child by kill -9, and wait until it has ended."""
    if child.pid is not None and child.is_alive():
        os.kill(child.pid, signal.SIGKILL)
    child.join(LONG_S)


# What they do


def answer(config: Config, ids: Ids, name: str, acknowledge: Connection) -> None:
    """Answer a card without end, by two threads, and acknowledge each answer."""
    db = open_database(config)
    one_at_a_time = threading.Lock()

    def answer_on(thread: int) -> None:
        number = 0
        while True:
            uid = f"{name}-{thread}-{number}"
            answer_once(db, ids, uid)
            with one_at_a_time:
                acknowledge.send(uid)
            number += 1

    for thread in range(THREADS):
        threading.Thread(target=answer_on, args=(thread,)).start()


def answer_once(db: Database, ids: Ids, uid: str) -> None:
    """Add a review and count it in the card's state, in one transaction."""
    with db.writing() as session:
        key = (ids.student, ids.card)
        state = session.get_one(CardStateRow, key, with_for_update=True)
        state.reps += 1
        session.add(review(ids, uid=uid))


def open_at_once(config: Config, start: Barrier, name: str) -> None:
    """Open the database at the same instant as the others, and add a student."""
    start.wait(LONG_S)
    db = open_database(config)
    with db.writing() as session:
        add_student(session, name)
    db.close()


def open_soon(config: Config, begin: Connection) -> None:
    """Tell, and open the database."""
    begin.send("now")
    open_database(config).close()


def serve(config: Config, tell: Connection) -> None:
    """Be the server on a database until killed."""
    with serving(config):
        tell.send("serving")
        threading.Event().wait()


def write_half(config: Config, tell: Connection) -> None:
    """Write, and never come to the end of it."""
    db = open_database(config)
    with db.writing() as session:
        add_student(session, "half")
        tell.send("writing")
        threading.Event().wait()


def upgrade(config: Config, folder: Path, schema: str) -> None:
    """Open the database as a program would that has the migrations of `folder`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.db.migrations_folder", lambda: folder)
        patch.setattr("trainer.db.SCHEMA", schema)
        open_database(config).close()
