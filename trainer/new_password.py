"""The story of a new password: the old one is checked, all devices but one sign out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from trainer import sign_ins, throttling
from trainer.accounts import choose_password, known_words
from trainer.core.messages import message
from trainer.core.throttling import NAME
from trainer.db import Database
from trainer.errors import Invalid, NotFound
from trainer.password_strength import check_strength
from trainer.passwords import LONGEST, Passwords
from trainer.tables import AccountRow
from trainer.throttling import Counter, key_of


class WrongPassword(Invalid):
    """The password of so far is another one."""

    def __init__(self) -> None:
        super().__init__(message("Le mot de passe actuel n’est pas celui-là."))


class SamePassword(Invalid):
    """The new password is the one of so far, which maybe somebody else knows."""

    def __init__(self) -> None:
        super().__init__(
            message("C’est le mot de passe de maintenant : en choisir un autre.")
        )


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody who is signed in wants another password.

    `current` is not asked of who got it from somebody else and has just signed in.
    `secret` is the server's own.
    """

    account_id: int
    current: str = field(repr=False)
    new: str = field(repr=False)
    device: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Held:
    hashed: str
    uid: str
    must_change: bool


def change_password(
    database: Database, passwords: Passwords, wish: Wish, now: datetime
) -> str:
    """Give somebody the password that was wished for, and sign all devices out.

    Returns:
        The token of this device, which is signed in anew.

    Raises:
        WeakPassword, WrongPassword, SamePassword: it was not changed.
        TooMany: too many guesses, or too many people at once.
    """
    with database.reading() as session:
        held = _look_up(session, wish)
    counters = (Counter(key_of(wish.secret, "change", held.uid, held.hashed), NAME),)
    with passwords.place():
        with database.writing() as session:
            throttling.claim(session, counters, now)
        _check(passwords, held, wish)
        hashed = passwords.hash(wish.new)
    with database.writing() as session:
        throttling.forgive(session, counters)
        account = session.get(AccountRow, wish.account_id, with_for_update=True)
        if account is None or account.password_hash != held.hashed:
            raise WrongPassword
        choose_password(session, account, hashed)
        return sign_ins.begin(session, account, wish.device, now)


def _look_up(session: Session, wish: Wish) -> _Held:
    account = session.get(AccountRow, wish.account_id)
    if account is None or account.password_hash is None:
        raise NotFound(message("Ce compte n’existe pas."))
    about = known_words(session, account)
    check_strength(wish.new, about, is_teacher=account.is_teacher)
    return _Held(account.password_hash, account.uid, account.must_change)


def _check(passwords: Passwords, held: _Held, wish: Wish) -> None:
    if held.must_change:
        if passwords.verify(held.hashed, wish.new):
            raise SamePassword
        return
    if len(wish.current) > LONGEST or not passwords.verify(held.hashed, wish.current):
        raise WrongPassword
    if wish.current == wish.new:
        raise SamePassword
