"""The story of tags: words that a student puts on cards, to find them by.

They touch no schedule. Two spellings of a word are one tag: the first one stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import BindParameter, Integer, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from trainer.core.wording import fold
from trainer.errors import BadTag
from trainer.learners import Learner, lock
from trainer.tables import CardTagRow

LONGEST_TAG = 40
_CHUNK = 500  # bound parameters of one statement, well under any database's limit


def tags_of(session: Session, learner: Learner) -> dict[int, tuple[str, ...]]:
    """Return the tags of the student's cards, by the id of the card."""
    tags: dict[int, tuple[str, ...]] = defaultdict(tuple)
    rows = session.connection().execute(_TAGS, {"student_id": learner.id})
    for card_id, tag in rows:
        tags[card_id] += (tag,)
    return dict(tags)


def known_tag(tags: Iterable[str], tag: str) -> str:
    """Return how a tag is spelt that may be known under another spelling.

    Raises:
        BadTag: it has no letter and no digit, or is too long.
    """
    written = " ".join(tag.split())
    words = fold(written)
    if not words or "\x00" in written or len(written) > LONGEST_TAG:
        raise BadTag(LONGEST_TAG)
    return next((known for known in tags if fold(known) == words), written)


def add_tag(
    session: Session, learner: Learner, tag: str, card_ids: Collection[int]
) -> tuple[int, ...]:
    """Put a tag on cards; return those that did not have it.

    Raises:
        BadTag: nobody can read it.
    """
    lock(session, learner)
    tags = tags_of(session, learner)
    spelt = known_tag({each for some in tags.values() for each in some}, tag)
    without = tuple(sorted(id_ for id_ in card_ids if spelt not in tags.get(id_, ())))
    if without:
        rows = [
            {"student_id": learner.id, "card_id": id_, "tag": spelt} for id_ in without
        ]
        session.connection().execute(insert(CardTagRow), rows)
    return without


def remove_tag(
    session: Session, learner: Learner, tag: str, card_ids: Collection[int]
) -> tuple[int, ...]:
    """Take a tag from cards; return those that had it.

    Raises:
        BadTag: nobody can read it.
    """
    lock(session, learner)
    tags = tags_of(session, learner)
    spelt = known_tag({each for some in tags.values() for each in some}, tag)
    having = tuple(sorted(id_ for id_ in card_ids if spelt in tags.get(id_, ())))
    for chunk in _chunks(having):
        some = {"student_id": learner.id, "tag": spelt, "card_ids": chunk}
        session.connection().execute(_REMOVE, some)
    return having


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


# Statements: made once, because to make one takes longer than to run it.

_STUDENT = bindparam("student_id", type_=Integer)
_CARD_IDS: BindParameter[Sequence[int]] = bindparam("card_ids", expanding=True)
_TAGS = (
    select(CardTagRow.card_id, CardTagRow.tag)
    .where(CardTagRow.student_id == _STUDENT)
    .order_by(CardTagRow.card_id, CardTagRow.tag)
)
_REMOVE = delete(CardTagRow).where(
    CardTagRow.student_id == _STUDENT,
    CardTagRow.tag == bindparam("tag"),
    CardTagRow.card_id.in_(_CARD_IDS),
)
