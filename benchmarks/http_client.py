"""Servers in processes of their own, and a client that costs next to nothing.

A request is written ahead and sent over one open connection, as a browser keeps it, so
that the time is the server's.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_URL = re.compile(r"http://[^/\s]+/")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_OK = b" 200 "
EMPTY_APP = Path(__file__).with_name("empty_app.py")


class Connection:
    """One open connection to a server."""

    def __init__(self, url: str) -> None:
        """Connect to a server on this computer."""
        self.host = urlsplit(url).netloc
        name, _, port = self.host.rpartition(":")
        self.socket = socket.create_connection((name, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def request(self, path: str, body: object = None) -> bytes:
        """Write a request as the review page makes it; with a body it is a POST."""
        data = b"" if body is None else json.dumps(body).encode()
        method = "GET" if body is None else "POST"
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self.host}",
            "Accept: */*",
            "Sec-Fetch-Site: same-origin",
        ]
        if data:
            lines += ["Content-Type: application/json", "X-Trainer: 1"]
            lines += [f"Origin: http://{self.host}", f"Content-Length: {len(data)}"]
        return "\r\n".join([*lines, "", ""]).encode() + data

    def ask(self, request: bytes) -> bytes:
        """Send a request and give the body of the answer, which must be 200."""
        self.socket.sendall(request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._receive()
        head, _, body = data.partition(b"\r\n\r\n")
        assert _OK in head.partition(b"\r\n")[0], data
        length = _LENGTH.search(head)
        while length and len(body) < int(length[1]):
            body += self._receive()
        return body

    def json(self, path: str, body: object = None) -> Any:
        """Ask for JSON."""
        return json.loads(self.ask(self.request(path, body)))

    def close(self) -> None:
        """Close the connection."""
        self.socket.close()

    def _receive(self) -> bytes:
        data = self.socket.recv(65536)
        assert data, "the server hung up"
        return data


def trainer_command(*words: str) -> list[str]:
    """Give the command line of `trainer WORDS`, with this Python."""
    return [sys.executable, "-P", "-m", "trainer", *words]


@contextmanager
def served(command: Sequence[str], home: Path | None = None) -> Iterator[str]:
    """Run a server for the block and give the address that it prints."""
    environ = dict(os.environ)
    if home is not None:
        environ |= {"TRAINER_HOME": str(home), "TRAINER_DATABASE_URL": ""}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environ
    ) as server:
        try:
            assert server.stdout
            found = next(filter(None, map(_URL.search, server.stdout)), None)
            assert found, f"no server: {command}"
            yield found[0]
        finally:
            server.terminate()
            server.wait(timeout=20)


@contextmanager
def connected(command: Sequence[str], home: Path | None = None) -> Iterator[Connection]:
    """Run a server for the block and give a connection to it."""
    with served(command, home) as url:
        connection = Connection(url)
        yield connection
        connection.close()
