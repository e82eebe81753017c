"""What a student decides on the first page: a plan after a break, limits of today."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update

from tests.web.visiting import DECK, NOW, Browser
from trainer.core.model import Phase
from trainer.exam_dates import set_exam
from trainer.learners import load_learner
from trainer.tables import CardStateRow, ReviewRow, ReviewSource, StudentRow
from web.context import context_of

DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)
LEFT = TODAY - 10 * DAY
CARDS = 120


@pytest.fixture
def back(browser: Browser) -> Browser:
    """A student who reviewed 12 cards ten days ago, and has 120 waiting now."""
    with context_of(browser.app).database.writing() as session:
        session.execute(update(StudentRow).values(created_at=NOW - 90 * DAY))
        at = NOW - 10 * DAY
        reviews = [
            {
                "student_id": 1,
                "card_id": card_id,
                "uid": f"u{card_id}",
                "revision": 1,
                "rating": 3,
                "response": "{}",
                "shown": "[]",
                "duration_ms": 12_000,
                "source": ReviewSource.WEB,
                "purpose": "study",
                "device_at": at,
                "sequence": card_id,
                "zone": "Europe/Paris",
                "received_at": at,
                "effective_at": at,
                "study_day": LEFT,
            }
            for card_id in range(1, 13)
        ]
        session.execute(insert(ReviewRow), reviews)
        states = [
            {
                "student_id": 1,
                "card_id": card_id,
                "phase": Phase.REVIEW,
                "stability": 5.0,
                "difficulty": 5.0,
                "due_day": LEFT + 2 * DAY,
                "earliest_day": LEFT + DAY,
                "latest_day": LEFT + 3 * DAY,
                "last_reviewed_at": at,
                "introduced_on": LEFT - 9 * DAY,
                "last_study_day": LEFT,
                "reps": 3,
                "lapses": 0,
            }
            for card_id in range(1, CARDS + 1)
        ]
        session.execute(insert(CardStateRow), states)
    return browser


def first_page(browser: Browser) -> str:
    """Give the page with plain spaces, and without what changes each second."""
    page = browser.get("/").text.replace("\u202f", " ").replace("\u00a0", " ")
    return re.sub(r'(name="csrf_token" value=)"[^"]+"', r"\1", page)


def test_after_a_break_one_calm_panel_offers_plans(back: Browser) -> None:
    page = first_page(back)

    assert "Retour après une pause" in page
    assert "120 cartes attendent" in page
    assert 'name="cards_per_day"' in page
    assert "tout est rattrapé le" in page


def test_without_a_break_there_is_no_panel(browser: Browser) -> None:
    page = first_page(browser)

    assert "Retour après une pause" not in page
    assert "Plan de rattrapage" not in page


def test_a_plan_is_followed_and_taken_back(back: Browser) -> None:
    before = first_page(back)

    followed = back.submit("/catch-ups", cards_per_day="25")
    during = first_page(back)
    withdrawn = back.submit("/withdrawn-catch-ups")
    first_page(back)  # says that it is done
    after = first_page(back)

    assert (followed.status_code, followed.location) == (303, "/")
    assert "25 cartes par jour, sans nouvelle carte." in during
    assert "Seulement aujourd’hui" not in during
    assert withdrawn.status_code == 303
    assert after == before


@pytest.mark.parametrize("cards", ["", "0", "-3", "abc", "99999", "1" * 5000, "²"])
def test_a_plan_of_no_number_is_refused_in_words(back: Browser, cards: str) -> None:
    answer = back.submit("/catch-ups", cards_per_day=cards)

    assert answer.status_code == 303
    assert "Choisir un nombre de cartes par jour." in first_page(back)
    assert "Plan de rattrapage" not in first_page(back)


def test_limits_are_changed_for_today(back: Browser) -> None:
    answer = back.submit("/day-limits", new_per_day="0", reviews_per_day="7")

    assert answer.status_code == 303
    assert "7 cartes à réviser" in first_page(back)

    back.submit("/day-extensions")
    assert "17 cartes à réviser" in first_page(back)

    back.submit("/usual-day-limits")
    assert "17 cartes à réviser" not in first_page(back)


@pytest.mark.parametrize("number", ["", "-1", "x", "10000", "1.5"])
def test_limits_that_are_no_numbers_are_refused_in_words(
    back: Browser, number: str
) -> None:
    before = first_page(back)

    back.submit("/day-limits", new_per_day="3", reviews_per_day=number)

    assert "Les deux limites vont de 0 à 9999 cartes." in first_page(back)
    assert first_page(back) == before


def test_the_days_to_an_exam_are_said(browser: Browser) -> None:
    for days, said in ((30, "Examen dans 30 jours"), (1, "Examen demain")):
        with context_of(browser.app).database.writing() as session:
            set_exam(session, load_learner(session), DECK, TODAY + days * DAY, NOW)

        assert said in first_page(browser)
