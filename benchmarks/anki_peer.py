"""The same cards and reviews in a collection of Anki's own, to run beside ours.

Uses the package `anki` as Anki itself does; it commits each answer with
`synchronous=FULL`, as we do.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from anki.collection import AddNoteRequest, Collection
from anki.decks import DeckId
from anki.scheduler.v3 import CardAnswer
from anki.scheduler.v3 import Scheduler as V3Scheduler
from sqlalchemy import select

from trainer.core.card_state import CardState
from trainer.core.schedule import DECAY
from trainer.db import Database
from trainer.learners import load_learner
from trainer.replaying import state_columns
from trainer.tables import CardRow, CardStateRow, ItemRevisionRow, ReviewRow

AGE = timedelta(days=4000)
DECK = DeckId(1)  # Anki's own first deck
_FULL = 2
_SET_STATE = (
    "update cards set type=2, queue=2, factor=2500, due=?, ivl=?, reps=?, lapses=?,"
    " data=? where id=?"
)
_ADD_REVIEW = "insert into revlog values (?, ?, -1, ?, 5, 2, 500, 4000, 1)"


def make_collection(path: Path, database: Database, now: datetime) -> None:
    """Make a collection with a note for each card of a database, with all its reviews.

    Due days, memory states and the log are those of the database.
    """
    with database.reading() as session:
        day = load_learner(session).day_at(now)
        contents = session.execute(
            select(CardRow.key, ItemRevisionRow.content)
            .join(ItemRevisionRow, ItemRevisionRow.item_id == CardRow.item_id)
            .order_by(CardRow.id)
        )
        add_notes(path, contents)
        ours = session.scalars(select(CardRow.id).order_by(CardRow.id)).all()
        states = session.execute(select(CardStateRow.card_id, *state_columns()))
        with closing(sqlite3.connect(path)) as file:
            theirs = [
                id_ for (id_,) in file.execute("select id from cards order by id")
            ]
            ids = dict(zip(ours, theirs, strict=True))
            begin = int((now - AGE).timestamp())
            file.execute("update col set crt = ?", (begin,))
            file.executemany(_SET_STATE, _state_rows(ids, states, day))
            file.executemany(_ADD_REVIEW, _log_rows(ids, session.execute(_log())))
            file.commit()


def add_notes(path: Path, contents: Iterable[Any]) -> None:
    """Make a collection with these notes, FSRS on, and no limits."""
    col = Collection(str(path))
    col.set_config("fsrs", True)
    note_type = col.models.by_name("Basic")
    assert note_type is not None
    requests = []
    for key, content in contents:
        note = col.new_note(note_type)
        note.fields = [f"{key} {content[:200]}", content[-60:]]
        requests.append(AddNoteRequest(note, DECK))
    col.add_notes(requests)
    set_limits(col)
    col.close()


def open_collection(path: Path) -> Collection:
    """Open a collection, and make sure that it is as durable as ours."""
    col = Collection(str(path))
    assert col.db
    assert col.db.scalar("pragma synchronous") == _FULL
    return col


def set_limits(col: Collection, new: int = 9999, reviews: int = 9999) -> None:
    """Let so many cards be studied a day."""
    config = col.decks.config_dict_for_deck_id(DECK)
    config["new"]["perDay"], config["rev"]["perDay"] = new, reviews
    col.decks.update_config(config)


def forget_queue(col: Collection) -> None:
    """Have the queue built anew the next time: looking at another deck does so."""
    elsewhere = col.decks.id("Elsewhere")
    assert elsewhere
    for deck in (DeckId(elsewhere), DECK):
        col.decks.set_current(deck)
        if deck != DECK:
            scheduler(col).get_queued_cards()


def scheduler(col: Collection) -> V3Scheduler:
    """Give the scheduler of a collection."""
    assert isinstance(col.sched, V3Scheduler)
    return col.sched


def answer_next(col: Collection) -> None:
    """Take the card on top and answer it with "good"."""
    sched = scheduler(col)
    queued = sched.get_queued_cards(fetch_limit=1).cards[0]
    answer = CardAnswer(
        card_id=queued.card.id,
        current_state=queued.states.current,
        new_state=queued.states.good,
        rating=CardAnswer.GOOD,
        answered_at_millis=int(time.time() * 1000),
        milliseconds_taken=4000,
    )
    sched.answer_card(answer)


def _state_rows(
    ids: dict[int, int], states: Iterable[Any], day: date
) -> Iterator[tuple[object, ...]]:
    for card_id, *values in states:
        state = CardState(*values)
        if state.due_day and state.last_study_day:
            due = AGE.days + (state.due_day - day).days
            interval = (state.due_day - state.last_study_day).days
            memory = _memory(state)
            yield due, interval, state.reps, state.lapses, memory, ids[card_id]


def _memory(state: CardState) -> str:
    assert state.last_reviewed_at
    data = {
        "s": round(state.stability or 0, 4),
        "d": round(state.difficulty or 0, 3),
        "dr": 0.9,
        "decay": round(-DECAY, 3),
        "lrt": int(state.last_reviewed_at.timestamp()),
    }
    return json.dumps(data, separators=(",", ":"))


def _log() -> Any:
    columns = (ReviewRow.card_id, ReviewRow.rating, ReviewRow.effective_at)
    return select(*columns).order_by(ReviewRow.effective_at)


def _log_rows(
    ids: dict[int, int], reviews: Iterable[Any]
) -> Iterator[tuple[int, int, int]]:
    """Give the id, the card and the rating of each; an id is a time of its own."""
    last = 0
    for card_id, rating, at in reviews:
        last = max(last + 1, int(at.astimezone(UTC).timestamp() * 1000))
        yield last, ids[card_id], int(rating)
