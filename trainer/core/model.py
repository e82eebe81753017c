"""The vocabulary of the trainer: the values that the rules take and give.

Knows nothing of files, rows, pages or the clock. A `Question` holds no answer key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from string import Formatter
from typing import Literal

from trainer.core.typography import french_spaces

# --- Sentences and problems ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for a person: a French template, which is also its catalogue key.

    "{n} {n:carte|cartes}" says a word in the number that goes with a value.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say it in French: decimals with a comma, signs kept with their words."""
        return french_spaces(_FRENCH.vformat(self.template, (), self.values))


class _French(Formatter):
    """Fills in a French sentence."""

    def format_field(self, value: object, format_spec: str) -> str:
        """Write one value."""
        one, bar, many = format_spec.partition("|")
        if bar:  # in French, 0 and 1.5 are singular too
            return one if abs(float(str(value))) < 2 else many
        text = format(value, format_spec)
        return text.replace(".", ",") if isinstance(value, float) else text


_FRENCH = _French()


def message(template: str, /, **values: object) -> Message:
    """Make a Message; the template is a literal, so that the catalogues can hold it."""
    return Message(template, values)


class Level(StrEnum):
    """How bad a problem is: an error stops an import, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a file, at a line (1 is the first; 0: the file as a whole)."""

    path: str
    line: int
    message: Message
    level: Level = Level.ERROR


# --- Content ------------------------------------------------------------------------


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


# --- Cards, questions, answers ------------------------------------------------------


class Format(StrEnum):
    """How a card is asked."""

    CHOICE = "choice"
    TRUE_FALSE = "true_false"
    ORDERING = "ordering"
    TYPED = "typed"
    SENTENCE = "sentence"
    SELF_MARKED = "self_marked"


@dataclass(frozen=True, slots=True)
class Card:
    """One prompt to recall, made from an item; `key` is `<item key>#<name>`.

    `text` is the item's words, `ask` the question about them ("Quel métier ?").
    `options` are the paper's own labels to choose from, if it has any.
    """

    key: str
    item_key: str
    text: str
    ask: Message
    answer: CardKey
    options: tuple[str, ...] = ()
    explanation: str = ""

    @property
    def name(self) -> str:
        """The part of the key after the `#`."""
        return self.key.rpartition("#")[2]


@dataclass(frozen=True, slots=True)
class Question:
    """A card as it is shown: shuffled, and without its answer key."""

    card_key: str
    format: Format
    text: str
    ask: Message
    options: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Response:
    """What the student answered: the field that fits the format; all empty: nothing.

    `text` is also the sentence put right beside a verdict; `first_try` is what was
    typed before, one slip away from an answer.
    """

    choice: str | None = None
    is_true: bool | None = None
    order: tuple[str, ...] = ()
    text: str = ""
    first_try: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """The share of a right answer (0 to 1; None: for the student to say), and why.

    `has_own_part`: the share is of what the program can mark; the rest is the student's
    to mark.
    """

    share: float | None
    reasons: tuple[Message, ...] = ()
    has_own_part: bool = False


# --- Reviews and memory -------------------------------------------------------------


class Rating(IntEnum):
    """How well a card was recalled, with Anki's numbers."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Purpose(StrEnum):
    """Why a card was answered; only study moves the schedule."""

    STUDY = "study"
    CRAM = "cram"
    MOCK = "mock"


class MissCause(StrEnum):
    """Why an answer was wrong, as the student sees it."""

    GAP = "gap"
    MISREAD = "misread"
    CONFUSED = "confused"
    TIME = "time"


class Phase(StrEnum):
    """Where a card is on its way into memory."""

    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


@dataclass(frozen=True, slots=True)
class Review:
    """One answer to one card, as far as the schedule needs it.

    `effective_at` is aware UTC; `study_day` was stored with the answer and is never
    recomputed; reviews are ordered by (effective_at, sequence, uid).
    """

    uid: str
    rating: Rating
    effective_at: datetime
    study_day: date
    sequence: int = 0
    purpose: Purpose = Purpose.STUDY


@dataclass(frozen=True, slots=True)
class StudySettings:
    """How one student studies, from `since` (aware UTC) on.

    Steps are minutes; `rollover_hour` is the local hour at which the study day begins;
    `minutes_per_day` is 0 for no limit; `easy_days` are days of the week, Monday 0.
    """

    since: datetime
    desired_retention: float = 0.9
    learning_steps: tuple[int, ...] = (1, 10)
    relearning_steps: tuple[int, ...] = (10,)
    zone: str = "Europe/Paris"
    rollover_hour: int = 4
    new_per_day: int = 20
    reviews_per_day: int = 200
    minutes_per_day: int = 0
    easy_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CardState:
    """What replaying a card's reviews gives.

    A card in a step is due at an instant (`due_at`), a card in review on a study day
    (`due_day`, which may be taken anywhere in `earliest_day`…`latest_day`).
    `stability` is in days, `difficulty` 1 to 10; both are None for a new card.
    """

    phase: Phase = Phase.NEW
    step: int | None = None
    stability: float | None = None
    difficulty: float | None = None
    due_at: datetime | None = None
    due_day: date | None = None
    earliest_day: date | None = None
    latest_day: date | None = None
    last_reviewed_at: datetime | None = None
    introduced_on: date | None = None
    last_study_day: date | None = None
    reps: int = 0
    lapses: int = 0
