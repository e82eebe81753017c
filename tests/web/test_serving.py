"""The server of one's own computer: where it listens, and how it stops."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.web.visiting import add_person, close, config_of
from trainer.db import serving
from trainer.errors import AlreadyServing
from trainer.passwords import AT_ONCE, WAITING
from web import create_app
from web.context import context_of
from web.serving import (
    THREADS,
    THREADS_OF_CLASS,
    PortTaken,
    invite_first_teacher,
    listen,
    run,
    serve,
)

SERVER = """
import sys
from pathlib import Path
from tests.web.visiting import config_of
from web.serving import serve
serve(config_of(Path(sys.argv[1])), port=0)
"""
ROOT = Path(__file__).resolve().parents[2]


class Slow:
    """An app whose one page waits until it is told to go on."""

    def __init__(self, size: int = 1) -> None:
        self.app, self.size = Flask("slow"), size
        self.has_begun, self.may_end = threading.Event(), threading.Event()
        self.app.add_url_rule("/", view_func=self.page)

    def page(self) -> str:
        self.has_begun.set()
        self.may_end.wait(10)
        return "x" * self.size


@contextmanager
def running(app: Flask) -> Iterator[tuple[int, threading.Event, threading.Thread]]:
    sockets: dict[int, Any] = {}
    server = listen(app, 0, sockets)
    stopping = threading.Event()
    thread = threading.Thread(target=run, args=(server, sockets, stopping))
    thread.start()
    try:
        yield int(server.getsockname()[1]), stopping, thread
    finally:
        stopping.set()
        thread.join(10)


def ask(port: int, path: str = "/") -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    return connection


@contextmanager
def started(home: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Start a server of its own, and give it with its port."""
    command = [sys.executable, "-c", SERVER, str(home)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        greeting = process.stdout.readline()
        try:
            yield process, int(greeting.split(":")[-1].split("/")[0])
        finally:
            process.kill()


# The thread of a request sends a long answer itself; a short one waits for the loop.
@pytest.mark.parametrize("size", [1, 20_000_000])
def test_a_request_that_runs_is_answered_before_the_server_stops(size: int) -> None:
    slow = Slow(size)

    with running(slow.app) as (port, stopping, thread):
        connection = ask(port)
        assert slow.has_begun.wait(10)
        stopping.set()
        assert connection.sock is not None
        slow.may_end.set()
        response = connection.getresponse()
        body = response.read()
        thread.join(10)
        connection.close()

    assert response.status == 200
    assert len(body) == size
    assert not thread.is_alive()


def test_a_stopped_server_takes_no_new_request() -> None:
    with running(Slow().app) as (port, stopping, thread):
        stopping.set()
        socket.create_connection(("127.0.0.1", port), 5).close()
        thread.join(10)

        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), 5)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_server_and_leaves_one_file(
    tmp_path: Path, number: signal.Signals
) -> None:
    with started(tmp_path) as (process, port):
        connection = ask(port, "/healthz")
        assert connection.getresponse().read() == b'{"status":"ok"}'

        process.send_signal(number)

        assert process.wait(10) == 0
        connection.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
    log = tmp_path / "trainer.db-wal"
    assert not log.exists() or log.stat().st_size == 0


def test_the_server_does_not_say_what_it_is_made_of(tmp_path: Path) -> None:
    with started(tmp_path) as (_, port):
        connection = ask(port, "/healthz")
        response = connection.getresponse()
        response.read()
        connection.close()

    assert response.getheader("Server") is None


def test_only_this_computer_is_listened_to() -> None:
    sockets: dict[int, Any] = {}
    server = listen(Flask("test"), 0, sockets)

    host, _ = server.getsockname()

    server.task_dispatcher.shutdown()
    for each in list(sockets.values()):
        each.close()
    assert host == "127.0.0.1"


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(PortTaken, match=str(port)):
            serve(config_of(tmp_path), port=port)

    assert not (tmp_path / "trainer.db").exists()


def test_a_second_server_on_the_same_file_is_refused(tmp_path: Path) -> None:
    config = config_of(tmp_path)

    with serving(config), pytest.raises(AlreadyServing):
        serve(config, port=0)


def test_the_app_starts_on_an_empty_folder(tmp_path: Path) -> None:
    app = create_app(config_of(tmp_path / "new" / "home"))

    answer = app.test_client().get("/api/queue")

    close(app)
    assert answer.status_code == 200
    assert answer.get_json()["cards"]


def test_a_class_without_a_teacher_is_told_where_to_make_one(
    class_app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    context = context_of(class_app)

    invite_first_teacher(context, "http://127.0.0.1:8000")
    link = capsys.readouterr().out.split()[-1]
    add_person(class_app, "Vera", is_teacher=True)
    invite_first_teacher(context, "http://127.0.0.1:8000")

    assert link.startswith("http://127.0.0.1:8000/first-teacher/")
    assert capsys.readouterr().out == ""


def test_the_command_for_a_class_prints_a_link_that_makes_one_teacher(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-m", "trainer", "serve", "--class", "--port", "0"]
    environ = {n: v for n, v in os.environ.items() if not n.startswith("TRAINER_")}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environ | {"TRAINER_HOME": str(home), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        address, link = (process.stdout.readline() for _ in range(2))
        try:
            found = re.search(r"http://127\.0\.0\.1:\d+/first-teacher/[\w-]{43}$", link)
            assert found is not None
            came_to = follow(found[0], "Vera")
            again = [status_of(found[0]) for _ in range(2)]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)

    assert came_to in address
    assert again == [404, 404]
    assert process.returncode == 0


def follow(link: str, name: str) -> str:
    """Make the first teacher as a browser does, and give where that leads to."""
    opener = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(CookieJar())
    )
    with opener.open(link, timeout=10) as page:
        token = re.search(
            r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode()
        )
    assert token is not None
    password = "gare lente du matin 4"
    form = {"csrf_token": token[1], "name": name, "new": password, "again": password}
    with opener.open(link, urlencode(form).encode(), timeout=20) as page:
        place = str(page.url)
    with opener.open(f"{place}account", timeout=10) as page:
        assert name in page.read().decode()
    return place


def status_of(link: str) -> int:
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(link, timeout=10)
    refused.value.close()
    return refused.value.code


def test_more_is_answered_at_once_in_a_class_than_passwords_are_waited_for() -> None:
    assert THREADS_OF_CLASS > AT_ONCE + WAITING + THREADS
