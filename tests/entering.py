"""Who tries to sign in, in tests without pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from argon2 import PasswordHasher

from trainer.accounts import add_account
from trainer.db import Database
from trainer.known_devices import KnownDevice, read_device
from trainer.passwords import Passwords
from trainer.signing_in import Attempt, LetIn, sign_in
from trainer.tables import AccountRow

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "velo-rouge-quai-7"
SECRET = b"the server's own"
NEW_DEVICE = KnownDevice("0" * 32)


class Counting(PasswordHasher):
    """Hashes cheaply, and counts how often."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.hashes = 0

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.hashes += 1
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> Any:
        self.hashes += 1
        return super().verify(hash, password)


def cheap() -> Passwords:
    """Give what hashes passwords as the program does, but in no time."""
    return Passwords(Counting())


def add(
    database: Database,
    name: str,
    password: str = PASSWORD,
    *,
    is_teacher: bool = False,
    must_change: bool = False,
) -> AccountRow:
    """Add somebody who can sign in."""
    hashed = cheap().hash(password)
    with database.writing() as session:
        return add_account(
            session,
            name,
            hashed,
            NOW,
            is_teacher=is_teacher,
            must_change=must_change,
        )


def attempt(name: str, password: str = PASSWORD, **other: Any) -> Attempt:
    """Give an attempt on a new device, from an address of its own."""
    values: dict[str, Any] = {
        "address": "192.0.2.1",
        "browser": "Firefox",
        "device": NEW_DEVICE,
    }
    return Attempt(name=name, password=password, secret=SECRET, **values | other)


def enter(
    database: Database, name: str, password: str = PASSWORD, **other: Any
) -> LetIn:
    """Sign somebody in."""
    now = other.pop("now", NOW)
    return sign_in(database, cheap(), attempt(name, password, **other), now)


def kept(entered: LetIn) -> KnownDevice:
    """Give what a device sends back of what it keeps."""
    return read_device(entered.device.text())
