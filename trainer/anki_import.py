"""The story of reviews that come home from Anki: those that are new join the log.

Only ever adds answers: what a card's state becomes is `replaying`'s alone. A row is
known again by its id in Anki, whether it was imported or once exported from here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, insert, literal_column, select
from sqlalchemy.orm import Session

from trainer import access
from trainer.anki_differences import Differences, Listed, differences_of, listed
from trainer.anki_notes import GUID_PREFIX
from trainer.core.anki_file import AnkiFile, AnkiReview
from trainer.core.anki_ids import imported_uid, review_ids
from trainer.core.anki_log import Skipped, answered_at, why_skipped
from trainer.core.messages import message
from trainer.core.questions import Format
from trainer.core.reviews import Purpose, Rating
from trainer.core.study_day import ONE_DAY, day_begins
from trainer.errors import Refused
from trainer.learners import Learner, lock, with_settings_now
from trainer.replaying import replay_cards
from trainer.reviewing import MAX_DURATION_MS
from trainer.tables import (
    EnrolmentRow,
    ItemRevisionRow,
    ItemRow,
    ReviewRow,
    ReviewSource,
)

MOST_NEW = 150_000  # reviews of one file: seven seconds; others wait ten to write
# Of a student, the answers given here too: file after file, they are replayed together.
MOST_IN_ALL = 200_000
# Of a card, which is replayed as a whole whenever an answer to it comes late.
MOST_OF_CARD = 5_000
_AT_ONCE = 10_000  # rows made at a time, so that a long log needs little memory
_RATINGS = {int(rating): rating for rating in Rating}


class TooManyReviews(Refused):
    """A file has more new reviews than anybody does in years."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Ce fichier contient plus de {n} révisions nouvelles : rien n’a été"
                " enregistré. Dans Anki, exporter un seul paquet à la fois.",
                n=MOST_NEW,
            )
        )


class LogFull(Refused):
    """With what a file adds a student would have more answers than are kept."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Avec ce fichier, plus de {n} réponses seraient gardées : rien n’a été"
                " enregistré.",
                n=MOST_IN_ALL,
            )
        )


class CardFull(Refused):
    """With what a file adds a card would have more answers than anybody gives it."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "Avec ce fichier, une carte aurait plus de {n} réponses : rien n’a été"
                " enregistré.",
                n=MOST_OF_CARD,
            )
        )


@dataclass(frozen=True, slots=True)
class AnkiReport:
    """What became of an Anki file.

    `foreign_cards` are not ours, `unknown` are, but the student does not learn them,
    `retired` are no longer asked here. `orphans` are reviews of cards deleted in Anki.
    `has_log`: it holds reviews at all; else it was exported without its scheduling.
    """

    added: int
    known: int
    skipped: Mapping[Skipped, int]
    foreign_cards: int
    foreign_reviews: int
    orphans: int
    unknown: Listed
    unknown_reviews: int
    retired: Listed
    differences: Differences
    has_log: bool


def import_reviews(
    session: Session, learner: Learner, file: AnkiFile, now: datetime
) -> AnkiReport:
    """Add what is new in an Anki file to the log, and replay its cards once each.

    The answers keep the times that they have in Anki, also those from before the
    account began; one that lies ahead counts as given now.

    Raises:
        TooManyReviews: more than `MOST_NEW` are new; nothing is added.
        LogFull: there would be more than `MOST_IN_ALL`; nothing is added.
        CardFull: one card would have more than `MOST_OF_CARD`; nothing is added.
    """
    learner = lock(session, learner)
    found = _sort_out(session, learner, file)
    if found.new:
        rows = _rows(session, learner, found.new, now)
        while some := list(islice(rows, _AT_ONCE)):
            session.connection().execute(_APPEND, some)
        replay_cards(session, learner, {each.card.id for each in found.new})
    return _report(session, learner, file, found)


def foretell(session: Session, learner: Learner, file: AnkiFile) -> AnkiReport:
    """Say what `import_reviews` would report; store nothing."""
    learner = with_settings_now(session, learner)
    return _report(session, learner, file, _sort_out(session, learner, file))


# What is what


class _New(NamedTuple):
    """A row of Anki's log that is an answer of ours, and not here yet."""

    card: access.CardName
    review: AnkiReview


@dataclass(slots=True)
class _Found:
    """The rows and cards of a file, sorted out."""

    new: list[_New] = field(default_factory=list)
    known: int = 0
    skipped: Counter[Skipped] = field(default_factory=Counter)
    foreign_cards: int = 0
    foreign_reviews: int = 0
    unknown: list[str] = field(default_factory=list)
    unknown_reviews: int = 0
    cards: dict[str, access.CardName] = field(default_factory=dict)


def _sort_out(session: Session, learner: Learner, file: AnkiFile) -> _Found:
    names = access.card_names_of(session, learner.id)
    log = _log_of(session, learner)
    found = _Found()
    for note in file.notes:
        key = note.guid.removeprefix(GUID_PREFIX)
        is_ours = key != note.guid
        for anki_card in note.cards:
            card = names.get(key) if is_ours and anki_card.ord == 0 else None
            if card is not None:
                found.cards[key] = card
                _sort_log(found, card, anki_card.reviews, log)
            elif is_ours:
                found.unknown.append(key)
                found.unknown_reviews += anki_card.review_count
            else:
                found.foreign_cards += 1
                found.foreign_reviews += anki_card.review_count
    found.new.sort(key=lambda each: each.review.id_ms)
    return found


def _sort_log(
    found: _Found, card: access.CardName, reviews: Iterable[AnkiReview], log: _Log
) -> None:
    for review in reviews:
        if log.has(card.id, review.id_ms):
            found.known += 1
        elif reason := why_skipped(review):
            found.skipped[reason] += 1
        else:
            log.imported.add(imported_uid(review.id_ms))
            log.of_cards[card.id] += 1
            found.new.append(_New(card, review))
            if len(found.new) > MOST_NEW:
                raise TooManyReviews
            if len(log.imported) > MOST_IN_ALL:
                raise LogFull
            if log.of_cards[card.id] > MOST_OF_CARD:
                raise CardFull


@dataclass(frozen=True, slots=True)
class _Log:
    """The answers of a student by their ids in Anki, the undone ones too.

    `exported` gives the card of each id, `imported` has all uids of the log, `of_cards`
    counts the answers of each card. No two answers have one uid: of two collections
    with one ms, the first to come is kept.
    """

    exported: Mapping[int, int]
    imported: set[str]
    of_cards: Counter[int]

    def has(self, card_id: int, id_ms: int) -> bool:
        return (
            self.exported.get(id_ms) == card_id or imported_uid(id_ms) in self.imported
        )


def _log_of(session: Session, learner: Learner) -> _Log:
    rows = session.connection().execute(_LOG, {"student_id": learner.id}).all()
    ids = review_ids((uid, effective_at) for uid, effective_at, _ in rows)
    exported = {id_ms: row[2] for id_ms, row in zip(ids, rows, strict=True)}
    counted = Counter(exported.values())
    return _Log(exported, {row[0] for row in rows}, counted)


# What is new


def _rows(
    session: Session, learner: Learner, new: Sequence[_New], now: datetime
) -> Iterator[dict[str, Any]]:
    """Make the rows of answers: in Anki nothing but the rating is written down."""
    revisions = _revisions_of(session, learner)
    times = [answered_at(review, now) for _, review in new]
    days = _days(learner, times)
    for (card, review), at, day in zip(new, times, days, strict=True):
        changes = revisions.get(card.item_id)
        yield {
            "student_id": learner.id,
            "card_id": card.id,
            "revision": _revision_at(changes, at) if changes else card.revision,
            "uid": imported_uid(review.id_ms),
            "rating": _RATINGS[review.ease],
            "duration_ms": min(max(review.duration_ms, 0), MAX_DURATION_MS),
            "received_at": now,
            "at": at,
            "study_day": day,
        }


def _days(learner: Learner, times: Iterable[datetime]) -> Iterator[date]:
    """Give the study day of each instant, oldest first; each day is looked up once."""
    starts = [settings.since for settings in learner.settings]
    day, until = date.min, datetime.min.replace(tzinfo=UTC)
    for at in times:
        if at >= until:
            day, now = learner.day_at(at), learner.settings_at(at)
            ends = day_begins(day + ONE_DAY, now.zone, rollover_hour=now.rollover_hour)
            changes = starts[bisect_right(starts, at) :]
            until = min([ends, *changes[:1]])
        yield day


def _revision_at(changes: Sequence[tuple[datetime, int]], at: datetime) -> int:
    """Return the revision of an item that was current then; before all, the first."""
    return changes[max(0, bisect_right(changes, at, key=lambda each: each[0]) - 1)][1]


def _revisions_of(
    session: Session, learner: Learner
) -> dict[int, list[tuple[datetime, int]]]:
    """Return, of each item that was ever changed, when and to which revision."""
    found = defaultdict(list)
    rows = session.connection().execute(_REVISIONS, {"student_id": learner.id})
    for item_id, created_at, number in rows:
        found[item_id].append((created_at, number))
    return found


def _report(
    session: Session, learner: Learner, file: AnkiFile, found: _Found
) -> AnkiReport:
    return AnkiReport(
        added=len(found.new),
        known=found.known,
        skipped=dict(found.skipped),
        foreign_cards=found.foreign_cards,
        foreign_reviews=found.foreign_reviews,
        orphans=file.orphans,
        unknown=listed(found.unknown),
        unknown_reviews=found.unknown_reviews,
        retired=listed(key for key, card in found.cards.items() if card.is_retired),
        differences=differences_of(session, learner, file, found.cards),
        has_log=file.review_count > 0,
    )


# Statements: made once, because to make one takes longer than to run it.

_STUDENT = bindparam("student_id", type_=Integer)
# In the order of arrival: each answer's id in Anki depends on those before it.
_LOG = (
    select(ReviewRow.uid, ReviewRow.effective_at, ReviewRow.card_id)
    .where(ReviewRow.student_id == _STUDENT)
    .order_by(ReviewRow.id)
)
_REVISIONS = (
    select(ItemRevisionRow.item_id, ItemRevisionRow.created_at, ItemRevisionRow.number)
    .join(ItemRow, ItemRow.id == ItemRevisionRow.item_id)
    .join(EnrolmentRow, EnrolmentRow.deck_id == ItemRow.deck_id)
    .where(EnrolmentRow.student_id == _STUDENT, ItemRow.revision > 1)
    .order_by(ItemRevisionRow.item_id, ItemRevisionRow.number)
)
# What all these answers have in common stands in the statement: a value that goes with
# each of 100,000 rows takes a tenth of a second.
_APPEND = insert(ReviewRow).values(
    {
        "device_at": bindparam("at", type_=ReviewRow.device_at.type),
        "effective_at": bindparam("at", type_=ReviewRow.effective_at.type),
        "response": literal_column("'{}'"),
        "shown": literal_column("'[]'"),
        "source": literal_column(f"'{ReviewSource.ANKI}'"),
        "purpose": literal_column(f"'{Purpose.STUDY}'"),
        "format": literal_column(f"'{Format.SELF_MARKED}'"),
        "sequence": literal_column("0"),
        "zone": literal_column("''"),
    }
)
