"""Which new cards are not begun on one day: those of jobs that a deck says are alike.

Reads the content of the few cards that a day may begin, and of no others.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from trainer.content import cards_from_json, deck_from_json, item_from_json
from trainer.core.daily import Candidate
from trainer.core.introductions import rivals_of
from trainer.core.topics import jobs_of
from trainer.tables import DeckRow, ItemRevisionRow, ItemRow

_CHUNK = 500  # bound parameters of one statement, well under any database's limit


def rivals_among(
    session: Session, candidates: Iterable[Candidate], day: date
) -> dict[int, frozenset[int]]:
    """Return which of the families to begin, or begun on the day, are kept apart."""
    begun = [
        card
        for card in candidates
        if card.introduced_on is None or card.introduced_on >= day
    ]
    connection = session.connection()
    decks = {"decks": sorted({card.deck_id for card in begun})}
    pairs = {
        deck_id: deck_from_json(content).confusable
        for deck_id, content in connection.execute(_DECKS, decks)
    }
    items = sorted({card.family_id for card in begun if pairs[card.deck_id]})
    jobs: dict[int, dict[int, frozenset[str]]] = {}
    for start in range(0, len(items), _CHUNK):
        some = {"items": items[start : start + _CHUNK]}
        for deck_id, item_id, content in connection.execute(_CONTENT, some):
            jobs.setdefault(deck_id, {})[item_id] = _jobs(content)
    return {
        family: rivals
        for deck_id, of_family in jobs.items()
        for family, rivals in rivals_of(of_family, pairs[deck_id]).items()
    }


# Keyed by the text itself: a revision never changes, so that nothing can be stale.
@lru_cache(maxsize=4096)
def _jobs(content: str) -> frozenset[str]:
    """Return the jobs that the cards of an item are about."""
    item = item_from_json(content)
    cards = cards_from_json(content).values()
    return frozenset(job for card in cards for job in jobs_of(item, card))


# Statements: made once, because to make one takes longer than to run it.

_DECKS = select(DeckRow.id, DeckRow.content).where(
    DeckRow.id.in_(bindparam("decks", expanding=True))
)
_CONTENT = (
    select(ItemRow.deck_id, ItemRow.id, ItemRevisionRow.content)
    .join(
        ItemRevisionRow,
        and_(
            ItemRevisionRow.item_id == ItemRow.id,
            ItemRevisionRow.number == ItemRow.revision,
        ),
    )
    .where(ItemRow.id.in_(bindparam("items", expanding=True)))
)
