"""Passwords: hashed by argon2id, a few at once, and never inside a transaction.

Knows neither accounts nor the database: a hash is a text.
"""

from __future__ import annotations

import base64
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from trainer.core.messages import message
from trainer.errors import TooMany
from trainer.phrases import as_phrase

LONGEST = 256
AT_ONCE = 2
WAITING = 20
RETRY_AFTER_S = 2


class Busy(TooMany):
    """Too many passwords are being checked just now."""

    def __init__(self) -> None:
        super().__init__(
            RETRY_AFTER_S,
            message(
                "Trop de connexions au même moment :"
                " recommencer dans quelques secondes."
            ),
        )


def usual_hasher() -> PasswordHasher:
    """Return the hasher of the program: what OWASP asks for at least, 25 ms."""
    return PasswordHasher(
        time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID
    )


class Passwords:
    """Hashes and checks passwords for a whole process, so that memory stays small."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """Begin with nobody waiting.

        Args:
            hasher: the parameters (default: `usual_hasher`).
        """
        self._hasher = hasher or usual_hasher()
        self._nobody = _hash_of_nobody(self._hasher)
        self._hashing = threading.BoundedSemaphore(AT_ONCE)
        self._places = threading.BoundedSemaphore(AT_ONCE + WAITING)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place in the queue: whoever has one will be served.

        Raises:
            Busy: no place is left.
        """
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            yield
        finally:
            self._places.release()

    def hash(self, password: str) -> str:
        """Return what the database may hold of a password."""
        with self._hashing:
            return self._hasher.hash(_canonical(password))

    def verify(self, hashed: str | None, password: str) -> bool:
        """Say whether a password is the one; it takes as long when there is none.

        Args:
            hashed: None: nobody has this name, or may not sign in.
        """
        with self._hashing:
            try:
                self._hasher.verify(hashed or self._nobody, _canonical(password))
            except (VerifyMismatchError, InvalidHashError):
                return False
        return hashed is not None

    def is_outdated(self, hashed: str) -> bool:
        """Say whether a hash was made with other parameters than ours."""
        return self._hasher.check_needs_rehash(hashed)


def _canonical(password: str) -> bytes:
    """Return the same bytes however a keyboard composed the signs or wrote a phrase."""
    text = unicodedata.normalize("NFKC", password)
    return (as_phrase(text) or text).encode()


def _hash_of_nobody(hasher: PasswordHasher) -> str:
    """Return a hash that no password has: to check it costs as much as a real one."""
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    salt, digest = (
        base64.b64encode(secrets.token_bytes(length)).decode().rstrip("=")
        for length in (hasher.salt_len, hasher.hash_len)
    )
    return f"$argon2id$v=19${costs}${salt}${digest}"
