"""What the tables have in common: how constraints are named, what a type becomes."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, Double, MetaData, Text
from sqlalchemy.orm import DeclarativeBase

from trainer.columns import Numbers, RatingNumber, UtcDateTime, words
from trainer.core.card_state import Phase
from trainer.core.holds import HoldAction
from trainer.core.items import Kind
from trainer.core.questions import Format
from trainer.core.reviews import MissCause, Purpose, Rating

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class ReviewSource(StrEnum):
    """By what way a review came in."""

    WEB = "web"
    CLI = "cli"
    ANKI = "anki"


class TextPart(StrEnum):
    """One of the texts that a deck is made of."""

    EXAM = "exam"
    KEY = "key"
    SETTINGS = "settings"


class Row(DeclarativeBase):
    """A row of a table."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)
    type_annotation_map = {  # noqa: RUF012 – SQLAlchemy wants a plain dictionary
        str: Text,
        float: Double,
        date: Date,
        datetime: UtcDateTime,
        tuple[int, ...]: Numbers,
        Rating: RatingNumber,
        Format: words(Format, "format"),
        HoldAction: words(HoldAction, "action"),
        Kind: words(Kind, "kind"),
        MissCause: words(MissCause, "cause"),
        Phase: words(Phase, "phase"),
        Purpose: words(Purpose, "purpose"),
        ReviewSource: words(ReviewSource, "source"),
        TextPart: words(TextPart, "part"),
    }
