"""The JSON that the review page and the server exchange, and its description.

Every field has its bounds here; a field that is not named here is refused, so that
nobody sets a source or a student from outside.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)

from trainer.core.holds import HoldAction
from trainer.core.questions import Format
from trainer.core.reviews import MissCause
from web.addresses import SLUG

MAX_EVENTS = 500
MAX_NOTE = 2_000
MAX_CARDS_IN_HAND = 200  # a whole day, to go on without the network
HAND = 15  # cards that the page asks for: for the next minute or more
MAX_ANSWERS = 50

_MAX_SEQUENCE = 2**63 - 1
_DAY_MS = 24 * 3600 * 1000


def _to_utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:  # the year 1 or 9999, in another zone
        raise ValueError("out of range") from error


# PostgreSQL stores no NUL in a text.
def _text(longest: int, shortest: int = 0) -> StringConstraints:
    return StringConstraints(
        pattern=r"^[^\x00]*$", min_length=shortest, max_length=longest
    )


Uid = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{8,64}$")]
Slug = Annotated[str, StringConstraints(pattern=SLUG)]
CardKey = Annotated[str, _text(200, 1)]
Label = Annotated[str, _text(1000)]
# A card left open for days, or a clock set back, is no reason to lose the answer.
DurationMs = Annotated[int, AfterValidator(lambda ms: min(max(ms, 0), _DAY_MS))]
Instant = Annotated[AwareDatetime, AfterValidator(_to_utc)]


class Schema(BaseModel):
    """What all of them keep to: no unknown field, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class EventSchema(Schema):
    """What comes as JSON: numbers are numbers, times are texts with a zone."""

    model_config = ConfigDict(strict=True)


# --- Asked --------------------------------------------------------------------------


class QueueQuery(Schema):
    """Which cards to hand out: of one deck or all, without those already in hand.

    A `session` apart is handed out whole: `limit` is for what the day holds.
    """

    deck: Slug | None = None
    session: Annotated[str, _text(1000, 1)] | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_CARDS_IN_HAND)] = HAND
    exclude: Annotated[tuple[CardKey, ...], Field(max_length=200)] = ()


class AnswerQuery(Schema):
    """Whose answer is wanted, once it may be shown; in a session apart, in which."""

    card: CardKey
    session: Annotated[str, _text(1000, 1)] | None = None


class AnswersQuery(Schema):
    """Whose answers a device wants to have at hand without the network."""

    card: Annotated[tuple[CardKey, ...], Field(max_length=MAX_ANSWERS)] = ()
    session: Annotated[str, _text(1000, 1)] | None = None


class ResponseIn(EventSchema):
    """What the student answered: the field that fits the format, or none."""

    choice: Label | None = None
    is_true: bool | None = None
    order: Annotated[tuple[Label, ...], Field(max_length=100)] = ()
    text: Annotated[str, _text(10_000)] = ""
    first_try: Annotated[str, _text(10_000)] = ""


class ReviewIn(EventSchema):
    """One answer to one card; `uid` was made when the card was shown.

    `format` is how it was asked; an answer that a device kept from before has none.
    """

    uid: Uid
    card: CardKey
    rating: Annotated[int, Field(ge=1, le=4)]
    response: ResponseIn = ResponseIn()
    shown: Annotated[tuple[Label, ...], Field(max_length=100)] = ()
    duration_ms: DurationMs
    answered_at: Instant
    sequence: Annotated[int, Field(ge=0, le=_MAX_SEQUENCE)]
    zone: Annotated[str, _text(64)]
    overridden: bool = False
    format: Format | None = None
    purpose: Literal["study", "cram"] = "study"


class RetractionIn(EventSchema):
    """The undoing of one answer, as an event of its own."""

    uid: Uid
    review_uid: Uid
    retracted_at: Instant


class HoldIn(EventSchema):
    """One card set aside, taken back or flagged, as an event of its own."""

    uid: Uid
    card: CardKey
    action: HoldAction
    held_at: Instant
    sequence: Annotated[int, Field(ge=0, le=_MAX_SEQUENCE)]


class MissIn(EventSchema):
    """Why an answer was wrong, as the student sees it; it may come first."""

    uid: Uid
    review_uid: Uid
    cause: MissCause
    said_at: Instant


class NoteIn(EventSchema):
    """The student's own words on a card; no words take them away."""

    uid: Uid
    card: CardKey
    text: Annotated[str, _text(MAX_NOTE)]
    written_at: Instant


class ReportIn(EventSchema):
    """What is wrong with a card, in the student's words."""

    uid: Uid
    card: CardKey
    text: Annotated[str, _text(MAX_NOTE, 1)]
    reported_at: Instant


class BatchSchema(EventSchema):
    """What every batch says: the device's clock at the sending."""

    sent_at: Instant


class ReviewsIn(BatchSchema):
    """A batch of answers."""

    reviews: Annotated[tuple[ReviewIn, ...], Field(max_length=MAX_EVENTS)]


class RetractionsIn(BatchSchema):
    """A batch of undoings."""

    retractions: Annotated[tuple[RetractionIn, ...], Field(max_length=MAX_EVENTS)]


class HoldsIn(BatchSchema):
    """A batch of holds."""

    holds: Annotated[tuple[HoldIn, ...], Field(max_length=MAX_EVENTS)]


class MissesIn(BatchSchema):
    """A batch of reasons why answers were wrong."""

    misses: Annotated[tuple[MissIn, ...], Field(max_length=MAX_EVENTS)]


class NotesIn(BatchSchema):
    """A batch of notes."""

    notes: Annotated[tuple[NoteIn, ...], Field(max_length=MAX_EVENTS)]


class ReportsIn(BatchSchema):
    """A batch of reports."""

    reports: Annotated[tuple[ReportIn, ...], Field(max_length=MAX_EVENTS)]


# --- Answered -----------------------------------------------------------------------


class OptionOut(Schema):
    """One option: what to send back when it is chosen, and how it reads."""

    value: str
    html: str


class StepOut(Schema):
    """One step to put in order; its name tells nothing of the order."""

    name: str
    html: str


class CountsOut(Schema):
    """How many cards are left today, by phase."""

    new: int
    learning: int
    review: int


class CardOut(Schema):
    """One card to ask, without its answer; `intervals` by rating, in words.

    `minutes` by rating, for those after which the card comes back today: a device
    without the network asks it again by itself. `due_in_s` is of a card in a step.
    """

    card: str
    deck: str
    phase: str
    format: Literal[
        "choice", "true_false", "ordering", "typed", "sentence", "self_marked"
    ]
    text: str
    ask: str
    options: tuple[OptionOut, ...]
    steps: tuple[StepOut, ...]
    intervals: dict[str, str]
    minutes: dict[str, int]
    due_in_s: int | None
    is_flagged: bool


class QueueOut(Schema):
    """The next cards, and what is left of the day."""

    study_day: str
    day_ends_in_s: int
    counts: CountsOut
    next_due_at: datetime | None
    cards: tuple[CardOut, ...]


class ReasonOut(Schema):
    """Why an option is right or wrong."""

    label: str
    html: str


class ConstraintOut(Schema):
    """What has to come before what, and why."""

    before: str
    after: str
    reason: str


class OrderOut(Schema):
    """One right order of the steps, and what every right order keeps."""

    steps: tuple[StepOut, ...]
    constraints: tuple[ConstraintOut, ...]


class MissionOut(Schema):
    """What a job does, as the paper reminds of it; `names` are folded ones."""

    job: str
    html: str
    names: tuple[str, ...]


class AnswerOut(Schema):
    """The answer of one card; texts are safe HTML.

    `accepted` are folded spellings, `rivals` those of other answers that one slip may
    make of them, `spellings` plain ones; `missions` are of jobs to choose from; `note`
    is the student's, plain.
    """

    card: str
    right: tuple[str, ...]
    is_true: bool | None
    job: str
    order: OrderOut | None
    spellings: tuple[str, ...]
    accepted: tuple[str, ...]
    rivals: tuple[str, ...]
    html: str
    points: tuple[str, ...]
    examples: tuple[str, ...]
    reasons: tuple[ReasonOut, ...]
    explanation: str
    source: str
    missions: tuple[MissionOut, ...]
    note: str


class AnswersOut(Schema):
    """The answers of several cards; a card that there is not has none."""

    answers: tuple[AnswerOut, ...]


class OutcomeOut(Schema):
    """What became of one event; only its own outcome takes it off the device."""

    uid: str
    status: Literal["new", "known", "rejected"]
    reason: str | None = None
    score: float | None = None
    phase: str | None = None


class OutcomesOut(Schema):
    """What became of each event of a batch; `phase` is a new answer's card's now.

    What is left of the day is not counted here: that would take longer than to store
    an answer. The page counts down by itself, and hears it with the next queue.
    """

    results: tuple[OutcomeOut, ...]


class HealthOut(Schema):
    """The server and its database answer."""

    status: Literal["ok"]


class ErrorOut(Schema):
    """Why a request was refused, in one sentence."""

    error: str
