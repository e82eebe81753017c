"""The export: every row of a student, nobody else's, as the document describes it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, inspect, select

from tests.canaries import CANARY, fill
from tests.people import add_account
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
from trainer.core.personal_register import LINKS, MENTIONS, withheld
from trainer.core.questions import Response
from trainer.core.reviews import MissCause, Rating
from trainer.data_sections import MADE, SECTIONS, Section
from trainer.db import Database
from trainer.holding import HoldIn, record_holds
from trainer.learners import Learner, load_learner
from trainer.my_data import CARD, DECK, KEPT_DECK, STUDENT, export_json
from trainer.person_rows import Person, person_of, personal_tables
from trainer.tables import (
    AccountRow,
    CardNoteRow,
    CardRow,
    CardTagRow,
    CatchUpRow,
    DayLimitsRow,
    DeckRow,
    ErrorReportRow,
    MissRow,
    OneTimeLinkRow,
    PlannedBreakRow,
    Row,
    SignInRow,
)

DOCUMENT = Path(__file__).parents[1] / "docs" / "data-format.md"


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


@pytest.fixture
def tom(db: Database) -> Learner:
    """A student of a class, of whom every table about people has a row."""
    with db.writing() as session:
        account = add_account(session, "Tom")
        fill(session, account)
        return load_learner(session, "student-tom")


def test_every_row_reached_from_a_person_is_exported(
    db: Database, lea: Learner, tom: Learner
) -> None:
    lists = {section.table.__tablename__: section.name for section in SECTIONS}
    lists |= {"enrolments": "decks", "decks": "decks", "cards": "cards"}
    found = exported(db, tom)

    with db.reading() as session:
        for table, mine in personal_tables(person_of(session, tom.id)):
            if table.name == "students":
                continue
            rows = session.scalar(select(func.count()).select_from(table).where(mine))
            assert rows, table.name
            assert len(found[lists[table.name]]) == rows, table.name
    assert found["student"]["uid"] == "student-tom"


def test_no_row_of_anybody_else_is_exported(
    db: Database, lea: Learner, tom: Learner
) -> None:
    text = json.dumps(exported(db, lea))

    assert CANARY not in text
    assert "max" not in text


# These go out by names of their own: a student, and decks with what is learnt of them.
APART = {"students", "enrolments", "decks", "cards"}
NAMES = {"card_id": "card", "item_id": "item", "deck_id": "deck"}
NAMES |= {"classroom_id": "classroom", "report_id": "report"}
NAMES |= {f"{part}_id": f"{part}_given_at" for part in ("exam", "key", "settings")}
COMPUTED = {"retracted", "reader"}


def test_no_table_and_no_column_about_a_person_is_forgotten() -> None:
    sections = {section.table.__tablename__: section for section in SECTIONS}
    tables = {
        table.name: table
        for table, _ in personal_tables(Person(0, 0))
        if table.name not in APART
    }

    assert sections.keys() == tables.keys()
    for name, section in sections.items():
        columns = {
            NAMES.get(column, column)
            for column in set(tables[name].columns.keys()) - set(LINKS)
            if (name, column) not in withheld()
        }
        assert set(section.fields) - COMPUTED == columns


def test_credentials_are_named_and_not_given_out(db: Database, tom: Learner) -> None:
    with db.reading() as session:
        secrets = [
            *session.scalars(select(AccountRow.password_hash)),
            *session.scalars(select(SignInRow.token_hash)),
            *session.scalars(select(OneTimeLinkRow.token_hash)),
        ]

    found = exported(db, tom)

    text = json.dumps(found, ensure_ascii=False)
    assert {"accounts.password_hash", "sign_ins.token_hash"} <= set(found["withheld"])
    assert [each for each in secrets if each is not None and each in text] == []
    assert len([each for each in secrets if each]) == 3


def test_a_teacher_takes_along_which_decks_were_brought(db: Database) -> None:
    with db.writing() as session:
        add_deck(session, recall_items(1))
        vera = add_account(session, "Vera", is_teacher=True)
        session.scalars(select(DeckRow)).one().keeper_id = vera.id
        learner = load_learner(session, "student-vera")

    (kept,) = exported(db, learner)["kept_decks"]

    assert tuple(kept) == KEPT_DECK
    assert kept["slug"] == "exemple"


def test_a_teacher_takes_along_what_was_made_for_others(
    db: Database, tom: Learner
) -> None:
    with db.writing() as session:
        add_account(session, "Carl", is_teacher=True)
        vera = add_account(session, "Vera", is_teacher=True)
        for section in MADE:
            for row in session.scalars(select(section.table)):
                setattr(row, section.maker, vera.id)
        teachers = [load_learner(session, f"student-{n}") for n in ("vera", "carl")]

    of_vera, of_carl = (exported(db, each) for each in teachers)

    assert {
        section.name: len(of_vera[section.name]) for section in MADE
    } == dict.fromkeys((section.name for section in MADE), 1)
    assert [section.name for section in MADE if of_carl[section.name]] == []
    assert of_vera["assigned"] == []


def test_each_column_that_names_who_made_a_thing_has_its_list() -> None:
    made = {(section.table.__tablename__, section.maker) for section in MADE}

    assert {*MENTIONS} - made == {("decks", "keeper_id")}  # in `kept_decks`


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
    for section in (*SECTIONS, *MADE):
        assert all(tuple(each) == section.fields for each in found[section.name])


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
    [
        *SECTIONS,
        *MADE,
        Section("decks", Row, DECK),
        Section("cards", Row, CARD),
        Section("kept_decks", Row, KEPT_DECK),
    ],
    ids=lambda section: section.name,
)
def test_the_document_describes_every_field(section: Section) -> None:
    assert described(section.name) == section.fields


def test_the_document_describes_every_list(db: Database, lea: Learner) -> None:
    text, _, _ = DOCUMENT.read_text(encoding="utf-8").partition("\n### ")

    names = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)

    assert names == list(exported(db, lea))
    assert ", ".join(f"`{name}`" for name in STUDENT) in text


def test_the_primary_key_orders_the_log() -> None:
    for section in SECTIONS:
        assert inspect(section.table).primary_key
