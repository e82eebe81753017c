"""The story of signing in: a guess is counted, checked, and if right lets in.

Three short transactions around a slow hash, so that nothing waits for it. A name that
nobody has goes the same way as one that somebody has, at the same cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from trainer import sign_ins, throttling
from trainer.accounts import find_account
from trainer.core.messages import message
from trainer.core.person_names import sign_in_name
from trainer.core.throttling import ADDRESS, NAME
from trainer.db import Database
from trainer.errors import Invalid
from trainer.known_devices import KnownDevice
from trainer.passwords import LONGEST, Passwords
from trainer.tables import AccountRow
from trainer.throttling import Counter, key_of, neighbourhood


class NotLetIn(Invalid):
    """The name or the password is wrong; which of them is nobody's business."""

    def __init__(self) -> None:
        super().__init__(message("Le nom ou le mot de passe ne va pas."))


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody asks to be let in, from an address, on a device.

    `secret` is the server's own; `browser` is what the device calls itself.
    """

    name: str
    password: str = field(repr=False)
    address: str
    browser: str
    device: KnownDevice
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class LetIn:
    """A device is signed in: its new token, and what it keeps after signing out."""

    token: str
    device: KnownDevice


@dataclass(frozen=True, slots=True)
class _Sought:
    """What the database says of a name; no account has no hash."""

    account_id: int = 0
    account_uid: str = ""
    hashed: str | None = None


def sign_in(
    database: Database, passwords: Passwords, attempt: Attempt, now: datetime
) -> LetIn:
    """Let somebody in who knows the password.

    Raises:
        NotLetIn: nobody has this name, or the password is another one.
        TooMany: too many guesses at this name or from this address, or too many
            people at once.
    """
    with database.reading() as session:
        sought = _seek(session, attempt.name)
        counters = _counters(attempt, sought)
        throttling.check(session, counters, now)  # a flood waits for no lock
    with passwords.place():
        with database.writing() as session:
            throttling.claim(session, counters, now)
        renewed = _check(passwords, sought, attempt.password)
    with database.writing() as session:
        throttling.forgive(session, counters[:1])
        for counter in counters[1:]:
            throttling.take_back(session, counter)
        token = _begin(session, sought, renewed, attempt.browser, now)
    device = attempt.device.with_account(attempt.secret, sought.account_uid)
    return LetIn(token, device)


def _seek(session: Session, name: str) -> _Sought:
    account = find_account(session, name)
    if account is None:
        return _Sought()
    return _Sought(account.id, account.uid, account.password_hash)


def _counters(attempt: Attempt, sought: _Sought) -> Sequence[Counter]:
    """Return what a guess is counted by: the name, or a device that knows it, first.

    A known device has a counter of its own and no other: neither a classmate who
    guesses nor the school's one address keeps its owner out. With a new password a
    name begins anew, so that nobody waits after a reset.
    """
    secret, name = attempt.secret, sign_in_name(attempt.name)
    of_name = (name, sought.hashed or "")
    if sought.account_uid and attempt.device.knows(secret, sought.account_uid):
        number = attempt.device.number
        return (Counter(key_of(secret, "device", number, *of_name), NAME),)
    place = neighbourhood(attempt.address)
    return (
        Counter(key_of(secret, "name", *of_name), NAME),
        Counter(key_of(secret, "address", place), ADDRESS),
    )


def _check(passwords: Passwords, sought: _Sought, password: str) -> str | None:
    """Check a password; return its hash anew if ours have become costlier."""
    if len(password) > LONGEST or not passwords.verify(sought.hashed, password):
        raise NotLetIn
    assert sought.hashed is not None
    is_old = passwords.is_outdated(sought.hashed)
    return passwords.hash(password) if is_old else sought.hashed


def _begin(
    session: Session, sought: _Sought, renewed: str | None, browser: str, now: datetime
) -> str:
    """Begin with a new token, if the password is still the one that was checked."""
    account = session.get(AccountRow, sought.account_id, with_for_update=True)
    if account is None or account.password_hash != sought.hashed:
        raise NotLetIn
    account.password_hash = renewed
    throttling.clear_old(session, now)
    sign_ins.clear_ended(session, now)
    return sign_ins.begin(session, account, browser, now)
