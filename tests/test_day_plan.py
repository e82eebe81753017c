"""The plan from the rows is that of all cards: nothing needed is left unread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from random import Random

import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from tests.rows import Ids, review
from tests.samples import DECK, ITEMS
from tests.statements import counted
from tests.studying import DAY, MINUTE, NOW, add_deck, add_learner
from trainer import day_plan
from trainer.core.card_state import CardState, Phase
from trainer.core.cards import make_cards
from trainer.core.daily import Candidate, DayLimits, DayQueue, plan_day
from trainer.core.holds import NOT_HELD, CardHold
from trainer.core.items import Item
from trainer.core.topics import jobs_of
from trainer.day_limits import usual_load
from trainer.day_plan import next_day, plan
from trainer.db import Database
from trainer.holding import holds_of
from trainer.learners import Learner
from trainer.replaying import state_columns, state_values
from trainer.tables import (
    CardHoldRow,
    CardRow,
    CardStateRow,
    DeckRow,
    EnrolmentRow,
    ItemRow,
    ReviewRow,
)

TODAY = date(2026, 11, 23)
SLUGS = ("un", "deux")
LEFT = "trois"


def add_decks(session: Session) -> None:
    """Add three decks of families of many sizes."""
    for slug in (*SLUGS, LEFT):
        items = [moved(item, slug) for item in ITEMS]
        add_deck(session, items, replace(DECK, slug=slug))


def moved(item: Item, slug: str) -> Item:
    """Return an item of another deck."""
    return replace(item, key=f"{slug}/{item.key.partition('/')[2]}")


def random_state(chance: Random) -> CardState:
    """Return a state as replay may give it, of any phase and around today."""
    days = [TODAY + number * DAY for number in range(-2, 4)]
    base = CardState(
        stability=chance.uniform(0.5, 40),
        difficulty=5.0,
        introduced_on=TODAY - chance.choice([0, 0, 1, 9]) * DAY,
        last_study_day=TODAY - chance.choice([0, 1, 5, 5, -1, -400]) * DAY,
        reps=1,
    )
    if chance.random() < 0.7:
        due_day = chance.choice(days)
        early, late = chance.choice([0, 1, 3]) * DAY, chance.choice([0, 1, 3]) * DAY
        return replace(
            base,
            phase=Phase.REVIEW,
            due_day=due_day,
            earliest_day=due_day - early,
            latest_day=due_day + late,
        )
    due_at = NOW + chance.choice([-2000, -5, 10, 40, 700]) * MINUTE
    return replace(base, phase=Phase.LEARNING, step=0, due_at=due_at)


def random_hold(chance: Random) -> CardHold:
    """Return what holds may come to, of any kind and around today."""
    buried_on = chance.choice([None, *(TODAY + n * DAY for n in (-1, 0, 0, 1))])
    return CardHold(chance.random() < 0.3, buried_on, chance.random() < 0.5)


def shuffle_states(session: Session, lea: Learner, chance: Random) -> None:
    """Give some cards a state, hold some, and retire some."""
    session.execute(delete(CardStateRow))
    session.execute(delete(CardHoldRow))
    share_seen, share_retired, share_held = (
        chance.choice([0.1, 0.2, 0.4, 0.8]),
        chance.choice([0, 0.3]),
        chance.choice([0, 0.3]),
    )
    rows, holds = [], []
    for card in session.scalars(select(CardRow).order_by(CardRow.id)):
        card.retired_at = NOW if chance.random() < share_retired else None
        if chance.random() < share_seen:
            values = state_values(random_state(chance))
            rows.append({"student_id": lea.id, "card_id": card.id, **values})
        if chance.random() < share_held:
            values = asdict(random_hold(chance))
            holds.append({"student_id": lea.id, "card_id": card.id, **values})
    session.flush()
    for table, some in ((CardStateRow, rows), (CardHoldRow, holds)):
        if some:
            session.execute(insert(table), some)


def add_past_reviews(session: Session, lea: Learner, count: int) -> None:
    """Add so many reviews on each of the last days, of one card each."""
    cards = session.scalars(select(CardRow.id).order_by(CardRow.id).limit(count))
    for card in cards:
        for day in range(1, 5):
            ids = Ids(student=lea.id, card=card)
            on = {"uid": f"{card}-{day}", "study_day": TODAY - day * DAY}
            session.add(review(ids, **on))
    session.flush()


# The plan of all cards, worked out apart from the story


@dataclass(frozen=True)
class Stored:
    """A card with its state and where it is."""

    id: int
    family: int
    item: str
    place: int
    deck: str
    deck_id: int
    is_retired: bool


def stored_cards(session: Session) -> list[Stored]:
    rows = session.execute(
        select(CardRow, ItemRow, DeckRow.slug)
        .join(ItemRow, ItemRow.id == CardRow.item_id)
        .join(DeckRow, DeckRow.id == ItemRow.deck_id)
    )
    return [
        Stored(
            card.id,
            item.id,
            item.key.partition("/")[2],
            item.position * 1000 + card.position,
            slug,
            item.deck_id,
            card.retired_at is not None,
        )
        for card, item, slug in rows
    ]


def stored_states(session: Session, lea: Learner) -> Mapping[int, CardState]:
    rows = session.execute(
        select(CardStateRow.card_id, *state_columns()).where(
            CardStateRow.student_id == lea.id
        )
    )
    return {card_id: CardState(*values) for card_id, *values in rows}


def plan_of_all(
    session: Session, lea: Learner, limits: DayLimits, only: str | None
) -> DayQueue:
    """Plan the day from every card of the decks that are learnt."""
    states, holds = stored_states(session, lea), holds_of(session, lea)
    candidates = []
    for card in stored_cards(session):
        state = states.get(card.id, CardState())
        is_held = card.is_retired or holds.get(card.id, NOT_HELD).is_held(TODAY)
        is_asked = card.deck in SLUGS and only in (None, card.deck)
        candidate = Candidate(
            card.id,
            card.family,
            card.place,
            state.phase,
            state.due_at,
            state.due_day,
            state.stability,
            state.last_study_day,
            state.introduced_on,
            is_held=is_held or not is_asked,
            deck_id=card.deck_id,
            earliest_day=state.earliest_day,
            latest_day=state.latest_day,
        )
        candidates.append(candidate)
    rivals = rivals_of_all(stored_cards(session))
    return plan_day(candidates, limits, day=TODAY, now=NOW, seed=lea.uid, rivals=rivals)


def rivals_of_all(cards: Iterable[Stored]) -> dict[int, frozenset[int]]:
    """Work out, from the samples, which items are about two jobs that are alike."""
    jobs = {
        item.key.partition("/")[2]: {
            job for card in make_cards(item) for job in jobs_of(item, card)
        }
        for item in ITEMS
    }
    families = {(card.deck, card.family): card.item for card in cards}
    alike = {*DECK.confusable, *((b, a) for a, b in DECK.confusable)}
    return {
        family: frozenset(
            other
            for (its_deck, other), its_item in families.items()
            if its_deck == deck
            and other != family
            and any((a, b) in alike for a in jobs[item] for b in jobs[its_item])
        )
        for (deck, family), item in families.items()
    }


@pytest.fixture
def lea(db: Database) -> Learner:
    """A student who has left one of three decks."""
    with db.writing() as session:
        add_decks(session)
        lea = add_learner(session, "lea")
        left = EnrolmentRow.deck_id == deck_id_of(session, LEFT)
        session.execute(delete(EnrolmentRow).where(left))
        return lea


def deck_id_of(session: Session, slug: str | None) -> int | None:
    """Return the id of a deck."""
    return session.scalar(select(DeckRow.id).where(DeckRow.slug == slug))


def test_the_plan_is_that_of_all_cards(
    db: Database, lea: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = Random(20261123)
    sizes = set()
    monkeypatch.setattr(day_plan, "_FEW", 8)  # so that some days take many
    for _ in range(200):
        with db.writing() as session:
            shuffle_states(session, lea, chance)
            session.execute(delete(ReviewRow))
            add_past_reviews(session, lea, chance.choice([0, 0, 5, 20]))
            new, reviews = (
                chance.choice([0, 3, 20, 20]),
                chance.choice([*range(13), 200]),
            )
            limits = DayLimits(new, reviews)
            only = chance.choice([None, *SLUGS])
            lea = with_limits(lea, limits)

            found = plan(session, lea, NOW, only_deck=deck_id_of(session, only))

            usual = 0 if only else usual_load(session, lea, NOW)
            limits = replace(limits, usual_reviews=usual)
            assert found.queue == plan_of_all(session, lea, limits, only)
            sizes.add((min(found.queue.new, 3), min(found.queue.review, 3)))
    assert len(sizes) > 8  # the days were of many kinds


def with_limits(lea: Learner, limits: DayLimits) -> Learner:
    """Return a student with other limits."""
    (current,) = lea.settings
    new, reviews = limits.new_per_day, limits.reviews_per_day
    changed = replace(current, new_per_day=new, reviews_per_day=reviews)
    return replace(lea, settings=(changed,))


def test_the_plan_says_the_deck_of_each_card(db: Database, lea: Learner) -> None:
    with db.reading() as session:
        found = plan(session, lea, NOW)
        decks = {card.id: card.deck for card in stored_cards(session)}
        slugs = {deck_id_of(session, slug): slug for slug in SLUGS}

    asked = [card.card_id for card in found.queue.cards]
    assert [slugs[found.decks[card]] for card in asked] == [decks[c] for c in asked]
    assert {decks[card] for card in asked} == set(SLUGS)


def test_a_plan_takes_a_few_statements_however_many_cards(
    db: Database, lea: Learner
) -> None:
    with db.reading() as session:
        session.connection()
        with counted() as statements:
            plan(session, lea, NOW)

    assert len(statements) == 6


def hold_all(session: Session, lea: Learner, hold: CardHold) -> None:
    """Hold every card alike."""
    rows = [
        {"student_id": lea.id, "card_id": card_id, **asdict(hold)}
        for card_id in session.scalars(select(CardRow.id))
    ]
    session.execute(insert(CardHoldRow), rows)


def test_what_is_suspended_is_not_promised_for_another_day(
    db: Database, lea: Learner
) -> None:
    with db.writing() as session:
        shuffle_states(session, lea, Random(1))
        session.execute(delete(CardHoldRow))
        hold_all(session, lea, CardHold(is_suspended=True))

        assert next_day(session, lea, NOW) is None


def test_what_is_buried_comes_again_tomorrow(db: Database, lea: Learner) -> None:
    with db.writing() as session:
        hold_all(session, lea, CardHold(buried_on=TODAY))

        assert plan(session, lea, NOW).queue.cards == ()
        assert next_day(session, lea, NOW) == TODAY + DAY
