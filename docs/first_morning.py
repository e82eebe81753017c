"""A school's first morning, from an empty folder: run it and watch.

    python3 docs/first_morning.py [FOLDER]

With the program alone, as a school would: make a teacher and a class, read a class list
of thirty students, give the class the built-in deck; then start the server, and have
each student sign in by the phrase on the slip, choose a password and answer three
cards. Nothing but Python and the program is needed; nothing is left behind unless a
folder is named.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

STUDENTS = 30
ANSWERS = 3
DECK = "metiers-data"
FIRST_NAMES = ("Zoé", "Loïc", "Inès", "Noël", "Chloé", "Maël")
LAST_NAMES = ("Lefèvre", "Nuñez", "Ben Saïd", "O’Neill", "Müller")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
LEARNER = re.compile(r'data-learner="([^"]*)"')


def main() -> None:
    """Live through the morning, in a folder that is named or in one that goes."""
    with tempfile.TemporaryDirectory() as scratch:
        morning(Path(sys.argv[1] if len(sys.argv) > 1 else scratch).absolute())


def morning(home: Path) -> None:
    """Go from an empty folder to the first answers, and say what came of it."""
    begin = time.monotonic()
    home.mkdir(parents=True, exist_ok=True)
    trainer(home, "person", "add", "Claire Petit", "--teacher")
    trainer(home, "classroom", "add", "10A", "--teacher", "Claire Petit")
    trainer(home, "classroom", "give", "10A", DECK, "--new", "10")
    class_list = home / "10A.csv"
    class_list.write_text(class_list_text(), encoding="cp1252")
    slips = json.loads(
        trainer(home, "classroom", "roster", "10A", str(class_list), "--json")
    )
    print(f"{len(slips)} slips, such as: {slips[0]['sign_in_name']}")
    with Server(home) as server:
        for number, slip in enumerate(slips):
            first_lesson(server.address, slip, number)
    (listed,) = json.loads(trainer(home, "classroom", "list", "--json"))
    seconds = time.monotonic() - begin
    print(f"{listed['students']} students, {len(slips) * ANSWERS} answers stored")
    print(f"The first morning took {seconds:.0f} s")


def class_list_text() -> str:
    """Give a class list as a school's program exports it."""
    names = [f"{last};{first}" for last in LAST_NAMES for first in FIRST_NAMES]
    rows = [f"{name};{n}" for n, name in enumerate(names[:STUDENTS], 1)]
    return "\r\n".join(["Nom;Prénom;Numéro", *rows])


def trainer(home: Path, *words: str) -> str:
    """Run a command of the program, and give what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "trainer", *words],
        env=environment(home),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def environment(home: Path) -> dict[str, str]:
    """Give the environment of the program: its data in a folder, for a class."""
    here = {"TRAINER_HOME": str(home), "TRAINER_CLASS": "1", "PYTHONUTF8": "1"}
    root = str(Path(__file__).resolve().parents[1])
    return os.environ | here | {"PYTHONPATH": root}


class Server:
    """The program's own server, for as long as the lesson lasts."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "trainer", "serve", "--port", "0"],
            env=environment(home),
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __enter__(self) -> Server:
        assert self.process.stdout is not None
        found = re.search(r"http://[^/]+", self.process.stdout.readline())
        assert found is not None, "the server did not start"
        self.address = found[0]
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.communicate(timeout=30)
        assert self.process.returncode == 0


class Student:
    """A browser of a student, who keeps its cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.page = ""

    def open(self, path: str) -> str:
        """Open a page."""
        with self.opener.open(self.address + path, timeout=30) as answer:
            self.page = answer.read().decode()
        return self.page

    def submit(self, path: str, **fields: str) -> str:
        """Send the form of the page that is open."""
        token = TOKEN.search(self.page)
        assert token is not None, f"no form before {path}"
        body = urlencode({"csrf_token": unescape(token[1]), **fields}).encode()
        with self.opener.open(self.address + path, body, timeout=30) as answer:
            self.page = answer.read().decode()
        return self.page

    def call(self, path: str, body: object = None) -> Any:
        """Speak to the API as the review page does."""
        learner = LEARNER.search(self.page)
        headers = {
            "Content-Type": "application/json",
            "X-Trainer": "1",
            "X-Trainer-Learner": learner[1] if learner else "",
        }
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.address + path, data, headers)
        with self.opener.open(request, timeout=30) as answer:
            return json.load(answer)


def first_lesson(address: str, slip: dict[str, str], number: int) -> None:
    """Sign in by a slip, choose a password, answer the first cards."""
    student = Student(address)
    student.open("/sign-in")
    student.submit("/sign-in", name=slip["sign_in_name"], password=slip["phrase"])
    password = f"girafe bleue {number} lune ronde"
    student.submit("/account/password", new=password, again=password)
    assert "/review" in student.open("/"), "nothing to learn"
    cards = student.call("/api/queue")["cards"][:ANSWERS]
    now = datetime.now(UTC).isoformat()
    reviews = [review(card["card"], n, now) for n, card in enumerate(cards, 1)]
    answer = student.call("/api/reviews", {"sent_at": now, "reviews": reviews})
    states = [each["status"] for each in answer["results"]]
    assert states == ["new"] * ANSWERS, answer


def review(card: str, number: int, now: str) -> dict[str, object]:
    """Give the answer of somebody who does not know yet."""
    return {
        "uid": f"first-morning-{number}",
        "card": card,
        "rating": 1,
        "duration_ms": 4000,
        "answered_at": now,
        "sequence": number,
        "zone": "Europe/Paris",
    }


if __name__ == "__main__":
    main()
