"""A person with a canary in every text that the tables keep of people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Enum, Float, Table, insert, select
from sqlalchemy.orm import Session

from tests.people import add_account, add_classroom
from tests.studying import NOW
from trainer.columns import Numbers, RatingNumber, UtcDateTime
from trainer.core.own_cards import OwnCard, OwnCards
from trainer.core.reviews import Rating
from trainer.db import Database
from trainer.learners import load_learner
from trainer.own_cards import import_cards
from trainer.person_rows import Person, personal_tables
from trainer.tables import (
    AccountRow,
    CardRow,
    DeckRow,
    ItemRow,
    Row,
    StudentRow,
)

CANARY = "canari"
# Made by the story of own cards, since their texts have a form.
_BY_STORY = {
    *("students", "accounts", "decks", "items", "item_revisions", "cards"),
    "enrolments",
}


def fill(session: Session, account: AccountRow) -> None:
    """Put a row into every table about people, with a canary in each of its texts."""
    student = session.get_one(StudentRow, account.student_id)
    cards = (OwnCard(f"{CANARY} avant", f"{CANARY} réponse"),)
    learner = load_learner(session, student.uid)
    import_cards(session, learner, OwnCards(cards, (1,), ()), NOW)
    student.name = account.name = f"{CANARY} nom"
    account.sign_in_name = f"{CANARY} entre"
    account.password_hash = f"{CANARY} secret"
    ids = _ids(session, student.id, account.id)
    numbers = count(1)
    for table, _ in personal_tables(Person(student.id, account.id)):
        if table.name not in _BY_STORY:
            values = {each.name: _value(each, ids, numbers) for each in _given(table)}
            made = session.connection().execute(insert(table).values(values))
            ids[table.name] = next(iter(made.inserted_primary_key or ()))
    session.flush()
    session.expire_all()


def canaries(folder: Path) -> list[str]:
    """Return the files below a folder that hold a canary."""
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and CANARY.encode() in path.read_bytes()
    )


def canaries_in(database: Database) -> list[str]:
    """Return the tables in which there is one."""
    with database.reading() as session:
        return [
            table.name
            for table in Row.metadata.sorted_tables
            if any(CANARY in repr(row) for row in session.execute(select(table)))
        ]


def _ids(session: Session, student_id: int, account_id: int) -> dict[str, int]:
    """Return what a row may point to: the person's own deck, and a class."""
    own = session.scalar(select(DeckRow.id).where(DeckRow.owner_id == student_id))
    item = session.scalar(select(ItemRow.id).where(ItemRow.deck_id == own))
    card = session.scalar(select(CardRow.id).where(CardRow.item_id == item))
    assert own is not None
    assert item is not None
    assert card is not None
    zoe = add_account(session, "Zoe", is_teacher=True)
    room = add_classroom(session, "Ailleurs", teachers=(zoe,))
    return {
        "students": student_id,
        "accounts": account_id,
        "decks": own,
        "items": item,
        "cards": card,
        "classrooms": room.id,
    }


def _given(table: Table) -> Iterator[Column[Any]]:
    for each in table.columns:
        if not (each.name == "id" and each.primary_key):
            yield each


def _value(column: Column[Any], ids: dict[str, int], numbers: Iterator[int]) -> object:
    """Return a value of the column's type; a text is a canary of its own."""
    value: object
    kind = column.type
    if column.foreign_keys:
        (key,) = column.foreign_keys
        value = ids[key.column.table.name]
    elif isinstance(kind, Enum):
        enumeration = kind.enum_class
        assert enumeration is not None
        value = next(iter(enumeration))
    elif isinstance(kind, Numbers):
        value = (1,)
    elif isinstance(kind, RatingNumber):
        value = Rating.GOOD
    elif isinstance(kind, Boolean):
        value = True
    elif isinstance(kind, Float):
        value = 0.5
    else:
        value = _plain(column, numbers)
    return value


def _plain(column: Column[Any], numbers: Iterator[int]) -> object:
    if isinstance(column.type, UtcDateTime):
        return NOW
    python = column.type.python_type
    if python is str:
        return _text(column, f"{CANARY} {next(numbers)}")
    return NOW.date() if issubclass(python, date) else 1


def _text(column: Column[Any], text: str) -> str:
    """Return a text that the program can read where it expects a form."""
    match f"{column.table.name}.{column.name}":
        case "reviews.response":
            return json.dumps({"text": text})
        case "reviews.shown":
            return json.dumps([text])
        case "study_settings.zone":
            return "Europe/Paris"
        case _:
            return text
