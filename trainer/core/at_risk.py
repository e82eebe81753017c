"""Which students to see: a few rules, each of which says itself with its figures.

Nothing is weighed or guessed: a rule holds or it does not, by figures that the sentence
names. Each rule needs enough to go by, else it says nothing. `benchmarks/
false_alarms.py` measures how often each is wrong about students who are on track.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil, sqrt

from trainer.core.beta import beta_chance, beta_quantile
from trainer.core.messages import Message, message

WINDOW_DAYS = 28  # today is the last of them
ABSENT_DAYS = 7
BACKLOG_DAYS = 3
LEAST_SUCCESS = 0.7
FEWEST_DAYS = 3  # of study, to know somebody's usual load
FEWEST_REVIEWS = 10  # on later days: one bad evening says nothing
FEWEST_DAYS_OF_PACE = 14  # since the deck was begun, to know somebody's pace

SMALLEST_CLASS = 5  # in which a day without work says that it was a day off
_FEW_AT_WORK = 0.2
MOST_DAYS_OFF = 14  # as long as school holidays; longer is absence

_ONE_DAY = timedelta(days=1)
_ABOVE = 0.9  # of an 80 % interval, what lies under its upper end
_Z = 1.2816  # the same of a normal distribution


class Rule(StrEnum):
    """A reason to see a student, the most pressing first."""

    ABSENT = "absent"
    BACKLOG = "backlog"
    SUCCESS = "success"
    PACE = "pace"


@dataclass(frozen=True, slots=True)
class Work:
    """What a student did with a deck in the last four weeks, and what is left to do.

    `begun_on` is the first day on which it could be studied in the class. `days` are
    the days of study with how many cards were answered on each. `due` says how many
    cards wait since which day; `begun` cards were new in these weeks. Of those that
    were asked `later`, on another day than their first, so many were `recalled`.
    """

    begun_on: date
    days: Mapping[date, int]
    cards: int
    seen: int
    begun: int
    due: Mapping[date, int]
    later: int
    recalled: int
    exam_on: date | None = None

    @property
    def unseen(self) -> int:
        """How many cards of the deck were never asked."""
        return max(0, self.cards - self.seen)


@dataclass(frozen=True, slots=True)
class Flag:
    """A rule that holds of a student, and the sentence that says why.

    `excess` says how far past its limit: of two students of the same rule the one with
    more comes first. Its unit is the rule's own.
    """

    rule: Rule
    why: Message
    excess: float


def window_begins(today: date) -> date:
    """Return the first day that the rules look at."""
    return today - (WINDOW_DAYS - 1) * _ONE_DAY


def days_off(works: Collection[Work], today: date) -> frozenset[date]:
    """Return the days on which hardly anybody of a class studied, the latest first.

    Weekends and holidays: at most so many of them as two weeks have.
    """
    if len(works) < SMALLEST_CLASS:
        return frozenset()
    few = _FEW_AT_WORK * len(works)
    days = (today - n * _ONE_DAY for n in range(1, WINDOW_DAYS))
    off = [day for day in days if sum(day in work.days for work in works) < few]
    return frozenset(off[:MOST_DAYS_OFF])


def flags_of(work: Work, off: Collection[date], today: date) -> tuple[Flag, ...]:
    """Return the rules that hold of a student, the most pressing first.

    Args:
        off: days on which hardly anybody of the class studied.
    """
    found = (
        _absent(work, off, today),
        _behind(work, off, today),
        _forgets(work),
        _too_slow(work, off, today),
    )
    return tuple(flag for flag in found if flag)


def _absent(work: Work, off: Collection[date], today: date) -> Flag | None:
    """Hold when there was no session on seven days on which the class worked.

    Today is not over, and counts for nobody.
    """
    last = max(work.days, default=work.begun_on - _ONE_DAY)
    since = max(last, window_begins(today) - _ONE_DAY)
    days = (today - since).days - 1
    missed = sum(since + n * _ONE_DAY not in off for n in range(1, days + 1))
    if not work.cards or missed < ABSENT_DAYS:
        return None
    absence = message("{days} jours sans aucune séance", days=days)
    if since > last:
        absence = message("Au moins {days} jours sans aucune séance", days=days)
    if missed == days:
        return Flag(
            Rule.ABSENT,
            message(
                "{absence} (signalé dès {limit}).", absence=absence, limit=ABSENT_DAYS
            ),
            missed,
        )
    return Flag(
        Rule.ABSENT,
        message(
            "{absence}, dont {missed} où la classe a travaillé (signalé dès {limit}).",
            absence=absence,
            missed=missed,
            limit=ABSENT_DAYS,
        ),
        missed,
    )


def _behind(work: Work, off: Collection[date], today: date) -> Flag | None:
    """Hold when more cards are overdue than three usual days of study do.

    What fell due on days off that are just over, is not overdue yet.
    """
    if len(work.days) < FEWEST_DAYS:
        return None
    last = today - _ONE_DAY
    while last in off:
        last -= _ONE_DAY
    overdue = sum(n for day, n in work.due.items() if day <= last)
    load = sum(work.days.values()) / len(work.days)
    if overdue <= BACKLOG_DAYS * load:
        return None
    why = message(
        "{n} cartes en retard, soit {days} jours de travail à {load} par jour"
        " (signalé au-delà de {limit}).",
        n=overdue,
        load=round(load),
        days=round(overdue / load, 1),
        limit=BACKLOG_DAYS,
    )
    return Flag(Rule.BACKLOG, why, overdue / load)


def _forgets(work: Work) -> Flag | None:
    """Hold when very probably fewer than 70 % are recalled, by the 80 % interval.

    Of Jeffreys' prior: half a right and half a wrong answer.
    """
    right, wrong = work.recalled + 0.5, work.later - work.recalled + 0.5
    if work.later < FEWEST_REVIEWS:
        return None
    if beta_chance(LEAST_SUCCESS, right, wrong) < _ABOVE:
        return None
    why = message(
        "{right} réponses justes sur {n} aux révisions d’un autre jour : entre {low}"
        " et {high} % (signalé si c’est très probablement moins de {limit} %).",
        right=work.recalled,
        n=work.later,
        low=round(100 * beta_quantile(1 - _ABOVE, right, wrong)),
        high=round(100 * beta_quantile(_ABOVE, right, wrong)),
        limit=round(100 * LEAST_SUCCESS),
    )
    return Flag(Rule.SUCCESS, why, wrong / (right + wrong))


def _too_slow(work: Work, off: Collection[date], today: date) -> Flag | None:
    """Hold when not all is seen by the exam, at the pace of the last four weeks.

    Even at the upper end of the pace's 80 % interval, new cards counted as by Poisson,
    and with no day off among those that are left.
    """
    if work.exam_on is None or work.exam_on <= today or not work.unseen:
        return None
    first = max(work.begun_on, window_begins(today))
    days = (today - first).days - sum(first <= day < today for day in off)
    if days < FEWEST_DAYS_OF_PACE:
        return None
    # Anscombe's square root has the same spread at any pace: 1/2.
    most = (sqrt(work.begun + 0.75) + _Z / 2) ** 2 / days
    left = ceil(work.unseen - most * (work.exam_on - today).days)
    if left <= 0:
        return None
    why = message(
        "{unseen} cartes sur {cards} jamais vues ; à {pace} {pace:nouvelle|nouvelles}"
        " par jour, au plus {most}, il en restera au moins {left} le jour de l’examen.",
        unseen=work.unseen,
        cards=work.cards,
        pace=round(work.begun / days, 1),
        most=round(most, 1),
        left=left,
    )
    return Flag(Rule.PACE, why, left)


def at_risk(works: Mapping[int, Work], today: date) -> Mapping[int, tuple[Flag, ...]]:
    """Return the students of a class for whom a rule holds, with the rules.

    Those come first for whom most rules hold, then the more pressing ones, then those
    who are farthest past the limit.

    Args:
        works: of every student of the class, by the student's id.
    """
    off = days_off(tuple(works.values()), today)
    found = {id_: flags_of(work, off, today) for id_, work in works.items()}
    return {
        id_: found[id_]
        for id_ in sorted(found, key=lambda n: _urgency(found[n]))
        if found[id_]
    }


def active_students(works: Iterable[Work], today: date, days: int = 7) -> int:
    """Count the students who studied in the last days, today included."""
    first = today - (days - 1) * _ONE_DAY
    return sum(any(day >= first for day in work.days) for work in works)


_ORDER = tuple(Rule)


def _urgency(flags: tuple[Flag, ...]) -> tuple[int, list[int], list[float]]:
    rules = [_ORDER.index(flag.rule) for flag in flags]
    return -len(flags), rules, [-flag.excess for flag in flags]
