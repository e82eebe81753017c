"""What is right: the answer key of an item of each kind, and that of a card.

Knows nothing of how an answer is asked for or marked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """A short right answer: how we write it, and what else is accepted for it."""

    text: str
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an option is right or wrong, in one sentence."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class NameKey:
    """The answer is one short name: any one of `right`, with a reason an option.

    A name that is a job is chosen among jobs; any other name is typed.
    """

    right: tuple[ShortAnswer, ...]
    is_job: bool = False
    reasons: tuple[Reason, ...] = ()
    kind: Literal["name"] = "name"


@dataclass(frozen=True, slots=True)
class MatchingKey:
    """The answers of a matching row, one for each blank (None: not known)."""

    cells: tuple[ShortAnswer | None, ...]
    reason: str = ""
    kind: Literal["matching"] = "matching"


@dataclass(frozen=True, slots=True)
class TrueFalseKey:
    """Whether a statement is true, the sentence that is, and whose work it then is."""

    is_true: bool
    sentence: str
    job: str = ""
    kind: Literal["true_false"] = "true_false"


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """Model answers for one blank of a case, and what else counts as right."""

    model: tuple[str, ...]
    accepted: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CaseKey:
    """The answers of a case, one for each blank (None: not known)."""

    fields: tuple[CaseAnswer | None, ...]
    kind: Literal["case"] = "case"


@dataclass(frozen=True, slots=True)
class Step:
    """A step to put in order; its name is stable and tells nothing of the order."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Constraint:
    """`before` has to come before `after` (names of steps), and why."""

    before: str
    after: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OrderKey:
    """The steps in one right order, and what every right order has to keep."""

    steps: tuple[Step, ...]
    constraints: tuple[Constraint, ...]
    kind: Literal["order"] = "order"


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One point that a good open answer makes; also a card of its own."""

    name: str
    question: str
    answer: str
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenKey:
    """A model answer to an open question, and the points it is marked by."""

    model: str
    points: tuple[KeyPoint, ...] = ()
    kind: Literal["open"] = "open"


@dataclass(frozen=True, slots=True)
class RoleKey:
    """The job that a mission belongs to, and the tools or words that give it away."""

    job: ShortAnswer
    tools: tuple[str, ...] = ()
    kind: Literal["role"] = "role"


@dataclass(frozen=True, slots=True)
class TermKey:
    """The term that a definition belongs to."""

    term: ShortAnswer
    kind: Literal["term"] = "term"


@dataclass(frozen=True, slots=True)
class RecallKey:
    """What to have said, for the student to compare: a sentence, a list of points.

    `accepted` is what else counts as right.
    """

    text: str
    points: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    kind: Literal["recall"] = "recall"


AnswerKey = (
    NameKey
    | MatchingKey
    | TrueFalseKey
    | CaseKey
    | OrderKey
    | OpenKey
    | RoleKey
    | TermKey
)


CardKey = NameKey | TrueFalseKey | OrderKey | RecallKey
