"""The story of taking one's data along: everything of a student as one JSON text.

It is described in docs/data-format.md. Rows come in pieces, so that a long log needs no
room in memory. Of a teacher's paper only the names of the cards go along; own cards go
with their texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, inspect, or_, select
from sqlalchemy.orm import Session

from trainer.content import cards_from_json, deck_from_json, item_from_json
from trainer.core.model import Item, NameKey
from trainer.core.topics import jobs_of, part_of
from trainer.learners import Learner
from trainer.tables import (
    CardHoldRow,
    CardNoteRow,
    CardRow,
    CardStateRow,
    CardTagRow,
    CatchUpRow,
    DayLimitsRow,
    DeckRow,
    EnrolmentRow,
    ErrorReportRow,
    HoldRow,
    ItemRevisionRow,
    ItemRow,
    MissRow,
    PlannedBreakRow,
    RetractionRow,
    ReviewRow,
    Row,
    StudentRow,
    StudySettingsRow,
)

FORMAT = "trainer-data"
VERSION = 1
STUDENT = ("uid", "name", "created_at", "counts_streak")
DECK = ("slug", "title", "is_own", "learnt_since", "exam_on", "exam_set_on")
CARD = ("key", "deck", "part", "jobs", "is_retired", "question", "answer")

_AT_ONCE = 1000  # rows read from the database at a time
_JSON_FIELDS = frozenset({"response", "shown"})

Record = dict[str, object]


@dataclass(frozen=True, slots=True)
class Section:
    """A list of the file, one record for each row that a student has in a table."""

    name: str
    table: type[Row]
    fields: tuple[str, ...]


SECTIONS = (
    Section(
        "settings",
        StudySettingsRow,
        (
            *("since", "desired_retention", "learning_steps", "relearning_steps"),
            *("zone", "rollover_hour", "new_per_day", "reviews_per_day"),
            *("minutes_per_day", "easy_days"),
        ),
    ),
    Section("breaks", PlannedBreakRow, ("first_day", "last_day")),
    Section(
        "day_limits", DayLimitsRow, ("study_day", "new_per_day", "reviews_per_day")
    ),
    Section(
        "catch_ups",
        CatchUpRow,
        ("started_on", "cards_per_day", "due", "created_at", "withdrawn_at"),
    ),
    Section(
        "states",
        CardStateRow,
        (
            *("card", "phase", "step", "stability", "difficulty", "due_at", "due_day"),
            *("earliest_day", "latest_day", "last_reviewed_at", "introduced_on"),
            *("last_study_day", "reps", "lapses"),
        ),
    ),
    Section(
        "reviews",
        ReviewRow,
        (
            *("uid", "card", "revision", "rating", "study_day", "effective_at"),
            *("device_at", "received_at", "sequence", "zone", "purpose", "format"),
            *("response", "shown", "score", "duration_ms", "source", "retracted"),
        ),
    ),
    Section(
        "retractions", RetractionRow, ("uid", "review_uid", "device_at", "received_at")
    ),
    Section(
        "holds",
        HoldRow,
        (
            *("uid", "card", "action", "study_day", "effective_at", "device_at"),
            *("received_at", "sequence"),
        ),
    ),
    Section("held", CardHoldRow, ("card", "is_suspended", "buried_on", "is_flagged")),
    Section("notes", CardNoteRow, ("card", "uid", "text", "written_at")),
    Section("tags", CardTagRow, ("card", "tag")),
    Section(
        "reports",
        ErrorReportRow,
        ("card", "uid", "revision", "text", "device_at", "received_at"),
    ),
    Section(
        "misses", MissRow, ("uid", "review_uid", "cause", "device_at", "received_at")
    ),
)


def export_json(session: Session, learner: Learner, now: datetime) -> Iterator[str]:
    """Write everything of a student as JSON, piece by piece, one record a line."""
    student = session.execute(
        select(*(getattr(StudentRow, name) for name in STUDENT)).where(
            StudentRow.id == learner.id
        )
    ).one()
    head: Record = {"format": FORMAT, "version": VERSION, "exported_at": now}
    head["student"] = dict(student._mapping)
    yield "{\n" + ",\n".join(f"{_json(k)}: {_json(v)}" for k, v in head.items())
    for name, records in _lists(session, learner):
        yield f",\n{_json(name)}: ["
        yield from _lines(records)
        yield "\n]"
    yield "\n}\n"


def _lists(
    session: Session, learner: Learner
) -> Iterator[tuple[str, Iterable[Record]]]:
    yield "decks", _decks(session, learner)
    yield "cards", _cards(session, learner)
    for section in SECTIONS:
        yield section.name, _records(session, learner, section)


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
        .execution_options(yield_per=_AT_ONCE)
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


def _records(session: Session, learner: Learner, section: Section) -> Iterator[Record]:
    rows = session.execute(_query(section, learner.id))
    for row in rows:
        yield {
            name: json.loads(value) if name in _JSON_FIELDS else value
            for name, value in zip(section.fields, row, strict=True)
        }


def _query(section: Section, student_id: int) -> Select[*tuple[Any, ...]]:
    table: Any = section.table
    query = select(*(_column(table, name) for name in section.fields))
    if "card" in section.fields:
        query = query.join(CardRow, CardRow.id == table.card_id)
    return (
        query.where(table.student_id == student_id)
        .order_by(*inspect(section.table).primary_key)
        .execution_options(yield_per=_AT_ONCE)
    )


def _column(table: Any, name: str) -> Any:
    column: Any
    match name:
        case "card":
            column = CardRow.key
        case "retracted":
            column = exists().where(
                RetractionRow.student_id == ReviewRow.student_id,
                RetractionRow.review_uid == ReviewRow.uid,
            )
        case _:
            column = getattr(table, name)
    return column
