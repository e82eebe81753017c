"""A student's progress, taken over by the real Anki in other places and on other days.

Anki reads the clock of the machine, so these tests do too: alone among all.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.anki_elsewhere import CLEAN, RATINGS, taken_in
from tests.anki_students import Past, duration_ms, past_of
from tests.real_anki import loaded
from trainer.anki_deck import notes_of
from trainer.anki_export import write_package
from trainer.anki_notes import GUID_PREFIX
from trainer.core.anki_file import AnkiReview
from trainer.core.card_state import CardState, Phase
from trainer.core.reviews import Purpose, Rating, Review
from trainer.core.schedule import PARAMETERS, advance, counts
from trainer.core.study_settings import StudySettings

ZONES = (
    "Europe/Paris",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "Pacific/Honolulu",
)
TYPES = {
    Phase.NEW: 0,
    Phase.LEARNING: 1,
    Phase.REVIEW: 2,
    Phase.RELEARNING: 3,
}
DECK = loaded()
NOTES = tuple(notes_of(DECK))


def clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 – Anki knows no other


@pytest.mark.parametrize("zone", ZONES)
def test_anki_goes_on_where_the_student_is(zone: str, tmp_path: Path) -> None:
    now = clock()
    settings = StudySettings(
        since=now - timedelta(days=999),
        desired_retention=0.87,
        learning_steps=(1, 10, 1440),
        zone=zone,
        new_per_day=7,
        easy_days=(2, 6),
    )
    keys = [note.key for note in NOTES]
    late = timedelta(days=10)
    pasts = [
        past_of(keys, settings, now, f"{zone} today"),
        past_of(keys, settings, now - late, f"{zone} late"),
    ]
    packages = [tmp_path / "today.apkg", tmp_path / "late.apkg"]
    for past, path, made_at in zip(pasts, packages, (now, now - late), strict=True):
        write_package(DECK.deck, NOTES, path, made_at, past.memory())

    found = taken_in(packages, zone)

    for past, held in zip([pasts[0], pasts[0], pasts[1], pasts[1]], found, strict=True):
        assert_same(past, held, now)
        assert held["check"] == CLEAN
        assert held["unrepaired"]
        assert_preset(settings, held["presets"])


def assert_same(past: Past, held: dict[str, Any], now: datetime) -> None:
    ids, today, memories = past.ids(), past.day_at(now), past.memory().cards
    for key in past.reviews:
        guid, state = f"{GUID_PREFIX}{key}", past.state(key)
        card, log = held["cards"][guid], held["log"].get(guid, [])
        assert_card(past, key, card, today_number=held["day"], now=now)
        assert [(row[0], row[1], row[6]) for row in log] == [
            (ids[r.uid], r.rating, duration_ms(r)) for r in past.reviews[key]
        ]
        assert tuple(AnkiReview(*row) for row in log) == memories[key].log
        for name, rating in zip(RATINGS, Rating, strict=True):
            review = Review("next", rating, now, today)
            after = advance(as_kept(state), review, settings=[past.settings], seed=key)
            assert held["next"][guid][name] == memory(after), (key, name)
        if state.reps:
            assert held["recomputed"][guid] == memory(state), key


def assert_card(
    past: Past, key: str, card: dict[str, Any], *, today_number: int, now: datetime
) -> None:
    state, hold = past.state(key), past.holds[key]
    assert card["type"] == TYPES[state.phase]
    assert (card["reps"], card["lapses"]) == (state.reps, state.lapses)
    assert (card["queue"] == -1) is hold.is_suspended
    assert card["flags"] == hold.is_flagged
    days_to_go = card["due"] - today_number
    if state.due_day and state.last_study_day:
        assert days_to_go == (state.due_day - past.day_at(now)).days
        assert card["ivl"] == (state.due_day - state.last_study_day).days
    elif state.due_at and card["queue"] == 3:
        assert days_to_go == (past.day_at(state.due_at) - past.day_at(now)).days
    elif state.due_at and not hold.is_suspended:
        assert card["due"] == int(state.due_at.timestamp())
    if state.reps:
        assert_memory(past, key, json.loads(card["data"]))
    else:
        assert card["data"] == "{}"


def assert_memory(past: Past, key: str, data: dict[str, Any]) -> None:
    state, ids = past.state(key), past.ids()
    last = max(ids[r.uid] for r in past.reviews[key] if counts(r.purpose))
    assert data == {
        "s": pytest.approx(state.stability, abs=5.1e-5),
        "d": pytest.approx(state.difficulty, abs=5.1e-4),
        "dr": past.settings.desired_retention,
        "decay": pytest.approx(PARAMETERS[20], abs=5e-4),
        "lrt": last // 1000,
    }


def as_kept(state: CardState) -> CardState:
    """Round a state as Anki does: it keeps four decimals of the stability."""
    if state.stability is None or state.difficulty is None:
        return state
    stability, difficulty = round(state.stability, 4), round(state.difficulty, 3)
    return replace(state, stability=stability, difficulty=difficulty)


def memory(state: CardState) -> Any:
    # Anki counts in 32 bits.
    return pytest.approx([state.stability, state.difficulty], rel=1e-4)


def assert_preset(settings: StudySettings, presets: dict[str, Any]) -> None:
    assert len(presets) == 10  # the deck and its parts
    for preset in presets.values():
        assert preset["fsrsParams6"] == pytest.approx(PARAMETERS, rel=1e-6)
        assert preset["desiredRetention"] == pytest.approx(settings.desired_retention)
        assert preset["new"]["perDay"] == settings.new_per_day
        assert preset["new"]["delays"] == list(settings.learning_steps)
        assert preset["lapse"]["delays"] == list(settings.relearning_steps)
        assert preset["rev"]["perDay"] == settings.reviews_per_day
        assert preset["rev"]["maxIvl"] == 36_500
        assert preset["easyDaysPercentages"] == [1, 1, 0.5, 1, 1, 1, 0.5]


def test_the_pasts_are_of_all_kinds() -> None:
    """Else the tests above would show little."""
    now = clock()
    settings = StudySettings(since=now, learning_steps=(1, 10, 1440))
    past = past_of(map(str, range(200)), settings, now, "kinds")

    phases = {past.state(key).phase for key in past.reviews}
    purposes = {r.purpose for reviews in past.reviews.values() for r in reviews}
    queues = {card.columns.queue for card in past.memory().cards.values()}

    assert phases == {*Phase}
    assert purposes == {Purpose.STUDY, Purpose.CRAM}
    assert queues == {-1, 0, 1, 2, 3}
