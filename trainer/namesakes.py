"""Accounts for several people of one name: the second one gets a number.

Nobody is told that a name is taken: who joins a class learns nothing of other people.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import count

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from trainer.accounts import NameTaken, add_account, find_account, readable_name
from trainer.core.person_names import LONGEST_NAME, sign_in_name
from trainer.tables import AccountRow, StudentRow


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
    for numbered in _numbered(readable_name(name)):
        try:
            with session.begin_nested():
                return add_account(
                    session,
                    numbered,
                    password_hash,
                    now,
                    is_teacher=False,
                    must_change=must_change,
                )
        except (NameTaken, IntegrityError):  # another process may take it meanwhile
            continue
    raise AssertionError("numbers do not end")


def rename(session: Session, account: AccountRow, name: str) -> None:
    """Give an account and its student another name, with a number if it is taken.

    Raises:
        BadName: nobody can be called that.
    """
    student = session.get_one(StudentRow, account.student_id)
    for numbered in _numbered(readable_name(name)):
        if find_account(session, numbered) not in (None, account):
            continue
        try:
            with session.begin_nested():
                account.name = student.name = numbered
                account.sign_in_name = sign_in_name(numbered)
        except IntegrityError:  # another process took it meanwhile
            continue
        return


def _numbered(name: str) -> Iterator[str]:
    """Give a name, then the same with a number, none too long."""
    yield name
    for number in count(2):
        ending = f" {number}"
        yield name[: LONGEST_NAME - len(ending)] + ending
