"""Who asks: the learner of this computer, or who is signed in.

On a computer of one's own there is one person, who may do everything. In a class the
cookie of a device names its sign-in, and what it may is looked up with each request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import g
from sqlalchemy.orm import Session

from trainer.learners import LOCAL_UID, Learner, load_learner, lock_learner

_NAME = "visitor"
_STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person at a device: `uid` names the learner, and what the device keeps.

    `account_id` and `sign_in_id` are None on a computer of one's own.
    """

    uid: str
    name: str = ""
    is_teacher: bool = True
    account_id: int | None = None
    sign_in_id: int | None = None
    must_change: bool = False


OWNER = Visitor(LOCAL_UID)


def let_in(visitor: Visitor) -> None:
    """Say who asks, for the rest of this request."""
    setattr(g, _NAME, visitor)


def turn_away() -> None:
    """Say that nobody asks who is signed in: not only that we could not look."""
    setattr(g, _STRANGER, True)


def is_stranger() -> bool:
    """Say whether nobody is signed in on the device that asks."""
    return bool(g.get(_STRANGER))


def find_visitor() -> Visitor | None:
    """Give who asks; None: a stranger."""
    return cast("Visitor | None", g.get(_NAME))


def visitor() -> Visitor:
    """Give who asks, behind a door that no stranger passes."""
    found = find_visitor()
    assert found is not None, "a door was left open"
    return found


def current_learner(session: Session) -> Learner:
    """Give who asks, as somebody who learns."""
    return load_learner(session, visitor().uid)


def locked_learner(session: Session) -> Learner:
    """Give who asks as somebody who learns, locked until the transaction ends."""
    return lock_learner(session, visitor().uid)
