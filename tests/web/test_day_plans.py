"""What a student decides on the first page: a plan after a break, limits of today."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tests.waiting import come_back_after_ten_days
from tests.web.visiting import DECK, NOW, Browser
from trainer.exam_dates import set_exam
from trainer.learners import load_learner
from web.context import context_of

DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)


@pytest.fixture
def back(browser: Browser) -> Browser:
    """A student who reviewed 12 cards ten days ago, and has 120 waiting now."""
    with context_of(browser.app).database.writing() as session:
        come_back_after_ten_days(session)
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


def test_an_offer_says_how_many_of_those_that_wait_come_today(back: Browser) -> None:
    page = first_page(back)
    asked = re.search(r"(\d+) cartes à réviser", page)
    new = re.search(r"(\d+) nouvelles", page)
    assert asked

    reviews = int(asked[1]) - (int(new[1]) if new else 0)

    assert reviews < 120
    assert f"Sans plan, {reviews} sont à faire aujourd’hui" in page


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

    assert "Les deux limites vont de 0 à 9 999 cartes." in first_page(back)
    assert first_page(back) == before


def test_the_days_to_an_exam_are_said(browser: Browser) -> None:
    for days, said in ((30, "Examen dans 30 jours"), (1, "Examen demain")):
        with context_of(browser.app).database.writing() as session:
            set_exam(session, load_learner(session), DECK, TODAY + days * DAY, NOW)

        assert said in first_page(browser)
