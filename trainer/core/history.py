"""The log of a card, answer by answer, with what was known of the card at each.

What a state was before an answer is stored nowhere: it is replayed. Knows nothing of
rows or of what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from trainer.core.card_state import CardState, Phase
from trainer.core.questions import Format, Response
from trainer.core.reviews import Rating, Review
from trainer.core.schedule import advance, counts
from trainer.core.study_settings import StudySettings

in_order = attrgetter("review.effective_at", "review.sequence", "review.uid")


@dataclass(frozen=True, slots=True)
class LoggedAnswer:
    """One answer of the log: what was asked and answered, and how long it took.

    `shown` are the options or steps in the order in which they stood; `source` is the
    way by which the answer came in.
    """

    review: Review
    format: Format
    response: Response
    shown: tuple[str, ...]
    duration_ms: int
    source: str
    is_overridden: bool = False
    is_retracted: bool = False

    @property
    def is_passed(self) -> bool:
        """Whether the card was recalled."""
        return self.review.rating is not Rating.AGAIN

    @property
    def is_study(self) -> bool:
        """Whether it says something of memory: not undone, and no free practice."""
        return not self.is_retracted and counts(self.review.purpose)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a card, with the card's state before and after it."""

    logged: LoggedAnswer
    before: CardState
    after: CardState

    @property
    def review(self) -> Review:
        """The answer as the schedule sees it."""
        return self.logged.review

    @property
    def is_passed(self) -> bool:
        """Whether the card was recalled."""
        return self.logged.is_passed

    @property
    def is_study(self) -> bool:
        """Whether it says something of memory."""
        return self.logged.is_study


def unfold(
    log: Iterable[LoggedAnswer], settings: Sequence[StudySettings], *, seed: str
) -> Iterator[Answer]:
    """Give the answers of one card in the order of `replay`, each with its states.

    An answer that does not count, undone or cram, leaves the state as it is.

    Args:
        log: all answers of the card, in any order, the retracted ones too.
        settings: as `replay` takes them.
        seed: as `replay` takes it.
    """
    state = CardState()
    for logged in sorted(log, key=in_order):
        before = state
        if not logged.is_retracted:
            state = advance(before, logged.review, settings=settings, seed=seed)
        yield Answer(logged, before, state)


def interval_days(state: CardState) -> int | None:
    """Give the interval that a card in review was given; None: it is in no interval."""
    if state.phase is not Phase.REVIEW or state.due_day is None:
        return None
    assert state.last_study_day is not None
    return (state.due_day - state.last_study_day).days
