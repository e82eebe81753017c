"""HTTPS by ourselves: what goes through, who it comes from, what is turned away."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, jsonify, request
from werkzeug.middleware.proxy_fix import ProxyFix

from tests.web.visiting import NOW, config_of
from trainer.config import Config, Reach
from trainer.db import connect
from web.context import Context, attach
from web.serving import answer_at, encryption, run, take, tls_context
from web.tls import BadCertificate, server_context

# Made for these tests, and trusted by nobody else; `past.pem` ended in February 2025.
FILES = Path(__file__).parent / "certificates"
REACH = Reach(certificate=FILES / "class.pem", private_key=FILES / "class.key")


class Echo:
    """An app that says who asks, takes and gives much, and can be made to wait."""

    def __init__(self, config: Config) -> None:
        self.app = Flask("echo")
        attach(self.app, Context(config, connect(config), lambda: NOW))
        self.has_begun, self.may_end = threading.Event(), threading.Event()
        self.app.add_url_rule("/who", view_func=self.who)
        self.app.add_url_rule("/much", view_func=self.much, methods=["GET", "POST"])
        self.app.add_url_rule("/slow", view_func=self.slow)

    def who(self) -> Any:
        return jsonify(address=request.remote_addr, is_secure=request.is_secure)

    def much(self) -> Any:
        return request.get_data() or b"x" * 20_000_000

    def slow(self) -> str:
        self.has_begun.set()
        self.may_end.wait(10)
        return "slow"


@pytest.fixture
def echo(tmp_path: Path) -> Echo:
    return Echo(replace(config_of(tmp_path), reach=REACH))


@contextmanager
def running(app: Flask) -> Iterator[tuple[int, threading.Event]]:
    sockets: dict[int, Any] = {}
    stopping = threading.Event()
    with closing(take(0)) as door:
        server = answer_at(door, app, sockets)
        encrypted = encryption(door, server, sockets, tls_context(REACH))

        def serve() -> None:
            with encrypted:
                run(server, sockets, stopping)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield door.getsockname()[1], stopping
        finally:
            if not stopping.is_set():
                stopping.set()
                server.pull_trigger()
            thread.join(10)
            assert not thread.is_alive()


def client_context() -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(FILES / "class.pem"))
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    return context


def connected(port: int) -> http.client.HTTPSConnection:
    return http.client.HTTPSConnection(
        "localhost", port, timeout=10, context=client_context()
    )


def asked(
    port: int,
    path: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, bytes]:
    with closing(connected(port)) as connection:
        connection.request("POST" if body else "GET", path, body, headers or {})
        response = connection.getresponse()
        return response.status, response.read()


def test_the_app_knows_who_asks_and_that_it_is_encrypted(echo: Echo) -> None:
    with running(echo.app) as (port, _):
        said = asked(port, "/who")

    assert said == (200, b'{"address":"127.0.0.1","is_secure":true}\n')


def test_no_header_makes_the_app_believe_that_another_asks(echo: Echo) -> None:
    lies = {"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "http"}
    # It believes all; the server has to take the lies away before.
    believing = ProxyFix(echo.app.wsgi_app, x_for=1, x_proto=1)
    echo.app.wsgi_app = believing  # type: ignore[method-assign]  # as Flask tells to

    with running(echo.app) as (port, _):
        _, said = asked(port, "/who", headers=lies)

    assert said == b'{"address":"127.0.0.1","is_secure":true}\n'


def test_much_goes_both_ways(echo: Echo) -> None:
    sent = bytes(range(256)) * 20_000

    with running(echo.app) as (port, _):
        back = asked(port, "/much", sent)
        got = asked(port, "/much")

    assert back == (200, sent)
    assert (got[0], len(got[1])) == (200, 20_000_000)


def test_one_connection_takes_many_requests(echo: Echo) -> None:
    with running(echo.app) as (port, _), closing(connected(port)) as connection:
        for _ in range(50):
            connection.request("GET", "/who")
            assert connection.getresponse().read().startswith(b'{"address"')


def test_what_is_older_than_tls_1_2_is_turned_away() -> None:
    context = server_context(FILES / "class.pem", FILES / "class.key")

    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize("words", [b"GET /who HTTP/1.1\r\n\r\n", b"\0" * 100, b""])
def test_what_is_not_encrypted_gets_no_page(echo: Echo, words: bytes) -> None:
    with (
        running(echo.app) as (port, _),
        socket.create_connection(("127.0.0.1", port), 10) as plain,
    ):
        plain.sendall(words)
        plain.shutdown(socket.SHUT_WR)

        assert b"address" not in plain.recv(1000)


def test_who_says_nothing_keeps_nobody_waiting(echo: Echo) -> None:
    with running(echo.app) as (port, _):
        silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(50)]
        status, _said = asked(port, "/who")
        for each in silent:
            each.close()

    assert status == 200


def test_a_request_that_runs_is_answered_before_the_server_stops(echo: Echo) -> None:
    with (
        running(echo.app) as (port, stopping),
        closing(connected(port)) as connection,
    ):
        connection.request("GET", "/slow")
        assert echo.has_begun.wait(10)
        stopping.set()
        echo.may_end.set()

        assert connection.getresponse().read() == b"slow"


@pytest.mark.parametrize(
    ("certificate", "key"),
    [
        ("class.pem", "other.key"),
        ("class.key", "class.key"),
        ("missing.pem", "class.key"),
        ("class.pem", "missing.key"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_said(certificate: str, key: str) -> None:
    with pytest.raises(BadCertificate, match=certificate):
        server_context(FILES / certificate, FILES / key)
