"""Imports of the built-in deck, whole or with changes, and what there is then."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from tests.studying import (
    DAY,
    NOW,
    answer,
    reviews_of,
    send,
    sorted_rows,
)
from trainer.core.cards import make_cards
from trainer.core.deck import ParsedDeck, Source
from trainer.core.reviews import Rating
from trainer.db import Database
from trainer.import_plan import ImportPlan, plan_import
from trainer.importing import apply_import
from trainer.learners import Learner, ensure_learner
from trainer.papers import built_in_decks, read_source
from trainer.reviewing import Status
from trainer.tables import CardRow, ItemRevisionRow, ItemRow, Row

FOLDER = next(path for path in built_in_decks() if path.name == "metiers-data")
COMMITTED = read_source(FOLDER)
PAPER = replace(COMMITTED, lock=None)  # what is known comes from the database alone
LATER = NOW + DAY
SLUG = PAPER.slug
Dump = dict[str, list[Any]]
CHURN = "pour prédire le départ de clients"
KAFKA = "> - **Kafka** : outil pour recevoir des données en continu.  \n"
MASKING = re.compile(r"- \[masquage\].*\n  - Accepté.*\n")


@pytest.fixture
def lea(db: Database) -> Learner:
    """A student who has answered every card of the built-in deck once."""
    import_paper(db)
    with db.writing() as session:
        learner = ensure_learner(session, NOW)
    answer_all(db, learner, card_ids(db))
    return learner


# What the tests do


def import_paper(
    db: Database,
    source: Source = PAPER,
    decisions: Mapping[str, str] | None = None,
    now: datetime = NOW,
) -> ImportPlan:
    """Plan an import, and apply it at once."""
    plan = planned(db, source, decisions)
    apply(db, plan, now)
    return plan


def planned(
    db: Database, source: Source = PAPER, decisions: Mapping[str, str] | None = None
) -> ImportPlan:
    """Plan an import, in a session that can change nothing."""
    with db.reading() as session:
        return plan_import(session, source, decisions)


def apply(db: Database, plan: ImportPlan, now: datetime = LATER) -> None:
    """Apply a plan in a transaction of its own."""
    with db.writing() as session:
        apply_import(session, plan, now)


def with_exam(text: str) -> Source:
    """Return the built-in deck with another text of its paper."""
    return replace(PAPER, exam=replace(PAPER.exam, text=text))


def reworded(old: str, new: str) -> Source:
    """Return the built-in deck with some words of its paper replaced."""
    assert PAPER.exam.text.count(old) == 1
    return with_exam(PAPER.exam.text.replace(old, new))


def with_key(text: str) -> Source:
    """Return the built-in deck with another answer key."""
    assert PAPER.key
    return replace(PAPER, key=replace(PAPER.key, text=text))


def with_settings(old: str, new: str) -> Source:
    """Return the built-in deck with some words of its settings replaced."""
    assert PAPER.settings
    assert PAPER.settings.text.count(old) == 1
    text = PAPER.settings.text.replace(old, new)
    return replace(PAPER, settings=replace(PAPER.settings, text=text))


def swapped(one: int, other: int) -> Source:
    """Return the built-in deck with two questions of part A in each other's place."""
    assert PAPER.key
    exam, key = PAPER.exam.text, PAPER.key.text
    first, second = (question(number) for number in (one, other))
    names = {f"### A{one} ": f"### A{other} ", f"### A{other} ": f"### A{one} "}
    exam = exam.replace(first, "<1>").replace(second, "<2>")
    exam = exam.replace("<1>", f"{one}) {second.partition(') ')[2]}")
    exam = exam.replace("<2>", f"{other}) {first.partition(') ')[2]}")
    key = re.sub(r"### A\d+ ", lambda m: names.get(m[0], m[0]), key)
    return replace(with_key(key), exam=replace(PAPER.exam, text=exam))


def question(number: int) -> str:
    """Return the lines of a question of part A."""
    found = re.search(rf"^{number}\) .*\n→ .*\n", PAPER.exam.text, re.MULTILINE)
    assert found
    return found[0]


def without_masking() -> Source:
    """Return the built-in deck, one point of its answer to F1 gone."""
    assert PAPER.key
    text, times = MASKING.subn("", PAPER.key.text)
    assert times == 1
    return with_key(text)


def answer_all(db: Database, learner: Learner, cards: Iterable[str]) -> None:
    """Have the student not know any of these cards, at the first time."""
    answers = (answer(f"first-{n}", card, Rating.AGAIN) for n, card in enumerate(cards))
    outcomes = send(db, learner, *answers)
    assert {outcome.status for outcome in outcomes} == {Status.NEW}


# What there is afterwards


def dump(db: Database) -> Dump:
    """Return every row of every table."""
    with db.reading() as session:
        return {
            table.name: sorted_rows(session.execute(select(*table.columns)))
            for table in Row.metadata.sorted_tables
        }


def changed_tables(before: Dump, after: Dump) -> set[str]:
    """Return the names of the tables that are no longer the same."""
    return {name for name in before if before[name] != after[name]}


def items_of(db: Database) -> dict[str, ItemRow]:
    """Return the items of the deck by what follows its slug in their keys."""
    with db.reading() as session:
        rows = session.scalars(select(ItemRow)).all()
        return {row.key.removeprefix(f"{SLUG}/"): row for row in rows}


def revisions_of(db: Database, key: str) -> list[int]:
    """Return the numbers of the revisions of an item, in order."""
    with db.reading() as session:
        rows = session.scalars(
            select(ItemRevisionRow.number)
            .join(ItemRow, ItemRow.id == ItemRevisionRow.item_id)
            .where(ItemRow.key == f"{SLUG}/{key}")
        )
        return sorted(rows)


def card_ids(db: Database, *, only_live: bool = False) -> dict[str, int]:
    """Return the ids of the cards by their keys."""
    with db.reading() as session:
        query = select(CardRow.key, CardRow.id).order_by(CardRow.id)
        if only_live:
            query = query.where(CardRow.retired_at.is_(None))
        return dict(session.execute(query).all())


def reviews_by_card(db: Database, learner: Learner) -> list[tuple[str, int]]:
    """Return the log: the uid of each review, and the card that it is about."""
    return [(row.uid, row.card_id) for row in reviews_of(db, learner)]


def cards_of(parsed: ParsedDeck) -> list[str]:
    """Return the keys of the cards that the items of a paper have."""
    return [card.key for item in parsed.items for card in make_cards(item)]
