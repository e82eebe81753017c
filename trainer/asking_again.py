"""The story of a password that is asked for again, of who is signed in already.

A device that was left open, or a stolen sign-in, shall not be enough for all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from trainer import throttling
from trainer.core.throttling import NAME
from trainer.db import Database
from trainer.new_password import WrongPassword
from trainer.passwords import LONGEST, Passwords
from trainer.tables import AccountRow
from trainer.throttling import Counter, key_of


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody who is signed in typed as the password of the account.

    `secret` is the server's own.
    """

    account_id: int
    typed: str = field(repr=False)
    secret: bytes = field(repr=False)


def check_own_password(
    database: Database, passwords: Passwords, proof: Proof, now: datetime
) -> str:
    """Check the password of an account, and return the account's uid.

    Raises:
        WrongPassword: it is another one.
        TooMany: too many guesses, or too many people at once.
    """
    with database.reading() as session:
        account = session.get_one(AccountRow, proof.account_id)
        uid, hashed = account.uid, account.password_hash or ""
    # With the guesses at the form for a new password: it asks for the same one.
    guesses = Counter(key_of(proof.secret, "change", uid, hashed), NAME)
    with passwords.place():
        with database.writing() as session:
            throttling.claim(session, [guesses], now)
        is_long = len(proof.typed) > LONGEST
        if is_long or not passwords.verify(hashed or None, proof.typed):
            raise WrongPassword
    with database.writing() as session:
        throttling.forgive(session, [guesses])
    return uid
