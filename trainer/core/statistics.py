"""What the log of answers says of work and of memory: counts, shares and medians.

An answer that was undone counts nowhere; one that does not move the schedule (cram) is
work, and says nothing of memory. Knows nothing of rows, decks or pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean, median

from trainer.core.card_state import CardState
from trainer.core.history import Answer, LoggedAnswer, interval_days
from trainer.core.questions import Format
from trainer.core.schedule import retrievability

MATURE_DAYS = 21
LEECH_LAPSES = 4
LEECH_AGAIN = 2  # a leech is one anew after so many more lapses
_FEWEST_OPTIONS = 2  # of a choice whose options were not stored
RECOGNISED = (Format.CHOICE, Format.TRUE_FALSE)


# --- Work ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DayWork:
    """What was done on one study day: answers that count, cram, time of both."""

    reviews: int = 0
    cram: int = 0
    duration_ms: int = 0

    @property
    def answers(self) -> int:
        """All answers."""
        return self.reviews + self.cram


def work_by_day(answers: Iterable[LoggedAnswer]) -> dict[date, DayWork]:
    """Count the answers of each study day, by the day that was stored with them."""
    days: dict[date, DayWork] = {}
    nothing = DayWork()
    for answer in answers:
        if answer.is_retracted:
            continue
        day = answer.review.study_day
        work = days.get(day, nothing)
        days[day] = DayWork(
            reviews=work.reviews + answer.is_study,
            cram=work.cram + (not answer.is_study),
            duration_ms=work.duration_ms + answer.duration_ms,
        )
    return days


def median_seconds(answers: Iterable[Answer]) -> float | None:
    """Give the median time of study answers that were timed, if there are any."""
    times = [
        answer.logged.duration_ms
        for answer in answers
        if answer.is_study and answer.logged.duration_ms > 0
    ]
    return median(times) / 1000 if times else None


# --- Memory -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passes:
    """How many cards were to be recalled, and how many were."""

    asked: int = 0
    passed: int = 0

    @property
    def share(self) -> float | None:
        """The share that was recalled; None: nothing was asked."""
        return self.passed / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class TrueRetention:
    """The measured share of recalled cards in review, by the interval they had."""

    young: Passes = Passes()
    mature: Passes = Passes()

    @property
    def all(self) -> Passes:
        """Young and mature cards together."""
        return Passes(
            self.young.asked + self.mature.asked, self.young.passed + self.mature.passed
        )


def true_retention(
    histories: Iterable[Sequence[Answer]], since: date | None = None
) -> TrueRetention:
    """Measure how many cards in review were recalled, by their first answer of a day.

    Young is a card whose last interval is under 21 days, by the days it was scheduled
    for and not by those that it took; mature is any other in review.

    Args:
        histories: the answers of each card, in the order of replay.
        since: the first study day that counts (default: all).

    Source: Anki, rslib/src/stats/graphs/retention.rs. There all answers of a day count
    that find the card in an interval of a day or more; a second one is not possible
    here but by an early review, and we take the first.
    """
    young, mature = Passes(), Passes()
    for answers in histories:
        for answer in _first_of_each_day(answers):
            interval = interval_days(answer.before)
            if interval is None or (since and answer.review.study_day < since):
                continue
            if interval < MATURE_DAYS:
                young = _with(young, answer)
            else:
                mature = _with(mature, answer)
    return TrueRetention(young, mature)


def options_to_guess_from(answers: Sequence[Answer]) -> int | None:
    """Say among how many options a card was recognised; None: it was recalled once.

    A card that was right at least once without options to choose from was recalled, and
    so is one that has none to be asked with. Of several choices the last right one
    tells, else the last one.

    Args:
        answers: of one card, in the order of replay.
    """
    study = [answer for answer in answers if answer.is_study]
    right = [answer for answer in study if answer.is_passed] or study
    if not right or any(answer.logged.format not in RECOGNISED for answer in right):
        return None
    last = right[-1].logged
    if last.format is Format.TRUE_FALSE:
        return _FEWEST_OPTIONS
    return max(_FEWEST_OPTIONS, len(last.shown))


def chance_of_recall(state: CardState, day: date, options: int | None) -> float:
    """Give the chance that a card is known on a day, luck at choosing apart.

    Who recalls with a chance p and else picks one of k options at random is right with
    R = p + (1 − p) / k. So of a card that was only ever recognised among k options
    p = (R − 1/k) / (1 − 1/k) is known, and never less than 0. A new card counts 0.

    Args:
        state: gives R, its retrievability.
        options: k, by `options_to_guess_from`; None: R as it is.

    Source: the correction for guessing of multiple choice tests (Frary, "Formula
    scoring of multiple-choice tests", 1988).
    """
    recall = retrievability(state, day)
    if options is None:
        return recall
    luck = 1 / options
    return max(0.0, (recall - luck) / (1 - luck))


def mean_chance(chances: Sequence[float]) -> float:
    """Give the mean chance of recall of some cards; 0 of none."""
    return fmean(chances) if chances else 0.0


def leech_step(lapses: int) -> int:
    """Say how many times a card has become a leech: at 4 lapses, then every 2 more.

    0 is no leech. Anki begins at 8 and goes on by half of that; with a deck of one exam
    that is too late.
    """
    if lapses < LEECH_LAPSES:
        return 0
    return 1 + (lapses - LEECH_LAPSES) // LEECH_AGAIN


# --- What is to come ----------------------------------------------------------------


def forecast(due: Iterable[date], today: date, days: int) -> tuple[int, ...]:
    """Count the cards that fall due on each of the next days, today first.

    What is due already, or was put off, is for today; what comes after these days is
    not counted.

    Args:
        due: the day on which each card falls due.
        today: the study day.
        days: how many days, today among them.
    """
    counts = [0] * days
    for day in due:
        place = max(0, (day - today).days)
        if place < days:
            counts[place] += 1
    return tuple(counts)


def _first_of_each_day(answers: Iterable[Answer]) -> Iterator[Answer]:
    """Give the first answer of one card on each day, of those that count."""
    days = set()
    for answer in answers:
        day = answer.review.study_day
        if answer.is_study and day not in days:
            days.add(day)
            yield answer


def _with(passes: Passes, answer: Answer) -> Passes:
    return Passes(passes.asked + 1, passes.passed + answer.is_passed)
