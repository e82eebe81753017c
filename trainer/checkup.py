"""What a check-up of the program finds: one finding a check, with what to do.

Knows the findings alone; what is looked at is in `checkup_setup` and `checkup_data`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from trainer.core.messages import Message


class Verdict(StrEnum):
    """How a thing stands: well, to be seen to, or so that it must not stay."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing stands; `name` is for programs, `advice` says what to do."""

    name: str
    what: Message
    verdict: Verdict = Verdict.GREEN
    advice: Message | None = None


def is_red(findings: Iterable[Finding]) -> bool:
    """Say whether something must not stay as it is."""
    return any(found.verdict is Verdict.RED for found in findings)


def good(name: str, what: Message) -> Finding:
    """Find a thing in order."""
    return Finding(name, what)


def red(name: str, what: Message, advice: Message) -> Finding:
    """Find a thing that must not stay as it is."""
    return Finding(name, what, Verdict.RED, advice)


def yellow(name: str, what: Message, advice: Message) -> Finding:
    """Find a thing that somebody should see to."""
    return Finding(name, what, Verdict.YELLOW, advice)


def judged(name: str, what: Message, advice: Message | None) -> Finding:
    """Find a thing in order, or red for which there is an advice."""
    return red(name, what, advice) if advice else good(name, what)
