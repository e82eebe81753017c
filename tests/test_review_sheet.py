"""The table of the reviews for Excel: a row each, no formula, clocks of the place."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

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
from trainer.core.questions import Format, Response
from trainer.core.spreadsheet import read_table
from trainer.db import Database
from trainer.learners import Learner
from trainer.review_sheet import COLUMNS, export_csv, way_of
from trainer.tables import CardRow, ReviewSource

DOCUMENT = Path(__file__).parents[1] / "docs" / "data-format.md"


@pytest.fixture
def lea(db: Database) -> Learner:
    """A student with a deck."""
    with db.writing() as session:
        add_deck(session, recall_items(2))
        return add_learner(session, "lea")


def card(db: Database) -> str:
    with db.reading() as session:
        return session.scalars(select(CardRow.key)).first() or ""


def sheet(db: Database, learner: Learner) -> list[dict[str, str]]:
    with db.reading() as session:
        data = "".join(export_csv(session, learner)).encode()
    heading, *rows = read_table(data)
    assert heading.cells == COLUMNS
    return [dict(zip(COLUMNS, row.cells, strict=True)) for row in rows]


def test_a_review_is_a_row(db: Database, lea: Learner) -> None:
    given = Response(text="=SOMME(A1)")
    send(
        db,
        lea,
        answer("u1", card(db), response=given, duration_ms=4200, zone="Asia/Tokyo"),
        answer("u2", card(db), at=NOW + timedelta(minutes=5), zone="Nowhere"),
        now=NOW + timedelta(minutes=5),
    )
    take_back(db, lea, undo("u2"), now=NOW + timedelta(minutes=5))

    first, second = sheet(db, lea)

    assert (first["jour"], first["heure"]) == ("2026-11-23", "18:00:00")
    assert (first["note"], first["durée (s)"]) == ("Correct", "4,2")
    assert (first["sorte"], first["annulée"]) == ("révision", "non")
    assert first["réponse donnée"] == "=SOMME(A1)"
    assert (second["heure"], second["annulée"]) == ("10:05:00", "oui")
    assert (second["carte"], second["identifiant"]) == (card(db), "u2")


def test_an_answer_is_no_formula(db: Database, lea: Learner) -> None:
    send(db, lea, answer("u1", card(db), response=Response(text="=1+1")))

    with db.reading() as session:
        text = "".join(export_csv(session, lea))

    assert ";'=1+1;" in text


def test_a_student_without_reviews_has_an_empty_table(
    db: Database, lea: Learner
) -> None:
    assert sheet(db, lea) == []


def test_the_document_names_the_columns() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    part = text.partition("## CSV of the reviews")[2].partition("\n## ")[0]

    assert tuple(re.findall(r"`([^`]+)`", part.partition("Columns:")[2])) == COLUMNS


def test_an_answer_of_anki_says_where_it_was_given() -> None:
    assert way_of(Format.SELF_MARKED, ReviewSource.ANKI) == "dans Anki"
    assert way_of(Format.SELF_MARKED, ReviewSource.WEB) == "corrigée soi-même"
    assert way_of(None, ReviewSource.WEB) == ""
