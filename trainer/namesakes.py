"""Accounts for several people of one name: the second one gets a number.

Nobody is told that a name is taken: who joins a class learns nothing of other people.
"""

from __future__ import annotations

from datetime import datetime
from itertools import chain, count

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from trainer.accounts import NameTaken, add_account, readable_name
from trainer.core.person_names import LONGEST_NAME
from trainer.tables import AccountRow


def add_student_account(
    session: Session,
    name: str,
    password_hash: str,
    now: datetime,
    *,
    must_change: bool,
) -> AccountRow:
    """Make the account of a student, under a name that is still free.

    Args:
        must_change: somebody else knows the password: it lets in to choose another.

    Raises:
        BadName: nobody can be called that.
    """
    name = readable_name(name)
    for ending in chain([""], (f" {n}" for n in count(2))):
        try:
            with session.begin_nested():
                return add_account(
                    session,
                    name[: LONGEST_NAME - len(ending)] + ending,
                    password_hash,
                    now,
                    is_teacher=False,
                    must_change=must_change,
                )
        except (NameTaken, IntegrityError):  # another process may take it meanwhile
            continue
    raise AssertionError("numbers do not end")
