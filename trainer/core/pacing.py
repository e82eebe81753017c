"""How much one study day may hold, and what an exam's date does to the days before it.

Knows nothing of rows, of the clock or of which cards there are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from trainer.core.daily import Candidate, DayLimits
from trainer.core.study_settings import StudySettings

ONE_DAY = timedelta(days=1)
# All cards are seen by then, as a share of the time that there is until the exam. In a
# simulation of 100 students (300 cards, 30 days, 5 minutes a day) new cards paced so,
# and intervals of at most half of the time left, gave 79 points of 100 instead of 49.
SHARE_FOR_NEW_CARDS = 0.7


@dataclass(frozen=True, slots=True)
class Exam:
    """The study day of an exam, and the one on which that was set."""

    on: date
    set_on: date


class InReview(Protocol):
    """What the day of the next review needs to know of a card."""

    @property
    def due_day(self) -> date | None: ...
    @property
    def last_study_day(self) -> date | None: ...


def effective_due_day(state: InReview, exam_on: date | None) -> date | None:
    """Give the study day on which a card in review is due, before an exam earlier.

    An interval is at most half of the time that is left, and nothing is due later than
    the day before the exam. What is answered on that day is for after the exam.

    Args:
        exam_on: of an exam that is still to come; None: there is none.

    Returns:
        None for a card that is not in review.
    """
    if state.due_day is None or exam_on is None:
        return state.due_day
    latest = latest_before_exam(state.last_study_day, exam_on)
    return min(state.due_day, latest) if latest else state.due_day


def latest_before_exam(last_study_day: date | None, exam_on: date) -> date | None:
    """Give the last day that an exam leaves to a card; None: it leaves every day."""
    if last_study_day is None or exam_on - last_study_day <= ONE_DAY:
        return None
    half = (exam_on - last_study_day).days // 2
    return min(last_study_day + max(1, half) * ONE_DAY, exam_on - ONE_DAY)


def before_exam(card: Candidate, exam_on: date) -> Candidate:
    """Give a card with the days that an exam leaves to it."""
    latest = latest_before_exam(card.last_study_day, exam_on)
    if card.due_day is None or latest is None:
        return card
    return card._replace(
        due_day=min(card.due_day, latest),
        earliest_day=min(card.earliest_day or card.due_day, latest),
        latest_day=min(card.latest_day or card.due_day, latest),
        is_early=latest < card.due_day,
    )


def seen_by(exam_on: date, day: date) -> date:
    """Give the last study day of which an exam brings a card back by this day.

    That is the day d with d + half of the time from d to the exam = day.
    """
    return min(day - ONE_DAY, day - (exam_on - day - ONE_DAY))


def new_before_exam(exam: Exam, unseen: int, day: date) -> int:
    """Give how many new cards a day needs for all of them to be seen in time.

    That is by 70 % of the time from the setting of the date to the exam; what is left
    by then is shared out over the days that remain.

    Args:
        unseen: cards that were new when the day began.
    """
    last_day = exam.set_on + SHARE_FOR_NEW_CARDS * (exam.on - exam.set_on)
    if day > last_day:
        last_day = exam.on - ONE_DAY
    days = max(1, (last_day - day).days + 1)
    return -(-unseen // days)


def limits_of_day(
    settings: StudySettings,
    *,
    seconds_per_card: float,
    new_before_exams: int | None = None,
    today_only: DayLimits | None = None,
    catch_up: int | None = None,
) -> DayLimits:
    """Give the limits in force on one study day.

    The minutes of a day bound all its cards. Before exams, their pace takes the place
    of the number of new cards in the settings, unless that is none. What is wanted for
    this day alone goes before all that, but a plan to catch up before everything.

    Args:
        seconds_per_card: the student's pace on earlier days.
        new_before_exams: new cards that the day needs; None: no exam is to come.
        catch_up: reviews a day of the plan in force, if there is one.
    """
    new, reviews = settings.new_per_day, settings.reviews_per_day
    if settings.minutes_per_day:
        reviews = min(reviews, cards_in(settings.minutes_per_day, seconds_per_card))
    if new_before_exams is not None and new:
        new = new_before_exams
    limits = today_only or DayLimits(new, reviews)
    if catch_up is not None:
        return replace(
            limits,
            new_per_day=0,
            reviews_per_day=min(catch_up, limits.reviews_per_day),
        )
    return limits


def cards_in(minutes: int, seconds_per_card: float) -> int:
    """Give how many cards a student answers in so many minutes: at least one."""
    return max(1, int(minutes * 60 / seconds_per_card))
