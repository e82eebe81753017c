"""HTTPS by ourselves: an encrypted door, whose plain text goes to the server behind it.

Waitress speaks no TLS. The encrypted connections are taken here, in an event loop in a
thread of its own; each one's plain text goes through a pair of sockets of this process.
So there is no port on which anybody could speak unencrypted, and no header that could
lie about who asks. Knows neither the server nor what is asked.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from trainer.core.messages import message
from trainer.errors import Invalid

# A browser opens up to six; each costs three of the 1,024 files of a process.
MOST_CONNECTIONS = 250
_HANDSHAKE_S = 10.0
_FAREWELL_S = 5.0
_PIECE = 64 * 1024

Address = tuple[str, int]
TakeIn = Callable[[socket.socket, Address], None]
"""Is given the plain side of a connection and who has come, from another thread."""


class BadCertificate(Invalid):
    """The certificate and its key cannot be read, or do not go together."""

    def __init__(self, certificate: Path, key: Path) -> None:
        super().__init__(
            message(
                "Le certificat {certificate} et la clé {key} ne se lisent pas, ou ne"
                " vont pas ensemble : les donner au format PEM, sans mot de passe.",
                certificate=certificate,
                key=key,
            )
        )


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Read a certificate for a server of TLS 1.2 or newer.

    Raises:
        BadCertificate: it cannot be used.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    try:
        # Nobody sits before a server to type the password of a key.
        context.load_cert_chain(certificate, key, password="")  # nosec B106
    except (OSError, ValueError) as error:  # an SSLError is an OSError
        raise BadCertificate(certificate, key) from error
    return context


@contextmanager
def encrypted_door(
    door: socket.socket, context: ssl.SSLContext, take_in: TakeIn
) -> Iterator[None]:
    """Have a server answer what comes encrypted to an open socket, for the block."""
    carrier = _Carrier(door, context, take_in)
    thread = threading.Thread(target=carrier.run, name="tls")
    thread.start()
    try:
        yield
    finally:
        carrier.stop()
        thread.join()


class _Carrier:
    """Carries bytes between encrypted connections and the server behind them."""

    def __init__(
        self, door: socket.socket, context: ssl.SSLContext, take_in: TakeIn
    ) -> None:
        self._door, self._context, self._take_in = door, context, take_in
        self._loop = asyncio.new_event_loop()
        self._connections: set[asyncio.Task[None]] = set()
        self._taking: asyncio.Task[None] | None = None

    def run(self) -> None:
        """Take connections until `stop` is called."""
        self._taking = self._loop.create_task(self._take())
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._taking)
        self._loop.run_until_complete(self._say_farewell())
        self._loop.close()

    def stop(self) -> None:
        """Have `run` return once what was answered is on its way."""
        self._loop.call_soon_threadsafe(lambda: self._taking and self._taking.cancel())

    async def _take(self) -> None:
        self._door.setblocking(False)
        room = asyncio.Semaphore(MOST_CONNECTIONS)
        while True:
            await room.acquire()
            try:
                connection, address = await self._loop.sock_accept(self._door)
            except OSError:  # who knocked has gone already
                room.release()
                continue
            task = self._loop.create_task(self._carry(connection, address))
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
            task.add_done_callback(lambda _: room.release())

    async def _carry(self, connection: socket.socket, address: Address) -> None:
        # Broken off, no TLS, or none that is new enough: nothing to answer.
        with suppress(OSError, asyncio.TimeoutError):
            reader, writer = await self._shake_hands(connection)
            try:
                await self._exchange(reader, writer, address)
            finally:
                writer.close()
                await writer.wait_closed()

    async def _shake_hands(
        self, connection: socket.socket
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader = asyncio.StreamReader(_PIECE)
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await self._loop.connect_accepted_socket(
            lambda: protocol,
            connection,
            ssl=self._context,
            ssl_handshake_timeout=_HANDSHAKE_S,
            ssl_shutdown_timeout=_FAREWELL_S,
        )
        return reader, asyncio.StreamWriter(transport, protocol, reader, self._loop)

    async def _exchange(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        address: Address,
    ) -> None:
        inner, outer = socket.socketpair()
        from_server, to_server = await asyncio.open_connection(sock=outer)
        try:
            self._take_in(inner, address)
        except OSError:  # the server behind has stopped
            inner.close()
        asked = self._loop.create_task(_copy(reader, to_server))
        try:
            await _copy(from_server, writer)  # ends when the server closes
        finally:
            asked.cancel()
            to_server.close()

    async def _say_farewell(self) -> None:
        if self._connections:
            _, late = await asyncio.wait(self._connections, timeout=_FAREWELL_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):  # either side has gone: so has the other, soon
        while piece := await source.read(_PIECE):
            target.write(piece)
            await target.drain()
        if target.can_write_eof():  # TLS knows no half that is closed
            target.write_eof()
