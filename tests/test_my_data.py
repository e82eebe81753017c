"""The export: every row of a student, nobody else's, as the document describes it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, inspect, select

from tests.studying import (
    NOW,
    add_deck,
    add_learner,
    answer,
    recall_items,
    send,
    take_back,
    undo,
)
from trainer.core.holds import HoldAction
from trainer.core.model import MissCause, Rating, Response
from trainer.db import Database
from trainer.holding import HoldIn, record_holds
from trainer.learners import Learner
from trainer.my_data import CARD, DECK, SECTIONS, STUDENT, Section, export_json
from trainer.tables import (
    CardNoteRow,
    CardRow,
    CardTagRow,
    CatchUpRow,
    DayLimitsRow,
    ErrorReportRow,
    MissRow,
    PlannedBreakRow,
    Row,
)

DOCUMENT = Path(__file__).parents[1] / "docs" / "data-format.md"
NOT_OF_A_STUDENT = {"id", "student_id"}


@pytest.fixture
def lea(db: Database) -> Learner:
    """A student who has done a bit of everything; Max has done as much."""
    with db.writing() as session:
        add_deck(session, recall_items(2))
        lea, max_ = add_learner(session, "lea"), add_learner(session, "max")
    for learner in (lea, max_):
        do_everything(db, learner)
    return lea


def do_everything(db: Database, learner: Learner) -> None:
    with db.reading() as session:
        id_, key = session.execute(select(CardRow.id, CardRow.key)).first() or (0, "")
    given = Response(text="=1+1; « été »")
    send(db, learner, answer("u1", key, response=given), answer("u2", key))
    take_back(db, learner, undo("u2"))
    who = {"student_id": learner.id}
    arrived = {"device_at": NOW, "received_at": NOW}
    with db.writing() as session:
        holds = [HoldIn("h1", key, HoldAction.FLAG, NOW)]
        record_holds(session, learner, holds, sent_at=NOW, now=NOW)
        session.add_all(
            [
                CardNoteRow(**who, card_id=id_, uid="n1", text="tx", written_at=NOW),
                CardTagRow(**who, card_id=id_, tag="dur"),
                ErrorReportRow(
                    **who, **arrived, card_id=id_, uid="e1", revision=1, text="faux"
                ),
                MissRow(
                    **who, **arrived, uid="m1", review_uid="u1", cause=MissCause.GAP
                ),
                PlannedBreakRow(**who, first_day=NOW.date(), last_day=NOW.date()),
                DayLimitsRow(
                    **who, study_day=NOW.date(), new_per_day=1, reviews_per_day=2
                ),
                CatchUpRow(
                    **who,
                    started_on=NOW.date(),
                    cards_per_day=10,
                    due=90,
                    created_at=NOW,
                ),
            ]
        )


def exported(db: Database, learner: Learner) -> dict[str, Any]:
    with db.reading() as session:
        found = json.loads("".join(export_json(session, learner, NOW)))
    assert isinstance(found, dict)
    return found


def test_every_row_of_the_student_is_exported_and_nobody_elses(
    db: Database, lea: Learner
) -> None:
    found = exported(db, lea)

    with db.reading() as session:
        for section in SECTIONS:
            table: Any = section.table
            query = select(func.count()).where(table.student_id == lea.id)
            rows = session.scalar(query)
            assert rows, section.name
            assert len(found[section.name]) == rows
    assert found["student"]["uid"] == "lea"


# An enrolment goes out with its deck, an account with its person.
APART = {"enrolments", "accounts"}


def test_no_table_and_no_column_of_a_student_is_forgotten() -> None:
    sections = {section.table.__tablename__: section for section in SECTIONS}
    of_students = {
        table.name: table
        for table in Row.metadata.sorted_tables
        if "student_id" in table.columns and table.name not in APART
    }

    assert sections.keys() == of_students.keys()
    for name, section in sections.items():
        columns = set(of_students[name].columns.keys()) - NOT_OF_A_STUDENT
        if "card_id" in columns:
            columns = columns - {"card_id"} | {"card"}
        assert set(section.fields) - {"retracted"} == columns


def test_a_review_says_what_was_answered_and_whether_it_was_undone(
    db: Database, lea: Learner
) -> None:
    first, second = exported(db, lea)["reviews"]

    assert first["response"]["text"] == "=1+1; « été »"
    assert (first["rating"], first["retracted"]) == (Rating.GOOD, False)
    assert (second["uid"], second["retracted"]) == ("u2", True)
    assert first["effective_at"] == NOW.isoformat()
    assert first["study_day"] == "2026-11-23"


def test_the_cards_of_a_paper_go_along_without_their_texts(
    db: Database, lea: Learner
) -> None:
    found = exported(db, lea)

    assert {card["deck"] for card in found["cards"]} == {found["decks"][0]["slug"]}
    assert {card["answer"] for card in found["cards"]} == {None}
    assert all(card["part"] for card in found["cards"])


def test_each_record_has_the_fields_in_the_order_of_the_program(
    db: Database, lea: Learner
) -> None:
    found = exported(db, lea)

    assert tuple(found["student"]) == STUDENT
    assert tuple(found["decks"][0]) == DECK
    assert tuple(found["cards"][0]) == CARD
    for section in SECTIONS:
        assert tuple(found[section.name][0]) == section.fields


def test_a_long_log_is_given_in_pieces(db: Database, lea: Learner) -> None:
    with db.reading() as session:
        pieces = list(export_json(session, lea, NOW + timedelta(days=1)))

    assert max(map(len, pieces)) < 1000


def described(name: str) -> tuple[str, ...]:
    text = DOCUMENT.read_text(encoding="utf-8")
    found = re.search(rf"### Fields of `{name}`\n(.*?)\n\n", text, re.DOTALL)
    assert found, name
    outside_brackets = re.sub(r"\([^()]*\)", "", found[1])
    return tuple(re.findall(r"`(\w+)`", outside_brackets))


@pytest.mark.parametrize(
    "section",
    [*SECTIONS, Section("decks", Row, DECK), Section("cards", Row, CARD)],
    ids=lambda section: section.name,
)
def test_the_document_describes_every_field(section: Section) -> None:
    assert described(section.name) == section.fields


def test_the_document_describes_every_list(db: Database, lea: Learner) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")

    names = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)

    assert names == list(exported(db, lea))
    assert ", ".join(f"`{name}`" for name in STUDENT) in text


def test_the_primary_key_orders_the_log() -> None:
    for section in SECTIONS:
        assert inspect(section.table).primary_key
