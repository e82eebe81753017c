"""The figures of a student counted anew from the exported log, in plain loops.

Nothing here calls what the page of progress is made of. Of the rules it takes `replay`
alone, whose schedules are pinned elsewhere; everything else is written out once more.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import mean, median
from typing import Any
from zoneinfo import ZoneInfo

from fsrs.scheduler import DEFAULT_PARAMETERS

from trainer.core.card_state import CardState
from trainer.core.reviews import Purpose, Rating, Review
from trainer.core.schedule import replay
from trainer.core.study_settings import StudySettings

DAY = timedelta(days=1)
DECAY = DEFAULT_PARAMETERS[20]

Record = dict[str, Any]
Figures = dict[str, float]


@dataclass(frozen=True)
class Step:
    """A study answer of a card, with the states that its prefixes of the log give."""

    review: Record
    before: CardState
    after: CardState


class Recount:
    """The export of a student, and what can be counted in it."""

    def __init__(self, export: str, today: date) -> None:
        """Read the export as anybody could who has the file."""
        self.data: Record = json.loads(export)
        self.today = today
        self.settings = [settings_of(each) for each in self.data["settings"]]
        self.cards = [card for card in self.data["cards"] if not card["is_retired"]]
        self.kept = [r for r in self.data["reviews"] if not r["retracted"]]
        self.study = [r for r in self.kept if r["purpose"] == "study"]
        self.steps = {card["key"]: self.steps_of(card["key"]) for card in self.cards}
        self.held = {held["card"]: held for held in self.data["held"]}

    def steps_of(self, key: str) -> list[Step]:
        """Replay each prefix of a card's answers."""
        log = sorted(
            (r for r in self.study if r["card"] == key),
            key=lambda r: (r["effective_at"], r["sequence"], r["uid"]),
        )
        seed = f"{self.data['student']['uid']} {key}"
        reviews = [review_of(each) for each in log]
        states = [
            replay(reviews[:count], self.settings, seed=seed)
            for count in range(len(reviews) + 1)
        ]
        return [Step(*each) for each in zip(log, states[:-1], states[1:], strict=True)]

    def figures(self) -> Figures:
        """Count every number of the page."""
        return {
            **self.work(),
            **self.coming(),
            **self.passes(),
            **self.knowledge(),
            **self.confusions(),
            **self.leeches(),
            **self.streak(),
        }

    # Work

    def work(self) -> Figures:
        found: Figures = {}
        first = self.today - timedelta(days=self.today.weekday() + 52 * 7)
        today = {"reviews": 0, "cram": 0, "ms": 0}
        for day in sorted({r["study_day"] for r in self.kept}):
            reviews = cram = ms = 0
            for review in self.kept:
                if review["study_day"] == day:
                    reviews += review["purpose"] == "study"
                    cram += review["purpose"] != "study"
                    ms += review["duration_ms"]
            if date.fromisoformat(day) >= first:
                found[f"day:{day}:reviews"] = reviews
                found[f"day:{day}:cram"] = cram
                found[f"day:{day}:ms"] = ms
            if day == self.today.isoformat():
                today = {"reviews": reviews, "cram": cram, "ms": ms}
        found["today:reviews"] = today["reviews"]
        if today["ms"]:
            found["today:ms"] = today["ms"]
        if today["cram"]:
            found["today:cram"] = today["cram"]
        return found

    def answers_on(self, day: date) -> int:
        return sum(1 for r in self.kept if r["study_day"] == day.isoformat())

    # What is to come

    def due_day(self, state: CardState) -> date:
        if state.due_day:
            return state.due_day
        assert state.due_at
        in_force = [s for s in self.settings if s.since <= state.due_at][-1]
        local = state.due_at.astimezone(ZoneInfo(in_force.zone))
        return (local - timedelta(hours=in_force.rollover_hour)).date()

    def due_on(self, day: date) -> int:
        """Count the cards that are shown for a day, today for all that is late."""
        count = 0
        for key, steps in self.steps.items():
            held = self.held.get(key, {"is_suspended": False, "buried_on": None})
            if steps and not held["is_suspended"]:
                due = self.due_day(steps[-1].after)
                if held["buried_on"]:
                    due = max(due, date.fromisoformat(held["buried_on"]) + DAY)
                count += max(due, self.today) == day
        return count

    def coming(self) -> Figures:
        days = [self.today + DAY * n for n in range(30)]
        return {f"due:{day}": self.due_on(day) for day in days}

    # Memory

    def passes(self) -> Figures:
        found: Figures = {}
        month = self.today - timedelta(days=29)
        for period, first in (("month", month), ("ever", date.min)):
            asked: Counter[str] = Counter()
            passed: Counter[str] = Counter()
            for step in self.reviews_of_a_day():
                if date.fromisoformat(step.review["study_day"]) >= first:
                    for name in ("all", self.age_of(step.before)):
                        asked[name] += 1
                        passed[name] += step.review["rating"] > 1
            for name in ("all", "young", "mature"):
                found[f"asked:{period}:{name}"] = asked[name]
                if asked[name]:
                    found[f"passes:{period}:{name}"] = passed[name] / asked[name]
        if "passes:month:all" in found:
            found["passes"] = found["passes:month:all"]
        return found

    def reviews_of_a_day(self) -> list[Step]:
        """Give the first answer of each card on each day, if it was in review then."""
        found = []
        for steps in self.steps.values():
            first = {step.review["study_day"]: step for step in reversed(steps)}
            found += [step for step in first.values() if step.before.phase == "review"]
        return found

    @staticmethod
    def age_of(state: CardState) -> str:
        assert state.due_day
        assert state.last_study_day
        interval = (state.due_day - state.last_study_day).days
        return "mature" if interval >= 21 else "young"

    def chance(self, key: str) -> float:
        steps = self.steps[key]
        if not steps:
            return 0.0
        state = steps[-1].after
        assert state.stability
        assert state.last_study_day
        factor = 0.9 ** (-1 / DECAY) - 1
        days = (self.today - state.last_study_day).days
        recall = (1 + factor * days / state.stability) ** -DECAY
        right = [s.review for s in steps if s.review["rating"] > 1]
        telling = right or [s.review for s in steps]
        if any(r["format"] not in ("choice", "true_false") for r in telling):
            return float(recall)
        last = telling[-1]
        options = len(last["shown"]) if last["format"] == "choice" else 2
        return float(max(0, (recall - 1 / options) / (1 - 1 / options)))

    def knowledge(self) -> Figures:
        causes = {miss["review_uid"]: miss["cause"] for miss in self.data["misses"]}
        groups = defaultdict(list)
        for card in self.cards:
            groups["part:" + card["deck"] + ":" + card["part"]].append(card["key"])
            for job in card["jobs"]:
                groups["job:" + card["deck"] + ":" + job].append(card["key"])
        found: Figures = {}
        for name, keys in groups.items():
            steps = [step for key in keys for step in self.steps[key]]
            times = [s.review["duration_ms"] for s in steps if s.review["duration_ms"]]
            found[f"{name}:cards"] = len(keys)
            found[f"{name}:seen"] = sum(1 for key in keys if self.steps[key])
            found[f"{name}:chance"] = mean(self.chance(key) for key in keys)
            if times:
                found[f"{name}:median"] = median(times) / 1000
            told = Counter(causes.get(step.review["uid"]) for step in steps)
            if name.startswith("part:") and told.keys() - {None}:
                for cause in ("gap", "misread", "confused", "time"):
                    found[f"{name.replace('part', 'cause', 1)}:{cause}"] = told[cause]
        found["cards"] = len(self.cards)
        found["seen"] = sum(1 for steps in self.steps.values() if steps)
        found["chance"] = mean(self.chance(card["key"]) for card in self.cards)
        return found

    def confused(self) -> list[tuple[str, str, str]]:
        """Give each wrong answer that names a job: card, right job, answered job."""
        all_jobs = {job for card in self.cards for job in card["jobs"]}
        right = {card["key"]: card["jobs"] for card in self.cards}
        found = []
        for review in self.study:
            jobs = right.get(review["card"])
            answered = review["response"].get("choice")
            is_wrong = review["rating"] == 1 and answered in all_jobs
            if jobs and is_wrong and answered not in jobs:
                found.append((review["card"], jobs[0], answered))
        return found

    def confusions(self) -> Figures:
        counted = Counter(f"{right}|{other}" for _, right, other in self.confused())
        return {f"confusion:{pair}": times for pair, times in counted.items()}

    def leeches(self) -> Figures:
        found: Figures = {}
        for key, steps in self.steps.items():
            lapses = 0
            for step in steps:
                lapses += step.before.phase == "review" and step.review["rating"] == 1
            if lapses >= 4:
                found[f"lapses:{key}"] = lapses
        return found

    # Days in a row

    def streak(self) -> Figures:
        if not self.data["student"]["counts_streak"]:
            return {}
        answered = {date.fromisoformat(r["study_day"]) for r in self.kept}
        day, kept = self.today, 0
        while day >= min(answered):
            is_due = any(self.was_due(card["key"], day) for card in self.cards)
            if day in answered:
                kept += 1
            elif not self.is_in_a_break(day):
                if is_due and day != self.today:
                    break
                kept += not is_due
            day -= DAY
        return {"streak": kept}

    def was_due(self, key: str, day: date) -> bool:
        """Say whether the answers before a day left a card due on it, and not held."""
        earlier = [s for s in self.steps[key] if s.review["study_day"] < str(day)]
        return (
            bool(earlier)
            and self.due_day(earlier[-1].after) <= day
            and not self.was_held(key, day)
        )

    def was_held(self, key: str, day: date) -> bool:
        is_suspended = is_buried = False
        for hold in self.data["holds"]:
            if hold["card"] == key and hold["study_day"] <= str(day):
                if hold["action"] in ("suspend", "resume"):
                    is_suspended = hold["action"] == "suspend"
                if hold["action"] in ("bury", "unbury"):
                    is_buried = hold["action"] == "bury" and (
                        hold["study_day"] == str(day)
                    )
        return is_suspended or is_buried

    def is_in_a_break(self, day: date) -> bool:
        return any(
            each["first_day"] <= str(day) <= each["last_day"]
            for each in self.data["breaks"]
        )


def review_of(record: Record) -> Review:
    """Give what the schedule needs of an exported review."""
    return Review(
        uid=record["uid"],
        rating=Rating(record["rating"]),
        effective_at=datetime.fromisoformat(record["effective_at"]),
        study_day=date.fromisoformat(record["study_day"]),
        sequence=record["sequence"],
        purpose=Purpose(record["purpose"]),
    )


def settings_of(record: Record) -> StudySettings:
    """Give the settings that an exported record holds."""
    lists = ("learning_steps", "relearning_steps", "easy_days")
    values = record | {name: tuple(record[name]) for name in lists}
    return StudySettings(**values | {"since": datetime.fromisoformat(record["since"])})
