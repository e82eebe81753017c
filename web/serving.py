"""The server: waitress, on this computer or for a class, stopped politely."""

from __future__ import annotations

import errno
import logging
import select
import signal
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import (
    AbstractContextManager,
    closing,
    contextmanager,
    nullcontext,
)
from types import FrameType
from typing import Any

import click
from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server

from trainer.config import LOOPBACK, LOOPBACK_HOSTS, Config, Reach
from trainer.core.messages import message
from trainer.db import serving
from trainer.errors import Invalid, Refused
from trainer.first_teacher import offer_link
from trainer.first_use import warm_up
from trainer.reaching import check_reach
from web import create_app
from web.caring import cared_for
from web.context import Context, context_of, is_class_app, reach_of_app
from web.i18n import Language, translate
from web.security import MAX_BACKUP, MEGABYTE
from web.tls import Address, encrypted_door, server_context

THREADS = 8
THREADS_OF_CLASS = 32  # of which 22 at most are taken by people who sign in
PATIENCE_S = 5.0
# Above the app's own limits, so that the app can say in French what is too big.
_MAX_BODY = MAX_BACKUP + 28 * MEGABYTE

_HAS_POLL = hasattr(select, "poll")  # `select` knows no file above number 1,023

_Sockets = dict[int, Any]  # the channels; the stubs of waitress say sockets


class PortTaken(Refused):
    """Another program listens on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(
            message(
                "Le port {port} est déjà pris par un autre programme : "
                "en choisir un autre, par exemple « trainer serve --port {other} ».",
                port=str(port),
                other=str(port + 1),
            )
        )


class PortForbidden(Refused):
    """The system does not let us listen on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(
            message(
                "Le système ne laisse pas écouter sur le port {port} : "
                "en choisir un au-dessus de 1024.",
                port=str(port),
            )
        )


class NoSuchAddress(Invalid):
    """The address asked for is not one of this computer."""

    def __init__(self, host: str) -> None:
        super().__init__(
            message(
                "{host} n’est pas une adresse IPv4 de cet ordinateur : "
                "choisir 127.0.0.1, ou 0.0.0.0 pour toutes.",
                host=host,
            )
        )


def serve(config: Config, port: int = 8000) -> None:
    """Serve the pages until SIGTERM or Ctrl-C; requests that run are answered first.

    Raises:
        AlreadyServing: another server works on this database.
        NotForOthers: other computers could reach it, and may not.
        BadCertificate: it cannot be used.
        PortTaken, PortForbidden, NoSuchAddress: the place cannot be had.
    """
    reach = config.reach
    check_reach(config)
    encrypting = tls_context(reach)
    with serving(config), closing(take(port, reach.listen)) as door:
        app = create_app(config)
        context = context_of(app)
        with closing(context.database) as database, cared_for(context):
            warm_up(database, context.clock())
            sockets: _Sockets = {}
            server = answer_at(door, app, sockets)
            click.echo(_greeting(server, config))
            if config.is_class:
                invite_first_teacher(context, _address(server, config))
            encrypted = encryption(door, server, sockets, encrypting)
            with _stop_signals(server) as stopping, encrypted:
                run(server, sockets, stopping)


def tls_context(reach: Reach) -> ssl.SSLContext | None:
    """Read the certificate of a server that has one.

    Raises:
        BadCertificate: it cannot be used.
    """
    if reach.certificate is None or reach.private_key is None:
        return None
    return server_context(reach.certificate, reach.private_key)


def encryption(
    door: socket.socket,
    server: BaseWSGIServer,
    sockets: _Sockets,
    context: ssl.SSLContext | None,
) -> AbstractContextManager[None]:
    """Encrypt what goes through a door, if there is a certificate."""
    if context is None:
        return nullcontext()

    def take_in(plain: socket.socket, address: Address) -> None:
        def begin() -> None:
            HTTPChannel(server, plain, address, server.adj, map=sockets)

        # Its connections belong to the thread of its loop.
        server.trigger.pull_trigger(begin)  # type: ignore[attr-defined]  # wrong stub

    return encrypted_door(door, context, take_in)


def take(port: int, host: str = LOOPBACK) -> socket.socket:
    """Take a port of this computer (0: any free one) before anything is written.

    Raises:
        PortTaken, PortForbidden, NoSuchAddress: it cannot be had.
    """
    try:
        return socket.create_server((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port) from error
        if error.errno == errno.EACCES:
            raise PortForbidden(port) from error
        raise NoSuchAddress(host) from error


def listen(app: Flask, port: int, sockets: _Sockets) -> BaseWSGIServer:
    """Have an app answer at a port (0: any free one); see `answer_at`."""
    return answer_at(take(port), app, sockets)


def answer_at(door: socket.socket, app: Flask, sockets: _Sockets) -> BaseWSGIServer:
    """Have an app answer at an open socket; `sockets` will hold its connections.

    An app that is to be encrypted is not given the socket to listen at: see `web.tls`.
    """
    reach = reach_of_app(app)
    # It warns of each request that waits for a thread, which is no news to anybody.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = create_server(
        app,
        map=sockets,
        _start=reach.certificate is None,
        sockets=[door],
        threads=THREADS_OF_CLASS if is_class_app(app) else THREADS,
        max_request_body_size=_MAX_BODY,
        url_scheme="http" if reach.certificate is None else "https",
        # Behind a proxy the app reads what our own one says: see web.security.
        clear_untrusted_proxy_headers=reach.proxies == 0,
        ident=None,
    )
    assert isinstance(server, BaseWSGIServer)  # one socket, one server
    return server


def run(server: BaseWSGIServer, sockets: _Sockets, stopping: threading.Event) -> None:
    """Answer requests until `stopping` is set, then finish those that have begun."""
    while not stopping.is_set():
        wasyncore.loop(60, _HAS_POLL, sockets, 1)
    server.accepting = False
    deadline = time.monotonic() + PATIENCE_S
    while _is_busy(sockets) and time.monotonic() < deadline:
        wasyncore.loop(0.1, _HAS_POLL, sockets, 1)
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
    greeting = message(
        "Prêt : {address}/ (Ctrl-C pour arrêter)", address=_address(server, config)
    )
    return translate(greeting, _language(config))


def invite_first_teacher(context: Context, address: str) -> None:
    """Show where the first teacher is made, to who can read this terminal."""
    with context.database.writing() as session:
        token = offer_link(session, context.clock())
    if token is None:
        return
    invitation = message(
        "Créer le premier enseignant, une seule fois, dans les 24 heures :"
        " {address}/first-teacher/{token}",
        address=address,
        token=token,
    )
    click.echo(translate(invitation, _language(context.config)))


def _address(server: BaseWSGIServer, config: Config) -> str:
    """Give the address that a person types; no request has a say in it."""
    host, port = server.getsockname()
    reach = config.reach
    if reach.proxies and reach.hosts:  # the proxy's own, which is HTTPS's usual port
        return f"https://{reach.hosts[0]}"
    scheme = "http" if reach.certificate is None else "https"
    host = reach.hosts[0] if reach.hosts and host not in LOOPBACK_HOSTS else host
    return f"{scheme}://{host}:{port}"


def _language(config: Config) -> Language:
    return "en" if config.language == "en" else "fr"
