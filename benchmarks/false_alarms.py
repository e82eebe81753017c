"""How often each rule of "students to see" is wrong: on simulated classes.

A class of 25 learns 200 cards for an exam after fourteen weeks, with weekends on which
few study, two weeks of holidays, and days missed for no reason. Students on track do
what is planned; some others stop, do a third, or forget. Every Monday the rules are
asked. A student on track who is named is a false alarm.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from math import exp, log
from pathlib import Path
from random import Random

if __name__ == "__main__":  # run by its path, from anywhere
    sys.path.insert(0, str(Path(__file__).parents[1]))

from trainer.core.at_risk import Rule, Work, at_risk, window_begins
from trainer.core.card_state import CardState, Phase
from trainer.core.pacing import Exam, effective_due_day, new_before_exam
from trainer.core.reviews import Rating, Review
from trainer.core.schedule import advance, retrievability
from trainer.core.study_settings import StudySettings

CARDS = 200
WEEKS = 14
HOLIDAYS = (6, 7)  # weeks of the term, from 0
FIRST = date(2026, 9, 7)  # a Monday
ONE_DAY = timedelta(days=1)
SETTINGS = StudySettings(since=datetime(2026, 1, 1, tzinfo=UTC))
_STEP = timedelta(minutes=10)
_MOST_REVIEWS = 60  # a day
_TERM_DAYS = WEEKS * 7
_EXAM = Exam(on=FIRST + _TERM_DAYS * ONE_DAY, set_on=FIRST)
_SPREAD = 0.35  # of the students' memories, in logits


class Kind(StrEnum):
    """How a student goes through the term."""

    ON_TRACK = "on track"
    STOPS = "stops in week 5"
    SLOW = "learns a third of the new cards"
    FORGETS = "forgets much more"


OTHERS = (Kind.STOPS, Kind.SLOW, Kind.FORGETS)


@dataclass(slots=True)
class Student:
    """A student in the simulation, with the memory of each card that was begun."""

    kind: Kind
    memory: float  # logits better than FSRS believes
    states: list[CardState] = field(default_factory=list)
    begun: list[date] = field(default_factory=list)
    days: dict[date, int] = field(default_factory=dict)
    later: dict[date, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Monday:
    """What the rules said of a student on a Monday."""

    kind: Kind
    student: int
    week: int
    rules: frozenset[Rule]

    @property
    def follows_holidays(self) -> bool:
        """Whether the last two weeks had holidays in them."""
        return self.week - 1 in HOLIDAYS or self.week - 2 in HOLIDAYS


def simulate(seed: int, *, on_track: int = 22, weeks: int = WEEKS) -> list[Monday]:
    """Let a class study, and ask the rules each Monday from the second week on."""
    rng = Random(seed)
    kinds = [Kind.ON_TRACK] * on_track + list(OTHERS)
    students = [Student(kind, rng.gauss(0, _SPREAD)) for kind in kinds]
    found: list[Monday] = []
    for number in range(weeks * 7):
        day = FIRST + number * ONE_DAY
        if day.weekday() == 0 and number:
            found += _asked(students, day, number // 7)
        for student in students:
            if rng.random() < _chance_of_study(student.kind, day, number // 7):
                _study(student, day, rng)
    return found


def _chance_of_study(kind: Kind, day: date, week: int) -> float:
    if kind is Kind.STOPS and week >= 4:
        return 0.0
    if week in HOLIDAYS:
        return 0.1
    return 0.3 if day.weekday() >= 5 else 0.88


def _study(student: Student, day: date, rng: Random) -> None:
    """Review what is due, then begin new cards at the exam's pace."""
    due = [n for n, state in enumerate(student.states) if _is_due(state, day)]
    due = due[:_MOST_REVIEWS]
    right = sum(_review(student, n, day, rng) for n in due)
    new = new_before_exam(_EXAM, CARDS - len(student.states), day)
    if student.kind is Kind.SLOW:
        new = (new + rng.randrange(3)) // 3
    new = min(new, CARDS - len(student.states))
    for _ in range(new):
        student.states.append(_answered(CardState(), day, is_right=rng.random() < 0.5))
        student.begun.append(day)
    if due or new:
        student.days[day] = len(due) + new
        student.later[day] = (len(due), right)


def _review(student: Student, number: int, day: date, rng: Random) -> bool:
    state = student.states[number]
    recall = retrievability(state, day)
    shift = student.memory - (2.2 if student.kind is Kind.FORGETS else 0)
    is_right = rng.random() < 1 / (1 + exp(-log(recall / (1 - recall)) - shift))
    student.states[number] = _answered(state, day, is_right=is_right)
    return is_right


def _is_due(state: CardState, day: date) -> bool:
    due_day = effective_due_day(state, _EXAM.on)
    return due_day is not None and due_day <= day


def _due_days(student: Student, today: date) -> Iterator[date]:
    for state in student.states:
        due_day = effective_due_day(state, _EXAM.on)
        if due_day is not None and due_day <= today:
            yield due_day


def _answered(state: CardState, day: date, *, is_right: bool) -> CardState:
    """Give a state after an answer, and after the steps that follow on that day."""
    now = datetime.combine(day, time(12), UTC)
    rating = Rating.GOOD if is_right else Rating.AGAIN
    while True:
        review = Review(uid="", rating=rating, effective_at=now, study_day=day)
        state = advance(state, review, settings=(SETTINGS,), seed="")
        if state.phase is Phase.REVIEW:
            return state
        rating, now = Rating.GOOD, now + _STEP


def _asked(students: Sequence[Student], today: date, week: int) -> Iterator[Monday]:
    works = {n: work_of(student, today) for n, student in enumerate(students)}
    named = at_risk(works, today)
    for n, student in enumerate(students):
        rules = frozenset(flag.rule for flag in named.get(n, ()))
        yield Monday(student.kind, n, week, rules)


def work_of(student: Student, today: date) -> Work:
    """Give what the rules look at."""
    first = window_begins(today)
    later = [both for day, both in student.later.items() if day >= first]
    return Work(
        begun_on=FIRST,
        days={day: n for day, n in student.days.items() if day >= first},
        cards=CARDS,
        seen=len(student.states),
        begun=sum(day >= first for day in student.begun),
        due=Counter(_due_days(student, today)),
        later=sum(asked for asked, _ in later),
        recalled=sum(right for _, right in later),
        exam_on=_EXAM.on,
    )


# The table


def false_alarms(mondays: Sequence[Monday], rule: Rule) -> float:
    """Give the share of the Mondays of students on track on which a rule names them."""
    own = [each for each in mondays if each.kind is Kind.ON_TRACK]
    return sum(rule in each.rules for each in own) / max(1, len(own))


def ever_named(runs: Sequence[Sequence[Monday]], kind: Kind, rule: Rule) -> float:
    """Give the share of students of a kind whom a rule names at least once."""
    everybody = {
        (run, each.student)
        for run, mondays in enumerate(runs)
        for each in mondays
        if each.kind is kind
    }
    named = {
        (run, each.student)
        for run, mondays in enumerate(runs)
        for each in mondays
        if each.kind is kind and rule in each.rules
    }
    return len(named) / max(1, len(everybody))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--classes", type=int, default=20)
    runs = [simulate(seed) for seed in range(parser.parse_args().classes)]
    mondays = [each for run in runs for each in run]
    usual = [each for each in mondays if not each.follows_holidays]
    after = [each for each in mondays if each.follows_holidays]
    print("| rule | false alarms, any Monday | usual weeks | holidays and after |")
    print("|---|---|---|---|")
    for rule in Rule:
        shares = (false_alarms(some, rule) for some in (mondays, usual, after))
        print(f"| {rule} | {' | '.join(f'{share:.2%}' for share in shares)} |")
    print("\n| student | named at least once | by |")
    print("|---|---|---|")
    for kind in Kind:
        for rule in Rule:
            print(f"| {kind} | {ever_named(runs, kind, rule):.0%} | {rule} |")


if __name__ == "__main__":
    main()
