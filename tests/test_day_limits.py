"""The limits in force on a day: settings, minutes, an exam, a wish for today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.samples import DECK
from tests.studying import (
    DAY,
    NOW,
    add_deck,
    add_learner,
    answer,
    recall_items,
    send,
    undo,
)
from tests.studying import take_back as undo_answers
from trainer.core.reviews import Rating
from trainer.daily_review import next_cards
from trainer.day_limits import (
    BadLimits,
    DayRules,
    change_today,
    more_today,
    reset_today,
    rules_of,
    usual_load,
)
from trainer.day_plan import next_day, plan
from trainer.db import Database
from trainer.exam_dates import set_exam
from trainer.learners import Learner
from trainer.tables import CardStateRow

TODAY = date(2026, 11, 23)
OTHER = "autre"


@pytest.fixture
def lea(db: Database) -> Learner:
    """A student of two decks of thirty cards each."""
    with db.writing() as session:
        add_deck(session, recall_items(30))
        add_deck(session, recall_items(30, OTHER), replace(DECK, slug=OTHER))
        return add_learner(session, "lea", new_per_day=10, reviews_per_day=40)


def rules(db: Database, lea: Learner) -> DayRules:
    with db.reading() as session:
        return rules_of(session, lea, NOW)


def limits(db: Database, lea: Learner) -> tuple[int, int]:
    found = rules(db, lea).limits
    return found.new_per_day, found.reviews_per_day


def usual(db: Database, lea: Learner) -> float:
    with db.reading() as session:
        return usual_load(session, lea, NOW)


def sit_exam(db: Database, lea: Learner, slug: str, in_days: int | None) -> None:
    day = None if in_days is None else TODAY + in_days * DAY
    with db.writing() as session:
        set_exam(session, lea, slug, day, NOW)


def decks_of_new(session: Session, lea: Learner) -> list[int]:
    """Return the deck of each new card of the day, in the order of the queue."""
    found = plan(session, lea, NOW)
    return [found.decks[card.card_id] for card in found.queue.cards]


# Today only


def test_other_limits_hold_for_today_alone(db: Database, lea: Learner) -> None:
    with db.writing() as session:
        change_today(session, lea, NOW, new_per_day=3, reviews_per_day=5)

    with db.reading() as session:
        tomorrow = rules_of(session, lea, NOW + DAY).limits
    assert limits(db, lea) == (3, 5)
    assert (tomorrow.new_per_day, tomorrow.reviews_per_day) == (10, 40)


def test_ten_cards_more_are_asked_for_today(db: Database, lea: Learner) -> None:
    with db.writing() as session:
        more_today(session, lea, NOW)

        assert plan(session, lea, NOW).queue.new == 20
    assert limits(db, lea) == (20, 50)


def test_the_usual_limits_come_back(db: Database, lea: Learner) -> None:
    with db.writing() as session:
        more_today(session, lea, NOW)
        reset_today(session, lea, NOW)

    assert limits(db, lea) == (10, 40)
    assert not rules(db, lea).is_today_only


@pytest.mark.parametrize("wrong", [-1, 10_000])
def test_limits_are_numbers_of_cards(db: Database, lea: Learner, wrong: int) -> None:
    with db.writing() as session, pytest.raises(BadLimits):
        change_today(session, lea, NOW, new_per_day=1, reviews_per_day=wrong)


# Minutes


def test_minutes_are_counted_in_cards_by_the_pace_of_earlier_days(
    db: Database, lea: Learner
) -> None:
    quick = replace(lea, settings=(replace(lea.settings[0], minutes_per_day=2),))
    before = limits(db, quick)
    send(db, lea, answer("u", "exemple/F1#rule", at=NOW - DAY, duration_ms=30_000))
    send(db, lea, answer("v", "exemple/F2#rule", at=NOW, duration_ms=1000))

    assert before == (10, 10)
    assert limits(db, quick) == (10, 4)


# Exams


def test_new_cards_of_an_exam_come_first_at_their_pace(
    db: Database, lea: Learner
) -> None:
    sit_exam(db, lea, OTHER, 20)

    with db.reading() as session:
        decks = decks_of_new(session, lea)
    # Thirty cards in the fifteen days from today to the fourteenth after it.
    assert decks.count(max(decks)) == 2
    assert decks.count(min(decks)) == 8
    assert decks[:2] == [max(decks)] * 2


def test_an_exam_of_every_deck_sets_the_number_of_new_cards(
    db: Database, lea: Learner
) -> None:
    sit_exam(db, lea, OTHER, 20)
    sit_exam(db, lea, DECK.slug, 2)

    assert rules(db, lea).limits.new_of_deck == {1: 15, 2: 2}
    assert limits(db, lea) == (17, 40)


def test_the_pace_does_not_move_while_cards_are_begun(
    db: Database, lea: Learner
) -> None:
    sit_exam(db, lea, OTHER, 20)
    before = rules(db, lea)

    send(db, lea, answer("u", f"{OTHER}/F1#rule"))

    assert rules(db, lea) == before


def test_before_an_exam_cards_come_back_sooner(db: Database, lea: Learner) -> None:
    for number in range(1, 4):
        at = NOW - 40 * DAY
        send(db, lea, answer(f"u{number}", f"exemple/F{number}#rule", Rating.EASY, at))
        at = NOW - 4 * DAY
        send(db, lea, answer(f"v{number}", f"exemple/F{number}#rule", Rating.EASY, at))
    with db.reading() as session:
        without = plan(session, lea, NOW).queue.review

    sit_exam(db, lea, DECK.slug, 4)

    with db.reading() as session:
        assert without == 0
        assert plan(session, lea, NOW).queue.review == 3
        assert plan(session, lea, NOW + 5 * DAY).queue.review == 0  # it is over


def test_the_delay_on_the_buttons_ends_before_the_exam(
    db: Database, lea: Learner
) -> None:
    sit_exam(db, lea, DECK.slug, 6)

    with db.reading() as session:
        cards = next_cards(session, lea, NOW, deck=DECK.slug).cards
    delays = {card.intervals[Rating.EASY].days for card in cards}
    assert delays == {3}


def test_the_next_day_with_a_card_is_the_one_of_the_exam(
    db: Database, lea: Learner
) -> None:
    idle = replace(lea, settings=(replace(lea.settings[0], new_per_day=0),))
    send(db, lea, answer("u", "exemple/F1#rule", Rating.EASY))
    with db.reading() as session:
        without = next_day(session, idle, NOW)

    sit_exam(db, lea, DECK.slug, 6)

    with db.reading() as session:
        assert without is not None
        assert without > TODAY + 4 * DAY
        assert next_day(session, idle, NOW) == TODAY + 3 * DAY


def test_an_exam_taken_back_leaves_the_plan_as_it_was(
    db: Database, lea: Learner
) -> None:
    with db.reading() as session:
        before = plan(session, lea, NOW).queue

    sit_exam(db, lea, DECK.slug, 6)
    sit_exam(db, lea, DECK.slug, None)

    with db.reading() as session:
        assert plan(session, lea, NOW).queue == before


# The load


def test_a_usual_load_is_known_after_three_days_of_reviews(
    db: Database, lea: Learner
) -> None:
    for number in range(1, 5):
        card = f"exemple/F{number}#rule"
        for days in (9, 3, 2, 1):
            at = NOW - days * DAY
            send(db, lea, answer(f"{number}-{days}", card, at=at))

    assert usual(db, lea) == 4

    undo_answers(db, lea, undo("1-9"))
    assert usual(db, lea) == pytest.approx(11 / 3)


def fill_today(db: Database, lea: Learner) -> None:
    """Let eight cards be due that may wait, one review a day being usual."""
    for days in (9, 3, 2, 1):
        send(db, lea, answer(f"1-{days}", "exemple/F1#rule", at=NOW - days * DAY))
    for number in range(2, 10):
        card = f"exemple/F{number}#rule"
        send(db, lea, answer(card, card, Rating.EASY, at=NOW - 9 * DAY))
    can_wait = {"due_day": TODAY, "latest_day": TODAY + 2 * DAY}
    with db.writing() as session:
        state = update(CardStateRow).where(CardStateRow.card_id.between(2, 9))
        session.execute(state.values(**can_wait))


def test_all_decks_together_are_levelled_and_one_alone_is_not(
    db: Database, lea: Learner
) -> None:
    fill_today(db, lea)

    with db.writing() as session:
        together = plan(session, lea, NOW).queue
        alone = plan(session, lea, NOW, only_deck=1).queue
        more_today(session, lea, NOW)
        more = plan(session, lea, NOW).queue

    assert together.review == 4  # one as usual, and half of the seven others
    assert alone.review == 8
    assert more.review == 8  # what was put off comes when more is asked for


@pytest.mark.parametrize(("most", "asked"), [(8, 4), (7, 7)])
def test_a_day_is_levelled_when_all_that_is_due_fits(
    db: Database, lea: Learner, most: int, asked: int
) -> None:
    fill_today(db, lea)
    settings = replace(lea.settings[0], reviews_per_day=most)

    with db.reading() as session:
        found = plan(session, replace(lea, settings=(settings,)), NOW)

    assert found.queue.review == asked
