"""The pages that look back and ahead; each figure is counted anew from the export."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from tests.simulated_student import Habits, study
from tests.statements import counted
from tests.web.figures import (
    STUDIED_DAYS,
    TODAY,
    database_of,
    figures_of,
    hold,
    recount,
)
from tests.web.visiting import CARD, NOW, Browser
from trainer.core.holds import HoldAction
from trainer.core.reviews import MissCause
from trainer.learners import change_settings, load_learner
from trainer.reviewing import RetractionIn, retract
from trainer.tables import MissRow, PlannedBreakRow, StudentRow

_WORDS = re.compile(r'<data data-figure="([^"]*)" value="([^"]*)">(.*?)</data>')
_CHART = re.compile(r"<svg.*?</svg>", re.DOTALL)
_BAR = re.compile(r'<rect class="bar-mark"[^>]*><title>.*?(\d+)</title></rect>')
_BAR_NUMBER = re.compile(r'<text class="middle strong"[^>]*>(\d+)</text>')
# Digits that are no figures: links name a day or a card, and the page says some words.
_LINK = re.compile(r"<a .*?</a>", re.DOTALL)
_SAID = re.compile(
    "30 (derniers|prochains) jours|Moins de 21 j|21 j et plus"
    "|(?<=</svg>)(0|1–9|10–24|25–49|50 [+])(?=</li>)"
)
_CELL = re.compile(r'href="/progress/days/([\d-]+)" tabindex="-1">.*?<title>(.*?)<')


def cells_of(page: str) -> dict[date, int]:
    """Read the days of the calendar that have a number."""
    return {
        date.fromisoformat(day): int(title.rpartition(" ")[2])
        for day, title in _CELL.findall(page)
    }


def count_streak(app: Flask) -> None:
    with database_of(app).writing() as session:
        session.execute(update(StudentRow).values(counts_streak=True))


# The figures


def test_every_figure_equals_a_recount_of_the_exported_log(studied: Browser) -> None:
    expected = recount(studied.app)

    figures = figures_of(studied.get("/progress").text)

    assert len(expected.data["reviews"]) > 500
    assert len(expected.kept) < len(expected.data["reviews"])
    assert len(expected.study) < len(expected.kept)
    assert figures == pytest.approx(expected.figures())


def test_the_calendar_draws_the_same_numbers(studied: Browser) -> None:
    expected = recount(studied.app)

    cells = cells_of(studied.get("/progress").text)

    past = [TODAY - timedelta(days=number) for number in range(STUDIED_DAYS)]
    coming = [TODAY + timedelta(days=number) for number in range(1, 35)]
    numbers = {day: expected.answers_on(day) for day in past}
    numbers |= {day: expected.due_on(day) for day in coming}
    assert cells == {day: number for day, number in numbers.items() if number}


def test_the_forecast_draws_the_same_numbers(studied: Browser) -> None:
    expected = recount(studied.app)

    page = studied.get("/progress").text

    coming = [expected.due_on(TODAY + timedelta(days=number)) for number in range(30)]
    assert [int(number) for number in _BAR.findall(page)] == coming
    assert [int(number) for number in _BAR_NUMBER.findall(page)] == [
        *filter(None, coming)
    ]


def test_no_number_stands_on_the_page_that_is_no_figure(studied: Browser) -> None:
    page = studied.get("/progress").text.replace("\N{NO-BREAK SPACE}", " ")

    rest = page[page.index("<main") : page.index("</main>")]
    for known in (_WORDS, _LINK, _SAID, _CHART):
        rest = known.sub("", rest)
    assert re.findall(r".*\d.*", re.sub(r"<[^>]*>", "", rest)) == []


def test_the_words_of_a_figure_say_its_value(studied: Browser) -> None:
    page = studied.get("/progress").text

    figures = _WORDS.findall(page)
    for name, value, words in figures:
        if not name.endswith(":ms"):  # minutes and seconds
            shown = int(re.sub(r"\D", "", words))
            factor = 100 if words.endswith("%") else 1
            assert abs(shown - factor * float(value)) <= 0.5, name
    assert len(figures) > 150


def test_holds_misses_and_breaks_count_as_in_a_recount(studied: Browser) -> None:
    app = studied.app
    wrong = [r for r in recount(app).kept if r["rating"] == 1]
    wrong.sort(key=lambda review: str(review["purpose"]))  # first those of practice
    causes = list(MissCause)
    with database_of(app).writing() as session:
        learner = load_learner(session)
        for number, review in enumerate(wrong[:60]):
            told = MissRow(
                student_id=learner.id,
                uid=f"miss-{number}",
                review_uid=review["uid"],
                cause=causes[number % 4],
                device_at=NOW,
                received_at=NOW,
            )
            session.add(told)
        late = (TODAY - timedelta(days=20), TODAY - timedelta(days=3))
        session.add(PlannedBreakRow(student_id=1, first_day=late[0], last_day=late[1]))
    count_streak(app)
    hold(app, HoldAction.SUSPEND, CARD, days_ago=30)
    hold(app, HoldAction.SUSPEND, "metiers-data/A4#job", days_ago=40)
    hold(app, HoldAction.RESUME, "metiers-data/A4#job", days_ago=10)
    hold(app, HoldAction.BURY, "metiers-data/A5#job", days_ago=0)

    figures = figures_of(studied.get("/progress").text)

    assert figures == pytest.approx(recount(app).figures())
    assert wrong[0]["purpose"] == "cram"
    assert figures["streak"] > 0
    assert any(name.startswith("cause:") for name in figures)


@pytest.mark.parametrize("rests", [0.0, 0.3])
def test_days_in_a_row_are_counted_as_in_a_recount(
    browser: Browser, rests: float
) -> None:
    habits = Habits(rests=rests, new_per_day=1)
    study(database_of(browser.app), days=25, until=NOW, habits=habits)
    count_streak(browser.app)

    figures = figures_of(browser.get("/progress").text)

    assert figures["streak"] == recount(browser.app).streak()["streak"]
    assert (figures["streak"] == 25) is (rests == 0)


def test_who_does_not_want_a_count_of_days_has_none(studied: Browser) -> None:
    assert "streak" not in studied.get("/progress").text


def test_an_answer_undone_now_counts_nowhere(studied: Browser) -> None:
    before = figures_of(studied.get("/progress").text)
    last = max(recount(studied.app).study, key=lambda r: str(r["effective_at"]))

    with database_of(studied.app).writing() as session:
        undoing = RetractionIn("undo-now", last["uid"], NOW)
        retract(session, load_learner(session), [undoing], NOW)
    figures = figures_of(studied.get("/progress").text)

    assert figures == pytest.approx(recount(studied.app).figures())
    assert figures["today:reviews"] == before["today:reviews"] - 1


def test_moving_the_learner_or_the_machine_changes_no_past_day(
    studied: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = cells_of(studied.get("/progress").text)

    monkeypatch.setenv("TZ", "Pacific/Pago_Pago")
    time.tzset()
    with database_of(studied.app).writing() as session:
        learner = load_learner(session)
        moved = replace(learner.settings[-1], zone="America/Lima", rollover_hour=10)
        change_settings(session, learner, moved, NOW)
    after = cells_of(studied.get("/progress").text)
    monkeypatch.undo()
    time.tzset()

    assert {d: n for d, n in after.items() if d <= TODAY} == {
        d: n for d, n in before.items() if d <= TODAY
    }


def test_the_number_of_statements_does_not_grow_with_the_log(
    browser: Browser, studied: Browser
) -> None:
    with counted() as first:
        browser.get("/progress")
    with counted() as later:
        studied.get("/progress")

    assert len(later) == len(first) <= 10


def test_a_card_that_mixes_jobs_up_leads_to_a_comparison(browser: Browser) -> None:
    habits = Habits(wrong=0.45, new_per_day=20)
    study(database_of(browser.app), days=20, until=NOW, habits=habits)

    page = browser.get("/progress").text

    links = re.findall(r'href="(/sessions/contrast[^"]+)"', page)
    assert {browser.get(unescape(link)).status_code for link in links} == {200}


def test_the_figures_are_the_same_in_english(studied: Browser) -> None:
    french = studied.get("/progress").text
    english = replace(studied, headers={"Accept-Language": "en"})

    page = english.get("/progress").text

    assert "Success in reviews" in page
    assert figures_of(page) == figures_of(french)


def test_before_the_first_answer_the_page_says_what_to_do(browser: Browser) -> None:
    page = browser.get("/progress").text

    assert "après les premières réponses" in page
    assert 'class="button main" href="/review"' in page
    assert figures_of(page) == {}


# One day


def test_a_past_day_lists_its_answers(studied: Browser) -> None:
    expected = recount(studied.app)
    day = max(r["study_day"] for r in expected.kept if r["purpose"] == "cram")
    given = [r for r in expected.data["reviews"] if r["study_day"] == day]

    page = studied.get(f"/progress/days/{day}").text

    figures = figures_of(page)
    assert figures["reviews"] == expected.work()[f"day:{day}:reviews"]
    assert figures["cram"] == expected.work()[f"day:{day}:cram"] > 0
    assert page.count('class="row"') >= len(given)


def test_a_coming_day_lists_its_cards(studied: Browser) -> None:
    expected = recount(studied.app)
    days = (TODAY + timedelta(days=number) for number in range(1, 30))
    day = next(day for day in days if expected.due_on(day))

    page = studied.get(f"/progress/days/{day}").text

    assert figures_of(page) == {"due": expected.due_on(day)}


def test_a_day_without_anything_says_so(browser: Browser) -> None:
    assert "Aucune réponse ce jour-là" in browser.get("/progress/days/2020-01-01").text
    assert "Aucune carte à revoir" in browser.get("/progress/days/2040-01-01").text


@pytest.mark.parametrize("day", ["x", "20261123", "2026-W48-1", "2026-02-30", "%00"])
def test_what_is_no_day_is_not_found(client: FlaskClient, day: str) -> None:
    assert client.get(f"/progress/days/{day}").status_code == 404
