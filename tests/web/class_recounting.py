"""The figures of a class counted anew from the table that a teacher takes along.

In plain loops, from the CSV file alone. Nothing here calls a story, a query or what the
pages are made of. Of the rules it takes two that are proved by themselves: `replay`,
whose schedules are pinned, and the rates of topics (`class_rates`, `weak_topics`),
whose intervals hold in simulated classes. Everything else is written out once more;
the figures of questions in `question_recounting`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from math import exp, lgamma, log, sqrt
from statistics import fmean

from tests.web.class_table import (
    ClassTable,
    Figures,
    Row,
    day_of,
    is_of_list,
    number,
    under,
)
from trainer.core.class_rates import class_evidence
from trainer.core.reviews import Purpose, Rating, Review
from trainer.core.schedule import DECAY, FACTOR, replay
from trainer.core.study_settings import StudySettings
from trainer.core.topic_votes import Tally, TopicVotes
from trainer.core.weak_topics import Estimate, estimates

NO_JOB = ("autre réponse", "sans réponse")
GROUPS = {"part": "partie", "job": "métiers", "tool": "outils", "tag": "thèmes"}
NOTES = ("À revoir", "Difficile", "Correct", "Facile")


class ClassRecount:
    """The table of a class, and what can be counted in it."""

    def __init__(self, table: ClassTable, members: Sequence[str]) -> None:
        """Take a table.

        Args:
            members: all students, also those who never answered.
        """
        self.rows, self.cards = table.rows, table.cards
        self.members = list(members)
        self.votes = table.votes

    # Topics: the votes of a student on a card, of all students and cards of a topic

    def topic_cards(self, by: str) -> dict[str, list[str]]:
        """Group the cards; a tool that one card alone names is none."""
        found: dict[str, list[str]] = defaultdict(list)
        for key, card in self.cards.items():
            for name in filter(None, card[GROUPS[by]].split(" | ")):
                found[name].append(key)
        return dict(found)

    def weight(self, cards: Iterable[str]) -> float:
        """Give the marks of a topic: what its cards bring, or what they prepare for."""
        own = prepared = 0.0
        for key in cards:
            if is_of_list(self.cards[key]):
                prepared += number(self.cards[key]["poids"])
            else:
                own += number(self.cards[key]["poids"])
        return max(own, prepared)

    def rated(
        self, groups: dict[str, list[str]], is_counted: Callable[[Row], bool]
    ) -> dict[str, tuple[Estimate, int, int]]:
        """Give of each group its rate, how many votes, and of how many students."""
        ids = {key: place for place, key in enumerate(self.cards)}
        counted = []
        for cards in groups.values():
            tallies: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
            for row in self.votes:
                if row["carte"] in cards and is_counted(row):
                    pair = self.members.index(row["élève"]), ids[row["carte"]]
                    tallies[pair][0] += 1
                    tallies[pair][1] += row["juste"] == "1"
            counted.append(
                TopicVotes(len(cards), [Tally(*p, *n) for p, n in tallies.items()])
            )
        evidence = class_evidence(counted, range(len(self.members)))
        found = estimates(evidence.topics, doubt=evidence.doubt)
        return {
            name: (estimate, votes.asked, len({t.student for t in votes.tallies}))
            for name, votes, estimate in zip(groups, counted, found, strict=True)
        }

    def topics(self, by: str, since: date) -> Figures:
        """Count the page of topics: what has enough votes, and how few others have."""
        groups = self.topic_cards(by)
        found: Figures = {}
        for name, (rate, asked, students) in self.rated(groups, after(since)).items():
            figures: Figures = {"asked": asked}
            if has_enough(rate, asked):
                weight = self.weight(groups[name])
                figures |= ends(rate) | {"students": students}
                if weight:
                    lost = weight * (1 - rate.rate)
                    figures |= {"weight": weight, "lost": lost}
            elif not asked:
                figures = {}
            found |= under(f"topic:{name}", figures)
        return found

    def topic(self, by: str, name: str, since: date, today: date) -> Figures:
        """Count the page of a topic: each card as if it were a topic, each student."""
        groups = self.topic_cards(by)
        rate, asked, students = self.rated(groups, after(since))[name]
        found = {"topic:asked": float(asked), "topic:students": float(students)}
        found |= under("topic", ends(rate))
        single = {key: [key] for key in groups[name]}
        for key, (rate, asked, _) in self.rated(single, after(since)).items():
            if has_enough(rate, asked):
                found |= under(f"card:{key}", ends(rate) | {"asked": asked})
        for member in self.members:
            figures = {
                "recall": self.recall(member, groups[name], today),
                "asked": self.asked(member, groups[name], after(since)),
            }
            found |= under(f"student:{member}", figures)
        return found

    def trend(self, today: date) -> Figures:
        """Count the twelve weeks of each part, this one too."""
        found: Figures = {}
        groups = self.topic_cards("part")
        for back in range(12):
            start = today - timedelta(days=today.weekday() + 7 * back)

            def is_in(row: Row, start: date = start) -> bool:
                return start <= day_of(row) < start + timedelta(days=7)

            for name, (rate, asked, _) in self.rated(groups, is_in).items():
                if has_enough(rate, asked):
                    figures = ends(rate) | {"asked": asked}
                    found |= under(f"week:{start}:{name}", figures)
        return found

    # Recall: a card's study answers replayed, forgotten by the curve until today

    def grid(self, by: str, today: date) -> Figures:
        """Count the grid: the mean recall of a topic's cards, by student and in all."""
        found: Figures = {}
        for name, cards in self.topic_cards(by).items():
            chances = {each: self.recall(each, cards, today) for each in self.members}
            asked = {each: self.asked(each, cards) for each in self.members}
            for member in self.members:
                found[f"student:{member}:{name}:recall"] = chances[member]
                if asked[member]:
                    found[f"student:{member}:{name}:asked"] = asked[member]
            found[f"class:{name}:recall"] = fmean(chances.values())
            found[f"class:{name}:asked"] = sum(asked.values())
        return found

    def asked(
        self,
        member: str,
        cards: Iterable[str],
        is_counted: Callable[[Row], bool] = lambda _: True,
    ) -> int:
        some = set(cards)
        own = (row for row in self.votes if row["élève"] == member)
        return sum(row["carte"] in some and is_counted(row) for row in own)

    def recall(self, member: str, cards: Iterable[str], today: date) -> float:
        return fmean(self.chance(member, key, today) for key in cards)

    def chance(self, member: str, key: str, today: date) -> float:
        """Give the chance of one card; one never seen has that of a blind guess."""
        log_ = [
            review_of(row)
            for row in self.rows
            if (row["élève"], row["carte"], row["sorte"]) == (member, key, "révision")
        ]
        if not log_:
            return number(self.cards[key]["au hasard"])
        start = datetime(2026, 1, 1, tzinfo=UTC)
        state = replay(log_, [StudySettings(since=start)], seed="")
        assert state.stability is not None
        assert state.last_study_day is not None
        days = (today - state.last_study_day).days
        return float((1 + FACTOR * days / state.stability) ** DECAY)

    # Confusions: every answer to a card that asks for a job, practice too

    def job_rows(self, since: date) -> list[Row]:
        return [row for row in self.rows if row["métier demandé"] and after(since)(row)]

    def matrix(self, since: date) -> Figures:
        """Count the cells that have an answer, and the row of each job."""
        found: Figures = defaultdict(float)
        for row in self.job_rows(since):
            asked, given = row["métier demandé"], row["métier donné"]
            found[f"cell:{asked}|{given[0].upper()}{given[1:]}"] += 1
            found[f"row:{asked}"] += 1
        return dict(found)

    def pairs(self, since: date) -> dict[tuple[str, str], Figures]:
        """Count the pairs that are shown: from 20 answers on, three of them confused.

        Free practice is not counted.

        The rate is (x + a) / (n + a + b): a and b have the mean of all pairs and the
        strength under which what was counted is the likeliest, or as much less of it
        as leaves the rate within half a standard error of x / n.
        """
        rows = [row for row in self.job_rows(since) if row["sorte"] != "entraînement"]
        jobs = {row["métier demandé"] for row in rows}
        jobs |= {row["métier donné"] for row in rows}.difference(NO_JOB)
        counted = {}
        for pair in combinations(sorted(jobs), 2):
            own = [row for row in rows if row["métier demandé"] in pair]
            taken = [
                row
                for row in own
                if row["métier donné"] in pair
                and row["métier donné"] != row["métier demandé"]
            ]
            people = len({row["élève"] for row in taken})
            counted[pair] = len(taken), len(own), people
        whole = prior_of([(x, n) for x, n, _ in counted.values()])
        found: dict[tuple[str, str], Figures] = {}
        for pair, (x, n, people) in counted.items():
            if n >= 20 and x >= 3:
                a, b = weakened(*whole, x, n)
                found[pair] = {
                    "confused": x,
                    "asked": n,
                    "people": people,
                    "rate": (x + a) / (n + a + b),
                    "low": beta_quantile(0.1, x + a, n - x + b),
                    "high": beta_quantile(0.9, x + a, n - x + b),
                }
        return found

    def cell(self, asked: str, given: str, since: date) -> Figures:
        """Count what is behind a cell: by card and by student."""
        rows = [
            row
            for row in self.job_rows(since)
            if (row["métier demandé"], row["métier donné"]) == (asked, given)
        ]
        found: Figures = {"answers": len(rows)}
        found["people"] = len({row["élève"] for row in rows})
        for key in {row["carte"] for row in rows}:
            own = [row for row in rows if row["carte"] == key]
            found[f"card:{key}:answers"] = len(own)
            found[f"card:{key}:people"] = len({row["élève"] for row in own})
        for row in rows:
            name = f"student:{row['élève']}"
            found[name] = found.get(name, 0) + 1
        return found


# Words and numbers


def after(first: date) -> Callable[[Row], bool]:
    return lambda row: day_of(row) >= first


def ends(rate: Estimate) -> Figures:
    return {"rate": rate.rate, "low": rate.low, "high": rate.high}


def has_enough(rate: Estimate, asked: int) -> bool:
    """Say whether a rate is shown: five votes, an interval of 30 points at most."""
    return asked >= 5 and rate.high - rate.low <= 0.30


def review_of(row: Row) -> Review:
    """Give what the schedule needs of a row; of the hour the order alone is known."""
    at = datetime.combine(day_of(row), time(12), UTC)
    return Review(
        uid=row["rang"],
        rating=Rating(NOTES.index(row["note"]) + 1),
        effective_at=at + timedelta(seconds=int(row["rang"])),
        study_day=day_of(row),
        sequence=int(row["rang"]),
        purpose=Purpose.STUDY,
    )


# The beta distribution


def log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def prior_of(counts: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Give a and b of the likeliest beta with the mean of all; 1 to 2¹⁴ answers."""
    mean = (sum(x for x, _ in counts) + 0.5) / (sum(n for _, n in counts) + 1)

    def likelihood(strength: float) -> float:
        a, b = mean * strength, (1 - mean) * strength
        return sum(log_beta(x + a, n - x + b) - log_beta(a, b) for x, n in counts)

    best = max(_strengths(), key=likelihood)
    return mean * best, (1 - mean) * best


def weakened(a: float, b: float, x: int, n: int) -> tuple[float, float]:
    """Seek by halves the part that leaves the rate near enough to x / n."""
    p = (x + 0.5) / (n + 1)
    most = sqrt(p * (1 - p) / n) / 2

    def far(part: float) -> bool:
        return abs((x + part * a) / (n + part * (a + b)) - x / n) > most

    if not far(1.0):
        return a, b
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if far(middle) else (middle, high)
    return low * a, low * b


def _strengths() -> Iterator[float]:
    for step in range(29):
        yield sqrt(2.0**step)


def beta_quantile(share: float, a: float, b: float) -> float:
    """Give the value below which a share lies, by adding up the density's middles."""
    steps = 20_000
    middles = [(n + 0.5) / steps for n in range(steps)]
    top = log_beta(a, b)
    total = 0.0
    for x in middles:
        total += exp((a - 1) * log(x) + (b - 1) * log(1 - x) - top) / steps
        if total >= share:
            return x
    raise AssertionError("the shares do not add up")
