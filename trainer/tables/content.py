"""Decks, their items with every revision, and their cards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from trainer.core.items import Kind
from trainer.tables.base import Row, TextPart


class DeckRow(Row):
    """One exam's material, or a student's own; `content` is JSON of a Deck.

    The keeper is the teacher who brought it and may change it. `key_checked_at` is
    known where a key was said to be checked here; a retired deck is asked no more.
    """

    __tablename__ = "decks"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    content: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("students.id"))
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    key_checked_at: Mapped[datetime | None]
    key_checked_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    retired_at: Mapped[datetime | None]


class GivenTextRow(Row):
    """A text that was given of a deck: its paper, its key or its settings.

    The newest of each part is the one of today; the others belong to older versions.
    """

    __tablename__ = "given_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    deck_id: Mapped[int] = mapped_column(ForeignKey("decks.id"), index=True)
    part: Mapped[TextPart]
    name: Mapped[str]
    text: Mapped[str]
    given_at: Mapped[datetime]


class DeckVersionRow(Row):
    """One import of a deck: the texts that were read, by whom, and what they changed.

    Without a key the answers that were stored stayed. `restores` is the number of the
    older version that this one went back to.
    """

    __tablename__ = "deck_versions"
    __table_args__ = (UniqueConstraint("deck_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deck_id: Mapped[int] = mapped_column(ForeignKey("decks.id"))
    number: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    exam_id: Mapped[int] = mapped_column(ForeignKey("given_texts.id"))
    key_id: Mapped[int | None] = mapped_column(ForeignKey("given_texts.id"))
    settings_id: Mapped[int | None] = mapped_column(ForeignKey("given_texts.id"))
    added: Mapped[int | None]
    changed: Mapped[int | None]
    retired: Mapped[int | None]
    restores: Mapped[int | None]


class UploadRow(Row):
    """The files of an upload, JSON, from its plan to its import: an hour.

    `token` begins with a hash of who sent it, and ends with one of the secret token.
    """

    __tablename__ = "uploads"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(index=True)


class ItemRow(Row):
    """One exam question or fact; `revision` is the number of the current one.

    Where it stands in the paper (`place`, `line`) is no part of its content: an item
    that only moves has no new revision.
    """

    __tablename__ = "items"
    __table_args__ = (Index(None, "deck_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deck_id: Mapped[int] = mapped_column(ForeignKey("decks.id"))
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[Kind]
    position: Mapped[int]
    place: Mapped[str]
    line: Mapped[int]
    revision: Mapped[int]
    retired_at: Mapped[datetime | None]


class ItemRevisionRow(Row):
    """One version of an item's content, JSON of an Item; numbers count from 1."""

    __tablename__ = "item_revisions"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    number: Mapped[int]
    content: Mapped[str]
    content_hash: Mapped[str]
    created_at: Mapped[datetime]


class CardRow(Row):
    """One prompt to recall; the cards of one item are a family."""

    __tablename__ = "cards"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    retired_at: Mapped[datetime | None]
