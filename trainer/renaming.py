"""The story of a person who signs in with another name from now on.

Whatever is learnt, every device that is signed in, and the name on a class list stay:
the list is the teacher's, and finds its students by it when it is read anew.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from trainer import throttling
from trainer.accounts import readable_name
from trainer.asking_again import Proof, check_own_password
from trainer.core.throttling import Limit
from trainer.db import Database
from trainer.namesakes import rename
from trainer.passwords import Passwords
from trainer.tables import AccountRow
from trainer.throttling import Counter, key_of

_HOUR = timedelta(hours=1)
AN_HOUR = Limit(5, first=_HOUR, longest=_HOUR, forgotten_after=_HOUR)


def change_name(
    database: Database, passwords: Passwords, proof: Proof, name: str, now: datetime
) -> str:
    """Give a person who types the password another name; five times an hour.

    Returns:
        The name, with a number if a namesake has it already.

    Raises:
        BadName: nobody can be called that.
        WrongPassword: the password is another one.
        TooMany: too many guesses, or too many names.
    """
    readable_name(name)  # before anything is counted
    uid = check_own_password(database, passwords, proof, now)
    changes = Counter(key_of(proof.secret, "names of an account", uid), AN_HOUR)
    with database.writing() as session:
        throttling.claim(session, [changes], now)
        account = session.get_one(AccountRow, proof.account_id, with_for_update=True)
        rename(session, account, name)
        return account.name
