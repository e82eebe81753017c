"""The server is killed: what it said was saved is there when it is started again."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

import pytest

from tests.faults.answering import CARDS, card, serve_pages
from tests.faults.children import CONTEXT, LONG_S, kill, started
from tests.faults.test_answers import check_states, kept_uids
from tests.studying import NOW, add_deck, add_learner, recall_items
from trainer.config import Config
from trainer.db import Database
from trainer.learners import Learner

CLIENTS = 4


@pytest.fixture
def served(config: Config, tmp_path: Path) -> Config:
    """A database of each kind, and a data folder of its own."""
    return replace(config, home=tmp_path / "home")


@pytest.fixture
def lea(db: Database) -> Learner:
    """The learner of this computer, with twenty cards."""
    with db.writing() as session:
        add_deck(session, recall_items(CARDS))
        return add_learner(session)


@dataclass
class Browser:
    """Sends answers to a server until it is gone."""

    port: int
    name: str
    saved: list[str] = field(default_factory=list)
    connection: http.client.HTTPConnection | None = None

    def answer(self, number: int) -> None:
        """Send one answer, and note it once the server says that it is saved."""
        uid = f"{self.name}-{number:06}"
        event = {
            "uid": uid,
            "card": card(number % CARDS + 1),
            "rating": number % 4 + 1,
            "duration_ms": 1000,
            "answered_at": NOW.isoformat(),
            "sequence": number,
            "zone": "Europe/Paris",
        }
        batch = {"sent_at": NOW.isoformat(), "reviews": [event]}
        assert self.post("/api/reviews", batch) == [{"uid": uid, "status": "new"}]
        self.saved.append(uid)

    def undo(self, number: int) -> None:
        """Undo an answer."""
        uid = f"{self.name}-undo-{number:06}"
        event = {
            "uid": uid,
            "review_uid": f"{self.name}-{number:06}",
            "retracted_at": NOW.isoformat(),
        }
        batch = {"sent_at": NOW.isoformat(), "retractions": [event]}
        assert self.post("/api/retractions", batch) == [{"uid": uid, "status": "new"}]
        self.saved.append(uid)

    def post(self, path: str, body: object) -> list[dict[str, str]]:
        """Send JSON and return the uid and the status of each event."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=LONG_S
            )
        headers = {"Content-Type": "application/json", "X-Trainer": "1"}
        self.connection.request("POST", path, json.dumps(body), headers)
        response = self.connection.getresponse()
        results = json.loads(response.read())["results"]
        return [{name: each[name] for name in ("uid", "status")} for each in results]

    def answer_until_cut_off(self) -> None:
        """Send answers until the server does not answer any more."""
        try:
            for number in range(10**6):
                self.answer(number)
        except (OSError, http.client.HTTPException):
            pass
        self.close()

    def close(self) -> None:
        """Close the connection."""
        if self.connection is not None:
            self.connection.close()


@contextmanager
def server(config: Config) -> Iterator[tuple[BaseProcess, int]]:
    """Start a server, and give it with its port once it is ready."""
    ours, theirs = CONTEXT.Pipe(duplex=False)
    with started(serve_pages, config, theirs) as child:
        theirs.close()
        yield child, ours.recv()


def kill_after_answers(served: Config, db: Database, lea: Learner, cycles: int) -> None:
    chance, saved = Random(20261123), list[str]()
    for cycle in range(cycles):
        with server(served) as (child, port):
            browser = Browser(port, f"c{cycle}-browser")
            for number in range(chance.randint(1, 20)):
                browser.answer(number)
                if chance.random() < 0.3:
                    browser.undo(number)
            kill(child)
            browser.close()
        saved += browser.saved

        assert sorted(kept_uids(db)) == sorted(saved)
        check_states(db, lea)


def kill_under_browsers(
    served: Config, db: Database, lea: Learner, cycles: int
) -> None:
    chance, saved = Random(20261123), set[str]()
    for cycle in range(1, cycles + 1):
        with server(served) as (child, port), ThreadPoolExecutor(CLIENTS) as threads:
            browsers = [Browser(port, f"c{cycle}-{name}") for name in range(CLIENTS)]
            sending = [threads.submit(each.answer_until_cut_off) for each in browsers]
            time.sleep(chance.uniform(0.05, 0.2))
            kill(child)
            for each in sending:
                each.result()
        saved.update(uid for browser in browsers for uid in browser.saved)

        kept = kept_uids(db)
        assert saved - set(kept) == set()
        assert len(kept) == len(set(kept))
        assert len(set(kept) - saved) <= cycle * CLIENTS
        check_states(db, lea)
    assert len(saved) > cycles


def test_a_server_killed_after_n_answers_leaves_n(
    served: Config, db: Database, lea: Learner
) -> None:
    kill_after_answers(served, db, lea, cycles=3)


def test_a_server_killed_under_four_browsers_loses_nothing_it_said_was_saved(
    served: Config, db: Database, lea: Learner
) -> None:
    kill_under_browsers(served, db, lea, cycles=3)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("run_kills", [kill_after_answers, kill_under_browsers])
def test_a_server_killed_thirty_times_loses_nothing(
    served: Config,
    db: Database,
    lea: Learner,
    run_kills: Callable[[Config, Database, Learner, int], None],
) -> None:
    run_kills(served, db, lea, 30)
