"""A file from Anki is sent and read for long: the server answers others meanwhile."""

from __future__ import annotations

import http.client
import json
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from unittest.mock import patch

import pytest
from werkzeug.test import encode_multipart

from tests.anki_files import database, legacy
from tests.faults.answering import serve_pages
from tests.faults.children import CONTEXT, LONG_S, started
from tests.web.anki_uploads import from_anki, upload_of
from tests.web.visiting import CARD, config_of, review_event, reviews
from trainer import anki_reading

JSON = "application/json"
PAGES = ("/", "/progress", "/cards", "/my-data/anki", "/api/queue")
LATER_REVIEWS = 4_000
MEDIA = 99_000_000  # bytes
# The real child, which says that it is there and waits until it may read.
GATE = """
import sys
from pathlib import Path
place = Path(sys.argv.pop(1))
(place / "begun").write_text("")
(place / "go").read_text()
from trainer.anki_child import main
main()
"""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser at work on a served database."""

    port: int

    def ask(
        self, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[http.client.HTTPResponse, str]:
        """Send a request, and give the answer to it with its text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG_S)
        with closing(connection):
            connection.request("POST" if body else "GET", path, body, headers)
            answer = connection.getresponse()
            return answer, answer.read().decode()

    def answers(self, number: int) -> None:
        """Open each page and send an answer: all must come."""
        event = json.dumps(reviews(review_event(number))).encode()
        told = [self.ask(path)[0].status for path in PAGES]
        sent, _ = self.ask(
            "/api/reviews", event, **{"X-Trainer": "1", "Content-Type": JSON}
        )
        assert [*told, sent.status] == [200] * (len(PAGES) + 1)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is half sent."""

    connection: http.client.HTTPConnection
    rest: bytes

    def finish(self) -> None:
        """Send the other half."""
        self.connection.send(self.rest)

    def status(self) -> int:
        """Wait for the answer."""
        return self.connection.getresponse().status


@contextmanager
def uploading(visitor: Visitor, content: bytes) -> Iterator[Upload]:
    """Begin to send a file through the form: its first half."""
    page, text = visitor.ask("/my-data/anki")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
    cookie = (page.getheader("Set-Cookie") or "").partition(";")[0]
    assert token is not None
    form = {"csrf_token": token[1], "file": upload_of(content)}
    boundary, body = encode_multipart(form)
    connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=LONG_S)
    with closing(connection):
        connection.putrequest("POST", "/my-data/anki/imports")
        connection.putheader("Cookie", cookie)
        connection.putheader("Content-Length", str(len(body)))
        connection.putheader(
            "Content-Type", f"multipart/form-data; boundary={boundary}"
        )
        connection.endheaders()
        half = len(body) // 2
        connection.send(body[:half])
        yield Upload(connection, body[half:])


def serve_at_the_gate(home: Path, tell: Connection) -> None:
    """Serve the pages; who reads a file from Anki waits at the gate of the folder."""
    *_, ours = anki_reading._COMMAND
    gate = (sys.executable, "-I", "-c", GATE, str(home), ours)
    with patch.object(anki_reading, "_COMMAND", gate):
        serve_pages(config_of(home), tell)


@contextmanager
def served(home: Path, target: Callable[[Path, Connection], None]) -> Iterator[Visitor]:
    """Run a server of its own on a data folder."""
    listener, tell = CONTEXT.Pipe(duplex=False)
    with started(target, home, tell):
        assert listener.poll(LONG_S)
        yield Visitor(listener.recv())


def test_others_are_answered_while_a_file_is_sent_and_while_it_is_read(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for gate in ("begun", "go"):
        os.mkfifo(home / gate)
    with (
        served(home, serve_at_the_gate) as visitor,
        uploading(visitor, from_anki()) as upload,
    ):
        visitor.answers(1)
        upload.finish()
        (home / "begun").read_text()
        visitor.answers(2)
        (home / "go").write_text("")

        status = upload.status()

    assert status == 303


@pytest.mark.slow
def test_others_are_answered_while_the_largest_file_is_stored(tmp_path: Path) -> None:
    rows = (
        f"UPDATE notes SET guid = 'trainer:{CARD}' WHERE id = 1; DELETE FROM revlog;"
        " WITH RECURSIVE r(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM r LIMIT"
        f" {LATER_REVIEWS}) INSERT INTO revlog SELECT 1500000000000 + 6000000 * n, 11,"
        " -1, 3, 1, 1, 500, 900, 1 FROM r"
    )
    content = legacy(database(rows), ("0", os.urandom(MEDIA)))
    status: list[int] = []
    counted = 0

    def send(upload: Upload) -> None:
        upload.finish()
        status.append(upload.status())

    with (
        served(tmp_path / "home", serve_home) as visitor,
        uploading(visitor, content) as upload,
    ):
        thread = threading.Thread(target=send, args=(upload,))
        thread.start()
        while thread.is_alive():
            counted += 1
            visitor.answers(counted)

    assert status == [303]
    assert counted >= 3


def serve_home(home: Path, tell: Connection) -> None:
    """Serve the pages of a data folder."""
    serve_pages(config_of(home), tell)
