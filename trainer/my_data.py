"""The story of taking one's data along: everything of a student as one JSON text.

It is described in docs/data-format.md. Rows come in pieces, so that a long log needs no
room in memory. Of a teacher's paper only the names of the cards go along; own cards go
with their texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from trainer.content import cards_from_json, deck_from_json, item_from_json
from trainer.core.items import Item
from trainer.core.personal_register import withheld
from trainer.core.right_answers import NameKey
from trainer.core.topics import jobs_of, part_of
from trainer.data_sections import AT_ONCE, MADE, SECTIONS, Section, rows_of
from trainer.learners import Learner
from trainer.person_rows import Person, person_of
from trainer.tables import (
    CardRow,
    DeckRow,
    EnrolmentRow,
    ItemRevisionRow,
    ItemRow,
    ReviewRow,
    StudentRow,
)

FORMAT = "trainer-data"
VERSION = 3
STUDENT = ("uid", "name", "created_at", "counts_streak")
DECK = ("slug", "title", "is_own", "learnt_since", "exam_on", "exam_set_on")
KEPT_DECK = ("slug", "created_at", "updated_at")
CARD = ("key", "deck", "part", "jobs", "is_retired", "question", "answer")

_JSON_FIELDS = frozenset({"response", "shown", "content"})

Record = dict[str, object]


def export_json(session: Session, learner: Learner, now: datetime) -> Iterator[str]:
    """Write everything of a student as JSON, piece by piece, one record a line."""
    student = session.execute(
        select(*(getattr(StudentRow, name) for name in STUDENT)).where(
            StudentRow.id == learner.id
        )
    ).one()
    head: Record = {"format": FORMAT, "version": VERSION, "exported_at": now}
    head["student"] = dict(student._mapping)
    head["withheld"] = [f"{table}.{column}" for table, column in withheld()]
    yield "{\n" + ",\n".join(f"{_json(k)}: {_json(v)}" for k, v in head.items())
    for name, records in _lists(session, learner):
        yield f",\n{_json(name)}: ["
        yield from _lines(records)
        yield "\n]"
    yield "\n}\n"


def _lists(
    session: Session, learner: Learner
) -> Iterator[tuple[str, Iterable[Record]]]:
    person = person_of(session, learner.id)
    yield "decks", _decks(session, learner)
    yield "cards", _cards(session, learner)
    yield "kept_decks", _kept_decks(session, person)
    for section in (*SECTIONS, *MADE):
        yield section.name, _records(session, person, section)


def _lines(records: Iterable[Record]) -> Iterator[str]:
    before = "\n"
    for record in records:
        yield before + _json(record)
        before = ",\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_as_text)


def _as_text(value: object) -> str:
    assert isinstance(value, date)  # an instant is one too
    return value.isoformat()


def _decks(session: Session, learner: Learner) -> Iterator[Record]:
    rows = session.execute(
        select(DeckRow.slug, DeckRow.content, DeckRow.owner_id, EnrolmentRow)
        .join(EnrolmentRow, EnrolmentRow.deck_id == DeckRow.id)
        .where(EnrolmentRow.student_id == learner.id)
        .order_by(DeckRow.id)
    )
    for slug, content, owner_id, enrolment in rows:
        title, is_own = deck_from_json(content).title, owner_id == learner.id
        days = (enrolment.created_at, enrolment.exam_on, enrolment.exam_set_on)
        yield dict(zip(DECK, (slug, title, is_own, *days), strict=True))


def _cards(session: Session, learner: Learner) -> Iterator[Record]:
    """Give the cards of the student's decks, and all others that were answered."""
    is_learnt = exists().where(
        EnrolmentRow.deck_id == DeckRow.id, EnrolmentRow.student_id == learner.id
    )
    is_answered = exists().where(
        ReviewRow.card_id == CardRow.id, ReviewRow.student_id == learner.id
    )
    rows = session.execute(
        select(
            CardRow.key,
            CardRow.retired_at,
            DeckRow.slug,
            DeckRow.owner_id,
            ItemRevisionRow.content,
        )
        .join(ItemRow, ItemRow.id == CardRow.item_id)
        .join(DeckRow, DeckRow.id == ItemRow.deck_id)
        .join(ItemRevisionRow, ItemRevisionRow.item_id == ItemRow.id)
        .where(ItemRevisionRow.number == ItemRow.revision, or_(is_learnt, is_answered))
        .order_by(ItemRow.deck_id, ItemRow.position, CardRow.position)
        .execution_options(yield_per=AT_ONCE)
    )
    for key, retired_at, slug, owner_id, content in rows:
        item = item_from_json(content)
        card = cards_from_json(content).get(key)  # None: the item has lost it
        jobs = jobs_of(item, card) if card else ()
        texts = _texts(item) if owner_id == learner.id else (None, None)
        values = (key, slug, part_of(item), jobs, retired_at is not None, *texts)
        yield dict(zip(CARD, values, strict=True))


def _texts(item: Item) -> tuple[str, str]:
    assert isinstance(item.answer, NameKey)
    return item.text, item.answer.right[0].text


def _kept_decks(session: Session, person: Person) -> Iterator[Record]:
    """Give the decks that a teacher has brought: the school's, so by name alone."""
    if person.account_id is None:
        return
    rows = session.execute(
        select(DeckRow.slug, DeckRow.created_at, DeckRow.updated_at)
        .where(DeckRow.keeper_id == person.account_id)
        .order_by(DeckRow.id)
    )
    for row in rows:
        yield dict(zip(KEPT_DECK, row, strict=True))


def _records(session: Session, person: Person, section: Section) -> Iterator[Record]:
    rows = session.execute(rows_of(section, person))
    for row in rows:
        yield {
            name: json.loads(value) if name in _JSON_FIELDS else value
            for name, value in zip(section.fields, row, strict=True)
        }
