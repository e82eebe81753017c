"""The server of one's own computer: waitress on loopback, stopped politely."""

from __future__ import annotations

import errno
import logging
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from types import FrameType
from typing import Any

import click
from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server

from trainer.automatic_backups import keep_daily
from trainer.config import Config
from trainer.core.model import message
from trainer.db import Database, serving
from trainer.errors import Refused, TrainerError
from trainer.first_use import warm_up
from trainer.restoring import forget_ready
from web import create_app
from web.context import context_of
from web.i18n import Language, translate
from web.security import LOOPBACK_HOSTS, MAX_BACKUP, MEGABYTE

LOOPBACK = "127.0.0.1"  # IPv4 only: werkzeug trusts no IPv6 host by name
THREADS = 8
PATIENCE_S = 5.0
# Above the app's own limits, so that the app can say in French what is too big.
_MAX_BODY = MAX_BACKUP + 28 * MEGABYTE

_log = logging.getLogger(__name__)

_Sockets = dict[int, Any]  # the channels; the stubs of waitress say sockets


class PublicAddress(Refused):
    """The address asked for can be reached from other computers."""

    def __init__(self, host: str) -> None:
        super().__init__(
            message(
                "L’adresse {host} est visible d’autres ordinateurs : "
                "choisir 127.0.0.1, ce serveur est fait pour une seule personne.",
                host=host,
            )
        )


class PortTaken(Refused):
    """Another program listens on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(
            message(
                "Le port {port} est déjà pris par un autre programme : "
                "en choisir un autre, par exemple « trainer serve --port {other} ».",
                port=port,
                other=port + 1,
            )
        )


class PortForbidden(Refused):
    """The system does not let us listen on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(
            message(
                "Le système ne laisse pas écouter sur le port {port} : "
                "en choisir un au-dessus de 1024.",
                port=port,
            )
        )


def serve(config: Config, host: str = LOOPBACK, port: int = 8000) -> None:
    """Serve the pages until SIGTERM or Ctrl-C; requests that run are answered first.

    Raises:
        AlreadyServing: another server works on this database.
        PublicAddress: other computers could reach `host`.
        PortTaken, PortForbidden: the port cannot be had.
    """
    if host not in LOOPBACK_HOSTS:
        raise PublicAddress(host)
    with serving(config), closing(take(port)) as door:
        app = create_app(config)
        context = context_of(app)
        with closing(context.database):
            care_for(context.database, context.clock())
            warm_up(context.database, context.clock())
            sockets: _Sockets = {}
            server = answer_at(door, app, sockets)
            click.echo(_greeting(server, config))
            with _stop_signals(server) as stopping:
                run(server, sockets, stopping)


def care_for(database: Database, now: datetime) -> None:
    """Make the backup of the day; that it cannot be made keeps nobody from studying."""
    forget_ready(database)
    try:
        keep_daily(database, now)
    except TrainerError as error:
        _log.warning("%s", error)


def take(port: int) -> socket.socket:
    """Take a port of this computer (0: any free one) before anything is written.

    Raises:
        PortTaken, PortForbidden: it cannot be had.
    """
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port) from error
        if error.errno == errno.EACCES:
            raise PortForbidden(port) from error
        raise


def listen(app: Flask, port: int, sockets: _Sockets) -> BaseWSGIServer:
    """Have an app answer at a port (0: any free one); see `answer_at`."""
    return answer_at(take(port), app, sockets)


def answer_at(door: socket.socket, app: Flask, sockets: _Sockets) -> BaseWSGIServer:
    """Have an app answer at an open socket; `sockets` will hold its connections."""
    # It warns of each request that waits for a thread, which is no news to anybody.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = create_server(
        app,
        map=sockets,
        sockets=[door],
        threads=THREADS,
        max_request_body_size=_MAX_BODY,
        ident=None,
    )
    assert isinstance(server, BaseWSGIServer)  # one socket, one server
    return server


def run(server: BaseWSGIServer, sockets: _Sockets, stopping: threading.Event) -> None:
    """Answer requests until `stopping` is set, then finish those that have begun."""
    while not stopping.is_set():
        wasyncore.loop(timeout=60, map=sockets, count=1)
    server.accepting = False
    deadline = time.monotonic() + PATIENCE_S
    while _is_busy(sockets) and time.monotonic() < deadline:
        wasyncore.loop(timeout=0.1, map=sockets, count=1)
    server.task_dispatcher.shutdown(timeout=1)
    for channel in _channels(sockets):
        channel.handle_close()  # closes its files too
    wasyncore.close_all(sockets)


def _is_busy(sockets: _Sockets) -> bool:
    return any(
        channel.requests or channel.total_outbufs_len for channel in _channels(sockets)
    )


def _channels(sockets: _Sockets) -> list[HTTPChannel]:
    return [each for each in sockets.values() if isinstance(each, HTTPChannel)]


@contextmanager
def _stop_signals(server: BaseWSGIServer) -> Iterator[threading.Event]:
    """Turn SIGTERM and Ctrl-C into an event; the second Ctrl-C stops at once."""
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()
        server.pull_trigger()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, stop) for number in signals]
    try:
        yield stopping
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)


def _greeting(server: BaseWSGIServer, config: Config) -> str:
    host, port = server.getsockname()
    language: Language = "en" if config.language == "en" else "fr"
    return translate(
        message(
            "Prêt : http://{host}:{port}/ (Ctrl-C pour arrêter)", host=host, port=port
        ),
        language,
    )
