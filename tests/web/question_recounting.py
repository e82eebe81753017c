"""The figures of questions counted anew from the table that a teacher takes along.

They are Moodle's, of the first answers to the exam or to its lists; a card that a
student has not seen is blank. Nothing of the product is called.
"""

from __future__ import annotations

from collections import defaultdict
from math import sqrt
from statistics import correlation, covariance, fmean, stdev, variance

from tests.web.class_table import ClassTable, Figures, is_of_list, number, under

FEWEST = 10  # students, below whom no figure is shown
NOTHING = 1e-9


class QuestionRecount:
    """What the first answers to the exam, or to its lists, tell of each card.

    `sheets` has the marks of each student by card, `worth` the highest of each card.
    """

    def __init__(self, table: ClassTable, *, lists: bool) -> None:
        """Mark the first answers."""
        self.cards = {
            key: card for key, card in table.cards.items() if is_of_list(card) is lists
        }
        self.worth = {key: number(card["valeur"]) for key, card in self.cards.items()}
        self.rows = [row for row in table.firsts if row["carte"] in self.cards]
        self.sheets: dict[str, Figures] = defaultdict(dict)
        for row in self.rows:
            share = number(row["points"] or row["juste"])
            if share == 0 and row["juste"] == "1":
                share = 1.0  # the student has said that it was right after all
            self.sheets[row["élève"]][row["carte"]] = share * self.worth[row["carte"]]

    def page(self) -> Figures:
        """Count the page of questions; its intervals are drawn, and not counted."""
        found = under("paper", self.paper())
        for key in self.cards:
            found |= under(f"question:{key}", self.question(key))
        return found

    def question(self, key: str) -> Figures:
        """Count a question as the list has it."""
        own, rest = self.marks(key)
        found: Figures = {"students": len(own)}
        if len(own) >= FEWEST:
            found["guess"] = number(self.cards[key]["au hasard"])
            found["facility"] = fmean(own) / self.worth[key]
            if variance(own) > NOTHING:
                found["discrimination"] = 100 * correlation(own, rest)
        return found

    def detail(self, key: str) -> Figures:
        """Count the page of a question: its weights, too, and who chose what."""
        found = self.question(key) | self.options(key)
        found["intended"] = 100 * self.worth[key] / sum(self.worth.values())
        roots = {each: self.root(each) for each in self.cards}
        if (root := roots[key]) is not None:
            total = sum(each for each in roots.values() if each is not None)
            found["effective"] = 100 * root / total
        own, rest = self.marks(key)
        highest = covariance(sorted(own), sorted(rest))
        found["efficiency"] = 100 * covariance(own, rest) / highest
        return found

    def paper(self) -> Figures:
        """Count the paper: totals scaled to all of it, Cronbach's alpha, its error."""
        whole = sum(self.worth.values())
        totals = [
            sum(sheet.values()) * whole / sum(self.worth[key] for key in sheet)
            for sheet in self.sheets.values()
        ]
        parts = sum(variance(self.marks(key)[0]) for key in self.cards)
        count, spread = len(self.cards), stdev(totals)
        alpha = count / (count - 1) * (1 - parts / spread**2)
        return {
            "students": len(totals),
            "mean": fmean(totals),
            "deviation": spread,
            "consistency": 100 * alpha,
            "error": spread * sqrt(1 - alpha),
        }

    def marks(self, key: str) -> tuple[list[float], list[float]]:
        """Give the students' marks, and beside each the rest, scaled to all others."""
        others = sum(self.worth.values()) - self.worth[key]
        own, rest = [], []
        for sheet in self.sheets.values():
            if key in sheet:
                possible = sum(self.worth[each] for each in sheet) - self.worth[key]
                own.append(sheet[key])
                rest.append((sum(sheet.values()) - sheet[key]) * others / possible)
        return own, rest

    def root(self, key: str) -> float | None:
        """Give the root of the covariance with the total; None of a negative one."""
        own, rest = self.marks(key)
        shared = covariance(own, [a + b for a, b in zip(own, rest, strict=True)])
        return None if shared < -NOTHING else sqrt(max(0.0, shared))

    def options(self, key: str) -> Figures:
        """Count who chose what, and how those did elsewhere."""
        rows = [row for row in self.rows if row["carte"] == key and row["réponse"]]
        found: Figures = {}
        for option in {each for row in rows for each in row["options"].split(" | ")}:
            shown = sum(option in row["options"].split(" | ") for row in rows)
            rests = [
                self.elsewhere(row["élève"], key)
                for row in rows
                if row["réponse"] == option
            ]
            figures: Figures = {"shown": shown, "chosen": len(rests)}
            figures["share"] = len(rests) / shown
            if rests:
                figures["rest"] = fmean(rests)
            found |= under(f"option:{option}", figures)
        return found

    def elsewhere(self, student: str, key: str) -> float:
        """Give the share of the marks of all other cards that a student has."""
        sheet = self.sheets[student]
        possible = sum(self.worth[each] for each in sheet) - self.worth[key]
        return (sum(sheet.values()) - sheet[key]) / possible
