"""Which accounts a device was signed in to before: what it keeps after signing out.

A device that is known passes the delays that somebody else's guesses have brought upon
a name. It keeps a random number and, for each account, a proof that only this server
can make; neither names nor uids.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from trainer.throttling import key_of

_MOST = 40  # accounts of one device: a tablet that goes round in a class
_PROOF = 32  # hexadecimal digits, 128 bits
_NUMBER = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device by its number, with its proofs, the newest last."""

    number: str
    proofs: tuple[str, ...] = ()

    def knows(self, secret: bytes, account_uid: str) -> bool:
        """Say whether somebody was signed in to an account here."""
        return _proof(secret, self.number, account_uid) in self.proofs

    def with_account(self, secret: bytes, account_uid: str) -> KnownDevice:
        """Return the device with a proof for one more account."""
        proof = _proof(secret, self.number, account_uid)
        others = [each for each in self.proofs if each != proof]
        return KnownDevice(self.number, (*others, proof)[-_MOST:])

    def text(self) -> str:
        """Return what the device keeps."""
        return ".".join((self.number, *self.proofs))


def read_device(text: str) -> KnownDevice:
    """Read what a device keeps; what cannot be read is a new device."""
    number, *proofs = text.split(".")[: _MOST + 1]
    if not _NUMBER.fullmatch(number):
        return KnownDevice(secrets.token_hex(16))
    return KnownDevice(number, tuple(proofs))


def _proof(secret: bytes, number: str, account_uid: str) -> str:
    return key_of(secret, "known device", number, account_uid)[:_PROOF]
