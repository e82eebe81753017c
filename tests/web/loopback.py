"""No test of the pages reaches another computer: who tries is told so."""

from __future__ import annotations

import socket
from typing import Any

import pytest

_HERE = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "")


class ForeignHost(AssertionError):  # noqa: N818 – names a situation
    """Something tried to reach another computer."""


def forbid_foreign_hosts(patch: pytest.MonkeyPatch) -> None:
    """Have every way to another computer refused: to connect, or to ask for it."""
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)
        patch.setattr(socket.socket, name, _only_here(original))
    resolve = socket.getaddrinfo

    def resolve_here(host: Any, *rest: Any, **named: Any) -> Any:
        _check(host)
        return resolve(host, *rest, **named)

    patch.setattr(socket, "getaddrinfo", resolve_here)


def _only_here(original: Any) -> Any:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _check(address[0])
        return original(self, address)

    return connect


def _check(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name is not None and name not in _HERE:
        raise ForeignHost(name)
