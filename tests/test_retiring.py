"""A retired deck is asked no more; all comes back as it was."""

from __future__ import annotations

import pytest

from tests.importing import answer_all, card_ids, cards_of
from tests.schooling import make_school
from tests.studying import DAY, NOW, stored_states
from tests.test_versions import SHORT, SHORT_KEY, SLUG, source, store
from trainer import access
from trainer.assignments import Draft, make_assignment, own_assignments
from trainer.core.assignments import Goal, Task
from trainer.daily_review import today
from trainer.db import Database
from trainer.giving import Terms, bring_paper, give_deck, given_decks
from trainer.import_plan import plan_import
from trainer.learners import Learner, ensure_learner
from trainer.retiring import (
    NothingToBringBack,
    Retirement,
    bring_deck_back,
    retire_deck,
    retirement_of,
)

LATER = NOW + 2 * DAY


def retire(db: Database) -> None:
    with db.writing() as session:
        retire_deck(session, access.deck_named(session, SLUG), LATER)


def bring_back(db: Database) -> None:
    with db.writing() as session:
        bring_deck_back(session, access.deck_named(session, SLUG), LATER + DAY)


def studied(db: Database) -> Learner:
    """Have a learner answer all cards of a deck, one question of which went since."""
    plan = store(db, source())
    with db.writing() as session:
        learner = ensure_learner(session, NOW)
    answer_all(db, learner, cards_of(plan.parsed))
    store(db, source(SHORT, SHORT_KEY), NOW + DAY)
    return learner


def slugs_of(db: Database, learner: Learner) -> list[str]:
    with db.reading() as session:
        return [deck.slug for deck in today(session, learner, LATER).decks]


def test_a_retired_deck_is_asked_no_more_and_its_memory_stays(db: Database) -> None:
    learner = studied(db)
    memory = stored_states(db, learner)

    retire(db)

    assert slugs_of(db, learner) == []
    assert card_ids(db, only_live=True) == {}
    assert stored_states(db, learner) == memory


def test_it_comes_back_as_it_was(db: Database) -> None:
    learner = studied(db)
    memory, live = stored_states(db, learner), card_ids(db, only_live=True)
    retire(db)

    bring_back(db)

    assert slugs_of(db, learner) == [SLUG]
    assert card_ids(db, only_live=True) == live
    assert live.keys() < card_ids(db).keys()  # what had gone before stays away
    assert stored_states(db, learner) == memory


def test_an_import_of_its_paper_brings_it_back_too(db: Database) -> None:
    studied(db)
    retire(db)

    store(db, source(), LATER + DAY)

    with db.reading() as session:
        assert access.deck_named(session, SLUG).retired_at is None


def test_to_retire_twice_is_to_retire_once(db: Database) -> None:
    studied(db)
    live = card_ids(db, only_live=True)
    retire(db)
    with db.writing() as session:
        retire_deck(session, access.deck_named(session, SLUG), LATER + DAY)

    bring_back(db)

    assert card_ids(db, only_live=True) == live


def test_what_is_not_retired_cannot_come_back(db: Database) -> None:
    store(db, source())

    with pytest.raises(NothingToBringBack):
        bring_back(db)


def test_its_classes_are_named_and_it_is_as_good_as_not_given(db: Database) -> None:
    school = make_school(db)
    with db.writing() as session:
        bring_paper(session, plan_import(session, source()), school.vera.id, NOW)
        deck = access.deck_named(session, SLUG)
        class_a = access.classroom_of(session, school.vera.id, school.class_a)
        class_b = access.classroom_of(session, school.carl.id, school.class_b)
        for classroom in (class_a, class_b):
            give_deck(session, classroom, deck, Terms(), NOW)

        meant = retirement_of(session, deck, school.vera.id)
        retire_deck(session, deck, NOW)

        assert meant == Retirement(("10A",), other_classes=1, learners=4, cards=2)
        assert given_decks(session, class_a) == ()
        assert access.decks_of_class(session, class_a.id) == []
        assert access.decks_given_by(session, school.vera.id) == []
        bring_deck_back(session, deck, NOW)
        assert [given.slug for given in given_decks(session, class_a)] == [SLUG]


def test_what_a_class_was_set_of_it_waits_until_it_is_back(db: Database) -> None:
    school = make_school(db)
    today = NOW.date()
    with db.writing() as session:
        bring_paper(session, plan_import(session, source()), school.vera.id, NOW)
        deck = access.deck_named(session, SLUG)
        room = access.classroom_of(session, school.vera.id, school.class_a)
        give_deck(session, room, deck, Terms(), NOW)
        task = Task(Goal.DAYS, 2, today, today + 7 * DAY)
        draft, by = Draft("Cuisine", task), school.vera.id
        make_assignment(session, room, deck, draft, account_id=by, now=NOW)

        def told() -> int:
            return len(own_assignments(session, school.tom.id, today))

        before = told()
        retire_deck(session, deck, NOW)
        assert (before, told()) == (1, 0)
        bring_deck_back(session, deck, NOW)
        assert told() == 1
