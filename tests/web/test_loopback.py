"""The whole of the web tests runs without a way to another computer."""

from __future__ import annotations

import socket

import pytest

from tests.web.loopback import ForeignHost


def test_no_other_computer_can_be_reached() -> None:
    with pytest.raises(ForeignHost):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with socket.socket() as plain, pytest.raises(ForeignHost):
        plain.connect(("192.0.2.1", 80))


def test_nor_is_its_name_asked_for() -> None:
    with pytest.raises(ForeignHost):
        socket.getaddrinfo("example.org", 443)


def test_this_computer_can_be() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
