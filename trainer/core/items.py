"""What a deck is made of: its items, the parts of the paper and its jobs.

Knows nothing of files and rows, nor of the cards that are made of an item.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trainer.core.right_answers import AnswerKey


class Kind(StrEnum):
    """What kind of exam question, or of fact of the reference lists, an item is."""

    CHOICE = "choice"
    MATCHING = "matching"
    TRUE_FALSE = "true_false"
    CASE = "case"
    ORDERING = "ordering"
    OPEN = "open"
    ROLE = "role"
    TERM = "term"
    MEMO = "memo"


@dataclass(frozen=True, slots=True)
class Job:
    """A job of the deck: its one name, and the other names it is known by."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blank:
    """Something to fill in: a column of a matching row or a field of a case.

    `name` is its stable name (`job`, `deliverable`, `tool`, …), `printed` what the
    paper itself puts there (a tool, a hint in brackets).
    """

    name: str
    heading: str
    count: int = 1
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One exam question or one fact of the reference lists, with its answer if known.

    Texts are item Markdown without the bold, the ticks or any other mark of the key.
    `text` is what is asked (statement, task, situation, mission, definition, words).
    `place` is the number the paper prints ("A3", "D-B", or a name for a fact); `key` is
    the stable name ("metiers-data/A3"). `options` and `steps` are in the source's order
    and must be shuffled before they are shown. `points` are by the paper; of a stored
    item they are those of its part (`Deck.parts`).
    """

    key: str
    kind: Kind
    place: str
    line: int
    text: str
    part: str = ""
    title: str = ""
    points: float = 0.0
    options: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    blanks: tuple[Blank, ...] = ()
    hints: tuple[str, ...] = ()
    answer: AnswerKey | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the paper: its letter, its worth, how many items to answer.

    `marking` shares the points of one item among its blanks (name, points).
    """

    letter: str
    title: str
    kind: Kind | None
    points: float
    to_answer: int
    instruction: str = ""
    line: int = 0
    marking: tuple[tuple[str, float], ...] = ()

    @property
    def points_each(self) -> float:
        """What each of its items is worth."""
        return self.points / self.to_answer if self.to_answer else 0.0


@dataclass(frozen=True, slots=True)
class Deck:
    """One exam's material apart from its items.

    `has_jobs` says whether it is about jobs; else what its reminders tell of is called
    `subjects`. `questions` are its own words for the cards of a name. `topics` are tags
    with places of items ("A3"), or words that their texts hold.
    """

    slug: str
    title: str
    language: str = "fr"
    checked: bool = False
    duration: str = ""
    instruction: str = ""
    parts: tuple[Part, ...] = ()
    jobs: tuple[Job, ...] = ()
    confusable: tuple[tuple[str, str], ...] = ()
    has_jobs: bool = True
    subjects: str = ""
    questions: tuple[tuple[str, str], ...] = ()
    topics: tuple[tuple[str, tuple[str, ...]], ...] = ()
