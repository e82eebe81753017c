"""The story of an upload: its files, kept for an hour, and what importing them does.

Between its plan and its import a person may look, go back, reload, choose another deck.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from trainer import access
from trainer.content import deck_from_json, load_deck
from trainer.core.deck import ParsedDeck, Source, SourceText, identity_text
from trainer.core.messages import message
from trainer.core.wording import fold
from trainer.errors import NotFound
from trainer.given_texts import source_text, texts_of_today
from trainer.import_plan import ImportPlan, plan_import
from trainer.papers import source_of
from trainer.quotas import KeptUpload, surplus_uploads
from trainer.tables import DeckRow, TextPart, UploadRow

KEPT_FOR = timedelta(hours=1)
_OWNER = 16  # hexadecimal digits of a name that say whose an upload is
_ALIKE = 0.5  # of the questions
_SIGN = 6  # signs that tell one teacher's decks from another's


class UploadGone(NotFound):
    """The files of an upload are no longer kept."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Les fichiers de cet envoi ne sont plus gardés (une heure au plus) :"
                " les envoyer de nouveau."
            )
        )


@dataclass(frozen=True, slots=True)
class Upload:
    """The files that a person sent.

    `draft` is the name of the same texts on the device where they were written, if they
    were; `restores` is the number of the older version that is to come back.
    """

    exam: SourceText
    key: SourceText | None = None
    settings: SourceText | None = None
    draft: str = ""
    restores: int | None = None


@dataclass(frozen=True, slots=True)
class UploadChoice:
    """What a person chose on the page of a plan.

    `deck` is the slug of the deck that is meant, empty for the one of the paper's name;
    `keeps` says whether what was not sent stays as it is stored.
    """

    deck: str = ""
    keeps: bool = True


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A deck that a paper may be meant for: by its title, or by its questions."""

    slug: str
    title: str
    same: int


@dataclass(frozen=True, slots=True)
class UploadPlan:
    """What importing an upload would do, and what could be chosen instead.

    `same` counts the questions that the deck already has, `others` are decks that look
    alike, `free` is a slug that no deck has. `kept_settings` says whether the stored
    settings are taken, `could_keep` whether anything stored could stay.
    """

    plan: ImportPlan
    same: int
    others: tuple[LookAlike, ...]
    free: str
    kept_settings: bool
    could_keep: bool

    @property
    def is_new(self) -> bool:
        """Whether the deck is not there yet."""
        return self.plan.base is None


def upload_name(uid: str, token: str) -> str:
    """Return what an upload is kept under: only who sent it finds it by its token."""
    owner, own = (
        hashlib.sha256(text.encode()).hexdigest() for text in (uid, f"{uid} {token}")
    )
    return owner[:_OWNER] + own[_OWNER:]


def keep_upload(session: Session, upload: Upload, name: str, now: datetime) -> None:
    """Keep the files of an upload under an `upload_name`, and forget old ones."""
    row = UploadRow(token=name, content=_UPLOAD.dump_json(upload).decode())
    row.made_at = now
    session.add(row)
    session.flush()
    forget_uploads(session, now)


def forget_uploads(session: Session, now: datetime) -> None:
    """Delete the uploads that are too old, and the oldest of too many."""
    session.execute(delete(UploadRow).where(UploadRow.made_at <= now - KEPT_FOR))
    rows = session.execute(
        select(UploadRow.token, func.length(UploadRow.content)).order_by(
            UploadRow.made_at.desc(), UploadRow.token
        )
    )
    kept = [KeptUpload(name, name[:_OWNER], size) for name, size in rows]
    surplus = surplus_uploads(kept)
    session.execute(delete(UploadRow).where(UploadRow.token.in_(surplus)))


def kept_upload(session: Session, name: str, now: datetime) -> Upload:
    """Return the files of an upload, by its `upload_name`.

    Raises:
        UploadGone: they are no longer kept, or never were.
    """
    row = session.get(UploadRow, name)
    if row is None or row.made_at <= now - KEPT_FOR:
        raise UploadGone
    return _UPLOAD.validate_json(row.content)


def plan_upload(
    session: Session,
    upload: Upload,
    choice: UploadChoice,
    decisions: Mapping[str, str] | None = None,
    *,
    account_id: int | None = None,
) -> UploadPlan:
    """Say what importing an upload would do; change nothing.

    Args:
        account_id: the teacher who brings it; None: who runs the program. A deck that
            is not the teacher's to change is as good as none: the paper makes another.
    """
    source = source_of(upload.exam, upload.key, upload.settings, choice.deck)
    slug = _own_slug(session, account_id, source.slug)
    if slug != source.slug:
        source = source_of(upload.exam, upload.key, upload.settings, slug)
    stored = _stored_settings(session, source)
    takes_settings = stored is not None and choice.keeps
    if stored is not None and takes_settings:
        source = Source(source.slug, source.exam, source.key, stored)
    keeps = choice.keeps and source.key is None
    plan = plan_import(session, source, decisions, keeps_answers=keeps)
    plan = replace(plan, restores=upload.restores)
    had_answers = any(item.answer for item in plan.known.values())
    others = _look_alikes(session, plan, account_id)
    return UploadPlan(
        plan=plan,
        same=_same(plan.parsed, {identity_text(item) for item in plan.known.values()}),
        others=others,
        free=_free_slug(session, account_id, source.slug),
        kept_settings=takes_settings,
        could_keep=stored is not None or (source.key is None and had_answers),
    )


_UPLOAD = TypeAdapter(Upload)


def _stored_settings(session: Session, source: Source) -> SourceText | None:
    """Return the settings that the deck has, if none were sent."""
    if source.settings:
        return None
    deck = session.scalar(select(DeckRow).where(DeckRow.slug == source.slug))
    today = texts_of_today(session, deck) if deck else {}
    return source_text(today.get(TextPart.SETTINGS))


def _look_alikes(
    session: Session, plan: ImportPlan, account_id: int | None
) -> tuple[LookAlike, ...]:
    """Return the other decks that have this title, or half of these questions."""
    found = []
    for row in access.decks_changed_by(session, account_id):
        if row.slug == plan.parsed.deck.slug or row.owner_id is not None:
            continue
        items = load_deck(session, row).items
        same = _same(plan.parsed, {identity_text(loaded.item) for loaded in items})
        title = deck_from_json(row.content).title
        is_namesake = fold(title) == fold(plan.parsed.deck.title)
        if is_namesake or same > _ALIKE * max(1, len(plan.parsed.items)):
            found.append(LookAlike(row.slug, title, same))
    return tuple(sorted(found, key=lambda other: -other.same))


def _same(parsed: ParsedDeck, texts: set[str]) -> int:
    folded = {fold(text) for text in texts}
    return sum(fold(identity_text(item)) in folded for item in parsed.items)


def slug_for_new(session: Session, account_id: int | None, slug: str) -> str:
    """Return a name for a deck that is to be none of those that there are.

    Args:
        account_id: the teacher who brings it; None: who runs the program.
    """
    own = {row.slug for row in access.decks_changed_by(session, account_id)}
    is_taken = _own_slug(session, account_id, slug) in own
    return _free_slug(session, account_id, slug) if is_taken else slug


def _own_slug(session: Session, account_id: int | None, slug: str) -> str:
    """Return the slug of a teacher's own deck that is meant by a name.

    A new deck always has a sign of its teacher's: were it only there when the plain
    name is taken, everybody could find out what the others call their decks.
    """
    own = {row.slug for row in access.decks_changed_by(session, account_id)}
    if account_id is None or slug in own:
        return slug
    sign = hashlib.sha256(f"deck of {account_id}".encode()).hexdigest()
    taken = {row.slug for row in access.all_decks(session)} - own
    signed = [slug] if sign[:_SIGN] in slug.split("-") else []
    signed += [f"{slug}-{sign[:length]}" for length in (_SIGN, 2 * _SIGN, 4 * _SIGN)]
    return next(one for one in signed if one not in taken)


def _free_slug(session: Session, account_id: int | None, slug: str) -> str:
    taken = {row.slug for row in access.decks_changed_by(session, account_id)}
    return next(f"{slug}-{n}" for n in count(2) if f"{slug}-{n}" not in taken)
