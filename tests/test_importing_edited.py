"""A paper imported again and again while it is edited: no history is ever lost."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from random import Random

import pytest
from sqlalchemy import select

from tests.core.test_keys_edited import misspelt, strange_text
from tests.importing import (
    PAPER,
    SLUG,
    card_ids,
    cards_of,
    import_paper,
    items_of,
    planned,
    question,
    reviews_by_card,
)
from tests.studying import (
    MINUTE,
    NOW,
    answer,
    send,
    stored_states,
)
from trainer.content import content_hash, item_from_json, item_to_json
from trainer.core.deck import Source, SourceText
from trainer.core.items import Item
from trainer.core.keys import NEW
from trainer.core.reviews import Rating
from trainer.db import Database
from trainer.import_plan import ImportPlan
from trainer.learners import ensure_learner
from trainer.replaying import rebuild
from trainer.tables import ItemRevisionRow


@dataclass
class Question:
    """A question and its answer; `truth` are the keys it may keep (none: it is new)."""

    part: str
    text: str
    ending: str
    answer: str
    truth: frozenset[str] = frozenset()
    is_piece: bool = False


@dataclass
class Edited:
    """The built-in paper under edit, its key in step; knows which item is which."""

    questions: list[Question]
    rng: Random

    def edit(self) -> None:
        """Change one thing, as a teacher would."""
        edits = (self.mistype, self.move, self.split, self.delete, self.insert)
        self.rng.choice(edits)()

    def pick(self) -> int:
        return self.rng.randrange(len(self.questions))

    def mistype(self) -> None:
        one = self.questions[self.pick()]
        one.text = misspelt(one.text, self.rng)

    def move(self) -> None:
        one = self.questions.pop(self.pick())
        self.questions.insert(self.pick(), one)

    def split(self) -> None:
        at = self.pick()
        one = self.questions[at]
        words = one.text.split()
        if len(words) >= 8:
            cut = self.rng.randrange(4, len(words) - 3)
            one.text, one.is_piece = " ".join(words[:cut]), True
            self.questions.insert(at + 1, replace(one, text=" ".join(words[cut:])))

    def delete(self) -> None:
        if len(self.questions) > 12:
            del self.questions[self.pick()]

    def insert(self) -> None:
        like = self.questions[self.pick()]
        text = strange_text(self.rng)
        new = replace(like, text=text, truth=frozenset(), is_piece=False)
        self.questions.insert(self.pick(), new)

    def in_order(self) -> list[Question]:
        """Return the questions part by part, as the paper has them."""
        return sorted(self.questions, key=lambda one: one.part)

    def source(self) -> Source:
        """Write the paper and its key."""
        assert PAPER.settings
        aliases = PAPER.settings.text.partition("# How the points")[0]
        exam, key = [f"# Corrigé\n\n{REMINDERS}\n"], [""]
        for part, questions in groupby(self.in_order(), lambda one: one.part):
            mine = list(questions)
            points = POINTS[part] * len(mine)
            exam.append(f"\n## PARTIE {part} — {HEADINGS[part]} (/{points})\n")
            for number, one in enumerate(mine, start=1):
                exam.append(f"{number}) {one.text}{one.ending}")
                key.append(f"### {part}{number}\n{one.answer}")
        return replace(
            PAPER,
            exam=SourceText("exam.md", "\n".join(exam)),
            key=SourceText("key.md", "\n".join(key)),
            settings=replace(PAPER.settings, text=aliases),
        )

    def decisions(self, plan: ImportPlan) -> dict[str, str]:
        """Answer doubts truthfully; of the pieces of an item the first one is it."""
        items = questions_of(plan)
        truth = {
            item.place: one.truth
            for item, one in zip(items, self.in_order(), strict=True)
        }
        said: dict[str, str] = {}
        for doubt in plan.parsed.assignment.doubts:
            right = [key for key in doubt.candidates if key in truth[doubt.place]]
            free = [key for key in right if key not in said.values()]
            said[doubt.place] = free[0] if free else NEW
        return said

    def check_and_learn(self, plan: ImportPlan, known: Iterable[str]) -> None:
        """See that each question is the item it was, and note the keys of new ones."""
        items = questions_of(plan)
        for item, one in zip(items, self.in_order(), strict=True):
            key = item.key.removeprefix(f"{SLUG}/")
            is_new = key not in known
            assert key in one.truth or (is_new and (one.is_piece or not one.truth))
            one.truth, one.is_piece = frozenset({key}), False


HEADINGS = {"A": "Identifier", "C": "Vrai/Faux", "F": "Règles simples"}
POINTS = {"A": 2, "C": 3, "F": 3}
REMINDERS = PAPER.exam.text.partition("---\n")[2].partition("---\n")[0]


def questions_of(plan: ImportPlan) -> list[Item]:
    """Return the items of a plan that are questions, in the order of the paper."""
    return [item for item in plan.parsed.items if item.part]


def real_questions() -> list[Question]:
    """Return the questions of three parts of the built-in paper, with their answers."""
    assert PAPER.key
    entries = r"^### ([ACF]\d+) .*\n((?:.+\n)+)"
    answers = dict(re.findall(entries, PAPER.key.text, re.MULTILINE))
    questions = []
    for part in HEADINGS:
        section = PAPER.exam.text.partition(f"## PARTIE {part}")[2].partition("---")[0]
        for number, text in re.findall(r"^(\d+)\) (.*?)\s*$", section, re.MULTILINE):
            ending = {"A": f"\n{boxes(number)}", "C": " → V/F + 1 phrase", "F": ""}[
                part
            ]
            plain = text.replace("**", "").removesuffix(" → V/F + 1 phrase")
            answer = answers[f"{part}{number}"]
            questions.append(Question(part, plain, ending, answer))
    return questions


def boxes(number: str) -> str:
    """Return the options of a question of part A, none of them marked."""
    return question(int(number)).partition("\n")[2].replace("**", "")


@pytest.mark.parametrize("at_a_time", [5, pytest.param(1, marks=pytest.mark.slow)])
def test_two_hundred_edits_lose_no_history(db: Database, at_a_time: int) -> None:
    paper = Edited(real_questions(), Random("edits"))
    paper.check_and_learn(import_paper(db, paper.source()), ())
    with db.writing() as session:
        lea = ensure_learner(session, NOW)

    for number in range(200 // at_a_time):
        live = sorted(card_ids(db, only_live=True))
        for card in paper.rng.sample(live, 2):
            send(db, lea, answer(f"{number}-{card}", card, Rating.AGAIN))
        items, ids = items_of(db), card_ids(db)
        log, states = reviews_by_card(db, lea), stored_states(db, lea)
        for _ in range(at_a_time):
            paper.edit()

        source = paper.source()
        decisions = paper.decisions(planned(db, source))
        plan = import_paper(db, source, decisions, NOW + number * MINUTE)

        paper.check_and_learn(plan, items)
        assert ids.items() <= card_ids(db).items()
        assert sorted(card_ids(db, only_live=True)) == sorted(cards_of(plan.parsed))
        assert reviews_by_card(db, lea) == log
        assert stored_states(db, lea) == states
    with db.reading() as session:
        assert rebuild(session, lea, check=True).different == 0


TOTAL = """# Examen

## PARTIE A — Choisir (/4)

1) Un plat froid.
→ [x] Gaspacho  [ ] Ratatouille

2) Un plat chaud.
→ [ ] Gaspacho  [x] Ratatouille
"""


def test_another_item_that_shares_the_points_of_a_part_changes_no_other(
    db: Database,
) -> None:
    text = f"{TOTAL}\n3) Un gratin.\n→ [x] Tian  [ ] Gaspacho\n"
    paper = Source("examen", SourceText("examen.md", TOTAL))
    import_paper(db, paper)

    plan = import_paper(db, replace(paper, exam=SourceText("examen.md", text)))

    assert [each.item.place for each in plan.added] == ["A3"]
    assert plan.changed == ()


def test_items_that_were_stored_with_their_points_are_the_same(db: Database) -> None:
    import_paper(db)
    with db.writing() as session:
        for row in session.scalars(select(ItemRevisionRow)):
            item = replace(item_from_json(row.content), points=2.0)
            row.content = item_to_json(item)
            row.content_hash = content_hash(row.content)

    assert planned(db).changed == ()
