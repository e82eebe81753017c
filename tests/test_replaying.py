"""Card states come from the log alone: in any order, after any damage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from tests.statements import counted, explained
from tests.studying import (
    DAY,
    MINUTE,
    NOW,
    add_deck,
    add_learner,
    add_settings,
    answer,
    recall_items,
    send,
    states_of,
    stored_states,
    take_back,
    undo,
)
from trainer.core.card_state import CardState, Phase
from trainer.core.reviews import Purpose, Rating, Review
from trainer.core.schedule import replay
from trainer.core.study_settings import StudySettings
from trainer.daily_review import next_cards, today
from trainer.db import Database
from trainer.learners import Learner
from trainer.replaying import RebuildReport, rebuild
from trainer.reviewing import AnswerIn, RetractionIn, record, retract
from trainer.tables import CardStateRow

CARDS = 40
Event = AnswerIn | RetractionIn


@pytest.fixture
def lea(db: Database) -> Learner:
    """A student who learns forty cards, and has changed her settings twice."""
    with db.writing() as session:
        add_deck(session, recall_items(CARDS))
        return learner_with_history(session, "lea")


def learner_with_history(session: Session, uid: str) -> Learner:
    """Add a student whose settings changed while she learnt."""
    lea = add_learner(session, uid)
    strict = StudySettings(NOW - 10 * DAY, 0.95, (1, 5, 20), zone="America/Lima")
    lea = add_settings(session, lea, strict)
    hasty = StudySettings(NOW - 3 * DAY, 0.8, (), (), rollover_hour=6)
    return add_settings(session, lea, hasty)


def card(number: int) -> str:
    """Return the key of a card."""
    return f"exemple/F{number}#rule"


# What the log gives, worked out apart from the stories


def expected_states(lea: Learner, events: Iterable[Event]) -> dict[str, CardState]:
    """Replay the answers that nobody took back, by the rules alone."""
    given = list(events)
    undone = {event.review_uid for event in given if isinstance(event, RetractionIn)}
    logs: dict[str, dict[str, Review]] = {}
    for event in given:
        if isinstance(event, AnswerIn) and event.uid not in undone:
            logs.setdefault(event.card, {})[event.uid] = review_of(lea, event)
    states = {
        key: replay(log.values(), lea.settings, seed=lea.schedule_seed(key))
        for key, log in logs.items()
    }
    return {key: state for key, state in states.items() if state != CardState()}


def review_of(lea: Learner, event: AnswerIn) -> Review:
    """Return what the schedule needs of an answer of a device with the right time."""
    return Review(
        event.uid,
        event.rating,
        event.device_at,
        lea.day_at(event.device_at),
        event.sequence,
        event.purpose,
    )


def store(session: Session, lea: Learner, batch: Iterable[Event]) -> None:
    """Store a batch, as the two addresses of the API would."""
    events = list(batch)
    answers = [event for event in events if isinstance(event, AnswerIn)]
    undoings = [event for event in events if isinstance(event, RetractionIn)]
    record(session, lea, answers, sent_at=NOW, now=NOW)
    retract(session, lea, undoings, NOW)


# Any order, any batches, any duplicates

ANSWERS = st.builds(
    answer,
    uid=st.uuids().map(str),
    card=st.integers(1, 3).map(card),
    rating=st.sampled_from(Rating),
    at=st.integers(0, 30 * 24 * 6).map(lambda tens: NOW - tens * 10 * MINUTE),
    sequence=st.integers(0, 2),
    purpose=st.sampled_from([*Purpose, Purpose.STUDY, Purpose.STUDY]),
)


@dataclass(frozen=True)
class History:
    """What happened, and in what batches it came in."""

    events: tuple[Event, ...]
    batches: tuple[tuple[Event, ...], ...]


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Draw answers and undoings, and let them come in any order, some of them twice."""
    answers = draw(st.lists(ANSWERS, min_size=1, max_size=12))
    undone = draw(st.lists(st.sampled_from(answers), max_size=4, unique=True))
    events: tuple[Event, ...] = (*answers, *(undo(each.uid) for each in undone))
    again = draw(st.lists(st.sampled_from(events), max_size=6))
    arrivals = draw(st.permutations([*events, *again]))
    cuts = sorted(draw(st.sets(st.integers(0, len(arrivals)), max_size=5)))
    ends = [*cuts, len(arrivals)]
    starts = [0, *cuts]
    batches = (arrivals[a:b] for a, b in zip(starts, ends, strict=True))
    return History(events, tuple(map(tuple, batches)))


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    """Numbers for the names of students, one for each history."""
    return iter(range(10**9))


@settings(
    max_examples=100,  # tests/test_convergence.py tries 2,000 on SQLite
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories())
def test_any_order_of_arrival_gives_the_same_states(
    db: Database, lea: Learner, numbers: Iterator[int], history: History
) -> None:
    with db.writing() as session:
        student = learner_with_history(session, f"student-{next(numbers)}")

        for batch in history.batches:
            store(session, student, batch)

        assert states_of(session, student) == expected_states(student, history.events)


# Rebuilding


def random_events(count: int, chance: Random) -> list[Event]:
    """Return answers of sixty days, an undoing for each tenth, in any order."""
    answers = [
        answer(
            f"u{number}",
            card(chance.randint(1, CARDS)),
            chance.choice(list(Rating)),
            at=NOW - timedelta(seconds=chance.randint(0, 60 * 24 * 3600)),
            sequence=number,
        )
        for number in range(count * 10 // 11)
    ]
    undone = chance.sample(answers, count - len(answers))
    events: list[Event] = [*answers, *(undo(each.uid) for each in undone)]
    chance.shuffle(events)
    return events


def test_10_000_events_in_any_order_leave_nothing_to_rebuild(
    db: Database, lea: Learner
) -> None:
    events = random_events(10_000, Random(20261123))

    for start in range(0, len(events), 500):
        with db.writing() as session:
            store(session, lea, events[start : start + 500])

    with db.reading() as session:
        assert rebuild(session, lea, check=True) == RebuildReport(CARDS, 0)
        assert states_of(session, lea) == expected_states(lea, events)


def damage(session: Session, lea: Learner) -> None:
    """Spoil one state, drop one, and put one where there is no review."""
    mine = CardStateRow.student_id == lea.id
    first, second, *_ = sorted(card_ids(session, lea))
    session.execute(
        update(CardStateRow)
        .where(mine, CardStateRow.card_id == first)
        .values(stability=CardStateRow.stability * (1 + 2**-50))
    )
    session.execute(delete(CardStateRow).where(mine, CardStateRow.card_id == second))
    ghost = {"phase": Phase.REVIEW, "reps": 3, "lapses": 0, "due_day": NOW.date()}
    unseen = max(card_ids(session, lea)) + 1
    session.execute(
        insert(CardStateRow).values(student_id=lea.id, card_id=unseen, **ghost)
    )


def card_ids(session: Session, lea: Learner) -> list[int]:
    """Return the ids of the cards that have a state."""
    rows = session.query(CardStateRow.card_id).where(CardStateRow.student_id == lea.id)
    return [card_id for (card_id,) in rows]


def test_rebuilding_finds_and_mends_what_is_damaged(db: Database, lea: Learner) -> None:
    send(db, lea, *(answer(f"u{n}", card(n), at=NOW - n * DAY) for n in range(1, 11)))
    sound = stored_states(db, lea)
    with db.writing() as session:
        damage(session, lea)

    with db.reading() as session:
        looked = rebuild(session, lea, check=True)
    damaged = stored_states(db, lea)
    with db.writing() as session:
        mended = rebuild(session, lea, check=False)

    assert looked == mended == RebuildReport(cards=10, different=3)
    assert damaged != sound
    assert stored_states(db, lea) == sound


def test_rebuilding_changes_nothing_of_another_student(
    db: Database, lea: Learner
) -> None:
    with db.writing() as session:
        tom = add_learner(session, "tom")
    send(db, tom, answer("u1", card(1)))
    with db.writing() as session:
        damage_of_tom = update(CardStateRow).values(reps=9)
        session.execute(damage_of_tom)

    with db.writing() as session:
        report = rebuild(session, lea, check=False)

    assert report == RebuildReport(0, 0)
    assert stored_states(db, tom)[card(1)].reps == 9


def test_rebuilding_takes_the_settings_that_are_stored(
    db: Database, lea: Learner
) -> None:
    send(db, lea, answer("u1", card(1), Rating.EASY))
    stale = Learner(lea.id, lea.uid, lea.created_at, lea.settings[:1])

    with db.reading() as session:
        report = rebuild(session, stale, check=True)

    assert report == RebuildReport(1, 0)


def test_rebuilding_reads_the_log_by_as_many_statements_for_any_number_of_cards(
    db: Database, lea: Learner
) -> None:
    counts = []
    for number in (1, CARDS):
        send(db, lea, answer(f"u{number}", card(number)))
        send(db, lea, *(answer(f"v{number}-{n}", card(n)) for n in range(1, number)))
        with db.reading() as session, counted() as statements:
            rebuild(session, lea, check=True)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 4


# What order the log has


def test_of_two_answers_of_one_instant_the_first_of_the_device_comes_first(
    db: Database, lea: Learner
) -> None:
    later = answer("a", card(1), Rating.AGAIN, sequence=2)
    earlier = answer("b", card(1), Rating.EASY, sequence=1)

    send(db, lea, later, earlier)

    state = stored_states(db, lea)[card(1)]
    assert (state.phase, state.lapses) == (Phase.REVIEW, 1)


def test_an_answer_that_comes_late_counts_when_it_was_given(
    db: Database, lea: Learner
) -> None:
    first = answer("u1", card(1), at=NOW - 9 * DAY)
    late = answer("u2", card(1), Rating.AGAIN, at=NOW - 5 * DAY)
    last = answer("u3", card(1), at=NOW - DAY)

    send(db, lea, first, last)
    send(db, lea, late)

    assert stored_states(db, lea) == expected_states(lea, [first, late, last])
    assert stored_states(db, lea)[card(1)].last_study_day == date(2026, 11, 22)


def test_undoing_a_late_answer_brings_back_the_state_without_it(
    db: Database, lea: Learner
) -> None:
    send(db, lea, answer("u1", card(1), at=NOW - DAY))
    before = stored_states(db, lea)
    send(db, lea, answer("u2", card(1), Rating.AGAIN, at=NOW - 5 * DAY))

    take_back(db, lea, undo("u2"))

    assert stored_states(db, lea) == before


# What it costs


def test_the_log_is_never_read_as_a_whole(db: Database, lea: Learner) -> None:
    send(db, lea, *(answer(f"u{n}", card(n), at=NOW - DAY) for n in range(1, 11)))

    with db.writing() as session, explained(session) as plans:
        record(session, lea, [answer("v1", card(1))], sent_at=NOW, now=NOW)
        retract(session, lea, [undo("u2")], NOW)
        next_cards(session, lea, NOW)
        today(session, lea, NOW)

    logs = [plan for plan in plans if "reviews" in plan or "retractions" in plan]
    assert len(logs) > 5
    assert [plan for plan in logs if "SCAN" in plan or "Seq Scan" in plan] == []
