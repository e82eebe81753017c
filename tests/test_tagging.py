"""Words that a student puts on cards."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.samples import ITEMS
from tests.studying import add_deck, add_learner
from trainer.db import Database
from trainer.errors import BadTag
from trainer.learners import Learner
from trainer.study_cards import study_cards
from trainer.tagging import add_tag, remove_tag, tags_of


def begin(session: Session) -> tuple[Learner, list[int]]:
    add_deck(session, ITEMS)
    learner = add_learner(session)
    return learner, [card.loaded.id for card in study_cards(session, learner)]


def test_a_tag_is_put_on_cards_once_and_taken_from_them(db: Database) -> None:
    with db.writing() as session:
        learner, ids = begin(session)

        first = add_tag(session, learner, "à relire", ids[:2])
        again = add_tag(session, learner, "à relire", ids[:3])
        removed = remove_tag(session, learner, "à relire", ids[1:5])

        assert (first, again, removed) == (tuple(ids[:2]), (ids[2],), tuple(ids[1:3]))
        assert tags_of(session, learner) == {ids[0]: ("à relire",)}


def test_two_spellings_are_one_tag(sqlite_db: Database) -> None:
    with sqlite_db.writing() as session:
        learner, ids = begin(session)
        add_tag(session, learner, "À  relire", ids[:1])

        added = add_tag(session, learner, "a relire", ids[:2])
        removed = remove_tag(session, learner, "A RELIRE", ids)

        assert (added, removed) == ((ids[1],), tuple(ids[:2]))


def test_the_tags_of_another_student_stay(sqlite_db: Database) -> None:
    with sqlite_db.writing() as session:
        learner, ids = begin(session)
        other = add_learner(session, uid="lea")
        add_tag(session, other, "api", ids[:1])

        removed = remove_tag(session, learner, "api", ids)

        assert removed == ()
        assert tags_of(session, other) == {ids[0]: ("api",)}


@pytest.mark.parametrize("tag", ["", "  ", "!?", "a" * 41, "a\x00b"])
def test_a_tag_that_nobody_can_read_is_refused(sqlite_db: Database, tag: str) -> None:
    with sqlite_db.writing() as session:
        learner, ids = begin(session)

        with pytest.raises(BadTag):
            add_tag(session, learner, tag, ids)


def test_many_cards_take_few_statements(sqlite_db: Database) -> None:
    with sqlite_db.writing() as session:
        learner, ids = begin(session)
        some = ids * 40  # more ids than a chunk has

        assert len(add_tag(session, learner, "api", set(some))) == len(ids)
        assert len(remove_tag(session, learner, "api", some)) == 40 * len(ids)
