"""Can a whole class sign in at once while others go on studying?

    python benchmarks/sign_in.py [--rounds 5]

Thirty-five pupils open the page and sign in within five seconds, each once, one every
seventh of a second, with argon2id as the program has it. Five classmates who are in
already send an answer every fifth of a second each. A round is both together, beside
the same answers with nobody at the door, and beside one pupil who signs in alone.
"""

from __future__ import annotations

import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

from sqlalchemy import select

from benchmarks import measuring
from benchmarks.http_client import Connection, served, trainer_command
from benchmarks.measuring import Stopwatch, percentile
from benchmarks.review_page import Json, Page
from benchmarks.studied import NO_LIMIT, config_of, set_limits
from trainer.accounts import add_account
from trainer.db import open_database
from trainer.first_use import prepare
from trainer.passwords import Passwords
from trainer.tables import DeckRow, EnrolmentRow

WITHIN_S = 5.0
ANSWER_EVERY_S = 0.2
PASSWORD = "velo-rouge-quai-7"
COOKIE = "trainer_sign_in"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
Result = TypeVar("Result")
SIGN_IN_LIMIT_MS, ANSWER_LIMIT_MS = 1000.0, 100.0


@dataclass(frozen=True, slots=True)
class Classmate:
    """Somebody who is in, with the first cards of the day, again and again."""

    page: Page
    cards: Iterator[Json]


@dataclass(frozen=True, slots=True)
class School:
    """A class's server, who comes in, and who is in already."""

    url: str
    pupils: Sequence[str]
    inside: Sequence[Classmate]


class Device(Connection):
    """An open connection of a device that is signed in."""

    def __init__(self, url: str, cookie: str) -> None:
        """Connect to a server, as somebody."""
        super().__init__(url)
        self.cookie = cookie.encode()

    def request(self, path: str, body: object = None) -> bytes:
        """Write a request with the cookie of the device."""
        first, _, rest = super().request(path, body).partition(b"\r\n")
        return first + b"\r\nCookie: " + self.cookie + b"\r\n" + rest


def main() -> None:
    """Measure, and print the rows."""
    options = measuring.options(__doc__, rounds=5)
    pupils, rounds = (6, 2) if options.small else (35, options.rounds)
    within = 1.0 if options.small else WITHIN_S
    measuring.heading("ms, the 95th percentile of each round")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        school = open_school(Path(folder) / "home", pupils, 5, stack)
        sign_in(school.url, school.pupils[0])  # nothing is compiled before
        found = [one_round(school, within) for _ in range(rounds)]
    signed_in, alone, answers, calm = (list(each) for each in zip(*found, strict=True))
    measuring.limit_row(
        f"{pupils} sign-ins in {within:g} s",
        *(signed_in, "one at a time", alone, SIGN_IN_LIMIT_MS),
    )
    measuring.limit_row(
        "answers of 5 classmates meanwhile",
        *(answers, "with nobody at the door", calm, ANSWER_LIMIT_MS),
    )


def open_school(home: Path, pupils: int, inside: int, stack: ExitStack) -> School:
    """Make people and serve them; those who are inside have signed in."""
    names = [f"Pupil {number}" for number in range(pupils + inside)]
    add_pupils(home, names)
    command = trainer_command("serve", "--class", "--port", "0")
    url = stack.enter_context(served(command, home))
    classmates = []
    for name in names[pupils:]:
        device = Device(url, f"{COOKIE}={sign_in(url, name)}")
        page = Page(stack.enter_context(closing(device)))
        classmates.append(Classmate(page, cycle(page.queue())))
    return School(url, names[:pupils], classmates)


def add_pupils(home: Path, names: Sequence[str]) -> None:
    """Make an account for each name, all with one deck and one password."""
    now = datetime.now(UTC)
    with closing(open_database(config_of(home))) as database:
        prepare(database, now)
        hashed = Passwords().hash(PASSWORD)
        with database.writing() as session:
            deck = session.scalars(select(DeckRow.id)).first()
            for name in names:
                account = add_account(
                    session, name, hashed, now, is_teacher=False, must_change=False
                )
                student = account.student_id
                row = EnrolmentRow(student_id=student, deck_id=deck, created_at=now)
                session.add(row)
        set_limits(database, NO_LIMIT, NO_LIMIT)


# One round


def one_round(school: School, within: float) -> tuple[float, float, float, float]:
    """Give sign-ins in a rush, sign-ins alone, answers in the rush, answers in calm."""
    # Nobody signs in for as long as the rush will last.
    calm = while_answering(school.inside, lambda: time.sleep(within))[1]
    alone = [timed_sign_in(school.url, name) for name in school.pupils]
    rush, answers = while_answering(
        school.inside, lambda: sign_all_in(school.url, school.pupils, within)
    )
    p95 = [percentile(each, 95) for each in (rush, alone, answers, calm)]
    return p95[0], p95[1], p95[2], p95[3]


def while_answering(
    inside: Sequence[Classmate], run: Callable[[], Result]
) -> tuple[Result, list[float]]:
    """Run something while classmates answer; give the times of their answers too."""
    done = threading.Event()
    with ThreadPoolExecutor(len(inside)) as threads:
        answering = [threads.submit(answer_until, each, done) for each in inside]
        try:
            result = run()
        finally:
            done.set()
        return result, [ms for each in answering for ms in each.result()]


def answer_until(classmate: Classmate, done: threading.Event) -> list[float]:
    """Send an answer every fifth of a second, and give the time of each."""
    watch, page = Stopwatch(), classmate.page
    while not done.is_set() or len(watch.laps) < 2:
        card = next(classmate.cards)
        body = page.review(card, page.answer(card))
        with watch.running():
            page.send(body)
        done.wait(ANSWER_EVERY_S)
    return watch.laps


def sign_all_in(url: str, names: Sequence[str], within: float) -> list[float]:
    """Let everybody come, one after the other, whoever is still at the door."""
    began = time.monotonic()

    def come(number: int) -> float:
        # Each comes at a moment of the rush, as people do.
        time.sleep(max(0.0, began + number * within / len(names) - time.monotonic()))
        return timed_sign_in(url, names[number])

    with ThreadPoolExecutor(len(names)) as threads:
        return list(threads.map(come, range(len(names))))


def timed_sign_in(url: str, name: str) -> float:
    """Give how long it takes from the open page until one is in."""
    return measuring.timed(lambda: sign_in(url, name))


def sign_in(url: str, name: str) -> str:
    """Open the page and send the form, as a browser does; give the token."""
    host = urlsplit(url).netloc
    with closing(HTTPConnection(host, timeout=30)) as browser:
        browser.request("GET", "/sign-in")
        page = browser.getresponse()
        form = TOKEN.search(page.read().decode())
        assert form, page.status
        fields = {"csrf_token": form[1], "name": name, "password": PASSWORD}
        headers = {
            "Cookie": (page.getheader("Set-Cookie") or "").partition(";")[0],
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://{host}",
        }
        browser.request("POST", "/sign-in", urlencode(fields), headers)
        told = browser.getresponse()
        told.read()
    assert told.status == 303, told.status
    cookies = told.headers.get_all("Set-Cookie") or []
    return next(c for c in cookies if c.startswith(COOKIE)).split(";")[0].split("=")[1]


if __name__ == "__main__":
    main()
